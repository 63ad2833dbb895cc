"""Part a run that is not certain as a whole: bytes that stand on the page settle most of its characters."""

from collections.abc import Sequence
from itertools import takewhile
from operator import itemgetter
from typing import NamedTuple

from pipeline.text.repair.spun.confidence import has_open_end, read_windows, split_end
from pipeline.text.repair.spun.gbk import codes_of
from pipeline.text.repair.spun.stretch import Run, Stretch

__all__ = ["Pieces", "Shared", "find_shared", "split_run"]

_WEAK, _SHORT = -6.5, 6
"""Mean score of three characters in a row at which none of them is certain, and how few are not worth a piece."""


_SHARED = 3
"""How many characters that all rivals read alike are worth a piece."""


class Shared(NamedTuple):
    """What all rivals read alike: `after[first:last]` of a run, of what stands on the page from `left` to `right`."""

    first: int
    last: int
    left: int
    right: int


class Pieces(NamedTuple):
    """The beginning and the end of a run that are certain, and between `left` and `right` the page as it stands."""

    head: str
    left: int
    doubtful: str
    right: int
    tail: str


def split_run(stretch: Stretch, run: Run) -> Pieces | None:
    """Find the doubtful middle of a run, or return None where its characters do not go with those of the page.

    A pair of bytes that vanished leaves what comes before and behind it as it would be.
    """
    start, end, after, _ = run
    units, weak = _list_units(stretch, run), _find_weak(stretch, run)
    is_open = has_open_end(stretch, run)
    head = _count(stretch, after, units, weak)
    back = {len(after) - 1 - spot for spot in weak}
    tail = 0 if is_open else _count(stretch, after[::-1], units[::-1], back)
    tail -= run[3] > 0  # the second of two characters that lost a pair goes with the page as well
    head = min(head, len(split_end(stretch, run)[0]) - 1) if is_open else head
    head, tail = (count if count >= _SHORT else 0 for count in (head, tail))
    if not head + tail or head + tail >= min(len(after), len(units)):
        return None
    return Pieces(
        after[:head],
        units[head][0] if head else start,
        after[head : len(after) - tail],
        units[-tail][0] if tail else end,
        after[len(after) - tail :],
    )


def find_shared(stretch: Stretch, run: Run, rivals: Sequence[str]) -> list[Shared]:
    """Find what all rivals have in the same place, counted from the beginning of a run and from its end.

    Where pairs of bytes may have vanished, readings differ in length, and only one of the two ends goes with them.
    """
    after, swallowed = split_end(stretch, run)
    if swallowed:  # all rivals guess it alike
        rivals = [rival[:-1] for rival in rivals]
    spots = [*(begin for begin, _ in _list_units(stretch, run)), run[1]]
    first, length = _longest(after, rivals)
    last, width = _longest(after[::-1], [rival[::-1] for rival in rivals])
    last, end = len(after) - last, len(spots) - 1 - last
    parts = [
        Shared(first, first + length, first, first + length),
        Shared(last - width, last, end - width, end),
    ]
    done, position = 0, run[0]
    shared: list[Shared] = []
    for part in parts:
        if part.last - part.first < _SHARED or part.left < 0 or part.right >= len(spots):
            continue
        right, left = spots[part.right], spots[part.left]
        if part.left and (part.first == done or _step_back(stretch, left) > position):
            left = _step_back(stretch, left)
        if part.first >= done and left >= position and (left > position or part.first == done):
            shared.append(Shared(part.first, part.last, left, right))
            done, position = part.last, right
    return shared


def _step_back(stretch: Stretch, position: int) -> int:
    """Return where the page's character begins whose second byte the character restored at `position` begins with."""
    return stretch.ends.get(position, position) - 1


def _longest(after: str, rivals: Sequence[str]) -> tuple[int, int]:
    """Return where the longest part begins that all rivals have in the same place, and its length."""
    lengths = [_count_shared(after[i:], [rival[i:] for rival in rivals]) for i in range(len(after))]
    return max(enumerate(lengths), key=itemgetter(1), default=(0, 0))


def _count_shared(text: str, others: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda chars: len(set(chars)) == 1, zip(text, *others, strict=False)))


def _count(stretch: Stretch, after: str, units: list[tuple[int, str]], weak: set[int]) -> int:
    """Count the characters that are certain and end in the byte that the page shows."""
    for index, (char, (_, shown)) in enumerate(zip(after, units, strict=False)):
        code = char.encode("gbk", "replace")
        bytes_shown = {known[0] for known in codes_of(shown, is_folded=stretch.is_folded)} if shown else set()
        if index in weak or (code[-1] not in bytes_shown and shown != "?"):
            return index
    return min(len(after), len(units))


def _find_weak(stretch: Stretch, run: Run) -> set[int]:
    weak: set[int] = set()
    for spot, score in enumerate(read_windows(stretch, run)):
        if score < _WEAK:
            weak.update(range(spot, spot + 3))
    return weak


def _list_units(stretch: Stretch, run: Run) -> list[tuple[int, str]]:
    """List where what became of each character begins, and its character; glosses go with the one before them."""
    units: list[tuple[int, str]] = []
    position = run[0]
    gloss = stretch.glosses.get(position)
    position = gloss.end + gloss.space if gloss else position + (not stretch.drops)
    begin = run[0]
    while position < run[1]:
        gloss = stretch.glosses.get(position)
        if gloss and gloss.opener != "(":
            units.append((begin, "?"))
        elif not gloss:
            units.append((begin, stretch.text[position]))
        position = gloss.end + gloss.space if gloss else position + 1
        begin = position
    return units
