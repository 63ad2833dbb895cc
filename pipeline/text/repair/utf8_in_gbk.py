"""UTF-8 that was read as GBK: 涓浗 for 中国, also where pairs of bytes have vanished.

GBK reads two bytes at a time, Chinese in UTF-8 takes three, so pairs cycle through
(lead, rest) (rest, lead) (rest, rest). Where the cycle is broken bytes are missing, and how
many follows from the two pairs on either side. Characters that lost some of their bytes are
chosen by the language model among those that the remaining bytes allow.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from pipeline.text.plausibility import is_foreign_to, is_traditional
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.readings import read_slots, score_each, to_confidence
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import AMBIGUOUS, REPAIRED, Change

__all__ = ["KIND", "find_utf8_in_gbk", "looks_like_utf8"]

KIND = "utf8_as_gbk"

_LOST = "\N{REPLACEMENT CHARACTER}"
_GAP_MARKS = frozenset(("?", "？", _LOST))
_GAP_COST = 4.0
_LEAST = 1.0
_MIN_PAIRS, _MIN_MEAN, _MIN_GAIN = 2, -8.5, 8.0
_MAX_UNFIT = 3
_MAX_RANK = 4500
_KNOWN_CONTEXT = 3
_LEVELS = 2

Bytes = tuple[int, ...]

# Bytes of a character that are not known: the first and second of a pair that GBK could not show,
# and a byte that was dropped alone, either before a known byte (kept in the low bits) or at the end.
_FIRST, _SECOND, _END, _BEFORE = -1, -2, -3, -0x200
_MARKS = frozenset("“”‘’—…、。《》【】「」〈〉，：；！？（）")
# What text that was cut off in the middle of a character may end with.
_ENDINGS = {0xE2: "”…—", 0xE3: "。、》」", 0xEF: "，！？）；："}
_LEADS = (0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF)


class _Region(NamedTuple):
    """A stretch `start:end` of a run that parses as UTF-8, and its characters as bytes, known or not."""

    start: int
    end: int
    chars: list[Bytes]
    gaps: int


def find_utf8_in_gbk(text: str, start: int, end: int, context: Context) -> Iterator[Change]:
    """Find the stretches of `text[start:end]`, a run without line breaks, that are UTF-8.

    >>> from pipeline.resources import find_model
    >>> context = Context(LanguageModel.load(find_model("language_model")))
    >>> [change.after for change in find_utf8_in_gbk("涓婃捣", 0, 3, context)]
    ['上海']
    """
    position = start
    while position < end:
        region = _parse(text, position, end)
        if region is None:
            position += 1
            continue
        change = _decide(text, region, context)
        if change is None:
            position += 1
        else:
            yield change
            position = change.raw_end


def looks_like_utf8(text: str) -> bool:
    """Tell whether the GBK bytes of some part of a text could be UTF-8.

    >>> looks_like_utf8("涓婃捣"), looks_like_utf8("上海")
    (True, False)
    """
    return any(_parse(text, start, len(text)) for start in range(len(text)))


def _parse(text: str, start: int, end: int) -> _Region | None:
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
        if code[-1] < 0x80:
            break
    if best - start < _MIN_PAIRS:
        return None
    gaps += missing > 0
    while missing:
        best += best < end and text[best] in _GAP_MARKS
        missing = _push(chars, missing, _END)
    region = _Region(start, best, _settle(chars, text[start:best]), gaps)
    return region if _is_plausible(region) else None


def _is_plausible(region: _Region) -> bool:
    """Tell whether at least half of the characters are whole, and half of these are Chinese."""
    known = _known(region)
    return 2 * region.gaps <= len(region.chars) and 0 < len(known) <= 2 * sum(map(_is_chinese, known))


def _known(region: _Region) -> str:
    return "".join(bytes(char).decode("utf-8", "ignore") for char in region.chars if min(char) >= 0)


def _settle(chars: list[list[int]], damaged: str) -> list[Bytes]:
    """Tell readers apart: where pairs vanish whole or show as private use, a byte lost alone was 80."""
    loses_pairs = any(_FIRST in char for char in chars) or any("\ue000" <= char <= "\uf8ff" for char in damaged)
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


def _decide(text: str, region: _Region, context: Context) -> Change | None:
    """Read a region, again if it was read wrongly twice, and weigh the result against the text as it is."""
    before, damaged = text[max(0, region.start - 3) : region.start], text[region.start : region.end]
    after = text[region.end : region.end + 3] or "\n"
    decoded, margin = _read(region, before, after, context.model, max(context.margin, _LEAST))
    for _ in range(_LEVELS):
        if _is_likely(decoded, damaged, region.gaps, context.model):
            break
        deeper = _read_again(decoded, context)
        if deeper is None:
            return None
        decoded = deeper
    status = AMBIGUOUS if 3 * decoded.count(_LOST) > len(decoded) else REPAIRED
    shown = damaged if status == AMBIGUOUS else decoded
    return Change(region.start, region.end, shown, KIND, status, to_confidence(margin), decoded if shown == damaged else None)


def _read_again(decoded: str, context: Context) -> str | None:
    """Undo a second reading of the same kind, which has to cover the whole."""
    region = _parse(decoded, 0, len(decoded))
    if region is None or region.end < len(decoded) or 4 * region.gaps > len(region.chars):
        return None
    return _read(region, "\n", "\n", context.model, max(context.margin, _LEAST))[0]


def _is_likely(decoded: str, damaged: str, gaps: int, model: LanguageModel) -> bool:
    new, old = sum(score_each(model, decoded)), sum(score_each(model, damaged))
    return new > _MIN_MEAN * len(decoded) and new - gaps * _GAP_COST > old + _MIN_GAIN


def _is_chinese(char: str) -> bool:
    return "一" <= char <= "鿿" or char in _MARKS


def _read(region: _Region, before: str, after: str, model: LanguageModel, least: float) -> tuple[str, float]:
    """Write out the characters; clusters of doubtful ones are chosen together, or given up below a margin."""
    known = _known(region)
    is_simplified = not is_traditional(known)
    slots = [_candidates(char, is_simplified, model) for char in region.chars]
    if slots[-1] == tuple(_ENDINGS[0xE3]) and after[0].isspace():
        slots[-1] = ("》",) if known.count("《") > known.count("》") else ("。",)
    pieces: list[str] = []
    margin = 50.0
    position = 0
    while position < len(slots):
        if len(slots[position]) == 1:
            pieces.append(slots[position][0])
            position += 1
            continue
        end = _end_of_cluster(slots, position)
        left = (before + "".join(pieces[-_KNOWN_CONTEXT:]))[-_KNOWN_CONTEXT:]
        right = "".join(slot[0] for slot in slots[end : end + _KNOWN_CONTEXT]) or after
        reading = read_slots(model, left, slots[position:end], right)
        pieces.append(reading.text if reading.margin >= least else _blank(slots[position:end]))
        margin = min(margin, max(least, reading.margin))
        position = end
    return "".join(pieces), margin


def _blank(slots: list[tuple[str, ...]]) -> str:
    return "".join(_LOST if len(slot) > 1 else slot[0] for slot in slots)


def _end_of_cluster(slots: list[tuple[str, ...]], start: int) -> int:
    """Return the end of the doubtful slots that no three certain characters separate."""
    end = last = start
    while end < len(slots) and end - last < _KNOWN_CONTEXT + 1:
        if len(slots[end]) > 1:
            last = end
        end += 1
    return last + 1


def _candidates(char: Bytes, is_simplified: bool, model: LanguageModel) -> tuple[str, ...]:
    """List the characters that have the known bytes of one, one script only."""
    if min(char) >= 0:
        return (bytes(char).decode("utf-8", "replace"),)
    found = [item for item in _complete(char) if item in _MARKS or "一" <= item <= "鿿"]
    return tuple(
        item for item in found if model.rank(item) < _MAX_RANK and not is_foreign_to(item, simplified=is_simplified)
    ) or (_LOST,)


@lru_cache(maxsize=1 << 12)
def _complete(char: Bytes) -> tuple[str, ...]:
    """List all characters that have the known bytes of one and whose lost bytes GBK would have lost."""
    if char[-1] == _END and char[0] in _ENDINGS:
        found = (mark for mark in _ENDINGS[char[0]] if all(one in (two, _END) for one, two in zip(char, mark.encode(), strict=True)))
        return tuple(found)
    if char[1:] == (_END, _END):
        return ()
    lists = [_possible(byte, index) for index, byte in enumerate(char)]
    pairs = product(*lists) if char[1:] != (_FIRST, _SECOND) else ((lead, *pair) for lead in lists[0] for pair in _lost_pairs())
    found = (bytes(code).decode("utf-8", "ignore") for code in pairs)
    return tuple(item for item in found if len(item) == 1)


def _possible(byte: int, index: int) -> Iterable[int]:
    if byte >= 0:
        return (byte,)
    choices = range(0x80, 0xC0) if index else _LEADS
    if byte <= _BEFORE:
        return [choice for choice in choices if _is_undefined(choice, _BEFORE - byte)]
    if byte == _FIRST:
        return [choice for choice in choices if any(_is_lost_pair(choice, other) for other in _seconds(index))]
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
