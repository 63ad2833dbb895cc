"""Segment text with a compiled pkuseg model: the same words as its own decoder, several times faster.

The scores of a whole block of text are sums of gathered rows, a few array
operations in all. Only the best path is followed character by character, by the
compiled Viterbi loop of spacy_pkuseg itself.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from spacy_pkuseg.inference import run_viterbi

from pipeline.segmenters.tables import LONGEST, OUTSIDE, SHORTEST, Floats, Ints, Tables

# Characters scored at a time. Larger blocks are not faster and fall out of the caches.
BLOCK = 1 << 14
# pkuseg decodes a stretch without white space as one sequence. So do we up to this many
# characters, which bounds memory for a file of one line; beyond, marks are cutting places.
STRETCH = 1 << 18

PIECE_RE = re.compile(
    rf"""
    \S{{1,{STRETCH}}} (?!\S)              # a stretch, whole
    | \S{{1,{STRETCH - 1}}} [。！？；，]   # the beginning of an endless one, up to a mark
    | \S{{1,{STRETCH}}}                   # one without marks
    | \r\n? | \n                          # a line break
    | [^\S\r\n]+                          # a run of blanks
    """,
    re.VERBOSE,
)


def segment(text: str, tables: Tables) -> list[str]:
    """Cut a text into words; joined they are the text.

    White space is not the model's business: each line break and each run of blanks
    is a word of its own.
    """
    words: list[str] = []
    for start, spans in group_pieces(text):
        block = text[start : spans[-1][1]]
        cuts = find_cuts(block, [(a - start, b - start) for a, b in spans], tables)
        words += [block[a:b] for a, b in pairwise(cuts)]
    return words


def group_pieces(text: str) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Collect pieces (half-open ranges) into blocks: the start of each and its pieces."""
    spans: list[tuple[int, int]] = []
    start = 0
    for piece in PIECE_RE.finditer(text):
        if piece.end() - start > BLOCK and spans:
            yield start, spans
            start, spans = piece.start(), []
        spans.append(piece.span())
    if spans:
        yield start, spans


def find_cuts(block: str, spans: list[tuple[int, int]], tables: Tables) -> list[int]:
    """Find where words begin, and the end of the block."""
    points = np.frombuffer(block.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    characters = tables.characters[points]
    scores = score(characters, tables)
    begins = np.zeros(len(block) + 1, dtype=np.bool_)
    for start, end in spans:
        if end - start > 1 and characters[start] != OUTSIDE:
            _, path = run_viterbi(scores[start:end], tables.edges)
            begins[start:end] = tables.starts[path]
        begins[start] = True
    begins[-1] = True
    cuts: list[int] = begins.nonzero()[0].tolist()
    return cuts


def score(characters: Ints, tables: Tables) -> Floats:
    """Add up the weights of all features: a row for each character, a column a tag."""
    scores = score_characters(characters, tables)
    bigrams = tables.children.find(characters[:-1], characters[1:])
    scores[:-1] += tables.first.take(bigrams, axis=0)
    scores[1:] += tables.last.take(bigrams, axis=0)
    scores[2:] += tables.behind.take(bigrams[:-1], axis=0)
    starts, ends, words = find_words(characters, bigrams, tables)
    longer = (ends - starts > SHORTEST).nonzero()[0]
    add_rows(scores, starts[longer], tables.first, words[longer])
    add_rows(scores, ends[longer] - 1, tables.last, words[longer])
    borders, pairs = find_pairs(starts, ends, words, len(characters), tables)
    add_rows(scores, borders - 1, tables.pair_last, pairs)
    add_rows(scores, borders, tables.pair_first, pairs)
    return scores


def score_characters(characters: Ints, tables: Tables) -> Floats:
    """Add up the weights of single characters; nothing is seen across white space."""
    padded = np.pad(characters, 2, constant_values=OUTSIDE)
    before, after = padded[1:-3], padded[3:-1]
    scores = tables.around[0].take(characters, axis=0)
    scores += tables.around[-1].take(before, axis=0)
    scores += tables.around[1].take(after, axis=0)
    scores += tables.around[-2].take(np.where(before == OUTSIDE, OUTSIDE, padded[:-4]), axis=0)
    scores += tables.around[2].take(np.where(after == OUTSIDE, OUTSIDE, padded[4:]), axis=0)
    return scores


def find_words(characters: Ints, bigrams: Ints, tables: Tables) -> tuple[Ints, Ints, Ints]:
    """Find all words of the vocabulary: their starts, ends and nodes."""
    starts = bigrams.nonzero()[0]
    nodes = bigrams[starts]
    found = []
    for length in range(SHORTEST, LONGEST + 1):
        hits = tables.is_word[nodes]
        found.append((starts[hits], starts[hits] + length, nodes[hits]))
        alive = tables.is_prefix[nodes] & (starts < len(characters) - length)
        starts = starts[alive]
        nodes = tables.children.find(nodes[alive], characters[starts + length])
        starts, nodes = starts[nodes > 0], nodes[nodes > 0]
    begin, end, node = (np.concatenate(column) for column in zip(*found, strict=True))
    return begin, end, node


def find_pairs(starts: Ints, ends: Ints, words: Ints, size: int, tables: Tables) -> tuple[Ints, Ints]:
    """Find the known pairs of words that touch: where the second begins, and their rows."""
    following = np.zeros((size + 1, LONGEST + 1), dtype=np.int64)
    following[starts, ends - starts] = words
    left, length = following[ends].nonzero()
    borders = ends[left]
    rows = tables.pairs.find(words[left], following[borders, length])
    known = rows.nonzero()[0]
    return borders[known], rows[known]


def add_rows(scores: Floats, positions: Ints, weights: Floats, rows: Ints) -> None:
    """Add rows of weights at positions that may repeat. In place: `scores` is the block's own."""
    columns = np.arange(scores.shape[1])
    cells = positions[:, None] * scores.shape[1] + columns
    np.add.at(scores.reshape(-1), cells.reshape(-1), weights.take(rows, axis=0).reshape(-1))
