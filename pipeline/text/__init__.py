"""Pure functions on strings, without spaCy: repair, script, names, numbers, quantities.

>>> from pipeline.text import find_quantities
>>> [(found.text, found.value, found.unit) for found in find_quantities("产值约1340亿元")]
[('约1340亿元', '134000000000', 'CNY')]
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.text.quantities.quantities import find_quantities
    from pipeline.text.quantities.readings import find_numbers

__all__ = ["find_numbers", "find_quantities"]

HOMES = {"find_numbers": "readings", "find_quantities": "quantities"}


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module 'pipeline.text' has no attribute {name!r}")
    return getattr(import_module(f"pipeline.text.quantities.{HOMES[name]}"), name)
