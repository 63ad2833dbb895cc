"""From numbers in a text to facts: numerals, units, times, quantities, metrics."""

from pipeline.text.quantities.facts import find_metrics
from pipeline.text.quantities.metric import Metric
from pipeline.text.quantities.numerals import parse_numeral, render_numeral
from pipeline.text.quantities.quantities import Quantity, find_quantities
from pipeline.text.quantities.readings import Number, find_numbers

__all__ = [
    "Metric",
    "Number",
    "Quantity",
    "find_metrics",
    "find_numbers",
    "find_quantities",
    "parse_numeral",
    "render_numeral",
]
