"""Short slips of GBK that end in a lost byte or an eaten letter: 营凳杖�128 for 营业收入128, 公糏PO for 公布IPO.

A byte that went missing leaves the last one before ASCII or a line end alone. The reader
shows U+FFFD for it, or takes a letter for its second byte. So few characters say little by
themselves; the mark, or a rare character before a letter, says where to look.
"""

import heapq
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.text.plausibility import weigh
from pipeline.text.repair.language_model import BITS, HISTORY, LanguageModel, pack
from pipeline.text.repair.misread.bylines import count_bylines
from pipeline.text.repair.misread.doubtful import CLOSERS
from pipeline.text.repair.misread.pairs import char_of, code_of, with_lead, with_trail
from pipeline.text.repair.misread.slips import KIND
from pipeline.text.repair.misread.vanished import restore_vanished
from pipeline.text.repair.readings import LOST, to_confidence
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import Change

__all__ = ["could_have_orphans", "find_orphans"]

_LONGEST, _SHOWN = 8, 6
_LINE = 60
"""Characters behind a slip in which a bracket that it opens is closed."""

_LABEL_BONUS = 8.0
_BEAM, _SPREAD = 16, 14.0
_CONTEXT = 3
_SLIP_COST, _GAINED_COST, _UNKNOWN = 8.0, 5.9, 12.0
"""Nats against any slip, against a byte that came in, and for a character that is no text."""

_LEAST, _MIN_GAIN, _BAD = 1.2, 4.0, -7.5

Slot = tuple[str, ...]


class _Reading(NamedTuple):
    """A reading from `start` on: score in nats of all from the left border on, its text, and where it starts."""

    score: float
    text: str
    start: int


class _End(NamedTuple):
    """Where the characters of a slip end, what may stand last, how many characters it has at least, and what follows."""

    position: int
    tail: Slot
    least: int
    resume: int


def could_have_orphans(text: str) -> bool:
    """Tell whether a lost byte shows, or a rare character that may have eaten a letter stands before another one.

    >>> could_have_orphans("公糏PO招股书"), could_have_orphans("公布IPO招股书")
    (True, False)
    """
    return _end_re().search(text) is not None


def find_orphans(text: str, taken: Sequence[Change], context: Context) -> Iterator[Change]:
    """Find lost bytes that end a slip of up to eight characters, outside ordered changes.

    >>> from pipeline.resources import find_model
    >>> context = Context(LanguageModel.load(find_model("language_model")))
    >>> [change.after for change in find_orphans("公司实现营凳杖\\ufffd128.6亿元", [], context)]
    ['业收入']
    """
    done = 0
    spans = iter([*((change.raw_start, change.raw_end) for change in taken), (len(text) + 1, 0)])
    start, end = next(spans)
    for match in _end_re().finditer(text):
        position = match.start()
        while position >= end and start <= len(text):
            done = max(done, end)
            start, end = next(spans)
        if position < start and (found := _look(text, position)):
            change = _read(text, found, done, context)
            if change is not None:
                yield change
            done = position + 1


@cache
def _end_re() -> re.Pattern[str]:
    """Compile the scan: U+FFFD, or a character that nobody writes, whose second byte is a letter, before a letter."""
    letters = (*range(0x41, 0x5B), *range(0x61, 0x7B))
    chars = (char_of(lead, trail) for lead in range(0x81, 0xFF) for trail in letters)
    eaters = "".join(sorted(char for char in chars if char != LOST and weigh(char) < 0))
    return re.compile(f"[{LOST}{eaters}](?:(?<={LOST})|(?=[A-Za-z]{{1,20}}(?![A-Za-z\u00c0-\u024f])))")


def _look(text: str, position: int) -> _End | None:
    """Tell how a slip would end: with a single lost byte behind a character of two bytes, or with a letter."""
    if text[position] != LOST:
        return _End(position + 1, (chr(code_of(text[position])[1]),), 1, position + 1)
    before, after = text[max(0, position - 1) : position], text[position + 1 : position + 2]
    if after == LOST or len(code_of(before)) != 2:
        return None
    chars = with_lead(code_of(before)[1])
    tail = tuple(char for char in chars if _is_text(char) and _is_lost(char, after))
    return _End(position, tail, 2, position + 1)


def _read(text: str, end: _End, done: int, context: Context) -> Change | None:
    """Read a slip, if any reading beats the text as it stands; what is not clear at its ends stays lost."""
    left = max(done, end.position - _LONGEST)
    readings = sorted(_list_readings(text, left, end, context.model), reverse=True)
    if not readings:
        return None
    best = readings[0]
    stays = _score(context.model, text[max(0, left - _CONTEXT) : left], text[left : end.position]) - _UNKNOWN
    old = text[best.start : end.position]
    before = text[max(0, best.start - _CONTEXT) : best.start]
    is_garbage = _score(context.model, before, old) < _BAD * len(old)
    if best.score - stays < _MIN_GAIN or not is_garbage or weigh(old) > weigh(best.text):
        return None
    near = [text[left : item.start] + item.text for item in readings if item.score > best.score - _LEAST]
    after = _blur(best.text, [item[best.start - left :] for item in near])
    ahead = min(
        [best.score - stays, *(best.score - item.score for item in readings if item.text != best.text)]
    )
    if not after:
        return None
    if not any("\ue000" <= char <= "\uf8ff" for char in old):  # a reader that shows them loses no pairs
        after = restore_vanished(context.model, after, before, text[end.resume : end.resume + _CONTEXT])
    return Change(best.start, end.resume, after, KIND, confidence=to_confidence(max(_LEAST, ahead)))


def _blur(text: str, rivals: Sequence[str]) -> str:
    """Blank the first or last character of a reading where its rivals differ in it; nothing is left if they differ in more.

    >>> _blur("复查。", ["复查。", "改查。", "查。"]), _blur("复查。", ["议论。"])
    ('\ufffd查。', '')
    """
    middle = text[1:-1]
    if len(text) < 3 and len(set(rivals)) > 1:
        return ""
    if all(rival.endswith(text[1:]) for rival in rivals):
        return text if set(rivals) <= {text} else LOST + text[1:]
    if all(rival.startswith(text[:-1]) for rival in rivals):
        return text[:-1] + LOST
    return LOST + middle + LOST if all(middle in rival for rival in rivals) and middle else ""


def _list_readings(text: str, left: int, end: _End, model: LanguageModel) -> Iterator[_Reading]:
    """List the best readings for each place where a slip may begin and each way in which it may."""
    after = text[end.resume : end.resume + _CONTEXT] or "\n"
    border = text[max(0, left - _CONTEXT) : left]
    line = text[end.resume : end.resume + _LINE].partition("\n")[0]
    unclosed = {opener for closer, opener in CLOSERS.items() if closer not in line}
    for start in range(end.position - end.least, left - 1, -1):
        codes = [code_of(char) for char in text[start : end.position]]
        if len(codes[0]) != 2:
            return
        middle = [char_of(one[1], two[0]) for one, two in pairwise(codes)]
        if any(weigh(char) < 0 for char in middle):
            return
        kept = text[left:start]
        before = (border + kept)[-_CONTEXT:]
        base = _score(model, border, kept) - _SLIP_COST
        for cost, slots in _list_heads(codes, middle):
            slots[0] = tuple(char for char in slots[0] if char not in unclosed)
            for score, reading in _choose(model, before, [*slots, end.tail], after):
                bonus = _LABEL_BONUS * count_bylines(before + reading)
                yield _Reading(base + score + bonus - cost, reading, start)


def _list_heads(codes: Sequence[bytes], middle: Sequence[str]) -> Iterator[tuple[float, list[Slot]]]:
    """List the ways in which a slip may begin, with what each costs: a byte was lost, or one came in."""
    first, rest = codes[0][0], [(char,) for char in middle]
    yield 0.0, [tuple(filter(_is_text, (*with_lead(first), *with_trail(first)))), *rest]
    if middle:
        yield _GAINED_COST, [*rest]
    if len(codes) > 1 and weigh(char := char_of(first, codes[1][0])) > 0:
        yield _GAINED_COST, [(char,), *rest[1:]]


def _is_text(char: str) -> bool:
    return not "０" <= char <= "９"


def _is_lost(char: str, following: str) -> bool:
    """Tell whether the second byte of a character makes no pair with the byte that follows."""
    code, trail = code_of(following or "\n"), code_of(char)[1]
    return not code or code[0] < 0x80 or len(bytes((trail, code[0])).decode("gbk", "ignore")) != 1


def _score(model: LanguageModel, before: str, text: str) -> float:
    codes = model.encode(before[-_CONTEXT:] + text)
    first = len(codes) - len(text)
    return sum(model.score_row(codes, first))


def _choose(model: LanguageModel, before: str, slots: Sequence[Slot], after: str) -> list[tuple[float, str]]:
    """Return the best readings of slots, with scores that leave out what stands behind them by itself."""
    beam: list[tuple[float, str, int]] = [(0.0, "", pack(model.encode(before)))]
    for slot in (*slots, (after,)):
        grown = []
        for choice in slot:
            codes = model.encode(choice)
            for score, text, history in beam:
                for code in codes:
                    score += model.score_after(history, code)
                    history = (history << BITS | code) & HISTORY
                grown.append((score, text + choice, history))
        beam = heapq.nlargest(_BEAM, grown)
        if not beam:
            return []
        beam = [path for path in beam if path[0] > beam[0][0] - _SPREAD]
    alone = _score(model, "\n", after)
    return [(score - alone, text[: len(text) - len(after)]) for score, text, _ in beam[:_SHOWN]]
