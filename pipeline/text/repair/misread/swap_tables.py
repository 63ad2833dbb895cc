"""Big5 taken for GBK and GBK for Big5: the tables, and what each character is in the other one."""

import math
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.plausibility import weigh
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.readings import LOST, score_wide

__all__ = ["SWAPS", "Swap", "choose", "decode_pair", "encode_pair", "is_unread", "swap_all", "turn"]

_LOSS = 12.0
"""Nats against a character that a table does not hold."""

_NEARLY = 0.9
"""Share of the most gained by any table from which on another one is looked at."""

_STRICT = {"gb18030": "gbk", "big5hkscs": "big5", "cp950": "big5"}
_BIG5 = ("big5hkscs", "cp950", "big5")

# Where the code page 950 of Windows puts the pairs that it leaves to users: first and last character, lead byte of
# the first pair, and how many pairs of its row come before that one.
_PRIVATE = (
    ("\ue000", "\ue310", 0xFA, 0),
    ("\ue311", "\ueeb7", 0x8E, 0),
    ("\ueeb8", "\uf6b0", 0x81, 0),
    ("\uf6b1", "\uf848", 0xC6, 63),
)
_ROW, _LOW = 157, 63
"""Pairs a lead byte, and those of them with a trail byte below 7F."""


class Swap(NamedTuple):
    """The table that a text may have been read with, and those that it was written in."""

    read: str
    written: tuple[str, ...]


SWAPS = {
    "big5_as_gbk": (Swap("gb18030", _BIG5),),
    "gbk_as_big5": tuple(Swap(table, ("gbk",)) for table in _BIG5),
}


def _find_near(kind: str, sample: str) -> list[Swap]:
    """Choose the tables by the characters that they make commoner, each counted once: most are in all tables.

    Some may be nearly as good as others, as kana stand at other bytes in each; those the reading has to tell apart.
    """
    swaps = SWAPS[kind]
    if len(swaps) == 1 or not sample:
        return [swaps[0]]
    totals = list(map(math.fsum, zip(*[_gains(char, swaps) for char in set(sample)], strict=True)))
    return [swap for total, swap in zip(totals, swaps, strict=True) if total >= max(totals) * _NEARLY]


def _compare(swaps: list[Swap], run: str, model: LanguageModel) -> Swap:
    """Choose by how the lines read that are text in any of the tables: the others are not damaged so."""
    turned = ((line.count(LOST), [_turn_all(line, swap) for swap in swaps]) for line in run.split("\n"))
    lines = [line for lost, line in turned if min(each.count(LOST) for each in line) <= lost]
    totals = [sum(_score(line[index], model) for line in lines) for index in range(len(swaps))]
    return swaps[totals.index(max(totals))]


def _score(text: str, model: LanguageModel) -> float:
    return score_wide(model, text) - _LOSS * text.count(LOST)


def _turn_all(text: str, swap: Swap) -> str:
    return "".join([turn(char, swap) for char in text])


def choose(kind: str, run: str, sample: str, model: LanguageModel) -> Swap:
    """Choose the table that a run was read with, which a sample around it shows as well."""
    near = _find_near(kind, sample)
    return near[0] if len(near) == 1 else _compare(near, run, model)


@lru_cache(maxsize=1 << 16)
def _gains(char: str, swaps: tuple[Swap, ...]) -> list[float]:
    """Return how much commoner a character is in each other table: clean text around damage says nothing."""
    return [max(0.0, weigh(turn(char, swap)) - weigh(char)) for swap in swaps]


def decode_pair(code: bytes, tables: tuple[str, ...]) -> str:
    decoded = (code.decode(table, "ignore") for table in tables)
    return next((char for char in decoded if len(char) == 1 and char >= "\x80"), "")


def encode_pair(char: str, swap: Swap) -> list[int]:
    code = char.encode(swap.read, "ignore") or (_encode_private(char) if swap.read == "cp950" else b"")
    return [*code] if len(code) == 2 else []


def _encode_private(char: str) -> bytes:
    """Return the bytes that Windows shows as a character for private use where its table of Big5 has a gap.

    >>> _encode_private("\uf815").decode("gbk")
    '人'
    """
    for first, last, lead, skipped in _PRIVATE:
        if first <= char <= last:
            row, column = divmod(ord(char) - ord(first) + skipped, _ROW)
            return bytes((lead + row, column + (0x40 if column < _LOW else 0x62)))
    return b""


@lru_cache(maxsize=1 << 16)
def turn(char: str, swap: Swap) -> str:
    """Return what the bytes of one character are in the other table, or U+FFFD.

    >>> turn("瓣", SWAPS["big5_as_gbk"][0]), turn("弊", SWAPS["gbk_as_big5"][0])
    ('國', '国')
    """
    if char < "\x80":
        return char
    return decode_pair(bytes(encode_pair(char, swap)), swap.written) or LOST


def is_unread(code: bytes, swap: Swap) -> bool:
    """Tell whether a pair is none in the strict table that a text was read with."""
    return not decode_pair(code, (_STRICT.get(swap.read, swap.read),))


def swap_all(text: str) -> list[str]:
    """Return what a text would be under each exchange of tables.

    >>> swap_all("瓣")[0]
    '國'
    """
    return ["".join(turn(char, swaps[0]) for char in text) for swaps in SWAPS.values()]
