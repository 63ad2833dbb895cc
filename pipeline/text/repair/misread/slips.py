"""A GBK stream that lost or gained one byte: every character is made of halves of two.

Between the ends everything is certain: the trail of each character and the lead of the next
one are a character of the original. At the beginning a byte is missing or left over, at
the end likewise; there the language model chooses.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.text.plausibility import weigh
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.misread.bylines import count_bylines
from pipeline.text.repair.misread.chains import Stretch, find_stretches, gains, is_likely
from pipeline.text.repair.misread.doubtful import CLOSERS, open_brackets
from pipeline.text.repair.misread.pairs import char_of, code_of, with_lead, with_trail
from pipeline.text.repair.misread.vanished import restore_vanished
from pipeline.text.repair.readings import LOST, score_each, to_confidence
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import AMBIGUOUS, Change

__all__ = ["KIND", "find_slips", "shift"]

KIND = "gbk_slip"

_REACH, _LINE, _BORDER, _MARGIN, _CUT = 4, 200, 3, 8, 0.9
_LEAST, _CLOSE_BONUS = 1.0, 12.0
"""How many characters around the estimated end of a slip may be its true end."""

_PRIVATE_RE = re.compile("[\ue000-\uf8ff]")

_GAINED_COST = 5.9
"""Nats against a byte that came in: it could have been any of about 180."""

_EATEN_COST = 0.1
_LABEL_BONUS, _LABELS = 8.0, frozenset("：\u3000")
_SYMBOL_COST = 6.0
"""Nats against a symbol that would be left standing: ā, Greek, private use."""


class _End(NamedTuple):
    """One way in which a slip begins or ends: score in nats, place in the run, what it reads.

    `guess` is the character of which only one byte is left, if there is one; `whole` is
    the reading with the text beside it, by which two ways of reading the same are told.
    """

    score: float
    position: int
    reading: str
    whole: str
    guess: str = ""


class _Slot(NamedTuple):
    """A place in a reading and what may fill it: one character each, or none at all."""

    prefix: str
    chars: Sequence[str]
    suffix: str


class _Run(NamedTuple):
    """A run, where it stands in the text, its bytes, and what it reads one byte on."""

    text: str
    offset: int
    codes: list[bytes]
    new: list[str]
    model: LanguageModel

    def score_all(self, before: str, slots: Sequence[_Slot]) -> Iterator[float]:
        """Score every filling of some slots behind the same text; what all fillings of a slot share is scored once."""
        pieces: list[str] = []
        border = before[-_BORDER:]
        for prefix, _, suffix in slots:
            pieces += (border + prefix, suffix)
        shared = iter(_split(score_each(self.model, "".join(pieces)), map(len, pieces)))
        edges = [((border + slot.prefix)[-_BORDER:], slot.suffix[:_BORDER]) for slot in slots]
        windows = [
            left + char + right
            for slot, (left, right) in zip(slots, edges, strict=True)
            for char in slot.chars
        ]
        scored = iter(_split(score_each(self.model, "".join(windows)), map(len, windows)))
        for slot, (left, _) in zip(slots, edges, strict=True):
            head, tail = sum(next(shared)[len(border) :]), next(shared)[_BORDER:]
            for extra in self._judge(before, slot):
                yield sum(tail, sum(next(scored)[len(left) :], head)) + extra

    def _judge(self, before: str, slot: _Slot) -> Iterator[float]:
        """Return what the bylines and symbols of every filling of a slot are worth."""
        shown = slot.prefix + slot.suffix
        symbols, has_label = sum(map(_is_symbol, shown)), not _LABELS.isdisjoint(shown)
        for char in slot.chars:
            may_label = has_label or char in _LABELS
            labels = count_bylines(before + slot.prefix + char + slot.suffix) if may_label else 0
            yield _LABEL_BONUS * labels - _SYMBOL_COST * (symbols + _is_symbol(char))

    def raw(self, start: int, end: int) -> str:
        """Return text by offsets into the run; beyond the end of the text stands a line break."""
        low, high = max(0, self.offset + start), max(0, self.offset + end)
        return self.text[low:high] + ("\n" if high > len(self.text) else "")


def find_slips(text: str, start: int, end: int, context: Context) -> Iterator[Change]:
    """Find the stretches of `text[start:end]`, a run without line breaks, that read better one byte on.

    >>> from pipeline.resources import find_model
    >>> context = Context(LanguageModel.load(find_model("language_model")))
    >>> text = "推动经蒙缁岱⒄谷〉眯鲁尚В"
    >>> [change.after[1:5] for change in find_slips(text, 0, len(text), context)]
    ['社会发展']
    """
    run = text[start:end]
    codes = [code_of(char) for char in run]
    new = [_join(one, two) for one, two in pairwise(codes)]
    scores = score_each(context.model, "".join(new))
    old = score_each(context.model, run, text[max(0, start - 3) : start])
    whole = _Run(text, start, codes, new, context.model)
    done = 0
    wide = "".join(new)  # behind ASCII, too, nothing can be read one byte on
    for stretch in find_stretches(gains(wide, scores, old)):
        if not is_likely(wide, scores, stretch):
            continue
        if stretch.end + _MARGIN > len(new) and end < len(text):  # goes on behind the window, which will grow
            yield Change(start + stretch.start, end, wide[stretch.start :], KIND, confidence=_CUT)
            return
        change = _close(whole, stretch, max(context.margin, _LEAST))
        if change is not None and change.raw_start >= done:
            done = change.raw_end
            yield change if change.confidence >= context.confidence else _leave(text, change)


def _close(run: _Run, stretch: Stretch, least: float) -> Change | None:
    """Fit the ends of a slip: which byte went missing or came in, and where."""
    middle = (stretch.start + stretch.end) // 2
    head_meet = min(stretch.start + _REACH, middle)
    tail_meet = max(stretch.end - _REACH, middle)
    heads = _heads(run, stretch.start, head_meet)
    tails = _tails(run, tail_meet, stretch)
    if not heads or not tails:
        return None
    head, tail = max(heads), max(tails)
    head_margin, tail_margin = _margin(head, heads), _margin(tail, tails)
    # A guess that no context supports is not written down.
    first = head.reading.replace(head.guess, LOST, 1) if head.guess and head_margin < least else head.reading
    last = tail.reading[:-1] + LOST if tail.guess and tail_margin < least else tail.reading
    after = first + "".join(run.new[head_meet:tail_meet]) + last
    left, right = (
        run.raw(head.position - _BORDER, head.position),
        run.raw(tail.position, tail.position + _BORDER),
    )
    if not _PRIVATE_RE.search(
        run.raw(head.position, tail.position)
    ):  # a reader that shows them loses no pairs
        after = restore_vanished(run.model, after, left, right)
    confidence = to_confidence(min(head_margin, tail_margin, stretch.gain / 2))
    return Change(run.offset + head.position, run.offset + tail.position, after, KIND, confidence=confidence)


def _leave(text: str, change: Change) -> Change:
    """Mark a slip whose ends cannot be told."""
    return change._replace(
        after=text[change.raw_start : change.raw_end], status=AMBIGUOUS, rejected=change.after
    )


def _margin(best: _End, ends: list[_End]) -> float:
    rivals = [end.score for end in ends if end.whole != best.whole]
    return best.score - max(rivals) if rivals else 50.0


def _heads(run: _Run, estimate: int, meet: int) -> list[_End]:
    """List the ways in which a slip may begin; each reads up to `meet`."""
    first = max(0, estimate - _REACH)
    behind = "".join(run.new[meet : meet + _BORDER])
    slots: list[_Slot] = []
    ends: list[_End] = []
    for start in range(first, min(meet + 1, len(run.codes))):
        if len(run.codes[start]) == 2:
            kept = run.raw(first, start)
            for chars, rest, cost in _readings_of_head(run, start, meet):
                slots.append(_Slot(kept, chars, rest + behind))
                ends += (_End(-cost, start, char + rest, kept + char + rest, char) for char in chars)
    return _rank(run, run.raw(first - _BORDER, first), slots, ends)


def _readings_of_head(run: _Run, start: int, meet: int) -> Iterator[tuple[Sequence[str], str, float]]:
    """List what may stand first in `start:meet`, what follows it, and its cost."""
    lead, rest = run.codes[start][0], "".join(run.new[start:meet])
    if LOST not in rest:
        yield list(dict.fromkeys((*with_lead(lead), *with_trail(lead)))), rest, 0.0
        yield ("",), rest, _GAINED_COST
    if (
        start < meet and len(run.codes[start + 1]) == 2
    ):  # a byte came in between the halves of the first character
        other = char_of(lead, run.codes[start + 1][0]) + "".join(run.new[start + 1 : meet])
        if other != rest and LOST not in other:
            yield ("",), other, _GAINED_COST


def _tails(run: _Run, meet: int, stretch: Stretch) -> list[_End]:
    """List the ways in which a slip may end; each reads from `meet`."""
    last = min(len(run.codes), stretch.end + _REACH + 1)
    brackets = open_brackets(
        run.raw(stretch.start - _LINE, stretch.start) + "".join(run.new[stretch.start : meet])
    )
    slots: list[_Slot] = []
    ends: list[_End] = []
    for end in range(meet + 1, last + 1):
        rest = "".join(run.new[meet : end - 1])
        if len(run.codes[end - 1]) == 2 and LOST not in rest:
            for chars, cost, stop in _readings_of_tail(run, rest, end, brackets):
                after = run.raw(stop, max(last, stop) + _BORDER)
                slots.append(_Slot(rest, chars, after))
                ends += (
                    _End(-cost, stop, rest + char, rest + char + after, "" if cost else (rest + char)[-1])
                    for char in chars
                )
    return _rank(run, "".join(run.new[max(0, meet - _BORDER) : meet]), slots, ends)


def _rank(run: _Run, before: str, slots: list[_Slot], ends: list[_End]) -> list[_End]:
    """Add to what the ends cost how well they read; the slots hold them in the same order."""
    scores = run.score_all(before, slots)
    return [_End(end.score + score, *end[1:]) for end, score in zip(ends, scores, strict=True)]


def _readings_of_tail(
    run: _Run, rest: str, end: int, brackets: list[str]
) -> Iterator[tuple[Sequence[str], float, int]]:
    """List what may follow `rest`, its cost, and where the slip stops: with an orphan's `?` or before."""
    left_over = run.codes[end - 1][1]
    if left_over < 0x80:  # an ASCII letter that was eaten
        yield (chr(left_over),), _EATEN_COST, end
        return
    letter = run.raw(end, end + 1)
    if "@" <= letter <= "~" and weigh(char := char_of(left_over, ord(letter))) >= 0:
        yield (
            (char,),
            _EATEN_COST,
            end + 1,
        )  # its second byte was left over as a letter: from here on all is in step
    stop = end + (letter in ("?", LOST))
    opened = open_brackets("".join(brackets) + rest)
    yield ("",), _GAINED_COST, end
    leads = with_lead(left_over)
    closers = [char for char in leads if CLOSERS.get(char) in opened]
    bonus = -_CLOSE_BONUS if run.raw(stop, stop + 1) in ("", "\n") else 0.0
    yield closers, bonus, stop
    yield [char for char in leads if char not in CLOSERS], 0.0, stop
    yield with_trail(left_over), 0.0, end


def _split(scores: list[float], lengths: Iterable[int]) -> Iterator[list[float]]:
    """Part the scores of joined pieces again."""
    start = 0
    for length in lengths:
        yield scores[start : start + length]
        start += length


@lru_cache(maxsize=1 << 15)
def _is_symbol(char: str) -> bool:
    return char > "\x7f" and weigh(char) < -0.6


def shift(text: str) -> str:
    """Return what a text reads one byte on, one character less.

    >>> shift("本┐笱")
    '京大'
    """
    return "".join(_join(one, two) for one, two in pairwise(map(code_of, text)))


def _join(one: bytes, two: bytes) -> str:
    """Return the character between two others: trail of the one, lead of the other."""
    return char_of(one[1], two[0]) if len(one) == 2 and len(two) == 2 else LOST
