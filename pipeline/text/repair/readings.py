"""Score readings of a damaged span with the language model."""

import math

from pipeline.text.repair.language_model import UNKNOWN, LanguageModel

__all__ = ["LOST", "score_each", "score_wide", "to_confidence"]

_CONTEXT, _BOUND = 3, 50.0
LOST = "\N{REPLACEMENT CHARACTER}"
_UNKNOWN = -13.0
"""The most that an unknown character scores, in nats: about a rare one's share of them all."""


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


def to_confidence(margin: float) -> float:
    """Turn a margin in nats into a probability.

    >>> to_confidence(0.0), to_confidence(5.0), to_confidence(-1000.0)
    (0.5, 0.993, 0.0)
    """
    return round(1 / (1 + math.exp(-max(-_BOUND, min(margin, _BOUND)))), 3)
