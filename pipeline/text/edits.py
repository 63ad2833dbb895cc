"""One step from raw to final text: proposed as a `Change`, stored as an `Edit`."""

from collections.abc import Iterable
from typing import NamedTuple

__all__ = ["AMBIGUOUS", "IRRECOVERABLE", "REPAIRED", "SCRIPT", "Change", "Edit", "replay"]

REPAIRED = "repaired"
AMBIGUOUS = "ambiguous"
IRRECOVERABLE = "irrecoverable"
SCRIPT = "script"


class Change(NamedTuple):
    """What a finder proposes: replace `raw[raw_start:raw_end]` by `after`."""

    raw_start: int
    raw_end: int
    after: str
    kind: str
    status: str = REPAIRED
    confidence: float = 1.0
    rejected: str | None = None


class Edit(NamedTuple):
    """One step from raw to final text, as it is stored and written out.

    Offsets are code points, half-open: `raw_start:raw_end` in the raw text,
    `start:end` in the final text. `status` is `repaired` (applied), `ambiguous`
    or `irrecoverable` (left as it was: `before == after`). `rejected` is the
    reading that lost, where there was a contest.
    """

    raw_start: int
    raw_end: int
    start: int
    end: int
    before: str
    after: str
    kind: str
    status: str
    confidence: float
    rejected: str | None = None

    @property
    def is_aligned(self) -> bool:
        """Tell whether characters correspond one to one (script conversion of equal length)."""
        return self.kind == SCRIPT and self.raw_end - self.raw_start == self.end - self.start


def replay(raw: str, edits: Iterable[Edit]) -> str:
    """Apply the repaired edits to the raw text, from nothing but what is stored.

    >>> replay("發(fā)展", [Edit(1, 5, 1, 1, "(fā)", "", "gloss", "repaired", 1.0)])
    '發展'
    """
    pieces: list[str] = []
    position = 0
    for edit in edits:
        if edit.status == REPAIRED:
            pieces += (raw[position : edit.raw_start], edit.after)
            position = edit.raw_end
    pieces.append(raw[position:])
    return "".join(pieces)
