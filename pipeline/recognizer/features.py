"""What the recognizer sees of each character: one number a template, equal where the view is equal.

Training and recognition share these definitions. Templates are strings of characters around
one, words of the segmenter, names that the rules found, entries of word lists, and classes
of characters (surnames, given names, transliterations).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.recognizer.hashes import (
    POWERS,
    Hashes,
    Index,
    Points,
    Spellings,
    condense,
    read_points,
    scatter,
    spell,
    spell_words,
)
from pipeline.text.names.mentions import LABELS, Mention

__all__ = ["LIST_LONGEST", "Knowledge", "View", "create_columns"]

Ints = npt.NDArray[np.int64]

# Strings of characters, as (first place relative to the character, length).
STRINGS = (
    (-2, 1),
    (-1, 1),
    (0, 1),
    (1, 1),
    (2, 1),
    (-2, 2),
    (-1, 2),
    (0, 2),
    (1, 2),
    (-2, 3),
    (-1, 3),
    (0, 3),
)
REACH = 2
LIST_SHORTEST, LIST_LONGEST = 2, 12
LISTS = 16  # bits of a word's lists
# Where a character stands in a word or name; a name of one character is both first and last.
INSIDE, FIRST, LAST = 0, 1, 2
# Beside a listed word.
BEFORE, BEHIND = 1, 2
LONG_WORD, LONG_RUN = 5, 4
# What tells the templates apart.
SALTS = scatter(np.arange(1, 65, dtype=np.uint64))


class Knowledge(NamedTuple):
    """What is known beforehand of words and characters.

    words, lists: the hashes of listed words, and for each a bit a list
    reach: by hash of two characters, the length of the longest listed word that begins with them
    classes: by code point, the class of a character; 0 for all others
    foreign: by code point, whether a character is common in transliterations
    """

    words: Index
    lists: npt.NDArray[np.uint16]
    reach: npt.NDArray[np.uint8]
    classes: npt.NDArray[np.uint8]
    foreign: npt.NDArray[np.bool_]


class View(NamedTuple):
    """A text and what other parts of the pipeline say of it.

    words: where words begin
    is_page: whether it has a title or a byline, so that it is a news page
    """

    text: str
    words: Sequence[int]
    mentions: Sequence[Mention]
    is_page: bool


def create_columns(view: View, knowledge: Knowledge) -> Hashes:
    """Give the features of all characters, a row a template, a column a character; 0 where there is nothing."""
    points = read_points(view.text)
    known = np.minimum(points, len(knowledge.classes) - 1)
    seen = [
        *see_strings(points),
        *see_words(points, view.words),
        *see_rules(view.mentions, len(points), view.is_page),
        *see_lists(points, knowledge),
        *see_classes(knowledge.classes[known].astype(np.uint64)),
        see_foreign(knowledge.foreign[known]),
    ]
    numbers = np.stack(seen)
    out = condense(numbers + SALTS[: len(seen), None])
    out[numbers == 0] = 0
    return out


def see_strings(points: Points) -> Iterable[Spellings]:
    """Yield the strings around each character; nothing stands beyond the ends of the text."""
    padded = np.pad(points, REACH)
    spelt = {length: spell(padded, length) for length in (1, 2, 3)}
    for offset, length in STRINGS:
        yield spelt[length][REACH + offset : REACH + offset + len(points)]


def see_words(points: Points, begins: Sequence[int]) -> Iterable[Spellings]:
    """Yield place in the word, and with it the word, those beside it, and its length."""
    starts = np.asarray(begins, dtype=np.int64)
    lengths = np.diff(starts, append=len(points))
    owners = np.repeat(np.arange(len(starts)), lengths)
    offsets = np.arange(len(points)) - starts[owners]
    places = (offsets == 0) * FIRST + (offsets == lengths[owners] - 1) * LAST
    tails = places.astype(np.uint64) * POWERS[-1]
    words = np.pad(spell_words(points, starts), 1)
    yield tails
    for beside in (1, 0, 2):
        yield words[owners + beside] + tails
    yield np.minimum(lengths, LONG_WORD)[owners].astype(np.uint64) + tails


def see_rules(mentions: Sequence[Mention], size: int, is_page: bool) -> Iterable[Spellings]:
    """Yield the longest name of the rules at each character, alone and with its neighbours, and the shortest.

    On news pages each counts once more, since there rules and annotators follow one guide.
    """
    by_length = sorted(mentions, key=_length)
    outer, inner = paint(by_length, size), paint(by_length[::-1], size)
    padded = np.pad(outer, 1)
    wide = np.uint64(4 * len(LABELS) + 1)
    views = [outer, outer * wide + padded[2:], outer * wide + padded[:-2], inner]
    yield from views
    for seen in views[:3]:
        yield seen + np.uint64(1) if is_page else np.zeros(size, dtype=np.uint64)


def paint(mentions: Iterable[Mention], size: int) -> Spellings:
    """Give label and place of the name at each character, later ones over earlier ones; 0 outside."""
    out = np.zeros(size, dtype=np.uint64)
    for mention in mentions:
        code = 4 * LABELS.index(mention.label) + 1
        out[mention.start : mention.end] = code + INSIDE
        out[mention.start] = code + FIRST
        out[mention.end - 1] += np.uint64(LAST)
    return out


def _length(mention: Mention) -> int:
    return mention.end - mention.start


def see_lists(points: Points, knowledge: Knowledge) -> list[Spellings]:
    """Give for each list the longest of its words at each character: place and length; else what it touches."""
    seen = np.zeros((LISTS, len(points) + 2), dtype=np.uint64)
    hits = list(find_listed(points, knowledge))
    for length, lists, starts in hits:
        seen[lists, starts + length + 1] = BEHIND
    for _, lists, starts in hits:
        seen[lists, starts] = BEFORE
    for length, lists, starts in hits:
        bucket = 4 * min(length, 4)
        seen[lists, starts + 1] = bucket + FIRST
        seen[lists, starts + length] = bucket + LAST
        for place in range(2, length):
            seen[lists, starts + place] = bucket + INSIDE
    return list(seen[:, 1:-1])


def find_listed(points: Points, knowledge: Knowledge) -> Iterable[tuple[int, Ints, Ints]]:
    """Yield for each length the lists that have a word here, and where it begins."""
    starts = np.arange(max(0, len(points) - 1))
    longest = knowledge.reach[cut(spell(points, 2), knowledge.reach)]
    for length in range(LIST_SHORTEST, LIST_LONGEST + 1):
        starts = starts[(longest[starts] >= length) & (starts <= len(points) - length)]
        rows = knowledge.words.find(condense(spell(points, length)[starts]))
        found = rows >= 0
        bits = (knowledge.lists[rows[found]][:, None] >> np.arange(LISTS)) & 1
        hits, lists = bits.nonzero()
        yield length, lists, starts[found][hits]


def cut(numbers: Spellings, table: npt.NDArray[np.uint8]) -> Ints:
    """Give the place of each number in a table whose length is a power of two."""
    out: Ints = (condense(numbers) & np.uint32(len(table) - 1)).astype(np.int64)
    return out


def see_classes(classes: Spellings) -> Iterable[Spellings]:
    """Yield the classes of characters around each."""
    padded = np.pad(classes, REACH)
    for offset, length in ((-1, 1), (0, 1), (1, 1), (-1, 2), (0, 2), (-1, 3), (0, 3), (-2, 3)):
        yield spell(padded, length)[REACH + offset : REACH + offset + len(classes)]


def see_foreign(foreign: npt.NDArray[np.bool_]) -> Spellings:
    """Give how far the run of transliterating characters reaches to both sides."""
    before, behind = count_run(foreign), count_run(foreign[::-1])[::-1]
    reach = np.minimum(before, LONG_RUN) * (LONG_RUN + 1) + np.minimum(behind, LONG_RUN)
    out: Spellings = reach.astype(np.uint64)
    return out


def count_run(flags: npt.NDArray[np.bool_]) -> Ints:
    """Count how many flags in a row are set up to each place.

    >>> count_run(np.array([True, True, False, True])).tolist()
    [1, 2, 0, 1]
    """
    places = np.arange(1, len(flags) + 1)
    ended = np.maximum.accumulate(np.where(flags, 0, places)) if len(flags) else places
    return places - ended
