"""Which 元 a text means: what it declares (28.4亿元（港元，下同）), else what its own place pays with."""

import re
from collections import Counter
from functools import lru_cache

from ahocorasick_rs import AhoCorasick

from pipeline.text.quantities.lexicon import load_words
from pipeline.text.quantities.quantities import Quantity
from pipeline.text.quantities.units import load_units

__all__ = ["localise"]

_DECLARED_RE = re.compile(r"[（(](人民币|港元|港币|新台币|台币|美元|欧元|日元)[，,、；;]?\s?下同[）)]")
_MARKET_RE = re.compile(r"港股[^，,。；;]{0,10}$|(?:港股|恒指|恒生指数)[^。；;\n]{0,40}成交额?[约达逾为]?$")
_LOCAL = frozenset({"HKD", "TWD"})
_TO_RE = re.compile("[^，,。；;\\d]{0,4}[到至]")
# How far before the declaration the amount stands that it follows.
_REACH = 24
# A single 港铁 or 台股 is also told by those who write from elsewhere.
_FEWEST = 3


def localise(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Give a plain 元 the currency that the text declares for it, or that its place pays with.

    >>> from pipeline.text.quantities.quantities import find_quantities
    >>> text = "全年纯利28.4亿元（港元，下同），营业额270亿元。"
    >>> [quantity.unit for quantity in localise(text, find_quantities(text))]
    ['HKD', 'HKD']
    >>> text = "医管局公布，本港急症室收费由180元加至400元。"
    >>> [quantity.unit for quantity in localise(text, find_quantities(text))]
    ['HKD', 'HKD']
    """
    if all(quantity.unit != "CNY" for quantity in quantities):
        return quantities
    declared = _DECLARED_RE.search(text)
    local = _local_currency(text)
    if declared is not None or local is not None or "港股" in text:
        quantities = [_relabel(text, quantity, declared, local) for quantity in quantities]
    return _follow(text, quantities)


def _follow(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Give a plain 元 the currency of what it changed from (由2800元新台币掉到2350元)."""
    found: list[Quantity] = []
    for quantity in quantities:
        if found and found[-1].unit in _LOCAL and _goes_on(text, found[-1], quantity):
            quantity = quantity._replace(unit=found[-1].unit, unit_code=found[-1].unit_code)
        found.append(quantity)
    return found


def _goes_on(text: str, last: Quantity, quantity: Quantity) -> bool:
    """Whether a plain 元 is what the amount before it became."""
    is_plain = quantity.unit == "CNY" and quantity.text.endswith("元")
    return (
        is_plain
        and "人民币" not in _beside(text, quantity)
        and _TO_RE.fullmatch(text, last.end, quantity.start) is not None
    )


def _local_currency(text: str) -> str | None:
    """Give the currency of the place that the words of a page belong to (医管局, 孖展, 本港)."""
    if "元" not in text:
        return None
    automaton, currencies = _locale_words()
    words = {index for index, _, _ in automaton.find_matches_as_indexes(text, overlapping=True)}
    seen = Counter(currencies[index] for index in sorted(words))
    currency, count = next(iter(seen.most_common(1)), (None, 0))
    return currency if count >= _FEWEST else None


@lru_cache(maxsize=1)
def _locale_words() -> tuple[AhoCorasick, list[str]]:
    """Words of places, and the currency of each."""
    words = load_words()["locale"]
    return AhoCorasick(list(words)), list(words.values())


def _relabel(text: str, quantity: Quantity, declared: "re.Match[str] | None", local: str | None) -> Quantity:
    if quantity.unit != "CNY" or "元" not in quantity.text or "人民币" in _beside(text, quantity):
        return quantity
    name = local
    if declared and quantity.start >= declared.start() - _REACH:
        name = declared.group(1)
    if _MARKET_RE.search(text, max(0, quantity.start - 60), quantity.start):
        name = "港元"
    if name is None or name == "人民币":
        return quantity
    unit = load_units().by_surface[name]
    return quantity._replace(unit=unit.unit, unit_code=unit.unit_code)


def _beside(text: str, quantity: Quantity) -> str:
    return text[max(0, quantity.start - 4) : quantity.end + 4]
