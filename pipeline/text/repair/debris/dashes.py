"""Question marks that stand for a dash: ranges, routes, subtitles, asides."""

import re
from functools import cache

from pipeline.text.plausibility import weigh
from pipeline.text.repair.debris.marks import HAN, Found, compile_at_mark, line_around, match_lines, simplify
from pipeline.text.repair.questions import ASKS_RE, asks, asks_behind
from pipeline.text.tables import read_table

__all__ = ["CLAUSES", "DASHES"]

_SHORT, _WIDEST = 4, 3
"""Characters of the longest name of a place on a route, and how often the lower end of a range the upper one is at most."""
_NEXT, _PLAIN = 4, 1.0
"""Characters behind a dash, and how plausible they are at least: no half characters."""

_YEAR = "(?:1[0-9]|20)[0-9]{2}"
_MONTH = rf"{_YEAR}[./年](?:1[0-2]|0?[1-9])(?:月|(?:[./月](?:[12][0-9]|3[01]|0?[1-9])日?)?)"
_TIME = "(?:[01]?[0-9]|2[0-4])[:：][0-5][0-9]"
_UNIT = "℃|°|%|％|元|万|亿|岁|歲|公里|千米|米|厘米|毫米|级|級|天|小时|小時|分钟|分鐘|个月|個月|页|頁|吨|噸|公斤|克|毫克|毫升|平方|亩|户|倍|折|个|個|名|次|年|周|週|位|种|種|款|张|張|本|件"
_STANDARD = r"(?:GB|DB|JGJ|QB|YY|HJ|CJJ|JTG|SL|TB|NY|HG|YB|AQ|SH|SY|DL|LY|WS|GA|JB|ISO|IEC|ASTM)(?:/T|/Z)?"
_RANGE_RE = compile_at_mark(
    rf"""
      (?<=[(（，][0-9]{{4}})\?(?=[0-9]{{4}}年?[)）]) | (?<=[(（][0-9]{{4}}年)\?(?=[0-9]{{4}}年[)）])
    | (?<![0-9?=&/]{_YEAR})(?<={_YEAR})\?(?={_YEAR}(?![0-9?]))
    | (?<={_YEAR}年)\?(?={_YEAR}年(?:[)）,，、。;；\s]|\Z|[间間底初度末任担擔在期就])) | (?<={_YEAR}年)\?(?=至今|现在|今[)）])
    | (?<![0-9?=&/]{_YEAR}[./][0-9])(?<={_YEAR}[./][0-9])\?(?={_MONTH}|至今) | (?<![0-9?=&/]{_YEAR}[./][0-9]{{2}})(?<={_YEAR}[./][0-9]{{2}})\?(?={_MONTH}|至今)
    | (?<={_YEAR}年[0-9]月)\?(?={_MONTH}|至今) | (?<={_YEAR}年[0-9]{{2}}月)\?(?={_MONTH}|至今)
    | (?<=[0-9]月)\?(?=(?:1[0-2]|[1-9])月(?!\?)) | (?<=[0-9]日)\?(?=(?:(?:1[0-2]|[1-9])月)?[0-3]?[0-9]日(?!\?))
    | (?<=[0-9][:：][0-5][0-9])\?(?={_TIME}(?![0-9?])) | (?<=周[一二三四五六日])\?(?=周[一二三四五六日](?!\?))
    | (?<=第[0-9])\?(?=[0-9]{{1,4}}[页頁条條届屆章节節卷期版])
    | (?<=第[0-9]{{2}})\?(?=[0-9]{{1,4}}[页頁条條届屆章节節卷期版]) | (?<=第[0-9]{{3}})\?(?=[0-9]{{3,4}}[页頁条條期])
    | (?<![0-9.:：?][0-9])(?<=[0-9])\?(?=[0-9.]{{1,6}}(?:{_UNIT})) | (?<![0-9.:：?][0-9]{{2}})(?<=[0-9]{{2}})\?(?=[0-9.]{{2,6}}(?:{_UNIT}))
    | (?<=[0-9][%％℃])\?(?=-?[0-9.]{{1,6}}[%％℃])
    """,
    re.VERBOSE,
)
_STANDARD_RE = re.compile(
    rf"(?<![A-Za-z]){_STANDARD}[ ]?[0-9.]{{1,9}}(?P<mark>\?)(?=(?:{_YEAR}|[89][0-9])(?![0-9]))"
)
_PARTNER_RE = re.compile(
    "(?<=中国)\\?(?=东盟|中东欧|阿拉伯|葡语国家|拉美|南亚|中亚|海湾|亚欧|加勒比|太平洋岛国|欧亚)|(?<=中國)\\?(?=東盟|東協)"
)
_SUBTITLE_RE = compile_at_mark(
    rf"""
      (?<=[{HAN}”》])\?\?(?=记(?![不得住错性者])|記(?![不得住錯性者])|追记|追記|访(?!问)|訪(?!問)|写在|寫在|献给|獻給|纪念(?![日品])|紀念(?![日品])|庆祝|慶祝
        |热烈祝贺|走近|走进|专访|专家解读|解读|聚焦|摘自|致全|致敬|来自.{{2,20}}的报告|探访|探秘|寻访|回望|回眸|直击|透视|对话
        |学习贯彻|深入学习|浅谈|浅析|试论|兼论|以.{{2,20}}为例|从.{{2,20}}(?:看|说起|谈起)|第[一二三四五六七八九十0-9]{{1,3}}届)
    | (?<=[{HAN}”》])\?\?(?=[^?\n，。！？他她我你您不]{{3,30}}(?:调查|观察|纪实|侧记|综述|启示录?|印象|巡礼|见闻|述评|扫描|透视|探析|速写|掠影|实录|专访|访谈|調查|觀察|紀實|側記|綜述)$)
    | ^\?\?(?=(?:记者|記者|采访|採訪|编辑|編輯)手[记記]|编者按|編者按|[摘选選转轉引]自|在.{{2,40}}上的(?:讲话|報告|报告|发言|致辞|講話|發言|致辭)|记(?![不得住错性者])|访(?!问))
    """,
    re.VERBOSE | re.MULTILINE,
)
_SAYING_RE = re.compile(rf"(?<=[{HAN}])\?\?(?=[“「][^“”「」?？\n]{{4,80}}[。！!.][”」])")
_ROUTE_RE = re.compile(
    rf"([{HAN}]{{2,4}})\?([{HAN}]{{2,4}}?)(?=[A-Z]?[0-9]{{1,4}}次|航[线線班]|班列|高[铁鐵速]|[铁鐵公]路|[动動]车|列[车車]|城[际際]|[专專][线線列])"
)
_ASIDE_RE = re.compile(
    rf"(?<=[{HAN}”》])(\?\?)([{HAN}“《][^?？。！:：\n]{{1,20}}[{HAN}”》])(\?\?)(?=[{HAN}“《])(?![{HAN}]{{2,6}}[:：])"
)
_CLAUSE_RE = re.compile(
    rf"(?<![^，。；：！？,\n])[{HAN}A-Za-z0-9“”《》]{{6,30}}(?<=[{HAN}”》])(\?\?)(?=[{HAN}“《][^?？\n]{{3,}})"
)
_WONDERS_RE = re.compile("真的|真要|不会|不會|居然|竟|难道|難道|敢|才怪|就算")
_SOURCE_RE = re.compile(rf"^(\?\?)(?=[{HAN}·]{{2,12}}《[^《》\n]{{1,30}}》[^。\n]{{0,12}}$)", re.MULTILINE)
_TRAFFIC_RE = re.compile(
    "[铁鐵]路|高[铁鐵速]|[动動]车|列[车車]|火[车車]|航[线線班]|机票|機票|[车車]次|卧铺|硬[卧座臥]|[软軟][卧座臥]|班[列次]|客[运運]|公路|直[达達]"
)
_PAIR_RE = re.compile(rf"([{HAN}]{{2,4}})\?([{HAN}]{{2,3}}?)")
_PRINTED_RE = re.compile("[，。]")
_NUMBERS_RE = re.compile(rf"(?<![0-9.?])([0-9]{{2,7}})\?([0-9]{{2,7}})(?=[{HAN}])(?!年)")


def _find_sayings(text: str) -> Found:
    """A dash of two cells leads to what is said."""
    for match in match_lines(_SAYING_RE, text):
        if not asks(text, match.start()):
            yield match.start(), match.end(), "——", 0.85


def _find_routes(text: str) -> Found:
    """A route goes from place to place: 北京?莫斯科K3次, or any two places where a line tells of traffic."""
    for match in match_lines(_ROUTE_RE, text):
        if _is_place(match[2]) and any(_is_place(match[1][-size:]) for size in (2, 3, 4)):
            yield match.end(1), match.end(1) + 1, "—", 0.9
    for match in match_lines(_PAIR_RE, text):
        after = text[match.end(1) + 1 : match.end(1) + 4]
        is_pair = any(map(_is_place, (after[:2], after))) and any(_is_place(match[1][-n:]) for n in (2, 3, 4))
        if (
            is_pair
            and _TRAFFIC_RE.search(text, *line_around(text, match.start()))
            and not asks(text, match.end(1))
        ):
            yield match.end(1), match.end(1) + 1, "—", 0.8


def _is_place(name: str) -> bool:
    return simplify(name) in _places()


@cache
def _places() -> frozenset[str]:
    """Read the names of places that are short enough for the name of a route."""
    rows = (*read_table("places"), *(row for row in read_table("institutions") if row["label"] == "GPE"))
    names = (name for row in rows for name in (row["name"], *row["aliases"], *row["short"]))
    return frozenset(name for name in names if len(name) <= _SHORT)


def _find_asides(text: str) -> Found:
    """A pair of dashes sets a clause apart."""
    for match in match_lines(_ASIDE_RE, text):
        if not asks(text, match.start()) and not ASKS_RE.search(match[2]):
            yield match.start(1), match.end(1), "——", 0.8
            yield match.start(3), match.end(3), "——", 0.8


def _find_sources(text: str) -> Found:
    """A line that tells where a quotation is from begins with a dash of two cells."""
    for match in _SOURCE_RE.finditer(text):
        yield match.start(1), match.end(1), "——", 0.85


def _find_clauses(text: str) -> Found:
    """A dash of two cells parts clauses where nothing asks, in what was printed: two questions marks end a line or a cry."""
    for match in match_lines(_CLAUSE_RE, text) if _PRINTED_RE.search(text) else ():
        behind = text[match.end() : match.end() + _NEXT]
        wonders = (
            asks(text, match.start(1)) or asks_behind(text, match.end()) or _WONDERS_RE.search(match.group())
        )
        if weigh(behind) > _PLAIN and not wonders:
            yield match.start(1), match.end(1), "——", 0.75


def _find_numbers_apart(text: str) -> Found:
    """A range goes up, and not far."""
    for match in match_lines(_NUMBERS_RE, text):
        low, high = int(match[1]), int(match[2])
        if (
            low < high <= _WIDEST * low
            and not asks(text, match.start())
            and not asks_behind(text, match.end())
        ):
            yield match.end(1), match.end(1) + 1, "—", 0.8


def _find_ranges(text: str) -> Found:
    for match in match_lines(_RANGE_RE, text):
        if not asks(text, match.start()) and not asks_behind(text, match.end()):
            yield match.start(), match.end(), "—", 0.9
    for match in match_lines(_STANDARD_RE, text):
        yield match.start("mark"), match.end("mark"), "—", 0.9


def _find_dashes(text: str) -> Found:
    for pattern, after in ((_PARTNER_RE, "—"), (_SUBTITLE_RE, "——")):
        for match in match_lines(pattern, text):
            if not asks(text, match.start()) and not asks_behind(text, match.end()):
                yield match.start(), match.end(), after, 0.9


DASHES = (
    _find_ranges,
    _find_dashes,
    _find_sources,
    _find_sayings,
    _find_routes,
    _find_asides,
    _find_numbers_apart,
)
CLAUSES = (_find_clauses,)
