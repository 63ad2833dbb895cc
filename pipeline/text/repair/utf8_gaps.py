"""UTF-8 behind GBK text, byte by byte: where bytes are missing, and what they may have been.

GBK reads two bytes at a time, Chinese in UTF-8 takes three, so pairs cycle through
(lead, rest) (rest, lead) (rest, rest). Where the cycle is broken bytes are missing, and how
many follows from the two pairs on either side.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import NamedTuple

__all__ = [
    "ENDINGS",
    "LOST",
    "MARKS",
    "Bytes",
    "Region",
    "complete",
    "is_chinese",
    "looks_like_utf8",
    "parse",
]

LOST = "\N{REPLACEMENT CHARACTER}"
_GAP_MARKS = frozenset(("?", "？", LOST))
_MIN_PAIRS, _MAX_UNFIT, _MAX_CHARS = 2, 3, 2000

Bytes = tuple[int, ...]

# Bytes of a character that are not known: the first and second of a pair that GBK could not show,
# and a byte that was dropped alone, either before a known byte (kept in the low bits) or at the end.
_FIRST, _SECOND, _END, _BEFORE = -1, -2, -3, -0x200
MARKS = frozenset("“”‘’—…、。《》【】「」〈〉，：；！？（）")
# What text that was cut off in the middle of a character may end with.
ENDINGS = {0xE2: "”…—", 0xE3: "。、》」", 0xEF: "，！？）；："}
_LEADS = (0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF)


class Region(NamedTuple):
    """A stretch `start:end` of a run that parses as UTF-8, and its characters as bytes, known or not."""

    start: int
    end: int
    chars: list[Bytes]
    gaps: int

    @property
    def known(self) -> str:
        """The characters that lost no byte."""
        return "".join(bytes(char).decode("utf-8", "ignore") for char in self.chars if min(char) >= 0)


def looks_like_utf8(text: str) -> bool:
    """Tell whether the GBK bytes of some part of a text could be UTF-8.

    >>> looks_like_utf8("涓婃捣"), looks_like_utf8("上海")
    (True, False)
    """
    return any(parse(text, start, len(text)) for start in range(len(text)))


def parse(text: str, start: int, end: int) -> Region | None:
    """Parse from a lead byte as far as the bytes fit, with gaps where they have to be."""
    chars: list[list[int]] = []
    missing = unfit = gaps = 0
    best = position = start
    if not _begins(text[start]):
        return None
    while position < end and unfit < _MAX_UNFIT:
        code = _code_of(text[position])
        position += 1
        if code is None and text[position - 1] in _GAP_MARKS and position > start + 1:
            continue
        step = next((k for k in (0, 2, 1) if _fits(missing, k, code)), None) if code else None
        if code is None or step is None:
            break
        unfit = unfit + 1 if step else max(0, unfit - 1)
        gaps += step > 0
        for byte in (*_unknown(step, code[0]), *code):
            missing = _push(chars, missing, byte)
        best = position
        if code[-1] < 0x80 or (not missing and len(chars) > _MAX_CHARS):
            break
    if best - start < _MIN_PAIRS:
        return None
    gaps += missing > 0
    while missing:
        best += best < end and text[best] in _GAP_MARKS
        missing = _push(chars, missing, _END)
    region = Region(start, best, _settle(chars, text[start:best]), gaps)
    return region if _is_plausible(region) else None


def _is_plausible(region: Region) -> bool:
    """Tell whether at least half of the characters are whole, and half of these are Chinese."""
    known = region.known
    return 2 * region.gaps <= len(region.chars) and 0 < len(known) <= 2 * sum(map(is_chinese, known))


def _settle(chars: list[list[int]], damaged: str) -> list[Bytes]:
    """Tell readers apart: where pairs vanish whole or show as private use, a byte lost alone was 80."""
    loses_pairs = any(_FIRST in char for char in chars) or any(
        "\ue000" <= char <= "\uf8ff" for char in damaged
    )
    return [tuple(0x80 if byte <= _BEFORE and loses_pairs else byte for byte in char) for char in chars]


def _unknown(count: int, following: int) -> tuple[int, ...]:
    return ((), (_BEFORE - following,), (_FIRST, _SECOND))[count]


def _push(chars: list[list[int]], missing: int, byte: int) -> int:
    """Add a byte to the characters; return how many bytes the last one still lacks."""
    if missing:
        chars[-1].append(byte)
        return missing - 1
    chars.append([byte])
    return 2 if byte < 0 else _need(byte)


def _fits(missing: int, gap: int, code: bytes) -> bool:
    """Tell whether a pair of bytes can follow after `gap` unknown bytes."""
    missing = (missing - gap) % 3
    for byte in code:
        if missing:
            if not 0x80 <= byte <= 0xBF:
                return False
            missing -= 1
        else:
            missing = _need(byte)
            if missing < 0:
                return False
    return True


def _need(byte: int) -> int:
    """Return how many bytes follow a lead byte of UTF-8, -1 for what is none."""
    if byte < 0x80:
        return 0
    return 2 if 0xE2 <= byte <= 0xEF else 1 if 0xC2 <= byte <= 0xD1 else -1


def _begins(char: str) -> bool:
    code = _code_of(char)
    return code is not None and _need(code[0]) > 0 and _fits(0, 0, code)


@lru_cache(maxsize=1 << 15)
def _code_of(char: str) -> bytes | None:
    if char == "€":
        return b"\x80"
    code = char.encode("gb18030", "ignore")
    return code if len(code) == 2 else None


def is_chinese(char: str) -> bool:
    return "一" <= char <= "鿿" or char in MARKS


@lru_cache(maxsize=1 << 12)
def complete(char: Bytes) -> tuple[str, ...]:
    """List all characters that have the known bytes of one and whose lost bytes GBK would have lost."""
    if char[-1] == _END and char[0] in ENDINGS:
        found = (
            mark
            for mark in ENDINGS[char[0]]
            if all(one in (two, _END) for one, two in zip(char, mark.encode(), strict=True))
        )
        return tuple(found)
    if char[1:] == (_END, _END):
        return ()
    lists = [_possible(byte, index) for index, byte in enumerate(char)]
    pairs = (
        product(*lists)
        if char[1:] != (_FIRST, _SECOND)
        else ((lead, *pair) for lead in lists[0] for pair in _lost_pairs())
    )
    found = (bytes(code).decode("utf-8", "ignore") for code in pairs)
    return tuple(item for item in found if len(item) == 1)


def _possible(byte: int, index: int) -> Iterable[int]:
    if byte >= 0:
        return (byte,)
    choices = range(0x80, 0xC0) if index else _LEADS
    if byte <= _BEFORE:
        return [choice for choice in choices if _is_undefined(choice, _BEFORE - byte)]
    if byte == _FIRST:
        return [
            choice for choice in choices if any(_is_lost_pair(choice, other) for other in _seconds(index))
        ]
    if byte == _SECOND:
        return [choice for choice in choices if any(_is_lost_pair(other, choice) for other in _firsts(index))]
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
    return tuple((one, two) for one in rest for two in rest if _is_lost_pair(one, two))


def _is_lost_pair(lead: int, trail: int) -> bool:
    """Tell whether a pair shows as nothing; 80 is no lead, it shows as € or is dropped alone."""
    return lead > 0x80 and _is_undefined(lead, trail)


@lru_cache(maxsize=1 << 14)
def _is_undefined(lead: int, trail: int) -> bool:
    return len(bytes((lead, trail)).decode("gbk", "ignore")) != 1 or lead == 0x80
