"""Money: marks before a number, 角 and 分 after it, and 元 or 人 where only the noun tells."""

import re
from decimal import Decimal

from pipeline.text.quantities.numerals import parse_numeral
from pipeline.text.quantities.units import Unit, load_units

__all__ = ["CENTS_RE", "SYMBOL_RE", "add_cents", "find_currency", "imply_unit", "is_marked"]

_SYMBOLS = {"¥": "元", "￥": "元", "$": "美元", "＄": "美元", "€": "欧元", "£": "英镑", "￡": "英镑"}
SYMBOL_RE = re.compile(r"(US|HK|NT|A|C|S)?[¥￥$＄€£￡] ?$")
_DOLLARS = {"HK": "港元", "NT": "新台币", "A": "澳元", "C": "加元", "S": "新加坡元"}
_CURRENCY_BEFORE_RE = re.compile(
    r"(人民币|USD|HKD|CNY|RMB|EUR|JPY|GBP|TWD|NTD|港币|新台币|台币|日币|美金|美元|欧元|澳元|英镑|日元|港元)[ :：]?$"
)
# Last characters of SYMBOL_RE and _CURRENCY_BEFORE_RE, which almost always say no; "$" also matches before a line end.
_MARK_ENDS = frozenset("¥￥$＄€£￡ :：\n币DYBRP金元镑")
_CODES = {
    "RMB": "元",
    "CNY": "元",
    "HKD": "港元",
    "EUR": "欧元",
    "JPY": "日元",
    "GBP": "英镑",
    "TWD": "新台币",
    "NTD": "新台币",
}
CENTS_RE = re.compile(
    r"零?(?P<tenths>[\d一二两三四五六七八九])[角毛](?:(?P<cents>[\d一二两三四五六七八九])分?)?钱?"
    r"|(?P<minor>\d{1,2}|[一二三四五六七八九十]+)(?:美分|欧分|便士|分钱?)(?![之钟])"
    r"|(?P<tail>[\d一二三四五六七八九])(?![\d一二三四五六七八九十百千万亿个.%])"
)
_PHRASE_END_RE = re.compile(r"[，,。；;！？）)”\n]|$|攀升|增至|升至|增加|上升|提高|跃升|降至|到(?!\d)")
_MONEY_RE = re.compile(
    r"(?:收入|营收|投资|资金|金额|总额|利润|成本|售价|价格|票房|销售额|产值|市值|融资|贷款|补助|补贴|补偿|奖金|罚款|租金|赔偿|工资|"
    r"年薪|花费|费用|预算|亏损|亏空|盈利|债务|估值|领到|卖到|花了|赚|捐)[^，,。；;]{0,10}$|金额[^。；;]{0,16}$"
)
_PEOPLE_RE = re.compile(r"(人次|客流|人数|粉丝|用户|人口|观众|游客)[^，,。；;]{0,26}$")


def add_cents(match: "re.Match[str]") -> Decimal:
    """Give what a match of CENTS_RE adds to the whole: 八十五美分, 三毛, 1角1分.

    >>> add_cents(CENTS_RE.match("1角2分"))
    Decimal('0.12')
    """
    tenths, cents = match["tenths"] or match["tail"], match["minor"] or match["cents"]
    total = Decimal(0)
    if tenths:
        total += (parse_numeral(tenths) or Decimal(0)) / 10
    if cents:
        total += (parse_numeral(cents) or Decimal(0)) / 100
    return total


def is_marked(text: str, start: int, end: int) -> bool:
    """Whether a currency before the number makes it money without a unit after it: $500, 人民币五百万.

    >>> is_marked("US$500", 3, 6), is_marked("人民币五百万。", 3, 6), is_marked("人民币5月", 3, 4)
    (True, True, False)
    """
    if text[start - 1 : start] not in _MARK_ENDS:
        return False
    if SYMBOL_RE.search(text, max(0, start - 4), start):
        return True
    whole = text[end - 1] in "万亿" or text[end : end + 1] in ("", "，", ",", "。", "；", "、")
    return whole and _CURRENCY_BEFORE_RE.search(text, max(0, start - 5), start) is not None


def imply_unit(text: str, start: int, end: int) -> Unit | None:
    """Give the unit of a bare 2.9亿 or 54.6万 at the end of a phrase, told by the noun before it.

    >>> imply_unit("观影人次达54.6万。", 5, 10).unit
    '人次'
    """
    if text[end - 1] not in "万亿" or not _PHRASE_END_RE.match(text, end):
        return None
    before = text[max(0, start - 32) : start]
    if people := _PEOPLE_RE.search(before):
        return load_units().by_surface["人次" if people.group(1).endswith(("次", "流")) else "人"]
    return load_units().by_surface["元"] if _MONEY_RE.search(before) else None


def find_currency(text: str, start: int, unit: Unit) -> tuple[int, Unit]:
    """Give where an amount of money begins and its unit, by a mark or a name before the number.

    A mark (US$, ¥) and a name (港币2960元) belong to the span.

    >>> start, unit = find_currency("HK$5万", 3, load_units().by_surface["元"])
    >>> start, unit.unit
    (0, 'HKD')
    """
    if text[start - 1 : start] not in _MARK_ENDS:
        return start, unit
    units = load_units().by_surface
    if mark := SYMBOL_RE.search(text, max(0, start - 4), start):
        symbol = mark.group().strip()[-1]
        return mark.start(), units[_DOLLARS.get(mark.group(1) or "", _SYMBOLS[symbol])]
    if unit.kind == "currency" and (named := _CURRENCY_BEFORE_RE.search(text, max(0, start - 5), start)):
        return named.start(), units[_CODES.get(named.group(1), named.group(1))]
    return start, unit
