"""Change, comparison and target of a quantity, from the words around it."""

from pipeline.text.quantities.view import Tie, View

__all__ = ["find_change", "find_comparison", "is_target"]

_FROM = frozenset({"从", "由", "自"})
_TO = frozenset({"到", "至"})
_SKIPPED = frozenset({"link", "space", "bound-verb", "comparison"})
# Verbs that change the thing named after them: 新增绿地1020公顷, 退出养殖塘3700亩.
_TRANSITIVE = frozenset({"新增", "净增", "增加", "减少", "新增加", "增派", "增配", "净增加", "净减少", "扩大", "缩减", "削减"})
_NOMINAL = frozenset({"增长", "增幅", "涨幅", "升幅", "跌幅", "降幅", "减幅", "下降", "上涨", "涨", "跌", "下跌", "上升"})


def find_change(view: View, index: int, ties: list[Tie]) -> tuple[str | None, str | None]:
    """Give the change that the quantity at chunk `index` states, and the rule that said so."""
    if view.listed_after(index) and ties:
        return ties[-1].change, "list" if ties[-1].change else None
    if _is_from(view, index):
        return "from", "from-to"
    position = index - 1
    while position >= 0:
        chunk = view.chunks[position]
        surface = view.surface(chunk)
        if chunk.kind == "change":
            if chunk.value != "to" and position + 1 < index and view.surface(view.chunks[position + 1]) in _TO:
                return "to", f"verb:{surface}"
            return chunk.value, f"verb:{surface}"
        if surface in _TO and ties and ties[-1].change == "from" and not _between(view, ties[-1].index, index, "stop"):
            return "to", "from-to"
        if chunk.kind not in _SKIPPED and chunk.kind != "time":
            break
        position -= 1
    return _around(view, index)


def _is_from(view: View, index: int) -> bool:
    """Whether 从, 由 stands before the quantity, with at most a time between: 从2018年的1340亿元."""
    for chunk in reversed(view.chunks[max(0, index - 5):index]):
        surface = view.surface(chunk)
        if surface in _FROM:
            return True
        if chunk.kind not in ("time", "space") and surface not in ("的", "约", "最多", "最高", "时", "原来", "最初"):
            return False
    return False


def _around(view: View, index: int) -> tuple[str | None, str | None]:
    """Change told by a noun after the quantity (13.8%跌幅) or by a verb before the thing counted."""
    after = [chunk for chunk in view.chunks[index + 1:index + 3] if view.surface(chunk) != "的"]
    if after and after[0].kind == "change" and view.surface(after[0]) in _NOMINAL:
        return after[0].value, f"noun:{view.surface(after[0])}"
    first = view.clause_start(index)
    before = [chunk for chunk in view.chunks[first:index] if chunk.kind not in ("space", "link")]
    if len(before) >= 2 and before[-1].kind == "noun" and view.surface(before[-2]) in _TRANSITIVE:
        return before[-2].value, f"verb:{view.surface(before[-2])}"
    return None, None


def _between(view: View, first: int, second: int, kind: str) -> bool:
    return any(chunk.kind == kind for chunk in view.chunks[first + 1:second])


def find_comparison(view: View, index: int, tie: Tie, ties: list[Tie]) -> str | None:
    """Give the base of a change: the 同比 or 环比 that governs it."""
    if tie.change not in ("increase", "decrease"):
        return None
    if view.listed_after(index) and ties:
        return ties[-1].comparison
    for chunk in reversed(view.chunks[:index]):
        if chunk.kind == "comparison":
            return chunk.value
        if chunk.kind in ("quantity", "stop"):
            return None
    return None


def is_target(view: View, index: int, time: str | None, ties: list[Tie]) -> bool:
    """Whether the quantity is a goal: a word of intention before it, or a time to come."""
    if view.published and time and time[:4].isdigit() and time[:len(view.published)] > view.published:
        return True
    for chunk in reversed(view.chunks[:index]):
        if chunk.kind == "target":
            return True
        if chunk.kind == "stop":
            return False
    return False
