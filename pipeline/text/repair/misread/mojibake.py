"""Text that was read with the wrong table: finds the runs that look it, and what they were.

A run is suspicious where rare characters crowd, or where symbols stand between Han. Every
explanation that fits is then tried, and has to beat the run as it stands by the language
model; all of them are exact inverses of a reading of bytes, so the result proves itself.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise

from pipeline.text.plausibility import weigh
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.misread.latin import could_have_latin, find_latin
from pipeline.text.repair.misread.orphans import could_have_orphans, find_orphans
from pipeline.text.repair.misread.shapes import could_have_licence, find_shapes
from pipeline.text.repair.misread.slips import find_slips, shift
from pipeline.text.repair.misread.swap_tables import SWAPS, swap_all
from pipeline.text.repair.misread.swapped import find_swapped
from pipeline.text.repair.misread.titles import could_have_titles, find_titles
from pipeline.text.repair.misread.utf8_gaps import looks_like_utf8
from pipeline.text.repair.misread.utf8_in_gbk import find_utf8_in_gbk
from pipeline.text.repair.readings import LOST, score_wide
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import REPAIRED, Change
from pipeline.text.tables import read_table

__all__ = ["KINDS", "could_have_mojibake", "find_mojibake"]

KINDS = (
    "utf8_as_gbk",
    "utf8_as_latin",
    "gbk_as_latin",
    "big5_as_latin",
    "big5_as_gbk",
    "gbk_as_big5",
    "gbk_slip",
)

_COMMON, _KNOWN = 2000, 3500
# Stand between Han in damaged text only: letters of other scripts, box drawing, Bopomofo, odd signs.
_ODD = "\u02c7-\u02cb\u0391-\u03c9\u0401-\u0451\u2208-\u22bf\u2501-\u254b\u3021-\u3029\u3041-\u30fe\u3105-\u3129\u3220-\u3229\u2474-\u249b\uff10-\uff19\uff1c-\uff1e\uff21-\uff3a\uff41-\uff5a"
Finder = Callable[[str, int, int, Context], Iterable[Change]]

_SPAN, _WIDE = 40, 600
_BORDER, _FEW = 4, 4
_MIN_RISE = 0.5


def could_have_mojibake(text: str) -> bool:
    """Tell whether rare characters crowd anywhere in the text.

    >>> could_have_mojibake("涓婃捣"), could_have_mojibake("上海"), could_have_mojibake("ÖÐ¹ú")
    (True, False, True)
    """
    return not text.isascii() and (
        _crowd_re().search(text) is not None
        or could_have_orphans(text)
        or could_have_latin(text)
        or could_have_titles(text)
        or could_have_licence(text)
    )


def find_mojibake(text: str, context: Context) -> Iterable[Change]:
    """Find runs that were read with the wrong table.

    >>> from pipeline.resources import find_model
    >>> from pipeline.text.repair.language_model import LanguageModel
    >>> context = Context(LanguageModel.load(find_model("language_model")))
    >>> [change.after for change in find_mojibake("涓婃捣 ä¸\\xadå›½", context)]
    ['上海', '中国']
    """
    changes = list(find_latin(text, context)) if could_have_latin(text) else []
    changes = _merge(changes, _find_in_runs(text, context))
    changes = _merge(changes, sorted(find_shapes(text, context)))
    changes = _merge(changes, find_titles(text, context))
    if "gbk_slip" not in context.disabled and could_have_orphans(text):
        changes = _merge(changes, find_orphans(text, changes, context))
    return changes


def _merge(changes: list[Change], others: Iterable[Change]) -> list[Change]:
    """Add changes that overlap none, in order."""
    starts = [change.raw_start for change in changes]
    fresh = []
    for other in others:
        index = bisect_left(starts, other.raw_end)
        if index == 0 or changes[index - 1].raw_end <= other.raw_start:
            fresh.append(other)
    return sorted(changes + fresh)


def _find_in_runs(text: str, context: Context) -> Iterator[Change]:
    position = done = 0
    while match := _crowd_re().search(text, position):
        start, position = match.span()
        start -= position - start == 1  # a symbol behind Han
        if kinds := _find_promising(text[max(done, start - 1) : position + 1]):
            changes, end = _explain_around(text, start, position, done, kinds, context)
            for change in changes:
                yield from _split_lines(text, change, context.model)
            done = changes[-1].raw_end if changes else done
            position = max(position, done if changes else end)


def _split_lines(text: str, change: Change, model: LanguageModel) -> Iterator[Change]:
    """Make of a change of several lines one each, and none of a line that may be clean among damaged ones."""
    lines = change.after.split("\n")
    old = text[change.raw_start : change.raw_end].split("\n")
    if change.status != REPAIRED or len(lines) != len(old) or len(lines) == 1:
        yield change
        return
    start = change.raw_start
    for before, after in zip(old, lines, strict=True):
        end = start + len(before)
        is_part = text[start - 1 : start] > "\n" or text[end : end + 1] > "\n"
        if before != after and _is_better(before, after, model, _FEW if is_part else 0):
            yield change._replace(raw_start=start, raw_end=end, after=after)
        start = end + 1


def _is_better(before: str, after: str, model: LanguageModel, least: int) -> bool:
    """Tell whether one line, of at least so many characters, reads better than it did."""
    length = sum(char >= "\x80" for char in before)
    is_text = weigh(after.replace(LOST, "")) > 0
    return length >= least and is_text and score_wide(model, after) > score_wide(model, before)


def _find_promising(crowd: str) -> list[str]:
    """List the kinds of damage that would make common characters of a crowd."""
    weights = [_weigh_turned(char) for char in crowd if char > "\x7f"]
    as_is, *turned = (sum(column) / len(weights) for column in zip(*weights, strict=True))
    kinds = [kind for kind, weight in zip(SWAPS, turned, strict=True) if weight > as_is + _MIN_RISE]
    if looks_like_utf8(crowd):
        kinds.append("utf8_as_gbk")
    late = shift(crowd)[1:-1].replace(LOST, "")  # at its ends two worlds meet
    if kinds or weigh(late) > as_is + _MIN_RISE:
        kinds.append("gbk_slip")
    return kinds


@lru_cache(maxsize=1 << 16)
def _weigh_turned(char: str) -> tuple[float, ...]:
    """Weigh a character as it is, and as what it would be in each other table."""
    return weigh(char), *map(weigh, swap_all(char))


def _explain_around(
    text: str, start: int, end: int, done: int, kinds: Collection[str], context: Context
) -> tuple[list[Change], int]:
    """Explain a crowd in a window that grows until it holds all of the damage.

    Without changes, the second item is how far nothing needs to be looked at again.
    """
    span = _SPAN
    low, high = max(done, start - span), min(len(text), end + span)
    finder, changes = _explain(text, low, high, kinds, context)
    while changes and _is_cut(low, high, changes, done, len(text)):
        span *= 16 if _is_full(low, high, changes) else 4
        low, high = max(done, start - span), min(len(text), end + span)
        changes = list(finder(text, low, high, context))
    return changes, high - _SPAN // 2


def _is_cut(low: int, high: int, changes: list[Change], done: int, length: int) -> bool:
    """Tell whether damage reaches a border of its window that can be moved, or needs more to be judged by."""
    starts, ends = changes[0].raw_start <= low + _BORDER, changes[-1].raw_end >= high - _BORDER
    is_small = high - low < _WIDE and high < length
    return (starts and (low > done or is_small)) or (ends and high < length)


def _is_full(low: int, high: int, changes: list[Change]) -> bool:
    """Tell whether a window holds hardly anything but damage."""
    return changes[0].raw_start <= low + _BORDER and changes[-1].raw_end >= high - _BORDER


def _explain(
    text: str, start: int, end: int, kinds: Collection[str], context: Context
) -> tuple[Finder, list[Change]]:
    """Try the explanations of a window that promise anything and keep the one that explains most of it."""
    found = [
        (finder, list(finder(text, start, end, context)))
        for kind, finder in _FINDERS.items()
        if kind in kinds and kind not in context.disabled
    ]
    return max(found, key=_extent, default=(find_utf8_in_gbk, []))


def _extent(found: tuple[Finder, list[Change]]) -> float:
    return sum(change.confidence * (change.raw_end - change.raw_start) for change in found[1])


def _find_big5(text: str, start: int, end: int, context: Context) -> Iterator[Change]:
    yield from find_swapped("big5_as_gbk", text, start, end, context)


def _find_gbk(text: str, start: int, end: int, context: Context) -> Iterator[Change]:
    yield from find_swapped("gbk_as_big5", text, start, end, context)


_FINDERS: dict[str, Finder] = {
    "utf8_as_gbk": find_utf8_in_gbk,
    "big5_as_gbk": _find_big5,
    "gbk_as_big5": _find_gbk,
    "gbk_slip": find_slips,
}


@cache
def _crowd_re() -> re.Pattern[str]:
    """Compile the scan: two unknown characters, three rare ones, or a symbol between Han.

    The pattern begins with one set of characters, for which `re` has a fast loop; which of
    them it found is asked behind.
    """
    common = {
        char
        for row in read_table("common_characters")
        if row["rank"] <= _COMMON
        for char in row["text"] + row["traditional"]
    }
    known = {
        char
        for row in read_table("common_characters")
        if row["rank"] <= _KNOWN
        for char in row["text"] + row["traditional"]
    }
    rare, unknown = _class_without(common), _class_without(known)
    gap = "[^\\x00-\\x3f]"
    han = "[\u3400-\u9fff\ue000-\uf8ff]"
    crowded = f"(?<={unknown}){gap}?{unknown}|(?<={rare}){gap}{{0,2}}{rare}{gap}{{0,2}}{rare}"
    return re.compile(f"{rare[:-1]}{_ODD}](?:{crowded}|(?<=[{_ODD}])(?:(?<={han}.)|{han}))")


def _class_without(known: set[str]) -> str:
    """Write a set of all Han but these, as ranges: `re` takes a second to read it one by one."""
    blocks = (range(0x3400, 0xA000), range(0xE000, 0xF900))
    codes = [code for block in blocks for code in block if chr(code) not in known]
    firsts = [code for last, code in pairwise([0, *codes]) if code != last + 1]
    lasts = [last for last, code in pairwise([*codes, 0]) if code != last + 1]
    return "[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in zip(firsts, lasts, strict=True)) + "]"
