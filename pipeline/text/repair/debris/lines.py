"""Question marks that stand for a dash or a no-break space: ranges, subtitles, bylines, spaced labels."""

import re
from collections.abc import Callable
from functools import cache
from itertools import chain

from pipeline.text.repair.debris.marks import (
    HAN,
    Found,
    compile_at_mark,
    find_everywhere,
    match_lines,
    read_kind,
    simplify,
)
from pipeline.text.repair.questions import ASKS_RE, asks, asks_behind
from pipeline.text.tables import read_table

__all__ = ["DASHES", "POINTS", "SPACES"]

_SPACE, _SHORT, _WIDEST = "\N{NO-BREAK SPACE}", 4, 3
_MARKS_RE = re.compile("[?]+")
_YEAR = "(?:19|20)[0-9]{2}"
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

_LABEL = "来源|來源|作者|编辑|編輯|责编|責編|记者|記者|通讯员|時間|时间|日期|摄影|攝影|字号|点击|浏览"
_FOLLOWING = (
    f"(?:责任|责|發布|发布|发表|更新)?(?:{_LABEL})|点击数|点击率|访问量|阅读|字体|打印|关闭|收藏|评论|分享|【"
)
_LABEL_RE = compile_at_mark(
    rf"(?:(?<=(?:{_LABEL.replace('通讯员|', '')})[:：])|(?<=通讯员[:：]))\?{{1,8}}(?=[{HAN}0-9A-Za-z])"
    rf"|(?<=[{HAN}0-9])\?{{2,8}}(?=(?:{_FOLLOWING})(?:次数|数|量)?[:：【])|(?<=[0-9]{{2}}[:：日-][0-9]{{2}})\?{{1,8}}(?=(?:{_FOLLOWING})(?:次数|数|量)?[:：])"
)
_STAMP_RE = compile_at_mark(
    rf"(?<=发表于|發表於|发布于|發佈於)\?{{1,4}}(?={_YEAR}-)|(?<={_YEAR}-[0-9]-[0-9])\?{{1,4}}(?={_TIME})"
    rf"|(?<=[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\?{{1,4}}(?={_TIME})|(?<=月[0-9]日)\?{{1,4}}(?={_TIME})|(?<=月[0-9]{{2}}日)\?{{1,4}}(?={_TIME})"
    rf"|(?<=本[报報台刊网網]记者)\?{{1,4}}(?=[{HAN}]{{2,4}}(?:[\s?、，]|\Z|报道|摄))|(?<=通讯员)\?{{2,4}}(?=[{HAN}]{{2,4}}(?:[\s?、，]|\Z|报道|摄))"
)
_COLON_RE = re.compile(
    rf"(?<=[{HAN}]{{2}}[:：])\?(?=[{HAN}A-Za-z0-9])(?![元件个個名人岁歲只台次天年月日号號分秒家])"
)
_SPREAD_RE = re.compile(rf"(?<![{HAN}])([{HAN}])(\?{{1,4}})([{HAN}])[:：]")
# 首页?|?新闻?|?体育
_BAR_RE = re.compile(rf"(?:(?<=[|｜])\?|\?(?=[|｜])|^\?(?=[{HAN}]{{2,6}}\?[|｜]))", re.MULTILINE)
_BARS_RE = re.compile(r"\?[|｜]\?")
_AFTER_LABEL_RE = compile_at_mark(rf"(?<=[{HAN}0-9])\?(?=(?:{_FOLLOWING})(?:次数|数|量)?[:：])")
_LABELLED_RE = re.compile(rf"(?:{_LABEL})[:：]\?")
_SIZE_RE = re.compile(r"(?<=[大中])\?{1,2}(?=[中小](?:[】\])）?\s]|\Z))")
_NUMBER_RE = re.compile(
    rf"^(?:[0-9]{{1,2}}\.){{1,3}}[0-9]{{1,2}}\?(?=[{HAN}])|(?<=[(（][0-9][)）])\?$", re.MULTILINE
)
_SIZES_RE = re.compile(r"字[号體体號][:：]?[ ?]{0,2}(?:大|小|特大)\?")
_TRAIL_RE = re.compile(rf"\?{{1,2}}(?=[>»＞]{{1,2}}[ ?]?[{HAN}])|(?<=[>»＞])\?{{1,2}}(?=[{HAN}])")
_HOME_RE = re.compile("首页|首頁|主页|当前位置|您的位置|所在位置|现在位置|目前位置")


_FIELD_RE = re.compile(rf"[{HAN}]{{2,6}}[:：]")
_NEXT_FIELD_RE = re.compile(rf"(?<=[{HAN}0-9A-Za-z)）])\?{{2,8}}(?=[{HAN}]{{2,6}}[:：])")
_CHAPTER_RE = re.compile(
    rf"^(第[0-9零〇一二三四五六七八九十百]{{1,5}}[章回节節卷集部篇讲講课課])(\?{{1,4}})(?=[{HAN}“《])",
    re.MULTILINE,
)
_BEHIND_STOP_RE = compile_at_mark(
    rf"(?<=。)\?{{1,4}}(?=[{HAN}“])|(?<=[（(][上下]接第.版[）)])\?{{1,4}}|(?<=[（(][上下]接第[0-9]版[）)])\?{{1,4}}"
    rf"|(?<=版[权權]所有)\?(?=[{HAN}]ICP)"
)
_SAYING_RE = re.compile(rf"(?<=[{HAN}])\?\?(?=[“「][^“”「」?？\n]{{4,80}}[。！!.][”」])")
_ROUTE_RE = re.compile(
    rf"([{HAN}]{{2,4}})\?([{HAN}]{{2,4}}?)(?=[A-Z]?[0-9]{{1,4}}次|航[线線班]|班列|高[铁鐵速]|[铁鐵公]路|[动動]车|列[车車]|城[际際]|[专專][线線列])"
)
_ASIDE_RE = re.compile(
    rf"(?<=[{HAN}”》])(\?\?)([{HAN}“《][^?？。！:：\n]{{1,20}}[{HAN}”》])(\?\?)(?=[{HAN}“《])(?![{HAN}]{{2,6}}[:：])"
)
_MENU_RE = re.compile(rf"^[{HAN}A-Za-z]{{2,6}}(?:\?{{2,4}}[{HAN}A-Za-z]{{2,6}}){{2,12}}$", re.MULTILINE)
_INLINE_RE = re.compile(
    rf"^\?[ ][{HAN}][^?？\n]{{1,20}}(?:[ ]\?[ ][{HAN}][^?？\n]{{1,20}}){{1,12}}$", re.MULTILINE
)
_SPACED_FIELD_RE = re.compile(rf"(?<=[{HAN}0-9A-Za-z][ ])\?(?=[{HAN}]{{2,4}}[:：])")
_NUMBERS_RE = re.compile(rf"(?<![0-9.?])([0-9]{{2,7}})\?([0-9]{{2,7}})(?=[{HAN}])")
_POINT_RE = re.compile(rf"^\?\?(?=[{HAN}A-Za-z0-9“《][^?？。！!；;\n]{{2,24}}$)", re.MULTILINE)


def _find_fields(text: str) -> Found:
    """Fields of one line are set apart by spaces; a line of several labels asks nothing."""
    for match in chain(match_lines(_NEXT_FIELD_RE, text), match_lines(_SPACED_FIELD_RE, text)):
        start, end = text.rfind("\n", 0, match.start()) + 1, text.find("\n", match.end())
        fields = _FIELD_RE.findall(text, start, end if end >= 0 else len(text))
        if len(fields) > 1 and not asks(text, match.start()):
            yield match.start(), match.end(), _SPACE * (match.end() - match.start()), 0.85


def _find_chapters(text: str) -> Found:
    for match in match_lines(_CHAPTER_RE, text):
        yield match.start(2), match.end(2), _SPACE * len(match[2]), 0.85


def _find_sayings(text: str) -> Found:
    """A dash of two cells leads to what is said."""
    for match in match_lines(_SAYING_RE, text):
        if not asks(text, match.start()):
            yield match.start(), match.end(), "——", 0.85


def _find_routes(text: str) -> Found:
    """A route goes from place to place: 北京?莫斯科K3次."""
    for match in match_lines(_ROUTE_RE, text):
        start = simplify(match[1])
        if simplify(match[2]) in _places() and any(start[-size:] in _places() for size in (2, 3, 4)):
            yield match.end(1), match.end(1) + 1, "—", 0.9


@cache
def _places() -> frozenset[str]:
    """Read the names of places that are short enough for the name of a route."""
    names = (name for row in read_table("places") for name in (row["name"], *row["aliases"], *row["short"]))
    return frozenset(name for name in names if len(name) <= _SHORT)


def _find_asides(text: str) -> Found:
    """A pair of dashes sets a clause apart."""
    for match in match_lines(_ASIDE_RE, text):
        if not asks(text, match.start()) and not ASKS_RE.search(match[2]):
            yield match.start(1), match.end(1), "——", 0.8
            yield match.start(3), match.end(3), "——", 0.8


def _find_menus(text: str) -> Found:
    """The words of a menu are set apart by spaces."""
    for match in _MENU_RE.finditer(text):
        if not ASKS_RE.search(match.group()):
            for mark in _MARKS_RE.finditer(text, *match.span()):
                yield mark.start(), mark.end(), _SPACE * (mark.end() - mark.start()), 0.8


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


def _find_inline_points(text: str) -> Found:
    for match in _INLINE_RE.finditer(text):
        for mark in _MARKS_RE.finditer(text, *match.span()):
            yield mark.start(), mark.end(), "•", 0.8


def _find_points(text: str) -> Found:
    """Short lines without a stop that all begin alike are points of a list: a bullet and a space."""
    points = list(_POINT_RE.finditer(text))
    if len(points) > 1:
        for match in points:
            yield match.start(), match.start() + 1, "•", 0.75
            yield match.start() + 1, match.end(), _SPACE, 0.75


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


def _find_spread(text: str) -> Found:
    """Two characters of a label are set apart to be as wide as four."""
    for match in match_lines(_SPREAD_RE, text):
        if match[1] + match[3] in read_kind("spread"):
            yield match.start(2), match.end(2), _SPACE * len(match[2]), 0.9


def _find_in_lines(
    pattern: re.Pattern[str], of_line: re.Pattern[str], confidence: float
) -> Callable[[str], Found]:
    """Make a finder of spaces in lines that hold something that goes with them."""

    def find(text: str) -> Found:
        for match in match_lines(pattern, text):
            start = text.rfind("\n", 0, match.start()) + 1
            if of_line.search(text, max(start, match.start() - 80), match.start() + 1):
                yield match.start(), match.end(), _SPACE * (match.end() - match.start()), confidence

    return find


def _find_bars(text: str) -> Found:
    """Bars of a navigation line have a blank on both sides."""
    bars = list(match_lines(_BARS_RE, text))
    lines = {text.rfind("\n", 0, bar.start()) for bar in bars}
    for match in match_lines(_BAR_RE, text) if bars else ():
        if text.rfind("\n", 0, match.start()) in lines:
            yield match.start(), match.end(), _SPACE, 0.9


def _find_numbers(text: str) -> Found:
    """A section number has a blank behind it: 2.2?安装."""
    for match in match_lines(_NUMBER_RE, text):
        if not asks_behind(text, match.end()):
            yield match.end() - 1, match.end(), _SPACE, 0.85


DASHES = (_find_ranges, _find_dashes, _find_sayings, _find_routes, _find_asides, _find_numbers_apart)
POINTS = (_find_points, _find_inline_points, _find_menus)
SPACES = (
    find_everywhere(_BEHIND_STOP_RE, _SPACE, 0.8),
    _find_chapters,
    _find_fields,
    find_everywhere(_LABEL_RE, _SPACE, 0.85),
    find_everywhere(_COLON_RE, _SPACE, 0.8),
    find_everywhere(_STAMP_RE, _SPACE, 0.9),
    _find_spread,
    _find_numbers,
    _find_in_lines(_AFTER_LABEL_RE, _LABELLED_RE, 0.85),
    _find_bars,
    _find_in_lines(_SIZE_RE, _SIZES_RE, 0.9),
    _find_in_lines(_TRAIL_RE, _HOME_RE, 0.9),
)
