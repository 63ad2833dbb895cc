"""What a lone lead byte swallowed where UTF-8 was read as GBK: blanks, line breaks, closing quotation marks."""

import re

__all__ = ["guess_swallowed", "has_swallowed"]

_LOOK_BACK = 200
_NO_BEGINNING = frozenset(".,%")
"""What does not follow Chinese: something stood before it, mostly a digit."""

_LINE_RE = re.compile(r"[-*+] |\d{1,2}[.、] ?|[a-z_]{2,20}: |#{1,6} |///?(?: |$)")
"""How a line of a list, a header or a comment begins."""


def has_swallowed(text: str, position: int, *, shows_80: bool) -> bool:
    """Tell whether the `?` before a position stands for a lead byte and a byte behind it that make no character.

    A letter behind it would have made one. A line feed may be what was left of two: the carriage return went.
    """
    following = text[position : position + 1]
    if following in ("", "\n"):
        return False
    if "@" <= following <= "~" or following in _NO_BEGINNING or _LINE_RE.match(text, position):
        return True
    return shows_80


def guess_swallowed(text: str, position: int) -> str | None:
    """Guess what stood before `position`; None for a digit, which nobody can tell.

    >>> guess_swallowed("鍥?`x`", 2), guess_swallowed("琛?- 鍒", 2)
    (' ', '\\n')
    """
    following = text[position]
    if _LINE_RE.match(text, position):
        return "\n"
    line = text[max(text.rfind("\n", 0, position), position - _LOOK_BACK, 0) : position]
    if following in ",)]};" and line.count('"') % 2:
        return '"'
    return None if following in _NO_BEGINNING else " "
