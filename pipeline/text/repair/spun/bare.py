"""Runs of nothing but marks: what a cut byte left of a quotation's end, or somebody who wonders."""

import re

from pipeline.text.repair.questions import asks
from pipeline.text.repair.spun.stretch import BRACKETS, LINE, Run, Stretch

__all__ = ["PARTICLES", "closes", "has_trail", "stands"]

_ASKS_RE = re.compile("[嗎吗呢麼么]")
PARTICLES = frozenset("啊")
"""Characters that share the trail byte of 省，: somebody who wonders may well have written them, and ?? too."""

_PLAIN_MARKS = frozenset(",;!，；！")
"""Marks with the lead byte A3 that do not ask: what stands before one of these is no emphasis."""


def has_trail(stretch: Stretch, run: Run) -> bool:
    """Tell whether the mark behind an orphan shows the trail byte that its cut byte swallowed: 省，.

    Particles share that byte, but 真的??, is as likely to wonder, unless somebody speaks.
    """
    if stretch.text[run[1] : run[1] + 1] not in _PLAIN_MARKS:
        return False
    return run[2] not in PARTICLES or _is_quoted(stretch, run[0])


def _is_quoted(stretch: Stretch, position: int) -> bool:
    """Tell whether a quotation of the line is open at a position."""
    low = max(0, position - LINE, stretch.text.rfind("\n", 0, position) + 1)
    before = stretch.restored + stretch.text[low:position]
    return any(before.count(opener) > before.count(close) for opener, close in BRACKETS)


def stands(stretch: Stretch, run: Run, *, is_spun: bool) -> bool:
    """Tell whether marks ask as they stand (?!? and 是A座還是F座?,F座): they end no quotation that was opened before.

    Where they swallowed the beginning of a tag, nobody wrote them.
    """
    start, end, after, _ = run
    shown = stretch.text[start:end].strip("?!？！")
    if after.endswith("<") or start in stretch.glosses or any(char > "~" for char in shown):
        return False
    if shown:
        return asks(stretch.text, start)
    if _opens(stretch, run):
        return False
    if closes(stretch, run):
        return _ASKS_RE.search(stretch.text, max(0, start - 1), start) is not None
    return not is_spun or asks(stretch.text, start)


def closes(stretch: Stretch, run: Run) -> bool:
    """Tell whether a run ends a quotation that its line opened and nothing else closes."""
    before, behind = _around(stretch, run)
    ending = run[2].rstrip("<\n ")
    return any(
        ending.endswith(close)
        and not _is_closed(behind, opener, close)
        and before.count(opener) > before.count(close)
        for opener, close in BRACKETS
    )


def _opens(stretch: Stretch, run: Run) -> bool:
    """Tell whether a run begins the title that the rest of its line ends: 現狀?!?019年公報》."""
    if "《" not in run[2]:
        return False
    before, behind = _around(stretch, run)
    return _is_closed(behind, "《", "》") and before.count("《") == before.count("》")


def _around(stretch: Stretch, run: Run) -> tuple[str, str]:
    """Return the line of a run before it, with what was restored there, and behind it; no more of endless lines than is looked at."""
    start, end, _, _ = run
    low = max(0, start - LINE, stretch.text.rfind("\n", max(0, start - LINE), start) + 1)
    high = stretch.text.find("\n", end, end + LINE)
    behind = stretch.text[end : high if high >= 0 else end + LINE]
    return stretch.restored + stretch.text[low:start], behind


def _is_closed(text: str, opener: str, close: str) -> bool:
    """Tell whether the first bracket of a kind that follows is a closing one."""
    closed, opened = text.find(close), text.find(opener)
    return closed >= 0 and (opened < 0 or closed < opened)
