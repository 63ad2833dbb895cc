"""Map offsets across a list of edits, both ways. Edits are ordered and disjoint."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from pipeline.text.edits import Edit

__all__ = ["from_raw", "to_raw"]


def to_raw(edits: Sequence[Edit], start: int, end: int) -> tuple[int, int]:
    """Map a range of the resulting text to the raw range that it came from.

    A border inside an edit takes the whole edit along, unless its characters are aligned
    one to one; deletions at the borders stay outside.

    >>> to_raw([Edit(1, 5, 1, 1, "(fā)", "", "gloss", "repaired", 1.0)], 0, 2)
    (0, 6)
    """
    raw_start = _to_raw_start(edits, start)
    return raw_start, max(raw_start, _to_raw_end(edits, end))


def from_raw(edits: Sequence[Edit], raw_start: int, raw_end: int) -> tuple[int, int]:
    """Map a raw range to the range of the resulting text that it became."""
    start = _from_raw_border(edits, raw_start, is_start=True)
    return start, max(start, _from_raw_border(edits, raw_end, is_start=False))


def _to_raw_start(edits: Sequence[Edit], position: int) -> int:
    index = bisect_right(edits, position, key=_end)  # edits that end here or before lie to the left
    if index < len(edits) and edits[index].start < position:
        return _inside_raw(edits[index], position, edits[index].raw_start)
    return position + (edits[index - 1].raw_end - edits[index - 1].end if index else 0)


def _to_raw_end(edits: Sequence[Edit], position: int) -> int:
    index = bisect_left(edits, position, key=_start)
    if index and edits[index - 1].end > position:
        return _inside_raw(edits[index - 1], position, edits[index - 1].raw_end)
    if index < len(edits):
        return position + edits[index].raw_start - edits[index].start
    return position + (edits[-1].raw_end - edits[-1].end if edits else 0)


def _from_raw_border(edits: Sequence[Edit], position: int, *, is_start: bool) -> int:
    index = bisect_right(edits, position, key=_raw_end)
    if index < len(edits) and edits[index].raw_start < position:
        edit = edits[index]
        if edit.is_aligned:
            return edit.start + position - edit.raw_start
        return edit.start if is_start else edit.end
    return position + (edits[index - 1].end - edits[index - 1].raw_end if index else 0)


def _inside_raw(edit: Edit, position: int, border: int) -> int:
    return edit.raw_start + position - edit.start if edit.is_aligned else border


def _start(edit: Edit) -> int:
    return edit.start


def _end(edit: Edit) -> int:
    return edit.end


def _raw_end(edit: Edit) -> int:
    return edit.raw_end
