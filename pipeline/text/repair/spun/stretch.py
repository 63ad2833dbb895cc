"""A stretch of a page and the ways to read it: what every step of the search is made of."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.text.repair.language_model import BITS, HISTORY, LanguageModel
from pipeline.text.repair.spun.gbk import Candidates, cost_of, mark_code
from pipeline.text.repair.spun.glosses import Gloss

__all__ = [
    "Reading",
    "Run",
    "Stretch",
    "append_char",
    "chances",
    "close_run",
    "copy_char",
    "look_back",
    "mark_at",
    "restore_char",
]

Run = tuple[int, int, str, int]
"""Start, end, restored text, and how many vanished pairs it makes up (-1: a gloss, which leaves nothing)."""

MEMORY = 0.15
"""How far the page itself is trusted to say what follows a character."""

_LAST = (1 << BITS) - 1

WIDE = 10
"""How many characters with a hidden byte are tried."""


class Stretch(NamedTuple):
    """What the search may know of a page.

    `glosses` are those of the page by where they start, `ends` tells where those begin that end
    at a position, `memory` which codes follow a code elsewhere on the page; `drops` tells that lone lead
    bytes left no `?`; `losses` is how many vanished pairs a reading may put back; `restored` is what earlier runs of
    the same line gave back. `beam` and `spread` bound the search (`Context`).
    """

    text: str
    model: LanguageModel
    glosses: Mapping[int, Gloss]
    is_folded: bool = True
    folds_marks: bool = True
    drops: bool = False
    losses: int = 0
    holes: frozenset[int] = frozenset()
    ends: Mapping[int, int] = MappingProxyType({})
    memory: Mapping[int, Mapping[int, float]] = MappingProxyType({})
    restored: str = ""
    beam: int = 5
    spread: float = 6.0


class Reading(NamedTuple):
    """One way to read a stretch up to `position`; `runs` are its (start, end, after, losses)."""

    score: float
    position: int
    context: int
    pending: int = 0
    opened: int = -1
    run: str = ""
    lost: int = 0
    last: int = 0
    tail: str = ""
    runs: tuple[Run, ...] = ()


def look_back(stretch: Stretch, start: int) -> str:
    """Return the three characters before a position, without the glosses among them."""
    chars = ""
    while start and len(chars) < 3:
        if start in stretch.ends:
            start = stretch.ends[start]
        else:
            start -= 1
            chars = stretch.text[start] + chars
    return chars


def mark_at(stretch: Stretch, position: int) -> bytes:
    char = stretch.text[position : position + 1]
    return mark_code(char, is_folded=stretch.folds_marks) if char else b""


def copy_char(stretch: Stretch, reading: Reading, char: str) -> Reading:
    code = stretch.model.code_of(char)
    chance = _chance if reading.runs else _bare_chance
    return Reading(
        reading.score + chance(stretch, reading.context, code),
        reading.position + 1,
        (reading.context << BITS | code) & HISTORY,
        0,
        -1,
        "",
        0,
        reading.last,
        char,
        reading.runs,
    )


def append_char(
    stretch: Stretch,
    reading: Reading,
    char: str,
    position: int,
    *,
    cost: float = 0.0,
    tail: str = "",
    pending: int = 0,
) -> Reading:
    """Add one restored character to the open run, and wait for the trail of `pending`."""
    code = stretch.model.code_of(char)
    return Reading(
        reading.score + _chance(stretch, reading.context, code) - cost_of(stretch.model, char) - cost,
        position,
        (reading.context << BITS | code) & HISTORY,
        pending,
        reading.opened,
        reading.run + char,
        reading.lost,
        position,
        tail or char,
        reading.runs,
    )


def close_run(reading: Reading, position: int, after: str = "", resume: int = 0, context: int = 0) -> Reading:
    """End the open run, with `after` at its end: the page is in step again, from `resume` on."""
    restored, resume = reading.run + after, resume or position
    runs = (*reading.runs, (reading.opened, position, restored, reading.lost))
    return Reading(
        reading.score, resume, context or reading.context, 0, -1, "", 0, resume, restored[-1:], runs
    )


def restore_char(
    stretch: Stretch, reading: Reading, options: Candidates, position: int, cost: float, size: int = WIDE
) -> list[tuple[Reading, int]]:
    """Add each of the likeliest characters of which one byte is known; with it comes the other byte."""
    if not options.chars:
        return []
    gains = chances(stretch, reading.context, options)
    best = gains.argpartition(-size)[-size:].tolist() if len(gains) > size else range(len(gains))
    chars, score, context = options.chars, reading.score - cost, reading.context << BITS
    return [
        (
            Reading(
                score + float(gains[i]),
                position,
                (context | options.code_list[i]) & HISTORY,
                reading.pending,
                reading.opened,
                reading.run + chars[i],
                reading.lost,
                position,
                chars[i],
                reading.runs,
            ),
            options.hidden[i],
        )
        for i in best
    ]


def _bare_chance(stretch: Stretch, context: int, code: int) -> float:
    return stretch.model.score_after(context, code)


def _chance(stretch: Stretch, context: int, code: int) -> float:
    """Score a character by the model and by what followed the character before it elsewhere on the page."""
    chance = stretch.model.score_after(context, code)
    known = stretch.memory.get(context & _LAST)
    if known and code in known:
        return math.log((1 - MEMORY) * math.exp(chance) + MEMORY * known[code])
    return chance


def chances(stretch: Stretch, context: int, options: Candidates) -> npt.NDArray[np.float64]:
    """Do the same for many characters at once, less what each costs in itself."""
    bare = stretch.model.recall((context, options.chars))
    if bare is None:
        bare = stretch.model.score_each(context, options.codes) - options.costs
        stretch.model.remember((context, options.chars), bare)
    known = stretch.memory.get(context & _LAST)
    shared = (
        [(options.spots[code], share) for code, share in known.items() if code in options.spots]
        if known
        else ()
    )
    if not shared:
        return bare
    mixed = bare.copy()
    for spot, share in shared:
        chance = math.exp(bare[spot] + options.costs[spot])
        mixed[spot] = math.log((1 - MEMORY) * chance + MEMORY * share) - options.costs[spot]
    return mixed
