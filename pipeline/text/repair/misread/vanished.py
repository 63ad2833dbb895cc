"""Put back pairs of bytes that vanished inside a slip: one byte late, many pairs fall into the user-defined zones.

Every ，(A3 AC) goes this way, for AC begins no pair that is shown: 获悉，今年 comes out as 获悉ｑ年, in which
ｑ is the first byte of the comma and the second one of 今.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.text.repair.language_model import HISTORY, LanguageModel, pack
from pipeline.text.repair.misread.pairs import code_of, is_shown, with_lead, with_trail
from pipeline.text.repair.readings import LOST

__all__ = ["restore_vanished"]

_POOR, _GAIN, _SURE = -6.0, 1.5, 1.0
"""Mean of two characters, in nats, at which a pair may be missing; by how much two must beat one, and all others."""

_TRIED, _NEAR = 12, 3
_PRINTED = frozenset("，；：！？（）％～")
"""Full-width signs that print has; all others are bytes of two characters."""


def restore_vanished(model: LanguageModel, text: str, before: str, after: str) -> str:
    """Replace characters that read badly by the two that lost a pair of bytes between them, from left to right.

    >>> from pipeline.resources import find_model
    >>> model = LanguageModel.load(find_model("language_model"))
    >>> restore_vanished(model, "育局获悉ｑ年秋季", "市教", "学期")
    '育局获悉，今年秋季'
    """
    done = before[-_NEAR:]
    for index, char in enumerate(text):
        right = (text[index + 1 :] + after)[:_NEAR]
        done += _read(model, done[-_NEAR:], char, right)
    return done[len(before[-_NEAR:]) :]


def _read(model: LanguageModel, left: str, char: str, right: str) -> str:
    code = code_of(char)
    is_odd = _is_odd(char)
    if len(code) != 2 or not (is_odd or _is_poor(model, left, char, right)):
        return char
    ranked = sorted(_score_pairs(model, left, code, right), reverse=True)
    if not ranked:
        return char
    (best, pair), rest = ranked[0], ranked[1:]
    if not is_odd and best - _score(model, left, char, right) < _GAIN:
        return char
    rival = max((score for score, other in rest if other[1] != pair[1]), default=-99.0)
    return pair if best - rival >= _SURE or not is_odd else pair[0] + LOST


def _is_odd(char: str) -> bool:
    return "！" <= char <= "～" and char not in _PRINTED


def _is_poor(model: LanguageModel, left: str, char: str, right: str) -> bool:
    shown = right[:1]
    return _score(model, left, char, shown) < _POOR * (1 + len(shown))


def _score(model: LanguageModel, left: str, chars: str, right: str) -> float:
    return model.score(left + chars + right, len(left))


def _score_pairs(model: LanguageModel, left: str, code: bytes, right: str) -> Iterator[tuple[float, str]]:
    """Score the likeliest pairs of characters, with what stands on both sides."""
    firsts, seconds, vanish = _list_pairs(code[0], code[1])
    if not vanish.any():
        return
    first_codes, second_codes = (np.array(model.encode(chars), dtype=np.int64) for chars in (firsts, seconds))
    history = pack(model.encode(left)) & HISTORY
    scores = model.score_each(history, first_codes)[:, np.newaxis] + model.score_pairs(
        first_codes, second_codes
    )
    scores = np.where(vanish, scores, -np.inf).ravel()
    size = min(_TRIED, int(vanish.sum()))
    for spot in scores.argpartition(-size)[-size:].tolist():
        pair = firsts[spot // len(seconds)] + seconds[spot % len(seconds)]
        yield _score(model, left, pair, right), pair


@lru_cache(maxsize=1 << 12)
def _list_pairs(lead: int, trail: int) -> tuple[str, str, npt.NDArray[np.bool_]]:
    """List the characters that begin with a byte, those that end with one, and between which of them a pair vanishes."""
    firsts = "".join(char for char in with_lead(lead) if not _is_odd(char))
    seconds = "".join(char for char in with_trail(trail) if not _is_odd(char))
    table = [[not is_shown(code_of(first)[1], code_of(second)[0]) for second in seconds] for first in firsts]
    return firsts, seconds, np.array(table, dtype=np.bool_).reshape(len(firsts), len(seconds))
