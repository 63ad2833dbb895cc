"""Cut a sentence into the pieces that tie a number to what it measures.

A shallow reading, not a parse: known words carry a role (verb, link, change,
comparison ...), located spans (quantities, times, entities) are given, and every
stretch between them is taken for a noun phrase. Longest match, left to right, so that
a noun that contains a function character (行为, 国有) protects it.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.text.quantities.lexicon import load_words

__all__ = ["Chunk", "chunk_sentence"]

# A surface with several roles is read as the first of these.
PRIORITY = ("change", "target", "group", "keep", "link", "light", "boundary", "bound-verb")
_MARKS = {
    "，": "comma",
    ",": "comma",
    "；": "stop",
    ";": "stop",
    "。": "stop",
    "！": "stop",
    "？": "stop",
    "\n": "stop",
    "：": "colon",
    ":": "colon",
    "、": "and",
    "（": "open",
    "(": "open",
    "）": "close",
    ")": "close",
    "“": "quote",
    "”": "quote",
    "「": "quote",
    "」": "quote",
    "《": "quote",
    "》": "quote",
    " ": "space",
    "\u3000": "comma",
    "｜": "stop",
    "|": "stop",
    "—": "comma",
    "…": "stop",
    "●": "stop",
    "·": "noun",
    "‘": "quote",
    "’": "quote",
    "【": "stop",
    "】": "stop",
    "!": "stop",
    "?": "stop",
}
# Segmenters often join these to their neighbour (每吨, 占比, 排第五) although they keep their sense.
_ALWAYS = frozenset("每占比较的从由居排仅已也均都达超近约破过")
# Heads that make a noun of the verb before them: 签约率, 死亡率, 专任教师.
_HEADS = frozenset(
    "率量额数费期价者点力度面权员师品物法性体户单线站厂机器生车房地人业金税款证卡券部组队所商户方室馆店厅场船板剂液药仪版表书片层台柜架箱网桥路营"
)
_JOINERS = frozenset("和与及或")


class Chunk(NamedTuple):
    """A piece of a sentence; `value` is the role's value, or the index of a located span."""

    start: int
    end: int
    kind: str
    value: str
    surface: str


_make = Chunk._make  # a sentence has dozens, and the constructor costs half as much again


class Word(NamedTuple):
    """A word with a role, or a mark; `bound` is set for one that counts only as a token of its own."""

    surface: str
    kind: str
    value: str
    bound: bool


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[AhoCorasick, list[Word]]:
    words = {char: Word(char, kind, char, False) for char, kind in _MARKS.items() if kind != "noun"}
    for role in reversed(PRIORITY):
        for surface, value in load_words()[role].items():
            kind = "and" if surface in _JOINERS else role
            bound = role == "link" and len(surface) == 1 and surface not in _ALWAYS
            words[surface] = Word(surface, kind, value, bound)
    return AhoCorasick(list(words), matchkind=MatchKind.LeftmostLongest), list(words.values())


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
    spans = list(located)
    noun = start
    for span in sorted(spans + _find_roles(text, start, end, spans, edges)):
        if noun < span.start:
            _add_noun(text, noun, span.start, chunks)
        chunks.append(span)
        noun = span.end
    if noun < end:
        _add_noun(text, noun, end, chunks)
    return chunks


def _find_roles(text: str, start: int, end: int, spans: list[Chunk], edges: bytes | None) -> list[Chunk]:
    """List the words with a role outside the located spans."""
    automaton, words = _vocabulary()
    found: list[Chunk] = []
    for index, low, high in automaton.find_matches_as_indexes(_blank(text, start, end, spans)):
        surface, kind, value, bound = words[index]
        low, high = low + start, high + start
        if kind != "keep" and not (bound and edges is not None and not (edges[low] and edges[high])):
            found.append(_make((low, high, kind, value, surface)))
    return found


def _blank(text: str, start: int, end: int, spans: list[Chunk]) -> str:
    """Overwrite the located spans with a character of no word, so that no word reaches into one."""
    pieces: list[str] = []
    for span in spans:
        pieces += text[start : span.start], "\0" * (span.end - span.start)
        start = span.end
    pieces.append(text[start:end])
    return "".join(pieces)


def _add_noun(text: str, start: int, end: int, chunks: list[Chunk]) -> None:
    """Add a noun; one of a single character is the head of the verb before it: 签约率, 死亡率, 专任教师."""
    if end - start == 1 and text[start] in _HEADS and chunks and _is_verb(chunks[-1], start):
        start = chunks.pop().start
        if chunks and chunks[-1].kind == "noun" and chunks[-1].end == start:
            start = chunks.pop().start
    chunks.append(Chunk(start, end, "noun", "", text[start:end]))


def _is_verb(chunk: Chunk, end: int) -> bool:
    return chunk.end == end and chunk.kind == "light" and chunk.end - chunk.start == 2
