"""Place an ISO 8601 period on an axis of years."""

import re

__all__ = ["parse_period"]

PERIOD_RE = re.compile(
    r"""
    (?P<year>\d{4})
    (?: -Q(?P<quarter>[1-4]) | -H(?P<half>[12]) | -(?P<month>\d{2}) (?: -(?P<day>\d{2}) )? )?
    """,
    re.VERBOSE,
)


def parse_period(time: str | None) -> tuple[float, float] | None:
    """Give the start and end of a period in years, or None where there is none to read.

    >>> parse_period("2024-H1")
    (2024.0, 2024.5)
    >>> parse_period("2021/2025")
    (2021.0, 2026.0)
    >>> parse_period("soon")
    """
    ends = [_parse(part) for part in (time or "").split("/")]
    if len(ends) > 2 or None in ends:
        return None
    known = [end for end in ends if end]
    return known[0][0], known[-1][1]


def _parse(text: str) -> tuple[float, float] | None:
    match = PERIOD_RE.fullmatch(text)
    if not match:
        return None
    year = int(match["year"])
    if match["quarter"]:
        return _part(year, int(match["quarter"]), 4)
    if match["half"]:
        return _part(year, int(match["half"]), 2)
    if not match["month"]:
        return float(year), year + 1.0
    start, end = _part(year, int(match["month"]), 12)
    if match["day"]:
        start = end = start + (int(match["day"]) - 1) / 372
    return start, end


def _part(year: int, number: int, parts: int) -> tuple[float, float]:
    return year + (number - 1) / parts, year + number / parts
