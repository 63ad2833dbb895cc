"""UTF-8 behind GBK text, byte by byte: where bytes are missing, and what they may have been.

GBK reads two bytes at a time, Chinese in UTF-8 takes three, so pairs cycle through
(lead, rest) (rest, lead) (rest, rest). Where the cycle is broken bytes are missing, and how
many follows from the two pairs on either side.
"""

from functools import lru_cache
from typing import NamedTuple

from pipeline.text.plausibility import weigh
from pipeline.text.repair.misread.swallowed import guess_swallowed, has_swallowed
from pipeline.text.repair.misread.utf8_losses import (
    ANY,
    BEFORE,
    FIRST,
    PAIRED,
    SECOND,
    SWALLOWED,
    UNREAD_BYTES,
    Bytes,
)
from pipeline.text.repair.readings import LOST

__all__ = [
    "MARKS",
    "UNREAD",
    "Region",
    "is_chinese",
    "looks_like_utf8",
    "parse",
]

_GAP_MARKS = frozenset(("?", "？", LOST))
_MIN_PAIRS, _MAX_UNFIT, _MAX_CHARS, _LONG = 2, 6, 2000, 8

_EURO, _EURO_REACH = "€", 400
_LINE_FEED = 0x0A
UNREAD = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for a character, any, where the text is itself the reading of damaged text."""

MARKS = frozenset("〔〕～％／\u3000“”‘’—…、。《》【】「」〈〉，：；！？（）")


class _Point(NamedTuple):
    """How far a region reaches: place in the text, characters, bytes that the last one lacks, gaps."""

    position: int
    length: int
    missing: int
    gaps: int


class Region(NamedTuple):
    """A stretch `start:end` of a run that parses as UTF-8, and its characters as bytes, known or not."""

    start: int
    end: int
    chars: list[Bytes]
    gaps: int
    known: str
    """The characters that lost no byte."""


def looks_like_utf8(text: str) -> bool:
    """Tell whether the GBK bytes of some part of a text could be UTF-8.

    >>> looks_like_utf8("涓婃捣"), looks_like_utf8("上海")
    (True, False)
    """
    return any(parse(text, start, len(text)) for start in range(len(text)))


def parse(text: str, start: int, end: int) -> Region | None:
    """Parse from a lead byte as far as the bytes fit, with gaps where they have to be.

    ASCII is the same in both tables, so a region goes on behind digits and line breaks. Where pairs
    of bytes have vanished whole, or the byte 80 shows, no byte has vanished alone.
    """
    if not _begins(text[start]):
        return None
    shows_80 = text.find(_EURO, max(0, start - _EURO_REACH), min(end, start + _EURO_REACH)) >= 0
    region = _parse(text, start, end, shows_80, in_pairs=shows_80)
    if region and not shows_80 and _loses_pairs(region):
        return _parse(text, start, end, shows_80, in_pairs=True) or region
    return region


def _loses_pairs(region: Region) -> bool:
    lost = [byte for char in region.chars for byte in char if byte < 0]
    alone = sum(byte <= BEFORE - 0x80 for byte in lost)
    return lost.count(FIRST) > alone > 0


def _parse(text: str, start: int, end: int, shows_80: bool, *, in_pairs: bool) -> Region | None:
    chars: list[list[int]] = []
    missing = unfit = gaps = marks = 0
    sound = _Point(start, 0, 0, 0)
    for position in range(start, end):
        char = text[position]
        if char in _GAP_MARKS and missing:
            marks += 1
            continue
        code = _bytes_of(char)
        step = _find_step(chars, missing, code) if code else None
        if (
            step
            and missing == 1
            and "a" <= char <= "o"
            and _find_step(chars, missing, wide := (0xA3, ord(char) + 0x80)) == 0
        ):
            code, step = wide, 0  # a full-width letter that was folded: the middle of 宣布 is an ｅ
        if code is None or step is None:
            break
        gaps += step > 0 or char == UNREAD
        is_swallow = (
            step == marks == 1
            and text[position - 1] == "?"
            and has_swallowed(text, position, shows_80=shows_80)
        )
        if char == "\n" and unfit == 1 and len(chars) > _LONG:
            sound, unfit = _Point(position, len(chars), missing, gaps - 1), 0
        if (
            step == 1
            and not marks
            and missing
            and in_pairs
            and char >= "\x80"
            and (shows_80 or _is_odd_with_80(chars[-1], code))
        ):
            unknown: Bytes = (PAIRED, SECOND, PAIRED, SECOND)  # no byte vanishes alone
        else:
            unknown = (ANY,) if is_swallow else _unknown(step, code[0], marks, PAIRED if shows_80 else FIRST)
        for byte in (*unknown, *code):
            if is_swallow and not missing:
                guess = guess_swallowed(text, position, chars[-1])
                chars.append([ord(guess) if guess else SWALLOWED])
                is_swallow = False
            missing = _push(chars, missing, byte)
        if char >= "\x80" and not _is_sign(chars[-1]):
            unfit = unfit + 1 if step and not marks else max(0, unfit - 1)
            if not unfit:
                sound = _Point(position + 1, len(chars), missing, gaps)
        marks = 0
        if unfit == _MAX_UNFIT or (not missing and len(chars) > _MAX_CHARS):
            break
    else:
        if unfit == 1 and len(chars) > _LONG:
            sound = _Point(end, len(chars), missing, gaps)
    return _close(text, start, sound, chars, shows_80)  # what only a gap led to may be clean


def _find_step(chars: list[list[int]], missing: int, code: Bytes) -> int | None:
    """Return how many bytes are missing before a pair: none, unless that makes a character that nobody writes."""
    fitting = _steps(missing, code)
    if missing and fitting[:2] == (0, 2) and min(known := [*chars[-1], *code[:missing]]) >= 0:
        decoded = bytes(known[: _size(known)]).decode("utf-8", "ignore")
        if len(decoded) == 1 and weigh(decoded) < 0 and not decoded.encode("gb2312", "ignore"):
            return 2
    return fitting[0] if fitting else None


def _close(text: str, start: int, sound: "_Point", chars: list[list[int]], shows_80: bool) -> Region | None:
    """End a region behind its last wide character, whose bytes may be lost as before a line break."""
    position, length, missing, gaps = sound
    if position - start < _MIN_PAIRS:
        return None
    del chars[length:]
    if missing:
        for mark in text[position : position + missing]:
            position += mark in _GAP_MARKS
        gaps += 1
        del chars[-1][_size(chars[-1]) - missing :]
        chars[-1] += _unknown(missing, _LINE_FEED)
        if missing == 1 and text[position - 1] == "?" and has_swallowed(text, position, shows_80=shows_80):
            guess = guess_swallowed(text, position, chars[-1])
            chars.append([ord(guess) if guess else SWALLOWED])
    settled = _settle(chars, text[start:position])
    whole = b"".join([bytes(char) for char in settled if min(char) >= 0])
    region = Region(start, position, settled, gaps, whole.decode("utf-8", "ignore"))
    return region if _is_plausible(region) else None


def _is_plausible(region: Region) -> bool:
    """Tell whether at least half of the characters are whole, and half of these are Chinese."""
    wide = [char for char in region.chars if char[0] >= 0x80]
    known = [char for char in region.known if char >= "\x80"]
    return 2 * region.gaps <= len(wide) and 0 < len(known) <= 2 * sum(map(is_chinese, known))


def _settle(chars: list[list[int]], damaged: str) -> list[Bytes]:
    """Tell readers apart: where pairs vanish whole or show as private use, a byte lost alone was 80."""
    lost = [byte for char in chars for byte in char if byte < 0]
    alone = sum(byte <= BEFORE - 0x80 for byte in lost)
    if lost.count(FIRST) <= alone and not any("\ue000" <= char <= "\uf8ff" for char in damaged):
        return [*map(tuple, chars)]
    return [tuple(0x80 if byte <= BEFORE - 0x80 else byte for byte in char) for char in chars]


def _unknown(count: int, following: int, marks: int = 0, first: int = FIRST) -> Bytes:
    """Return unknown bytes before a known one; two that show as two marks did not make a pair."""
    if count == marks == 2:
        return FIRST, BEFORE - following
    return ((), (BEFORE - following,), (first, SECOND))[count]


def _is_odd_with_80(char: list[int], code: Bytes) -> bool:
    """Tell whether a character is one that nobody writes if the byte that it lacks is 80."""
    decoded = bytes([*char, 0x80, *code][:3]).decode("utf-8", "ignore") if min(char) >= 0 else ""
    return len(decoded) == 1 and weigh(decoded) < 0


def _push(chars: list[list[int]], missing: int, byte: int) -> int:
    """Add a byte to the characters; return how many bytes the last one still lacks."""
    if missing:
        chars[-1].append(byte)
        return missing - 1
    chars.append([byte])
    return _size(chars[-1]) - 1


def _size(char: list[int]) -> int:
    """Return how many bytes a character has; one whose lead is lost is Chinese."""
    return 3 if char[0] < 0 else _need(char[0]) + 1


@lru_cache(maxsize=1 << 16)
def _steps(missing: int, code: Bytes) -> tuple[int, ...]:
    return tuple(step for step in (0, 2, 1) if _fits(missing, step, code))


def _fits(missing: int, gap: int, code: Bytes) -> bool:
    """Tell whether a pair of bytes can follow after `gap` unknown bytes."""
    if code == UNREAD_BYTES:
        return gap == 0
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


@lru_cache(maxsize=1 << 15)
def _begins(char: str) -> bool:
    code = _bytes_of(char)
    return code is not None and _need(code[0]) == 2 and _fits(0, 0, code)


def _is_sign(char: list[int]) -> bool:
    """Tell whether a character has two bytes in UTF-8, like ·; its GBK looks like any clean text."""
    return len(char) == 2 and _need(char[0]) == 1


@lru_cache(maxsize=1 << 15)
def _bytes_of(char: str) -> Bytes | None:
    """Return the bytes of a character in GBK, ASCII included; two unknown ones for what an earlier reading lost."""
    if char in (_EURO, UNREAD):
        return (0x80,) if char == _EURO else UNREAD_BYTES
    code = char.encode("gb18030", "ignore")
    return tuple(code) if len(code) == 2 or char < "\x80" else None


def is_chinese(char: str) -> bool:
    return "一" <= char <= "鿿" or char in MARKS
