"""Question marks that stand for a no-break space: labels, spaced fields, menus, or that begin the points of a list."""

import re
from collections.abc import Callable
from itertools import chain

from pipeline.text.repair.debris.marks import (
    HAN,
    Found,
    compile_at_mark,
    find_everywhere,
    line_around,
    match_lines,
    read_kind,
)
from pipeline.text.repair.questions import ASKS_RE, asks, asks_behind

__all__ = ["POINTS", "SPACES"]

_SPACE = "\N{NO-BREAK SPACE}"
_MARKS_RE = re.compile("[?]+")
_YEAR = "(?:1[0-9]|20)[0-9]{2}"
_TIME = "(?:[01]?[0-9]|2[0-4])[:：][0-5][0-9]"
_LABEL = "来源|來源|作者|编辑|編輯|责编|責編|记者|記者|通讯员|時間|时间|日期|摄影|攝影|字号|点击|浏览"
_FOLLOWING = (
    f"(?:责任|责|發布|发布|发表|更新)?(?:{_LABEL})|点击数|点击率|访问量|阅读|字体|打印|关闭|收藏|评论|分享|【"
)
_LABEL_RE = compile_at_mark(
    rf"(?:(?<=(?:{_LABEL.replace('通讯员|', '')})[:：])|(?<=通讯员[:：]))\?{{1,8}}(?=[{HAN}0-9A-Za-z])"
    rf"|(?<=[{HAN}0-9])\?{{2,8}}(?=[ ]?(?:{_FOLLOWING})(?:次数|数|量)?[:：【])|(?<=[0-9]{{2}}[:：日-][0-9]{{2}})\?{{1,8}}(?=(?:{_FOLLOWING})(?:次数|数|量)?[:：])"
)
_STAMP_RE = compile_at_mark(
    rf"(?<=发表于|發表於|发布于|發佈於)\?{{1,4}}(?={_YEAR}-)|(?<={_YEAR}-[0-9]-[0-9])\?{{1,4}}(?={_TIME})"
    rf"|(?<=[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\?{{1,4}}(?={_TIME})|(?<=月[0-9]日)\?{{1,4}}(?={_TIME})|(?<=月[0-9]{{2}}日)\?{{1,4}}(?={_TIME})"
    rf"|(?<=本[报報台刊网網]记者)\?{{1,4}}(?=[{HAN}]{{2,4}}(?:[\s?、，]|\Z|报道|摄))|(?<=通讯员)\?{{2,4}}(?=[{HAN}]{{2,4}}(?:[\s?、，]|\Z|报道|摄))"
)
# A number behind a colon may have lost its first digit, unless it is one of those that people call.
_COLON_RE = re.compile(
    rf"(?<=[{HAN}]{{2}}[:：])\?(?=[{HAN}A-Za-z]|0[0-9]{{2,3}}-|[0-9]{{3,4}}-[0-9]{{3,4}}|[0-9]{{7,}}|{_YEAR}[-./年])(?![元件个個名人岁歲只台次天年月日号號分秒家])"
)
_BLANK_RE = re.compile(rf"[{HAN}]\?[。、，；]|[{HAN}]\?[{HAN}]\?[{HAN}]")
_SPREAD_RE = re.compile(rf"(?<![{HAN}])([{HAN}])(\?{{1,4}})([{HAN}])[:：]")
# 首页?|?新闻?|?体育
_BAR_RE = re.compile(rf"(?:(?<=[|｜])\?|\?(?=[|｜])|^\?(?=[{HAN}]{{2,6}}\?[|｜]))", re.MULTILINE)
_BARS_RE = re.compile(r"\?[|｜]\?")
_AFTER_LABEL_RE = compile_at_mark(rf"(?<=[{HAN}0-9])\?(?=(?:{_FOLLOWING})(?:次数|数|量)?[:：])")
_LABELLED_RE = re.compile(rf"(?:{_LABEL})[:：](?:\?|[^?\n]{{1,30}}\?{{1,4}}(?:{_LABEL})[:：])")
_SIZE_RE = re.compile(r"(?<=[大中])\?{1,2}(?=[中小](?:[】\])）?\s]|\Z))")
_NUMBER_RE = re.compile(
    rf"^(?:[0-9]{{1,2}}\.){{1,3}}[0-9]{{1,2}}\?(?=[{HAN}])|(?<=[(（][0-9][)）])\?$", re.MULTILINE
)
_CHAPTER_NUMBER_RE = re.compile(rf"^[1-9]\?(?=[{HAN}]{{2}}[^?？！。\n]{{0,30}}$)", re.MULTILINE)
_PAPER_RE = compile_at_mark(
    r"(?<=[^?\n])\?{1,8}(?=(?:文[献獻][标標][识識志誌]?[码碼]|文章[编編][号號]|中[图圖]分[类類][号號]|收稿日期|基金[项項]目|作者[简簡]介|[关關][键鍵][词詞]|doi|DOI)[:：])"
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
    rf"(?<=。)\?{{1,4}}(?=(?:{_FOLLOWING})[:：]|[【(（])|(?<=。)\?{{2,4}}(?=[{HAN}“])|(?<=[（(][上下]接第.版[）)])\?{{1,4}}|(?<=[（(][上下]接第[0-9]版[）)])\?{{1,4}}"
    rf"|(?<=版[权權]所有)\?(?=[{HAN}]ICP)"
)
_HYPHEN_RE = re.compile(rf"(?<=[{HAN}A-Za-z0-9])(\?)-(\?)(?=[{HAN}A-Za-z0-9])")
_MENU_RE = re.compile(rf"^[{HAN}A-Za-z]{{2,6}}(?:\?{{2,4}}[{HAN}A-Za-z]{{2,6}}){{2,12}}$", re.MULTILINE)
_INLINE_RE = re.compile(
    rf"^\?[ ][{HAN}][^?？\n]{{1,20}}(?:[ ]\?[ ][{HAN}][^?？\n]{{1,20}}){{1,12}}$", re.MULTILINE
)
_SPACED_FIELD_RE = re.compile(rf"(?<=[{HAN}0-9A-Za-z][ ])\?(?=[{HAN}]{{2,4}}[:：])")
_POINT_RE = re.compile(rf"^\?\?(?=[{HAN}A-Za-z0-9“《][^?？。！!；;\n]{{2,24}}$)", re.MULTILINE)
_EMPTY_RE = re.compile(r"^[ \t\u3000]*(\?)[ \t]*$", re.MULTILINE)
# Between paragraphs nobody asks without a word.
_PARAGRAPHS_RE = re.compile(rf"(?<=[。！”]\n)\?\n+[ \u3000]*[{HAN}“《0-9][^\n]{{14}}")


def _find_fields(text: str) -> Found:
    """Fields of one line are set apart by spaces; a line of several labels asks nothing."""
    for match in chain(match_lines(_NEXT_FIELD_RE, text), match_lines(_SPACED_FIELD_RE, text)):
        fields = _FIELD_RE.findall(text, *line_around(text, match.start()))
        if len(fields) > 1 and not asks(text, match.start()):
            yield match.start(), match.end(), _SPACE * (match.end() - match.start()), 0.85


def _find_chapters(text: str) -> Found:
    for match in match_lines(_CHAPTER_RE, text):
        yield match.start(2), match.end(2), _SPACE * len(match[2]), 0.85


def _find_hyphens(text: str) -> Found:
    for match in match_lines(_HYPHEN_RE, text):
        yield match.start(1), match.end(1), _SPACE, 0.85
        yield match.start(2), match.end(2), _SPACE, 0.85


def _find_menus(text: str) -> Found:
    """The words of a menu are set apart by spaces."""
    for match in _MENU_RE.finditer(text):
        if not ASKS_RE.search(match.group()):
            for mark in _MARKS_RE.finditer(text, *match.span()):
                yield mark.start(), mark.end(), _SPACE * (mark.end() - mark.start()), 0.8


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


def _find_behind_colons(text: str) -> Found:
    """A blank to fill in has others near it: 猜成语:?上添花、守株待?."""
    for match in match_lines(_COLON_RE, text):
        if not _BLANK_RE.search(text, match.end(), line_around(text, match.start())[1]):
            yield match.start(), match.end(), _SPACE, 0.8


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
            if of_line.search(text, max(start, match.start() - 80), match.end() + 8):
                yield match.start(), match.end(), _SPACE * (match.end() - match.start()), confidence

    return find


def _find_empty_lines(text: str) -> Found:
    """Paragraphs that hold nothing but a no-break space keep a layout apart; in a chat a lone mark asks, more than once."""
    lines = list(match_lines(_EMPTY_RE, text))
    if any(_PARAGRAPHS_RE.match(text, line.start(1)) or _is_set_apart(text, line) for line in lines):
        for line in lines:
            yield line.start(1), line.end(1), _SPACE, 0.85


def _is_set_apart(text: str, line: re.Match[str]) -> bool:
    """Tell whether a mark is indented between empty lines, as the paragraphs around it are."""
    is_apart = text.startswith("\n\n", line.end()) and text.endswith("\n\n", 0, line.start())
    return is_apart and line.start() < line.start(1)


def _find_bars(text: str) -> Found:
    """Bars of a navigation line have a blank on both sides."""
    bars = list(match_lines(_BARS_RE, text))
    lines = {text.rfind("\n", 0, bar.start()) for bar in bars}
    for match in match_lines(_BAR_RE, text) if bars else ():
        if text.rfind("\n", 0, match.start()) in lines:
            yield match.start(), match.end(), _SPACE, 0.9


def _find_numbers(text: str) -> Found:
    """A section number has a blank behind it: 2.2?安装, and 1?概况 where others have."""
    numbers = list(match_lines(_NUMBER_RE, text))
    for match in chain(numbers, match_lines(_CHAPTER_NUMBER_RE, text) if numbers else ()):
        if not asks_behind(text, match.end()):
            yield match.end() - 1, match.end(), _SPACE, 0.85


POINTS = (_find_points, _find_inline_points, _find_menus)
SPACES = (
    find_everywhere(_BEHIND_STOP_RE, _SPACE, 0.8),
    _find_chapters,
    _find_hyphens,
    _find_fields,
    find_everywhere(_LABEL_RE, _SPACE, 0.85),
    _find_behind_colons,
    _find_empty_lines,
    find_everywhere(_STAMP_RE, _SPACE, 0.9),
    _find_spread,
    _find_numbers,
    find_everywhere(_PAPER_RE, _SPACE, 0.9),
    _find_in_lines(_AFTER_LABEL_RE, _LABELLED_RE, 0.85),
    _find_bars,
    _find_in_lines(_SIZE_RE, _SIZES_RE, 0.9),
    _find_in_lines(_TRAIL_RE, _HOME_RE, 0.9),
)
