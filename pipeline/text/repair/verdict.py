"""Decide between the readings of a stretch: apply the best, mark it, or leave the page as it is."""

import math
import re
from collections.abc import Iterator, Mapping

from pipeline.text.damage import fold
from pipeline.text.repair.glosses import has_reading
from pipeline.text.repair.proof import is_proven
from pipeline.text.repair.stretch import Reading, Run, Stretch, look_back
from pipeline.text.rewrite import AMBIGUOUS, REPAIRED, Change

__all__ = ["decide", "find_holes"]

_POOR, _HOPELESS = -7.3, -8.8
"""Mean of the worst three characters in a row, in nats: where to look for vanished pairs, and where to give up."""

_OBVIOUS = 15.0
"""Nats by which a run that nothing announces has to beat the page as it stands."""

_CONTENDERS, _FAR = 16, 9.0
"""How many readings are put to the proof, and how far behind the best one it does not matter any more."""

_BRACKETS = (("“", "”"), ("《", "》"), ("「", "」"), ("『", "』"))

_BRACKET_RE = re.compile("[“”《》「」『』]")

_UNBALANCED, _LINE = 1.5, 400
"""Nats for each bracket that has no partner in its line, and how far a line is looked at."""

_UNHEARD = 6000
"""Rank behind which a character is the mark of a wrong reading rather than a rare name."""

LOST_MARGIN = 4.0
"""Nats more that a reading has to win by for each vanished pair that it makes up."""


def decide(
    stretch: Stretch, start: int, end: int, readings: list[Reading], keys: Mapping[str, str], margin: float
) -> Iterator[Change]:
    """Turn the best reading of a stretch into changes or marks, run by run."""
    literal = _score_literal(stretch, start, end)
    if not readings or readings[0].score <= literal:
        return
    readings = _balance(stretch, start, end, readings)
    proven = list(_select_proven(stretch, readings, keys))
    best = proven[0] if proven else readings[0]
    for run in best.runs:
        run_start, run_end, after, lost = run
        if lost < 0:
            if not has_reading(stretch.text[run_start - 1], stretch.glosses[run_start].reading):
                yield Change(run_start, run_end, "", "gloss", confidence=0.95)  # its key was restored just now
            continue
        damaged = stretch.text[run_start:run_end]
        others = [(other.score, _reading_of(other, run_start, damaged)) for other in proven if run not in other.runs]
        rival, rejected = max([*others, (literal, damaged)])
        if stretch.drops and not _is_plain(stretch, best, run, literal):
            continue
        confidence, kind = _confidence(best.score - rival), _kind(stretch, run_start, lost)
        is_clear = best.score - rival >= margin + LOST_MARGIN * lost and _is_readable(stretch, run)
        if proven and is_clear:
            shown = fold(after) if stretch.folds_marks else after
            yield Change(run_start, run_end, shown, kind, REPAIRED, confidence, rejected)
        elif not stretch.drops or run_start in stretch.glosses:
            yield Change(run_start, run_end, damaged, kind, AMBIGUOUS, min(confidence, 0.5), after)


def _balance(stretch: Stretch, start: int, end: int, readings: list[Reading]) -> list[Reading]:
    """Prefer readings that close the brackets and quotation marks of their line."""
    restored = ["".join(run[2] for run in reading.runs) for reading in readings]
    if not any(_BRACKET_RE.search(text) for text in restored):
        return readings
    low = stretch.text.rfind("\n", max(0, start - _LINE), start) + 1
    high = stretch.text.find("\n", end, end + _LINE)
    around = stretch.text[low:start] + stretch.text[end : high if high >= 0 else end + _LINE]
    scores = [
        reading.score - _UNBALANCED * sum(abs((around + text).count(a) - (around + text).count(b)) for a, b in _BRACKETS)
        for reading, text in zip(readings, restored, strict=True)
    ]
    balanced = [reading._replace(score=score) for reading, score in zip(readings, scores, strict=True)]
    return sorted(balanced, key=_score, reverse=True)


def _score(reading: Reading) -> float:
    return reading.score


def _select_proven(stretch: Stretch, readings: list[Reading], keys: Mapping[str, str]) -> Iterator[Reading]:
    """Yield the likeliest readings that give the page when they are damaged again, and no hopeless rivals."""
    known: dict[Run, bool] = {}
    best = -math.inf
    for reading in readings[:_CONTENDERS]:
        if reading.score < best - _FAR:
            return
        for run in reading.runs:
            if run[3] >= 0 and run not in known:
                known[run] = _prove(stretch, *run[:3], keys)
        if all(known.get(run, True) for run in reading.runs):
            best = max(best, reading.score)
            yield reading


def _is_plain(stretch: Stretch, best: Reading, run: Run, literal: float) -> bool:
    """Tell whether a run without any orphan to show for it is beyond doubt all the same."""
    is_gloss = run[0] in stretch.glosses
    return is_gloss or (
        best.score - literal > _OBVIOUS and len(run[2]) > 2 and _quality(stretch, run) >= _HOPELESS
    )


def _kind(stretch: Stretch, start: int, lost: int) -> str:
    if lost:
        return "lost_pair"
    return "misplaced_gloss" if start in stretch.glosses else "byte_shift"


def find_holes(stretch: Stretch, reading: Reading) -> frozenset[int]:
    """Return where in a run a pair of bytes may have vanished: near the places that still read badly."""
    holes: set[int] = set()
    for run in reading.runs:
        if run[3] >= 0:
            for spot, score in enumerate(_windows(stretch, run)):
                if score < _POOR:
                    holes.update(range(run[0] + spot - 2, run[0] + spot + 4 + (run[1] - run[0]) // 4))
    return frozenset(holes)


def _is_readable(stretch: Stretch, run: Run) -> bool:
    """Tell whether a restored run makes sense; a character or two that a reading proves may be a rare name."""
    if any(stretch.model.rank(char) > _UNHEARD for char in run[2] if "一" <= char <= "鿿"):
        return False
    is_name = run[0] in stretch.glosses and len(run[2]) < 3 and not run[3]
    return is_name or _quality(stretch, run) >= _HOPELESS


def _quality(stretch: Stretch, run: Run) -> float:
    """Return the mean score of the worst three characters in a row."""
    return min(_windows(stretch, run), default=0.0)


def _windows(stretch: Stretch, run: Run) -> list[float]:
    """Return the mean scores of each three characters in a row, the first two behind the run included."""
    start, end, after, _ = run
    if after.endswith("<"):  # read on behind the tag
        after, end = after[:-1], stretch.text.find(">", end) + 1
    left, right = stretch.text[max(0, start - 3) : start], stretch.text[end : end + 2]
    codes = stretch.model.encode(left + after + right)
    scores = [stretch.model.score_next(codes[max(0, i - 3) : i], codes[i]) for i in range(len(left), len(codes))]
    return [sum(scores[i : i + 3]) / 3 for i in range(max(1, len(scores) - 2))]


def _reading_of(reading: Reading, start: int, damaged: str) -> str:
    return next((after for run_start, _, after, _ in reading.runs if run_start == start), damaged)


def _score_literal(stretch: Stretch, start: int, end: int) -> float:
    return stretch.model.score(stretch.text, start, end)


def _prove(stretch: Stretch, start: int, end: int, after: str, keys: Mapping[str, str]) -> bool:
    text = stretch.text
    inside = [gloss for position in range(start, end) if (gloss := stretch.glosses.get(position))]
    original = look_back(stretch, start)[-1:] + after + text[end : end + 2]
    return is_proven(original, text[start:end], inside, keys, drops=stretch.drops)


def _confidence(margin: float) -> float:
    return round(1 / (1 + math.exp(-margin)), 3)
