"""A stretch of a page and the ways to read it: what every step of the search is made of."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from pipeline.text.repair.language_model import BITS, HISTORY, LanguageModel, pack
from pipeline.text.repair.spun.gbk import Restored, mark_code
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
]

Run = tuple[int, int, str, int]
"""Start, end, restored text, and how many vanished pairs it makes up (-1: a gloss, which leaves nothing)."""

BRACKETS = (("“", "”"), ("《", "》"), ("「", "」"), ("『", "』"))
LINE = 400
"""How far a line is looked at."""

CUT = "\x7f"
"""The cut byte where a page still holds it: marks stand behind it, and all others do not."""


class Stretch(NamedTuple):
    """What the search may know of a page.

    `glosses` are those of the page by where they start, `ends` tells where those begin that end
    at a position, `memory` scores characters as this page has them; `drops` tells that lone lead
    bytes left no `?`, `is_drop_site` that the page shows as much, `has_commas` that its cut byte may show as a comma, `shows_cuts` that it
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
    is_drop_site: bool = False
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
