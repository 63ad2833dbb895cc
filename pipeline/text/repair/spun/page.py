"""What a page as a whole tells of its readings in brackets: whether it was spun, and which of them an author wrote.

A reading in brackets is damage only on a page that is spun: one on which several common
characters of the key table carry their own readings, each time they occur, and no
other characters do. A lone 鶴(hè) is what it looks like.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from pipeline.text.damage import load_readings
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.spun.gbk import LEADS, char_of
from pipeline.text.repair.spun.glosses import (
    TONELESS,
    Gloss,
    char_before,
    find_ends,
    find_glosses,
    group_by_line,
    has_reading,
    keys_with,
)
from pipeline.text.tables import read_table

__all__ = ["Page", "find_authored", "read_page"]

_HOUSEHOLD_RANK, _COMMON_RANK, _RARE_RANK = 400, 2200, 2100
_EVERYDAY_KEYS = 2
"""Keys that make a page spun if all of them are such as nobody explains: 個, 會."""

_REPEATED = 3
"""How often a page may explain one character at most."""

_SELDOM = 4
"""One reading in so many may be another than the commonest on a page that holds to these."""


_PAUSES = frozenset(",，;；")

_LESSON_RE = re.compile("(?:[注拼]音|[讀读]音|生字|多音字|[認认]字)[:：]")
"""What a line says that tells how its characters are read."""


class Page(NamedTuple):
    """What a spun page taught: its keys and whether a space belongs to its glosses."""

    keys: frozenset[str]
    eats_space: bool


def read_page(text: str, glosses: list[Gloss], model: LanguageModel, min_keys: int) -> Page | None:
    """Learn keys and spacing from a page, or return None for a page that is not spun.

    Textbooks put readings on all characters and spinners only on characters outside
    GB2312; dictionaries put them on rare characters, once, and spinners on common ones, always.
    """
    whole = _leave_lessons(text, [gloss for gloss in glosses if gloss.opener == "(" and gloss.start])
    owners = Counter(
        text[gloss.start - 1] for gloss in whole if has_reading(text[gloss.start - 1], gloss.reading)
    )
    strangers = sum("一" <= text[gloss.start - 1] <= "鿿" for gloss in whole) - owners.total()
    misses = _count_misses(text, glosses)
    if strangers * 2 > owners.total():
        return None
    if owners and all(model.rank(key) < _HOUSEHOLD_RANK for key in owners):
        min_keys = min(min_keys, _EVERYDAY_KEYS)
    often = max(owners.values(), default=0)
    inside = sum(_runs_on(text, gloss) for gloss in whole)
    behind = sum(_is_han(text[gloss.start - 2 : gloss.start - 1]) for gloss in whole)
    is_text = 2 * inside >= len(whole) > 1 or (often > _REPEATED and 2 * behind >= len(whole))
    if not strangers and is_text and not any(_stands_alone(text, gloss) for gloss in whole):
        min_keys = min(min_keys, 1 if often > 1 else _EVERYDAY_KEYS)
    if len(owners) + min(misses, 1) < min_keys:
        return None
    counts = Counter(text)
    keys = {key for key, count in owners.items() if count * 2 >= counts[key]}
    common = [key for key in keys if model.rank(key) < _COMMON_RANK]
    if len(common) + min(misses, 1) < min_keys or 2 * len(common) < len(owners):
        return None
    style = Counter(_style(text, gloss) for gloss in whole)
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


def _runs_on(text: str, gloss: Gloss) -> bool:
    """Tell whether a reading stands in the midst of a text: nobody explains the 節 of 教師節(jié)讀書 twice."""
    before, after = (
        text[gloss.start - 2 : gloss.start - 1],
        text[gloss.end + gloss.space : gloss.end + gloss.space + 1],
    )
    return (_is_han(before) or before in _PAUSES) and _is_han(after)


def _stands_alone(text: str, gloss: Gloss) -> bool:
    """Tell whether a reading explains its character: nothing is written on either side, or it is an odd one that is right there."""
    before, after = (
        text[gloss.start - 2 : gloss.start - 1],
        text[gloss.end + gloss.space : gloss.end + gloss.space + 1],
    )
    is_odd = _is_odd(text[gloss.start - 1], gloss.reading) and _is_read_so(text, gloss, {})
    return is_odd or not (_is_han(before) or _is_han(after))


def _count_misses(text: str, glosses: Iterable[Gloss]) -> int:
    """Count the readings that stand where a spinner missed: behind a letter, without a bracket, behind a swallowed one."""
    misses = sum(gloss.opener == "?" or (gloss.start and _is_straddled(text, gloss)) for gloss in glosses)
    return misses + sum(
        len(gloss.reading) > 1 and bool(keys_with(gloss.reading)) for gloss in find_glosses(text, [""])
    )


def _is_straddled(text: str, gloss: Gloss) -> bool:
    """Tell whether a letter is the second byte of a key that can be read so, and Chinese stands before it: 颂m(lán)."""
    letter = text[gloss.start - 1]
    if not "@" <= letter <= "~" or not _is_han(text[gloss.start - 2 : gloss.start - 1]):
        return False
    return any(has_reading(char_of(lead, ord(letter)), gloss.reading) for lead in LEADS)


def _leave_lessons(text: str, glosses: Sequence[Gloss]) -> list[Gloss]:
    """Leave out the lines in which most readings stand behind other characters than keys: a textbook's on a spun page."""
    lines = group_by_line(text, glosses)
    kept = (found for found in lines.values() if 2 * sum(_owns(text, gloss) for gloss in found) > len(found))
    return [gloss for found in kept for gloss in found]


def _owns(text: str, gloss: Gloss) -> bool:
    key = text[gloss.start - 1]
    return has_reading(key, gloss.reading) or not _is_han(key)


def find_authored(text: str, glosses: Iterable[Gloss], page: Page) -> frozenset[int]:
    """Find the glosses of lines that an author wrote, by where they start: a spinner leaves out no key of its own.

    Comments and notes are put on a page after it was spun. What they explain is read otherwise
    than the rest of the page, or stands beside keys that carry no reading.
    """
    lines = group_by_line(text, (gloss for gloss in glosses if gloss.opener == "(" and gloss.start))
    odd = {
        start: [_is_odd(text[gloss.start - 1], gloss.reading) for gloss in found]
        for start, found in lines.items()
    }
    total = sum(map(sum, odd.values())), sum(map(len, odd.values()))
    authored = []
    for start, found in lines.items():
        others = total[0] - sum(odd[start]), total[1] - len(found)
        seldom = others[0] * _SELDOM < others[1]  # some sites take the readings as they come
        if _is_authored_line(text, start, found, page, seldom=seldom):
            authored.append(found)
    return frozenset(gloss.start for found in authored for gloss in found)


def _is_authored_line(text: str, start: int, glosses: list[Gloss], page: Page, *, seldom: bool) -> bool:
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else None]
    if _LESSON_RE.search(line):
        return True
    if "?" in line:  # a run may have broken the readings of other keys
        return False
    owners = [(text[gloss.start - 1], gloss.reading) for gloss in glosses if _is_han(text[gloss.start - 1])]
    strangers = sum(not has_reading(key, reading) for key, reading in owners)
    if strangers * _SELDOM > len(owners):  # fewer may stand among those of a spinner
        return True
    if not strangers and len(set(owners)) > len({key for key, _ in owners}):  # 調(tiáo)解、音調(diào)
        return True
    if seldom and len(owners) > 1 and all(_is_odd(key, reading) for key, reading in owners):
        return True
    glossed = {gloss.start - 1 - start for gloss in glosses}
    return any(char in page.keys and at not in glossed for at, char in enumerate(line))


def _is_authored(
    text: str,
    gloss: Gloss,
    ends: Mapping[int, int],
    style: Counter[tuple[bool, bool | None]],
    model: LanguageModel,
    *,
    is_odd: bool,
) -> bool:
    """Tell whether an author wrote the only gloss of a character, on a page where a spinner wrote the others.

    An author explains a rare character, or an unusual reading, where it stands for itself or begins
    a name; the spinner writes all its glosses alike and puts them anywhere.
    """
    key = text[gloss.start - 1]
    alike = _count_alike(style, _style(text, gloss))
    if alike * _SELDOM < style.total() and model.rank(key) > _HOUSEHOLD_RANK:
        return True
    is_strange = is_odd and model.rank(key) > _HOUSEHOLD_RANK and _is_read_so(text, gloss, ends)
    if model.rank(key) <= _RARE_RANK and not is_strange:
        return False
    before = char_before(text, gloss.start - 1, ends)
    after = text[gloss.end : gloss.end + 1 + gloss.space].strip(" ")
    stands_alone = not _is_han(before) and not _is_han(after) and not "A" <= after <= "Z"
    return stands_alone or is_strange or alike * 3 < style.total()


def _is_read_so(text: str, gloss: Gloss, ends: Mapping[int, int]) -> bool:
    """Tell whether an odd reading is right where it stands: an author explains 會(kuài)計, a spinner writes 社會(kuài)."""
    key, after = text[gloss.start - 1], text[gloss.end + gloss.space : gloss.end + gloss.space + 1]
    words = _read_words().get((key, gloss.reading.translate(TONELESS)), frozenset())
    return not words.isdisjoint((char_before(text, gloss.start - 1, ends) + key, key + after))


@cache
def _read_words() -> dict[tuple[str, str], frozenset[str]]:
    """Read the pairs of characters in which a key has an odd reading, by key and reading without its tone."""
    rows = read_table("odd_readings")
    return {(row["key"], row["reading"].translate(TONELESS)): frozenset(row["words"]) for row in rows}


def _is_odd(key: str, reading: str) -> bool:
    """Tell whether a reading is another one than the commonest of its key."""
    commonest = load_readings().get(key, ("",))[0]
    return reading != commonest and reading.translate(TONELESS) != commonest.translate(TONELESS)


def _is_han(char: str) -> bool:
    return "一" <= char[:1] <= "鿿"


def _style(text: str, gloss: Gloss) -> tuple[bool, bool | None]:
    """Describe how a site writes its glosses: with a gap, with tones (None for a reading that never has one: 們 is men).

    A space behind may be the text's own.
    """
    is_neutral = gloss.reading in load_readings().get(text[gloss.start - 1], ())
    is_plain = gloss.reading.replace("ü", "v").isascii()
    return bool(gloss.gap), None if is_neutral and is_plain else is_plain


def _count_alike(style: Counter[tuple[bool, bool | None]], own: tuple[bool, bool | None]) -> int:
    """Count the glosses of a page that are written as one of them is."""
    gap, tones = own
    return sum(
        count
        for (other, toned), count in style.items()
        if other == gap and (None in (toned, tones) or toned == tones)
    )
