"""Damage that turns every character into another one, told by two chains of equal length.

Text and reading are both scored by the language model; the damaged stretch is the one
where the other chain wins by most.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["Stretch", "find_stretches", "gains", "is_likely"]

_DROP = 12.0
"""How far a running gain may fall before a stretch ends, in nats."""

_MIN_GAIN, _MIN_MEAN = 11.0, -8.6
_BAD = 10.5


class Stretch(NamedTuple):
    """A stretch of a run, `start:end`, and by how many nats the other chain is likelier."""

    start: int
    end: int
    gain: float


def is_likely(run: str, scores: Sequence[float], stretch: Stretch) -> bool:
    """Tell whether a stretch gains enough, and its other reading would do as text."""
    pairs = zip(run[stretch.start : stretch.end], scores[stretch.start : stretch.end], strict=True)
    wide = [score for char, score in pairs if char >= "\x80"]
    return stretch.gain >= _MIN_GAIN and sum(wide) > _MIN_MEAN * len(wide)


def gains(run: str, new: Sequence[float], old: Sequence[float]) -> list[float]:
    """Return by how much each character reads better; one that reads badly gains nothing, however bad it was.

    ASCII is ASCII in either reading and says nothing.
    """
    return [
        min(after - before, after + _BAD) if char >= "\x80" else 0.0
        for char, after, before in zip(run, new, old, strict=False)
    ]


def find_stretches(gains: Sequence[float]) -> Iterator[Stretch]:
    """Find the stretches of a sequence with the largest sums, one after another, in one pass.

    >>> list(find_stretches([-5.0, 9.0, 8.0, -2.0, 9.0, -20.0, 1.0]))
    [Stretch(start=1, end=5, gain=24.0), Stretch(start=6, end=7, gain=1.0)]
    """
    start, total = 0, 0.0
    best, best_end = 0.0, 0
    for index, gain in enumerate(gains):
        total += gain
        if total > best:
            best, best_end = total, index + 1
        if total <= 0 or total < best - _DROP:
            if best > 0:
                yield Stretch(start, best_end, best)
            start, total, best = index + 1, 0.0, 0.0
    if best > 0:
        yield Stretch(start, best_end, best)
