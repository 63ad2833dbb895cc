"""What strict pairs leave over in lines of GBK that were shown as cp1252: µ×?Ä for 底從, 1987Äê.

cp1252 leaves five bytes undefined, of which a converter makes `?`, and the byte A0 shows as a
no-break space, which many turn into a blank. One byte of a pair is then known, and the other is
one of five, or A0: the language model chooses. Single characters between digits or letters are
too short to be told alone; in a line most of which is known they are GBK as well.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.repair.language_model import BITS, HISTORY, LanguageModel, pack
from pipeline.text.repair.misread.doubtful import read_doubtful
from pipeline.text.repair.misread.latin_gaps import CHINESE_RE
from pipeline.text.repair.readings import LOST, to_confidence
from pipeline.text.rewrite import Change

__all__ = ["find_gapped"]

KIND = "gbk_as_latin"

_GAPS = {"?": b"\x81\x8d\x8f\x90\x9d", " ": b"\xa0"}
_LINE_RE = re.compile(
    "(?:[? ]|\\?[@-~])?(?=[\x80-\xfe])[\x20-\x7e\x80-\xfe]*[\x80-\xfe](?:[@-~? ](?![A-Za-z]))?"
)
_LEFT_RE = re.compile("[\x80-\xfe]|\\?[@-~?]")
_COST, _LEAST = 2.0, 1.5
"""Nats against a lost byte, and by how much a character is ahead of the others of its bytes."""

_BEAM = 12
_USUAL = 4.5
"""Nats that a character usually costs: readings differ in length."""

_MIN_WHOLE = 3
"""How many whole pairs there are in a line for each that lost a byte."""


class _Slot(NamedTuple):
    """What the page shows of a character of the text, and what that may be."""

    shown: str
    chars: tuple[str, ...]


class _Reading(NamedTuple):
    """Score in nats, the first byte of a pair, the last codes, and the slots, each with those before it."""

    score: float
    pending: str
    history: int
    slots: "_Slots | None"


class _Slots(NamedTuple):
    before: "_Slots | None"
    last: _Slot


def find_gapped(data: str, known: Sequence[Change], model: LanguageModel) -> Iterator[Change]:
    """Find the lines of a page, each byte a character, of which strict pairs, which are `known`, explain half or more.

    >>> from pipeline.resources import find_model
    >>> model = LanguageModel.load(find_model("language_model"))
    >>> data = "该船于上月底從高雄港出發".encode("gbk").decode("latin-1")
    >>> gapped = data.replace("\\x8f", "?")
    >>> known = [Change(0, 12, "该船于上月底", "gbk_as_latin")]
    >>> [change.after for change in find_gapped(gapped, known, model)]
    ['该船于上月底從高雄港出發']
    """
    for line in _LINE_RE.finditer(data):
        inside = sorted(change for change in known if line.start() <= change.raw_start < line.end())
        if inside and _is_left(data, line, inside):
            yield from _read_line(line.start(), line.group(), model)


def _is_left(data: str, line: re.Match[str], inside: Sequence[Change]) -> bool:
    """Tell whether bytes of a line are left that no strict reading explains, and no more than it does."""
    starts = [line.start(), *(change.raw_end for change in inside)]
    ends = [*(change.raw_start for change in inside), line.end()]
    left = sum(len(_LEFT_RE.findall(data, *span)) for span in zip(starts, ends, strict=True))
    return 0 < left <= sum(change.raw_end - change.raw_start for change in inside)


def _read_line(start: int, line: str, model: LanguageModel) -> Iterator[Change]:
    """Read a line and leave what nothing decides as the page has it."""
    slots = _find_slots(line, model)
    pairs = [slot.shown for slot in slots if len(slot.shown) > 1]
    gaps = sum(not _GAPS.keys().isdisjoint(shown) for shown in pairs)
    if not slots or len(pairs) - gaps < _MIN_WHOLE * gaps:
        return
    read, margin = read_doubtful(model, [slot.chars for slot in slots], ("\n", "\n"), _LEAST)
    position, after = start, ""
    first = start
    for slot, char in zip(slots, read, strict=True):
        if char == LOST:
            if after:
                yield Change(first, position, after, KIND, confidence=to_confidence(margin))
            after, first = "", position + len(slot.shown)
        else:
            after += char
        position += len(slot.shown)
    if after:
        yield Change(first, position, after, KIND, confidence=to_confidence(margin))


def _find_slots(line: str, model: LanguageModel) -> list[_Slot]:
    """Divide a line into characters; nothing where it is not all GBK."""
    readings = [_Reading(0.0, "", pack(model.encode("\n")), None)]
    for char in line:
        fed = (item for reading in readings for item in _feed(reading, char, model))
        readings = sorted(fed, key=_score, reverse=True)[:_BEAM]
    whole = [reading for reading in readings if not reading.pending]
    chain = max(whole, key=_score).slots if whole else None
    slots = []
    while chain:
        slots.append(chain.last)
        chain = chain.before
    return slots[::-1]


def _score(reading: _Reading) -> float:
    return reading.score


def _feed(reading: _Reading, char: str, model: LanguageModel) -> Iterator[_Reading]:
    """Add a character of the page to a reading in every way that makes Chinese."""
    if not reading.pending:
        if char < "\x80":
            yield _add(reading, _Slot(char, (char,)), model)
        if char > "\x80" or char in _GAPS:
            yield reading._replace(pending=char)
        return
    shown = reading.pending + char
    chars = _candidates(*shown)
    if chars:
        gapped = reading._replace(score=reading.score - _COST * (len(chars) > 1), pending="")
        scored = [_add(gapped, _Slot(shown, (item,)), model) for item in chars]
        yield max(scored, key=_score)._replace(slots=_Slots(reading.slots, _Slot(shown, chars)))


def _add(reading: _Reading, slot: _Slot, model: LanguageModel) -> _Reading:
    code = model.code_of(slot.chars[0])
    score = reading.score + model.score_after(reading.history, code) + _USUAL
    return _Reading(score, "", (reading.history << BITS | code) & HISTORY, _Slots(reading.slots, slot))


@lru_cache(maxsize=1 << 14)
def _candidates(lead: str, trail: str) -> tuple[str, ...]:
    """List the characters of a pair of bytes one of which may be a gap."""
    leads = _GAPS.get(lead, lead.encode("latin-1"))
    trails = _GAPS.get(trail, b"" if trail < "@" else trail.encode("latin-1"))
    if " " in (lead, trail) and lead in _GAPS and trail in _GAPS:
        return ()
    codes = (bytes((first, second)) for first in leads for second in trails)
    chars = (code.decode("gbk", "ignore") for code in codes)
    return tuple(char for char in chars if len(char) == 1 and CHINESE_RE.match(char))
