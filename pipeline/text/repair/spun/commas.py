"""The visible commas that some sites put before their marks: ,， and ,, and ,!"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from pipeline.text.plausibility import is_traditional
from pipeline.text.rewrite import REPAIRED, Change

__all__ = ["find_commas", "find_twins", "has_twins"]

_COMMA_RE = re.compile(
    ",(?:(?<![,，],)(?=[。、；！？，])|(?<=[\u2010-\uffef)% ],)(?<![，、。],)(?=[;!?](?![ A-Za-z0-9])|,(?!,)))"
)
_MARKS = tuple("。、，；！？,;!?")
_TWIN_RE = re.compile(
    "(?:(?<=[\u3400-\u9fff”》」]),(?=[，。；！？])|(?<=[\u3400-\u9fff]{5}),(?=[,!](?=[\u3400-\u9fff“《「\n]|\\Z)))"
)
_TWINS = 2
"""Commas before other marks, nothing but which tells that a page is spun, that are no slip of the hand."""


def find_commas(text: str, others: list[Change], least: int) -> Iterator[Change]:
    """Find the visible commas that some sites put before their marks: only on a page that is spun otherwise."""
    commas = [match.start() for match in _COMMA_RE.finditer(text)]
    if len(commas) < least:
        return
    starts = [change.raw_start for change in others]
    for comma in commas:
        index = bisect_right(starts, comma + 1) - 1  # a mark that a run begins with is none
        other = others[index] if index >= 0 and others[index].raw_end > comma else None
        if other is None or (
            other.raw_start > comma and other.status == REPAIRED and other.after.startswith(_MARKS)
        ):
            yield Change(comma, comma + 1, "", "stray_comma", confidence=0.95)


def has_twins(text: str) -> bool:
    """Tell whether a comma stands before another mark, behind the words of a sentence.

    >>> has_twins("參賽的選手很多,,觀眾也不少"), has_twins("张三,,男")
    (True, False)
    """
    return (",," in text or ",，" in text or ",!" in text) and _TWIN_RE.search(text) is not None


def find_twins(text: str) -> Iterator[Change]:
    """Find the visible commas of a page that nothing else shows to be spun: several stand before other marks."""
    commas = [match.start() for match in _TWIN_RE.finditer(text)] if has_twins(text) else []
    if len(commas) >= _TWINS and is_traditional(text):
        yield from (Change(comma, comma + 1, "", "stray_comma", confidence=0.9) for comma in commas)
