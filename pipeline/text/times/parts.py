"""The part of a year that an expression names: a half, a quarter, months, a month, a day."""

from pipeline.text.times.days import Group, read_number, write_month

__all__ = ["limit_month", "write_part"]


def limit_month(group: Group) -> int:
    """Month in which the period begins or, for sums since January, ends: later ones are last year's."""
    if group.get("yearend"):
        return 12
    if group.get("half"):
        return 1 if group["half"] == "上" else 7
    if group.get("quarter"):
        return 3 * read_number(group["quarter"]) - 2
    if group.get("quarters"):
        return 3 * read_number(group["quarters"])
    return read_number(group.get("month") or group.get("m2") or group.get("months"))


def write_part(group: Group, year: int) -> str:
    """Write the part of a year that the tail of an expression names."""
    if group.get("half"):
        is_first = group["half"] == "上"
        if group.get("halfend"):
            return write_month(year, 6 if is_first else 12, True)
        return f"{year}-H{1 if is_first else 2}"
    if group.get("firstquarter"):
        return f"{year}-Q1"
    if group.get("quarterq"):
        return f"{year}-Q{group['quarterq']}"
    if group.get("quarter") and group.get("quarterend"):
        return write_month(year, 3 * read_number(group["quarter"]), True)
    if group.get("quarter"):
        return f"{year}-Q{read_number(group['quarter'])}"
    if group.get("quarters"):
        return f"{year}-01/{year}-{3 * read_number(group['quarters']):02d}"
    if group.get("firstmonth"):
        return f"{year}-01"
    if group.get("months") or group.get("m1"):
        first, last = read_number(group.get("m1") or "1"), read_number(group.get("months") or group.get("m2"))
        is_half = group.get("months") is not None and last == 6  # 前6个月, but 1至6月 is told in months
        return f"{year}-H1" if is_half else f"{year}-{first:02d}/{year}-{last:02d}"
    if group.get("month"):
        month = read_number(group["month"])
        if group.get("day"):
            return f"{year}-{month:02d}-{read_number(group['day']):02d}"
        return write_month(year, month, bool(group.get("monthend")))
    return f"{year}-12-31" if group.get("yearend") else str(year)
