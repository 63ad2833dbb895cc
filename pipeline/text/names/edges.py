"""Give names their edges: what stands beside a name and belongs to it, 国立, the year, the stop, the version, the wing."""

import re
from collections.abc import Sequence
from functools import cache

from pipeline.text.names.mentions import Mention
from pipeline.text.names.tables import words

__all__ = ["extend_ends", "number", "prefix", "trim"]

FIRMS = ("company", "bank", "insurer", "broker")
NATION_RE = re.compile(
    "中国(?=CEO|CFO|COO|总裁|副总裁|行长|董事长|总经理|首席|负责人|区总裁|区负责人)"
)  # 奔驰|中国
STATE = ("university", "museum", "school")  # 国立|阳明交通大学
NUMBER_RE = re.compile(
    "(?:第[一二三四五六七八九十百零\\d]{1,4}届|(?<!\\d)20\\d\\d(?:年度?|(?:[-—－/](?:20)?\\d\\d)?赛季)?|全国|环)$"
)
WORLD_RE = re.compile("世界[\u4e00-\u9fff]{2,8}锦标赛")  # signs with 2025年; 2025年|上海马拉松 does not
STOP_RE = re.compile("站(?![点台位长房])")
TOURS = "赛杯"  # their ends
STATIONS = ("railway_station", "metro_station")
ATTACHED = "附属"
PARTED = ("museum", "library", "hospital", "university", "school", "company", "mall")
WING_RE = re.compile(  # 龙美术馆|（西岸馆）, but 上海博物馆（含东馆）
    "[（(](?![含原即下简又也暂各])[\u4e00-\u9fff]{1,8}(?:馆|院区|校区|园区|(?<=[东西南北])院)[)）]"
    "|·[\u4e00-\u9fff]{2,5}(?:店|馆)(?![\u4e00-\u9fff]?长)"
)


def trim(text: str, name: Mention) -> Mention:
    """Take blanks off the edges of a name: tokens end before them."""
    if not text[name.start].isspace() and not text[name.end - 1].isspace():
        return name
    surface = text[name.start : name.end]
    start = name.end - len(surface.lstrip())
    canonical = name.canonical and name.canonical.strip()
    return name._replace(start=start, end=start + len(surface.strip()), canonical=canonical)


def prefix(text: str, name: Mention) -> Mention:
    """Take in the city before a firm that is called after it, and 国立 before a university: 上海|昊海生物, 杭州|链家."""
    full = name.canonical or ""
    if name.subtype in STATE and text.endswith("国立", 0, name.start) and not full.startswith("国立"):
        return name._replace(start=name.start - 2, canonical="国立" + full)
    if full in words("institution_rules", "branched") and text.endswith(
        words("institution_rules", "branch_city"), 0, name.start
    ):
        city = text[name.start - 2 : name.start]
        return name._replace(start=name.start - 2, canonical=city + full, entity_id=None)
    is_firm = name.label == "ORG" and (name.entity_id or "").startswith("sh-co-")
    if not is_firm or full[:3] != "上海" + text[name.start] or not text.endswith("上海", 0, name.start):
        return name
    return name._replace(start=name.start - 2)


def number(text: str, name: Mention) -> Mention:
    """Take the ordinal or the year into the full name of an event: 第八届中国国际进口博览会, but 第八届|进博会."""
    if name.label != "EVENT" or name.canonical is None:
        return name
    found = NUMBER_RE.search(text, max(0, name.start - 11), name.start)
    if found is not None and found[0][-1] == "年" and not WORLD_RE.match(text, name.start):
        return name
    is_full = name.canonical == text[name.start : name.end]
    is_dated = (
        found is not None and found[0].isdigit() and name.canonical[:2] == text[name.start : name.start + 2]
    )
    if found is None or not (is_full or is_dated):  # 2025|上海车展
        return name
    return name._replace(start=found.start(), canonical=found[0] + name.canonical)


def extend_ends(text: str, names: Sequence[Mention]) -> list[Mention]:
    """Take in the stop of a tour, the version of a product, the wing or branch of a house.

    >>> museum = Mention(0, 4, "ORG", "museum", "龙美术馆", None, "gazetteer:x")
    >>> [name.canonical for name in extend_ends("龙美术馆（西岸馆）开放", [museum])]
    ['龙美术馆（西岸馆）']
    """
    universities = {name.end: name for name in names if name.subtype == "university"}
    if universities and ATTACHED in text:
        names = [_affiliate(text, name, universities) for name in names]
    places = {name.start: name.end for name in names if name.label == "GPE"}
    stations = {name.start for name in names if name.subtype in STATIONS and name.entity_id}
    models = {
        name.start: name.end for name in names if name.label == "PRODUCT" and text[name.start].isascii()
    }
    extended = []
    for name in names:
        end = name.end
        if name.label == "EVENT":
            end = _end_of_stop(text, name, places, stations)
        elif name.label == "PRODUCT":
            end = _end_of_version(text, name, models)
        elif name.subtype == "party":
            organ = _organs().match(text, name.end - 1)
            end = organ.end() if organ else end
        elif name.subtype in PARTED or name.subtype in FIRMS:
            end = _end_of_wing(text, name)
        extended.append(name if end == name.end else _extend(text, name, end))
    return extended


def _affiliate(text: str, name: Mention, universities: dict[int, Mention]) -> Mention:
    """Take in the university that a hospital or a school is attached to: 上海中医药大学附属|岳阳医院宝山分院."""
    owner = universities.get(name.start - len(ATTACHED))
    if name.subtype not in PARTED or owner is None or not text.endswith(ATTACHED, 0, name.start):
        return name
    canonical, opening = name.canonical or "", owner.canonical or ""
    is_whole = canonical.startswith(opening)
    return name._replace(
        start=owner.start, canonical=canonical if is_whole else opening + ATTACHED + canonical
    )


def _end_of_stop(text: str, name: Mention, places: dict[int, int], stations: set[int]) -> int:
    """Return the end of 钻石联赛|上海站; other events have stations by them: 进博会|虹桥站."""
    stop = STOP_RE.match(text, places[name.end]) if name.end in places else None
    is_near = name.end in stations and text[name.end - 1] not in TOURS
    return name.end if stop is None or is_near else stop.end()


@cache
def _trims() -> re.Pattern[str]:
    """Match what tells the versions of a model apart: 荣威D7| DMH."""
    return re.compile(rf"(?: (?:{'|'.join(words('institution_rules', 'trim'))}))+(?![A-Za-z0-9])")


@cache
def _versions() -> re.Pattern[str]:
    """Match the number behind a model and its trims: 书生·浦语|3.0, 海豹|07 DM-i, but 支付宝|9.9元."""
    return re.compile(
        rf"(?:[Vv]?\d{{1,2}}\.\d{{1,2}}|0\d|\d{{1,2}}(?= [A-Z]))(?:{_trims().pattern}"
        r"|(?![A-Za-z0-9])(?=[、，。；！？：）)”」》\s的和与及等在上系模大发亮首正版]|$))"
    )


def _end_of_version(text: str, name: Mention, models: dict[int, int]) -> int:
    if text[name.end - 1].isascii():
        trims = _trims().match(text, name.end)
        return trims.end() if trims else name.end
    version = _versions().match(text, name.end)
    return version.end() if version else models.get(name.end, name.end)


def _end_of_wing(text: str, name: Mention) -> int:
    wing = WING_RE.match(text, name.end) if name.subtype in PARTED else None
    if wing is None and name.subtype in FIRMS:
        wing = NATION_RE.match(text, name.end)
    return wing.end() if wing else name.end


@cache
def _organs() -> re.Pattern[str]:
    """Match the organs of a committee of the party, which sign with it: 江苏省委|宣传部."""
    organs = (word for word in words("institution_rules", "head") if word[0] == "委" and word != "委员会")
    return re.compile("|".join(organ for organ in organs if len(organ) > 2))


def _extend(text: str, name: Mention, end: int) -> Mention:
    more = text[name.end : end]
    if name.subtype == "party":
        return name._replace(
            end=end, canonical="中共" + text[name.start : end].removeprefix("中共"), entity_id=None
        )
    full = text[name.start : name.end] if more == "中国" else name.canonical  # no part of the group's name
    return name._replace(end=end, canonical=full and full + more, entity_id=None)
