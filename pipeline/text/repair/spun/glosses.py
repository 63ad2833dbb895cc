"""Readings that a site put behind its Traditional characters: 發(fā), and 秦?fù)P軻 where it missed.

A reading in brackets is damage only on a page that is spun: one on which several common
characters of the key table carry their own readings, each time they occur, and no
other characters do. A lone 鶴(hè) is what it looks like.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.damage import load_readings
from pipeline.text.repair.language_model import LanguageModel

__all__ = [
    "Gloss",
    "Page",
    "char_before",
    "could_have_glosses",
    "find_authored",
    "find_ends",
    "find_glosses",
    "has_reading",
    "keys_with",
    "read_page",
    "trails_of_keys",
]

_LETTERS = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹɑɡ"  # ɑ and ɡ stand in GBK's own pinyin row
_READING = f"[{_LETTERS}]{{1,7}}"
_REST = rf"(?P<inner> ?)(?P<reading>{_READING})(?P<gap> ?)\)(?P<space> ?)"
_GLOSS_RES = {
    "(": re.compile(rf"\({_REST}"),
    "（": re.compile(rf"（(?P<inner> ?)(?P<reading>{_READING})(?P<gap> ?)）(?P<space> ?)"),
    "?": re.compile(rf"\?{_REST}"),
    "": re.compile(rf"(?<=[),.:;!?\u2010-\uffef]){_REST}"),
}
_SAME = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüêńňǹɑɡ", "aaaaeeeeiiiioooouuuuvvvvvennnag")
_HOUSEHOLD_RANK, _COMMON_RANK, _RARE_RANK = 400, 2200, 2100
_FAR = 40
"""How far back a bracket may have been opened."""

_EVERYDAY_KEYS = 2
"""Keys that make a page spun if all of them are such as nobody explains: 個, 會."""

_SELDOM = 4
"""One reading in so many may be another than the commonest on a page that holds to these."""


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


class Page(NamedTuple):
    """What a spun page taught: its keys and whether a space belongs to its glosses."""

    keys: frozenset[str]
    eats_space: bool


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
    plain = reading.translate(_SAME)
    has_tone = plain != reading.replace("ü", "v").replace("ɑ", "a").replace("ɡ", "g")
    return reading if has_tone else plain


def read_page(text: str, glosses: list[Gloss], model: LanguageModel, min_keys: int) -> Page | None:
    """Learn keys and spacing from a page, or return None for a page that is not spun.

    Textbooks put readings on all characters and spinners only on characters outside
    GB2312; dictionaries put them on rare characters, once, and spinners on common ones, always.
    """
    whole = [gloss for gloss in glosses if gloss.opener == "(" and gloss.start]
    owners = Counter(
        text[gloss.start - 1] for gloss in whole if has_reading(text[gloss.start - 1], gloss.reading)
    )
    strangers = sum("一" <= text[gloss.start - 1] <= "鿿" for gloss in whole) - owners.total()
    misses = sum(gloss.opener == "?" for gloss in glosses)
    if strangers * 2 > owners.total():
        return None
    if owners and all(model.rank(key) < _HOUSEHOLD_RANK for key in owners):
        min_keys = min(min_keys, _EVERYDAY_KEYS)
    if len(owners) + min(misses, 1) < min_keys:
        return None
    counts = Counter(text)
    keys = {key for key, count in owners.items() if count * 2 >= counts[key]}
    common = [key for key in keys if model.rank(key) < _COMMON_RANK]
    if len(common) + min(misses, 1) < min_keys or 2 * len(common) < len(owners):
        return None
    style = Counter(map(_style, whole))
    odd = {text[gloss.start - 1] for gloss in whole if _is_odd(text[gloss.start - 1], gloss.reading)} & keys
    lone = {text[gloss.start - 1]: gloss for gloss in whole if owners[text[gloss.start - 1]] == 1}
    ends = find_ends(whole)
    authored = {
        key
        for key in keys & lone.keys()
        if _is_authored(text, lone[key], ends, style, model, is_odd=odd == {key})
    }
    spaces = sum(gloss.space for gloss in whole)
    return Page(frozenset(keys - authored), spaces * 3 > len(whole) * 2)


def find_authored(text: str, glosses: Iterable[Gloss], page: Page) -> frozenset[int]:
    """Find the glosses of lines that an author wrote, by where they start: a spinner leaves out no key of its own.

    Comments and notes are put on a page after it was spun. What they explain is read otherwise
    than the rest of the page, or stands beside keys that carry no reading.
    """
    lines: dict[int, list[Gloss]] = {}
    for gloss in glosses:
        if gloss.opener == "(" and gloss.start:
            lines.setdefault(text.rfind("\n", 0, gloss.start) + 1, []).append(gloss)
    odd = [_is_odd(text[gloss.start - 1], gloss.reading) for found in lines.values() for gloss in found]
    seldom = sum(odd) * _SELDOM < len(odd)  # some sites take the readings as they come
    authored = (
        found for start, found in lines.items() if _is_authored_line(text, start, found, page, seldom=seldom)
    )
    return frozenset(gloss.start for found in authored for gloss in found)


def _is_authored_line(text: str, start: int, glosses: list[Gloss], page: Page, *, seldom: bool) -> bool:
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else None]
    if "?" in line:  # a run may have broken the readings of other keys
        return False
    owners = [(text[gloss.start - 1], gloss.reading) for gloss in glosses if _is_han(text[gloss.start - 1])]
    if any(not has_reading(key, reading) for key, reading in owners):
        return True
    if len(set(owners)) > len({key for key, _ in owners}):  # 調(tiáo)解、音調(diào)
        return True
    if seldom and len(owners) > 1 and all(_is_odd(key, reading) for key, reading in owners):
        return True
    glossed = {gloss.start - 1 - start for gloss in glosses}
    return any(char in page.keys and at not in glossed for at, char in enumerate(line))


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


def _is_authored(
    text: str,
    gloss: Gloss,
    ends: Mapping[int, int],
    style: Counter[tuple[bool, bool]],
    model: LanguageModel,
    *,
    is_odd: bool,
) -> bool:
    """Tell whether an author wrote the only gloss of a character, on a page where a spinner wrote the others.

    An author explains a rare character, or an unusual reading, where it stands for itself or begins
    a name; the spinner writes all its glosses alike and puts them anywhere.
    """
    key = text[gloss.start - 1]
    is_strange = is_odd and model.rank(key) > _HOUSEHOLD_RANK
    if model.rank(key) <= _RARE_RANK and not is_strange:
        return False
    before = char_before(text, gloss.start - 1, ends)
    after = text[gloss.end : gloss.end + 1 + gloss.space].strip(" ")
    stands_alone = not _is_han(before) and not _is_han(after) and not "A" <= after <= "Z"
    return stands_alone or is_strange or style[_style(gloss)] * 3 < style.total()


def _is_odd(key: str, reading: str) -> bool:
    """Tell whether a reading is another one than the commonest of its key."""
    commonest = load_readings().get(key, ("",))[0]
    return reading != commonest and reading.translate(_SAME) != commonest.translate(_SAME)


def _is_han(char: str) -> bool:
    return "一" <= char[:1] <= "鿿"


def _style(gloss: Gloss) -> tuple[bool, bool]:
    """Describe how a site writes its glosses: with a gap, with tones. A space behind may be the text's own."""
    return bool(gloss.gap), gloss.reading.isascii()


@lru_cache(maxsize=1)
def _spellings() -> dict[str, frozenset[str]]:
    table = load_readings().items()
    return {key: frozenset((*readings, *(r.translate(_SAME) for r in readings))) for key, readings in table}


@lru_cache(maxsize=1)
def _keys_by_spelling() -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for key, spellings in _spellings().items():
        for spelling in spellings:
            keys.setdefault(spelling, []).append(key)
    return keys
