"""The indicator of a quantity: the short noun phrase that is measured."""

from pipeline.text.quantities.quantities import Quantity
from pipeline.text.quantities.view import Tie, View

__all__ = ["find_indicator"]

Span = tuple[int, int]
_COUNTED = frozenset({"count", "loose"})
_PASSED = frozenset({"link", "space", "colon", "change", "comparison", "bound-verb", "target", "quote", "time", "boundary"})
_VERBS = frozenset({"light", "change"})


def find_indicator(
    view: View, index: int, quantity: Quantity, change: str | None, ties: list[Tie]
) -> tuple[Span | None, str | None]:
    """Give the span of the indicator and the rule that found it.

    A classifier counts the noun after it (100余家投资机构); everything else measures
    the noun before it, and a bare growth rate what was measured last.
    """
    if view.listed_after(index) and ties and not _noun_after(view, index):
        return ties[-1].indicator, "list"
    if quantity.kind in _COUNTED and (span := _noun_after(view, index)):
        return span, "after"
    if span := _noun_before(view, index):
        return span, "before"
    if ties and (change or quantity.rank or quantity.unit == "%"):
        return ties[-1].indicator, "same"
    if span := _noun_after(view, index):
        return span, "after"
    if span := _verb_before(view, index):
        return span, "verb"
    if ties:
        return ties[-1].indicator, "same"
    if view.earlier and change and view.earlier[-1].indicator_start is not None:
        last = view.earlier[-1]
        return (last.indicator_start, last.indicator_end), "carried"  # type: ignore[return-value]
    return None, None


def _noun_after(view: View, index: int) -> Span | None:
    """The noun directly after a quantity, or after 的."""
    position = index + 1
    if position < len(view.chunks) and view.surface(view.chunks[position]) == "的":
        position += 1
    if position >= len(view.chunks):
        return None
    chunk = view.chunks[position]
    if chunk.kind == "name" and position + 1 < len(view.chunks) and view.chunks[position + 1].kind == "noun":
        chunk = view.chunks[position + 1]
    return (chunk.start, chunk.end) if chunk.kind == "noun" else None


def _noun_before(view: View, index: int) -> Span | None:
    """The noun phrase before a quantity in its clause, past verbs and adverbs."""
    position = index - 1
    while position >= 0 and (view.chunks[position].kind in _PASSED or view.chunks[position].kind in _VERBS):
        position -= 1
    if position < 0 or view.chunks[position].kind != "noun":
        return None
    end = view.chunks[position].end
    start = view.chunks[position].start
    while position >= 2 and view.chunks[position - 1].kind == "and" and view.chunks[position - 2].kind == "noun":
        position -= 2
        start = view.chunks[position].start
    return start, end


def _verb_before(view: View, index: int) -> Span | None:
    position = index - 1
    while position >= 0 and view.chunks[position].kind in ("link", "space", "bound-verb"):
        position -= 1
    if position >= 0 and view.chunks[position].kind in _VERBS:
        return view.chunks[position].start, view.chunks[position].end
    return None
