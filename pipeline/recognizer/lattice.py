"""All ways to tag a text, weighed: how probable each name is, given everything else.

Sentences are stepped through together, longest first, so that a page takes a hundred array
operations and not a thousand.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["KINDS", "TAGS", "Found", "create_steps", "find_names", "is_allowed", "tag"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

KINDS = ("PER", "LOC", "ORG")
TAGS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BIES"))
NUMBERS = {tag: number for number, tag in enumerate(TAGS)}
OPENING = np.array([tag[0] in "OBS" for tag in TAGS])
CLOSING = np.array([tag[0] in "OES" for tag in TAGS])
NEVER = -1e4


class Found(NamedTuple):
    """A name that the model sees: `text[start:end]`, its kind, and its probability."""

    start: int
    end: int
    kind: str
    probability: float


def is_allowed(before: str, after: str) -> bool:
    """Tell whether one tag may follow another.

    >>> is_allowed("B-PER", "E-PER"), is_allowed("B-PER", "E-LOC"), is_allowed("O", "I-ORG")
    (True, False, False)
    """
    if before[0] in "BI":
        return after[0] in "IE" and before[1:] == after[1:]
    return after[0] in "OBS"


ALLOWED = np.array([[is_allowed(before, after) for after in TAGS] for before in TAGS])


def tag(names: Sequence[tuple[int, int, str]], size: int) -> Ints:
    """Give the tags of a text with these names: start, end, kind.

    >>> [TAGS[number] for number in tag([(1, 3, "PER")], 4)]
    ['O', 'B-PER', 'E-PER', 'O']
    """
    out = np.zeros(size, dtype=np.int64)
    for start, end, kind in names:
        out[start:end] = NUMBERS[f"I-{kind}"]
        out[start], out[end - 1] = NUMBERS[f"B-{kind}"], NUMBERS[f"E-{kind}"]
        if end - start == 1:
            out[start] = NUMBERS[f"S-{kind}"]
    return out


def create_steps(sentences: Sequence[tuple[int, int]]) -> list[Ints]:
    """List the n-th characters of all sentences that are that long, for each n, longest sentence first."""
    ordered = np.array(sorted(sentences, key=lambda span: span[0] - span[1]), dtype=np.int64).reshape(-1, 2)
    starts, lengths = ordered[:, 0], ordered[:, 1] - ordered[:, 0]
    alive = np.searchsorted(-lengths, -np.arange(1, lengths.max(initial=0) + 1), side="right")
    return [starts[:count] + step for step, count in enumerate(alive.tolist())]


class Lattice(NamedTuple):
    """Scores of a text by tag, and what flows through them from both ends, each step summing to one."""

    edges: Floats
    local: Floats
    forward: Floats
    backward: Floats


def weigh(scores: Floats, edges: Floats, sentences: Sequence[tuple[int, int]]) -> Lattice:
    """Run forward and backward over all sentences; characters outside of them get no weight.

    Characters are laid out step by step, so that each step is a slice.
    """
    size, steps = len(scores), create_steps(sentences)
    order = np.concatenate([np.empty(0, dtype=np.int64), *steps])
    borders = [0, *np.cumsum([len(step) for step in steps], dtype=np.int64).tolist()]
    pairs = list(zip(borders, borders[1:], borders[2:], strict=False))
    first, last = np.array(sentences, dtype=np.int64).reshape(-1, 2).T
    scores = scores.copy()
    scores[first] += np.where(OPENING, 0, NEVER)
    scores[last - 1] += np.where(CLOSING, 0, NEVER)
    scores = scores[order]
    local = np.exp(scores - scores.max(axis=1, initial=NEVER, keepdims=True))
    forward, backward, sums = local.copy(), np.ones_like(local), np.ones_like(edges)
    forward[: len(first)] /= forward[: len(first)] @ sums
    for before, begin, end in pairs:
        flow = forward[before : before + end - begin] @ edges
        flow *= local[begin:end]
        total = flow @ sums
        np.divide(flow, total, out=forward[begin:end])
        local[begin:end] /= total
    onward = np.ascontiguousarray(edges.T)
    for before, begin, end in reversed(pairs):
        coming = local[begin:end] * backward[begin:end]
        np.matmul(coming, onward, out=backward[before : before + end - begin])
    return Lattice(edges, *(lay_back(part, order, size) for part in (local, forward, backward)))


def lay_back(part: Floats, order: Ints, size: int) -> Floats:
    """Put rows back to the characters that they belong to; all others get zeros."""
    out = np.zeros((size, part.shape[1]))
    out[order] = part
    return out


def find_names(
    scores: Floats, weights: Floats, sentences: Sequence[tuple[int, int]], least: float
) -> list[Found]:
    """List all names that are at least so probable; likely ones may cross less likely ones.

    weights: what each tag adds to the score of the next
    """
    lattice = weigh(scores, np.exp(weights) * ALLOWED, sentences)
    names = [name for kind in KINDS for name in follow(lattice, kind, least)]
    return sorted(names)


def follow(lattice: Lattice, kind: str, least: float) -> Iterator[Found]:
    """Yield the probable names of one kind from where they may begin."""
    begin, inside, end, single = (NUMBERS[f"{place}-{kind}"] for place in "BIES")
    edges, local, forward, backward = lattice
    alone = forward[:, single] * backward[:, single]
    for start in (alone >= least).nonzero()[0].tolist():
        yield Found(start, start + 1, kind, float(alone[start]))
    likely = forward[:, begin] * backward[:, begin]
    going_on, ending = local[:, inside] * edges[inside, inside], local[:, end] * backward[:, end]
    for start in (likely >= least).nonzero()[0].tolist():
        reach, place, step = float(forward[start, begin]), start + 1, float(edges[begin, end])
        while place < len(local):
            probability = reach * step * float(ending[place])
            if probability >= least:
                yield Found(start, place + 1, kind, probability)
            onward = edges[begin, inside] * local[place, inside] if place == start + 1 else going_on[place]
            reach, step = reach * float(onward), float(edges[inside, end])
            place += 1
            if reach * float(backward[place - 1, inside]) < least:
                break
