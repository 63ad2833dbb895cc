"""Choose between readings of a damaged span with the language model."""

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.text.repair.language_model import BITS, HISTORY, UNKNOWN, LanguageModel, pack

__all__ = ["LOST", "Reading", "read_doubtful", "read_slots", "score_each", "score_wide", "to_confidence"]

_BEAM, _SPREAD = 12, 16.0
"""How many readings are kept, and by how many nats they may be behind: with more, no margin is less than certain."""

_CONTEXT = 3
_CERTAIN = 50.0
_NUMBER = 6.0
_NUMERALS = frozenset("〇一二三四五六七八九十百千万亿两兩萬億")
LOST = "\N{REPLACEMENT CHARACTER}"
_UNKNOWN = -13.0
"""The most that an unknown character scores, in nats: about a rare one's share of them all."""


# Score in nats, text, and its last codes, packed.
_Path = tuple[float, str, int]


class Reading(NamedTuple):
    """One reading, its score in nats, and by how much it beats the next best one."""

    text: str
    score: float
    margin: float


def score_each(model: LanguageModel, text: str, before: str = "") -> list[float]:
    """Return the log probability of every character of a text, given those before it.

    A Han character that the model does not know is unlikely wherever it stands, even behind others of the kind.
    """
    context = model.encode(before[-_CONTEXT:])
    codes = context + model.encode(text)
    scores, unknown = model.score_all(codes)[len(context) :], model.code_of(UNKNOWN)
    return [
        min(score, _UNKNOWN) if code == unknown and char >= "\u3400" else score
        for char, code, score in zip(text, codes[len(context) :], scores, strict=True)
    ]


def score_wide(model: LanguageModel, text: str) -> float:
    """Return the log probability of all characters beyond ASCII, which no reading of bytes changes."""
    return sum(score for char, score in zip(text, score_each(model, text), strict=True) if char >= "\x80")


def read_slots(model: LanguageModel, before: str, slots: Sequence[Iterable[str]], after: str) -> Reading:
    """Choose one string for each slot so that the whole reads best between `before` and `after`.

    A beam search: linear in the number of slots. The margin is that over the best
    reading that differs.
    """
    beam: list[_Path] = [(0.0, "", pack(model.encode(before[-_CONTEXT:])))]
    for slot in slots:
        beam = heapq.nlargest(_BEAM, _grow(model, beam, slot))
        least = beam[0][0] - _SPREAD if beam else 0.0
        beam = [path for path in beam if path[0] > least]
    ends = sorted(
        (score, text[: len(text) - len(after[:_CONTEXT])])
        for score, text, _ in _grow(model, beam, [after[:_CONTEXT]])
    )
    score, text = ends[-1]
    return Reading(text, score, score - ends[-2][0] if len(ends) > 1 else math.inf)


def read_doubtful(
    model: LanguageModel, slots: Sequence[tuple[str, ...]], around: tuple[str, str], least: float
) -> tuple[str, float]:
    """Write out slots most of which are certain; clusters of doubtful ones are chosen together.

    A cluster whose best reading is ahead by less than `least` nats is given up. Numerals need
    more: all of them read well anywhere, and a wrong one is worse than none.

    >>> read_doubtful(LanguageModel(), [("上",), ("海", "每")], ("", ""), 1.0)
    ('上\ufffd', 1.0)
    """
    before, after = around
    pieces: list[str] = []
    margin = _CERTAIN
    position = 0
    while position < len(slots):
        if len(slots[position]) == 1:
            pieces.append(slots[position][0])
            position += 1
            continue
        end = _end_of_cluster(slots, position)
        left = (before + "".join(pieces[-_CONTEXT:]))[-_CONTEXT:]
        right = "".join(slot[0] for slot in slots[end : end + _CONTEXT]) or after
        reading = read_slots(model, left, slots[position:end], right)
        needed = max(least, _NUMBER) if _counts(slots[position:end], reading.text) else least
        is_clear = reading.margin >= needed
        pieces.append(reading.text if is_clear else _blank(slots[position:end]))
        margin = min(margin, max(least, reading.margin))
        position = end
    return "".join(pieces), margin


def _end_of_cluster(slots: Sequence[tuple[str, ...]], start: int) -> int:
    """Return the end of the doubtful slots that no three certain characters separate."""
    end = last = start
    while end < len(slots) and end - last < _CONTEXT + 1:
        if len(slots[end]) > 1:
            last = end
        end += 1
    return last + 1


def _counts(slots: Sequence[tuple[str, ...]], text: str) -> bool:
    """Tell whether a reading chooses between numerals."""
    return any(
        char in _NUMERALS and len(_NUMERALS.intersection(slot)) > 1
        for char, slot in zip(text, slots, strict=False)
    )


def _blank(slots: Sequence[tuple[str, ...]]) -> str:
    return "".join(LOST if len(slot) > 1 else slot[0] for slot in slots)


def to_confidence(margin: float) -> float:
    """Turn a margin in nats into a probability.

    >>> to_confidence(0.0), to_confidence(5.0)
    (0.5, 0.993)
    """
    return round(1 / (1 + math.exp(-min(margin, 50.0))), 3)


def _grow(model: LanguageModel, beam: list[_Path], slot: Iterable[str]) -> Iterator[_Path]:
    """Continue each path with each choice."""
    for choice in slot:
        codes = model.encode(choice)
        for score, text, history in beam:
            for code in codes:
                score += model.score_after(history, code)
                history = (history << BITS | code) & HISTORY
            yield score, text + choice, history
