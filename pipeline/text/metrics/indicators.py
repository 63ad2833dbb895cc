"""The indicator of a quantity: the short noun phrase that is measured."""

import re

from pipeline.text.metrics.described import is_known
from pipeline.text.metrics.lists import Member, dealt_before, find_member
from pipeline.text.metrics.nouns import (
    Span,
    clause_before,
    clause_word,
    dimension,
    noun_after,
    noun_before,
    verb_before,
    verb_changed,
)
from pipeline.text.metrics.rows import find_label, find_row_measure, headed_measure
from pipeline.text.metrics.view import Tie, View
from pipeline.text.quantities.lexicon import list_words, load_words
from pipeline.text.quantities.quantities import Quantity

__all__ = ["COUNTED", "find_indicator"]

COUNTED = frozenset({"count", "loose"})
_ANAPHOR_RE = re.compile("[这该此]一?个?(?:数字|数目|数据|数值|比例|比率|指标|占比|规模|水平|价格)[曾已]?")
_ATTACHED = frozenset({"link", "space", "bound-verb", "time"})
_SHARES = frozenset({"占", "约占", "仅占", "占了"})
_ENDS = ((), ("comma",), ("stop",), ("and",))
_POINTS = frozenset({"pp", "bp"})


def find_indicator(
    view: View, index: int, quantity: Quantity, change: str | None, ties: list[Tie]
) -> tuple[Span | None, str | None]:
    """Give the span of the indicator and the rule that found it.

    A classifier counts the noun after it (100余家投资机构); everything else measures
    the noun before it, and a bare growth rate what was measured last.
    """
    if (measure := headed_measure(view)) and find_label(view):
        return measure, "heading"
    member = find_member(view, index)
    if member and (span := _dealt(view, index, member)):
        return span, "member"
    if view.has_list and not member and (span := dealt_before(view, index, ties)):
        return span, "member"
    if not quantity.rank and (span := dimension(view, index)):
        return span, "dimension"
    after = noun_after(view, index)
    if ties and ((change == "to" and ties[-1].change == "from") or (view.listed_after(index) and not after)):
        return ties[-1].indicator, "pair" if change == "to" else "list"
    if after and (quantity.kind in COUNTED or (_is_object(view, index) and after[1] - after[0] > 1)):
        return after, "after"
    if after and _is_part(view, index, quantity):
        return after, "part"
    if quantity.rank:
        return _ranked(view, index, ties)
    if (span := verb_before(view, index)) and not (
        ties and _is_name(view, span) and _continues(view, index, ties)
    ):
        return span, "verb"
    span = noun_before(view, index)
    if after and _is_measure(view, after) and not (span and _is_measure(view, span)):
        return after, "after"
    if span:
        return _antecedent(view, span, ties) or _shared(view, index, span, ties) or span, "before"
    if after and _opens_clause(view, index):
        return after, "after"
    return _fallback(view, index, change, after, ties)


def _dealt(view: View, index: int, member: Member) -> Span | None:
    """What a 分别 list deals out: 产值中，A、B分别增长; A、B分别进出口; else the member itself."""
    if member.head is not None:
        return view.chunks[member.head].start, view.chunks[member.head].end
    before = clause_before(view, index) if member.noun is not None else None
    if before and view.text[slice(*before)].endswith(list_words("measure")):
        return before
    return (view.chunks[member.noun].start, view.chunks[member.noun].end) if member.noun is not None else None


def _fallback(
    view: View, index: int, change: str | None, after: Span | None, ties: list[Tie]
) -> tuple[Span | None, str | None]:
    """What a clause without a noun of its own measures."""
    if span := verb_changed(view, index):
        return span, "verb"
    if rate := clause_word(view, index, frozenset(load_words()["rate"])):
        moved = view.quantities[int(view.chunks[index].value)].unit in _POINTS or change in ("from", "to")
        if moved or not ties:
            return rate, "noun"
    if not change and not after and (span := _predicate(view, index)):
        return span, "predicate"
    if (span := clause_before(view, index)) and _is_measure(view, span):
        return span, "clause before"
    if ties and (change or not after):
        return _told(view, index, change, ties).indicator, "same"
    if not after and (span := clause_before(view, index)):
        return span, "clause before"
    if after:
        return after, "after"
    carried = _last_told(view) if view.goes_on or view.surfaces[0] == "其中" else None
    return carried, "carried" if carried else None


def _antecedent(view: View, span: Span, ties: list[Tie]) -> Span | None:
    """What 这一数字 stands for: what was measured last."""
    if not _ANAPHOR_RE.fullmatch(view.text, span[0] - 1, span[1]):
        return None
    return ties[-1].indicator if ties else _last_told(view)


def _shared(view: View, index: int, span: Span, ties: list[Tie]) -> Span | None:
    """What was measured of another thing before, where the clause names but the thing: 四人间月租800元，单人间2400元."""
    quantity = view.quantities[int(view.chunks[index].value)]
    if quantity.kind in COUNTED or not is_known(view.text[slice(*span)]):
        return None
    between = [i for i in range(view.clause_start(index), index) if view.starts[i] >= span[1]]
    if any(view.kinds[i] not in _ATTACHED or view.surfaces[i] in _SHARES for i in between):
        return None
    alike = (tie for tie in reversed(ties) if tie.quantity.unit == quantity.unit and tie.indicator)
    told = next((tie.indicator for tie in alike), None) or find_row_measure(view)
    return told if told and view.text.endswith(list_words("measure"), *told) else None


def _last_told(view: View) -> Span | None:
    """What the metric before this sentence measures."""
    last = view.earlier[-1] if view.earlier else None
    if last is None or last.indicator_start is None or last.indicator_end is None:
        return None
    return last.indicator_start, last.indicator_end


def _is_object(view: View, index: int) -> bool:
    """Whether a verb stands directly before: 形成3000亿元并购交易规模, 仍有1900亩农田."""
    position = index - 1
    while position >= 0 and view.chunks[position].kind == "space":
        position -= 1
    if position < 0 or view.chunks[index + 1].surface == "的":
        return False
    return view.chunks[position].kind == "light" or view.chunks[position].surface in (
        "有",
        "仍有",
        "尚有",
        "还有",
        "设有",
    )


def _is_part(view: View, index: int, quantity: Quantity) -> bool:
    """Whether a share is told of the noun that follows by 的: 三分之一的医师; not 出租率不到七成的项目."""
    if quantity.unit != "%" or view.surfaces[index + 1 : index + 2] != ("的",):
        return False
    return not index or not view.surfaces[index - 1].endswith(list_words("measure"))


def _is_measure(view: View, span: Span) -> bool:
    return view.text.endswith(list_words("measure"), *span)


def _is_name(view: View, span: Span) -> bool:
    return any((name.start, name.end) == span for name in view.names)


def _continues(view: View, index: int, ties: list[Tie]) -> bool:
    """Whether the quantity has the unit of one before: 共612件，占四成，日本121件居次."""
    unit = view.quantities[int(view.chunks[index].value)].unit
    return any(tie.quantity.unit == unit for tie in ties)


def _opens_clause(view: View, index: int) -> bool:
    return index == 0 or view.chunks[index - 1].kind in ("comma", "stop", "colon", "link", "space", "time")


def _ranked(view: View, index: int, ties: list[Tie]) -> tuple[Span | None, str | None]:
    """What a rank ranks: the noun before 居 or 排名, else what was measured last."""
    if rate := clause_word(view, index, frozenset(load_words()["rate"])):
        return rate, "ranked"
    first = view.clause_start(index)
    for position in range(index - 1, first - 1, -1):
        if view.surfaces[position] in load_words()["ranked"] and (span := noun_before(view, position)):
            return span, "ranked"
    if ties:
        return _ranked_before(ties, first).indicator, "same"
    if span := clause_before(view, index) or noun_after(view, index) or noun_before(view, index):
        return span, "ranked"
    return clause_word(view, index, frozenset({"排名"})), "ranked"


def _ranked_before(ties: list[Tie], first: int) -> Tie:
    """What was ranked last, else measured in a clause before the one that begins at chunk `first`."""
    ranked = [tie for tie in ties if tie.quantity.rank] or [tie for tie in ties if tie.place < first]
    return (ranked or ties)[-1]


def _predicate(view: View, index: int) -> Span | None:
    """What is said of those who are counted, to the end of the clause: 3人受伤、2家入围."""
    quantity = view.quantities[int(view.chunks[index].value)]
    follows = view.kinds[index + 1 : index + 3]
    if quantity.kind not in COUNTED or follows[:1] != ("light",) or follows[1:] not in _ENDS:
        return None
    verb = view.chunks[index + 1]
    return (verb.start, verb.end) if verb.surface not in load_words()["connecting"] else None


def _told(view: View, index: int, change: str | None, ties: list[Tie]) -> Tie:
    """The quantity that a clause without a noun goes on about.

    Points change a percentage; a rate of growth is that of the quantity just before;
    all else continues the last quantity of its unit (死亡23人, 其中徐汇36款).
    """
    unit = view.quantities[int(view.chunks[index].value)].unit
    if unit in ("%", "倍") and (change in ("increase", "decrease") or _tells_share(view, index)):
        return ties[-1]
    if unit == "%" and ties[-1].quantity.unit in _POINTS:
        return ties[-1]  # 兑现率提升5.2个百分点，达到79.5%
    wanted = {"%", *_POINTS} if unit in _POINTS else {unit}
    return next(
        (tie for tie in reversed(ties) if tie.quantity.unit in wanted and not tie.quantity.rank), ties[-1]
    )


def _tells_share(view: View, index: int) -> bool:
    """Whether the clause says of what the quantity before is a share: 投资187亿元，占概算的近六成."""
    opening: str = view.surfaces[view.clause_start(index)]
    return opening.startswith("占")
