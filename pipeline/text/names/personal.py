"""Read one personal name at a given place: how many characters belong to it.

A Chinese name is a surname and one or two characters, with nothing to show where it ends.
What follows decides: punctuation, or a word that cannot be part of a name.
"""

import re
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from pipeline.text.names.tables import words
from pipeline.text.tables import read_table

__all__ = ["is_common_word", "read_chinese_name", "read_foreign_name", "read_name_before"]

TITLES = ("role", "role_weak", "credit", "honorific")
FOREIGN_DOT = "·•・‧∙"
BOUNDARY_BEFORE = frozenset("据由和与对向在以了是请的让如听找给为及跟让被使经访问")
SPEECH_CHARS = frozenset("说称道则也还")
INSTITUTION_CHARS = frozenset("院局会部司委厂校馆社所厅署处站团队室台组办店")
FOLLOWING_POS = frozenset(("v", "d", "p", "c", "t", "r", "f", "u", "ad", "uj", "vd"))


class Lexicon(NamedTuple):
    """Characters and words of names, and words around them."""

    surnames: frozenset[str]
    rare: frozenset[str]
    compound: frozenset[str]
    first: dict[str, int]
    second: dict[str, int]
    following: frozenset[str]
    common: frozenset[str]
    openings: frozenset[str]
    translit: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """Read the tables once."""
    given = read_table("given_names")
    common = read_table("common_words")
    speech = frozenset(words("person_titles", "speech"))
    verbs = {row["text"] for row in common if row["pos"] in FOLLOWING_POS}
    return Lexicon(
        frozenset(words("surnames", "common")),
        frozenset(words("surnames", "rare")),
        frozenset(words("surnames", "compound")),
        {row["text"]: row["single"] + row["first"] for row in given},
        {row["text"]: row["second"] for row in given},
        speech | verbs,
        frozenset(row["text"] for row in common),
        frozenset(row["text"][:2] for row in read_table("person_titles") if row["kind"] in TITLES),
        frozenset(row["text"] for row in read_table("translit")),
    )


def is_common_word(word: str) -> bool:
    """Tell whether two characters are an everyday word.

    >>> is_common_word("高度"), is_common_word("陈吉")
    (True, False)
    """
    return word in lexicon().common


def read_chinese_name(text: str, start: int, *, is_sure: bool = True) -> int | None:
    """Return the end of the Chinese name that starts at `start`, or None.

    `is_sure`: something before it announces a name (a title, a list of names), so rare
    surnames count and the end may be open.

        >>> text = "市长龚正陪同，主任张英说"
        >>> read_chinese_name(text, 2), read_chinese_name(text, 9), read_chinese_name(text, 7)
        (4, 11, None)
    """
    lex = lexicon()
    length = _surname_length(text, start, lex, is_sure)
    if not length:
        return None
    given = start + length
    short, long = _score_short(text, given, lex), _score_long(text, given, lex)
    if length == 1 and text[start : start + 2] in lex.openings:
        return None
    best = max(short, long)
    if length == 1 and text[start : start + 2] in lex.common:
        best -= 3
    if text[start] in lex.rare and length == 1:
        best -= 2
    if best < (1 if is_sure else 4):
        return None
    return given + (2 if long >= short else 1)


def _surname_length(text: str, start: int, lex: Lexicon, is_sure: bool) -> int:
    if text[start : start + 2] in lex.compound:
        return 2
    head = text[start : start + 1]
    return 1 if head in lex.surnames or (is_sure and head in lex.rare) else 0


def _score_short(text: str, given: int, lex: Lexicon) -> int:
    """Rate a given name of one character: 1 to 4, or below zero."""
    weight = lex.first.get(text[given : given + 1], -1)
    if weight < 0:
        return -9
    return min(1, weight) + _follow(text, given + 1, lex)


def _score_long(text: str, given: int, lex: Lexicon) -> int:
    first, second = text[given : given + 1], text[given + 1 : given + 2]
    if not (_is_han(first) and _is_han(second)) or (first not in lex.first and second not in lex.second):
        return -9
    weight = lex.second.get(second, 0)
    score = min(2, weight) if second not in lex.following else min(1, weight // 20) - 2
    if second in SPEECH_CHARS:
        score -= 3
    if text[given + 1 : given + 3] in lex.following and weight < 100:
        score -= 2
    if first + second in lex.common and weight < 20:
        score -= 1
    return score + (first in lex.first) + _follow(text, given + 2, lex)


def _follow(text: str, position: int, lex: Lexicon) -> int:
    """Rate how well a name may end before `position`: 0 badly, 1 perhaps, 2 or 3 well."""
    following = text[position : position + 2]
    if not following or not _is_han(following[0]):
        return 3
    if following in lex.following:
        return 2
    if following[0] in SPEECH_CHARS:
        return 3
    return 1 if following[0] in lex.following else 0


def read_name_before(text: str, end: int, taken: Collection[int] = ()) -> int | None:
    """Return the start of the Chinese name that ends at `end`, or None.

    `taken`: ends of names and titles; a name may follow them without a mark between.

        >>> read_name_before("据叶建红介绍", 4)
        1
    """
    lex = lexicon()
    for length in (3, 2, 4):
        start = end - length
        if start < 0 or not _may_start(text, start, taken, lex):
            continue
        surname = 2 if text[start : start + 2] in lex.compound else 1
        given = length - surname
        if given not in (1, 2) or (surname == 1 and text[start] not in lex.surnames):
            continue
        if text[start : start + 2] in lex.common or text[end - 2 : end] in lex.common:
            continue
        if text[end - 1] in INSTITUTION_CHARS or text[start : start + 2] in lex.openings:
            continue
        if all(c in lex.first or c in lex.second for c in text[start + surname : end]):
            return start
    return None


def _may_start(text: str, start: int, taken: Collection[int], lex: Lexicon) -> bool:
    if start == 0 or start in taken:
        return True
    before = text[start - 1]
    return not _is_han(before) or (before in BOUNDARY_BEFORE and text[start - 1 : start + 1] not in lex.common)


def read_foreign_name(text: str, start: int) -> int | None:
    """Return the end of a transliterated name of at least two characters at `start`, or None.

    >>> read_foreign_name("总统特朗普表示", 2)
    5
    """
    translit = lexicon().translit
    end = start
    while end < len(text) and end - start < 8 and text[end] in translit:
        end += 1
    while end - start > 2 and text[end - 1 : end + 1] in lexicon().following:
        end -= 1
    return end if end - start >= 2 else None


DOTTED_RE = re.compile(rf"[\u4e00-\u9fff]{{1,8}}(?:[{FOREIGN_DOT}](?:[A-Z]\.?[{FOREIGN_DOT}])?[\u4e00-\u9fff]{{1,8}})+")


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
