"""Readings that a site put behind its Traditional characters: 發(fā), and 秦?fù)P軻 where it missed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.damage import load_readings

__all__ = [
    "TONELESS",
    "Gloss",
    "char_before",
    "could_have_glosses",
    "find_ends",
    "find_glosses",
    "group_by_line",
    "has_reading",
    "keys_with",
    "trails_of_keys",
]

_LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹɑɡ"  # ɑ and ɡ stand in GBK's own pinyin row
_READING = f"[{_LETTERS}]{{1,7}}"
_TAIL = r"(?P<gap> ?)\)(?P<space> ?)"
_REST = rf"(?P<inner> ?)(?P<reading>{_READING}){_TAIL}"
_GLOSS_RES = {
    "(": re.compile(rf"\({_REST}"),
    "（": re.compile(rf"（(?P<inner> ?)(?P<reading>{_READING})(?P<gap> ?)）(?P<space> ?)"),
    "?": re.compile(rf"\?{_REST}"),
    "": re.compile(
        rf"(?<=[),.:;!?\u2010-\uffef])(?P<inner>(?:(?<=[\u3400-\u9fff]) )?)(?P<reading>{_READING}){_TAIL}"
    ),
}
TONELESS = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹɑɡ", "aaaaeeeeiiiioooouuuuvvvvvennnag")
_FAR = 40
"""How far back a bracket may have been opened."""


class Gloss(NamedTuple):
    """A reading before a closing bracket: `text[start:end]`, `space` if a space follows.

    `opener` is "(", or "?" where a lead byte swallowed the bracket, or "" where a site
    drops such orphans. `inner` and `gap` are the spaces before and after the reading, `is_wide` tells of full-width
    brackets.
    """

    start: int
    end: int
    opener: str
    reading: str
    space: bool
    gap: str = ""
    inner: str = ""
    is_wide: bool = False

    def write(self) -> str:
        """Return the gloss as its site wrote it, before anything swallowed its bracket."""
        head, tail = "（）" if self.is_wide else "()"
        return f"{head}{self.inner}{self.reading}{self.gap}{tail}{' ' * self.space}"


def could_have_glosses(text: str) -> bool:
    """Tell whether anything in the text is bracketed like a reading.

    >>> could_have_glosses("業(yè)"), could_have_glosses("上海(SH)"), could_have_glosses("秦?fù)P")
    (True, False, True)
    """
    return any(opener in text and _GLOSS_RES[opener].search(text) for opener in "(（?")


def find_glosses(text: str, openers: Iterable[str] = ("(", "（", "?")) -> list[Gloss]:
    """Find everything that could be a reading, whole or with its bracket swallowed, in order.

    >>> [gloss.opener + gloss.reading for gloss in find_glosses("業(yè)秦?fù)P")]
    ['(yè', '?fù']
    """
    return sorted(
        Gloss(
            match.start(),
            match.end() - bool(match["space"]),
            "(" if opener == "（" else opener,
            match["reading"],
            bool(match["space"]),
            match["gap"],
            match["inner"],
            opener == "（",
        )
        for opener in openers
        for match in _GLOSS_RES[opener].finditer(text)
        if opener or _lacks_opener(text, match)
    )


def _lacks_opener(text: str, match: re.Match[str]) -> bool:
    """Tell whether a closing bracket closes nothing, behind what could be a reading; a word of ASCII may stand in brackets."""
    if text[match.start() - 1] > "~":
        return True
    opened = text.rfind("(", max(0, match.start() - _FAR), match.start())
    return opened < text.rfind(")", max(0, match.start() - _FAR), match.start() + 1) or opened < 0


@lru_cache(maxsize=1 << 15)
def has_reading(key: str, reading: str) -> bool:
    """Tell whether a key can be read so; a reading without a tone mark fits every tone.

    >>> has_reading("長", "zhǎng"), has_reading("長", "chang"), has_reading("長", "fā")
    (True, True, False)
    """
    return _spell(reading) in _spellings().get(key, ())


def keys_with(reading: str) -> Sequence[str]:
    """List the keys that can be read so.

    >>> "發" in keys_with("fā"), "長" in keys_with("fā")
    (True, False)
    """
    return _keys_by_spelling().get(_spell(reading), ())


@lru_cache(maxsize=1 << 14)
def trails_of_keys(lead: int, reading: str) -> tuple[int, ...]:
    """List the second bytes of the keys with a first byte and a reading, but for bytes that swallow nothing."""
    codes = (key.encode("gbk") for key in keys_with(reading))
    return tuple(code[1] for code in codes if code[0] == lead and code[1] > 0x80)


def _spell(reading: str) -> str:
    """Return how `_spellings` write a reading: with its tone, if it has one."""
    plain = reading.translate(TONELESS)
    has_tone = plain != reading.replace("ü", "v").replace("ɑ", "a").replace("ɡ", "g")
    return reading if has_tone else plain


def group_by_line(text: str, glosses: Iterable[Gloss]) -> dict[int, list[Gloss]]:
    """Group ordered glosses by where their lines begin, in linear time also where a page is one line.

    >>> [*group_by_line("業(yè)\\n發(fā)展", find_glosses("業(yè)\\n發(fā)展"))]
    [0, 6]
    """
    lines: dict[int, list[Gloss]] = {}
    start = end = 0
    for gloss in glosses:
        if gloss.start >= end:
            start = text.rfind("\n", end, gloss.start) + 1 or end
            end = text.find("\n", gloss.start) + 1 or len(text) + 1
        lines.setdefault(start, []).append(gloss)
    return lines


def find_ends(glosses: Iterable[Gloss]) -> dict[int, int]:
    """Map where whole glosses end, the space behind them included, to where they start."""
    return {gloss.end + gloss.space: gloss.start for gloss in glosses if gloss.opener == "("}


def char_before(text: str, position: int, ends: Mapping[int, int]) -> str:
    """Return the character before a position, not counting glosses.

    >>> char_before("電(diàn)樁", 8, {8: 1})
    '電'
    """
    while position in ends:
        position = ends[position]
    return text[position - 1 : position] if position else ""


@lru_cache(maxsize=1)
def _spellings() -> dict[str, frozenset[str]]:
    table = load_readings().items()
    return {
        key: frozenset((*readings, *(r.translate(TONELESS) for r in readings))) for key, readings in table
    }


@lru_cache(maxsize=1)
def _keys_by_spelling() -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for key, spellings in _spellings().items():
        for spelling in spellings:
            keys.setdefault(spelling, []).append(key)
    return keys
