"""What the finders of question marks share: where one may stand, and what asks."""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from pipeline.text.tables import read_table

__all__ = [
    "HAN",
    "Found",
    "compile_at_mark",
    "find_everywhere",
    "line_around",
    "match_lines",
    "read_kind",
    "simplify",
]

_LINE = 200
"""How far a line is looked at."""

HAN = "\u3400-\u9fff"

# Start, end, what stood there, confidence.
Found = Iterator[tuple[int, int, str, float]]


def compile_at_mark(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Compile a pattern all of whose matches begin with a question mark: `re` need not look behind anything else."""
    return re.compile(rf"(?=\?)(?:{pattern})", flags)


def match_lines(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Match a pattern, which holds a question mark and no line break, only in lines with a question mark."""
    for start, end in _find_lines(text):
        yield from pattern.finditer(text, start, end)


@lru_cache(maxsize=1)
def _find_lines(text: str) -> list[tuple[int, int]]:
    """List the lines with a question mark; a dozen patterns look at them, one after another."""
    lines, done = [], 0
    while (mark := text.find("?", done)) >= 0:
        start = max(done, text.rfind("\n", done, mark) + 1)
        done = text.find("\n", mark) + 1 or len(text)
        lines.append((start, done))
    return lines


def line_around(text: str, position: int) -> tuple[int, int]:
    """Return where the line of a position begins and ends, no further than some way off: lines may be endless."""
    low, high = max(0, position - _LINE), position + _LINE
    end = text.find("\n", position, high)
    return max(low, text.rfind("\n", low, position) + 1), end if end >= 0 else min(len(text), high)


def find_everywhere(pattern: re.Pattern[str], after: str, confidence: float) -> Callable[[str], Found]:
    """Make a finder that takes each match of a pattern for as many of one character as it is long."""

    def find(text: str) -> Found:
        for match in match_lines(pattern, text):
            yield match.start(), match.end(), after * (match.end() - match.start()), confidence

    return find


@cache
def read_kind(kind: str) -> dict[str, str | float]:
    """Read one kind of row; characters and parts of names count in either script."""
    rows = {row["text"]: row["value"] for row in read_table("placeholders") if row["kind"] == kind}
    if kind == "name":
        for row in read_table("common_characters"):
            if row["text"] in rows:
                rows |= dict.fromkeys(row["traditional"], rows[row["text"]])
    return rows


def simplify(text: str) -> str:
    """Write common Traditional characters as Simplified ones.

    >>> simplify("水調歌頭")
    '水调歌头'
    """
    return text.translate(_simplified())


@cache
def _simplified() -> dict[int, str]:
    return {ord(char): row["text"] for row in read_table("common_characters") for char in row["traditional"]}
