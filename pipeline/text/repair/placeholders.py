"""Question marks that stand for a character which some code page lacked: © · — • ’ ® ™, NBSP.

A converter that meets a character outside its target writes an ASCII `?`. Such a mark asks
nothing, and where it stands gives it away: before the year of a copyright line, inside a
foreign name, at the beginning of a line. A question mark that could end a question stays.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import Change
from pipeline.text.tables import read_table

__all__ = ["KINDS", "could_have_placeholders", "find_placeholders"]

KINDS = ("placeholder",)

_HAN = "\u3400-\u9fff"
_YEAR = "(?:19|20)[0-9]{2}"
_RESERVED = r"(?i:all\ rights?\ reserved)|版权所有|版權所有|著作权所有|著作權所有"

_COPYRIGHT_RE = re.compile(
    rf"""
      (?i:copy(?:right)?s?)(?:[ ]?[(（][cC][)）])?[ :：]{{0,3}} (?P<a>\?) (?![?\w]*=)     # Copyright ? 2016, Copyright:?
    | (?:{_RESERVED})[ :：.]{{0,3}} (?P<b>\?) (?=[ ]*(?:{_YEAR}|[A-Za-z]|[ ]*(?:[\r\n|]|\Z)))
    | (?:{_RESERVED})[ :：.]{{0,3}} (?P<c>\?) (?=[{_HAN}]{{2,30}}(?:公司|集团|报社|日报社?|电视台|网站?|传媒|中心|社|局|院|会)(?:[ \r\n|.,，。]|\Z))
    | (?:版权所有|版權所有)[ ] (?P<e>\?) (?=[ ])                                    # no question stands between blanks
    | (?i:all\ rights?\ reserved)[ .]{{0,3}} (?P<f>\?) (?=[ ]?[{_HAN}])
    | (?:^|[\s|>。）)(（]) (?P<d>\?) (?=[ ]?(?:{_YEAR}[ ]?(?:[-–—~～至][ ]?(?:{_YEAR}|[0-9]{{2}}|now|present|至今))?
        [,，]?[ ]?(?!年|[0-9])(?:[A-Z][\w.]|[a-z][\w-]{{0,30}}\.[a-z]|{_RESERVED}|[{_HAN}]|(?:[|\r\n]|\Z)))
        |[ ]?(?:{_RESERVED}|(?i:copyright)))
    """,
    re.VERBOSE | re.MULTILINE,
)
_ASKS_RE = re.compile("[谁誰吗嗎呢么麼哪几幾啥]|什|是否|是不是|怎|如何|为何|為何|难道|難道")
_CLAUSE_RE = re.compile(r"[^。！？!\n]{0,40}\Z")

_LINE_START_RE = re.compile(
    rf"^(?:(?P<bullet>\?)[ ]?(?=[{_HAN}“《A-Z0-9])|(?P<indent>\?{{2,8}})(?=[{_HAN}“《]))", re.MULTILINE
)
_SPACE_RE = re.compile(
    rf"(?<=[{_HAN}]{{2}}[:：])\?(?=[{_HAN}A-Za-z0-9])(?![元件个個名人岁歲只台次天年月日号號分秒家])"
)
_APOSTROPHE_RE = re.compile(
    r"(?:(?<=[a-z]n)\?(?=t\b)|(?<=[A-Za-z])\?(?=(?:re|ll|ve)\b)|(?<=\bI)\?(?=m\b)|(?<=[A-Za-z]{2})\?(?=s[ ,.][a-z ]))"
)
_YEARS_RE = re.compile(
    rf"(?<=[(（，][0-9]{{4}})\?(?=[0-9]{{4}}年?[)）])|(?<=[(（][0-9]{{4}}年)\?(?=[0-9]{{4}}年[)）])"
    rf"|(?<![0-9?=&/]{_YEAR})(?<={_YEAR})\?(?={_YEAR}年)"
)
_EVENT_RE = re.compile(
    r"""
      (?<=[“"‘「][1-9])\?(?=[1-3]?[0-9](?:[”"’」]|[^\d\s]{1,12}[”"’」])) | (?<=[“"‘「]1[0-2])\?(?=[1-3]?[0-9][”"’」])
    | (?<![0-9.])(?<=[1-9])\?(?=[1-3]?[0-9](?:事件|事故|惨案|慘案|地震|大地震|汶川|晚会|晚會|恐怖|空难|特大|暴恐|爆炸|讲话))
    | (?<=[“"‘「][一二五六七八九])\?(?=[一二三四五七八九]{1,2}[”"’」]) | (?<=九)\?(?=一八(?:事变|事變)) | (?<=一二)\?(?=九运动)
    | (?<=[一五六七八])\?(?=[一二三四七](?:宪法|运动|运動|運動|惨案|起义|指示|事变))
    """,
    re.VERBOSE,
)
_INITIAL_RE = re.compile(
    rf"(?<![0-9A-Za-z?])(?:[A-Z]\?){{1,3}}(?=[{_HAN}]{{2}})|(?<=[{_HAN}])\?(?=(?:[A-Z]\?)+[{_HAN}]{{2}})"
)
_HAN_MARK_RE = re.compile(rf"(?<=[{_HAN}])\?(?=[{_HAN}])")
_SIGN_RE = re.compile(
    rf"(?<![?=&/])([A-Z][A-Za-z-]{{1,14}}|[{_HAN}]{{2,5}})\?(?=[ ]?([0-9]{{1,4}}(?![0-9元块塊个個台次年月])|[A-Za-z][A-Za-z0-9]{{0,14}}|[{_HAN}]{{2,4}}))"
)
_TITLE_RE = re.compile(r"《([^《》?\n]{2,6})\?(?=[^《》?\n]{1,30}》)")
_SEASON_RE = re.compile(
    r"(?<=[^《》?\n])\?(?=第[0-9一二三四五六七八九十]{1,3}[季部集卷辑輯章回][^《》?\n]{0,10}》)"
)
_LABEL = "来源|來源|作者|编辑|編輯|责编|責編|记者|記者|通讯员|時間|时间|日期|摄影|攝影|字号|点击|浏览"
_LABEL_RE = re.compile(
    rf"(?:(?<=(?:{_LABEL.replace('通讯员|', '')})[:：])|(?<=通讯员[:：]))\?{{1,8}}(?=[{_HAN}0-9A-Za-z])"
    rf"|(?<=[{_HAN}0-9])\?{{2,8}}(?=(?:责任)?(?:{_LABEL})[:：])"
)

_MAX_PART = 7
_MIN_NAME, _MIN_NAME_FOLDED, _MIN_PART = 4.5, 7.5, 0.8
_CHAINED_RE = re.compile(rf"[{_HAN}]\?[{_HAN}]{{1,{_MAX_PART}}}\?[{_HAN}]")
_CHAIN_BONUS = 3.0
_FULL_WIDTH_RE = re.compile("[，？！；]")
Found = Iterator[tuple[int, int, str, float]]


def could_have_placeholders(text: str) -> bool:
    """Tell whether there is an ASCII question mark at all.

    >>> could_have_placeholders("版权所有？")
    False
    """
    return "?" in text


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
    found = sorted(item for finder in _FINDERS for item in finder(text))
    position = 0
    for start, end, after, confidence in found:
        if start >= position:
            yield Change(start, end, after, "placeholder", confidence=confidence)
            position = end


def _match_lines(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Match a pattern, which holds a question mark and no line break, only in lines with a question mark."""
    done = 0
    while (mark := text.find("?", done)) >= 0:
        start = max(done, text.rfind("\n", done, mark) + 1)
        done = text.find("\n", mark) + 1 or len(text)
        yield from pattern.finditer(text, start, done)


def _find_copyright(text: str) -> Found:
    for match in _match_lines(_COPYRIGHT_RE, text):
        start = match.start(str(match.lastgroup))
        asks = match.lastgroup != "a" and _asks(text, start)
        if not asks:
            yield start, start + 1, "©", 0.99


def _find_line_starts(text: str) -> Found:
    """Bullets come in lists, indents are no-break spaces; a lone mark is left alone."""
    matches = list(_LINE_START_RE.finditer(text))
    bullets = [match for match in matches if match["bullet"]]
    for match in matches:
        if match["indent"]:
            yield match.start(), match.end("indent"), "\N{NO-BREAK SPACE}" * len(match["indent"]), 0.8
    if len(bullets) > 1:
        yield from ((match.start(), match.start() + 1, "•", 0.9) for match in bullets)


def _find_signs(text: str) -> Found:
    signs, following = _table("sign"), _table("next")
    for match in _match_lines(_SIGN_RE, text):
        owner = next((match[1][-size:] for size in (9, 5, 4, 3, 2) if match[1][-size:] in signs), "")
        after = match[2]
        if owner in signs and (
            after.isdigit() or after in following or after[:2] in following or after[:3] in following
        ):
            yield match.end(1), match.end(1) + 1, str(signs[owner]), 0.9


def _find_initials(text: str) -> Found:
    for match in _match_lines(_INITIAL_RE, text):
        for offset, char in enumerate(match.group()):
            if char == "?" and not _asks(text, match.start()):
                yield match.start() + offset, match.start() + offset + 1, "·", 0.9


def _find_names(text: str) -> Found:
    """Weigh the characters on both sides: transliterations use few characters that text seldom uses."""
    marks = [match.start() for match in _match_lines(_HAN_MARK_RE, text)]
    if not marks:
        return
    least = _MIN_NAME if _FULL_WIDTH_RE.search(text) else _MIN_NAME_FOLDED
    for mark in marks:
        left = _weigh(text[max(0, mark - _MAX_PART) : mark][::-1])
        right = _weigh(text[mark + 1 : mark + 1 + _MAX_PART])
        is_chained = bool(_CHAINED_RE.search(text, max(0, mark - _MAX_PART - 1), mark + _MAX_PART + 2))
        is_chained = is_chained and not _ASKS_RE.search(text, mark, mark + _MAX_PART + 2)
        if (
            left + right >= least - _CHAIN_BONUS * is_chained
            and min(left, right) >= _MIN_PART
            and not _asks(text, mark)
        ):
            yield mark, mark + 1, "·", min(0.99, 0.7 + (left + right) / 50)


def _find_labels(text: str) -> Found:
    """Blanks set the parts of a byline apart: `来源:?新华社??作者:`."""
    for match in _match_lines(_LABEL_RE, text):
        yield match.start(), match.end(), "\N{NO-BREAK SPACE}" * len(match.group()), 0.85


def _find_titles(text: str) -> Found:
    titles = _table("title")
    for match in _match_lines(_TITLE_RE, text):
        if match[1] in titles:
            yield match.end(1), match.end(1) + 1, "·", 0.97


def _find_everywhere(pattern: re.Pattern[str], after: str, confidence: float) -> Callable[[str], Found]:
    def find(text: str) -> Found:
        for match in _match_lines(pattern, text):
            yield match.start(), match.end(), after, confidence

    return find


_FINDERS: tuple[Callable[[str], Found], ...] = (
    _find_copyright,
    _find_line_starts,
    _find_signs,
    _find_initials,
    _find_names,
    _find_titles,
    _find_labels,
    _find_everywhere(_SEASON_RE, "·", 0.9),
    _find_everywhere(_EVENT_RE, "·", 0.95),
    _find_everywhere(_YEARS_RE, "—", 0.9),
    _find_everywhere(_SPACE_RE, "\N{NO-BREAK SPACE}", 0.8),
    _find_everywhere(_APOSTROPHE_RE, "’", 0.9),
)


def _weigh(part: str) -> float:
    """Return the weight of the best beginning of a part, in nats.

    >>> _weigh("斯布乔统总") > 5, _weigh("了到")
    (True, 0.0)
    """
    weights = _table("name")
    best = total = 0.0
    for char in part:
        if char not in weights:
            break
        total += float(weights[char])
        best = max(best, total)
    return best


def _asks(text: str, position: int) -> bool:
    """Tell whether the clause before a position holds a word that asks."""
    clause = _CLAUSE_RE.search(text, max(0, position - 40), position)
    return clause is not None and _ASKS_RE.search(clause.group()) is not None


@cache
def _table(kind: str) -> dict[str, str | float]:
    """Read one kind of row; a character of a name counts in either script."""
    rows = {row["text"]: row["value"] for row in read_table("placeholders") if row["kind"] == kind}
    if kind == "name":
        for row in read_table("common_characters"):
            if row["text"] in rows:
                rows |= dict.fromkeys(row["traditional"], rows[row["text"]])
    return rows
