"""A few lines of SVG: elements that escape what they are given, scales, and short numbers."""

import math
from collections.abc import Sequence

from markupsafe import Markup, escape

__all__ = ["element", "nice_ticks", "short_number"]

CHINESE = ((12, "万亿"), (8, "亿"), (4, "万"))
ENGLISH = ((12, " tn"), (9, " bn"), (6, " m"), (3, " k"))


def element(name: str, *children: str, **attributes: object) -> Markup:
    """Write an SVG element; `class_` stands for `class`, `_` for `-`, and None leaves one out.

    >>> element("text", "a < b", class_="tick", text_anchor="end")
    Markup('<text class="tick" text-anchor="end">a &lt; b</text>')
    """
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return (
        Markup(f"<{name}{pairs}>")
        + Markup("").join(escape(child) for child in children)
        + Markup(f"</{name}>")
    )


def nice_ticks(low: float, high: float, count: int = 4) -> Sequence[float]:
    """Choose round values that cover a range, about `count` steps of 1, 2 or 5 times a power of ten.

    >>> nice_ticks(0, 93)
    [0.0, 50.0, 100.0]
    """
    if high <= low:
        high = low + (abs(low) or 1)
    rough = (high - low) / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def short_number(value: float, language: str) -> str:
    """Write a number as people of a language shorten it.

    >>> short_number(450_000_000_000, "zh"), short_number(450_000_000_000, "en")
    ('4500亿', '450 bn')
    """
    for power, name in CHINESE if language == "zh" else ENGLISH:
        if abs(value) >= 10.0**power:
            return f"{value / 10.0**power:.4g}{name}"
    return f"{value:.4g}"


def _plain(value: object) -> object:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
