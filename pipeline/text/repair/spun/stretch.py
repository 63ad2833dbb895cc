"""A stretch of a page and the ways to read it: what every step of the search is made of."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.text.damage import MARKS
from pipeline.text.repair.language_model import BITS, HISTORY, LanguageModel, pack
from pipeline.text.repair.spun.gbk import Candidates, Restored, mark_code
from pipeline.text.repair.spun.glosses import Gloss
from pipeline.text.repair.spun.memory import Memory

__all__ = [
    "BRACKETS",
    "CUT",
    "LINE",
    "Reading",
    "Run",
    "Stretch",
    "Trail",
    "append_char",
    "begin",
    "close_run",
    "copy_char",
    "create",
    "ends_bare",
    "look_back",
    "mark_at",
    "restore_char",
]

Gains = npt.NDArray[np.float64]

Run = tuple[int, int, str, int]
"""Start, end, restored text, and how many vanished pairs it makes up (-1: a gloss, which leaves nothing)."""

_LAST = (1 << BITS) - 1
"""Bits of the last code of a history."""

WIDE = 24
"""How many characters with a hidden byte are tried."""


_STOPS, _CLOSERS = "。，、；：", "！？”》）」』】"
"""What never follows a stop in print, and what besides begins no line."""

_INDENT, _INDENTED = "\u3000", 9.0
"""Nats for a full-width space where a line begins, over what it costs elsewhere."""

BRACKETS = (("“", "”"), ("《", "》"), ("「", "」"), ("『", "』"))
LINE = 400
"""How far a line is looked at."""

_CLOSING, _LEAST_CLOSING, _MOST_CLOSING, _UNOPENED = 2.0, -4.0, -0.3, 3.0
"""Nats for a mark that closes what its line has opened, the bounds of its score, and nats against one that closes nothing."""

_OPENING = 3.0
"""Nats for a mark that opens what the rest of its line closes."""

_BEHIND_CUT = 3.0
"""Nats for a mark behind a comma that may be the cut byte."""

CUT = "\x7f"
"""The cut byte where a page still holds it: marks stand behind it, and all others do not."""

_MISPLACED = 8.0
"""Nats against a mark where no printer sets one."""


class Stretch(NamedTuple):
    """What the search may know of a page.

    `glosses` are those of the page by where they start, `ends` tells where those begin that end
    at a position, `memory` scores characters as this page has them; `drops` tells that lone lead
    bytes left no `?`, `has_commas` that its cut byte may show as a comma, `shows_cuts` that it
    stands on the page as U+007F; `losses` is how many vanished pairs a reading may put back; `restored` is what earlier runs of
    the same line gave back. `beam` and `spread` bound the search (`Context`).
    """

    text: str
    model: LanguageModel
    glosses: Mapping[int, Gloss]
    memory: Memory
    is_folded: bool = True
    folds_marks: bool = True
    drops: bool = False
    has_commas: bool = False
    shows_cuts: bool = False
    losses: int = 0
    holes: frozenset[int] = frozenset()
    ends: Mapping[int, int] = MappingProxyType({})
    restored: str = ""
    beam: int = 5
    spread: float = 6.0


class Trail:
    """The runs that a reading has closed: a node of a tree, so that readings with the same runs share one object.

    `repairs` tells whether one of them is more than a gloss, `loses` whether one makes up vanished pairs.
    """

    __slots__ = ("_longer", "loses", "repairs", "runs")

    def __init__(self, runs: tuple[Run, ...] = (), *, repairs: bool = False, loses: bool = False) -> None:
        """Begin a tree, or one of its nodes."""
        self.runs, self.repairs, self.loses = runs, repairs, loses
        self._longer: dict[Run, Trail] | None = None  # most trails end here

    def add(self, run: Run) -> "Trail":
        """Return the trail with one run more."""
        if self._longer is None:
            self._longer = {}
        longer = self._longer.get(run)
        if longer is None:
            repairs, loses = self.repairs or run[3] >= 0, self.loses or run[3] > 0
            longer = self._longer[run] = Trail((*self.runs, run), repairs=repairs, loses=loses)
        return longer


class Reading(NamedTuple):
    """One way to read a stretch up to `position`; `trail` holds its runs (start, end, after, losses)."""

    score: float
    position: int
    context: int
    pending: int
    opened: int
    run: str
    lost: int
    last: int
    tail: str
    trail: Trail

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs that were closed."""
        return self.trail.runs


create: Callable[[tuple[float, int, int, int, int, str, int, int, str, Trail]], Reading] = partial(
    tuple.__new__, Reading
)
"""Make a reading of its fields, in a third of the time that calling the class takes."""


def begin(stretch: Stretch, start: int) -> Reading:
    """Return the reading of nothing at all."""
    before = look_back(stretch, start)
    context = pack(stretch.model.encode(before))
    return Reading(0.0, start, context, 0, -1, "", 0, start, before[-1:], Trail())


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


def ends_bare(stretch: Stretch, position: int) -> bool:
    """Tell whether a run that ends here swallowed nothing but the cut byte: a mark follows, another run, or no text at all."""
    shown = stretch.text[position : position + 1]
    return bool(
        mark_at(stretch, position)
        or shown in ("", "\n", "\r")
        or (shown == "?" and mark_at(stretch, position + 1))
    )


def copy_char(stretch: Stretch, reading: Reading, char: str, code: int) -> Reading:
    """Add a character of the page as it stands; `code` is what the model calls it."""
    score, position, context, _, _, _, _, last, _, trail = reading
    scorer = stretch.memory if trail.runs else stretch.model
    score, context = score + scorer.score_after(context, code), (context << BITS | code) & HISTORY
    return create((score, position + 1, context, 0, -1, "", 0, last, char, trail))


def append_char(
    stretch: Stretch,
    reading: Reading,
    char: Restored,
    position: int,
    tail: str,
    pending: int,
    cost: float = 0.0,
) -> Reading:
    """Add one restored character to the open run, and wait for the trail of `pending`."""
    score, _, context, _, opened, run, lost, _, _, trail = reading
    score = score + stretch.memory.score_after(context, char.code) - char.cost - cost
    context = (context << BITS | char.code) & HISTORY
    return create((score, position, context, pending, opened, run + char.char, lost, position, tail, trail))


def close_run(reading: Reading, position: int, after: str = "", resume: int = 0, context: int = 0) -> Reading:
    """End the open run, with `after` at its end: the page is in step again, from `resume` on."""
    restored, resume = reading.run + after, resume or position
    trail = reading.trail.add((reading.opened, position, restored, reading.lost))
    context = context or reading.context
    return create((reading.score, resume, context, 0, -1, "", 0, resume, restored[-1:], trail))


def _set_marks(stretch: Stretch, reading: Reading, options: Candidates, gains: Gains) -> Gains:
    """Weigh marks by what the model cannot see: where a line begins, and whether a quotation is open."""
    model, before = stretch.model, reading.context & _LAST
    gains = gains.copy()
    if stretch.shows_cuts and reading.opened >= 0 and not reading.run:
        is_cut = stretch.text[reading.opened - 1 : reading.opened] == CUT
        gains -= _MISPLACED * (np.isin(options.codes, model.encode(MARKS)) != is_cut)
    if before in (0, model.code_of("\n")) and _INDENT in options.chars:
        gains[options.chars.index(_INDENT)] += _INDENTED
    if stretch.has_commas and reading.tail == "," and not reading.run:
        gains += _BEHIND_CUT * np.isin(options.codes, model.encode(MARKS))
    else:
        for code in _find_refused(model, before):
            if code in options.spots:
                gains[options.spots[code]] -= _MISPLACED
    around: tuple[str, str] | None = None
    for opener, closer in BRACKETS:
        opens, closes = (options.spots.get(model.code_of(mark)) for mark in (opener, closer))
        if opens is None and closes is None:
            continue
        around = around or read_line(stretch, reading)
        is_open = around[0].count(opener) > around[0].count(closer)
        if closes is not None:
            gains[closes] = _close(float(gains[closes])) if is_open else gains[closes] - _UNOPENED
        if opens is not None and not is_open and around[1].count(closer) > around[1].count(opener):
            gains[opens] = max(gains[opens], min(gains[opens] + _OPENING, _MOST_CLOSING))
    return gains


def _close(gain: float) -> float:
    return max(_LEAST_CLOSING, min(gain + _CLOSING, _MOST_CLOSING))


def read_line(stretch: Stretch, reading: Reading) -> tuple[str, str]:
    """Return the line up to where a reading has come, with what was restored in it, and the rest of the line as it stands."""
    start = reading.opened if reading.opened >= 0 else reading.position
    low = max(0, start - LINE, stretch.text.rfind("\n", 0, start) + 1)
    end = stretch.text.find("\n", reading.position, reading.position + LINE)
    behind = stretch.text[reading.position : end if end >= 0 else reading.position + LINE]
    return stretch.restored + stretch.text[low:start] + reading.run, behind


@lru_cache(maxsize=1 << 14)
def _find_refused(model: LanguageModel, before: int) -> list[int]:
    """List the codes of the marks that do not stand behind a character: none begins a line, none follows a stop."""
    if before in (0, model.code_of("\n")):
        return model.encode(_STOPS + _CLOSERS)
    return model.encode(_STOPS) if before in model.encode(_STOPS) else []


def restore_char(
    stretch: Stretch,
    reading: Reading,
    options: Candidates,
    position: int,
    cost: float,
    tail: str = "",
    pending: int = 0,
) -> list[Reading]:
    """Add each of the likeliest characters of which one byte is known."""
    if not options.chars:
        return []
    gains = stretch.memory.score_each(reading.context, options)
    gains = _set_marks(stretch, reading, options, gains)
    best = gains.argpartition(-WIDE)[-WIDE:].tolist() if len(gains) > WIDE else range(len(gains))
    chars, codes, context = options.chars, options.code_list, reading.context << BITS
    score, _, _, _, opened, run, lost, _, _, trail = reading
    return [
        create(
            (
                score - cost + float(gains[i]),
                position,
                (context | codes[i]) & HISTORY,
                pending,
                opened,
                run + chars[i],
                lost,
                position,
                tail or chars[i],
                trail,
            )
        )
        for i in best
    ]
