"""Choose between readings of a damaged span with the language model."""

import heapq
import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.text.repair.language_model import UNKNOWN, LanguageModel

__all__ = ["LOST", "Reading", "read_doubtful", "read_slots", "score_each", "score_wide", "to_confidence"]

_BEAM = 12
_CONTEXT = 3
_CERTAIN = 50.0
_NUMBER = 6.0
_NUMERALS = frozenset("〇一二三四五六七八九十百千万亿两兩萬億")
LOST = "\N{REPLACEMENT CHARACTER}"
_UNKNOWN = -13.0
"""The most that an unknown character scores, in nats: about a rare one's share of them all."""


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
    first, unknown = len(context), model.code_of(UNKNOWN)
    return [
        min(score, _UNKNOWN) if codes[i] == unknown and text[i - first] >= "\u3400" else score
        for i in range(first, len(codes))
        for score in (model.score_next(codes[max(0, i - _CONTEXT) : i], codes[i]),)
    ]


def score_wide(model: LanguageModel, text: str) -> float:
    """Return the log probability of all characters beyond ASCII, which no reading of bytes changes."""
    return sum(score for char, score in zip(text, score_each(model, text), strict=True) if char >= "\x80")


def read_slots(model: LanguageModel, before: str, slots: Sequence[Iterable[str]], after: str) -> Reading:
    """Choose one string for each slot so that the whole reads best between `before` and `after`.

    A beam search: linear in the number of slots. The margin is that over the best
    reading that differs.
    """
    start = tuple(model.encode(before[-_CONTEXT:]))
    beam: list[tuple[float, str, tuple[int, ...]]] = [(0.0, "", start)]
    for slot in slots:
        grown = [_grow(model, path, choice) for path in beam for choice in slot]
        beam = heapq.nlargest(_BEAM, grown) if len(grown) > 1 else grown
    ends = sorted((_grow(model, path, after[:_CONTEXT])[0], path[1]) for path in beam)
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


def _grow(
    model: LanguageModel, path: tuple[float, str, tuple[int, ...]], choice: str
) -> tuple[float, str, tuple[int, ...]]:
    score, text, context = path
    for code in model.encode(choice):
        score += model.score_next(context, code)
        context = (*context[-_CONTEXT + 1 :], code)
    return score, text + choice, context
