"""Find quantities: bound word + number + unit, adjacent characters only.

What a quantity is about, and whether it is a fact at all, is decided elsewhere
(filters.py, facts.py); here a quantity is whatever is written as one, minus what
the characters beside it prove to be a code, a date or an ordinal.
"""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.quantities.lexicon import load_words
from pipeline.text.quantities.numerals import DIGITS, EXACT, SCALES, format_decimal, parse_numeral
from pipeline.text.quantities.readings import NUMBER_RE, Reading, read_number, share_scale
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


PERCENT = Unit("%", "%", "%", "ratio", "ratio", "")
PERMILLE = Unit("‰", "‰", "[ppth]", "ratio", "ratio", "")
PLACE = Unit("位", "位", None, "count", "rank", "")

_NUMERAL = "".join(DIGITS) + "".join(SCALES)
_START_RE = re.compile(rf"\d|[{_NUMERAL}廿卅]|[几数](?=[{''.join(SCALES)}])|(?<![上下多大过])半(?=[年天个小数]|公里)|过半(?!数)|半数|(?<=[近超逾])半(?=[，,。；;、）的])")
_RANGE_RE = re.compile(r" ?(?:[（(]含[）)])? ?(?:至|到|-{1,2}|—{1,2}|–|－|─|~|～|〜|−|―) ?")
_LIST_RE = re.compile(r" ?[、,，/] ?|和|及|以及|与|或")
_PHRASE_END_RE = re.compile(r"[，,。；;！？）)”\n]|$|攀升|增至|升至|增加|上升|提高|跃升|降至|到(?!\d)")
_MONEY_RE = re.compile(
    r"(?:收入|营收|投资|资金|金额|总额|利润|成本|售价|价格|票房|销售额|产值|市值|融资|贷款|补助|补贴|补偿|奖金|罚款|租金|赔偿|工资|"
    r"年薪|花费|费用|预算|亏损|亏空|盈利|债务|估值|领到|卖到|花了|赚|捐)[^，,。；;]{0,10}$|金额[^。；;]{0,16}$"
)
_PEOPLE_RE = re.compile(r"(人次|客流|人数|粉丝|用户|人口|观众|游客)[^，,。；;]{0,26}$")
_LIST_CUE_RE = re.compile(r"分别|依次|各[为占有达]")
_GLUED_RE = re.compile(r"(?<!GDP)(?<!CPI)(?<!PPI)(?<!ROE)(?<!PMI)(?<!AQI)(?<=[A-Za-z_#＃\d])[.．\-]?$|\d[:：∶/]$|[A-Za-z\d]-$|第$|No\.$")
_SIGN_RE = re.compile(r"(?:(?<![\dA-Za-z%])[-−－]|负|零下) ?$")
_SYMBOLS = {"¥": "元", "￥": "元", "$": "美元", "＄": "美元", "€": "欧元", "£": "英镑", "￡": "英镑"}
_SYMBOL_RE = re.compile(r"(US|HK|NT|A|C|S)?[¥￥$＄€£￡] ?$")
_DOLLARS = {"HK": "港元", "NT": "新台币", "A": "澳元", "C": "加元", "S": "新加坡元"}
_CURRENCY_BEFORE_RE = re.compile(r"(港币|新台币|台币|日币|美金|美元|欧元|澳元|英镑|日元|港元)[ :：]?$")
_CENTS_RE = re.compile(
    r"(?P<tenths>[\d一二两三四五六七八九])[角毛](?:(?P<cents>[\d一二两三四五六七八九])分?)?钱?"
    r"|(?P<minor>\d{1,2}|[一二三四五六七八九十]+)(?:美分|欧分|便士|分钱?)(?![之钟])"
    r"|(?P<tail>[一二三四五六七八九])(?![\d一二三四五六七八九十百千万亿个])"
)
# 5个多月, 两个半月: 多 and 半 stand inside the unit.
_VAGUE_MONTHS_RE = re.compile(r"(?:个多|(?<=个半))(月|小时|星期)")
# First characters of what comes in pieces (2300块清水砖); before all else 块 is money.
_PIECES = frozenset("砖牌屏地石玻手电展金银铜奖肥布钢板蛋巧面肉煤匾碑场绿拼硬芯田区清瓦木太光磁青墓招")
_HALF_TAILS = frozenset("导径数价场岛程边山决夜载票径个")
_RANK_RE = re.compile(rf"第([{''.join(DIGITS)}十百]+|\d+)([位名]|(?=大))?")
_RANK_CUE_RE = re.compile(
    r"(?:分列|高踞|蹿至|跳升至|滑落到|守住|位居|位列|位于|排名|排行|排位|排在|排到|排|名列|列|居|跃居|跃升至|升至|升到|跃至|占据|占|跻身|居于|处于|稳居|高居|"
    r"蝉联|夺得|获得|获|夺|上升到|提升至|提升到|上升至|降至|跌至|退居|跌到|升到|降到|跌落到|滑落至|保持|成为|是|为)[^，,。；;：:]{0,10}$|分列第[^，,。；;]{1,6}[及和、]$|[由从]$"
)
_ORDINAL_NOUNS_RE = re.compile(
    r"[次届期条批个家款季年代天章节步轮回版产股时人种只例块座起班站页场岁号卷部者]"
)


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
        amount = _read(text, start.start())
        if amount is None:
            position = start.end()
            continue
        position = amount.end
        if amount.start and text[amount.start - 1] == "第":
            rank = _rank(text, amount.start - 1)
            found.extend([rank] if rank else [])
            continue
        amount = _join_range(text, amount)
        position = amount.end
        if amount.unit is None:
            amount = amount._replace(unit=_implied_unit(text, amount))
        if amount.unit is None:
            if amount.form != "word":
                bare.append(amount)
        elif (quantity := _finish(text, amount)) is not None:
            found.extend(_share_unit(text, bare, quantity, amount))
            found.append(quantity)
            bare.clear()
    return found


def _read(text: str, position: int) -> Amount | None:
    """Read number and unit at `position`; None if no number begins there."""
    match = NUMBER_RE.match(text, position)
    if match is None:
        return _read_half(text, position)
    end = match.end()
    if match["core"] and text[end:end + 1] not in _followers() and not _SYMBOL_RE.search(text, max(0, position - 4), position):
        return Amount(position, end, Decimal(0), None, None, None, "word", "")
    reading = read_number(match)
    if reading is None:
        return None
    qualifier = ("approx" if match["vague"] == "来" else "more_than") if reading.vague else None
    core = match["core"] or ""
    if reading.form in ("percent", "permille", "fraction", "half"):
        return _fraction(text, position, end, reading)
    value = reading.value
    if text.startswith("个半", end) and text[end + 2:end + 3] in tuple("小月钟"):
        value, end = value + Decimal("0.5"), end + 2
    if text.startswith("个多", end):
        qualifier = "more_than"
    unit, end = _unit_after(text, end)
    if unit is None and _SYMBOL_RE.search(text, max(0, position - 4), position):
        unit = load_units().by_surface["元"]
    if unit is None:
        return Amount(position, match.end(), reading.value, reading.value_max, None, qualifier, reading.form, core)
    amount = Amount(position, end, value, reading.value_max, unit, qualifier, reading.form, core)
    return _extend(text, amount)


@lru_cache(maxsize=1)
def _followers() -> frozenset[str]:
    """Characters that may follow the number of a quantity; all others end the reading early."""
    return frozenset(load_units().first_chars + "个半 \N{NO-BREAK SPACE}至到-—–－─~～〜−―、,，/（(和及以与或攀增升上提跃降。；;！？）)”\n")


def _read_half(text: str, position: int) -> Amount | None:
    if text.startswith("过", position):
        return Amount(position, position + 2, Decimal(50), None, PERCENT, "more_than", "half", "半")
    if text[position - 1:position] in tuple("近超逾") and text.startswith("半", position):
        return Amount(position, position + 1, Decimal(50), None, PERCENT, None, "half", "半")
    unit, end = _unit_after(text, position + 1)
    if not text.startswith("半", position) or unit is None or unit.kind not in ("duration", "year", "measure", "loose"):
        return None
    return Amount(position, end, Decimal("0.5"), None, unit, None, "half", "半")


def _fraction(text: str, start: int, end: int, reading: Reading) -> Amount:
    unit = PERMILLE if reading.form == "permille" else PERCENT
    percent = EXACT.multiply(reading.value, Decimal(1000 if unit is PERMILLE else 100))
    value = percent.quantize(Decimal("0.0001"))
    return Amount(start, end, value, None, unit, None, reading.form, text[start:end])


def _unit_after(text: str, end: int) -> tuple[Unit | None, int]:
    """Give the unit that follows a number and where it ends; one space may stand between."""
    units = load_units()
    skip = 1 if text[end:end + 1] in (" ", "\N{NO-BREAK SPACE}") else 0
    if vague := _VAGUE_MONTHS_RE.match(text, end):
        return units.by_surface[vague.group(1).replace("月", "个月")], vague.end()
    unit = units.match(text, end + skip)
    if unit is None or (skip and unit.kind in ("loose", "count") and not text[end - 1].isdecimal()):
        return None, end
    end += skip + len(unit.surface)
    if unit.surface == "块" and text[end:end + 1] not in _PIECES:
        return units.by_surface["块钱"], end
    if unit.surface == "元" and (currency := units.match(text, end)) and currency.kind == "currency" and currency.unit != "CNY":
        return currency, end + len(currency.surface)
    return unit, end


def _extend(text: str, amount: Amount) -> Amount:
    """Take in what belongs to the number but stands after the unit: 半, 多, 成五, 角分."""
    unit, end, value = amount.unit, amount.end, amount.value
    if unit is None:
        return amount
    following = text[end:end + 1]
    if unit.kind == "tenth":
        tail = Decimal(5) if following == "半" else Decimal(DIGITS.get(following, 0))
        high = None if amount.value_max is None else amount.value_max * 10
        grown = end + 1 if tail else end
        return amount._replace(value=value * 10 + tail, value_max=high, unit=PERCENT, end=grown)
    if unit.kind == "discount" and value >= 10 and amount.form != "fraction":
        return amount._replace(value=value / 10)
    if unit.kind == "currency" and (cents := _CENTS_RE.match(text, end)) and (unit.surface != "元" or not cents["tail"]):
        return amount._replace(value=value + _cents(cents), end=cents.end())
    if unit.surface == "分" and text.startswith("半钟", end):
        return amount._replace(value=value + Decimal("0.5"), end=end + 2, unit=load_units().by_surface["分钟"])
    if following == "半" and text[end + 1:end + 2] not in _HALF_TAILS and unit.kind in _HALVED_KINDS:
        return amount._replace(value=value + Decimal("0.5"), end=end + 1)
    return amount


_HALVED_KINDS = frozenset({"measure", "duration", "year", "ratio", "loose-measure", "age"})


def _cents(match: "re.Match[str]") -> Decimal:
    tenths, cents = match["tenths"] or match["tail"], match["minor"] or match["cents"]
    total = Decimal(0)
    if tenths:
        total += (parse_numeral(tenths) or Decimal(0)) / 10
    if cents:
        total += (parse_numeral(cents) or Decimal(0)) / 100
    return total


def _join_range(text: str, first: Amount) -> Amount:
    """Join 4至26元 or 1万元-5万元 into one amount; from-to chains (从…到…) stay two."""
    separator = _RANGE_RE.match(text, first.end)
    if separator is None or first.value_max is not None:
        return first
    if first.form == "percent" and (high := NUMBER_RE.match(text, separator.end())) and high["core"]:
        reading = read_number(high)
        if reading is not None and reading.value > first.value:
            return first._replace(value_max=reading.value, end=high.end())
    second = _read(text, separator.end())
    if second is None or second.unit is None or second.value_max is not None:
        return first
    if first.unit is not None and first.unit.unit != second.unit.unit:
        return first
    from_to = first.unit is not None and _FROM_RE.search(text, max(0, first.start - 16), first.start)
    if from_to and not text.startswith("不等", second.end):
        return first
    low = first.value
    if first.unit is None:
        if scale := share_scale(first.core, second.core):
            low = parse_numeral(first.core + scale) or low
        if second.unit.kind == "tenth" or (second.unit is PERCENT and second.core and second.core[-1] not in "%％"):
            low = _as_second(first, second)
    if low >= second.value:
        return first
    return second._replace(start=first.start, value=low, value_max=second.value, qualifier=second.qualifier)


_FROM_RE = re.compile(r"[从由自][^，,。；;！？、]{0,14}$")


def _as_second(first: Amount, second: Amount) -> Decimal:
    """Scale the first number of 三至四成 and 百分之五到八 like the second."""
    written_in_tenths = second.unit is PERCENT and second.form in ("chinese", "arabic") and second.value >= 10
    return first.value * 10 if written_in_tenths and first.value <= 10 and first.form == "chinese" else first.value


def _share_unit(text: str, bare: list[Amount], quantity: Quantity, amount: Amount) -> list[Quantity]:
    """Give the unit of the last member of a list to the bare numbers before it (96万、101万和88.5万人次)."""
    shared: list[Quantity] = []
    right = quantity.start
    for member in reversed(bare):
        start = _bound_before(text, member.start)[0]
        gap = text[member.end:right]
        cue = _LIST_CUE_RE.search(text, max(0, member.start - 30), member.start)
        if not _LIST_RE.fullmatch(gap) or not (cue or member.core[-1] in "万亿"):
            break
        completed = _finish(text, member._replace(unit=amount.unit))
        if completed is None:
            break
        shared.append(completed)
        right = start
    return shared[::-1]


def _implied_unit(text: str, amount: Amount) -> Unit | None:
    """Unit of a bare 2.9亿 or 54.6万 at the end of a phrase, told by the noun before it."""
    if amount.core[-1:] not in tuple("万亿") or not _PHRASE_END_RE.match(text, amount.end):
        return None
    before = text[max(0, amount.start - 32):amount.start]
    if people := _PEOPLE_RE.search(before):
        return load_units().by_surface["人次" if people.group(1).endswith(("次", "流")) else "人"]
    return load_units().by_surface["元"] if _MONEY_RE.search(before) else None


def _finish(text: str, amount: Amount) -> Quantity | None:
    """Add bounds, sign and currency mark around the amount; None if it is glued to a code."""
    start, unit, value = amount.start, amount.unit, amount.value
    if unit is None:
        return None
    mark = _SYMBOL_RE.search(text, max(0, start - 4), start)
    if mark is None and amount.form == "arabic" and amount.core[-1:] not in tuple("万亿") and _GLUED_RE.search(text, max(0, start - 4), start):
        return None
    if _is_calendar(text, amount):
        return None
    if mark:
        start, unit = mark.start(), _currency(mark)
    elif unit.kind == "currency" and (named := _CURRENCY_BEFORE_RE.search(text, max(0, start - 5), start)):
        unit = load_units().by_surface[named.group(1)]._replace(kind="currency")
    if sign := _SIGN_RE.search(text, max(0, start - 3), start):
        start, value = sign.start(), -value
    start, before = _bound_before(text, start)
    end, after = _bound_after(text, amount.end)
    high = None if amount.value_max is None else format_decimal(amount.value_max)
    return Quantity(
        start, end, text[start:end], format_decimal(value), high, unit.unit, unit.unit_code,
        before or after or amount.qualifier, unit.dimension, unit.kind, amount.form, amount.start, False,
    )


def _currency(mark: "re.Match[str]") -> Unit:
    symbol = mark.group().strip()
    name = _DOLLARS.get(mark.group(1) or "", _SYMBOLS[symbol[-1]])
    return load_units().by_surface[name]


def _is_calendar(text: str, amount: Amount) -> bool:
    """Whether 年 follows a calendar year (2024年, 二〇二四年), not a span of years."""
    if amount.unit is None or amount.unit.kind != "year" or (amount.value_max is not None and amount.value < 1000):
        return False
    written_as_year = amount.form == "arabic" or set(amount.core) <= set(DIGITS)
    return written_as_year and 1000 <= amount.value <= 2999 and amount.core[-1] not in SCALES


def _bound_before(text: str, start: int) -> tuple[int, str | None]:
    """Extend over 约, 不超过, 最低 ... directly before; never over the tail of a word (节约, 附近)."""
    words = load_words()["bound-before"]
    skip = 1 if start and text[start - 1] == " " else 0
    for size in (4, 3, 2, 1):
        low = start - skip - size
        if low < 0:
            continue
        qualifier = words.get(text[low:start - skip])
        if qualifier and not (size == 1 and text[low - 1:low] in _TAILS and low):
            return low, qualifier
    return start, None


# First halves of words that end in 约, 近 or 超: 节约 附近 赶超; 折合约 is no 合约.
_TAILS = frozenset("节附最靠逼接新临邻远贴赶中签履违条公契集制预简特邀缔隐赴")


def _bound_after(text: str, end: int) -> tuple[int, str | None]:
    """Extend over 以上, 左右, 多 ... directly after."""
    words = load_words()["bound-after"]
    for size in range(min(5, len(text) - end), 0, -1):
        qualifier = words.get(text[end:end + size])
        if qualifier and not (size == 1 and text[end + 1:end + 2] in _OVER_WORDS):
            return end + size, qualifier
    return end, None


# 多 and 余 before these belong to the next word: 多元 多次 余下.
_OVER_WORDS = frozenset("元次项种样个边年少数功余所媒层方地晶极点位名家为下额地杭姚震")


def _rank(text: str, start: int) -> Quantity | None:
    """Read 第N as a rank if the words around say so: 位居第二, 第三位, 第二大."""
    match = _RANK_RE.match(text, start)
    if match is None:
        return None
    value = parse_numeral(match.group(1))
    following = text[match.end():match.end() + 1]
    cued = _RANK_CUE_RE.search(text, max(0, start - 24), start)
    plain = match.group(2) is None
    if value is None or (plain and following == "大" and text[match.end() + 1:match.end() + 2] in "会学"):
        return None
    if plain and following != "大" and (not cued or _ORDINAL_NOUNS_RE.match(following) or (following.isalnum() and following not in "的")):
        return None
    end = match.end()
    return Quantity(
        start, end, text[start:end], format_decimal(value), None, PLACE.unit, None, None,
        "count", PLACE.kind, "ordinal", start + 1, True,
    )
