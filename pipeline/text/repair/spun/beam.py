"""Which of the readings that have come to the same place are worth following."""

from collections.abc import Callable
from operator import itemgetter

from pipeline.text.repair.spun.stretch import Reading, Stretch

__all__ = ["prune", "score_of"]

_SHARED = 3
"""How many readings with the same future are kept."""

_BEHIND = 12.0
"""How far behind a reading is given up even if no other one is in step with it."""

score_of: Callable[[Reading], float] = itemgetter(0)
"""Return by what readings are ranked."""


def prune(stretch: Stretch, readings: list[Reading]) -> list[Reading]:
    """Keep the likeliest readings, and always the page as it stands.

    Readings that await the same byte after the same three characters share their future;
    of those a few are kept, to know later by how much the best of them won.
    """
    if len(readings) == 1:
        return readings
    readings = _drop_twins(readings)
    literal: list[Reading] = []
    groups: dict[tuple[bool, bool], list[Reading]] = {}
    floor = max(map(score_of, readings)) - _BEHIND
    for reading in readings:
        score, _, _, pending, _, _, lost, _, _, trail = reading
        if not pending and not trail.repairs:  # as it stands, but for glosses
            literal.append(reading)
        elif score >= floor:
            groups.setdefault((pending > 0, lost > 0 or trail.loses), []).append(reading)
    return [*literal, *(reading for group in groups.values() for reading in _best(stretch, group))]


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
    floor = readings[0].score - stretch.spread
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
