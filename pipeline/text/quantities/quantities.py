"""Find quantities: bound word + number + unit, adjacent characters only.

What a quantity is about, and whether it is a fact at all, is decided elsewhere
(filters.py, facts.py); here a quantity is whatever is written as one, minus what
the characters beside it prove to be a code, a date or an ordinal.
"""

import re
from decimal import Decimal
from string import ascii_letters
from typing import NamedTuple

from pipeline.text.quantities.amounts import Amount, join_range, read_amount
from pipeline.text.quantities.bounds import bound_after, bound_before
from pipeline.text.quantities.lexicon import load_words
from pipeline.text.quantities.money import find_currency, imply_unit
from pipeline.text.quantities.numerals import DIGITS, SCALES, format_decimal
from pipeline.text.quantities.ranks import read_first, read_rank
from pipeline.text.quantities.units import Unit, load_units

__all__ = ["Quantity", "find_quantities"]


class Quantity(NamedTuple):
    """A number with its unit; offsets are half-open code points, `value` a decimal string.

    `kind` is the kind of the unit, `form` how the number is written; `rank` marks 第N.
    """

    start: int
    end: int
    text: str
    value: str
    value_max: str | None
    unit: str
    unit_code: str | None
    qualifier: str | None
    dimension: str
    kind: str
    form: str
    number_start: int
    rank: bool


_NUMERAL = "".join(DIGITS) + "".join(SCALES)
# Where a number may begin; a half only where it measures or ends a phrase.
# The set in front lets the engine skip to the next candidate.
_START_RE = re.compile(
    rf"[\d{_NUMERAL}廿卅几数过半首](?:(?<=[\d{_NUMERAL}廿卅])|(?<=首)(?=位)|(?<=[几数])(?=[{''.join(SCALES)}])|(?<=过)半(?!数)|(?<=半)数"
    r"|(?<=半)(?<![上下多大过]半)(?=[年天个小数斤吨亩升杯瓶成]|公里|公斤|英里)|(?<=[近超逾]半)(?=[，,。；;、）的]))"
)
_LIST_RE = re.compile(r" ?[、,，/] ?|和|及|以及|与|或")
_PARTS_OF = {("小时", "分钟"): "分钟", ("小时", "分"): "分钟", ("分钟", "秒"): "秒", ("分", "秒"): "秒"}
_LIST_CUE_RE = re.compile(r"分别|依次|各[为占有达]")
# A digit, letter or mark directly before makes the number part of a code, a score, an address.
_GLUED_RE = re.compile(
    r"(?<!GDP)(?<!CPI)(?<!PPI)(?<!ROE)(?<!PMI)(?<!AQI)(?<=[A-Za-z_#＃\d])[.．\-]?$|\d[:：∶/]$|[A-Za-z\d]-$|第$|No\.$"
)
# What may stand between a number of degrees and the word that tells what they measure: 用电量约3200度.
_DEGREES_REACH = 10
_LINK_RE = re.compile(
    "(?:共计?|合计|累计|已|高?达到?|一度|[升降增提飙攀跌]升?[到至]|超过?|突破|近|约|为|是|仅|不到|不足|了)*$"
)
# Last characters of what glues, beside digits; "$" also matches before a line end.
_GLUE_ENDS = frozenset(ascii_letters + "_#＃.．-:：∶/第\n")
# Last characters of the sign; "$" also matches before a line end.
_SIGN_ENDS = frozenset("-−－负下 \n")
_SIGN_RE = re.compile(r"(?:(?<![\dA-Za-z%])[-−－]|负|零下) ?$")


def find_quantities(text: str) -> list[Quantity]:
    """Find every number with a unit, ranges and ranks included, in text order.

    >>> [(q.text, q.value, q.value_max, q.unit, q.qualifier) for q in find_quantities("约60款，4至26元")]
    [('约60款', '60', None, '款', 'approx'), ('4至26元', '4', '26', 'CNY', None)]
    >>> [(q.text, q.value, q.unit) for q in find_quantities("三百五十美元八十五美分，一吨半")]
    [('三百五十美元八十五美分', '350.85', 'USD'), ('一吨半', '1.5', 't')]
    """
    found: list[Quantity] = []
    bare: list[Amount] = []
    position = 0
    while (start := _START_RE.search(text, position)) is not None:
        amount = read_amount(text, start.start())
        if amount is None:
            position = start.end()
            found.extend(_first(text, start.start()))
            continue
        if amount.start and text[amount.start - 1] == "第":
            position = amount.end
            found.extend(_rank(text, amount.start - 1))
            continue
        amount = join_range(text, amount)
        position = amount.end
        if amount.unit is None and amount.form != "word":
            amount = amount._replace(unit=imply_unit(text, amount.start, amount.end))
        if amount.unit is None:
            bare.extend([amount] if amount.form != "word" else [])
        elif (quantity := _finish(text, amount)) is not None:
            if bare:
                found.extend(_share_unit(text, bare, quantity, amount))
                bare.clear()
            if quantity.unit == "pp":
                _share_points(text, found, quantity)
            joined = found and found[-1].end == quantity.start and _join_clock(text, found[-1], quantity)
            found[len(found) - bool(joined) :] = [joined or quantity]
    return found


def _share_unit(text: str, bare: list[Amount], quantity: Quantity, amount: Amount) -> list[Quantity]:
    """Give the unit of the last member of a list to the bare numbers before it (96万、101万和88.5万人次)."""
    shared: list[Quantity] = []
    right = quantity.start
    for member in reversed(bare):
        start = bound_before(text, member.start)[0]
        gap = text[member.end : right]
        cue = _LIST_CUE_RE.search(text, max(0, member.start - 30), member.start)
        if not _LIST_RE.fullmatch(gap) or not (cue or member.core[-1] in "万亿"):
            break
        completed = _finish(text, member._replace(unit=amount.unit))
        if completed is None:
            break
        shared.append(completed)
        right = start
    return shared[::-1]


def _share_points(text: str, found: list[Quantity], last: Quantity) -> None:
    """Make points of what is counted before them with the half of their unit: 9.5个和3.7个百分点."""
    right = last.start
    for place in range(len(found) - 1, -1, -1):
        member = found[place]
        if member.unit != "个" or not _LIST_RE.fullmatch(text[member.end : right]):
            return
        found[place] = member._replace(
            unit=last.unit, unit_code=last.unit_code, dimension=last.dimension, kind=last.kind
        )
        right = member.start


def _join_clock(text: str, whole: Quantity, part: Quantity) -> Quantity | None:
    """Make one duration of 2小时10分钟 and 3分30秒, in the smaller unit."""
    small = _PARTS_OF.get((whole.unit, part.unit))
    if small is None or whole.value_max or part.value_max:
        return None
    unit = load_units().by_surface[small]
    return whole._replace(
        end=part.end,
        text=text[whole.start : part.end],
        value=format_decimal(60 * Decimal(whole.value) + Decimal(part.value)),
        unit=unit.unit,
        unit_code=unit.unit_code,
        dimension=unit.dimension,
        kind=unit.kind,
        qualifier=whole.qualifier or part.qualifier,
    )


def _finish(text: str, amount: Amount) -> Quantity | None:
    """Add bounds, sign and currency mark around the amount; None if it is a date or glued to a code."""
    if amount.unit is None or _is_calendar(text, amount):
        return None
    value = amount.value
    start, unit = find_currency(text, amount.start, amount.unit)
    if start == amount.start and _is_glued(text, amount):
        return None
    if text[start - 1 : start] in _SIGN_ENDS and (sign := _SIGN_RE.search(text, max(0, start - 3), start)):
        start, value = sign.start(), -value
    if unit.kind == "degree":
        unit = _degrees(text, start, unit)
    start, before = bound_before(text, start)
    end, after = bound_after(text, amount.end)
    high = None if amount.value_max is None else format_decimal(amount.value_max)
    return Quantity(
        start, end, text[start:end], format_decimal(value), high, unit.unit, unit.unit_code,
        before or after or amount.qualifier, unit.dimension, unit.kind, amount.form, amount.start, False,
    )  # fmt: skip


def _degrees(text: str, start: int, unit: Unit) -> Unit:
    """What 度 measures by the words before it: heat, unless they tell of Fahrenheit, electricity, an angle, turbidity."""
    before = text[max(0, start - _DEGREES_REACH) : start]
    if before.endswith("华氏"):
        return load_units().by_surface["华氏度"]
    measure = _LINK_RE.sub("", before)
    kind = next((kind for word, kind in load_words()["degree"].items() if measure.endswith(word)), None)
    if kind == "electric":
        return load_units().by_surface["度电"]
    if kind == "angle":
        return unit._replace(unit="度", unit_code=None, dimension="count", kind="measure")
    return unit


def _is_glued(text: str, amount: Amount) -> bool:
    """Whether the number continues a code; 万 and 亿 show that it does not (Megapack1万台)."""
    if amount.form != "arabic" or amount.core[-1:] in tuple("万亿"):
        return False
    last = text[amount.start - 1 : amount.start]
    if last not in _GLUE_ENDS and not last.isdecimal():
        return False
    return _GLUED_RE.search(text, max(0, amount.start - 4), amount.start) is not None


def _is_calendar(text: str, amount: Amount) -> bool:
    """Whether 年 follows a calendar year (2024年, 二〇二四年), not a span of years."""
    if (
        amount.unit is None
        or amount.unit.kind != "year"
        or (amount.value_max is not None and amount.value < 1000)
    ):
        return False
    written_as_year = amount.form == "arabic" or set(amount.core) <= set(DIGITS)
    return written_as_year and 1000 <= amount.value <= 2999 and amount.core[-1] not in SCALES


def _rank(text: str, start: int) -> list[Quantity]:
    rank = read_rank(text, start)
    return [_ordinal(text, start, *rank)] if rank else []


def _first(text: str, start: int) -> list[Quantity]:
    """The rank 首位, which holds no number."""
    end = read_first(text, start)
    return [_ordinal(text, start, end, "1")] if end else []


def _ordinal(text: str, start: int, end: int, value: str) -> Quantity:
    return Quantity(
        start, end, text[start:end], value, None, "位", None, None, "count", "rank", "ordinal", start + 1, True
    )  # fmt: skip
