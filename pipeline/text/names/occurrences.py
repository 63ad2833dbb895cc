"""Find many words in one text at once."""

from collections.abc import Iterable, Iterator

import ahocorasick_rs

__all__ = ["find_all"]

SMALL = 200_000  # characters times words: below, building an automaton costs more than it saves


def find_all(text: str, words: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield each word with each place where it begins.

    One search a word in short texts; long ones hold thousands of names, there one automaton
    finds them all.

    >>> sorted(find_all("上海上港上海港", ["上海", "上海港"]))
    [('上海', 0), ('上海', 4), ('上海港', 4)]
    """
    surfaces = [word for word in dict.fromkeys(words) if word]
    if not surfaces:
        return
    if len(text) * len(surfaces) < SMALL:
        for word in surfaces:
            yield from _find_one(text, word)
        return
    automaton = ahocorasick_rs.AhoCorasick(surfaces, store_patterns=False)
    for index, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
        yield surfaces[index], start


def _find_one(text: str, word: str) -> Iterator[tuple[str, int]]:
    start = text.find(word)
    while start >= 0:
        yield word, start
        start = text.find(word, start + 1)
