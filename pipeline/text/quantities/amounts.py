"""Read one amount at a place of the text: a number, the unit that follows it, and what belongs to both."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.quantities.money import CENTS_RE, add_cents, is_marked
from pipeline.text.quantities.numerals import DIGITS, EXACT, parse_numeral
from pipeline.text.quantities.readings import NUMBER_RE, Reading, read_number, share_scale
from pipeline.text.quantities.units import Unit, load_units

__all__ = ["PERCENT", "Amount", "join_range", "read_amount"]

PERCENT = Unit("%", "%", "%", "ratio", "ratio", "")
PERMILLE = Unit("‰", "‰", "[ppth]", "ratio", "ratio", "")

_RANGE_RE = re.compile(r" ?(?:[（(]含[）)])? ?(?:至|到|-{1,2}|—{1,2}|–|－|─|~|～|〜|−|―) ?")
_RANGE_STARTS = frozenset(" （(至到-—–－─~～〜−―")
_FROM_RE = re.compile(r"[从由自][^，,。；;！？、]{0,14}$")
# 5个多月, 两个半月: 多 and 半 stand inside the unit.
_VAGUE_MONTHS_RE = re.compile(r"(?:个多|(?<=个半))(月|小时|星期)")
# First characters of what comes in pieces (2300块清水砖); before all else 块 is money.
_PIECES = frozenset("砖牌屏地石玻手电展金银铜奖肥布钢板蛋巧面肉煤匾碑场绿拼硬芯田区清瓦木太光磁青墓招")
# 一米七五: the spoken height drops the unit of the tail.
_HEIGHT_RE = re.compile(
    r"(?:[一二三四五六七八九]{1,2}|\d{2}(?!\d))(?![一二三四五六七八九十百千万米分公层号])"
)
_CENTS_STARTS = frozenset("零一二两三四五六七八九十")
_HALF_TAILS = frozenset("导径数价场岛程边山决夜载票径个")
# 2/3的企业; 5/20的报道 is a day, 10/1的价格 no share.
_SHARE_RE = re.compile(r"(?<![\d/.])([1-9])/([2-9]|10)(?=的(?!新闻|报道))")
_FRACTIONS = frozenset({"percent", "permille", "fraction", "half"})
_HALVED_ALONE = frozenset({"duration", "year", "measure", "loose"})
_HALVED_KINDS = frozenset({"measure", "duration", "year", "ratio", "loose-measure", "age"})


_TENTH_END_RE = re.compile(r"(?![\d.．%％万亿千百个月日年])")


class Amount(NamedTuple):
    """A number as read at one place, with the unit that follows it, if any."""

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: Unit | None
    qualifier: str | None
    form: str
    core: str


def read_amount(text: str, position: int) -> Amount | None:
    """Read number and unit at `position`; None if no number begins there."""
    match = NUMBER_RE.match(text, position)
    if match is None:
        return _read_half(text, position)
    if mixed := _mixed(text, position, match):
        return mixed
    end = stop = match.end()
    core, vague = match["core"] or "", match["vague"]
    if core and text[end : end + 1] not in _followers() and not is_marked(text, position, end):
        return Amount(position, end, Decimal(0), None, None, None, "word", "")
    reading = read_number(match)
    if reading is None:
        return None
    value, high, form, is_vague = reading
    if form in _FRACTIONS:
        return _fraction_of_unit(text, position, end, reading) or _fraction(text, position, end, reading)
    qualifier = ("approx" if vague == "来" else "more_than") if is_vague else None
    if text[end : end + 1] == "个":
        if text.startswith("个半", end) and text[end + 2 : end + 3] in tuple("小月钟"):
            value, end = value + Decimal("0.5"), end + 2
        elif text.startswith("个多", end):
            qualifier = "more_than"
    unit, end = _unit_after(text, end)
    if unit is None:
        if not is_marked(text, position, stop):
            return Amount(position, stop, reading.value, high, None, qualifier, form, core)
        unit = load_units().by_surface["元"]
    amount = Amount(position, end, value, high, unit, qualifier, form, core)
    return _extend(text, amount)


def _mixed(text: str, start: int, match: "re.Match[str]") -> Amount | None:
    """Read 一又二分之一小时, or the share of 2/3的企业; None for all else."""
    if text.startswith("/", match.end()) and (shared := _SHARE_RE.match(text, start)):
        above, below = int(shared[1]), int(shared[2])
        share = EXACT.quantize(Decimal(100 * above) / below, Decimal("0.0001"))
        return (
            Amount(start, shared.end(), share, None, PERCENT, None, "fraction", "") if above < below else None
        )
    if not text.startswith("又", match.end()):
        return None
    tail = NUMBER_RE.match(text, match.end() + 1)
    whole, part = read_number(match), read_number(tail) if tail and tail["below"] else None
    if tail is None or whole is None or part is None:
        return None
    unit, end = _unit_after(text, tail.end())
    if unit is None:
        return None
    return Amount(start, end, whole.value + part.value, None, unit, None, "fraction", match.group())


@lru_cache(maxsize=1)
def _followers() -> frozenset[str]:
    """Characters that may follow the number of a quantity; all others end the reading early."""
    return frozenset(
        load_units().first_chars
        + "个半 \N{NO-BREAK SPACE}至到-—–－─~～〜−―、,，/（(和及以与或攀增升上提跃降。；;！？）)”\n"
    )


def _read_half(text: str, position: int) -> Amount | None:
    if text.startswith("过", position):
        return Amount(position, position + 2, Decimal(50), None, PERCENT, "more_than", "half", "半")
    unit, end = _unit_after(text, position + 1)
    halved = unit is not None and unit.kind in _HALVED_ALONE
    if text[position - 1 : position] in tuple("近超逾") and text.startswith("半", position) and not halved:
        return Amount(position, position + 1, Decimal(50), None, PERCENT, None, "half", "半")
    if text.startswith("半成", position) and text[position + 2 : position + 3] not in tuple("品功年熟员"):
        return Amount(position, position + 2, Decimal(5), None, PERCENT, None, "half", "半")
    if not text.startswith("半", position) or not halved:
        return None
    return Amount(position, end, Decimal("0.5"), None, unit, None, "half", "半")


def _fraction_of_unit(text: str, start: int, end: int, reading: Reading) -> Amount | None:
    """八分之三英里 is a length, 三分之一的 a share."""
    unit, stop = _unit_after(text, end)
    if reading.form != "fraction" or unit is None or unit.kind not in ("measure", "duration", "currency"):
        return None
    value = EXACT.quantize(reading.value, Decimal("0.0001"))
    return Amount(start, stop, value, None, unit, None, reading.form, text[start:end])


def _fraction(text: str, start: int, end: int, reading: Reading) -> Amount:
    unit = PERMILLE if reading.form == "permille" else PERCENT
    percent = EXACT.multiply(reading.value, Decimal(1000 if unit is PERMILLE else 100))
    value = percent.quantize(Decimal("0.0001"))
    return Amount(start, end, value, None, unit, None, reading.form, text[start:end])


def _unit_after(text: str, end: int) -> tuple[Unit | None, int]:
    """Give the unit that follows a number and where it ends; one space may stand between."""
    units = load_units()
    skip = 1 if text[end : end + 1] in (" ", "\N{NO-BREAK SPACE}") else 0
    if text[end : end + 1] in ("个", "月", "小", "星") and (vague := _VAGUE_MONTHS_RE.match(text, end)):
        return units.by_surface[vague.group(1).replace("月", "个月")], vague.end()
    unit = units.match(text, end + skip)
    if unit is None or (skip and unit.kind in ("loose", "count") and not text[end - 1].isdecimal()):
        return None, end
    end += skip + len(unit.surface)
    if unit.surface == "块" and text[end : end + 1] not in _PIECES:
        return units.by_surface["块钱"], end
    if unit.surface == "元" and (named := units.match(text, end)) and named.kind == "currency":
        return named._replace(surface="元"), end + len(named.surface)
    return unit, end


def _extend(text: str, amount: Amount) -> Amount:
    """Take in what belongs to the number but stands after the unit: 半, 多, 成五, 角分."""
    unit, end, value = amount.unit, amount.end, amount.value
    if unit is None:
        return amount
    following = text[end : end + 1]
    if unit.kind == "tenth":
        tail = Decimal(5) if following == "半" else Decimal(_digit_after(text, end))
        high = None if amount.value_max is None else amount.value_max * 10
        grown = end + 1 if tail else end
        return amount._replace(value=value * 10 + tail, value_max=high, unit=PERCENT, end=grown)
    if unit.kind == "discount" and value >= 10 and amount.form != "fraction":
        return amount._replace(value=value / 10)
    is_money = unit.kind == "currency" and (following in _CENTS_STARTS or following.isdecimal())
    if is_money and (cents := CENTS_RE.match(text, end)) and (unit.surface != "元" or not cents["tail"]):
        return amount._replace(value=value + add_cents(cents), end=cents.end())
    if unit.surface == "分" and text.startswith("半钟", end):
        return amount._replace(
            value=value + Decimal("0.5"), end=end + 2, unit=load_units().by_surface["分钟"]
        )
    if unit.unit == "m" and value < 3 and (height := _HEIGHT_RE.match(text, end)):
        digits = "".join(str(DIGITS.get(char, char)) for char in height.group())
        return amount._replace(value=value + Decimal(f"0.{digits}"), end=height.end())
    if following == "半" and text[end + 1 : end + 2] not in _HALF_TAILS and unit.kind in _HALVED_KINDS:
        return amount._replace(value=value + Decimal("0.5"), end=end + 1)
    return amount


def _digit_after(text: str, end: int) -> int:
    """Give the digit that goes on a tenth (四成八, 4成8), 0 where a number of its own begins there."""
    following = text[end : end + 1]
    if following.isdecimal():
        return int(following) if _TENTH_END_RE.match(text, end + 1) else 0
    return DIGITS.get(following, 0)


def join_range(text: str, first: Amount) -> Amount:
    """Join 4至26元 or 1万元-5万元 into one amount; from-to chains (从…到…) stay two."""
    if first.value_max is not None or text[first.end : first.end + 1] not in _RANGE_STARTS:
        return first
    separator = _RANGE_RE.match(text, first.end)
    if separator is None:
        return first
    if first.form == "percent" and (high := NUMBER_RE.match(text, separator.end())) and high["core"]:
        reading = read_number(high)
        if reading is not None and reading.value > first.value:
            return first._replace(value_max=reading.value, end=high.end())
    second = read_amount(text, separator.end())
    if second is None or second.unit is None or second.value_max is not None:
        return first
    if (
        first.unit is not None
        and first.unit.unit != second.unit.unit
        and first.unit.surface != second.unit.surface
    ):
        return first
    from_to = first.unit is not None and _FROM_RE.search(text, max(0, first.start - 16), first.start)
    if from_to and not text.startswith("不等", second.end):
        return first
    low = first.value
    if first.unit is None:
        if scale := share_scale(first.core, second.core):
            low = parse_numeral(first.core + scale) or low
        if second.unit.kind == "tenth" or (
            second.unit is PERCENT and second.core and second.core[-1] not in "%％"
        ):
            low = _as_second(first, second)
    if low >= second.value:
        return first
    return second._replace(start=first.start, value=low, value_max=second.value, qualifier=second.qualifier)


def _as_second(first: Amount, second: Amount) -> Decimal:
    """Scale the first number of 三至四成 and 百分之五到八 like the second."""
    written_in_tenths = second.unit is PERCENT and second.form in ("chinese", "arabic") and second.value >= 10
    return (
        first.value * 10
        if written_in_tenths and first.value <= 10 and first.form == "chinese"
        else first.value
    )
