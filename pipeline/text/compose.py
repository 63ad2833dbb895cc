"""Compose two lists of edits into one that leads from the first raw text to the last text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from pipeline.text.edits import REPAIRED, Change, Edit
from pipeline.text.offsets import from_raw, to_raw

__all__ = ["compose"]


def compose(raw: str, first: Sequence[Edit], second: Sequence[Edit], text: str) -> Iterator[Change]:
    """Yield the changes that lead from `raw` over a text in between to the final `text`.

    `first` leads from `raw` to the text in between, `second` from there to `text`. Edits
    that touch the same characters become one change.
    """
    for left, right in _group(first, second):
        if not right and len(left) == 1:
            edit = left[0]
            yield Change(edit.raw_start, edit.raw_end, edit.after, *edit[6:])
            continue
        low = min([edit.start for edit in left] + [edit.raw_start for edit in right])
        high = max([edit.end for edit in left] + [edit.raw_end for edit in right])
        raw_start, raw_end = _raw_extent(left, low, high) if left else to_raw(first, low, high)
        start, end = _final_extent(right, low, high) if right else from_raw(second, low, high)
        yield _merge([*left, *right], (raw_start, raw_end), raw[raw_start:raw_end], text[start:end])


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


def _merge(edits: list[Edit], extent: tuple[int, int], before: str, after: str) -> Change:
    """Make one change of the edits of a group; its kind is that of the first repair, or the last mark."""
    repairs = [edit for edit in edits if edit.status == REPAIRED]
    marks = [edit for edit in edits if edit.status != REPAIRED]
    lead = marks[-1] if marks and after == before else repairs[0]
    confidence = min(edit.confidence for edit in edits)
    return Change(*extent, after, lead.kind, lead.status, confidence, lead.rejected)


def _raw_extent(edits: list[Edit], low: int, high: int) -> tuple[int, int]:
    first, last = edits[0], edits[-1]
    return first.raw_start - (first.start - low), last.raw_end + (high - last.end)


def _final_extent(edits: list[Edit], low: int, high: int) -> tuple[int, int]:
    first, last = edits[0], edits[-1]
    return first.start - (first.raw_start - low), last.end + (high - last.raw_end)
