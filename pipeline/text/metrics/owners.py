"""Whose the measured thing is: its owner by 的, or whom a fine falls on."""

import re
from bisect import bisect_left

from pipeline.text.metrics.described import is_known
from pipeline.text.metrics.view import View
from pipeline.text.quantities.lexicon import load_words
from pipeline.text.quantities.verbs import is_verb

__all__ = ["Span", "find_document", "find_owned", "find_owner", "find_punished"]

Span = tuple[int, int]
_PUNISHED_RE = re.compile(
    r"[“「]?([^，。；]{2,16}?)(?:以[^，。；]{2,10})?(?:作出)?(?:处以|判处|罚款|罚金|处罚|罚)"
)
# 《行动方案》提出的20条
_LAID_DOWN_RE = re.compile(
    r"《([^《》\n]{2,40})》[^，,。；;《》]{0,2}?(?:明确|提出|规定|包括|包含|推出|部署|共|列出)(?:了|有|的)*$"
)
_ARTICLES = frozenset({"条", "项", "章", "款"})
_SHORTEST = 2
_SHARES = frozenset({"占", "约占", "仅占"})  # 占总收入的比重
_ACTING = frozenset({"light", "change", "boundary", "target", "group", "name", "bound-verb"})


def find_owner(view: View, first: int, indicator: Span | None) -> Span | None:
    """The noun that the indicator belongs to by 的: 传统工科的报考热度."""
    if indicator is None:
        return None
    i = bisect_left(view.starts, indicator[0], first)
    if i < first + 2 or i == len(view.starts) or view.starts[i] != indicator[0]:
        return None
    if view.surfaces[i - 1] != "的":
        return None
    if view.kinds[i - 2] == "quote" and (quoted := _quoted(view, first, i - 2)):
        return quoted
    if (
        view.kinds[i - 2] != "noun"
        or len(view.surfaces[i - 2]) < _SHORTEST
        or _is_action(view.surfaces[i - 2])
    ):
        return None
    return None if _is_acted_on(view, first, i - 2) else (view.chunks[i - 2].start, view.chunks[i - 2].end)


def _is_acted_on(view: View, first: int, place: int) -> bool:
    """Whether the noun at chunk `place` ends a relative clause: 开展|离岸贸易|的企业, 占全市|外贸总值|的比重."""
    return place > first and (view.kinds[place - 1] in _ACTING or view.surfaces[place - 1] in _SHARES)


def _quoted(view: View, first: int, close: int) -> Span | None:
    """What stands between the quotation mark at `close` and the one before: “提前申报”的应用率."""
    for i in range(close - 1, first - 1, -1):
        if view.kinds[i] == "quote":
            return view.chunks[i].end, view.chunks[close].start
    return None


def _is_action(noun: str) -> bool:
    """Whether a piece before 的 owns nothing: 此次始发的区间, 占地区生产总值的比重, 周六的闭馆时间."""
    return is_verb(noun) or noun.startswith(("占", "有", "最")) or noun in load_words()["unmeasured"]


def find_owned(view: View, place: int, index: int, indicator: Span | None) -> Span | None:
    """The thing that by 的 is that of the name at chunk `place`, and of which chunks up to `index` tell: 某校牵头的医联体."""
    first = next((i + 1 for i in range(place + 1, index) if view.surfaces[i] == "的"), index)
    last = first
    while last < index and view.kinds[last] in ("noun", "light"):
        last += 1
    for i in range(last - 1, first - 1, -1):
        start, end = view.chunks[i].start, view.chunks[i].end
        is_measured = indicator is not None and indicator[0] < end and start < indicator[1]
        if view.kinds[i] == "noun" and not is_measured and is_known(view.surfaces[i]):
            return view.chunks[first].start, end
    return None


def find_document(view: View, index: int) -> Span | None:
    """The law or plan whose articles the quantity at chunk `index` counts."""
    if view.quantities[int(view.chunks[index].value)].unit not in _ARTICLES:
        return None
    match = _LAID_DOWN_RE.search(view.text, view.start, view.chunks[index].start)
    return match.span(1) if match else None


def find_punished(view: View, first: int, index: int) -> Span | None:
    """Whom a fine or a sentence falls on: 法院对龚某判处有期徒刑七年, 对公司罚款800万元."""
    if "对" not in view.surfaces[first:index][:-1]:
        return None
    start = view.surfaces.index("对", first) + 1
    text = view.text[view.chunks[start].start : view.chunks[index].start]
    match = _PUNISHED_RE.match(text)
    if match is None:
        return None
    low = view.chunks[start].start + match.start(1)
    span = low, view.chunks[start].start + match.end(1)
    named = [name for name in view.names if span[0] <= name.start and name.end <= span[1]]
    return (named[-1].start, named[-1].end) if named else span
