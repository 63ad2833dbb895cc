"""The forward damage model once more, with the whereabouts of every character.

Damage is search-and-replace on bytes; here each byte remembers which character of the text it
came from, so that a damaged page falls into characters that are whole and gaps between them,
and a repair can be judged gap by gap, without guessing an alignment.
"""

import random
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.text.damage import MARKS, Variant, create_glosses, decode, encode, fold

__all__ = ["Gap", "Traced", "trace"]

_INSERTED = -1


class Gap(NamedTuple):
    """What lies between two whole characters: `text[start:end]` became `damaged[raw_start:raw_end]`.

    `lost` counts the pairs of bytes that vanished.
    """

    start: int
    end: int
    raw_start: int
    raw_end: int
    lost: int = 0


class Traced(NamedTuple):
    """A text as a repair should give it back, the damaged page, and where the two differ."""

    text: str
    damaged: str
    gaps: list[Gap]


class _Tape(NamedTuple):
    """Bytes, and for each the character that it came from."""

    data: bytes
    origins: list[int]


def trace(text: str, variant: Variant, seed: int) -> Traced:
    """Damage a text as `damage` does and tell what became of every character.

    >>> from pipeline.text.damage import CUT_BYTE
    >>> trace("上海考察時強", Variant(key_share=0.0, cut_rate=1.0), 0).gaps
    [Gap(start=1, end=5, raw_start=1, raw_end=6, lost=0)]
    """
    rng = random.Random(seed)
    codes = [encode(char) for char in text]
    tape = _Tape(b"".join(codes), [index for index, code in enumerate(codes) for _ in code])
    if variant.cut_byte is not None:
        for code in (mark.encode("gbk") for mark in MARKS):
            seams = [
                b"" if rng.random() >= variant.cut_rate else variant.cut_byte
                for _ in range(tape.data.count(code))
            ]
            tape = _insert(tape, code, 0, seams)
    for key, gloss in create_glosses(variant, rng):
        if key in tape.data:
            tape = _insert(tape, key, len(key), [gloss] * tape.data.count(key))
    damaged, spots, lost = _decode(tape, drops_orphans=variant.drops_orphans)
    gaps = _find_gaps(spots, lost, len(text), len(damaged))
    return Traced(fold(text), fold(damaged), gaps) if variant.folds else Traced(text, damaged, gaps)


def _insert(tape: _Tape, code: bytes, offset: int, pieces: Sequence[bytes]) -> _Tape:
    """Put a piece before or behind (`offset`) each occurrence of a code."""
    data, origins, done = b"", [], 0
    for piece in pieces:
        spot = tape.data.index(code, done) + offset
        data += tape.data[done:spot] + piece
        origins += tape.origins[done:spot] + [_INSERTED] * len(piece)
        if not offset:  # step over the code itself
            data += code
            origins += tape.origins[spot : spot + len(code)]
            spot += len(code)
        done = spot
    return _Tape(data + tape.data[done:], origins + tape.origins[done:])


def _decode(tape: _Tape, *, drops_orphans: bool) -> tuple[str, dict[int, int], set[int]]:
    """Return what shows, where each whole character of the text shows, and which characters lost a pair."""
    data, origins = tape
    shown = ""
    spots: dict[int, int] = {}
    lost: set[int] = set()
    position = 0
    while position < len(data):
        size = 2 if 0x81 <= data[position] < 0xFF else 1
        char = decode(data[position : position + size], drops_orphans=drops_orphans)
        own = origins[position : position + size]
        is_whole = own.count(own[0]) == size and (
            position + size == len(data) or origins[position + size] != own[0]
        )
        if char and is_whole and own[0] != _INSERTED and (not position or origins[position - 1] != own[0]):
            spots[own[0]] = len(shown)
        elif (
            not char
            and len(own) == 2
            and data[position + 1] > 0x3F
            and data[position + 1] not in (0x7F, 0xFF)
        ):
            lost.update(own)
        shown += char
        position += size
    return shown, spots, lost


def _find_gaps(spots: dict[int, int], lost: set[int], length: int, raw_length: int) -> list[Gap]:
    """List what lies between whole characters, unless it is nothing."""
    anchors = [(-1, -1), *sorted(spots.items()), (length, raw_length)]
    gaps = []
    for (left, raw_left), (right, raw_right) in pairwise(anchors):
        if right - left > 1 or raw_right - raw_left > 1:
            pairs = sum(index in lost for index in range(left, right + 1))
            gaps.append(Gap(left + 1, right, raw_left + 1, raw_right, -(-pairs // 2)))
    return gaps
