"""Question marks that stand for a character which some code page lacked: © · — • ’ ® ™, NBSP.

A converter that meets a character outside its target writes an ASCII `?`. Such a mark asks
nothing, and where it stands gives it away: before the year of a copyright line, inside a
foreign name, at the beginning of a line. A question mark that could end a question stays.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable

from pipeline.text.plausibility import weigh
from pipeline.text.repair.debris.dashes import CLAUSES, DASHES
from pipeline.text.repair.debris.dots import DOTS
from pipeline.text.repair.debris.lines import POINTS, SPACES
from pipeline.text.repair.debris.marks import (
    HAN,
    Found,
    compile_at_mark,
    find_everywhere,
    match_lines,
    read_kind,
)
from pipeline.text.repair.questions import ASKS_RE, asks, asks_behind
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import Change

__all__ = ["KINDS", "could_have_placeholders", "find_placeholders"]

KINDS = ("placeholder",)

_LONE_LOST_RE, _SIGNS = re.compile("(?<!\ufffd)\ufffd(?!\ufffd)"), frozenset("©·°")
"""A character that a reader replaced, and what it may have been where that is all it can have been."""

_YEAR = "(?:19|20)[0-9]{2}"
_NEAR, _CLOSE = 20, 12
_NEXT, _PLAIN, _WIDE = 3, 0.5, 4
"""Characters behind an indent, how plausible they are at least, and how wide it is that nobody asks so."""

_RESERVED = r"(?i:all\ rights?\ reserved)|版权所有|版權所有|著作权所有|著作權所有"
_AGENCY = r"路透|法新社|美联社|美聯社|新华社|新華社|中新社|中新网|视觉中国|視覺中國|东方IC|人民视觉|达志|Getty|Reuters|AFP\b|AP\b|IC\ ?photo|CFP\b|VCG\b"

_RIGHTS_RE = re.compile(rf"(?i:copyright)|{_RESERVED}", re.VERBOSE)
_COPYRIGHT_RE = re.compile(
    rf"""
      (?i:copy(?:right)?s?)(?:[ ]?[(（][cC][)）])?[ :：]{{0,3}} (?P<a>\?) (?![?\w]*=|\?\?{_YEAR})     # Copyright ? 2016, Copyright:?
    | (?:{_RESERVED})[ :：.]{{0,3}} (?P<b>\?) (?=[ ]*(?:{_YEAR}|[A-Za-z]|[ ]*(?:[\r\n|]|\Z)))
    | (?:{_RESERVED})[ :：.]{{0,3}} (?P<c>\?) (?=[{HAN}]{{2,30}}(?:公司|集团|集團|报社|報社|日报社?|电视台|電視台|网站?|網站?|传媒|傳媒|中心|社|局|院|会|會|[学學]校?|[馆館]|[厂廠]|部)(?:[ ?\r\n|.,，。]|\Z))
    | (?:版权所有|版權所有)[ ] (?P<e>\?) (?=[ ])                                    # no question stands between blanks
    | (?i:all\ rights?\ reserved)[ .]{{0,3}} (?P<f>\?) (?=[ ]?[{HAN}])
    | (?:版权|版權)(?:(?:声明|聲明|信息)[:：])?[ ]? (?P<g>\?) (?=[ ]?(?:{_YEAR}(?!年)|(?:{_AGENCY})))             # 版权 ? 2013
    | (?:图|圖|图片|攝影|摄影|图源|供图)(?:[:：][ ]?|[ ]) (?P<h>\?) (?=[ ]?(?:{_AGENCY}))
    | [ ] (?P<i>\?) (?=[ ](?:{_AGENCY}))
    | (?<=公司) (?P<l>\?) (?=[ ]?(?:{_RESERVED}))
    | (?:(?i:photo|image|copyright)|制图|图表|漫画|绘图|摄影|图片)[^?\n]{{0,30}}[ ] (?P<j>\?) (?=[ ][{HAN}A-Z])
    | ^ (?P<k>\?) (?=[ ]?[A-Z][^?\n]{{2,40}}(?:Inc|Ltd|Corp|Corporation|Company|LLC|Group|Media|Press)\.?(?:[ ,.|]|$))
    | (?:^|[\s|>。）)(（]) (?P<d>\?) (?=[ ]?(?:{_YEAR}[ ]?(?:[-–—~～至][ ]?(?:{_YEAR}|[0-9]{{2}}|now|present|至今))?
        [,，]?[ ?]?(?!年|[0-9])(?:[A-Z][\w.]|[a-z][\w-]{{0,30}}\.[a-z]|{_RESERVED}|[{HAN}]|(?:[|\r\n]|\Z)))
        |[ ]?(?:{_RESERVED}|(?i:copyright)|版权声明|版權聲明|本站版权|保留所有|保留一切))
    """,
    re.VERBOSE | re.MULTILINE,
)
_LINE_START_RE = re.compile(
    rf"^(?:(?P<bullet>\?)[ ]?(?=[{HAN}“《A-Z0-9])|(?P<indent>\?{{2,8}})(?=[ ]?[{HAN}“《]))", re.MULTILINE
)
_LONE_RE, _SEVERAL = re.compile(r"(?<![^\n])\?(?![^\r\n])"), 3
_APOSTROPHE_RE = compile_at_mark(
    r"(?:(?<=[a-z]n)\?(?=t\b)|(?<=[A-Za-z])\?(?=(?:re|ll|ve)\b)|(?<=\bI)\?(?=m\b)|(?<=[A-Za-z]{2})\?(?=s[ ,.][A-Za-z ]))"
)
_SIGN_RE = re.compile(
    rf"(?<![?=&/])([A-Za-z][A-Za-z-]{{1,14}}|[{HAN}]{{2,5}})\?(?=[ ]?([0-9]{{1,4}}(?![0-9元块塊个個台次年月])|[A-Za-z][A-Za-z0-9]{{0,14}}|[{HAN}]{{2,4}}))"
)
_BRACKETED_RE = re.compile(r"[(（]([A-Za-z][A-Za-z-]{1,14})\?(?=[)）])")
_TRADEMARK_RE = re.compile("[^。，,?\n]{0,30}的(?:注册|註冊)?商[标標]")
_SQUARE_RE, _AREA_RE = re.compile("(?<=[0-9][mM]|km)\\?(?![A-Za-z0-9?])"), re.compile("面[积積]|平米|坪")
_BETWEEN_RE = re.compile(
    rf"(?:(?i:copyright)|{_RESERVED})(\?)(\?)(\?)(?={_YEAR})|(?<=[^0-9]{_YEAR}-{_YEAR})(\?)(?=[{HAN}])",
    re.VERBOSE,
)
_UNSPACED_RE = re.compile(
    rf"^(?![^\n]{{0,99}}(?:://|[“”，。！]))(?=[^\n]{{0,99}}(?:(?i:copyright\?|all\?rights\?reserved|powered\?by\?)|{_RESERVED}|保留所有权))[^ \n]*\?[^ \n]*\?[^ \n]*[^? \n]$",
    re.MULTILINE | re.VERBOSE,
)
_DEGREE_RE = re.compile(r"(?<=[0-9])\?(?=[0-9]{1,2}[′'分]|[0-9]{1,2}\?[′']|[CF](?![A-Za-z0-9.、:：]))")
_ARC_RE = re.compile(
    r"(?<=[北南][纬緯]|[东東西][经經])([0-9]{1,3})(\?)(?:([0-9]{1,2})(\?)(?:([0-9]{1,2}(?:\.[0-9]+)?)(\?))?|(?=[，。、,;；)）至到东東西北南]))"
)
_CELSIUS_RE = re.compile(r"(?<=[0-9])\?(?=[，。、,;；至到~～]|[0-9-]{1,3}\?[，。])")
_TEMPERATURE_RE = re.compile("[气氣体體水][温溫]|[温溫]度|最高|最低|零下|高温|高溫")
_WARM_RE = re.compile("[温溫度热熱冷高低零]|经|經|纬|緯")


def could_have_placeholders(text: str) -> bool:
    """Tell whether there is an ASCII question mark at all.

    >>> could_have_placeholders("版权所有？")
    False
    """
    return "?" in text or "\ufffd" in text


def find_placeholders(text: str, context: Context) -> Iterable[Change]:
    """Find question marks that ask nothing and give back the character they stand for.

    >>> from pipeline.text.repair.language_model import LanguageModel
    >>> context = Context(LanguageModel())
    >>> [change.after for change in find_placeholders("史蒂夫?乔布斯 Copyright ? 2016", context)]
    ['·', '©']
    >>> list(find_placeholders("你几岁?2016年生的?", context))
    []
    """
    if "placeholder" in context.disabled:
        return
    shown = _LONE_LOST_RE.sub("?", text)
    found = sorted((item for finder in _FINDERS for item in finder(shown)), key=lambda item: item[0])
    position = 0
    for start, end, after, confidence in found:
        if start >= position and (text[start] == "?" or after in _SIGNS):
            yield Change(start, end, after, "placeholder", confidence=confidence)
            position = end


def _find_copyright(text: str) -> Found:
    for match in match_lines(_COPYRIGHT_RE, text):
        start = match.start(str(match.lastgroup))
        if match.lastgroup == "a" or not asks(text, start):
            yield start, start + 1, "©", 0.99


def _find_line_starts(text: str) -> Found:
    """Bullets come in lists, indents are no-break spaces; a lone mark is left alone."""
    matches = list(_LINE_START_RE.finditer(text))
    bullets = [match for match in matches if match["bullet"]]
    widths = Counter(match["indent"] for match in matches if match["indent"])
    for match in matches:
        is_text = weigh(text[match.end() : match.end() + _NEXT].strip()) > _PLAIN  # and no half characters
        is_usual = widths[match["indent"]] > 1 and len(match["indent"]) >= _WIDE
        if match["indent"] and is_text and (is_usual or not asks_behind(text, match.end())):
            yield match.start(), match.end("indent"), "\N{NO-BREAK SPACE}" * len(match["indent"]), 0.8
    if len(bullets) > 1:
        yield from ((match.start(), match.start() + 1, "•", 0.9) for match in bullets)


def _find_lone(text: str) -> Found:
    """Lines of nothing but a mark were paragraphs of a no-break space, if there are several."""
    lines = list(_LONE_RE.finditer(text))
    if len(lines) >= _SEVERAL:
        yield from ((match.start(), match.end(), "\N{NO-BREAK SPACE}", 0.9) for match in lines)


def _find_signs(text: str) -> Found:
    signs, following = read_kind("sign"), read_kind("next")
    for match in match_lines(_SIGN_RE, text):
        owner = next((match[1][-size:] for size in (11, 10, 9, 5, 4, 3, 2) if match[1][-size:] in signs), "")
        after = match[2]
        known = after.isdigit() or after in following or after[:2] in following or after[:3] in following
        if owner and (known or _TRADEMARK_RE.match(text, match.end(1) + 1)):
            yield match.end(1), match.end(1) + 1, str(signs[owner]), 0.9
    for match in match_lines(_BRACKETED_RE, text):
        if match[1] in signs:
            yield match.end(1), match.end(1) + 1, str(signs[match[1]]), 0.9


def _find_squares(text: str) -> Found:
    for match in match_lines(_SQUARE_RE, text):
        if _AREA_RE.search(text, max(0, match.start() - _NEAR), match.start()):
            yield match.start(), match.end(), "²", 0.8


def _find_between(text: str) -> Found:
    """A sign stands between spaces, and a space behind the years: 版权所有???2011-2014?论坛."""
    for match in match_lines(_BETWEEN_RE, text):
        for group, after in ((1, "\N{NO-BREAK SPACE}"), (2, "©"), (3, "\N{NO-BREAK SPACE}")):
            if match[group]:
                yield match.start(group), match.end(group), after, 0.9
        if match[4] and _RIGHTS_RE.search(text, max(0, match.start(4) - 3 * _NEAR), match.start(4)):
            yield match.start(4), match.end(4), "\N{NO-BREAK SPACE}", 0.8


def _find_unspaced(text: str) -> Found:
    """A line of rights without a blank has lost them: ?2016?…公司?All?Rights?Reserved."""
    for match in match_lines(_UNSPACED_RE, text):
        for mark in re.finditer("[?]", match[0]) if not ASKS_RE.search(match[0]) else ():
            start = match.start() + mark.start()
            yield start, start + 1, "\N{NO-BREAK SPACE}", 0.8


def _find_degrees(text: str) -> Found:
    for match in match_lines(_DEGREE_RE, text):
        if _WARM_RE.search(text, max(0, match.start() - _NEAR), match.start()):
            yield match.start(), match.end(), "°", 0.9
    for match in match_lines(_ARC_RE, text):
        for group, sign in ((2, "°"), (4, "′"), (6, "″")):
            if match[group]:
                yield match.start(group), match.end(group), sign, 0.9
    for match in match_lines(_CELSIUS_RE, text):
        if _TEMPERATURE_RE.search(text, max(0, match.start() - _CLOSE), match.start()):
            yield match.start(), match.end(), "℃", 0.8


_FINDERS: tuple[Callable[[str], Found], ...] = (
    *POINTS,
    *DASHES,
    _find_copyright,
    _find_line_starts,
    _find_lone,
    _find_signs,
    _find_degrees,
    _find_squares,
    _find_between,
    find_everywhere(_APOSTROPHE_RE, "’", 0.9),
    *DOTS,
    *SPACES,
    *CLAUSES,
    _find_unspaced,
)
