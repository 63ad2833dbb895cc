"""Which 元 a text means when it says so once: 28.4亿元（港元，下同）, or quotes a Hong Kong share."""

import re

from pipeline.text.quantities.quantities import Quantity
from pipeline.text.quantities.units import load_units

__all__ = ["localise"]

_DECLARED_RE = re.compile(r"[（(](港元|港币|新台币|美元|欧元|日元)[，,、；;]?\s?下同[）)]")
_MARKET_RE = re.compile(r"港股[^，,。；;]{0,10}$")
# How far before the declaration the amount stands that it follows.
_REACH = 24


def localise(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """Give a plain 元 the currency that the text declares for it.

    >>> from pipeline.text.quantities.quantities import find_quantities
    >>> text = "全年纯利28.4亿元（港元，下同），营业额270亿元。"
    >>> [quantity.unit for quantity in localise(text, find_quantities(text))]
    ['HKD', 'HKD']
    """
    declared = _DECLARED_RE.search(text)
    if declared is None and "港股" not in text:
        return quantities
    return [_relabel(text, quantity, declared) for quantity in quantities]


def _relabel(text: str, quantity: Quantity, declared: "re.Match[str] | None") -> Quantity:
    if quantity.unit != "CNY" or text.startswith("人民币", quantity.end):
        return quantity
    if declared and quantity.start >= declared.start() - _REACH:
        unit = load_units().by_surface[declared.group(1)]
    elif _MARKET_RE.search(text, max(0, quantity.start - 20), quantity.start):
        unit = load_units().by_surface["港元"]
    else:
        return quantity
    return quantity._replace(unit=unit.unit, unit_code=unit.unit_code)
