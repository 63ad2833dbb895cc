"""What a lone lead byte swallowed where UTF-8 was read as GBK: blanks, line breaks, closing quotation marks."""

import re
from collections.abc import Sequence

__all__ = ["guess_swallowed", "has_swallowed"]

_LOOK_BACK = 200
_NO_BEGINNING = frozenset(".,%")
"""What does not follow Chinese: something stood before it, mostly a digit."""

_STOP = (0xE3, 0x80)
_YEAR_RE = re.compile("(?:0[0-4]|9[0-9])[0-9](?:-|骞)")
"""The rest of a year: 骞 is how 年 begins where UTF-8 was read as GBK."""

_DATE_RE = re.compile("鏈(?!€)|鏃")
"""How 月, 日 and 时 begin there: what stood before them is a digit."""

_LINE_RE = re.compile(r"[-*+] |\d{1,2}(?:\. |銆)|[a-z_]{2,20}: |#{1,6} |///?(?: |$)")
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


def guess_swallowed(text: str, position: int, before: Sequence[int] = ()) -> str | None:
    """Guess what stood before `position`; None for a digit that nobody can tell.

    `before` are the bytes known of the character that lost its last one: E3 80 begin a full stop.

    >>> guess_swallowed("鍥?`x`", 2), guess_swallowed("琛?- 鍒", 2), guess_swallowed("闄?.5", 2)
    (' ', '\\n', None)
    """
    following, ends = text[position], tuple(before[:2]) == _STOP
    if _YEAR_RE.match(text, position):
        return "2" if following == "0" else "1"
    is_counted = following in _NO_BEGINNING or following.isdecimal() or _DATE_RE.match(text, position)
    if _LINE_RE.match(text, position) or (ends and not is_counted):
        return "\n"
    line = text[max(text.rfind("\n", 0, position), position - _LOOK_BACK, 0) : position]
    if following in ",)]};" and line.count('"') % 2:
        return '"'
    return None if is_counted else " "
