"""Times that a page gives as a whole: the period of a report, the day of a live report."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.times.dates import Context, find_times
from pipeline.text.times.periods import last_month
from pipeline.text.times.spans import PLANS

__all__ = [
    "Lead",
    "find_close",
    "find_lead",
    "find_period",
    "find_season",
    "find_spans",
    "is_live",
    "is_of_today",
]

_SPAN_RE = re.compile(r"十([二三四五])五|((?:19|20)\d\d)年?(?:至|到|-|—|–|～)((?:19|20)\d\d)年")
_TITLE_CHARS = 60  # a longer first line is prose
# 2025赛季, but 2024-25赛季 has two years
_SEASON_RE = re.compile(r"(?<![\d\-/—–～至])((?:19|20)\d\d)赛季")
# 2024年度科技奖揭晓, 2025年世锦赛: the year names an award or a meeting, and is no period of a report.
_NAMED_RE = re.compile(
    r"度?(?!的)[^，,。；;：:\s\d]{0,12}?(?:[大优]奖|[^投有颁获]奖(?!金|励|补)|榜单|大会|论坛|博览会|锦标赛|公开赛|马拉松|评选|年会)"
)
_CLOSE_RE = re.compile(r"落幕|闭幕|收官|帷幕|谢幕")
_LEAD_LINES = 5  # title, bylines and the first paragraph of a page
# 08:45　..., 【06:20】...: an entry of a live report.
_ENTRY_RE = re.compile(r"[【\[]?(?:[01]?\d|2[0-3])[:：][0-5]\d[】\]\s　|｜]")
# 今晨7时，...: the page reports what happened today.
_TODAY_RE = re.compile(r"\n[ 　]*今[天日晨早晚][^，,。\d\n]{0,4}\d{1,2}[时点:：]")


class Lead(NamedTuple):
    """The first period and the first day that the first paragraph of a page names."""

    period: str | None = None
    day: str | None = None


@lru_cache(maxsize=8)
def find_lead(text: str, published: str | None) -> Lead:
    """Give what 期内 and 当天 refer to where their paragraph names nothing.

    >>> find_lead("标题\\n9月26日，新院启用。\\n当天接诊1260人次。", "2025-09-27")
    Lead(period=None, day='2025-09-26')
    """
    lines = text.split("\n", _LEAD_LINES + 1)[1 : _LEAD_LINES + 1]
    lead = next((line for line in lines if "。" in line), "")
    values = [time.value for time in find_times(lead, Context(published)) if time.value]
    periods = [value for value in values if len(value) != 10]
    days = [value for value in values if len(value) == 10]
    return Lead(periods[0] if periods else None, days[0] if days else None)


@lru_cache(maxsize=8)
def find_spans(text: str) -> tuple[str, ...]:
    """Give the spans of years that a page names, each once.

    >>> find_spans("“十四五”期间，2022年至2024年，“十四五”")
    ('2021/2025', '2022/2024')
    """
    found: dict[str, None] = {}
    for plan, first, last in _SPAN_RE.findall(text):
        found[f"{PLANS[plan]}/{PLANS[plan] + 4}" if plan else f"{first}/{last}"] = None
    return tuple(found)


@lru_cache(maxsize=8)
def find_season(text: str) -> int | None:
    """Give the year of the season that a page names, for 本赛季 and 上赛季.

    >>> find_season("2025赛季收官，本赛季打进60球"), find_season("2024-25赛季收官")
    (2025, None)
    """
    match = _SEASON_RE.search(text) if "赛季" in text else None
    return int(match[1]) if match else None


@lru_cache(maxsize=8)
def find_close(text: str, published: str | None) -> tuple[date, int] | None:
    """Give the last day of an event whose close a page opens with, and where that paragraph ends.

    >>> find_close("标题\\n赛艇公开赛26日落下帷幕。", "2025-10-27")
    (datetime.date(2025, 10, 26), 16)
    """
    lines = text.split("\n", _LEAD_LINES + 1)[1 : _LEAD_LINES + 1]
    lead = next((line for line in lines if "。" in line), "")
    sentence = lead[: lead.find("。") + 1]
    if _CLOSE_RE.search(sentence) is None:
        return None
    days = [time.value for time in find_times(sentence, Context(published)) if len(time.value or "") == 10]
    day = Context(days[0]).day if len(days) == 1 else None  # None for 2月30日
    return (day, text.find(lead) + len(lead)) if day else None


@lru_cache(maxsize=8)
def find_period(text: str, published: str | None) -> str | None:
    """Give the period that a report is about: one its title names and its lead names again.

    >>> find_period("上半年就业平稳\\n本报讯\\n2025年上半年，新增岗位36万个。", "2025-08-15")
    '2025-H1'
    """
    title, *lead = text.split("\n", _LEAD_LINES)[:_LEAD_LINES]
    if published is None or len(title) > _TITLE_CHARS:
        return None
    context = Context(published)
    named = [
        time.value
        for time in find_times(title, context)
        if time.value and len(time.value) != 10 and not _NAMED_RE.match(title, time.end)
    ]
    over = [value for value in named if last_month(value) < published[:7]]
    if not over:
        return None
    told = {time.value for line in lead for time in find_times(line, context)}
    return next((value for value in over if value in told), None)


def is_live(text: str, start: int) -> bool:
    """Whether the paragraph at `start` is an entry of a live report, headed by its hour.

    >>> is_live("【06:20】台风登陆", 0), is_live("06:20出发", 0)
    (True, False)
    """
    return _ENTRY_RE.match(text, start) is not None


@lru_cache(maxsize=8)
def is_of_today(text: str) -> bool:
    """Whether the body of a page opens with an event of that day and its hour.

    >>> is_of_today("标题\\n今晨7时，马拉松起跑。"), is_of_today("标题\\n今天是航海日。")
    (True, False)
    """
    lead = "\n".join(text.split("\n", _LEAD_LINES)[:_LEAD_LINES])
    return _TODAY_RE.search(lead) is not None
