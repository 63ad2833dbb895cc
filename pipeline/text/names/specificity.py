"""Whether what stands before a head makes a name of it, or is but everyday words."""

import re
from functools import cache

from pipeline.text.names.context import OPENER, PLACES, Anchor, Context
from pipeline.text.names.cues import Cue
from pipeline.text.names.personal import is_common_word, lexicon
from pipeline.text.names.tables import words

__all__ = ["FIRM_RE", "FULL", "HOUSES", "MAX_CHARS", "UNITS", "is_local_group", "is_plain", "is_specific"]

MAX_CHARS = 26  # the longest specific part: official names are longer only with a place or owner before them
MAX_LOCAL = 6  # the longest specific part of a road, a station, a bridge
NUMERALS = "一二三四五六七八九十两几"
WIDE = ("continent", "country", "region")  # 亚洲大学, 中国医院 are no names by themselves
JOINTS = "立口市县区镇东西南北中"  # single characters that go on a place: 台北市|立|大学
FULL = "省市区县镇"  # a place in full opens official names
UNITS = "市区县"  # 区委, 县政府 without the name of the district
OWNED = {"区": ("district", "county"), "县": ("county",)}  # whose bodies 区政府 and 县政府 are
ORGANS = ("government", "party", "congress", "cppcc", "court", "procuratorate")  # of places
HOUSES = ("museum", "library", "theatre", "hospital", "troupe", "zoo", "company", "university", "school")
TOWNS = ("street", "town", "new_town", "zone")
LOCAL = ("municipality", "prefecture", "district", "county", "province")
WITH_OFFICES = ("company", "bank", "insurer", "broker", "government", "regulator", "court")
HAN_RE = re.compile("[\u4e00-\u9fff]")
DEFINED_RE = re.compile("[”」]?[（(](?:以下|下)?(?:简称|称)")  # what the text abbreviates is a name
UNVEILED_RE = re.compile("(?:今天|今日|昨天|昨日|正式|当天|当日)?(?:揭牌|挂牌成立|挂牌仪式)")
KEY_RE = re.compile("(?:国家|全国)重点实验室$|国家[\u4e00-\u9fff]{2,6}中心$")  # 灾害天气国家重点实验室
NUMBERED_RE = re.compile("\\d|[一二三四五六七八九十两几]+号?$")  # 三号|码头
COUNTED_RE = re.compile("[两三四五六七八九十\\d]+大[\u4e00-\u9fff]*$")  # 中山公园|三大|商圈
KINDS = "级型类个批家些"
DOING = "建办设"  # 想建|零碳产业园
LIST_RE = re.compile("[和与及]")  # 氢能和半导体
FIRM_RE = re.compile("公司$|基金会$|事务所$|合作社$")


def is_specific(context: Context, start: int, head: Cue, anchor: Anchor | None) -> bool:
    """Tell whether more than everyday words stands before the head."""
    if anchor is not None:
        return _is_owned(context, start, head, anchor)
    row, specific = head.row, context.text[start : head.start]
    if not 2 <= len(specific) <= 14 or start == head.start - MAX_CHARS or not HAN_RE.search(specific):
        return False
    if row["label"] in PLACES and (NUMBERED_RE.match(specific) or len(specific) > MAX_LOCAL):
        return False
    if row["needs"] == "road":
        pairs = {specific[index : index + 2] for index in range(len(specific) - 1)}
        return (
            len(specific) <= 4
            and _generic_start(context, head) >= head.start
            and not pairs & lexicon().following
        )
    if row["subtype"] == "company" and _trades().fullmatch(specific):
        return False  # 半导体|供应链, 生物科技|公司
    if specific in words("institution_rules", "deed"):
        return False  # 约谈|快递
    if row["needs"] == "brand" or row["label"] in PLACES:
        if row["text"] == "集团":
            specific = _drop_trade(specific)
        return (
            len(specific) <= 4
            and not (specific[-1].isdigit() or specific[-1] in NUMERALS + KINDS)  # 设9|站
            and not LIST_RE.search(specific)
            and not _holds_word(specific)
            and _generic_start(context, head) - start >= 2
            and context.text[_generic_start(context, head) - 1] not in DOING
        )
    if DEFINED_RE.match(context.text, head.end) or UNVEILED_RE.match(context.text, head.end):
        return True
    rest = context.text[start : _generic_start(context, head)]
    if len(rest) < 2 or (len(rest) < len(specific) and is_common_word(rest)):
        return False
    is_titled = len(rest) >= 3 and rest[-1] not in KINDS and KEY_RE.search(row["text"]) is not None
    return is_titled or bool(FIRM_RE.search(row["text"])) or not is_plain(rest)


@cache
def _trades() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(words('institution_rules', 'trade'))})+")


def _drop_trade(specific: str) -> str:
    """Leave the brand before the trade of a group: 麦金地|餐饮|集团."""
    for trade in words("institution_rules", "trade"):
        if specific.endswith(trade) and len(specific) - len(trade) >= 2:
            return specific[: -len(trade)]
    return specific


def _is_owned(context: Context, start: int, head: Cue, anchor: Anchor) -> bool:
    """Tell whether an opening place or owner and a head make a name."""
    row, text = head.row, context.text
    rest = text[anchor.end : head.start]
    if row["text"] == "办公室" and (_is_office(anchor, rest) or text.endswith("指挥部", 0, head.start)):
        return False  # 市防汛指挥部|办公室
    if anchor.label == OPENER:
        if text[start] in OWNED and not any(place.subtype in OWNED[text[start]] for place in context.anchors):
            return False  # 区政府 of no district that the text names
        if text[start] in UNITS and text[anchor.end] in UNITS:
            return False  # 市县|人民政府
        is_whole = _generic_start(context, head) > start  # not 中华民族共同体
        return is_whole and (len(rest) >= 1 or text[start] in UNITS)
    if _is_department(text, head, anchor):
        return False
    if row["text"] == "政府" and anchor.label == "ORG":
        return False  # 民进党|政府
    if not rest:
        return anchor.label == "ORG" or _may_be_bare(text, head, anchor)
    if anchor.label in PLACES and (COUNTED_RE.match(rest) or _is_plant_row(context, head, anchor)):
        return False
    if anchor.label == "GPE" and row["subtype"] in ORGANS and _is_place(context, anchor.end, head.start):
        return True  # 绍兴市|柯桥区|政府
    if row["subtype"] == "street" and head.start in context.heads:
        return False  # 南京西路派出所|社区
    if row.get("tight") or (len(rest) == 1 and anchor.label in PLACES and rest not in JOINTS):
        return False
    if DEFINED_RE.match(text, head.end) or is_local_group(context, head, anchor):
        return True
    if (
        row.get("often_generic")
        and anchor.label in PLACES
        and text[anchor.end - 1] not in FULL
        and not (
            anchor.canonical == "中国" and (row["label"] == "EVENT" or len(rest) >= 4)
        )  # 中国算力大会, 中国老龄科学研究中心
        and is_plain(rest)
    ):
        return False
    is_open = row["label"] not in PLACES and row["text"] != "规划" and not row.get("often_generic")
    return is_open or _generic_start(context, head) > anchor.end


@cache
def _inner() -> re.Pattern[str]:
    """Match the inner offices of firms and bodies: 上汽集团|技术中心, 消防救援总队|指挥中心."""
    tasks = "|".join(words("institution_rules", "inner"))
    return re.compile(f"(?:全球|中国|亚太|华东|上海|应急)?(?:{tasks})中心")


def _is_department(text: str, head: Cue, anchor: Anchor) -> bool:
    """Tell whether an inner office follows a firm or a house: 上汽集团|技术中心, 上海博物馆|教育部."""
    if anchor.subtype in WITH_OFFICES and _inner().fullmatch(text, anchor.end, head.end):
        return True
    is_organ = head.row["subtype"] in ORGANS and text[head.end - 1] == "部"
    return is_organ and anchor.end == head.start and anchor.subtype in HOUSES


def _is_office(body: Anchor, task: str) -> bool:
    """Tell whether an office is an inner one: 复旦|招生办公室, 农业农村委|种植业办公室, but 区政府|办公室."""
    is_bureau = body.subtype == "government" and (body.canonical or "").endswith(("局", "委员会"))
    return body.subtype == "university" or (is_bureau and bool(task))


def _is_place(context: Context, start: int, end: int) -> bool:
    """Tell whether a place stands there and nothing else."""
    return any(place[:3] == (start, end, "GPE") for place in context.anchors_between(start, end))


def _is_plant_row(context: Context, head: Cue, first: Anchor) -> bool:
    """Tell whether nothing but two places stands before the plant: 上海|松江|厂."""
    if head.row["text"] != "厂":
        return False
    second = context.anchors_between(first.end, head.start)
    is_row = len(second) == 1 and second[0][:2] == (first.end, head.start)
    return is_row and second[0].label == "GPE"


def _may_be_bare(text: str, head: Cue, anchor: Anchor) -> bool:
    """Tell whether a place and a head alone are a name: 上海海关, not 上海办事处."""
    bare = head.row.get("bare", True)
    if bare == "area":
        return anchor.label in ("FAC", "LOC")
    if bare == "town":
        return anchor.subtype in TOWNS  # 泗泾|医院, 奉贤新城|医院, not 上海医院
    if bare == "stem":
        return not text.endswith((*FULL, "乡", "街道"), 0, anchor.end)  # 曹杨|社区, but 长寿路街道|社区食堂
    if bare == "unit":
        return anchor.subtype == "district" or text[anchor.end - 1] in "省市区县"
    is_wide = anchor.subtype in WIDE and head.row["subtype"] != "government"  # 韩国外交部
    return bool(bare) and head.row["label"] != "GPE" and not is_wide


def _generic_start(context: Context, head: Cue) -> int:
    """Return where the everyday phrase begins that ends with the head, or the head itself."""
    return context.generic.get(head.end, head.start)


def _holds_word(phrase: str) -> bool:
    return any(is_common_word(phrase[index : index + 2]) for index in range(len(phrase) - 1))


def is_local_group(context: Context, head: Cue, place: Anchor) -> bool:
    """Tell whether a group is called after its place and its trade: 静安|置业|集团."""
    if head.row["text"] != "集团" or place.subtype not in LOCAL:
        return False
    trade = context.text[place.end : head.start]
    return trade in words("institution_rules", "trade") or trade in words("institution_rules", "local_trade")


def is_plain(phrase: str) -> bool:
    """Tell whether nothing but everyday words stands there, one character at most left over.

    >>> is_plain("科学技术"), is_plain("星海数字")
    (True, False)
    """
    index = left = 0
    while index < len(phrase):
        is_word = is_common_word(phrase[index : index + 2])
        left += not is_word
        index += 2 if is_word else 1
    return left <= (len(phrase) >= 3)
