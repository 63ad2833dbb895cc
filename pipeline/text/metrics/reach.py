"""How far a time reaches: whether a quantity after it is still told of that time."""

import re

from pipeline.text.metrics.view import View, paragraph_start
from pipeline.text.names.mentions import Mention
from pipeline.text.times.occasions import find_period

__all__ = [
    "PARTS",
    "actors",
    "is_able",
    "is_aside",
    "is_cut",
    "is_designed",
    "is_in_a_row",
    "is_later",
    "is_multiple",
    "is_passing",
    "tells_of_others",
    "tells_parts",
]

# 去年底通车的, 今年初发布的: the time of another event, told in passing.
_ASIDE_RE = re.compile(
    r"初?[^，,。；;、的]{0,6}?(?:发布|开幕|通车|上线|成立|揭牌|开业|投用|启用|推出|印发|出台|施行|实施|开工|签署|公布|建成|设立|问世|上市)"
    r"[^，,。；;、]{0,4}?的"
)
# 今年第8号台风, 今年首个: the time only tells which one.
_WHICH_RE = re.compile(r"第[\d一二三四五六七八九十]|首[个家批场]")
_AGE_RE = re.compile(r"[^，,。；;\d]{0,3}\d{1,3}岁")
_THAN = ("比", "较", "比起", "相比", "不及", "同比", "环比")
_THEN_OF = ("同期的", "同期水平的", "同月的", "同季的")
_FROM = ("从", "由")
_EQUAL = ("是", "为", "相当于", "等于", "约为")
# 工厂7月投产，年产...: once something has begun or been decided, what it can do has no date.
_BEGUN_RE = re.compile(
    r"，?[^，,。；;\d]{0,40}?(?:投产|投运|投用|启用|亮相|揭牌|挂牌|开业|开通|通车|试点|建成|落成|交付|关闭|开出|上市|揭幕|启幕|签约|启动|获批|面世|问世|施行|生效|开工|动工|奠基)"
    r"[^，,。；;\d]{0,14}(?<![时初])[，；]|[^，,。；;]{0,60}(?:宣判|作出[^，,。；;]{0,8}决定)[，；]"
)
# 2020年揭牌，当时不足100人: what follows is told of that time all the same.
_SAME_TIME_RE = re.compile("届时|当[时日天年月]|其时")
# 首轮就有97%: what comes of it is dated by it.
_OUTCOME_RE = re.compile(r"[，,][^，,]{0,10}就[有达升降增]")
_LATER_RE = re.compile(
    r"(?:建成|投产|投运|投用|启用|达产|满产|通车|开通|竣工|完工)[之以]?后|(?<!随)其后|[随此]后"
)
# 全年目标的67%, 2019年的基础上: a time that only tells what something is measured by.
_MEASURE_RE = re.compile(r"的?(?:基础|相比)|的?(?:目标|计划|任务|预算)(?:任务|总量|目标)?的")
# 购进日期：2025-04-21 dates the thing, not what is measured of it.
_DATE_OF_RE = re.compile(r"(?<!发布)日期[：:]?$")
_ABLE_RE = re.compile(
    r"(?<![许认])可(?:以|(?![望达至支再能靠视比燃持控观溶塑逆信]|循环|见度|穿戴|行性|回收|降解|转债|移动))|会[在被随](?!议)"
)
_DESIGNED_RE = re.compile(
    r"(?:设计|规划)[年日]?(?:处理|接待|生产|发电)?(?:产能|产量|能力|规模|运能|吞吐量|产值)[^，,。；;]{0,4}$"
)
_ROW_RE = re.compile(r"(?:连续(?:[\d一二三四五六七八九十两多数][^，,。；;]{0,11})?|享年|终年)$")
_EVENT_TERMS = ("展期", "会期", "赛期")
_DAYS_CHARS = 21  # 2025-08-20/2025-11-23
_STAGE_RE = re.compile(rf"{_LATER_RE.pattern}|此前")
_OTHERS = frozenset({"ORG", "FAC", "LOC"})
_ACTORS = frozenset({"ORG", "PERSON"})
_DOERS = _ACTORS | {"PRODUCT"}
PARTS = ("其中", "当中")
"""What opens a sentence on the parts of what was told before."""
_PARTS_RE = re.compile(r"其中|当中|[^，,。；;\d]{2,8}(?:之中|当中|来?看|方面)[，,]")
_PARTNERS = frozenset("对向与给自、")


def is_aside(view: View, position: int, index: int) -> bool:
    """Whether a time is a yardstick (比五年前, 2019年的1.9倍) or dates another event (去年底通车的)."""
    chunk = view.chunks[position]
    before = view.chunks[position - 1].surface if position else ""
    value = view.times[int(chunk.value)].value or ""
    if position > view.time_places[0] and _names_event(view, chunk.start, chunk.end):
        return True
    is_yardstick = before in _THAN and view.surfaces[position + 1 : index] != ("的",)  # 比一季度的7%
    if is_yardstick or (len(value) == 4 and _WHICH_RE.match(view.text, chunk.end)):
        return True
    age = _AGE_RE.match(view.text, chunk.end)
    if age and age.end() <= view.chunks[index].start:
        return True
    preceding = view.text[max(view.start, chunk.start - 5) : chunk.start]
    if preceding[-1:] in ("：", ":", "期") and _DATE_OF_RE.search(preceding):
        return True
    if len(value) < 10 and _ASIDE_RE.match(view.text, chunk.end):
        return True
    if before in _EQUAL and is_ratio(view, index):
        return True
    is_then = view.surfaces[position + 1 : index] == ("的",) and before not in _FROM
    if is_then and is_multiple(view, index):
        return True
    return _MEASURE_RE.match(view.text, chunk.end) is not None


def _names_event(view: View, start: int, end: int) -> bool:
    """Whether a year belongs to the name of an event, so that a time before it says more: 9月的2025年世锦赛."""
    return any(name.label == "EVENT" and name.start <= start and end < name.end for name in view.names)


def is_passing(view: View, position: int) -> bool:
    """Whether a time is that of a part (其中二季度) or of a look back (而2023年为): the text goes on with the one before."""
    chunk = view.chunks[position]
    if view.text.endswith(PARTS, view.start, chunk.start):
        return True
    if not view.text.endswith("而", view.start, chunk.start):
        return False
    earlier = [place for place in view.time_places if place < position]
    value = view.times[int(chunk.value)].value or ""
    told = (view.times[int(view.chunks[earlier[-1]].value)].value if earlier else _told_last(view)) or ""
    return value[:4] < told[:4]


def _told_last(view: View) -> str | None:
    """The time of the metric before, in the same paragraph."""
    return view.earlier[-1].time if view.goes_on else None


def is_multiple(view: View, index: int) -> bool:
    """Whether the quantity at chunk `index` is a multiple or share of what was then: 恢复至2019年同期的八成."""
    start = view.chunks[index].start
    return is_ratio(view, index) and view.text.endswith(_THEN_OF, view.start, start)


def is_ratio(view: View, index: int) -> bool:
    """Whether the quantity at chunk `index` is a share or a multiple."""
    return view.quantities[int(view.chunks[index].value)].unit in ("倍", "%")


def is_able(view: View, index: int) -> bool:
    """Whether the clause of the quantity at chunk `index` tells what can be, at any time: 一天可收割420亩."""
    clause = view.text[view.chunks[view.clause_start(index)].start : view.chunks[index].start]
    if "可" not in clause and "会" not in clause:
        return False
    return "届时" not in clause and _ABLE_RE.search(clause) is not None


def is_cut(view: View, position: int, index: int) -> bool:
    """Whether something between a time and the quantity at chunk `index` ends what the time says.

    A place or body named after a semicolon, an event that the time dates alone, or a later stage
    (建成后).
    """
    end, start = view.chunks[position].end, view.chunks[index].start
    if _SAME_TIME_RE.search(view.text, end, start):
        return False
    if _LATER_RE.search(view.text, end, start):
        return True
    if _BEGUN_RE.match(view.text, end, start) and not _OUTCOME_RE.search(view.text, end, start):
        return True
    stops = [i for i in range(position, index) if view.kinds[i] == "stop"]
    value = view.times[int(view.chunks[position].value)].value
    if not stops or value == find_period(view.text, view.published):
        return False
    low = view.chunks[stops[-1]].end
    if view.text.startswith(PARTS, low):
        return False
    return any(name.label in _OTHERS and low <= name.start < start for name in view.names)


def is_later(view: View) -> bool:
    """Whether a sentence tells of another stage (建成后, 加上此前)."""
    return _STAGE_RE.search(view.text, view.start, view.end) is not None


def is_designed(view: View, index: int) -> bool:
    """Whether the quantity is what something is designed for, at no time: 设计年产能1万台."""
    end = view.chunks[index].start
    return view.has_design and _DESIGNED_RE.search(view.text, max(view.start, end - 14), end) is not None


def is_in_a_row(view: View, index: int) -> bool:
    """Whether the quantity is told of years in a row, or of a whole life, and of none of them: 连续16年位列第一."""
    before = view.text[max(view.start, view.chunks[index].start - 16) : view.chunks[index].start]
    return ("连续" in before or before.endswith("年")) and _ROW_RE.search(before) is not None


def is_term(view: View, index: int) -> bool:
    """Whether the quantity is how long something is to last, counted from no date: 工期45天, 限售期24个月."""
    start = view.chunks[index].start
    if not view.text.endswith("期", view.start, start) or view.text.endswith("为期", view.start, start):
        return False
    is_dated = any(len(time.value or "") == _DAYS_CHARS for time in view.times)
    return not (is_dated and view.text.endswith(_EVENT_TERMS, view.start, start))


def tells_of_others(view: View) -> bool:
    """Whether a sentence turns to a body or person that its paragraph has not named before.

    Members of a list (其中, 分别) are no turn, nor are partners (对欧盟出口).
    """
    if view.has_list or tells_parts(view):
        return False
    told = view.text[paragraph_start(view.text, view.start) : view.start]
    return any(view.text[name.start : name.end] not in told for name in actors(view, _ACTORS))


def tells_parts(view: View) -> bool:
    """Whether a sentence tells the parts of what its paragraph or page tells of: 其中, 从地区看, 旗下品牌之中."""
    return _PARTS_RE.match(view.text, view.start) is not None


def actors(view: View, labels: frozenset[str] = _DOERS) -> list[Mention]:
    """Give the names of a sentence that may do something: bodies, persons, products, but no partners."""
    return [
        name for name in view.names if name.label in labels and view.text[name.start - 1] not in _PARTNERS
    ]
