"""Cut a sentence into the pieces that tie a number to what it measures.

A shallow reading, not a parse: known words carry a role (verb, link, change,
comparison ...), located spans (quantities, times, entities) are given, and every
stretch between them is taken for a noun phrase. Longest match, left to right, so that
a noun that contains a function character (行为, 国有) protects it.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.quantities.lexicon import load_words

__all__ = ["Chunk", "chunk_sentence"]

# A surface with several roles is read as the first of these.
PRIORITY = ("change", "target", "group", "keep", "link", "light", "boundary", "bound-verb")
_MARKS = {
    "，": "comma", ",": "comma", "；": "stop", ";": "stop", "。": "stop", "！": "stop", "？": "stop", "\n": "stop",
    "：": "colon", ":": "colon", "、": "and", "（": "open", "(": "open", "）": "close", ")": "close",
    "“": "quote", "”": "quote", "「": "quote", "」": "quote", "《": "quote", "》": "quote", " ": "space",
    "\u3000": "space", "｜": "stop", "|": "stop", "——": "stop", "—": "comma", "…": "stop",
    "●": "stop", "·": "noun", "‘": "quote", "’": "quote", "【": "stop", "】": "stop", "!": "stop", "?": "stop",
}
_JOINERS = frozenset("和与及")


class Chunk(NamedTuple):
    """A piece of a sentence; `value` is the role's value, or the index of a located span."""

    start: int
    end: int
    kind: str
    value: str


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[dict[str, tuple[str, str]], dict[str, tuple[int, ...]]]:
    words: dict[str, tuple[str, str]] = {}
    for role in reversed(PRIORITY):
        words.update({surface: (role, value) for surface, value in load_words()[role].items()})
    sizes: dict[str, set[int]] = {}
    for surface in words:
        sizes.setdefault(surface[0], set()).add(len(surface))
    return words, {char: tuple(sorted(found, reverse=True)) for char, found in sizes.items()}


def chunk_sentence(text: str, start: int, end: int, located: Iterable[Chunk]) -> list[Chunk]:
    """Cut text[start:end]; `located` are the spans already found, ordered and disjoint.

    >>> [(c.kind, "企业已增长"[c.start:c.end]) for c in chunk_sentence("企业已增长", 0, 5, [])]
    [('noun', '企业'), ('link', '已'), ('change', '增长')]
    """
    chunks: list[Chunk] = []
    position = start
    for span in located:
        _scan(text, position, span.start, chunks)
        chunks.append(span)
        position = span.end
    _scan(text, position, end, chunks)
    return chunks


def _scan(text: str, start: int, end: int, chunks: list[Chunk]) -> None:
    words, sizes = _vocabulary()
    position = noun = start
    while position < end:
        char = text[position]
        found = None
        for size in sizes.get(char, ()):
            if position + size <= end and (role := words.get(text[position:position + size])):
                found = (size, *role)
                break
        if found is None:
            mark = _MARKS.get(char)
            found = (1, mark, char) if mark and mark != "noun" else None
        if found is None or found[1] == "keep":
            position += found[0] if found else 1
            continue
        if noun < position:
            chunks.append(Chunk(noun, position, "noun", ""))
        kind = "and" if found[0] == 1 and char in _JOINERS else found[1]
        chunks.append(Chunk(position, position + found[0], kind, found[2]))
        position += found[0]
        noun = position
    if noun < end:
        chunks.append(Chunk(noun, end, "noun", ""))
