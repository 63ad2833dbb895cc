"""Spell a composed name in full, as far as its opening and its head are known."""

from pipeline.text.names.context import OPENER, Anchor, Context
from pipeline.text.names.cues import Cue
from pipeline.text.names.specificity import FIRM_RE, FULL, UNITS

__all__ = ["BRANCHES", "CAMPUSES", "HOME", "spell"]

HOME = "上海市"
CAMPUSES = ("校区", "院区", "园区", "总部")
ORGANS = ("government", "court", "procuratorate")  # which sign with their district in full
FIRMS = ("company", "insurer", "broker", "fund")
TERRITORIES = ("province", "municipality", "prefecture", "county", "district")
UNDER = ("省", "市", "县", "自治区", "自治州")  # ends of places whose bodies sign alike
BRANCHES = ("分公司", "分行", "支行")


def spell(context: Context, start: int, head: Cue, anchor: Anchor | None) -> str | None:
    """Return the canonical name: 交大人工智能学院 by its university, 区科委 by its district; None if unknown."""
    text, row = context.text, head.row
    opening, short = text[start : head.start], text[head.start : head.end]
    full: str = row.get("full", short)
    if (anchor is None or anchor.label == OPENER) and text[start] in UNITS:
        owner = HOME if text[start] == "市" else _place_district(context.district_before(start))
        rest = (opening + full)[1:] if opening else short[1:]
        return owner + rest if owner else None
    if anchor is None or anchor.start != start:
        return opening + short
    if anchor.subtype == "district" and row["label"] == "ORG" and row["subtype"] != "company":
        place = text[start : anchor.end]
        district = anchor.canonical if row["subtype"] in ORGANS else place  # 静安|消防救援支队
        opening = opening.replace(place, _place_district(district) or place, 1)
    is_campus = short in CAMPUSES
    is_branch = row["needs"] != "brand" and anchor.label == "ORG" and (is_campus or row["label"] == "ORG")
    if is_branch and anchor.canonical and anchor.canonical.endswith(text[anchor.end : head.end]):
        return anchor.canonical  # 上海申花|俱乐部
    if anchor.subtype in FIRMS and not (is_campus or short.endswith(BRANCHES)):
        is_branch = False  # 鸿海|研究院 signs with the brand
    if is_branch and anchor.canonical and (short.endswith(BRANCHES) or not FIRM_RE.search(short)):
        return anchor.canonical + text[anchor.end : head.start] + (full if row.get("always") else short)
    if (
        anchor.label == "GPE"
        and anchor.subtype in TERRITORIES
        and ("frame" in row or row["subtype"] in ORGANS)
    ):
        full_place = anchor.canonical or ""
        is_next = anchor.end == head.start and full_place.endswith(UNDER)  # not 香港特区|法院
        place = full_place if is_next else opening
        if "frame" in row:  # 嘉兴市|委
            return str(row["frame"]).format(place)
        if "full" in row and is_next:  # 杭州|中院
            return place + full
    is_chinese = anchor.label == "GPE" and anchor.subtype != "city"  # the table's kind of cities abroad
    is_own = (anchor.canonical or "").endswith("特别行政区")  # whose organs have names of their own
    is_full = row.get("always") or (is_chinese and not is_own and text[anchor.end - 1] in FULL)
    return opening + (full if is_full else short)


def _place_district(district: str | None) -> str | None:
    """Put the city before a district, as its bodies sign: 上海市|普陀区."""
    return HOME + district if district and district[-1] == "区" else district
