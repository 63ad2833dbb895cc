"""Where a pair of bytes vanished, and which two characters stood there: the trail of one and the lead of the next."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.text.repair.language_model import BITS, HISTORY, LanguageModel
from pipeline.text.repair.spun.confidence import read_windows
from pipeline.text.repair.spun.gbk import (
    LEADS,
    Candidates,
    Restored,
    char_of,
    cost_of,
    lost_leads,
    read_char,
    with_lead,
    with_trail,
)
from pipeline.text.repair.spun.stretch import Reading, Run, Stretch, create

__all__ = ["find_holes", "restore_before_gloss", "restore_pair"]

_COMMON, _LIKELY, _TRIED, _KEPT = 32, 64, 16, 8
"""How many first characters are paired, and how many pairs are remembered, scored where they stand, read on from."""


_BETWEEN, _WEDGED = 1200, 2
"""How many of the commonest characters may be gone altogether between two, between how many pairs, and how many there."""

_BEHIND = 3
"""Characters behind the end of a run at which it may have gone on."""

_POOR = -6.0
"""Mean of three characters in a row, in nats, at which something may be missing among them."""


class Pairs(NamedTuple):
    """The likeliest pairs with a lead byte and a trail byte known, and the cost of the second after the first."""

    firsts: Candidates
    spots: npt.NDArray[np.int64]
    seconds: list[Restored]
    costs: npt.NDArray[np.float64]


def restore_pair(stretch: Stretch, reading: Reading, trail: int, position: int, cost: float) -> list[Reading]:
    """Put back two characters between the byte that waits and `trail`; every other byte of them is gone."""
    pairs = _find_pairs(stretch.model, reading.pending, trail)
    if not pairs.seconds:
        return []
    firsts = stretch.memory.score_each(reading.context, pairs.firsts)
    totals = firsts[pairs.spots] + pairs.costs
    best = totals.argpartition(-_TRIED)[-_TRIED:] if len(totals) > _TRIED else np.arange(len(totals))
    found = []
    for index, spot in zip(best.tolist(), pairs.spots[best].tolist(), strict=True):
        second, context = pairs.seconds[index], reading.context << BITS | pairs.firsts.code_list[spot]
        chance = stretch.model.score_after(context & HISTORY, second.code)
        score = reading.score + (float(firsts[spot]) - cost) + chance - second.cost
        found.append((score, context << BITS | second.code, pairs.firsts.chars[spot] + second.char))
    found.sort(key=itemgetter(0), reverse=True)
    found = found[:_KEPT]
    found += [wedged for pair in found[:_WEDGED] for wedged in _wedge(stretch, reading, pair, cost)]
    shown = stretch.text[position - 1]
    return [_extend(reading, *pair, position, shown) for pair in found]


def restore_before_gloss(
    stretch: Stretch, reading: Reading, keys: Sequence[str], position: int, cost: float
) -> list[Reading]:
    """Put back two characters between the byte that waits and a reading that swallowed its bracket: the second is one of its keys."""
    model, vanish = stretch.model, _find_vanishing()
    firsts = with_lead(model, reading.pending, vanishing=True)
    if not firsts.chars:
        return []
    gains = stretch.memory.score_each(reading.context, firsts)
    found: list[Pair] = []
    for key in filter(lambda key: len(key.encode("gbk", "ignore")) == 2, keys):
        fits = np.where(vanish[firsts.hidden, key.encode("gbk")[0]], gains, -np.inf)
        spot, second = int(fits.argmax()), read_char(model, key)
        if fits[spot] > -np.inf:
            context = reading.context << BITS | firsts.code_list[spot]
            chance = model.score_after(context & HISTORY, second.code) - second.cost
            score = reading.score + float(fits[spot]) + chance - cost
            found.append((score, context << BITS | second.code, firsts.chars[spot] + key))
    return [_extend(reading, *pair, position, pair[2][-1]) for pair in sorted(found, reverse=True)[:_KEPT]]


Pair = tuple[float, int, str]
"""Score, packed history and characters of what vanished."""


def _wedge(stretch: Stretch, reading: Reading, pair: Pair, cost: float) -> Iterator[Pair]:
    """Put the likeliest character between two of which one byte each is left: two pairs in a row vanished, and all of it."""
    score, _, chars = pair
    model, (first, second) = stretch.model, (read_char(stretch.model, char) for char in chars)
    vanish, between = _find_vanishing(), _list_common(model)
    fits = (
        vanish[chars[0].encode("gbk")[1], between.leads] & vanish[between.hidden, chars[1].encode("gbk")[0]]
    )
    if fits.sum() < _WEDGED:
        return
    history = (reading.context << BITS | first.code) & HISTORY
    codes = between.codes[fits]
    gains = model.score_each(history, codes)
    spots = np.flatnonzero(fits)
    score -= model.score_after(history, second.code) + cost
    for place in gains.argpartition(-_WEDGED)[-_WEDGED:].tolist():
        behind = (history << BITS | int(codes[place])) & HISTORY
        gain = float(gains[place]) + model.score_after(behind, second.code)
        yield score + gain, behind << BITS | second.code, f"{chars[0]}{between.chars[spots[place]]}{chars[1]}"


class Common(NamedTuple):
    """The commonest characters of Traditional text, with both of their bytes."""

    chars: str
    codes: npt.NDArray[np.int64]
    leads: npt.NDArray[np.int64]
    hidden: npt.NDArray[np.int64]


@lru_cache(maxsize=4)
def _list_common(model: LanguageModel) -> Common:
    chars = "".join(
        char
        for lead in LEADS
        for trail in LEADS
        if (char := char_of(lead, trail)) and model.rank(char) < _BETWEEN and not cost_of(model, char)
    )
    data = np.frombuffer(chars.encode("gbk"), dtype=np.uint8).astype(np.int64)
    return Common(chars, np.array(model.encode(chars), dtype=np.int64), data[::2], data[1::2])


def _extend(reading: Reading, score: float, context: int, chars: str, position: int, shown: str) -> Reading:
    _, _, _, pending, opened, run, lost, _, _, trail = reading
    lost, context = lost + len(chars) - 1, context & HISTORY
    return create((score, position, context, pending, opened, run + chars, lost, position, shown, trail))


@lru_cache(maxsize=1 << 14)
def _find_pairs(model: LanguageModel, lead: int, trail: int) -> Pairs:
    """List the pairs of characters between whose known bytes two others may have vanished."""
    firsts, seconds = with_lead(model, lead, vanishing=True), with_trail(model, trail)
    if not firsts.chars or not seconds.chars:
        return Pairs(firsts, np.array([], dtype=np.int64), [], np.array([]))
    bare = model.score_each(0, firsts.codes) - firsts.costs
    rows = bare.argpartition(-_COMMON)[-_COMMON:] if len(bare) > _COMMON else np.arange(len(bare))
    scores = model.score_pairs(firsts.codes[rows], seconds.codes) - seconds.costs
    vanish = _find_vanishing()[firsts.hidden[rows][:, np.newaxis], seconds.hidden]
    totals = np.where(vanish, scores + bare[rows][:, np.newaxis], -np.inf).ravel()
    size = min(_LIKELY, int(vanish.sum()))
    lines, columns = np.divmod(totals.argpartition(-size)[-size:], len(seconds.chars))
    chosen = [read_char(model, seconds.chars[column]) for column in columns.tolist()]
    return Pairs(firsts, rows[lines], chosen, scores[lines, columns])


@cache
def _find_vanishing() -> npt.NDArray[np.bool_]:
    """Tell of each trail byte, a row each, which bytes vanish behind it."""
    table = np.zeros((256, 256), dtype=np.bool_)
    for trail in LEADS:
        table[trail, list(lost_leads(trail))] = True
    return table


def find_holes(stretch: Stretch, readings: Sequence[Reading], stuck: int | None) -> frozenset[int]:
    """Return where in a run a pair of bytes may have vanished: near the places that still read badly, or where none could go on."""
    reading = next((reading for reading in readings if reading.trail.repairs), None)
    if reading is None:
        return frozenset(range(stuck - _BEHIND, stuck + 1)) if stuck is not None else frozenset()
    holes: set[int] = set()
    for run in reading.runs:
        if run[3] >= 0:
            spots = [*_spots(stretch, run), *range(run[1], min(run[1] + _BEHIND, len(stretch.text)))]
            for index, score in enumerate(read_windows(stretch, run)):
                if score < _POOR:
                    holes.update(spots[max(0, index - 2) : index + 4 + len(spots) // 4])
    return frozenset(holes)


def _spots(stretch: Stretch, run: Run) -> list[int]:
    """List where the characters of a run stand, without the glosses among them."""
    spots, position = [], run[0]
    while position < run[1]:
        gloss = stretch.glosses.get(position)
        if gloss:
            position = gloss.end + gloss.space
        else:
            spots.append(position)
            position += 1
    return spots
