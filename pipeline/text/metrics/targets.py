"""Whether a quantity is a goal, a plan or a forecast, not an observation."""

import re

from pipeline.text.metrics.reach import is_designed, is_in_a_row
from pipeline.text.metrics.view import Tie, View
from pipeline.text.times.periods import is_future, last_month

__all__ = ["aims", "is_target", "names_goal"]

_GOAL_RE = re.compile(r"目标|计划|力争|预期|任务|将")
# What follows no verb: 计划的, 计划为, 计划分, “千人计划”吸引8000人; but 将由3家承办.
_NOT_MEANT = {"将": ("的", "为", "分", "数"), "计划": ("的", "为", "分", "数", "由", "”", "」", "》")}
_THAN = ("比", "较", "比原", "较原")
# A goal named after the number.
_AIM_RE = re.compile(r"(?:、[^，,。；;]{1,18})?的(?:目标|任务)(?!的)")
_DEADLINE_RE = re.compile(r"[年岁月][底末]之?前[^已]*$")
# 目标价由900元调升至1200元: what a share is expected to cost; 估计可吸引90万人次; 计划招生950人; 还要再增3座
_FORECAST_RE = re.compile(
    r"(?:目标价|(?:估计|未来|今后|日后)[可将能])[^，,。；;]*$|计划招[生收录聘募][^，,。；;]{0,2}$|规划(?:投资|投入|新增|引进)[^，,。；;]{0,12}$|还要(?!求)[^，,。；;]{0,6}$"
)
# 主要预期目标是：增长5%左右，控制在1.5万人以内
_AIMS_RE = re.compile(
    r"(?<!完成)(?:目标|任务)(?:是|为|分别|包括|如下)?[：:是为](?![^。！？]*(?:实际|已|完成))[^。！？]*$"
)
# A row: 招生总计划：3950人
_PLANNED_RE = re.compile(r"计划(?:数|人数|总数)?[：:]$")
# 把成长预测由4.6%上修至4.7%: where a forecast was and where it is
_REVISED_RE = re.compile(r"(?:预[测期估]|财测|目标价?)[由从自][^，,。；;]*$|[上下]修[到至为]$")
# 约七成资金将投向算力, 三成资金已到账
_TO_COME_RE = re.compile(r"[^，,。；;的\d]{0,6}?(将(?![近于])|拟|计划(?=[^，,。；;]{0,3}年)|已)")
_REACH_RE = re.compile(r"达到|控制在|维持在|保持在|(?:增加|提高|提升|下降|降低|压减|扩大)[到至]|[增降升]至")
# 《行动方案》提出，到2025年，打造100个场景: a plan aims at its last year though that is the year of publication.
_PLAN_RE = re.compile(
    r"(?:方案|规划|计划|意见|纲要|办法|措施|行动|蓝图)(?:[（(][^）)，。]{1,14}[）)])?[》”」]?[^，,。；;》的]{0,4}?(?:提出|明确|要求|设定|指出)[，,：:]?(?:[^。！？]{0,60}[，,；;：:])?到[“「]?(?:20\d\d年|十[二三四五六]五)(?![^。！？]*已)[^。！？]*$"
)
# 预估全年营收12亿元，昨天股价收在82元; but 目前的3条将增至5条
_TURN_RE = re.compile(
    r"[，,；;](?:[但而且]|不过)?(?:截至|到)?(?:目前|现在|如今|当前|眼下|迄今|至今|昨[天日晚]?|前[天日]|今[天日晨早]|日前)(?![的起])"
)
_NOW_OF = ("目前的", "现在的", "现有的", "如今的", "当前的")
# 建成千座公园的目标提前实现
_MET_RE = re.compile(r"(?:任务)?(?:已|提前|超额|全面|如期|全部)+(?:实现|完成|达成)")
_BY_PLAN = ("按", "据", "照")


def is_target(view: View, index: int, time: str | None, change: str | None, ties: list[Tie]) -> bool:
    """Whether the quantity is a goal: a word of intention before it, or a time to come."""
    first, chunk = view.chunks[view.clause_start(index)].start, view.chunks[index]
    if _REVISED_RE.search(view.text, first, chunk.start):
        return True
    if change == "from":
        return False
    if view.published and time and is_future(time, view.published):
        return True
    if _DEADLINE_RE.search(view.text, first, chunk.start) or _FORECAST_RE.search(
        view.text, first, chunk.start
    ):
        return True
    heading = view.heading
    if heading is not None and _PLANNED_RE.search(view.text, first, chunk.start):
        return True
    if heading is not None:
        return _GOAL_RE.search(heading) is not None
    if is_designed(view, index) or names_goal(view, index) or _follows_goal(view, index):
        return True
    if _is_part_of_plan(view, index) or is_in_a_row(view, index) or _is_of_past(view, index):
        return False
    return _is_of_plan(view, index) or (view.has_target and _is_intended(view, index))


def aims(view: View, start: int, end: int) -> bool:
    """Whether view.text[start:end] tells what is to be reached: 控制在27微克以内, 增加到1100公里."""
    text = view.text[start:end]
    return "届时" in text or ("已" not in text and _REACH_RE.search(text) is not None)


def names_goal(view: View, index: int) -> bool:
    """Whether the words after the quantity at chunk `index` call it a goal: 47万套的目标."""
    end = view.chunks[index].end
    return view.text[end : end + 1] in ("的", "、") and _AIM_RE.match(view.text, end) is not None


def _is_of_plan(view: View, index: int) -> bool:
    """Whether the sentence gives what a plan aims at: 方案提出，到2025年，打造100个场景."""
    return view.has_plan and _PLAN_RE.search(view.text, view.start, view.chunks[index].start) is not None


def _is_intended(view: View, index: int) -> bool:
    """Whether a word of intention before the quantity means it, and nothing tells that it is done."""
    chunk = view.chunks[index]
    if to_come := _TO_COME_RE.match(view.text, chunk.end):
        return to_come[1] != "已"
    for position in range(index - 1, -1, -1):
        chunk = view.chunks[position]
        if chunk.kind == "target" and _is_intention(view, position, index):
            return not _is_done(view, position, index)
        if chunk.kind == "stop" and view.chunks[position + 1].kind not in ("light", "change"):
            return False
    return False


def _follows_goal(view: View, index: int) -> bool:
    """Whether the sentence calls what follows a goal: 主要预期目标是：增长5%左右."""
    return _AIMS_RE.search(view.text, view.start, view.chunks[index].start) is not None


def _is_intention(view: View, position: int, index: int) -> bool:
    """Whether 计划 or 预期 is a verb: not 招生计划由..., 高于市场预期, 较2月预测调降; 将 not 将纪录改写了, 上看 not 从总体上看."""
    chunk = view.chunks[position]
    if chunk.surface == "上看":
        clause = view.chunks[view.clause_start(index)].start
        return position + 1 == index and not view.text.startswith("从", clause)  # 上看5万片, but 从产能上看
    if chunk.surface == "将" and "了" in view.surfaces[position:index]:
        return False
    if chunk.surface == "目标" and _MET_RE.match(view.text, chunk.end):
        return False
    if chunk.surface in ("目标", "计划", "冲击") and view.text[chunk.end : chunk.end + 1] in "，,。":
        return _is_by_plan(view, position)
    if chunk.surface == "计划" and _is_number_planned(view, position):
        return False
    if view.text[chunk.end : chunk.end + 1] in _NOT_MEANT["将" if chunk.surface == "将" else "计划"]:
        return False
    before = view.chunks[max(view.clause_start(position), position - 2) : position]
    if view.text.endswith(_THAN, view.start, chunk.start):
        return False  # 比原计划缩短45天
    is_forecast = chunk.surface in ("预期", "预测")
    return not (is_forecast and any(c.surface in _THAN or c.kind == "comparison" for c in before))


def _is_by_plan(view: View, position: int) -> bool:
    """Whether what follows is told by a plan: 按计划, 按照年初确定的目标."""
    clause = view.text[view.chunks[view.clause_start(position)].start : view.chunks[position].start]
    return clause.endswith(_BY_PLAN) or clause.startswith(("按照", "根据", "依照", "对照"))


def _is_number_planned(view: View, position: int) -> bool:
    """Whether 计划 is a noun, the number of what is planned: 招生计划8.9万人, or what goes on: 补贴计划会照旧."""
    start, end = view.chunks[position].start, view.chunks[position].end
    noun = view.chunks[position - 1] if position else None
    if noun is None or noun.kind != "noun" or noun.end != start or noun.surface.endswith(("初", "年度")):
        return False
    return view.kinds[position + 1 : position + 2] == ("quantity",) or view.text[end : end + 1] in "会已"


def _is_of_past(view: View, index: int) -> bool:
    """Whether the quantity is that of a year gone by or of now, which a forecast only measures by: 突破去年的1915亿元, 目前的3条."""
    if view.text.endswith(_NOW_OF, view.start, view.chunks[index].start):
        return True
    if index < 2 or view.surfaces[index - 1] != "的" or view.kinds[index - 2] != "time":
        return False
    value = view.times[int(view.chunks[index - 2].value)].value
    return bool(value and view.published) and last_month(value or "") < (view.published or "")[:7]


def _is_done(view: View, position: int, index: int) -> bool:
    """Whether a later clause than that of the plan tells what has come of it, or of now: 计划6万套，已完成四分之三, 实际建成5万套, 昨天收在82元."""
    first = view.clause_start(index)
    if position < first and _TURN_RE.search(view.text, view.chunks[position].end, view.chunks[index].start):
        return True
    clause = view.text[view.chunks[first].start : view.chunks[index].start]
    return position < first and ("已" in clause or clause.startswith(("实际", "最终")))


def _is_part_of_plan(view: View, index: int) -> bool:
    """Whether the quantity is what has been reached of another: 完成了计划30架的一半."""
    return index > 1 and view.surfaces[index - 1] == "的" and view.kinds[index - 2] == "quantity"
