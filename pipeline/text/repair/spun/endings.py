"""How a run may end: with a character that swallowed what followed it, and of which only the first byte is known."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.text.repair.language_model import BITS, HISTORY
from pipeline.text.repair.spun.gbk import with_lead
from pipeline.text.repair.spun.restoring import restore_char
from pipeline.text.repair.spun.stretch import Reading, Stretch, close_run, mark_at
from pipeline.text.repair.spun.swallowed import correct_guess, guess_swallowed

__all__ = ["Ending", "close_at_orphan", "close_at_reference", "close_quotation", "find_ending"]

COSTS = {"cut": 1.0, "tag": 1.0, "end": 3.0, "swallowed": 6.0, "reference": 1.0}
"""Nats against each way to end, over what the characters cost."""

_OPENING = frozenset("“‘《〈「『【（")
"""What no line and no block ends with, and no space follows."""

_QUOTE_LEAD, _CLOSING = 0xA1, frozenset("”」』")
"""The first byte of quotation marks, and those that end one."""

_DEPENDENT = _OPENING | frozenset("。，、；：")
"""What no other mark follows."""

_TITLE = 36
"""Characters that a line has at least before a place where none ends without a mark: titles and points are shorter."""

_LINE_ENDS, _BLANKS = ("", "\n", "\r"), ("\n", " ")

_BLOCK_END_RE = re.compile("/(?:p|div|li|td|tr|dd|dt|h[1-6]|section|article|blockquote)>")
_TAG_RE = re.compile(r"/?[a-z][a-z0-9]{0,9}(?:\s[^<>\n]{0,200})?/?>")

_REFERENCE_RE = re.compile(r"\d{1,3}(?:[-~,，、—] ?\d{1,3})*\]")
_BRACKET = "["


class Ending(NamedTuple):
    """How a run would end at `position`: what that costs, what was swallowed, what follows, where to read on."""

    position: int
    cost: float
    swallowed: str
    rest: str
    resume: int


def find_ending(stretch: Stretch, position: int) -> Ending | None:
    """Tell what it would mean if the last trail byte was taken for a lead byte and swallowed what followed it."""
    position += not stretch.drops
    rest = stretch.text[position : position + 1]
    if mark_at(stretch, position) or (rest == "?" and mark_at(stretch, position + 1)):
        return Ending(position, COSTS["cut"], "", rest, position)  # the next mark may cut this one in two
    if tag := _TAG_RE.match(stretch.text, position):
        return Ending(position, COSTS["tag"], "<", rest, tag.end())
    if rest in _LINE_ENDS:
        return Ending(position, COSTS["end"], "", rest, position)
    if stretch.drops and not "!" <= rest < "@":  # no other sign shows that a run ends
        return None
    return Ending(position, COSTS["swallowed"], guess_swallowed(stretch.text, position), rest, position)


def close_quotation(stretch: Stretch, reading: Reading, position: int) -> Iterator[Reading]:
    """End the run with a quotation mark where orphans are dropped: 。” at the end of a line that went with it."""
    if reading.pending == _QUOTE_LEAD:
        ending = Ending(position, COSTS["end"], "\n", stretch.text[position], position)
        yield from close_at_orphan(stretch, reading, ending, only=_CLOSING)


def close_at_reference(stretch: Stretch, reading: Reading, position: int) -> Iterator[Reading]:
    """End the run with a character that vanished with the bracket behind it: 發展潛力[3] of which 3] is left."""
    if not _REFERENCE_RE.match(stretch.text, position):
        return
    options = with_lead(stretch.model, reading.pending, before=ord(_BRACKET))
    for late in restore_char(stretch, reading, options, position, COSTS["reference"]):
        context = (late.context << BITS | stretch.model.code_of(_BRACKET)) & HISTORY
        yield close_run(late, position, _BRACKET, context=context)


def close_at_orphan(
    stretch: Stretch, reading: Reading, ending: Ending, only: frozenset[str] = frozenset()
) -> Iterator[Reading]:
    """End the run with a character of which the lead byte is known, and with what it swallowed."""
    position, cost, swallowed, rest, resume = ending
    closes = swallowed == "<" and _BLOCK_END_RE.match(stretch.text, position) is not None
    goes_on = rest not in _LINE_ENDS and not closes and swallowed not in _BLANKS
    options, model = with_lead(stretch.model, reading.pending), stretch.model
    for late in restore_char(stretch, reading, options, position, cost):
        if (only and late.tail not in only) or (late.tail in _OPENING and not goes_on):
            continue
        if (late.tail in _DEPENDENT and mark_at(stretch, position)) or (late.tail == "\u3000" and swallowed):
            continue
        context, after = late.context, swallowed
        if not rest or closes:  # what the text ends with should end a line
            late = late._replace(score=late.score + model.score_after(context, model.code_of("\n")))
        if swallowed not in ("", "<"):
            after = correct_guess(swallowed, late.run, is_inside=_is_inside(stretch.text, position))
            context = (context << BITS | model.code_of("0" if after == "?" else after)) & HISTORY
        yield close_run(late, position, after, resume, context)


def _is_inside(text: str, position: int) -> bool:
    """Tell whether a position is farther behind the beginning of its line than titles are long."""
    return position > _TITLE and text.find("\n", position - _TITLE, position) < 0
