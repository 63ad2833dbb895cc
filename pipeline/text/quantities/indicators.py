"""The indicator of a quantity: the short noun phrase that is measured."""

import re

from pipeline.text.quantities.lexicon import load_words
from pipeline.text.quantities.lists import find_member
from pipeline.text.quantities.quantities import Quantity
from pipeline.text.quantities.view import Tie, View

__all__ = ["find_indicator"]

Span = tuple[int, int]
_COUNTED = frozenset({"count", "loose"})
_PASSED = frozenset(
    {
        "link",
        "space",
        "colon",
        "change",
        "comparison",
        "bound-verb",
        "target",
        "quote",
        "time",
        "boundary",
        "light",
        "open",
        "close",
        "refused",
    }
)
_NAMED = frozenset({"noun", "name", "group"})
_CROSSED = _PASSED | _NAMED
# The noun after these is what the number is held against, not what is measured.
_YARDSTICKS = frozenset(
    {
        "比",
        "较",
        "占",
        "占到",
        "占了",
        "只占",
        "仅占",
        "约占",
        "高于",
        "低于",
        "快于",
        "快过",
        "慢于",
        "多于",
        "少于",
        "领先",
        "落后",
        "相当于",
        "等于",
        "不及",
        "每",
        "较之",
        "相比",
        "优于",
        "平均每",
        "按",
        "分占",
        "达到了",
    }
)
# The same for these only before 的: 是全国平均水平的4.1倍, 不到同类产品的三分之一.
_COPULAS = frozenset({"是", "为", "不到", "不足", "超过", "达到", "仅为", "约为", "只有", "接近", "达", "约"})
_RANKED = frozenset(
    {
        "居",
        "位居",
        "位列",
        "列",
        "分列",
        "高踞",
        "守住",
        "排名",
        "排",
        "排在",
        "名列",
        "跃居",
        "稳居",
        "高居",
        "处于",
        "保持",
        "继续位列",
        "继续",
        "位于",
    }
)
# Adverbial tails that are no thing: 扩区后, 最多时, 三年内.
_ADVERBIAL_RE = re.compile(
    r"(?:(?<![售今])后|(?<![工学用耗课临])时|(?<![初高集一])中|(?<![国境室市省区院])内|(?<![之目])前|期间|以来|以上|以下|首日|首期|之初|[两三四五六七八九十]区|[两三四五]地|方面|来说|大关|台阶|关口|水平|水准|大台阶|逆势)$"
)
_LONGEST_OBJECT = 6
_NOUN_CHANGES = frozenset({"降幅", "增幅", "涨幅", "跌幅", "升幅", "减幅"})


def find_indicator(
    view: View, index: int, quantity: Quantity, change: str | None, ties: list[Tie]
) -> tuple[Span | None, str | None]:
    """Give the span of the indicator and the rule that found it.

    A classifier counts the noun after it (100余家投资机构); everything else measures
    the noun before it, and a bare growth rate what was measured last.
    """
    member = find_member(view, index)
    if member and (place := member.noun if member.noun is not None else member.head) is not None:
        return (view.chunks[place].start, view.chunks[place].end), "member"
    after = _noun_after(view, index)
    if ties and ((change == "to" and ties[-1].change == "from") or (view.listed_after(index) and not after)):
        return ties[-1].indicator, "pair" if change == "to" else "list"
    if after and (quantity.kind in _COUNTED or (_is_object(view, index) and after[1] - after[0] > 1)):
        return after, "after"
    if quantity.rank:
        return _ranked(view, index, ties)
    if span := _verb_before(view, index):
        return span, "verb"
    if span := _noun_before(view, index):
        return span, "before"
    if after and _opens_clause(view, index):
        return after, "after"
    return _fallback(view, index, change, after, ties)


def _fallback(
    view: View, index: int, change: str | None, after: Span | None, ties: list[Tie]
) -> tuple[Span | None, str | None]:
    """What a clause without a noun of its own measures."""
    if span := _clause_word(view, index, _NOUN_CHANGES):
        return span, "noun"
    if ties and (change or not after):
        return _told(view, index, change, ties).indicator, "same"
    if not after and (span := _clause_before(view, index)):
        return span, "clause before"
    if after:
        return after, "after"
    if view.goes_on and view.earlier[-1].indicator_start is not None:
        last = view.earlier[-1]
        return (last.indicator_start, last.indicator_end), "carried"  # type: ignore[return-value]
    return None, None


def _noun_after(view: View, index: int) -> Span | None:
    """The noun directly after a quantity, or after 的; a name that only describes it is passed."""
    position = index + 1
    if position < len(view.chunks) and view.chunks[position].surface == "的":
        position += 1
    while position < len(view.chunks) and view.chunks[position].kind in ("quote", "space"):
        position += 1
    if position >= len(view.chunks):
        return None
    chunk = view.chunks[position]
    if chunk.kind == "name" and position + 1 < len(view.chunks) and view.chunks[position + 1].kind == "noun":
        chunk = view.chunks[position + 1]
    if chunk.kind != "noun" or (len(chunk.surface) <= 2 and _ADVERBIAL_RE.search(chunk.surface)):
        return None
    return chunk.start, chunk.end


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


def _opens_clause(view: View, index: int) -> bool:
    return index == 0 or view.chunks[index - 1].kind in ("comma", "stop", "colon", "link", "space", "time")


def _noun_before(view: View, index: int) -> Span | None:
    """The noun phrase before a quantity in its clause, past verbs, adverbs and yardsticks."""
    genitive = index > 0 and view.surfaces[index - 1] == "的"
    position = index - 1
    while position >= 0:
        chunk = view.chunks[position]
        if chunk.kind not in _CROSSED:
            return None
        if chunk.kind == "close":
            position = _opening(view, position)
        if chunk.kind in _NAMED:
            yardstick = _yardstick(view, position, genitive)
            if yardstick is not None:
                position = yardstick
            elif (
                chunk.kind == "noun"
                and chunk.end - chunk.start > 1
                and not _ADVERBIAL_RE.search(chunk.surface)
            ):
                return _grow(view, position)
        position -= 1
    return None


def _opening(view: View, position: int) -> int:
    """Index of the bracket that the one at `position` closes, so that what stands between is passed."""
    for before in range(position - 1, -1, -1):
        if view.chunks[before].kind == "open":
            return before
        if view.chunks[before].kind in ("quantity", "stop"):
            break
    return position


def _yardstick(view: View, position: int, genitive: bool) -> int | None:
    """Index of the word that makes the noun at `position` a yardstick, if one does."""
    before = position - 1
    while before >= 0 and (
        view.chunks[before].kind in ("space", "time", "name", "group") or view.chunks[before].surface == "的"
    ):
        before -= 1
    if before < 0:
        return None
    surface = view.chunks[before].surface
    if surface in _YARDSTICKS or (genitive and surface in _COPULAS):
        return before
    return None


def _grow(view: View, position: int) -> Span:
    """Take in the members joined to the noun on its left: 信息传输、软件和信息技术服务业."""
    start, end = view.chunks[position].start, view.chunks[position].end
    while (
        position >= 2 and view.chunks[position - 1].kind == "and" and view.chunks[position - 2].kind == "noun"
    ):
        position -= 2
        start = view.chunks[position].start
    if (
        position
        and view.chunks[position - 1].kind == "group"
        and view.chunks[position - 1].surface[0] == "该"
    ):
        start = view.chunks[position - 1].start + 1
    return start, end


def _ranked(view: View, index: int, ties: list[Tie]) -> tuple[Span | None, str | None]:
    """What a rank ranks: the noun before 居 or 排名, else what was measured last."""
    first = view.clause_start(index)
    for position in range(index - 1, first - 1, -1):
        if view.chunks[position].surface in _RANKED and (span := _noun_before(view, position)):
            return span, "ranked"
    if ties:
        return ties[-1].indicator, "same"
    if span := _clause_before(view, index) or _noun_after(view, index) or _noun_before(view, index):
        return span, "ranked"
    return _clause_word(view, index, frozenset({"排名"})), "ranked"


def _clause_word(view: View, index: int, words: frozenset[str]) -> Span | None:
    for chunk in view.chunks[view.clause_start(index) : index]:
        if chunk.surface in words:
            return chunk.start, chunk.end
    return None


def _clause_before(view: View, index: int) -> Span | None:
    """The noun of the clause before, if that clause holds no quantity: 工业生产回升，同比增长5%."""
    first = view.clause_start(index)
    if first < 2 or view.chunks[first - 1].kind != "comma":
        return None
    earlier = view.clause_start(first - 2)
    if any(chunk.kind in ("quantity", "refused") for chunk in view.chunks[earlier : first - 1]):
        return None
    return _noun_before(view, first - 1)


def _told(view: View, index: int, change: str | None, ties: list[Tie]) -> Tie:
    """The quantity that a clause without a noun goes on about.

    Points change a percentage; a rate of growth is that of the quantity just before;
    all else continues the last quantity of its unit (死亡23人, 其中徐汇36款).
    """
    unit = view.quantities[int(view.chunks[index].value)].unit
    if unit in ("%", "倍") and change in ("increase", "decrease"):
        return ties[-1]
    wanted = "%" if unit in ("pp", "bp") else unit
    return next(
        (tie for tie in reversed(ties) if tie.quantity.unit == wanted and not tie.quantity.rank), ties[-1]
    )


def _verb_before(view: View, index: int) -> Span | None:
    """A verb directly before the quantity that itself says what is counted: 转移28.3万人, 外排860万立方米.

    The noun before it is taken along. 实现, 达成 and the like only connect.
    """
    position = index - 1
    while position >= 0 and view.kinds[position] in ("link", "space", "bound-verb"):
        if view.surfaces[position] in _YARDSTICKS or view.surfaces[position] == "的":
            return None
        position -= 1
    if position < 0:
        return None
    verb = view.chunks[position]
    if verb.kind == "name":
        return (verb.start, verb.end) if view.clause_start(index) == position else None
    if verb.kind != "light" or verb.surface in load_words()["connecting"]:
        return None
    before = view.chunks[position - 1] if position else verb
    joined = (
        before.kind == "noun" and before.end == verb.start and before.end - before.start <= _LONGEST_OBJECT
    )
    return (before.start if joined else verb.start), verb.end
