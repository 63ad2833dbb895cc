"""What strict pairs leave over in lines of GBK or Big5 that were shown as cp1252: µ×?Ä for 底從, 1987Äê.

cp1252 leaves five bytes undefined, of which a converter makes `?` or nothing at all, as others do
of the soft hyphen; and the byte A0 shows as a no-break space, which many turn into a blank. One
byte of a pair is then known, and the other is one of five, or A0: the language model chooses.
Single characters between digits or letters are too short to be told alone; in a line much of
which is known they are read as well.
"""

import heapq
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import groupby
from typing import NamedTuple

from pipeline.text.plausibility import weigh
from pipeline.text.repair.language_model import BITS, HISTORY, LanguageModel, pack
from pipeline.text.repair.misread.doubtful import read_doubtful
from pipeline.text.repair.misread.latin_gaps import CHINESE_RE
from pipeline.text.repair.readings import LOST, to_confidence
from pipeline.text.rewrite import AMBIGUOUS, REPAIRED, Change

__all__ = ["find_gapped"]

_GONE = ""
_GAPS = {"?": b"\x81\x8d\x8f\x90\x9d", _GONE: b"\x81\x8d\x8f\x90\x9d\xad", " ": b"\xa0"}
_LINE_RE = re.compile(
    "(?:[? ]|\\?[@-~])?(?=[\x80-\xfe])[\x20-\x7e\x80-\xfe]*[\x80-\xfe](?:[@-~? ](?![A-Za-z]))?"
)
_MIXED_RE = re.compile("[\u0100-\u07ff]")  # two bytes that a tolerant reader took for UTF-8
_LEFT_RE = re.compile("[\x80-\xfe]|\\?[@-~?]")
_COST, _COST_GONE, _LEAST = 2.0, 7.0, 1.5
"""Nats against a lost byte and one that vanished, and by how much a character is ahead of the others of its bytes."""

_RARE, _PARAGRAPH = 0.0, 1000
"""How common a character is at least that tells of no slip, and bytes of the longest line that is read again for one."""

_BEAM, _SPREAD = 6, 9.0
"""Readings kept, and by how many nats they may be behind."""

_USUAL = 4.5
"""Nats that a character usually costs: readings differ in length."""

_MOST_LEFT = 2
"""How often what is known of a line may be left over in it."""

_MIN_WHOLE = 3
"""How many whole pairs there are in a line for each that lost a byte."""


class _Slot(NamedTuple):
    """What the page shows of a character of the text, and what that may be."""

    shown: str
    chars: tuple[str, ...]
    is_gap: bool = False


class _Reading(NamedTuple):
    """Score in nats, the first byte of a pair, the last codes, and the slots, each with those before it."""

    score: float
    pending: str
    history: int
    slots: "_Slots | None"


class _Slots(NamedTuple):
    before: "_Slots | None"
    last: _Slot


def find_gapped(data: str, known: Sequence[Change], table: str, model: LanguageModel) -> Iterator[Change]:
    """Find the lines of a page, each byte a character, of which strict pairs, which are `known`, explain a third or more.

    >>> from pipeline.resources import find_model
    >>> model = LanguageModel.load(find_model("language_model"))
    >>> data = "该船于上月底從高雄港出發".encode("gbk").decode("latin-1")
    >>> gapped = data.replace("\\x8f", "?")
    >>> known = [Change(0, 12, "该船于上月底", "gbk_as_latin")]
    >>> [change.after for change in find_gapped(gapped, known, "gbk", model)]
    ['该船于上月底從高雄港出發']
    """
    for line in _LINE_RE.finditer(data):
        if _MIXED_RE.search(data, max(0, line.start() - 1), line.end() + 1):
            continue
        inside = sorted(change for change in known if line.start() <= change.raw_start < line.end())
        if inside and (_is_left(data, line, inside) or _is_odd(line, inside)):
            yield from _read_line(line.start(), line.group(), known[0].kind, table, model)


def _is_left(data: str, line: re.Match[str], inside: Sequence[Change]) -> bool:
    """Tell whether bytes of a line are left that no strict reading explains, and not many more than it does."""
    starts = [line.start(), *(change.raw_end for change in inside)]
    ends = [*(change.raw_start for change in inside), line.end()]
    left = sum(len(_LEFT_RE.findall(data, *span)) for span in zip(starts, ends, strict=True))
    return 0 < left <= _MOST_LEFT * sum(change.raw_end - change.raw_start for change in inside)


def _is_odd(line: re.Match[str], inside: Sequence[Change]) -> bool:
    """Tell whether the reading of a paragraph holds a character that hardly anybody writes: pairs may have slipped."""
    is_short = line.end() - line.start() <= _PARAGRAPH
    return is_short and any(weigh(char) < _RARE for change in inside for char in change.after)


def _read_line(start: int, line: str, kind: str, table: str, model: LanguageModel) -> Iterator[Change]:
    """Read a line, and mark what nothing decides."""
    slots = _find_slots(line, table, model)
    gaps = sum(slot.is_gap for slot in slots)
    if not slots or sum(len(slot.shown) > 1 for slot in slots) - gaps < _MIN_WHOLE * gaps:
        return
    read, margin = read_doubtful(model, [slot.chars for slot in slots], ("\n", "\n"), _LEAST)
    for is_lost, pieces in groupby(zip(slots, read, strict=True), key=_is_lost):
        parts = list(pieces)
        end = start + sum(len(slot.shown) for slot, _ in parts)
        after = "".join(slot.shown if is_lost else char for slot, char in parts)
        status, confidence = (AMBIGUOUS, 0.0) if is_lost else (REPAIRED, to_confidence(margin))
        yield Change(start, end, after, kind, status, confidence)
        start = end


def _is_lost(piece: tuple[_Slot, str]) -> bool:
    return piece[1] == LOST


def _find_slots(line: str, table: str, model: LanguageModel) -> list[_Slot]:
    """Divide a line into characters; nothing where it is not all GBK."""
    readings = [_Reading(0.0, "", pack(model.encode("\n")), None)]
    for index, char in enumerate(line):
        may_gape = 0 < index < len(line) - 1  # a quotation mark at an end may be one
        fed = (item for reading in readings for item in _feed(reading, char, table, model, may_gape=may_gape))
        readings = heapq.nlargest(_BEAM, fed, key=_score)
        readings = [reading for reading in readings if reading.score > readings[0].score - _SPREAD]
    whole = [reading for reading in readings if not reading.pending]
    chain = max(whole, key=_score).slots if whole else None
    slots = []
    while chain:
        slots.append(chain.last)
        chain = chain.before
    return slots[::-1]


def _score(reading: _Reading) -> float:
    return reading.score


def _feed(
    reading: _Reading, char: str, table: str, model: LanguageModel, *, may_gape: bool
) -> Iterator[_Reading]:
    """Add a character of the page to a reading in every way that makes Chinese."""
    if not reading.pending:
        if char < "\x80":
            yield _add(reading, _Slot(char, (char,)), model.code_of(char), model)
        if char > "\x80" or char in _GAPS:
            yield reading._replace(pending=char)
        if char > "\x80" and may_gape:
            yield from _join(reading, _GONE, char, table, model)
        return
    yield from _join(reading, reading.pending, char, table, model)
    for cut in _join(reading, reading.pending, _GONE, table, model):
        yield from _feed(cut, char, table, model, may_gape=may_gape)


def _join(reading: _Reading, lead: str, trail: str, table: str, model: LanguageModel) -> Iterator[_Reading]:
    """Make a character of two bytes, one of which may be a gap: the likeliest one stands for all it may be."""
    chars = _candidates(lead, trail, table)
    if not chars or (_GONE in (lead, trail) and "?" in (lead, trail)):
        return
    cost = _COST_GONE if _GONE in (lead, trail) else _COST if len(chars) > 1 else 0.0
    joined = reading._replace(score=reading.score - cost, pending="")
    slot = _Slot(lead + trail, chars, is_gap=lead in _GAPS or trail in _GAPS)
    code = max(map(model.code_of, chars), key=partial(model.score_after, reading.history))
    yield _add(joined, slot, code, model)


def _add(reading: _Reading, slot: _Slot, code: int, model: LanguageModel) -> _Reading:
    score = reading.score + model.score_after(reading.history, code) + _USUAL
    return _Reading(score, "", (reading.history << BITS | code) & HISTORY, _Slots(reading.slots, slot))


@lru_cache(maxsize=1 << 14)
def _candidates(lead: str, trail: str, table: str) -> tuple[str, ...]:
    """List the characters of a pair of bytes one of which may be a gap."""
    leads = _GAPS.get(lead, lead.encode("latin-1"))
    trails = _GAPS.get(trail, b"" if trail < "@" else trail.encode("latin-1"))
    if " " in (lead, trail) and lead in _GAPS and trail in _GAPS:
        return ()
    codes = (bytes((first, second)) for first in leads for second in trails)
    chars = (code.decode(table, "ignore") for code in codes)
    return tuple(char for char in chars if len(char) == 1 and CHINESE_RE.match(char))
