"""Questions to a time in ISO 8601: when it ends, whether it is still to come."""

from calendar import monthrange
from functools import lru_cache

__all__ = ["ends_month", "is_future", "last_month"]


def last_month(value: str) -> str:
    """Give the month in which a time ends.

    >>> last_month("2025"), last_month("2025-H1"), last_month("2025-01/2025-09"), last_month("2025-11-13")
    ('2025-12', '2025-06', '2025-09', '2025-11')
    """
    last = value.rpartition("/")[2]
    if len(last) == 4:
        return f"{last}-12"
    return f"{last[:4]}-{ {'Q': 3, 'H': 6}[last[5]] * int(last[6]):02d}" if last[5] in "QH" else last[:7]


def ends_month(day: str) -> bool:
    """Whether a day is the last of its month, as 截至6月末 gives it.

    >>> ends_month("2025-06-30"), ends_month("2025-06-20")
    (True, False)
    """
    return int(day[8:]) == monthrange(int(day[:4]), int(day[5:7]))[1]


@lru_cache(maxsize=1024)
def is_future(value: str, published: str) -> bool:
    """Whether a time ends after the day of publication; the year of publication, or days that have begun, are not future.

    >>> is_future("2027", "2025-11-13"), is_future("2025-Q3", "2025-11-13"), is_future("2025-12-31", "2025-11-13")
    (True, False, True)
    """
    first, _, last = value.rpartition("/")
    if len(first) == 10 and first <= published[:10]:
        return False
    if last[:4] != published[:4] or len(last) < 7:
        return last[:4] > published[:4]
    month = {"Q": 3 * int(last[6]) - 2, "H": 6 * int(last[6]) - 5}.get(last[5]) or int(last[5:7])
    return month > int(published[5:7]) or (len(last) == 10 and last > published[:10])
