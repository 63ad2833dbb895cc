"""Read a damaged stretch again from its bytes, with every byte that went missing put back.

A beam search over the characters of the page. A reading is either in step (the next
character of the page is a character of the text) or one byte late (`pending` holds the lead
byte that still waits for its trail). Wherever a byte was swallowed the search tries all
that could have stood there; the language model tells the readings apart.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.spun.beam import prune, score_of
from pipeline.text.repair.spun.endings import (
    Ending,
    close_at_orphan,
    close_at_reference,
    close_quotation,
    find_ending,
)
from pipeline.text.repair.spun.gbk import Restored, codes_of, read_char, read_pair, with_lead, with_trail
from pipeline.text.repair.spun.glosses import Gloss, has_reading, keys_with, trails_of_keys
from pipeline.text.repair.spun.lost_pairs import restore_before_gloss, restore_pair
from pipeline.text.repair.spun.restoring import restore_char
from pipeline.text.repair.spun.stretch import (
    Reading,
    Stretch,
    append_char,
    begin,
    close_run,
    copy_char,
    mark_at,
)

__all__ = ["MARKS", "read_bytes", "read_with_holes"]

_LOSING = 3.0
"""How far behind the best a reading is in which no pair is tried any more."""

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
    "lost": 1.0,
    "drop": 3.0,
}
"""Nats against each kind of event, over what the characters cost."""

MARKS = frozenset("?!;？！；")
"""What a run may begin with where orphans are dropped."""


class Search(NamedTuple):
    """Where all is in step again, the readings up to there, best first, those met where all were at one place, and the
    last place beyond which no reading one byte late could go, if any."""

    end: int
    readings: list[Reading]
    stops: list[list[Reading]]
    stuck: int | None = None


class _Place(NamedTuple):
    """What stands at a position of the page, for all the readings that have come to it one byte late.

    `codes` come with the byte that would wait for its trail; `cuts` tells that the character may be a cut byte that
    shows, `least` the score from which on a pair may have vanished here.
    """

    position: int
    char: str
    gloss: Gloss | None
    codes: list[tuple[bytes, int]]
    ending: Ending | None
    cuts: bool
    least: float


def read_bytes(stretch: Stretch, start: int, readings: Sequence[Reading] = ()) -> Search:
    """Search from a suspicious position, or go on from a stop of a search that began there."""
    beams = {reading.position: list(readings) for reading in readings[:1]} or {start: [begin(stretch, start)]}
    limit = min(len(stretch.text), start + MAX_LENGTH)
    stops: list[list[Reading]] = []
    position, stuck = start, None
    while beams:
        position = min(beams)
        found = prune(stretch, beams.pop(position))
        if not beams:
            stops.append(found)
        if position >= limit or (position > start and not beams and _is_settled(found, stretch.text)):
            if stretch.drops and position == len(stretch.text):
                found += _close_at_end(stretch, position, found)
            found = sorted((reading for reading in found if not reading.pending), key=score_of, reverse=True)
            return Search(position, found, stops, stuck)
        advanced = _advance(stretch, position, found)
        if not beams and _is_stuck(found, advanced):
            stuck = position
        for reading in advanced:
            if reading.position in beams:
                beams[reading.position].append(reading)
            else:
                beams[reading.position] = [reading]
    return Search(position, [], stops, stuck)


def _is_stuck(before: list[Reading], after: list[Reading]) -> bool:
    """Tell whether every reading that was one byte late has ended, and none in a repair."""
    return any(reading.pending for reading in before) and not any(
        reading.pending or reading.trail.repairs for reading in after
    )


def _close_at_end(stretch: Stretch, position: int, readings: list[Reading]) -> list[Reading]:
    """End the runs that the text ends with, where nothing shows that their last byte was dropped."""
    ending = find_ending(stretch, position)
    late = [reading for reading in readings if reading.pending]
    return (
        [closed for reading in late for closed in close_at_orphan(stretch, reading, ending)] if ending else []
    )


def read_with_holes(stretch: Stretch, start: int, search: Search) -> Search:
    """Search once more where pairs of bytes may have vanished: nothing is new before the first hole."""
    first = min(stretch.holes)
    known = [readings for readings in search.stops if readings[0].position <= first]
    return read_bytes(stretch, start, known[-1] if known else ())


def _is_settled(readings: list[Reading], text: str) -> bool:
    """Tell whether all are in step, at the beginning of a line or far enough behind the last event."""
    position = readings[0].position
    latest = position if text[position - 1 : position] == "\n" else position - SETTLED
    return not any(reading.pending or reading.last > latest for reading in readings)


def _advance(stretch: Stretch, position: int, readings: list[Reading]) -> list[Reading]:
    """Read on what stands at a position, in every reading that has come to it."""
    char, gloss = stretch.text[position], stretch.glosses.get(position)
    place, code = None, stretch.model.code_of(char)
    opens = gloss or char == "?" or (stretch.drops and char in MARKS)
    found: list[Reading] = []
    for reading in readings:
        if gloss and _is_whole(gloss, reading.tail):
            found.append(_skip_gloss(reading, gloss))
        elif reading.pending:
            place = place or _look(stretch, position, readings)
            found += _advance_late(stretch, reading, place)
        else:
            found.append(copy_char(stretch, reading, char, code))
            if opens:
                found += _open_run(stretch, reading, char, gloss)
    return found


def _look(stretch: Stretch, position: int, readings: list[Reading]) -> _Place:
    """Look at a position of the page, to which some readings have come one byte late."""
    char, gloss = stretch.text[position], stretch.glosses.get(position)
    codes = () if gloss else codes_of(char, is_folded=stretch.is_folded)  # a reading is no text
    halves = [(code, code[1] if len(code) == 2 and code[1] > 0x80 else 0) for code in codes]
    ending = find_ending(stretch, position) if stretch.drops or char == "?" else None
    cuts = char == "," and mark_at(stretch, position + 1) != b""
    least = max(map(score_of, readings)) - _LOSING if position in stretch.holes else math.inf
    return _Place(position, char, gloss, halves, ending, cuts, least)


def _is_whole(gloss: Gloss, key: str) -> bool:
    return gloss.opener == "(" and key != "" and has_reading(key, gloss.reading)


def _open_run(stretch: Stretch, reading: Reading, char: str, gloss: Gloss | None) -> Iterable[Reading]:
    if gloss and gloss.opener != "(" and (gloss.opener or stretch.drops):
        return _open_at_gloss(stretch, reading, gloss)
    if stretch.drops:
        return _open_at_mark(stretch, reading, reading.position) if char in MARKS else ()
    return _open_at_mark(stretch, reading, reading.position + 1) if char == "?" else ()


def _advance_late(stretch: Stretch, reading: Reading, place: _Place) -> list[Reading]:
    position, char, gloss, codes, ending, cuts, least = place
    found, steps = [], -math.inf
    for code, pending in codes:
        read = read_pair(stretch.model, reading.pending, code[0])
        if read:
            late = append_char(stretch, reading, read, position + 1, char, pending)
            steps = max(steps, late.score - reading.score)
            found.append(late if pending else _go_on(stretch, late, code))
    if cuts:
        found.append(reading._replace(position=position + 1, score=reading.score - COSTS["cut"]))
    if gloss and gloss.opener != "(" and (stretch.drops or char == "?"):
        found += _close_at_gloss(stretch, reading, gloss, may_lose=reading.score >= least)
    elif ending:
        found += close_at_orphan(stretch, reading, ending)
    elif stretch.drops:
        found += close_quotation(stretch, reading, position)
    if char.isdecimal():
        found += close_at_reference(stretch, reading, position)
    if reading.score >= least and reading.lost < stretch.losses and steps < _PLAUSIBLE:
        found += _restore_pair(stretch, reading)
    return found


def _go_on(stretch: Stretch, late: Reading, code: bytes) -> Reading:
    """Wait with the second byte of a pair for its trail, unless it is a letter that the pair had eaten."""
    if len(code) == 2 and code[1] > 0x80:
        return late._replace(pending=code[1])
    if len(code) == 2:
        letter = read_char(stretch.model, chr(code[1]))
        late = append_char(stretch, late, letter, late.position, letter.char, 0)
    return close_run(late, late.position)


def _skip_gloss(reading: Reading, gloss: Gloss) -> Reading:
    end = gloss.end + gloss.space
    skipped = reading._replace(position=end, last=max(reading.last, end - 1))
    if reading.pending:
        return skipped
    return skipped._replace(trail=reading.trail.add((gloss.start, end, "", -1)))


def _open_at_gloss(stretch: Stretch, reading: Reading, gloss: Gloss) -> Iterator[Reading]:
    """A reading was put between the bytes of a character: its key tells the byte before it."""
    before = [code[1] for code in codes_of(reading.tail, is_folded=stretch.is_folded) if len(code) == 2]
    for trail in (trail for lead in before for trail in trails_of_keys(lead, gloss.reading)):
        yield reading._replace(
            position=gloss.end + gloss.space,
            pending=trail,
            opened=gloss.start,
            last=gloss.end,
            score=reading.score - COSTS["gloss"],
            tail="",
        )


def _open_at_mark(stretch: Stretch, reading: Reading, position: int) -> Iterator[Reading]:
    """The cut byte stands before a mark that straddles two characters: the first lost its lead byte."""
    is_surprise = position == reading.position and not stretch.is_drop_site
    cost = COSTS["shift"] + (COSTS["drop"] if is_surprise else 0)
    code, opened = mark_at(stretch, position), reading._replace(opened=reading.position)
    if code:
        options = with_trail(stretch.model, code[0])
        yield from restore_char(stretch, opened, options, position + 1, cost, stretch.text[position], code[1])
    if stretch.text[position : position + 1] == "?" and mark_at(stretch, position + 1)[:1] == b"\xa3":
        # 省，: 。 straddles too, and its cut byte swallowed the trail byte A1.
        options = with_trail(stretch.model, 0xA1)
        for late in restore_char(stretch, opened, options, position + 1, cost):
            yield close_run(late, position + 1)


def _close_at_gloss(stretch: Stretch, reading: Reading, gloss: Gloss, *, may_lose: bool) -> Iterator[Reading]:
    end = gloss.end + gloss.space
    if may_lose and reading.lost < stretch.losses:
        for late in restore_before_gloss(
            stretch, reading, keys_with(gloss.reading), end, COSTS["gloss"] + COSTS["lost"]
        ):
            yield close_run(late, end)
    for read in _read_gloss(stretch.model, reading.pending, gloss.reading):
        yield close_run(append_char(stretch, reading, read, end, read.char, 0, COSTS["gloss"]), end)


@lru_cache(maxsize=1 << 14)
def _read_gloss(model: LanguageModel, lead: int, reading: str) -> list[Restored]:
    """List the characters with a first byte and a reading."""
    keys = set(keys_with(reading))
    return [read_char(model, char) for char in with_lead(model, lead).chars if char in keys]


def _restore_pair(stretch: Stretch, reading: Reading) -> Iterator[Reading]:
    """Put back a pair of bytes that fell into a user-defined zone and vanished."""
    tail, end = stretch.text[reading.position], reading.position + 1
    for code in codes_of(tail, is_folded=stretch.is_folded):
        for late in restore_pair(stretch, reading, code[0], end, COSTS["lost"]):
            if late.score > reading.score - _TOO_RARE:
                yield _go_on(stretch, late, code)
