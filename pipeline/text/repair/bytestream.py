"""Read a damaged stretch again from its bytes, with every byte that went missing put back.

A beam search over the characters of the page. A reading is either in step (the next
character of the page is a character of the text) or one byte late (`pending` holds the lead
byte that still waits for its trail). Wherever a byte was swallowed the search tries all
that could have stood there; the language model tells the readings apart.
"""

import math
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.text.damage import load_readings
from pipeline.text.repair.gbk import (
    Candidates,
    char_of,
    codes_of,
    cost_of,
    lost_leads,
    mark_code,
    with_lead,
    with_trail,
)
from pipeline.text.repair.glosses import Gloss, has_reading
from pipeline.text.repair.language_model import LanguageModel

__all__ = ["Reading", "Stretch", "look_back", "read_bytes"]

MEMORY = 0.15
"""How far the page itself is trusted to say what follows a character."""

BEAM, WIDE = 8, 24
_SHARED = 3
SPREAD = 9.0
"""Nats behind the best by which a reading drops out."""

MAX_LENGTH = 160
_TOO_RARE = 13.0
"""Nats at which the character before a vanished pair is not worth a try."""

_PLAUSIBLE = -7.5
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
    "lost": 2.5,
    "drop": 3.0,
}
"""Nats against each kind of event, over what the characters cost."""

_YEAR_RE = re.compile("(?:0[0-4]|9[0-9])[0-9][年-]")
_SPACED_RE = re.compile("[\u4e00-\u9fff] [\u4e00-\u9fffA-Za-z]")
_BYLINE_RE = re.compile("(?:記者|記 者|通訊員|編輯|責編|作者|來源|攝影|文|圖|攝|實習生)$")
_DATE_RE = re.compile("(?:19|20)[0-9]{2}[年-]|[1-9][0-2]?月")
_COUNTED = frozenset("0123456789.%％萬億万亿年月日時时個个家名人元米次歲岁種种項项條条座輛辆所戶户倍層层套件點点號号屆届")
"""What commonly follows a digit, and so tells what was swallowed before it."""

_TAG_RE = re.compile(r"/?[a-z][a-z0-9]{0,9}(?:\s[^<>\n]{0,200})?/?>")


class Stretch(NamedTuple):
    """What the search may know of a page.

    `glosses` are those of the page by where they start, `ends` tells where those begin that end
    at a position, `memory` which codes follow a code elsewhere on the page; `drops` tells that lone lead
    bytes left no `?`; `losses` is how many vanished pairs a reading may put back.
    """

    text: str
    model: LanguageModel
    glosses: Mapping[int, Gloss]
    is_folded: bool = True
    folds_marks: bool = True
    drops: bool = False
    losses: int = 0
    holes: frozenset[int] = frozenset()
    ends: Mapping[int, int] = MappingProxyType({})
    memory: Mapping[int, Mapping[int, float]] = MappingProxyType({})


class Reading(NamedTuple):
    """One way to read a stretch up to `position`; `runs` are its (start, end, after, losses)."""

    score: float
    position: int
    context: tuple[int, ...]
    pending: int = 0
    opened: int = -1
    run: str = ""
    lost: int = 0
    last: int = 0
    tail: str = ""
    runs: tuple[tuple[int, int, str, int], ...] = ()


def read_bytes(stretch: Stretch, start: int) -> tuple[int, list[Reading]]:
    """Search from a suspicious position; return where it is all in step again, and the readings, best first."""
    before = look_back(stretch, start)
    first = Reading(0.0, start, tuple(stretch.model.encode(before)), last=start, tail=before[-1:])
    beams: dict[int, list[Reading]] = {start: [first]}
    limit = min(len(stretch.text), start + MAX_LENGTH)
    position = start
    while beams:
        position = min(beams)
        readings = _prune(beams.pop(position))
        if position >= limit or (not beams and _is_settled(readings, stretch.text)):
            return position, sorted((reading for reading in readings if not reading.pending), key=_score, reverse=True)
        for reading in readings:
            for successor in _advance(stretch, reading):
                beams.setdefault(successor.position, []).append(successor)
    return position, []


def look_back(stretch: Stretch, start: int) -> str:
    """Return the three characters before a position, without the glosses among them."""
    chars = ""
    while start and len(chars) < 3:
        if start in stretch.ends:
            start = stretch.ends[start]
        else:
            start -= 1
            chars = stretch.text[start] + chars
    return chars


def _prune(readings: list[Reading]) -> list[Reading]:
    """Keep the likeliest readings, and always the page as it stands.

    Readings that await the same byte after the same three characters share their future;
    of those a few are kept, to know later by how much the best of them won.
    """
    unique: dict[tuple[object, ...], Reading] = {}
    for reading in readings:
        key = (reading.pending, reading.opened, reading.run, reading.runs)
        if key not in unique or unique[key].score < reading.score:
            unique[key] = reading
    literal = unique.pop((0, -1, "", ()), None)
    late = [reading for reading in unique.values() if reading.pending]
    closed = [reading for reading in unique.values() if not reading.pending]
    kept = _best(late) + _best(closed)
    return [*kept, literal] if literal else kept


def _best(readings: list[Reading]) -> list[Reading]:
    if len(readings) < 2:
        return readings
    readings.sort(key=_score, reverse=True)
    floor = readings[0].score - SPREAD
    shared: dict[tuple[int, tuple[int, ...]], int] = {}
    kept = []
    for reading in readings:
        state = (reading.pending, reading.context)
        shared[state] = shared.get(state, 0) + 1
        if reading.score > floor and shared[state] <= _SHARED:
            kept.append(reading)
    return kept[:BEAM]


def _score(reading: Reading) -> float:
    return reading.score


def _is_settled(readings: list[Reading], text: str) -> bool:
    position = readings[0].position
    if any(reading.pending or reading.position - reading.last < SETTLED for reading in readings):
        return bool(position and text[position - 1] == "\n" and not any(reading.pending for reading in readings))
    return True


def _advance(stretch: Stretch, reading: Reading) -> Iterator[Reading]:
    position = reading.position
    gloss = stretch.glosses.get(position)
    if gloss and gloss.opener == "(" and reading.tail and has_reading(reading.tail, gloss.reading):
        yield _skip_gloss(stretch, reading, gloss)
        return
    yield from _advance_late(stretch, reading) if reading.pending else _advance_in_step(stretch, reading)


def _advance_in_step(stretch: Stretch, reading: Reading) -> Iterator[Reading]:
    char, position = stretch.text[reading.position], reading.position
    yield _copy(stretch, reading, char)
    gloss = stretch.glosses.get(position)
    if gloss and gloss.opener != "(" and (gloss.opener or stretch.drops):
        yield from _open_at_gloss(stretch, reading, gloss)
    elif char == "?" and not stretch.drops:
        yield from _open_at_mark(stretch, reading, position + 1)
    elif stretch.drops and char in "?!;？！；":
        yield from _open_at_mark(stretch, reading, position)


def _advance_late(stretch: Stretch, reading: Reading) -> Iterator[Reading]:
    char, position = stretch.text[reading.position], reading.position
    steps = -math.inf
    for code in codes_of(char, is_folded=stretch.is_folded):
        read = char_of(reading.pending, code[0])
        if not read:
            continue
        late = _append(stretch, reading, read, position + 1, tail=char)
        steps = max(steps, late.score - reading.score)
        yield _go_on(stretch, late, code)
    if char == "," and _mark_at(stretch, position + 1):  # the cut byte of some sites is a visible comma
        yield reading._replace(position=position + 1, score=reading.score - COSTS["cut"])
    if char == "?" and not stretch.drops:
        yield from _close_at_orphan(stretch, reading, position + 1)
    elif stretch.drops:
        yield from _close_at_orphan(stretch, reading, position)
    if reading.lost < stretch.losses and steps < _PLAUSIBLE and position in stretch.holes:
        yield from _restore_pair(stretch, reading)


def _go_on(stretch: Stretch, late: Reading, code: bytes) -> Reading:
    """Wait with the second byte of a pair for its trail, unless it is a letter that the pair had eaten."""
    if len(code) == 2 and code[1] > 0x80:
        return late._replace(pending=code[1])
    if len(code) == 2:
        late = _append(stretch, late, chr(code[1]), late.position)
    return _close(late, late.position)


def _mark_at(stretch: Stretch, position: int) -> bytes:
    char = stretch.text[position : position + 1]
    return mark_code(char, is_folded=stretch.folds_marks) if char else b""


def _copy(stretch: Stretch, reading: Reading, char: str) -> Reading:
    code = stretch.model.code_of(char)
    chance = _chance if reading.runs else _bare_chance
    return Reading(
        reading.score + chance(stretch, reading.context, code),
        reading.position + 1,
        (*reading.context[-2:], code),
        last=reading.last,
        tail=char,
        runs=reading.runs,
    )


def _append(
    stretch: Stretch, reading: Reading, char: str, position: int, *, cost: float = 0.0, tail: str = ""
) -> Reading:
    """Add one restored character to the open run."""
    code = stretch.model.code_of(char)
    return Reading(
        reading.score + _chance(stretch, reading.context, code) - cost_of(stretch.model, char) - cost,
        position,
        (*reading.context[-2:], code),
        reading.pending,
        reading.opened,
        reading.run + char,
        reading.lost,
        position,
        tail or char,
        reading.runs,
    )


def _close(reading: Reading, position: int) -> Reading:
    """End the open run: the page is in step again."""
    run = (reading.opened, position, reading.run, reading.lost)
    return reading._replace(
        pending=0, opened=-1, run="", lost=0, position=position, last=position, tail=reading.run[-1:], runs=(*reading.runs, run)
    )


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
    code = _mark_at(stretch, position)
    if code:
        options = with_trail(stretch.model, code[0])
        opened = reading._replace(opened=reading.position)
        for late, _ in _restore(stretch, opened, options, position + 1, cost):
            yield late._replace(pending=code[1], tail=stretch.text[position])
    elif stretch.text[position : position + 1] == "?" and _mark_at(stretch, position + 1)[:1] == b"\xa3":
        # 省，: 。 straddles too, and its cut byte swallowed the trail byte A1.
        options = with_trail(stretch.model, 0xA1)
        for late, _ in _restore(stretch, reading._replace(opened=reading.position), options, position + 1, cost):
            yield _close(late, position + 1)


def _close_at_orphan(stretch: Stretch, reading: Reading, position: int) -> Iterator[Reading]:
    """The last trail byte was taken for a lead byte and swallowed what followed it."""
    gloss = stretch.glosses.get(position if position == reading.position else position - 1)
    if gloss and gloss.opener != "(":
        yield from _close_at_gloss(stretch, reading, gloss)
        return
    rest = stretch.text[position : position + 1]
    after, resume = "", position
    if _mark_at(stretch, position):
        cost = COSTS["cut"]
    elif tag := _TAG_RE.match(stretch.text, position):
        cost, after, resume = COSTS["tag"], "<", tag.end()
    elif rest in ("", "\n", "\r"):
        cost = COSTS["end"]
    elif position == reading.position and not "!" <= rest < "@":  # in a drop no other sign shows that a run ends
        return
    else:
        cost, after = COSTS["swallowed"], _guess_swallowed(stretch.text, position)
    for late, _ in _restore(stretch, reading, with_lead(stretch.model, reading.pending), position, cost):
        if after and after != "<":
            after = _correct_guess(after, late.run)
        closed = _close(late._replace(run=late.run + after), position)._replace(position=resume, last=resume)
        if after and after != "<":
            code = stretch.model.code_of("0" if after == "?" else after)
            closed = closed._replace(context=(*late.context[-2:], code))
        yield closed


def _guess_swallowed(text: str, position: int) -> str:
    """Guess the ASCII character that a lead byte swallowed; `?` stands for a digit that nobody can tell."""
    if _YEAR_RE.match(text, position):
        return "2" if text[position] == "0" else "1"
    if text[position : position + 1] in _COUNTED and not _DATE_RE.match(text, position):
        return "?"
    return " " if _SPACED_RE.search(text, max(0, position - 200), position + 200) else "\n"


def _correct_guess(after: str, run: str) -> str:
    """Let the restored end of a run tell what was swallowed: lines end in marks, bylines go on."""
    if run[-1] in "。！？”」》…":
        return "\n"
    return " " if after == "\n" and _BYLINE_RE.search(run) else after


def _close_at_gloss(stretch: Stretch, reading: Reading, gloss: Gloss) -> Iterator[Reading]:
    end = gloss.end + gloss.space
    options = with_lead(stretch.model, reading.pending)
    for char in options.chars:
        if has_reading(char, gloss.reading):
            yield _close(_append(stretch, reading, char, end, cost=COSTS["gloss"]), end)


def _restore(
    stretch: Stretch, reading: Reading, options: Candidates, position: int, cost: float, size: int = WIDE
) -> list[tuple[Reading, int]]:
    """Add each of the likeliest characters of which one byte is known; with it comes the other byte."""
    if not options.chars:
        return []
    gains = _chances(stretch, reading.context, options)
    best = gains.argpartition(-size)[-size:].tolist() if len(gains) > size else range(len(gains))
    chars, score, context = options.chars, reading.score - cost, reading.context[-2:]
    return [
        (
            Reading(
                score + float(gains[i]),
                position,
                (*context, options.code_list[i]),
                reading.pending,
                reading.opened,
                reading.run + chars[i],
                reading.lost,
                position,
                chars[i],
                reading.runs,
            ),
            options.hidden[i],
        )
        for i in best
    ]


def _bare_chance(stretch: Stretch, context: tuple[int, ...], code: int) -> float:
    return stretch.model.score_next(context, code)


def _chance(stretch: Stretch, context: tuple[int, ...], code: int) -> float:
    """Score a character by the model and by what followed the character before it elsewhere on the page."""
    chance = stretch.model.score_next(context, code)
    known = stretch.memory.get(context[-1]) if context else None
    if known and code in known:
        return math.log((1 - MEMORY) * math.exp(chance) + MEMORY * known[code])
    return chance


def _chances(stretch: Stretch, context: tuple[int, ...], options: Candidates) -> npt.NDArray[np.float64]:
    """Do the same for many characters at once, less what each costs in itself."""
    bare = stretch.model.recall((context, options.chars))
    if bare is None:
        bare = stretch.model.score_each(context, options.codes) - options.costs
        stretch.model.remember((context, options.chars), bare)
    known = stretch.memory.get(context[-1]) if context else None
    shared = [(options.spots[code], share) for code, share in known.items() if code in options.spots] if known else ()
    if not shared:
        return bare
    chances = bare.copy()
    for spot, share in shared:
        chance = math.exp(bare[spot] + options.costs[spot])
        chances[spot] = math.log((1 - MEMORY) * chance + MEMORY * share) - options.costs[spot]
    return chances


def _restore_pair(stretch: Stretch, reading: Reading) -> Iterator[Reading]:
    """Put back a pair of bytes that fell into a user-defined zone and vanished."""
    codes = codes_of(stretch.text[reading.position], is_folded=stretch.is_folded)
    options = with_lead(stretch.model, reading.pending, vanishing=True)
    for late, trail in _restore(stretch, reading, options, reading.position, COSTS["lost"], 3):
        for code in codes if late.score > reading.score - _TOO_RARE else ():
            nexts = with_trail(stretch.model, code[0], lost_leads(trail))
            for later, _ in _restore(stretch, late, nexts, reading.position + 1, 0.0, 4):
                if later.score > reading.score - 2 * _TOO_RARE:
                    tail = stretch.text[reading.position]
                    yield _go_on(stretch, later._replace(lost=reading.lost + 1, tail=tail), code)


def _keys_with(lead: int, reading: str) -> list[str]:
    return [key for key in _keys_by_lead().get(lead, ()) if has_reading(key, reading)]


def _keys_by_lead() -> dict[int, list[str]]:
    if not _KEYS:
        for key in load_readings():
            _KEYS.setdefault(key.encode("gbk")[0], []).append(key)
    return _KEYS


_KEYS: dict[int, list[str]] = {}
