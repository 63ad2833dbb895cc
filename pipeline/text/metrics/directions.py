"""Change and bound of a quantity, from the words around it."""

import re

from pipeline.text.metrics.reach import is_multiple, is_ratio
from pipeline.text.metrics.view import Tie, View, bound_of

__all__ = ["find_bound", "find_change"]

_FROM = frozenset({"从", "由", "自"})
_TO = frozenset({"到", "至"})
_SKIPPED = frozenset({"link", "space", "bound-verb", "comparison", "time", "colon", "target"})
_RESULTS = ("为", "成", "到", "至", "到了", "成了")
_LINKS = ("，为", "作为", "均为", "约为", "分别为", "不到", "看到", "分成")
_THEN = frozenset({"现在", "当前", "疫情前"})  # 压缩到现在的29分钟
_BEFOREHAND = frozenset({"现在", "过去", "以往", "平时"})  # 由现在的70分钟缩短至25分钟
_SKIPPED_OF_RANK = _SKIPPED | {"noun", "group", "name"}  # 升至积分榜第二
# Verbs that change the thing named after them: 净增绿地1020公顷, 退出养殖塘3700亩.
_TRANSITIVE = frozenset(
    {
        "净增",
        "新增",
        "增加",
        "减少",
        "增派",
        "增配",
        "净增加",
        "净减少",
        "扩大",
        "缩减",
        "削减",
        "加开",
        "增开",
        "退出",
        "加密",
    }
)
_LOSSES = frozenset({"退出"})
_GAINS = frozenset({"加开", "增开", "增设"})
# 每月少还400元, 每年多支出7600万元.
_DONE_RE = re.compile(r"(?<![更最至不很])([多少])(?:支出|接待|[还赚收付花跑缴])(?:约|近|了)?$")
# 比去年多卖了2000台
_DID_RE = re.compile(r"(?<![更最至不很许])([多少])[\u4e00-\u9fff]{1,2}?(?:约|近|了)?$")
# 票价整体加3.05%, but 另加600元
_RAISED_RE = re.compile(r"(?<![另外增参更追附添施强叠相])加(?:约|近|了)?$")
_PRICED = frozenset({"%", "CNY", "HKD", "TWD", "USD"})
_NOMINAL = frozenset(
    {"增长", "增幅", "涨幅", "升幅", "跌幅", "降幅", "减幅", "下降", "上涨", "涨", "跌", "下跌", "上升"}
)
_THAN_RE = re.compile(
    r"(?<![最更至不很])(?:(?P<more>[多高贵长重快大])|[少低短慢小]|(?<!年)轻|(?P<spared>便宜|省下|节[省约]))(?:(?P<told>了)|出)?$"
)
_THAN = frozenset({"比", "较"})
# Bounds that stand away from the number: 约占总数六成, 最高可获800万元, 至少有2家.
_FAR_BOUNDS = {
    "约占": "approx",
    "约": "approx",
    "不及": "less_than",
    "不到": "less_than",
    "不足": "less_than",
    "最高": "at_most",
    "最高可": "at_most",
    "最多可": "at_most",
    "最多": "at_most",
    "至少": "at_least",
    "至少有": "at_least",
    "最低": "at_least",
    "超过": "more_than",
    "突破": "more_than",
}
_FORBIDDEN = ("不得", "不能", "不可", "不应", "不许")  # 不得超过30%
_OPPOSITE = {"more_than": "at_most", "less_than": "at_least"}
_EXTREMES = frozenset({"最高", "最低"})


def find_change(view: View, index: int, ties: list[Tie]) -> tuple[str | None, str | None]:
    """Give the change that the quantity at chunk `index` states, and the rule that said so."""
    if view.listed_after(index) and ties:
        return ties[-1].change, "list" if ties[-1].change else None
    start = view.chunks[index].start
    if view.text[start - 2 : start] == "连续":
        return None, None
    if _is_from(view, index):
        return "from", "from-to"
    if ties and ties[-1].change == "from" and _is_result(view, start):
        return "to", "from-to"
    if than := _than(view, index):
        return than
    is_share = view.text[start - 1 : start] == "的" and is_ratio(view, index)  # 提高到总量的三成
    if is_share and is_multiple(view, index):
        return None, None
    is_rank = view.quantities[int(view.chunks[index].value)].rank
    skipped = _SKIPPED_OF_RANK if is_rank or is_share else _SKIPPED
    position = index - 1 - is_share
    while position >= 0:
        chunk = view.chunks[position]
        surface = chunk.surface
        if chunk.kind == "change" and (
            chunk.value == "to" or not (is_rank or is_share) or position == index - 1
        ):
            follower = view.chunks[position + 1].surface
            return "to" if chunk.value != "to" and follower in _TO else chunk.value, f"verb:{surface}"
        if (
            surface in _TO
            and ties
            and ties[-1].change in ("from", "increase", "decrease")
            and ties[-1].place >= view.clause_start(index)
        ):
            return "to", "from-to"
        if chunk.kind not in skipped and surface not in _THEN:
            break
        position -= 1
    return _around(view, index)


def _is_compared(view: View, index: int) -> bool:
    """Whether 同比, 比 or 较 stands before chunk `index` in its clause."""
    clause = view.chunks[view.clause_start(index) : index]
    return any(chunk.surface in _THAN or chunk.kind == "comparison" for chunk in clause)


def _is_from(view: View, index: int) -> bool:
    """Whether 从 or 由 stands before the quantity and a 到 or 增至 before the next one.

    A time, 每公斤 or an adverb may stand between; without the second half 由 only names the
    agent (由4名飞手调度).
    """
    position = index - 1
    kinds, surfaces = view.kinds, view.surfaces
    while position >= 0 and surfaces[position] not in _FROM:
        if kinds[position] == "change" and surfaces[position] in _NOMINAL and position == index - 1:
            position -= 1
            continue
        if kinds[position] not in ("time", "space", "link") and surfaces[position] not in _BEFOREHAND:
            is_based = kinds[position] == "noun" and (
                surfaces[position - 1] == "每" or surfaces[position][-1] in "时的前初先"
            )
            if not is_based:
                return False
        position -= 1
    if position < 0:
        return False
    for chunk in view.chunks[index + 1 : index + 12]:
        if (chunk.kind == "change" and chunk.value == "to") or chunk.surface in _TO:
            return True
        if chunk.kind in ("quantity", "stop"):
            return chunk.kind == "quantity" and _is_result(view, chunk.start)
    return False


def _is_result(view: View, start: int) -> bool:
    """Whether a verb that says what something has become stands before view.text[start:]: 拓展为, 做到了, 变成."""
    return view.text.endswith(_RESULTS, view.start, start) and not view.text.endswith(
        _LINKS, view.start, start
    )


def _than(view: View, index: int) -> tuple[str | None, str | None] | None:
    """比X多5宗, 长了7天, 省下4小时: the adjective before the number gives the direction."""
    start = view.chunks[index].start
    match = _THAN_RE.search(view.text, max(view.start, start - 3), start)
    if match is None or not (match["told"] or match["spared"] or _is_compared(view, index)):
        return None
    is_time = view.quantities[int(view.chunks[index].value)].dimension == "time"
    more = (match["more"] is not None) != (is_time and match.group()[0] in "快慢")  # 快了9分钟
    return ("increase" if more else "decrease"), f"than:{match.group()}"


def _around(view: View, index: int) -> tuple[str | None, str | None]:
    """Change told by a noun after the quantity (13.8%跌幅) or by a verb before the thing counted."""
    after = [chunk for chunk in view.chunks[index + 1 : index + 3] if chunk.surface != "的"]
    if after and after[0].kind == "change" and after[0].surface in _NOMINAL:
        return after[0].value, f"noun:{after[0].surface}"
    position = index - 1
    while position >= 0 and view.kinds[position] in ("noun", "space", "colon", "light", "name"):
        surface = view.surfaces[position]
        if surface in _LOSSES or surface in _GAINS:
            return ("decrease" if surface in _LOSSES else "increase"), f"verb:{surface}"
        position -= 1
    start = view.chunks[index].start
    did = _DID_RE if _is_compared(view, index) else _DONE_RE
    if done := did.search(view.text, max(view.start, start - 6), start):
        return ("increase" if done[1] == "多" else "decrease"), f"verb:{done.group()}"
    unit = view.quantities[int(view.chunks[index].value)].unit
    if unit in _PRICED and _RAISED_RE.search(view.text, max(view.start, start - 3), start):
        return "increase", "verb:加"
    if position >= 0 and view.surfaces[position] in _TRANSITIVE:
        return view.chunks[position].value, f"verb:{view.surfaces[position]}"
    return None, None


def find_bound(view: View, index: int, ties: list[Tie]) -> str | None:
    """Bound of the number, or set by a word outside the span: 突破, 站上, 约占总数的, 最高可获."""
    own = view.quantities[int(view.chunks[index].value)].qualifier
    if own:
        is_forbidden = view.text.endswith(_FORBIDDEN, view.start, view.chunks[index].start)
        return _OPPOSITE.get(own, own) if is_forbidden else own
    far = False
    after = ""
    for chunk in reversed(view.chunks[view.clause_start(index) : index]):
        surface, following, after = chunk.surface, after, chunk.kind
        if surface in _EXTREMES and following == "noun":
            continue  # 最低首付款比例 is what is measured
        if not far and (bound := chunk.value if chunk.kind == "bound-verb" else bound_of(surface)):
            return bound
        if surface in _FAR_BOUNDS and (
            not far or surface not in ("超过", "突破") or "每" in view.text[chunk.end : chunk.end + 1]
        ):
            return _FAR_BOUNDS[surface]
        if chunk.kind == "quantity" or surface in _FROM:
            break
        far = far or chunk.kind not in ("link", "space", "change", "light")
        if far and chunk.kind not in (
            "link",
            "space",
            "change",
            "light",
            "noun",
            "group",
            "name",
            "target",
            "time",
        ):
            break
    return None
