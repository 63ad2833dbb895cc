"""The byte side of a page: which bytes a character was, which characters bytes could be."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.text.damage import MARKS, decode
from pipeline.text.repair.language_model import LanguageModel

__all__ = [
    "LEADS",
    "Candidates",
    "Restored",
    "char_of",
    "codes_of",
    "cost_of",
    "is_foreign",
    "is_trail",
    "lost_leads",
    "mark_code",
    "read_char",
    "read_pair",
    "with_lead",
    "with_trail",
]

_MARK_CODES = {mark: mark.encode("gbk") for mark in MARKS}
_FOLDED_MARKS = {chr(ord(mark) - 0xFEE0): code for mark, code in _MARK_CODES.items() if mark > "\uff00"}
LEADS = range(0x81, 0xFF)

_SIMPLIFIED_COST = 7.0
"""Nats against a character that Traditional news does not use, whether Simplified or an odd form."""

_DASH_COST, _LETTER_COST, _SYMBOL_COST = 3.0, 7.0, 9.0
"""Nats against dashes, full-width letters, and all that is neither Han nor the punctuation of news."""

_SPACE_COST = 6.5
"""Nats against a full-width space, which any text would bear anywhere."""

_PUNCTUATION = frozenset("\u3000。，、；：？！“”‘’（）《》〈〉【】「」『』…—·％")


class Candidates(NamedTuple):
    """All characters with one byte known: the other byte, and the model's code of each."""

    chars: str
    hidden: npt.NDArray[np.int64]
    codes: npt.NDArray[np.int64]
    costs: npt.NDArray[np.float64]
    code_list: list[int]
    spots: dict[int, int]


class Restored(NamedTuple):
    """A character that two bytes make, the model's code of it, and what it costs in itself."""

    char: str
    code: int
    cost: float


def mark_code(char: str, *, is_folded: bool) -> bytes:
    """Return the two bytes of a mark before which sites cut, or nothing.

    >>> mark_code("？", is_folded=False), mark_code("?", is_folded=True), mark_code("?", is_folded=False)
    (b'\\xa3\\xbf', b'\\xa3\\xbf', b'')
    """
    return _MARK_CODES.get(char) or (is_folded and _FOLDED_MARKS.get(char)) or b""


@lru_cache(maxsize=1 << 15)
def codes_of(char: str, *, is_folded: bool) -> tuple[bytes, ...]:
    """List the byte strings that may have shown as one character.

    >>> codes_of("鞎", is_folded=True), codes_of("K", is_folded=True)
    ((b'\\xec\\x95',), (b'K', b'\\xa3\\xcb'))
    """
    if char == "€":
        return (b"\x80",)
    code = char.encode("gbk", "ignore")
    if is_folded and "!" <= char <= "~":
        return code, bytes((0xA3, ord(char) + 0x80))
    if is_folded and char == " ":
        return code, b"\xa1\xa1"
    return (code,) if code else ()


def is_trail(byte: int) -> bool:
    """Tell whether a byte can be the second of a pair.

    >>> is_trail(0x40), is_trail(0x3F), is_trail(0x7F)
    (True, False, False)
    """
    return 0x40 <= byte <= 0xFE and byte != 0x7F


@lru_cache(maxsize=1 << 15)
def char_of(lead: int, trail: int) -> str:
    """Return what a pair of bytes is in GBK, or nothing.

    >>> char_of(0xBA, 0xA3), char_of(0xAA, 0xA1)
    ('海', '')
    """
    return decode(bytes((lead, trail))) if is_trail(trail) else ""


@lru_cache(maxsize=1 << 15)
def read_pair(model: LanguageModel, lead: int, trail: int) -> Restored | None:
    """Return what a pair of bytes is to the search, if it is a character at all."""
    char = char_of(lead, trail)
    return read_char(model, char) if char else None


@lru_cache(maxsize=1 << 15)
def read_char(model: LanguageModel, char: str) -> Restored:
    """Return what a character is to the search."""
    return Restored(char, model.code_of(char), cost_of(model, char))


@lru_cache(maxsize=1024)
def with_trail(model: LanguageModel, trail: int, leads: Sequence[int] = LEADS) -> Candidates:
    """List the characters that end in a byte."""
    return _collect(model, [(lead, char_of(lead, trail)) for lead in leads])


@lru_cache(maxsize=1024)
def with_lead(
    model: LanguageModel, lead: int, *, vanishing: bool = False, before: int | None = None
) -> Candidates:
    """List the characters that begin with a byte and whose other byte is none of ASCII.

    With `vanishing`, only those whose other byte may have vanished with the byte after it; with
    `before`, only those whose other byte would have vanished with that one.
    """
    trails: Sequence[int] = [trail for trail in LEADS if lost_leads(trail)] if vanishing else LEADS
    if before is not None:
        trails = [trail for trail in trails if not char_of(trail, before)]
    return _collect(model, [(trail, char_of(lead, trail)) for trail in trails])


@lru_cache(maxsize=256)
def lost_leads(trail: int) -> tuple[int, ...]:
    """Return the bytes that vanish behind a byte: together they are no character, but user-defined or undefined.

    >>> len(lost_leads(0xAC)), len(lost_leads(0xA3)), len(lost_leads(0xB0))
    (94, 32, 0)
    """
    return tuple(lead for lead in LEADS if not char_of(trail, lead))


def _collect(model: LanguageModel, pairs: list[tuple[int, str]]) -> Candidates:
    pairs = [(byte, char) for byte, char in pairs if char]
    chars = "".join(char for _, char in pairs)
    costs = np.array([cost_of(model, char) for char in chars])
    codes = model.encode(chars)
    spots = {code: spot for spot, code in enumerate(codes)}
    return Candidates(
        chars,
        np.array([byte for byte, _ in pairs], dtype=np.int64),
        np.array(codes, dtype=np.int64),
        costs,
        codes,
        spots,
    )


def is_foreign(model: LanguageModel, char: str) -> bool:
    """Tell whether a character has no place in Traditional news: Simplified, an odd form, a full-width letter."""
    return ("一" <= char <= "鿿" and char in model.simplified) or (
        "！" <= char <= "～" and char not in _PUNCTUATION
    )


@lru_cache(maxsize=1 << 15)
def cost_of(model: LanguageModel, char: str) -> float:
    """Return the cost of a character that Traditional news does not use, in nats."""
    if char in model.simplified:
        return _SIMPLIFIED_COST
    if "一" <= char <= "鿿" or char in _PUNCTUATION:
        return _SPACE_COST if char == "\u3000" else _DASH_COST * (char in "·—…")
    return _LETTER_COST if "０" <= char <= "ｚ" else _SYMBOL_COST
