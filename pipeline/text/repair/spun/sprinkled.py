"""Readings that a site sprinkled over its text without choosing characters: 盆(pen)(pen)菜(cai)比之有來頭的(de)(de).

No key table tells these from an author's. What does is that nobody explains how 的 and 有 are read, in the
midst of a sentence, now and then, and less so twice in a row.
"""

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from functools import cache

from pipeline.text.damage import load_readings
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.spun.glosses import TONELESS, Gloss, char_before, find_ends, group_by_line

__all__ = ["find_sprinkled"]

_LEAST, _LEAST_KINDS = 5, 4
"""Readings, and different characters that carry one, from which on a page may be sprinkled with them."""

_PLAIN_RANK = 1000
"""Rank of characters that nobody explains."""

_HAN_RE = re.compile("[\u4e00-\u9fff]")
_WORDED, _COVERED, _COVERED_TONED = 0.6, 0.6, 0.35
"""Least share of readings in the midst of a text, and share of a text's characters from which on it is a primer: lower where
readings have their tones."""


def find_sprinkled(
    text: str, glosses: Sequence[Gloss], keys: Container[str], model: LanguageModel
) -> list[Gloss]:
    """List the readings of a page that was sprinkled with them, but for those of its keys; none for any other page.

    >>> from pipeline.text.repair.language_model import LanguageModel
    >>> find_sprinkled("鶴(hè)是一種鳥", [], (), LanguageModel())
    []
    """
    ends = find_ends(glosses)
    found = [
        (gloss, char)
        for gloss in glosses
        if gloss.opener == "("
        and gloss.reading.translate(TONELESS) in _list_syllables()
        and _HAN_RE.match(char := char_before(text, gloss.start, ends))
        and char not in keys
    ]
    chars = {char for _, char in found}
    plain = sum(model.rank(char) < _PLAIN_RANK for char in chars)
    if keys and (repeated := list(_find_repeated(text, found))):
        return repeated
    if len(found) < _LEAST or len(chars) < _LEAST_KINDS or 2 * plain < len(chars):
        return []
    worded = sum(_HAN_RE.match(text, gloss.end + gloss.space) is not None for gloss, _ in found)
    carriers = sum(text[gloss.start - 1] == char for gloss, char in found)
    toneless = sum(gloss.reading.isascii() for gloss, _ in found)
    most = _COVERED if 2 * toneless > len(found) else _COVERED_TONED
    is_covered = carriers > most * _count_around(text, [gloss for gloss, _ in found])
    return [] if is_covered or worded < _WORDED * len(found) else [gloss for gloss, _ in found]


def _find_repeated(text: str, found: Sequence[tuple[Gloss, str]]) -> Iterator[Gloss]:
    """Yield the readings that a spun page puts behind a character each time, in the midst of its text: a key that no table has."""
    counts = Counter((char, gloss.reading) for gloss, char in found if text[gloss.start - 1] == char)
    written = Counter(text) if counts else Counter[str]()
    for gloss, char in found:
        often = counts[char, gloss.reading]
        if often > 1 and often == written[char] and _HAN_RE.match(text, gloss.end + gloss.space):
            yield gloss


def _count_around(text: str, glosses: Sequence[Gloss]) -> int:
    """Count the characters of Chinese in the lines that readings stand in."""
    starts = group_by_line(text, glosses)
    ends = [text.find("\n", found[-1].end) for found in starts.values()]
    lines = zip(starts, ends, strict=True)
    return sum(len(_HAN_RE.findall(text, start, end if end >= 0 else len(text))) for start, end in lines)


@cache
def _list_syllables() -> frozenset[str]:
    """List the syllables of Mandarin, without tones."""
    return frozenset(
        reading.translate(TONELESS) for readings in load_readings().values() for reading in readings
    )
