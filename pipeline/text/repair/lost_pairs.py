"""Which two characters stood where a pair of bytes vanished: the trail of one and the lead of the next."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.text.repair.gbk import Candidates, cost_of, lost_leads, with_lead, with_trail
from pipeline.text.repair.language_model import BITS, HISTORY, LanguageModel
from pipeline.text.repair.stretch import Reading, Stretch, chances

__all__ = ["restore_pair"]

_LIKELY, _TRIED, _KEPT = 48, 10, 4
"""How many pairs are remembered for two bytes, are scored where they stand, and are read on from."""


class Pairs(NamedTuple):
    """The likeliest pairs with a lead byte and a trail byte known, and the cost of the second after the first."""

    firsts: Candidates
    spots: npt.NDArray[np.int64]
    seconds: str
    costs: npt.NDArray[np.float64]


def restore_pair(stretch: Stretch, reading: Reading, trail: int, position: int, cost: float) -> list[Reading]:
    """Put back two characters between the byte that waits and `trail`; every other byte of them is gone."""
    pairs = _find_pairs(stretch.model, reading.pending, trail)
    if not pairs.seconds:
        return []
    firsts = chances(stretch, reading.context, pairs.firsts)
    totals = firsts[pairs.spots] + pairs.costs
    best = totals.argpartition(-_TRIED)[-_TRIED:] if len(totals) > _TRIED else range(len(totals))
    found = [
        _restore(stretch, reading, pairs, int(i), float(firsts[pairs.spots[i]]) - cost, position)
        for i in best
    ]
    found.sort(key=_score, reverse=True)
    return found[:_KEPT]


def _restore(
    stretch: Stretch, reading: Reading, pairs: Pairs, index: int, score: float, position: int
) -> Reading:
    spot, second = int(pairs.spots[index]), pairs.seconds[index]
    context = (reading.context << BITS | pairs.firsts.code_list[spot]) & HISTORY
    code = stretch.model.code_of(second)
    return reading._replace(
        score=reading.score
        + score
        + stretch.model.score_after(context, code)
        - cost_of(stretch.model, second),
        position=position,
        context=(context << BITS | code) & HISTORY,
        run=f"{reading.run}{pairs.firsts.chars[spot]}{second}",
        lost=reading.lost + 1,
        last=position,
    )


def _score(reading: Reading) -> float:
    return reading.score


@lru_cache(maxsize=1 << 14)
def _find_pairs(model: LanguageModel, lead: int, trail: int) -> Pairs:
    """List the pairs of characters between whose known bytes two others may have vanished."""
    firsts = with_lead(model, lead, vanishing=True)
    seconds = with_trail(model, trail)
    if not firsts.chars or not seconds.chars:
        return Pairs(firsts, np.array([], dtype=np.int64), "", np.array([]))
    scores = model.score_pairs(firsts.codes, seconds.codes) - seconds.costs
    vanish = np.array([np.isin(seconds.hidden, lost_leads(hidden)) for hidden in firsts.hidden])
    bare = model.score_each(0, firsts.codes) - firsts.costs
    totals = np.where(vanish, scores + bare[:, np.newaxis], -np.inf).ravel()
    size = min(_LIKELY, int(vanish.sum()))
    best = np.argsort(-totals)[:size]
    rows, columns = np.divmod(best, len(seconds.chars))
    return Pairs(firsts, rows, "".join(seconds.chars[i] for i in columns.tolist()), scores[rows, columns])
