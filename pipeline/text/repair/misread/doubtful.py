"""Write out characters that lost bytes: the language model chooses, brackets and labels help, the rest is given up."""

import heapq
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from pipeline.text.repair.language_model import BITS, HISTORY, LanguageModel, pack
from pipeline.text.repair.misread.bylines import ends_with_label, starts_with_label
from pipeline.text.repair.readings import LOST

__all__ = ["CLOSERS", "Slot", "open_brackets", "read_doubtful"]

_BEAM, _SPREAD = 20, 16.0
"""How many readings are kept, and by how many nats they may be behind."""

_CONTEXT = 3
_CERTAIN = 50.0
_NUMBER = 6.0
_NUMERALS = frozenset("〇一二三四五六七八九十百千万亿两兩萬億")
CLOSERS = dict(zip("”’》〉】」』）〕", "“‘《〈【「『（〔", strict=True))
_TRACKED = {*CLOSERS, *CLOSERS.values(), "\n"}
_CLOSER_OF = {opener: closer for closer, opener in CLOSERS.items()}

_LABEL_BONUS, _CLOSE_BONUS, _PAIR_BONUS = 10.0, 14.0, 1.5

Slot = tuple[str, ...]


class _Hints(NamedTuple):
    """What stands on either side of a cluster, the pairs of characters of the page, and the bracket to be closed."""

    left: str
    right: str
    pairs: frozenset[str]
    closer: str | None


class _Path(NamedTuple):
    """A reading of a cluster: score in nats, the choices, and its last codes, packed."""

    score: float
    choices: Slot
    history: int


def read_doubtful(
    model: LanguageModel, slots: Sequence[Slot], around: tuple[str, str], least: float
) -> tuple[str, float]:
    """Write out slots most of which are certain; clusters of doubtful ones are chosen together.

    A slot whose choice is ahead of all others by less than `least` nats is given up. Numerals need
    more: all of them read well anywhere, and a wrong one is worse than none.

    >>> read_doubtful(LanguageModel(), [("上",), ("海", "每")], ("", ""), 1.0)
    ('上\ufffd', 1.0)
    """
    before, after = around
    pieces: list[str] = []
    brackets: list[str] = []
    pairs = _pairs(slots)
    margin = _CERTAIN
    position = 0
    while position < len(slots):
        if len(slots[position]) == 1:
            pieces.append(slots[position][0])
            if slots[position][0] in _TRACKED:
                _track(brackets, slots[position][0])
            position += 1
            continue
        end = _end_of_cluster(slots, position)
        left = (before + "".join(pieces[-8:]))[-8:]
        right = "".join(slot[0] for slot in takewhile(_is_certain, slots[end : end + 8])) or after
        cluster = [_fitting(slot, brackets) for slot in slots[position:end]]
        hints = _Hints(left, right, pairs, _CLOSER_OF.get(brackets[-1]) if brackets else None)
        for choice, ahead, slot in _choose(model, cluster, hints):
            needed = (
                max(least, _NUMBER)
                if len(_NUMERALS.intersection(slot)) > 1 and choice in _NUMERALS
                else least
            )
            pieces.append(choice if ahead >= needed else LOST)
            margin = min(margin, max(least, ahead))
            _track(brackets, pieces[-1])
        position = end
    return "".join(pieces), margin


def _track(brackets: list[str], text: str) -> None:
    """Keep account of the brackets that are open in a line."""
    for char in text:
        if char in _CLOSER_OF:
            brackets.append(char)
        elif char in CLOSERS and CLOSERS[char] in brackets:
            brackets.remove(CLOSERS[char])
        elif char == "\n":
            brackets.clear()


def open_brackets(text: str) -> list[str]:
    """List the brackets that a text leaves open in its last line.

    >>> open_brackets("他说：“关于《条例》的")
    ['“']
    """
    brackets: list[str] = []
    _track(brackets, text[text.rfind("\n") + 1 :])
    return brackets


def _fitting(slot: Slot, brackets: Sequence[str]) -> Slot:
    """Leave out brackets that close what is not open, or open what is."""
    if len(slot) == 1:
        return slot
    fitting = tuple(
        item
        for item in slot
        if not (item in CLOSERS and CLOSERS[item] not in brackets) and item not in brackets
    )
    return fitting or slot


def _is_certain(slot: Slot) -> bool:
    return len(slot) == 1


def _pairs(slots: Sequence[Slot]) -> frozenset[str]:
    """Collect the pairs of certain characters: what a page says once it says again."""
    text = "".join(slot[0] if len(slot) == 1 else "\n" for slot in slots)
    return frozenset(map("".join, pairwise(text)))


def _choose(model: LanguageModel, slots: Sequence[Slot], hints: _Hints) -> Iterator[tuple[str, float, Slot]]:
    """Yield the best choice for each slot, by how much it is ahead of all others together, and the slot."""
    beam = [_Path(0.0, (), pack(model.encode(hints.left[-_CONTEXT:].replace(LOST, "\n"))))]
    for index, slot in enumerate(slots):
        grown = _grow(model, beam, slot, slots[index + 1 :], hints)
        beam = heapq.nlargest(_BEAM, grown)
        beam = [path for path in beam if path.score > beam[0].score - _SPREAD]
    ends = sorted(_grow(model, beam, (hints.right[:_CONTEXT],), (), hints), reverse=True)
    best = ends[0]
    for index, slot in enumerate(slots):
        rivals = [end.score - best.score for end in ends if end.choices[index] != best.choices[index]]
        ahead = -_add(rivals) if rivals else _CERTAIN if len(slot) == 1 else _SPREAD
        yield best.choices[index], ahead, slot


def _add(scores: Sequence[float]) -> float:
    """Add chances given by their logarithms."""
    top = max(scores)
    return top + math.log(sum(math.exp(score - top) for score in scores))


def _grow(
    model: LanguageModel, beam: Sequence[_Path], slot: Slot, following: Sequence[Slot], hints: _Hints
) -> Iterator[_Path]:
    """Continue each path with each choice."""
    for choice in slot:
        codes = model.encode(choice.replace(LOST, "\n"))
        for score, choices, history in beam:
            total = score + (_bonus(choice, choices, following, hints) if len(slot) > 1 else 0.0)
            for code in codes:
                total += model.score_after(history, code)
                history = (history << BITS | code) & HISTORY
            yield _Path(total, (*choices, choice), history)


def _bonus(choice: str, choices: Slot, following: Sequence[Slot], hints: _Hints) -> float:
    """Return the nats that a page adds: words said elsewhere, labels and their colons, brackets to be closed."""
    before = choices[-1] if choices else hints.left[-1:]
    behind = hints.right[:1] if not following else following[0][0] if len(following[0]) == 1 else ""
    bonus = _PAIR_BONUS * (
        (before + choice in hints.pairs) + (bool(behind) and choice + behind in hints.pairs)
    )
    if choice == "：" and ends_with_label(hints.left + "".join(choices)):
        return bonus + _LABEL_BONUS
    if choice == "\u3000":
        rest = "".join(slot[0] if len(slot) == 1 else LOST for slot in following) + hints.right
        return bonus + _LABEL_BONUS * starts_with_label(rest)
    return bonus + _CLOSE_BONUS * (choice == hints.closer and behind in ("\n", "", LOST))


def _end_of_cluster(slots: Sequence[Slot], start: int) -> int:
    """Return the end of the doubtful slots that no three certain characters separate."""
    end = last = start
    while end < len(slots) and end - last < _CONTEXT + 1:
        if len(slots[end]) > 1:
            last = end
        end += 1
    return last + 1
