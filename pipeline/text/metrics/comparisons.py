"""What a change is compared with: the year before, or the period before."""

import re
from functools import lru_cache

from pipeline.text.metrics.reach import PARTS
from pipeline.text.metrics.view import Tie, View, paragraph_start

__all__ = ["find_comparison", "find_standing"]

_YEAR = r"(?:同比|按年|[与比较同](?:上年|去年|上一年|前一年)(?:同期|同月|同季)?(?:相比)?)"
_SAME = r"(?:以?下均?同)"
_NEW = "新增"
# 较去年高点回落三成, told of no time: a day of that year, not the year
_EXTREME_RE = re.compile(r"的|高[点位]|低[点位]|[峰谷]值|最[高低]|高峰")
# 是去年同期的2.2倍
_MULTIPLES = tuple(f"{year}同{span}的" for year in ("去年", "上年", "上一年") for span in "期月")
# 与去年同期相比（下同）增长5.2%, 增长5.2%（同比，下同）: said once for all that follows.
_STANDING_RE = re.compile(rf"{_YEAR}[（(]{_SAME}[）)]|[（(]{_YEAR}[，,]{_SAME}[）)]")


def find_comparison(
    view: View, index: int, change: str | None, time: str | None, ties: list[Tie]
) -> str | None:
    """Give the base of a change: the 同比 or 环比 that governs it, in its clause or earlier in the sentence."""
    if change not in ("increase", "decrease"):
        is_multiple = view.text.endswith(_MULTIPLES, view.start, view.chunks[index].start)
        return "yoy" if is_multiple and view.chunks[index].surface.endswith("倍") else None
    if view.listed_after(index) and ties:
        return ties[-1].comparison
    for position in range(index - 1, -1, -1):
        chunk = view.chunks[position]
        if chunk.kind == "comparison":
            return chunk.value
        if chunk.surface in ("比", "较", "年均"):
            return "yoy" if _is_year_before(view, position + 1, time) else None
        if chunk.kind in ("quantity", "stop"):
            break
    if _NEW in view.surfaces[view.clause_start(index) : index]:
        return None  # 同比增长26%，新增训练点40个
    governed = [earlier.comparison for earlier in ties if earlier.comparison]
    return governed[-1] if governed else _of_whole(view, index) or _standing(view, index)


def _of_whole(view: View, index: int) -> str | None:
    """The base of the growth before, where the sentence tells its parts: 其中，工业增长3%."""
    if not view.goes_on or not view.text.startswith(PARTS, view.start):
        return None
    start = paragraph_start(view.text, view.start)
    growths = (
        metric
        for metric in reversed(view.earlier)
        if metric.start >= start and metric.unit == "%" and metric.change in ("increase", "decrease")
    )
    whole = next(growths, None)
    is_growth = view.quantities[int(view.chunks[index].value)].unit == "%"
    return whole.comparison if whole and is_growth else None


def _is_year_before(view: View, position: int, time: str | None) -> bool:
    """Whether the chunk after 比 is the year before: 2025年..., 较2024年多4款."""
    chunk = view.chunks[position]
    if time is None and _EXTREME_RE.match(view.text, chunk.end):
        return False
    time = time or view.published
    base = view.times[int(chunk.value)].value if chunk.kind == "time" else None
    return bool(base and time and len(base) == 4 and time[:4].isdigit() and int(time[:4]) - int(base) == 1)


def _standing(view: View, index: int) -> str | None:
    """The year before, where the text has said that it compares all with it (下同)."""
    start = find_standing(view.text)
    return "yoy" if start is not None and start < view.chunks[index].start else None


@lru_cache(maxsize=8)
def find_standing(text: str) -> int | None:
    """Give where a text says that all changes are on the year before, or None.

    >>> find_standing("与去年同期相比（下同）增长5.2%。"), find_standing("收入6亿元（人民币，下同）")
    (0, None)
    """
    match = _STANDING_RE.search(text)
    return match.start() if match else None
