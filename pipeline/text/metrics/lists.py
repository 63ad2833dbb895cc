"""Lists told with 分别: which member of the list a quantity belongs to."""

from typing import NamedTuple

from pipeline.text.metrics.view import Tie, View

__all__ = ["Member", "dealt_before", "find_member", "find_place"]

_CUES = ("分别", "依次", "依序")
_HEADS = frozenset({"noun", "light", "boundary", "change"})
_MEMBERS = frozenset({"name", "noun", "group"})
_BETWEEN = frozenset({"link", "time", "space", "comparison", "bound-verb", "light", "change"})


class Member(NamedTuple):
    """One member of a list: the chunk indices of its name and of its own noun, and of the head all share."""

    name: int | None
    noun: int | None
    head: int | None


def find_member(view: View, index: int) -> Member | None:
    """Give the member that the quantity at chunk `index` belongs to, or None without such a list.

    In A、B、C分别为1、2、3 the members stand before the cue and their quantities, as many,
    after it. A noun after the last name (A和B产值分别...) is the head of all.
    """
    cue = _find_cue(view, index) if view.has_list else None
    if cue is None:
        return None
    members, head = _members(view, view.clause_start(index), cue)
    quantities = _quantities(view, cue)
    if len(quantities) < 2 or index not in quantities:
        return None
    if len(members) != len(quantities):
        members = _named_before(view, cue, len(quantities))
        if not members:
            return None
        first = max(view.clause_start(cue), members[-1] + 1)
        head = next((i for i in range(cue - 1, first - 1, -1) if view.kinds[i] == "noun"), None)
        if view.kinds[members[-1]] == "noun" and head in (None, members[-1] + 1):
            return None
    if head is None:
        head = next((i for i in range(cue + 1, quantities[0]) if view.kinds[i] == "noun"), None)
    place = members[quantities.index(index)]
    if view.chunks[place].kind in ("name", "group"):
        return Member(place, None, head)
    return Member(None, place, head)


def find_place(view: View, index: int) -> tuple[int, int] | None:
    """Give the place of the quantity at chunk `index` in its 分别 list and the length of that list."""
    cue = _find_cue(view, index) if view.has_list else None
    quantities = _quantities(view, cue) if cue is not None else []
    return (quantities.index(index), len(quantities)) if index in quantities else None


def dealt_before(view: View, index: int, ties: list[Tie]) -> tuple[int, int] | None:
    """What the count of the same place in the clauses before measures: 演出80场、展览40个，同比分别增长14%和6%."""
    place = find_place(view, index)
    if place is None:
        return None
    first = view.clause_start(index)
    row = [tie.indicator for tie in ties if tie.place < first][-place[1] :]
    return row[place[0]] if len(row) == place[1] == len(set(row)) else None


def _find_cue(view: View, index: int) -> int | None:
    first = view.clause_start(index)
    return next((i for i in range(index - 1, first - 1, -1) if view.surfaces[i].startswith(_CUES)), None)


def _named_before(view: View, cue: int, count: int) -> list[int]:
    """Chunk indices of the last list before the cue that has as many members: 浦东、闵行两区最多，分别有."""
    for last in range(cue - 1, 0, -1):
        row = [last]
        while row[0] > 1 and view.kinds[row[0] - 1] == "and" and view.kinds[row[0] - 2] in _MEMBERS:
            row.insert(0, row[0] - 2)
        if len(row) == count and view.kinds[last] in _MEMBERS and view.kinds[last + 1] != "and":
            return row
    return []


def _quantities(view: View, cue: int) -> list[int]:
    """Chunk indices of the quantities after the cue, to the end of the list."""
    found: list[int] = []
    for i in range(cue + 1, len(view.chunks)):
        kind = view.chunks[i].kind
        if kind == "quantity":
            found.append(i)
        elif kind in ("comma", "stop") or (found and kind not in ("and", "space", "refused")):
            break
    return found


def _members(view: View, first: int, cue: int) -> tuple[list[int], int | None]:
    """Chunk indices of the members before the cue, left to right, and of the head after the last."""
    position = cue - 1
    while position > first and view.chunks[position].kind in _BETWEEN:
        position -= 1
    members: list[int] = []
    head: int | None = None
    last = position
    while last > first and view.chunks[last].kind in _HEADS:
        last -= 1
    if last < position and view.chunks[last].kind == "name" and view.chunks[position].kind == "noun":
        head, position = position, last
    while position >= first and view.chunks[position].kind in ("name", "noun", "group"):
        members.append(position)
        described = view.kinds[position - 1 : position] == ("noun",)
        if described and view.kinds[position - 2 : position - 1] == ("and",):  # 审计机构正衡会计师事务所
            position -= 1
        if position - 1 < first or view.chunks[position - 1].kind != "and":
            break
        position -= 2
    return members[::-1], head
