"""Compose two lists of edits into one that leads from the first raw text to the last text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.text.edits import REPAIRED, Change, Edit

if TYPE_CHECKING:
    from pipeline.text.rewrite import Rewrite

__all__ = ["compose"]


def compose(one: "Rewrite", two: "Rewrite") -> Iterator[Change]:
    """Yield the changes that lead from `one.raw` to `two.text`, where `two.raw` is `one.text`.

    Edits that touch the same characters become one change.
    """
    for first, second in _group(one.edits, two.edits):
        yield _merge(one, first, two, second)


def _group(first: Sequence[Edit], second: Sequence[Edit]) -> Iterator[tuple[list[Edit], list[Edit]]]:
    """Walk both lists over the middle text and yield the edits that touch the same characters."""
    queue = list(_cut_at_borders(first, second))
    i = j = 0
    while i < len(first) or j < len(queue):
        left: list[Edit] = []
        right: list[Edit] = []
        if j == len(queue) or (i < len(first) and _span(first[i]) <= _raw_span(queue[j])):
            left.append(first[i])
            low, high = _span(first[i])
            i += 1
        else:
            right.append(queue[j])
            low, high = _raw_span(queue[j])
            j += 1
        while True:
            if right and i < len(first) and _touches((low, high), _span(first[i])):
                left.append(first[i])
                high = max(high, first[i].end)
                i += 1
            elif left and j < len(queue) and _touches((low, high), _raw_span(queue[j])):
                right.append(queue[j])
                high = max(high, queue[j].raw_end)
                j += 1
            else:
                break
        yield left, right


def _cut_at_borders(first: Sequence[Edit], second: Sequence[Edit]) -> Iterator[Edit]:
    """Cut aligned edits of the second list where an edit of the first begins or ends."""
    borders = sorted({border for edit in first for border in _span(edit)})
    for edit in second:
        inner = borders[bisect_right(borders, edit.raw_start) : bisect_left(borders, edit.raw_end)]
        if not inner or not edit.is_aligned:
            yield edit
            continue
        for low, high in zip([edit.raw_start, *inner], [*inner, edit.raw_end], strict=True):
            piece = slice(low - edit.raw_start, high - edit.raw_start)
            shift = edit.start - edit.raw_start
            before, after = edit.before[piece], edit.after[piece]
            if before != after:
                yield Edit(low, high, low + shift, high + shift, before, after, *edit[6:])


def _span(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def _raw_span(edit: Edit) -> tuple[int, int]:
    return edit.raw_start, edit.raw_end


def _touches(group: tuple[int, int], span: tuple[int, int]) -> bool:
    """Tell whether a span shares a character with the group, or both are the same empty point."""
    if span[0] == span[1]:
        return group[0] < span[0] < group[1] or (group[0] == group[1] == span[0])
    if group[0] == group[1]:
        return span[0] < group[0] < span[1]
    return span[0] < group[1]


def _merge(one: "Rewrite", first: list[Edit], two: "Rewrite", second: list[Edit]) -> Change:
    """Make one change of the edits of a group, from the raw text to the final text."""
    if not second and len(first) == 1:
        edit = first[0]
        return Change(edit.raw_start, edit.raw_end, edit.after, *edit[6:])
    low = min([edit.start for edit in first] + [edit.raw_start for edit in second])
    high = max([edit.end for edit in first] + [edit.raw_end for edit in second])
    raw_start, raw_end = _raw_extent(one, first, low, high)
    start, end = _final_extent(two, second, low, high)
    after = two.text[start:end]
    repairs = [edit for edit in (*first, *second) if edit.status == REPAIRED]
    if after == one.raw[raw_start:raw_end]:
        marks = [edit for edit in (*second, *first) if edit.status != REPAIRED]
        lead, status = (marks[0], marks[0].status) if marks else (repairs[0], REPAIRED)
    else:
        lead, status = repairs[0], REPAIRED
    confidence = min(edit.confidence for edit in (*first, *second))
    return Change(raw_start, raw_end, after, lead.kind, status, confidence, lead.rejected)


def _raw_extent(one: "Rewrite", first: list[Edit], low: int, high: int) -> tuple[int, int]:
    if not first:
        return one.to_raw(low, high)
    before, after = first[0], first[-1]
    return before.raw_start - (before.start - low), after.raw_end + (high - after.end)


def _final_extent(two: "Rewrite", second: list[Edit], low: int, high: int) -> tuple[int, int]:
    if not second:
        return two.from_raw(low, high)
    before, after = second[0], second[-1]
    return before.start - (before.raw_start - low), after.end + (high - after.raw_end)
