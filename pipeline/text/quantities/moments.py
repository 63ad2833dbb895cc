"""The time of a quantity: named in its clause, carried in its sentence or its paragraph."""

from pipeline.text.quantities.dates import is_future
from pipeline.text.quantities.view import Tie, View

__all__ = ["find_moment"]


def find_moment(view: View, index: int, change: str | None, ties: list[Tie]) -> tuple[str | None, str | None]:
    """Give the ISO time of the quantity at chunk `index` and the rule that found it."""
    if change in ("from", "to") and (pair := _parallel(view, index, change, ties)):
        return pair, "parallel"
    crossed = False
    for position in range(index - 1, -1, -1):
        chunk = view.chunks[position]
        if chunk.kind == "stop" and view.chunks[position + 1].kind not in ("light", "change"):
            crossed = True
        if chunk.kind != "time" or (bound_to := _bound_to(view, position)) not in (None, index):
            continue
        time = view.times[int(chunk.value)]
        if view.text[chunk.end:chunk.end + 3].lstrip("的").startswith(("基础", "相比")):
            continue
        if time.kind == "since" and change != "from":
            continue
        if time.value is None or time.kind == "dayword":
            continue
        if crossed and view.published and is_future(time.value, view.published):
            return None, None
        same = position >= view.clause_start(index)
        return time.value, "own" if bound_to else "clause" if same else "sentence"
    return _carried(view)


def _bound_to(view: View, position: int) -> int | None:
    """Chunk index of the quantity that a time belongs to alone: 从2018年的1340亿元, 去年同期的50亿元."""
    if position + 2 < len(view.chunks) and view.surface(view.chunks[position + 1]) == "的":
        return position + 2 if view.chunks[position + 2].kind == "quantity" else None
    return None


def _parallel(view: View, index: int, change: str, ties: list[Tie]) -> str | None:
    """Time of the same end of an earlier from-to pair, if this pair names none of its own."""
    first = view.clause_start(index)
    if any(chunk.kind == "time" for chunk in view.chunks[first:index]):
        return None
    same = [tie.time for tie in ties if tie.change == change and tie.time]
    return same[-1] if same else None


def _carried(view: View) -> tuple[str | None, str | None]:
    """Carry the time of the sentence before within the paragraph."""
    if not view.earlier:
        return None, None
    last = view.earlier[-1]
    if "\n" in view.text[last.end:view.start] or last.time is None:
        return None, None
    return last.time, "carried"
