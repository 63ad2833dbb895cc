"""Question marks that stand for the dot inside a foreign name, a title or the date of an event.

Transliterations use few characters that text seldom uses, so both sides of a mark are
weighed; what asks, or lists questions one after another, stays.
"""

import re
from functools import cache

from pipeline.text.repair.debris.marks import (
    HAN,
    Found,
    compile_at_mark,
    find_everywhere,
    match_lines,
    read_kind,
    simplify,
)
from pipeline.text.repair.questions import ASKS_RE, asks

__all__ = ["DOTS"]

_EVENT_RE = compile_at_mark(
    r"""
      (?<=[“"‘「][1-9])\?(?=[0-3]?[0-9](?:[”"’」]|[^\d\s]{1,12}[”"’」])) | (?<=[“"‘「]1[0-2])\?(?=[0-3]?[0-9][”"’」])
    | (?<![0-9.])(?<=[1-9])\?(?=[0-3]?[0-9](?:事件|事故|惨案|慘案|地震|大地震|汶川|晚会|晚會|恐怖|空难|特大|暴恐|爆炸|讲话))
    | (?<=[“"‘「]一二)\?(?=九[”"’」]) | (?<=[“"‘「][一二五六七八九])\?(?=[一二三四五七八九]{1,2}[”"’」]) | (?<=九)\?(?=一八(?:事变|事變)) | (?<=一二)\?(?=九运动)
    | (?<=[一五六七八])\?(?=[一二三四七](?:宪法|运动|运動|運動|惨案|起义|指示|事变))
    """,
    re.VERBOSE,
)
_INITIAL_RE = re.compile(
    rf"(?<![0-9A-Za-z?])(?:(?:[A-Z]\?){{2,3}}|(?<![{HAN}])[A-Z]\?)(?=[{HAN}]{{2}})|(?<=[{HAN}])\?(?=(?:[A-Z]\?)+[{HAN}]{{2}})"
)
_ABBREVIATED_RE = re.compile(rf"(?<=[{HAN}])\?(?=(?:[A-Z]\.){{1,3}}[{HAN}]{{2}})")
_HAN_RE = re.compile(f"[{HAN}]+")
_HAN_MARK_RE = re.compile(rf"(?<=[{HAN}])\?(?=[{HAN}])")
_TITLE_RE = re.compile(r"《([^《》?\n]{2,6})\?([^《》\n]{1,30})》")
_SEASON_RE = re.compile(
    r"(?<=[^《》?\n])\?(?=第[0-9一二三四五六七八九十]{1,3}[季部集卷辑輯章回][^《》?\n]{0,10}》)"
)

_AND_RE = re.compile("[和与與及、]")
_MAX_PART, _MAX_DOTS, _SHORT_NAME = 7, 5, 4
_BEYOND_DOUBT = 10.0
"""Weight of a name before which only its own clause may ask."""

_MIN_NAME, _MIN_NAME_FOLDED, _MIN_PART, _PARTICLE = 4.5, 7.5, 0.8, 2.0
_CHAINED_RE = re.compile(rf"[{HAN}]\?[{HAN}]{{1,{_MAX_PART}}}\?[{HAN}]")
_CHAIN_BONUS = 3.0
_FULL_WIDTH_RE = re.compile("[，？！；]")


def _find_initials(text: str) -> Found:
    for match in match_lines(_INITIAL_RE, text):
        for offset, char in enumerate(match.group()):
            if char == "?" and not asks(text, match.start()):
                yield match.start() + offset, match.start() + offset + 1, "·", 0.9


def _find_abbreviated(text: str) -> Found:
    """Find what stands between a name and the letters of another: 乔治?R.R.马丁."""
    for match in match_lines(_ABBREVIATED_RE, text):
        before = text[max(0, match.start() - _MAX_PART) : match.start()][::-1]
        if _weigh(before, is_left=True) >= _MIN_PART and not asks(text, match.start()):
            yield match.start(), match.end(), "·", 0.9


def _find_titles(text: str) -> Found:
    titles = read_kind("title")
    for match in match_lines(_TITLE_RE, text):
        if simplify(match[1]) in titles:
            yield match.end(1), match.end(1) + 1, "·", 0.97
            inner = match[2].find("?")
            if 0 < inner < len(match[2]) - 1 and not ASKS_RE.search(match[2]):
                yield match.start(2) + inner, match.start(2) + inner + 1, "·", 0.9


def _find_names(text: str) -> Found:
    """Weigh the characters on both sides: transliterations use few characters that text seldom uses."""
    marks = [match.start() for match in match_lines(_HAN_MARK_RE, text)]
    if not marks:
        return
    least = _MIN_NAME if _FULL_WIDTH_RE.search(text) else _MIN_NAME_FOLDED
    for mark in marks:
        before, after = text[max(0, mark - _MAX_PART) : mark][::-1], text[mark + 1 : mark + 1 + _MAX_PART]
        left, right = _weigh(before, is_left=True), _weigh(after)
        is_chained = bool(_CHAINED_RE.search(text, max(0, mark - _MAX_PART - 1), mark + _MAX_PART + 2))
        is_chained = is_chained and not ASKS_RE.search(text, mark, mark + _MAX_PART + 2)
        if (
            left + right >= least - _CHAIN_BONUS * is_chained
            and min(left, right) >= _MIN_PART
            and not asks(text, mark, past_marks=False, past_commas=left + right < _BEYOND_DOUBT)
            and not _is_list(text, mark + 1, is_chained=is_chained)
        ):
            yield mark, mark + 1, "·", min(0.99, 0.7 + (left + right) / 50)


def _is_list(text: str, start: int, *, is_chained: bool) -> bool:
    """Tell whether the names from `start` on end with a question mark: 约翰?玛丽?你们"""
    for _ in range(_MAX_DOTS):
        end = text.find("?", start, start + _MAX_PART + 1)
        part = text[start:end]
        is_name = part in read_kind("part") or all(char in read_kind("name") for char in part)
        if text.startswith("??", end) or end <= start or not (is_name or (is_chained and _may_be_name(part))):
            return False
        if _weigh(text[end + 1 : end + 1 + _MAX_PART]) < _MIN_PART:
            return True
        start = end + 1
    return False


def _may_be_name(part: str) -> bool:
    """Tell whether a part may be a name that is not known: one that is long has to end like one."""
    if ASKS_RE.search(part) or _AND_RE.search(part, 1):
        return False
    return len(part) <= _SHORT_NAME or _weigh(part[::-1], is_left=True) >= _MIN_PART


def _weigh(part: str, *, is_left: bool = False) -> float:
    """Return the weight of the best beginning of a part, in nats; what stands on the left is given backwards.

    >>> _weigh("斯布乔统总", is_left=True) > 5, _weigh("了到"), _weigh("拜登与")
    (True, 0.0, 5.0)
    """
    run = _HAN_RE.match(part)
    if run and run.group() in _particles(is_left) and (is_left or part[run.end() :] >= "?"):
        return _PARTICLE
    weights = read_kind("name")
    best = total = 0.0
    for char in part:
        if char not in weights:
            break
        total += float(weights[char])
        best = max(best, total)
    known = _parts(is_left)
    return max(best, *(known.get(part[:size], 0.0) for size in range(1, _MAX_PART + 1)))


@cache
def _parts(is_left: bool) -> dict[str, float]:
    rows = read_kind("part")
    return {text[::-1] if is_left else text: float(value) for text, value in rows.items()}


@cache
def _particles(is_left: bool) -> frozenset[str]:
    """Words between two dots of a name: 本, 德拉."""
    return frozenset(text[::-1] if is_left else text for text in read_kind("particle"))


DOTS = (
    _find_initials,
    _find_abbreviated,
    _find_names,
    _find_titles,
    find_everywhere(_SEASON_RE, "·", 0.9),
    find_everywhere(_EVENT_RE, "·", 0.95),
)
