"""Which of the readings that have come to the same place are worth following."""

from collections.abc import Callable
from operator import itemgetter

from pipeline.text.repair.spun.stretch import Reading, Stretch

__all__ = ["prune", "score_of"]

_SHARED = 5
"""How many readings with the same future are kept."""

_BEHIND = 12.0
"""How far behind a reading is given up even if no other one is in step with it."""

_EARLY = 2.0
"""How much further behind a reading may be that has restored but one character."""

score_of: Callable[[Reading], float] = itemgetter(0)
"""Return by what readings are ranked."""


def prune(stretch: Stretch, readings: list[Reading]) -> list[Reading]:
    """Keep the likeliest readings, and always the page as it stands.

    Readings that await the same byte after the same three characters share their future;
    of those a few are kept, to know later by how much the best of them won.
    """
    if len(readings) == 1:
        return readings
    kept: list[Reading] = []
    groups: dict[tuple[bool, bool], list[Reading]] = {}
    readings = _drop_twins(readings)
    floor = max(map(score_of, readings)) - _BEHIND
    for reading in readings:
        score, _, _, pending, _, _, lost, _, _, trail = reading
        if not pending and not trail.repairs:  # as it stands, but for glosses
            kept.append(reading)
        elif score >= floor:
            kind = pending > 0, lost > 0 or trail.loses
            if kind in groups:
                groups[kind].append(reading)
            else:
                groups[kind] = [reading]
    for group in groups.values():
        kept += _best(stretch, group)
    return kept


def _drop_twins(readings: list[Reading]) -> list[Reading]:
    """Keep the better one of readings that restore the same and wait for the same."""
    unique: dict[tuple[object, ...], Reading] = {}
    for reading in readings:
        _, _, _, pending, opened, run, _, _, _, trail = reading
        other = unique.setdefault((pending, opened, run, trail), reading)
        if other.score < reading.score:
            unique[pending, opened, run, trail] = reading
    return list(unique.values())


def _best(stretch: Stretch, readings: list[Reading]) -> list[Reading]:
    if len(readings) < 2:
        return readings
    readings.sort(key=score_of, reverse=True)
    if len(readings[0].run) == 1 and readings[0].pending:  # the next character tells more than the first
        floor = readings[0].score - stretch.spread - _EARLY
        return [reading for reading in readings if reading.score > floor]
    floor = readings[0].score - stretch.spread
    if len(readings) <= min(_SHARED, stretch.beam):
        return [reading for reading in readings if reading.score > floor]
    shared: dict[tuple[int, int], int] = {}
    kept: list[Reading] = []
    for reading in readings:
        if reading.score <= floor or len(kept) == stretch.beam:
            break
        state = reading.pending, reading.context
        shared[state] = shared.get(state, 0) + 1
        if shared[state] <= _SHARED:
            kept.append(reading)
    return kept
