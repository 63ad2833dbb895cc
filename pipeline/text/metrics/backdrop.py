"""The time that a quantity takes from outside its sentence: its paragraph, a heading, the page."""

import re
from functools import lru_cache

from pipeline.text.metrics.metric import Metric
from pipeline.text.metrics.reach import actors, is_later, tells_of_others, tells_parts
from pipeline.text.metrics.targets import aims
from pipeline.text.metrics.view import View, paragraph_start
from pipeline.text.quantities.lexicon import load_words
from pipeline.text.times.dates import Context, find_times
from pipeline.text.times.occasions import find_lead, find_period, is_live, is_of_today
from pipeline.text.times.periods import ends_month, is_future, last_month

__all__ = ["Moment", "find_backdrop"]

Moment = tuple[str | None, str | None]
"""An ISO time and the rule that found it."""
_TITLE_CHARS = 60  # a longer first line is prose
_ANNOUNCING = ("如下：", "如下:")
_OPEN = ("：", ":", "—")
# 一、2025年完成情况 heads a part of a document.
_NUMBERED_RE = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.]")
_THAN = ("比", "较", "与")
_SPAN_RE = re.compile(r"(?<![上下])(半年)|首周|(?:[两三四五六七八九十]|\d)天(?![前后内])")
_RESULT_RE = re.compile(
    r"撞线|[冠亚季]军|名列|屈居|夺冠|折桂|夺魁|摘金|正赛|此役|半场|[首次末]节|[首次]局|决胜局|进球|破门|助攻|篮板|三分球|射门|点球|扳平|积分榜|收[报涨跌盘]|开盘|盘中|换手率"
)
_BREAKDOWN_RE = re.compile(r"其中|当中|具体(?:而言|来说)|[从按分具][^，,。；;\d]{1,6}来?看[，,]")
_PEAK_RE = re.compile("单日[^，,。；;]*$")
_PEAK_REACH = 16
_TURNS = frozenset({"ORG", "PERSON", "PRODUCT", "EVENT"})
_PASSING = ("time=own", "time=passing")
# 上年同期为亏损720万元
_BASE_RE = re.compile(r"(?:[上去]年|20\d\d年)同期[^，,。；;]*$")
# 园区现有企业780家, 手持订单61艘, 本届有119国: what there is when the page is written, or at an event.
_HELD_RE = re.compile(r"(?<![向对给为同])(?:现有|手持|现存)|[本今]届|本赛季(?!新[高低]|最|纪)")
_ELSEWHEN_RE = re.compile(r"曾|近[期日来]|日前|不久前")
_SPOKEN_RE = re.compile(
    r"^[「“](?![^”」，。！？；]{1,20}[”」])|[：:][「“]|说|表示|介绍|透露|指出|认为|称|提醒|坦言|测算|举例|发现"
)


def find_backdrop(view: View) -> Moment:
    """What stands outside the sentence gives all its quantities the same time."""
    if view.moment is None:
        view.moment = _from_heading(view) or _title_time(view) or _from_report(view) or (None, None)
        if view.moment[0] is None and not _is_timeless(view):
            view.moment = _live(view) or _told_before(view)
    return view.moment


def _told_before(view: View) -> Moment:
    """Carry a time within the paragraph or from the page; rows have none but that of the line that announces them."""
    return (None, None) if view.heading is not None else _carried(view) or _of_page(view)


def _is_timeless(view: View) -> bool:
    """Whether a sentence is spoken, or tells of lasting properties (a length, an area) or of now."""
    sentence = view.text[view.start : view.end]
    first = view.chunks[view.kinds.index("quantity")].start
    return (
        view.tells_now
        or _HELD_RE.search(sentence) is not None
        or _SPOKEN_RE.search(view.text[view.start : first]) is not None
        or _tells_property(sentence, "site", "model")
    )


def _tells_property(sentence: str, *kinds: str) -> bool:
    """Whether a sentence tells what a site or a model always has (面积, 续航), not the area of a fire or a sale."""
    return any(match.lastgroup in kinds for match in _property_re().finditer(sentence))


@lru_cache(maxsize=1)
def _property_re() -> "re.Pattern[str]":
    """One expression of all such words, those first that only hold one (过火面积)."""
    words: dict[str, list[str]] = {"passing": [], "site": [], "model": []}
    for word, kind in load_words()["static"].items():
        words[kind].append(re.escape(word))
    return re.compile("|".join(f"(?P<{kind}>{'|'.join(forms)})" for kind, forms in words.items()))


def _from_heading(view: View) -> Moment | None:
    """Rows of the form 指标：数值 take the time of the line that announces them, else that of the title."""
    heading = view.heading
    if heading is None or not _announces(heading):
        return None
    for line in (heading, view.text[: max(0, view.text.find("\n"))]):
        times = [
            time
            for time in find_times(line, Context(view.published))
            if time.value
            and time.kind != "dayword"
            and line[time.start - 1 : time.start] not in _THAN
            and not line[: time.end].endswith(("起", "以来"))
        ]
        if times and (line is heading or _is_period(times[-1].value or "", view)):
            return times[-1].value, "heading"
    lead = find_lead(view.text, view.published).period
    return (lead, "heading") if lead and heading.endswith(_ANNOUNCING) else (None, None)


def _announces(heading: str) -> bool:
    """Whether a line dates the rows after it: one that ends in a colon or a dash, a sentence, the head of a part.

    A caption (主要数据一览, 6月用电账单) only names a table, and a paragraph tells of more than it.
    """
    is_sentence = heading.endswith("。") and heading.count("。") == 1
    return heading.endswith(_OPEN) or is_sentence or _NUMBERED_RE.match(heading) is not None


def _is_period(value: str, view: View) -> bool:
    """Whether the time of a title is one that a table can be about: no day, and nothing to come."""
    return len(value) != 10 and not is_future(value, view.published or "9999")


def _title_time(view: View) -> Moment | None:
    """In the title a time may follow (晒出2025年“体检单”), or be told by its length, as the lead dates it: 半年, 首周, 8天."""
    title = view.text.find("\n")
    if view.start > title or title > _TITLE_CHARS:
        return None
    published = Context(view.published)
    later = [
        time
        for time in find_times(view.text[view.end : title], published)
        if time.value and time.kind == "time"
    ]
    if len(later) == 1:
        return later[0].value, "title"
    span = _SPAN_RE.search(view.text, view.start, view.chunks[view.kinds.index("quantity")].start)
    period = find_lead(view.text, view.published).period if span else None
    is_same = period is not None and (("-H" in period) if span and span[1] else len(period) == 21)
    return (period, "title") if is_same else None


def _from_report(view: View) -> Moment | None:
    """Carry what a report tells of its period, 截至6月末 in that of the first half, over the bodies it names in turn."""
    told = view.earlier[-1].time if view.goes_on else None
    period = find_period(view.text, view.published) if told else None
    if not (told and period and last_month(told) == last_month(period)) or is_later(view):
        return None
    sentence = view.text[view.start : view.end]
    is_other = view.tells_now or _SPOKEN_RE.search(sentence) or _tells_property(sentence, "model")
    return None if is_other else (told, "carried")


def _live(view: View) -> Moment | None:
    """The day of publication, in an entry of a live report."""
    start = paragraph_start(view.text, view.start)
    return (view.published, "live") if start and is_live(view.text, start) else None


def _carried(view: View) -> Moment | None:
    """Carry the time of the metric before within the paragraph."""
    is_span = any(time.kind == "since" or (time.kind == "range" and not time.value) for time in view.times)
    if is_later(view) or is_span:
        return None
    if not view.goes_on:
        return _of_whole(view) or _opened(view)
    told = _last_told(view)
    is_goal = told and view.published and is_future(told, view.published)
    if (
        told is None
        or (tells_of_others(view) and not _is_event(view, told))
        or (is_goal and not aims(view, view.start, view.end))
    ):
        return None
    return told, "carried"


def _of_whole(view: View) -> Moment | None:
    """The time told last, where a paragraph opens with the parts of what was told: 其中, 从结构看."""
    told = view.earlier[-1].time if view.earlier and _BREAKDOWN_RE.match(view.text, view.start) else None
    return (told, "whole") if told and find_period(view.text, view.published) is None else None


def _last_told(view: View) -> str | None:
    """The time told last in the paragraph, over what has none; what began a practice (since) dates nothing else."""
    start = paragraph_start(view.text, view.start)
    timed = (
        m for m in reversed(view.earlier) if m.start >= start and m.time and not _is_passing(view.text, m)
    )
    last = next(timed, None)
    return last.time if last and "time=since" not in last.rule else None


def _is_passing(text: str, metric: Metric) -> bool:
    """Whether a number is told of a time in passing: where a change began, a yardstick (上年同期为), a record (去年创下的8艘), the busiest day."""
    if metric.change == "from" or any(rule in metric.rule for rule in _PASSING):
        return True
    start = max(0, metric.start - _PEAK_REACH)
    return any(passing.search(text, start, metric.start) for passing in (_PEAK_RE, _BASE_RE))


def _is_event(view: View, told: str) -> bool:
    """Whether a paragraph tells of a day on which something happened: whoever is named in turn took part."""
    start = paragraph_start(view.text, view.start)
    return len(told) == 10 and not ends_month(told) and view.text.find("截至", start, view.start) < 0


def _opened(view: View) -> Moment | None:
    """Take the year or period that the first sentence of the paragraph names, or the day whose hours it tells."""
    start = paragraph_start(view.text, view.start)
    opening = view.text[start : view.start]
    is_first = opening.count("。") == 1
    if not is_first and "时" not in opening and "点" not in opening:
        return None
    context = Context(view.published, occasion=find_lead(view.text, view.published).day)
    times = [
        time
        for time in find_times(opening, context)
        if time.value
        and opening[max(0, time.start - 1)] != "是"  # 入境游是今年的主角
        and not opening.endswith("起", time.start, time.end)
        and not opening.startswith("起", time.end)
    ]
    if times and times[-1].kind == "hour":
        return times[-1].value, "hour"
    times = [time for time in times if len(time.value or "") != 10] or times
    if (
        is_first
        and len({time.value for time in times}) == 1
        and times[0].kind in ("time", "range", "bare", "day")
        and not is_future(times[0].value or "", view.published or "9999")
    ):
        return times[0].value, "opened"
    return None


def _of_page(view: View) -> Moment:
    """The day or the period that a page tells of, where the paragraph has named no other time."""
    start = paragraph_start(view.text, view.start)
    period, day = find_period(view.text, view.published), _race_day(view)
    if not (period or day) or _ELSEWHEN_RE.search(view.text, view.start, view.end):
        return None, None
    opening = view.text[start : view.start]
    if any(time.value for time in find_times(opening, Context(view.published))):
        return None, None
    if day:
        return day, "today"
    if view.goes_on or start == 0 or _SPOKEN_RE.search(opening):
        return None, None
    first = view.chunks[view.kinds.index("quantity")].start
    if not tells_parts(view) and any(name.start < first for name in actors(view, _TURNS)):
        return None, None
    return period, "report"


def _race_day(view: View) -> str | None:
    """The day that a page tells of: today, or that of the race or match whose results the sentence gives."""
    if is_of_today(view.text):
        return view.published
    if _RESULT_RE.search(view.text, view.start, view.end):
        return find_lead(view.text, view.published).day
    return None
