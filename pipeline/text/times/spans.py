"""Spans of years, months and days: 2021年至2025年, “十四五”, 五年间, 11月5日至10日."""

from pipeline.text.times.context import Context
from pipeline.text.times.days import Group, read_days, read_number

__all__ = ["PLANS", "SPANS", "read_span"]

SPANS = ("y1", "y3", "y5", "spanned", "plan", "span", "r1", "d1")
"""The groups of TIME_RE that a span begins with."""
PLANS = {"二": 2011, "三": 2016, "四": 2021, "五": 2026}
"""First years of the five-year plans."""


def read_span(group: Group, context: Context, previous: str | None) -> str | None:
    """Resolve a span, None if the text leaves it open."""
    if group["y1"]:
        return f"{group['y1']}/{group['y2']}"
    if group["y5"]:
        return f"{group['y5']}/{group['y6']}"
    if group["y3"]:
        months = f"{group['y3']}-{read_number(group['n1']):02d}/{group['y4']}-{read_number(group['n2']):02d}"
        return months
    if group["spanned"]:
        return _span_of(read_number(group["spanned"]), context)
    if group["plan"]:
        first = PLANS[group["plan"]]
        return str(first + 4) if group["planend"] else f"{first}/{first + 4}"
    if group["span"]:
        return _past_years(read_number(group["span"]), context)
    if group["r1"]:
        return read_days(group, context.day, previous)
    return _day_range(group, context)


def _past_years(count: int, context: Context) -> str | None:
    """过去五年 as whole years; told only by the reviews that a year begins with."""
    if context.day is None or context.day.month > 3:
        return None
    return f"{context.day.year - count}/{context.day.year - 1}"


def _day_range(group: Group, context: Context) -> str | None:
    year = int(group["dy"]) if group["dy"] else context.year or (context.day.year if context.day else None)
    if year is None:
        return None
    first, last = read_number(group["d1"]), read_number(group["d3"] or group["d1"])
    return f"{year}-{first:02d}-{read_number(group['d2']):02d}/{group['dz'] or year}-{last:02d}-{read_number(group['d4']):02d}"


def _span_of(count: int, context: Context) -> str | None:
    """五年间 is the span of as many years that the page names, the past one if there are two."""
    spans = [span for span in context.spans if int(span[5:]) - int(span[:4]) + 1 == count]
    past = [span for span in spans if context.published and span[5:] <= context.published[:4]]
    return next(iter([*past, *spans]), None)
