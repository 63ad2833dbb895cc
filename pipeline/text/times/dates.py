"""Time expressions of the news as ISO 8601, by the date context of the document.

Supported shapes are those of the contract: a year, month, day, quarter, half, and
start/end intervals. What the text leaves open stays None.
"""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.plain import as_plain
from pipeline.text.quantities.numerals import parse_numeral
from pipeline.text.times.context import Context
from pipeline.text.times.days import Group, read_near, read_number, write_month
from pipeline.text.times.parts import limit_month, write_part
from pipeline.text.times.periods import last_month
from pipeline.text.times.spans import SPANS, read_span
from pipeline.text.times.time_patterns import TIME_RE

__all__ = ["Context", "TimeExpression", "find_published", "find_times"]

_YEAR_WORDS = {"去年": -1, "今年": 0, "今": 0, "前年": -2, "明年": 1, "本年": 0, "本年度": 0}
# Days on which something was said or held; what is counted has another time.
_REPORTED_RE = re.compile(
    r"[^，,。；;]{0,24}?(?:公布|发布|介绍|披露|透露|获悉|表示|印发|报道|电|讯|宣布|通报|了解|收到|指出|说)"
)
_PLANNED_RE = re.compile(r"[^，,。；;]{0,12}[，]?[^，,。；;]{0,8}[将拟]|起")
_PLANNING_RE = re.compile(r"(?:计划|预计|拟|将)[^，,。；;了]{0,3}$|预[估测料期计][，,：:]?$")
_AIMED_RE = re.compile(r"[^，,。；;]{0,12}?(?:有望|可望|力争|目标|预[计期料测估]|计划|任务|确保)")
_REPORTED = ("quarter", "firstquarter", "months", "m1")
_DEADLINE_RE = re.compile(r"之?前(?![后夕一二三四五六七八九十\d])")
_PUBLISHED_RE = re.compile(r"((?:19|20)\d\d)\s?[-年/.]\s?(\d{1,2})\s?[-月/.]\s?(\d{1,2})(?!\d)")

_GROUPS = tuple(sorted(TIME_RE.groupindex, key=lambda name: TIME_RE.groupindex[name]))
_BARE_GROUPS = [(name[1:], name) for name in _GROUPS if name.startswith("b") and name != "bare"]
# Every time expression holds one of these.
_HINT_RE = re.compile(r"[年月日号季期岁昨今明前当五底末周时]|截至\d|\d[-./]\d")


NOWHEN = Context()


class TimeExpression(NamedTuple):
    """A time in the text; `value` is ISO 8601 or None; `kind` tells years from days and spans."""

    start: int
    end: int
    value: str | None
    kind: str


def find_published(text: str) -> str | None:
    """Find the first full date, as bylines write it.

    >>> find_published("记者 张杨 2026-03-23 06:30"), find_published("编辑：茅冠隽")
    ('2026-03-23', None)
    """
    match = _PUBLISHED_RE.search(as_plain(text))
    if match is None:
        return None
    try:
        return date(*(int(part) for part in match.groups())).isoformat()
    except ValueError:
        return None


def find_times(text: str, context: Context = NOWHEN) -> list[TimeExpression]:
    """Find time expressions and resolve them in reading order.

    A month without a year takes the year named last, else that of the publication.

        >>> [t.value for t in find_times("截至2024年底，一季度和去年1至9月", Context("2025-05-03"))]
        ['2024-12-31', '2024-Q1', '2024-01/2024-09']
    """
    return list(_find_times(text, context))


# The opening of a paragraph, its title and the heading of a table are asked for once a quantity.
@lru_cache(maxsize=64)
def _find_times(text: str, context: Context) -> tuple[TimeExpression, ...]:
    found: list[TimeExpression] = []
    previous: str | None = None
    for match in TIME_RE.finditer(text) if _HINT_RE.search(text) else ():
        start, end = match.span()
        planned = match["bare"] is not None and _is_planned(text, start, end)
        near = match["bsince"] == "起" or _DEADLINE_RE.match(text, end) is not None
        value, kind, after = _resolve(match.groups(), context, previous, planned, near)
        if kind == "dayword" and not _REPORTED_RE.match(text, end):
            kind = "day"
        if (match["season"] or match["matches"]) and value is None:
            continue
        found.append(TimeExpression(start, end, value, kind))
        follows = match["since"] is not None or text[start - 1 : start] in ("，", ",")
        if value and previous and match["relative"] == "今年" and follows:
            value = _up_to(previous, value)
            found[-1] = found[-1]._replace(value=value)
        if not _is_in_passing(text, start, value, context, after):
            context, previous = after, value or previous
    return tuple(found)


def _is_in_passing(text: str, start: int, value: str | None, context: Context, after: Context) -> bool:
    """Whether the text does not go on with a time: a yardstick (较2021年), a look back (而2023年为), where a change began (由去年底的)."""
    before = text[start - 1 : start]
    if before == "而":
        return context.year is not None and after.year is not None and after.year < context.year
    return before in ("较", "比") or (
        before in ("由", "从") and value is not None and value.endswith("-12-31")
    )


def _is_planned(text: str, start: int, end: int) -> bool:
    """Whether what is told of a time is still to come: 计划第四季设立, 10月将开业."""
    if text.endswith("全年", start, end) and _AIMED_RE.match(text, end):
        return True
    return bool(_PLANNED_RE.match(text, end) or _PLANNING_RE.search(text, max(0, start - 8), start))


@lru_cache(maxsize=4096)
def _resolve(
    groups: tuple[str | None, ...], context: Context, previous: str | None, planned: bool, near: bool
) -> tuple[str | None, str, Context]:
    group = dict(zip(_GROUPS, groups, strict=True))
    since = group["since"] or group["bsince"]
    if any(group[name] for name in SPANS):
        return read_span(group, context, previous), "range", context
    if group["ago"]:
        return (str(context.day.year - read_number(group["ago"])) if context.day else None), "time", context
    if group["iso"]:
        return find_published(group["iso"]), "day", context
    if group["matches"]:
        season = context.season
        return (str(season - group["matches"].startswith("上")) if season else None), "time", context
    if group["season"]:
        is_span = context.period is not None and len(context.period) > 10
        return (context.period if is_span else None), "same", context
    if group["again"] or group["samethen"]:
        last = context.told if group["samethen"] else None
        return previous or last or context.period, "same", context
    if group["bare"]:
        value, kind = _bare(group, context, previous, planned, near)
        return value, "since" if _lasts(since, value) and kind != "dayword" else kind, context
    year = _year(group, context)
    if year is None:
        return None, "year", context
    if group["relative"] != "上年" and not group["same"] and not since:
        context = context._replace(year=year)
    if group["same"] and not group["tail"]:
        return _shift_to(previous or context.period, year), "same", context
    value = write_part(group, year)
    is_present = group["relative"] == "今年" or (context.published or "")[:4] == value
    return value, "since" if _lasts(since, value) and not is_present else "time", context


def _up_to(day: str, year: str) -> str:
    """今年以来 after 截至5月底 is the months up to that day."""
    is_end = day[:4] == year and len(day) == 10 and day == write_month(int(year), int(day[5:7]), True)
    return f"{year}-01/{day[:7]}" if is_end else year


def _lasts(since: str | None, value: str | None) -> bool:
    """Whether 以来 or 起 names a beginning only; what is so from a day on (7月1日起) has that day."""
    return since is not None and not (since == "起" and value is not None and len(value) == 10)


def _year(group: Group, context: Context) -> int | None:
    if group["year"]:
        return int(parse_numeral(group["year"]) or 0)
    word = group["relative"] or ""
    base = context.day.year if context.day else None
    if word in _YEAR_WORDS:
        return None if base is None else base + _YEAR_WORDS[word]
    named = context.year or (int(context.told[:4]) if context.told else base)
    if word in ("上年", "上一年"):
        return None if named is None else named - 1
    return named


def _bare(
    group: Group, context: Context, previous: str | None, planned: bool, near: bool
) -> tuple[str | None, str]:
    """Resolve an expression without a year."""
    day = context.day
    if near_time := read_near(group, day, previous, context.occasion):
        return near_time
    year = context.year or (day.year if day else None)
    if year is None:
        return None, "bare"
    if group["yearstart"]:
        return f"{year}-01", "bare"
    if group["yearclose"]:
        return f"{_closing_year(year, context, planned)}-12-31", "bare"
    if group["wholeyear"] == "年内" and day is not None:
        return _report_year(context) or str(day.year), "bare"
    if group["schoolyear"]:  # from autumn to summer
        return str(year - (day is not None and day.month < 7)), "bare"
    plain = {name: group[bare] for name, bare in _BARE_GROUPS}
    plain["quarter"] = group["bquarter"] or group["bquarter2"]
    plain["firstquarter"] = group["bfirst"]
    if group["bp1"] and read_number(group["bp1"]) + 1 == read_number(group["bp2"]):
        plain["m1"], plain["m2"] = group["bp1"], group["bp2"]
    elif group["bp1"]:
        plain["month"] = group["bp2"]
    if day is not None and year > day.year and not planned and any(plain[name] for name in _REPORTED):
        context, year = context._replace(year=None), day.year  # 明年开幕；第三季销售额升13.2%
    if context.year is None and day is not None and not group["bdeadline"]:
        if near and group["bmonth"]:  # 7月1日起, 12月31日前: the nearest of past and future
            return write_part(plain, year + round((day.month - limit_month(plain)) / 12)), "bare"
        if planned and (group["bmonth"] or group["bhalf"] or plain["quarter"]):
            last = int(last_month(write_part(plain, year))[5:])
            return write_part(plain, year + (last < day.month)), "bare"
        is_past = group["wholeyear"] is not None and not planned and _is_of_last_year(context, day)
        late = limit_month(plain) > day.month or is_past
        year -= 1 if late else 0
    return write_part(plain, year), "bare"


def _is_of_last_year(context: Context, day: date) -> bool:
    """Whether a bare 全年 is the year gone by: in the first months, or where that was told of last."""
    return day.month <= 3 or (context.told or "")[:4] == str(day.year - 1)


def _closing_year(year: int, context: Context, planned: bool) -> int:
    """The year of a bare 年末: that of a yearly report, the one past in the first months, else the present one."""
    if context.day is None or (context.year is not None and context.year <= context.day.year):
        return year
    present = context.day.year
    return present if planned else int(_report_year(context) or present - (context.day.month <= 3))


def _report_year(context: Context) -> str | None:
    return context.period if context.period and len(context.period) == 4 else None


def _shift_to(previous: str | None, year: int) -> str:
    """Put the period named before into another year: 去年同期 after 2025-Q1 is 2024-Q1."""
    if previous is None:
        return str(year)
    return re.sub(r"\d{4}", str(year), previous)
