"""Read a damaged stretch again from its bytes, with every byte that went missing put back.

A beam search over the characters of the page. A reading is either in step (the next
character of the page is a character of the text) or one byte late (`pending` holds the lead
byte that still waits for its trail). Wherever a byte was swallowed the search tries all
that could have stood there; the language model tells the readings apart.
"""

import math
import re
from collections.abc import Iterable, Iterator

from pipeline.text.damage import load_readings
from pipeline.text.repair.language_model import BITS, HISTORY, pack
from pipeline.text.repair.spun.gbk import char_of, codes_of, with_lead, with_trail
from pipeline.text.repair.spun.glosses import Gloss, has_reading
from pipeline.text.repair.spun.lost_pairs import restore_pair
from pipeline.text.repair.spun.stretch import (
    Reading,
    Stretch,
    append_char,
    close_run,
    copy_char,
    look_back,
    mark_at,
    restore_char,
)
from pipeline.text.repair.spun.swallowed import correct_guess, guess_swallowed

__all__ = ["read_bytes"]

_SHARED = 3
"""How many readings with the same future are kept."""

_BEHIND, _LOSING = 12.0, 3.0
"""How far behind a reading is given up even if no other one is in step with it, and no pair is tried in it any more."""

MAX_LENGTH = 160
_TOO_RARE = 26.0
"""Nats at which a vanished pair is not worth a try."""

_PLAUSIBLE = -6.0
"""A character that costs less is no reason to suspect that a pair vanished before it."""

SETTLED = 3
"""How many characters in step after the last event end a stretch: what the model can see."""

COSTS = {
    "shift": 3.0,
    "gloss": 0.0,
    "cut": 1.0,
    "tag": 1.0,
    "end": 3.0,
    "swallowed": 6.0,
    "lost": 1.0,
    "drop": 3.0,
}
"""Nats against each kind of event, over what the characters cost."""

_OPENING = frozenset("“‘《〈「『【（")
"""What no line ends with, and no space follows."""

_TAG_RE = re.compile(r"/?[a-z][a-z0-9]{0,9}(?:\s[^<>\n]{0,200})?/?>")


def read_bytes(stretch: Stretch, start: int) -> tuple[int, list[Reading]]:
    """Search from a suspicious position; return where it is all in step again, and the readings, best first."""
    before = look_back(stretch, start)
    first = Reading(0.0, start, pack(stretch.model.encode(before)), last=start, tail=before[-1:])
    beams: dict[int, list[Reading]] = {start: [first]}
    limit = min(len(stretch.text), start + MAX_LENGTH)
    position = start
    while beams:
        position = min(beams)
        readings = _prune(stretch, beams.pop(position))
        if position >= limit or (not beams and _is_settled(readings, stretch.text)):
            return position, sorted(
                (reading for reading in readings if not reading.pending), key=_score, reverse=True
            )
        least = max(map(_score, readings)) - _LOSING
        for reading in readings:
            for successor in _advance(stretch, reading, loses=reading.score >= least):
                beams.setdefault(successor.position, []).append(successor)
    return position, []


def _prune(stretch: Stretch, readings: list[Reading]) -> list[Reading]:
    """Keep the likeliest readings, and always the page as it stands.

    Readings that await the same byte after the same three characters share their future;
    of those a few are kept, to know later by how much the best of them won.
    """
    if len(readings) == 1:
        return readings
    unique: dict[tuple[object, ...], Reading] = {}
    for reading in readings:
        key = (reading.pending, reading.opened, reading.run, reading.runs)
        if key not in unique or unique[key].score < reading.score:
            unique[key] = reading
    literal: list[Reading] = []
    groups: dict[tuple[bool, bool], list[Reading]] = {}
    floor = max(reading.score for reading in unique.values()) - _BEHIND
    for reading in unique.values():
        if not reading.pending and all(run[3] < 0 for run in reading.runs):  # as it stands, but for glosses
            literal.append(reading)
        elif reading.score >= floor:
            groups.setdefault((reading.pending > 0, _loses(reading)), []).append(reading)
    return [*literal, *(reading for group in groups.values() for reading in _best(stretch, group))]


def _loses(reading: Reading) -> bool:
    return reading.lost > 0 or any(run[3] > 0 for run in reading.runs)


def _best(stretch: Stretch, readings: list[Reading]) -> list[Reading]:
    if len(readings) < 2:
        return readings
    readings.sort(key=_score, reverse=True)
    floor = readings[0].score - stretch.spread
    shared: dict[tuple[int, int], int] = {}
    kept = []
    for reading in readings:
        state = (reading.pending, reading.context)
        shared[state] = shared.get(state, 0) + 1
        if reading.score > floor and shared[state] <= _SHARED:
            kept.append(reading)
    return kept[: stretch.beam]


def _score(reading: Reading) -> float:
    return reading.score


def _is_settled(readings: list[Reading], text: str) -> bool:
    position = readings[0].position
    if any(reading.pending or reading.position - reading.last < SETTLED for reading in readings):
        return bool(
            position and text[position - 1] == "\n" and not any(reading.pending for reading in readings)
        )
    return True


def _advance(stretch: Stretch, reading: Reading, *, loses: bool) -> Iterable[Reading]:
    position = reading.position
    gloss = stretch.glosses.get(position)
    if gloss and gloss.opener == "(" and reading.tail and has_reading(reading.tail, gloss.reading):
        return (_skip_gloss(stretch, reading, gloss),)
    if reading.pending:
        return _advance_late(stretch, reading, loses=loses)
    return _advance_in_step(stretch, reading)


def _advance_in_step(stretch: Stretch, reading: Reading) -> Iterator[Reading]:
    char, position = stretch.text[reading.position], reading.position
    yield copy_char(stretch, reading, char)
    gloss = stretch.glosses.get(position)
    if gloss and gloss.opener != "(" and (gloss.opener or stretch.drops):
        yield from _open_at_gloss(stretch, reading, gloss)
    elif char == "?" and not stretch.drops:
        yield from _open_at_mark(stretch, reading, position + 1)
    elif stretch.drops and char in "?!;？！；":
        yield from _open_at_mark(stretch, reading, position)


def _advance_late(stretch: Stretch, reading: Reading, *, loses: bool) -> Iterator[Reading]:
    char, position = stretch.text[reading.position], reading.position
    steps, gloss = -math.inf, stretch.glosses.get(position)
    for code in () if gloss else codes_of(char, is_folded=stretch.is_folded):  # a reading is no text
        read = char_of(reading.pending, code[0])
        if not read:
            continue
        pending = code[1] if len(code) == 2 and code[1] > 0x80 else 0
        late = append_char(stretch, reading, read, position + 1, tail=char, pending=pending)
        steps = max(steps, late.score - reading.score)
        yield late if pending else _go_on(stretch, late, code)
    if char == "," and mark_at(stretch, position + 1):  # the cut byte of some sites is a visible comma
        yield reading._replace(position=position + 1, score=reading.score - COSTS["cut"])
    if char == "?" and not stretch.drops:
        yield from _close_at_orphan(stretch, reading, position + 1)
    elif stretch.drops:
        yield from _close_at_orphan(stretch, reading, position)
    if loses and reading.lost < stretch.losses and steps < _PLAUSIBLE and position in stretch.holes:
        yield from _restore_pair(stretch, reading)


def _go_on(stretch: Stretch, late: Reading, code: bytes) -> Reading:
    """Wait with the second byte of a pair for its trail, unless it is a letter that the pair had eaten."""
    if len(code) == 2 and code[1] > 0x80:
        return late._replace(pending=code[1])
    if len(code) == 2:
        late = append_char(stretch, late, chr(code[1]), late.position)
    return close_run(late, late.position)


def _skip_gloss(stretch: Stretch, reading: Reading, gloss: Gloss) -> Reading:
    end = gloss.end + gloss.space
    skipped = reading._replace(position=end, last=max(reading.last, end - 1))
    return skipped if reading.pending else skipped._replace(runs=(*reading.runs, (gloss.start, end, "", -1)))


def _open_at_gloss(stretch: Stretch, reading: Reading, gloss: Gloss) -> Iterator[Reading]:
    """A reading was put between the bytes of a character: its key tells the byte before it."""
    before = [code[1] for code in codes_of(reading.tail, is_folded=stretch.is_folded) if len(code) == 2]
    for key in (key for trail in before for key in _keys_with(trail, gloss.reading)):
        if key.encode("gbk")[1] < 0x81:  # such a byte swallows nothing
            continue
        yield reading._replace(
            position=gloss.end + gloss.space,
            pending=key.encode("gbk")[1],
            opened=gloss.start,
            last=gloss.end,
            score=reading.score - COSTS["gloss"],
            tail="",
        )


def _open_at_mark(stretch: Stretch, reading: Reading, position: int) -> Iterator[Reading]:
    """The cut byte stands before a mark that straddles two characters: the first lost its lead byte."""
    cost = COSTS["shift"] + (COSTS["drop"] if position == reading.position else 0)
    code = mark_at(stretch, position)
    if code:
        options = with_trail(stretch.model, code[0])
        opened = reading._replace(opened=reading.position)
        for late, _ in restore_char(stretch, opened, options, position + 1, cost):
            yield late._replace(pending=code[1], tail=stretch.text[position])
    elif stretch.text[position : position + 1] == "?" and mark_at(stretch, position + 1)[:1] == b"\xa3":
        # 省，: 。 straddles too, and its cut byte swallowed the trail byte A1.
        options = with_trail(stretch.model, 0xA1)
        for late, _ in restore_char(
            stretch, reading._replace(opened=reading.position), options, position + 1, cost
        ):
            yield close_run(late, position + 1)


def _close_at_orphan(stretch: Stretch, reading: Reading, position: int) -> Iterator[Reading]:
    """The last trail byte was taken for a lead byte and swallowed what followed it."""
    gloss = stretch.glosses.get(position if position == reading.position else position - 1)
    if gloss and gloss.opener != "(":
        yield from _close_at_gloss(stretch, reading, gloss)
        return
    rest = stretch.text[position : position + 1]
    after, resume = "", position
    if mark_at(stretch, position) or (rest == "?" and mark_at(stretch, position + 1)):
        cost = COSTS["cut"]  # the mark itself may be cut in two by the next one
    elif tag := _TAG_RE.match(stretch.text, position):
        cost, after, resume = COSTS["tag"], "<", tag.end()
    elif rest in ("", "\n", "\r"):
        cost = COSTS["end"]
    elif (
        position == reading.position and not "!" <= rest < "@"
    ):  # in a drop no other sign shows that a run ends
        return
    else:
        cost, after = COSTS["swallowed"], guess_swallowed(stretch.text, position)
    for late, _ in restore_char(stretch, reading, with_lead(stretch.model, reading.pending), position, cost):
        if (late.tail in _OPENING and rest in ("", "\n", "\r")) or (
            after and after != "<" and late.tail in _OPENING
        ):
            continue
        ending, context = after, late.context
        if not rest:  # what the text ends with should end a line
            late = late._replace(
                score=late.score + stretch.model.score_after(context, stretch.model.code_of("\n"))
            )
        if after and after != "<":
            ending = correct_guess(after, late.run)
            code = stretch.model.code_of("0" if ending == "?" else ending)
            context = (context << BITS | code) & HISTORY
        yield close_run(late, position, ending, resume, context)


def _close_at_gloss(stretch: Stretch, reading: Reading, gloss: Gloss) -> Iterator[Reading]:
    end = gloss.end + gloss.space
    options = with_lead(stretch.model, reading.pending)
    for char in options.chars:
        if has_reading(char, gloss.reading):
            yield close_run(append_char(stretch, reading, char, end, cost=COSTS["gloss"]), end)


def _restore_pair(stretch: Stretch, reading: Reading) -> Iterator[Reading]:
    """Put back a pair of bytes that fell into a user-defined zone and vanished."""
    tail, end = stretch.text[reading.position], reading.position + 1
    for code in codes_of(tail, is_folded=stretch.is_folded):
        for late in restore_pair(stretch, reading, code[0], end, COSTS["lost"]):
            if late.score > reading.score - _TOO_RARE:
                yield _go_on(stretch, late, code)


def _keys_with(lead: int, reading: str) -> list[str]:
    return [key for key in _keys_by_lead().get(lead, ()) if has_reading(key, reading)]


def _keys_by_lead() -> dict[int, list[str]]:
    if not _KEYS:
        for key in load_readings():
            _KEYS.setdefault(key.encode("gbk")[0], []).append(key)
    return _KEYS


_KEYS: dict[int, list[str]] = {}
