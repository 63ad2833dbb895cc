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
# Segmenters often join these to their neighbour (每吨, 占比, 排第五) although they keep their sense.
_ALWAYS = frozenset("每占比较的从由居排仅已也均都达超近约破过")
# Heads that make a noun of the verb before them: 签约率, 死亡率, 专任教师.
_HEADS = frozenset("率量额数费期价者点力度面权员师品物法性体户单线站厂机器生车房地人业金税款证卡券部组队所商户方")
_JOINERS = frozenset("和与及或")


class Chunk(NamedTuple):
    """A piece of a sentence; `value` is the role's value, or the index of a located span."""

    start: int
    end: int
    kind: str
    value: str
    surface: str


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[dict[str, tuple[str, str]], dict[str, tuple[int, ...]]]:
    words: dict[str, tuple[str, str]] = {}
    for role in reversed(PRIORITY):
        words.update({surface: (role, value) for surface, value in load_words()[role].items()})
    sizes: dict[str, set[int]] = {}
    for surface in words:
        sizes.setdefault(surface[0], set()).add(len(surface))
    return words, {char: tuple(sorted(found, reverse=True)) for char, found in sizes.items()}


def chunk_sentence(
    text: str, start: int, end: int, located: Iterable[Chunk], edges: bytes | None = None
) -> list[Chunk]:
    """Cut text[start:end]; `located` are the spans already found, ordered and disjoint.

    `edges` holds a byte a character, 1 where a segmenter sees a word begin or end: a
    function character counts only between two edges, so that 能 is not cut out of 能见度.

    >>> [(c.kind, "企业已增长"[c.start:c.end]) for c in chunk_sentence("企业已增长", 0, 5, [])]
    [('noun', '企业'), ('link', '已'), ('change', '增长')]
    """
    chunks: list[Chunk] = []
    position = start
    for span in located:
        _scan(text, position, span.start, chunks, edges)
        chunks.append(span)
        position = span.end
    _scan(text, position, end, chunks, edges)
    return chunks


def _scan(text: str, start: int, end: int, chunks: list[Chunk], edges: bytes | None) -> None:
    words, sizes = _vocabulary()
    position = noun = start
    while position < end:
        char = text[position]
        found = None
        for size in sizes.get(char, ()):
            role = words.get(text[position:position + size]) if position + size <= end else None
            if role and (size > 1 or edges is None or _stands_alone(char, role[0], position, edges)):
                found = (size, *role)
                break
        if found is None:
            mark = _MARKS.get(char)
            found = (1, mark, char) if mark and mark != "noun" else None
        if found is None or found[1] == "keep":
            position += found[0] if found else 1
            continue
        if noun < position:
            _add_noun(text, noun, position, chunks)
        kind = "and" if found[0] == 1 and char in _JOINERS else found[1]
        chunks.append(Chunk(position, position + found[0], kind, found[2], text[position:position + found[0]]))
        position += found[0]
        noun = position
    if noun < end:
        _add_noun(text, noun, end, chunks)


def _add_noun(text: str, start: int, end: int, chunks: list[Chunk]) -> None:
    """Add a noun; one of a single character is the head of the verb before it: 签约率, 死亡率, 专任教师."""
    if end - start == 1 and text[start] in _HEADS and chunks and _is_verb(chunks[-1], start):
        start = chunks.pop().start
        if chunks and chunks[-1].kind == "noun" and chunks[-1].end == start:
            start = chunks.pop().start
    chunks.append(Chunk(start, end, "noun", "", text[start:end]))


def _is_verb(chunk: Chunk, end: int) -> bool:
    return chunk.end == end and chunk.kind == "light" and chunk.end - chunk.start == 2


def _stands_alone(char: str, role: str, position: int, edges: bytes) -> bool:
    """Whether a single function character is a word to the segmenter: 能 is not in 能见度, 上 not in 上限."""
    return role != "link" or char in _ALWAYS or bool(edges[position] and edges[position + 1])
