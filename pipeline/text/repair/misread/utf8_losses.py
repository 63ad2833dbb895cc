"""Bytes of UTF-8 that GBK lost: which characters have the bytes of one that are known."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import product

__all__ = ["ANY", "BEFORE", "FIRST", "PAIRED", "SECOND", "SWALLOWED", "UNREAD_BYTES", "Bytes", "complete"]

Bytes = tuple[int, ...]

# Bytes of a character that are not known: the first and second of a pair that GBK could not show,
# and a byte that was dropped alone before a known byte, which is kept in the low bits.
FIRST, SECOND, BEFORE = -1, -2, -0x200
PAIRED = -6  # a first one on a page that shows the byte 80, so it was another
UNREAD_BYTES: Bytes = (-4, -4)
# Windows shows a lone lead and the ASCII byte behind it as one question mark, and the byte 80 as a euro sign.
ANY, SWALLOWED = -3, -5
_LEADS = (0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF)


@lru_cache(maxsize=1 << 12)
def complete(char: Bytes) -> tuple[str, ...]:
    """List all characters that have the known bytes of one and whose lost bytes GBK would have lost.

    None where two bytes could be any.
    """
    if char.count(UNREAD_BYTES[0]) > 1 or char == (SWALLOWED,):
        return ()
    lists = [_possible(byte, index) for index, byte in enumerate(char)]
    pairs = (
        product(*lists)
        if char[1:] not in ((FIRST, SECOND), (PAIRED, SECOND))
        else (
            (lead, *pair) for lead in lists[0] for pair in _lost_pairs() if char[1] == FIRST or pair[0] > 0x80
        )
    )
    found = (bytes(code).decode("utf-8", "ignore") for code in pairs)
    return tuple(item for item in found if len(item) == 1)


def _possible(byte: int, index: int) -> Iterable[int]:
    if byte >= 0:
        return (byte,)
    choices = range(0x80, 0xC0) if index else _LEADS
    if byte <= BEFORE:
        return [choice for choice in choices if _is_undefined(choice, BEFORE - byte)]
    if byte in (FIRST, PAIRED):
        lost = [
            choice for choice in choices if any(_is_undefined(choice, other) for other in _seconds(index))
        ]
        return [choice for choice in lost if byte == FIRST or choice > 0x80]
    if byte == SECOND:
        return [choice for choice in choices if any(_is_undefined(other, choice) for other in _firsts(index))]
    return choices


def _seconds(index: int) -> Iterable[int]:
    """Return what may follow a byte at a place of a character."""
    return _LEADS if index == 2 else range(0x80, 0xC0)


def _firsts(index: int) -> Iterable[int]:
    """Return what may stand before a byte at a place of a character."""
    return _LEADS if index == 1 else range(0x80, 0xC0)


@lru_cache(maxsize=1)
def _lost_pairs() -> tuple[tuple[int, int], ...]:
    rest = range(0x80, 0xC0)
    return tuple((one, two) for one in rest for two in rest if _is_undefined(one, two))


@lru_cache(maxsize=1 << 14)
def _is_undefined(lead: int, trail: int) -> bool:
    decoded = bytes((lead, trail)).decode("gbk", "ignore")
    return len(decoded) != 1 or decoded < "\x80" or lead == 0x80
