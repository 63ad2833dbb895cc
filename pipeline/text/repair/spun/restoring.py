"""Which characters a byte may be part of: the likeliest ones, and marks by what the model cannot see."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.text.damage import MARKS
from pipeline.text.repair.language_model import BITS, HISTORY, LanguageModel
from pipeline.text.repair.spun.gbk import Candidates
from pipeline.text.repair.spun.stretch import BRACKETS, CUT, LINE, Reading, Stretch, create

__all__ = ["restore_char"]

Gains = npt.NDArray[np.float64]

_LAST = (1 << BITS) - 1
"""Bits of the last code of a history."""

WIDE = 24
"""How many characters with a hidden byte are tried."""

_STOPS, _CLOSERS = "。，、；：", "！？”》）」』】"
"""What never follows a stop in print, and what besides begins no line."""

_INDENT, _INDENTED = "\u3000", 9.0
"""Nats for a full-width space where a line begins, over what it costs elsewhere."""

_CLOSING, _LEAST_CLOSING, _MOST_CLOSING, _UNOPENED = 2.0, -4.0, -0.3, 3.0
"""Nats for a mark that closes what its line has opened, the bounds of its score, and nats against one that closes nothing."""

_OPENING = 3.0
"""Nats for a mark that opens what the rest of its line closes."""

_BEHIND_CUT = 3.0
"""Nats for a mark behind a comma that may be the cut byte."""

_MISPLACED = 8.0
"""Nats against a mark where no printer sets one."""


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
