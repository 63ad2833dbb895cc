"""Days, weekdays and months that are told from the day of publication: 昨天, 上周五, 本月底."""

from calendar import monthrange
from datetime import date, timedelta

from pipeline.text.quantities.numerals import parse_numeral
from pipeline.text.times.context import Context

__all__ = ["Group", "read_days", "read_near", "read_number", "write_month"]

Group = dict[str, str | None]


def read_near(
    group: Group, day: date | None, previous: str | None, occasion: str | None
) -> tuple[str | None, str] | None:
    """Resolve what is told from the day of publication, or of the occasion, with its kind; None for all else."""
    if group["dayword"] or group["dayonly"]:
        return _read_day_word(group, day, previous, occasion), "dayword"
    if group["weekday"]:
        return _read_week_day(group, day), "dayword"
    if group["nearweek"]:
        return _read_week(group, day), "dayword"
    if group["nearquarter"]:
        return _read_near_quarter(group, day), "bare"
    if group["lastmonth"]:
        return _read_near_month(group, day), "month"
    told = previous if previous and len(previous) == 10 else None
    if group["clock"]:
        return told or (day.isoformat() if day else None), "day"
    return (told or occasion, "hour") if group["hour"] else None


def _read_day_word(group: Group, day: date | None, previous: str | None, occasion: str | None) -> str | None:
    """Resolve 昨天, 今起, 15日; 当天 is the day named before, else that of the occasion."""
    word = group["dayword"] or ""
    told = previous if previous and len(previous) == 10 else occasion
    if word[:1] == "当":
        return told
    if word[:2] == "前一":
        after = Context(told).day  # None for 2月30日
        return (after - timedelta(days=1)).isoformat() if after else None
    if day is None:
        return None
    if group["dayonly"]:
        return _day_of_month(read_number(group["dayonly"]), day, previous)
    shift = {"昨": -1, "今": 0, "即": 0, "前": -2, "明": 1}[word[0]]
    return (day + timedelta(days=shift)).isoformat()


def read_days(group: Group, day: date | None, previous: str | None) -> str | None:
    """Resolve 20日夜间至21日, days of the month named before, else of that of publication."""
    if day is None:
        return None
    first = _day_of_month(read_number(group["r1"]), day, previous)
    last = _day_of_month(read_number(group["r2"]), day, first)
    return f"{first}/{last}" if first and last and first < last else None


def _day_of_month(number: int, day: date, previous: str | None) -> str | None:
    if previous and len(previous) >= 7 and "/" not in previous and previous[5].isdigit():
        day = date(int(previous[:4]), int(previous[5:7]), 1)
    return day.replace(day=number).isoformat() if number <= monthrange(day.year, day.month)[1] else None


def _read_week_day(group: Group, day: date | None) -> str | None:
    """Resolve 周五: the last one up to the day of publication; 上周五 and 下周五 lie in other weeks."""
    if day is None:
        return None
    number = "一二三四五六日天".index(group["wday"] or "") - (group["wday"] == "天")
    monday = day - timedelta(days=day.weekday())
    weeks = {"上": -1, "下": 1}.get(group["week"] or "", 0)
    found = monday + timedelta(days=number + 7 * weeks)
    late = found > day and group["week"] is None
    return (found - timedelta(days=7 * late)).isoformat()


def _read_week(group: Group, day: date | None) -> str | None:
    """Resolve 本周, 上周 as Monday to Sunday."""
    if day is None:
        return None
    monday = day - timedelta(days=day.weekday() + 7 * (group["nearweek"] or "").startswith("上"))
    return f"{monday}/{monday + timedelta(days=6)}"


def _read_near_quarter(group: Group, day: date | None) -> str | None:
    """Resolve 本季度, 上季度."""
    if day is None:
        return None
    year, quarter = divmod(4 * day.year + (day.month - 1) // 3 - (group["nearquarter"] != "本季度"), 4)
    return f"{year}-Q{quarter + 1}"


def _read_near_month(group: Group, day: date | None) -> str | None:
    """Resolve 上月, 本月底, 本月26日, 下月."""
    if day is None:
        return None
    shift = {"上": -1, "下": 1}.get((group["lastmonth"] or "本")[0], 0)
    year, month = divmod(12 * day.year + day.month - 1 + shift, 12)
    number = read_number(group["lastday"])
    if number > monthrange(year, month + 1)[1]:
        return None
    return write_month(year, month + 1, bool(group["lastend"])) + (f"-{number:02d}" if number else "")


def write_month(year: int, month: int, end: bool) -> str:
    """Write a month, or its last day.

    >>> write_month(2025, 9, False), write_month(2025, 9, True)
    ('2025-09', '2025-09-30')
    """
    return f"{year}-{month:02d}" + (f"-{monthrange(year, month)[1]:02d}" if end else "")


def read_number(text: str | None) -> int:
    """Read a numeral, 0 if there is none."""
    return int(parse_numeral(text or "") or 0)
