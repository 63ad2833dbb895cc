"""Mark what cannot be read: as far as the page must be out of step, whatever it says."""

import re
from collections.abc import Iterator

from pipeline.text.repair.questions import asks
from pipeline.text.repair.spun.bare import PARTICLES
from pipeline.text.repair.spun.gbk import codes_of
from pipeline.text.repair.spun.glosses import has_reading, keys_with
from pipeline.text.repair.spun.stretch import Run, Stretch
from pipeline.text.rewrite import AMBIGUOUS, Change

__all__ = ["mark", "mark_bare", "mark_unread"]

_FLUENT = -6.0
"""Mean score of what is text, even at a beginning."""

_SENSE = -6.6
"""Mean score of three characters that somebody may have written, where nothing is known of what stands before."""

_FAR, _WIDE_MARKS = 60, frozenset("!(),:;")
"""How far a run is followed, and the ASCII that may be folded full-width marks in the midst of one."""

_BARE = 2
"""Orphans that 省， leaves: the lead byte, and the trail byte, each before a cut byte."""

_TAG_RE = re.compile("/?[a-z]+[^<>\n?]{0,80}>")
_MARKS_RE = re.compile("[?][?!;,？！；，。、]{1,3}")
"""A `?` with marks behind it: in print only where somebody asks."""

_GLANCE, _NONSENSE, _RARE, _RARITIES = 3, -8.0, 2500, 4
"""How many characters are no text at which mean score, if one in four has at least this rank."""


def mark(
    stretch: Stretch,
    start: int,
    end: int,
    kind: str,
    confidence: float,
    rejected: str | None = None,
    origin: int = -1,
) -> Change:
    """Leave a span and say so, as far as the page is out of step; a gloss whose key is broken belongs to it."""
    if not stretch.drops:
        step = _find_step(stretch, start if origin < 0 else origin)
        end = step if step > end and not _reads_well(stretch, end, step) else end
    else:  # where orphans are dropped, a run may end anywhere
        end = _find_sense(stretch, end)
    gloss = next((stretch.glosses[spot] for spot in (end, end - 1, end - 2) if spot in stretch.glosses), None)
    if gloss and end > start and not has_reading(stretch.text[gloss.start - 1], gloss.reading):
        end = max(end, gloss.end + gloss.space)
    return Change(start, end, stretch.text[start:end], kind, AMBIGUOUS, confidence, rejected)


def _reads_well(stretch: Stretch, start: int, end: int) -> bool:
    """Tell whether a stretch of the page is text as it stands, without its glosses."""
    bare, position = "", start
    while position < end:
        gloss = stretch.glosses.get(position)
        bare += "" if gloss else stretch.text[position]
        position = gloss.end + gloss.space if gloss else position + 1
    return len(bare) > _GLANCE and stretch.model.score(bare) > _FLUENT * len(bare)


def _find_sense(stretch: Stretch, position: int) -> int:
    """Return where text begins again that anybody may have written, at the next ASCII at the latest."""
    limit = min(len(stretch.text), position + _FAR)
    while position < limit and stretch.text[position] >= "\u3400" and stretch.text[position] < "\uff00":
        if stretch.model.score(stretch.text[position : position + _GLANCE]) > _SENSE * _GLANCE:
            break
        position += 1
    return position


def mark_bare(stretch: Stretch, run: Run) -> Iterator[Change]:
    """Mark a run of nothing but orphans before a comma: 省，. Not even those who wonder set a comma behind ??."""
    start, end, after, _ = run
    is_cut = end - start == _BARE and stretch.text[end : end + 1] in (",", "，") and after not in PARTICLES
    if is_cut and not asks(stretch.text, start):
        yield Change(start, end, stretch.text[start:end], "byte_shift", AMBIGUOUS, 0.0, after)


def mark_unread(stretch: Stretch, start: int) -> Iterator[Change]:
    """Mark what nobody wrote, though no reading of it is any better."""
    gloss = stretch.glosses.get(start)
    if gloss and gloss.opener != "(" and len(gloss.reading) > 1 and keys_with(gloss.reading):
        yield mark(stretch, start, gloss.end, "misplaced_gloss", 0.0)
    elif (
        _ends_in_reading(stretch, start)
        or _is_nonsense(stretch, start)
        or _is_doubled(stretch, start)
        or (stretch.is_drop_site and _is_halved(stretch, start + 1))
    ):
        yield mark(stretch, start, start + 1, "byte_shift", 0.0)


def _is_halved(stretch: Stretch, start: int) -> bool:
    """Tell whether what follows is no text, where orphans leave nothing behind that would tell more."""
    chars = stretch.text[start : start + _GLANCE]
    is_han = len(chars) == _GLANCE and chars[0] >= "\u3400"
    return is_han and stretch.model.score(chars) < _NONSENSE * _GLANCE


def _ends_in_reading(stretch: Stretch, start: int) -> bool:
    """Tell whether an orphan is followed by a reading whose bracket another one swallowed: all between is out of step."""
    if stretch.drops or stretch.text[start] != "?":
        return False
    spots = range(start + 1, _find_step(stretch, start))
    return any(stretch.glosses[spot].opener == "?" for spot in spots if spot in stretch.glosses)


def _is_doubled(stretch: Stretch, start: int) -> bool:
    """Tell whether marks stand together where nothing asks, before what hardly anybody writes, or three at the end of a line."""
    marks = _MARKS_RE.match(stretch.text, start)
    if not marks or asks(stretch.text, start):
        return False
    after = stretch.text[marks.end() : marks.end() + 1]
    is_mixed = len(marks.group()) > _BARE and marks.group().strip("?") != ""
    is_rare = "一" <= after <= "鿿" and stretch.model.rank(after) > _RARE
    is_tag = len(marks.group()) > _BARE and _TAG_RE.match(stretch.text, marks.end()) is not None
    return is_rare or is_tag or (is_mixed and after in ("", "\n", "/"))


def _is_nonsense(stretch: Stretch, start: int) -> bool:
    """Tell whether what an orphan would have put out of step is no text: it reads badly and is full of rarities."""
    end = _find_step(stretch, start)
    length, chars = end - start - 1, stretch.text[start + 1 : end]
    if stretch.drops or stretch.text[start] != "?" or length < _GLANCE:
        return False
    rare = sum(char >= "\u4e00" and stretch.model.rank(char) > _RARE for char in chars)
    return (
        _RARITIES * rare > length and stretch.model.score(stretch.text, start + 1, end) < _NONSENSE * length
    )


def _find_step(stretch: Stretch, start: int) -> int:
    """Return where a page that a lone byte at `start` put out of step must be in step again, whatever it says.

    Up to there every character is made of the halves of two: to a byte of ASCII, or to the next orphan.
    """
    gloss = stretch.glosses.get(start)
    position = gloss.end + gloss.space if gloss else start + (not stretch.drops)
    limit = min(len(stretch.text), start + _FAR)
    while position < limit:
        gloss = stretch.glosses.get(position)
        if gloss:
            position = gloss.end + gloss.space
            if gloss.opener != "(":
                break
            continue
        char = stretch.text[position]
        code = codes_of(char, is_folded=False)
        if char not in _WIDE_MARKS and (char < "@" or not code):
            return position
        position += 1
        if char == "?" or (
            char not in _WIDE_MARKS and code[-1][-1] <= 0x80 and not _goes_on(stretch, position)
        ):
            break
    return position


def _goes_on(stretch: Stretch, position: int) -> bool:
    """Tell whether a folded letter may have been a full-width one in the midst of a run: no text follows it."""
    letter, after = stretch.text[position - 1], stretch.text[position : position + _GLANCE]
    is_letter = stretch.is_folded and "@" <= letter <= "~"
    return (
        is_letter
        and all(char >= "\x80" for char in after)
        and any(char >= "\u4e00" and stretch.model.rank(char) > _RARE for char in after)
        and stretch.model.score(stretch.text, position, position + _GLANCE) < _NONSENSE * _GLANCE
    )
