"""Decide between the readings of a stretch: apply the best, mark it, or leave the page as it is."""

import math
from collections.abc import Iterator, Mapping

from pipeline.text.damage import fold
from pipeline.text.repair.spun.bare import closes, has_trail, stands
from pipeline.text.repair.spun.confidence import (
    estimate_confidence,
    find_quality,
    may_go_on,
    split_end,
)
from pipeline.text.repair.spun.glosses import has_reading
from pipeline.text.repair.spun.pieces import Shared, find_shared, split_run
from pipeline.text.repair.spun.proof import select_proven
from pipeline.text.repair.spun.stretch import Reading, Run, Stretch, ends_bare
from pipeline.text.repair.spun.undecided import mark, mark_bare, mark_unread
from pipeline.text.repair.spun.weighing import score_literal, weigh
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import AMBIGUOUS, IRRECOVERABLE, REPAIRED, Change

__all__ = ["decide"]

_HOPELESS = -8.8
"""Mean of the worst three characters in a row, in nats, at which a run that no orphan announces is given up."""

_OPENERS = frozenset(("", "\n", *"(?!;？！；"))
"""What may begin another edit, and so carries no mark for the run before it."""

_DOUBT = 7.0
"""By how much a run that no orphan announces must beat the page of a spun site for that page to be in doubt."""

_AHEAD, _NONSENSE = 4, -7.5
"""Characters behind a run, and the mean score, in nats, at which they are no text."""

_CERTAIN = 0.97
"""The chance from which on nothing is thought to be hidden at the end of a run."""

_PIECE_LEAD = 2.0
"""By how much a piece of a run must beat what has another one in its place."""

_LEAST_QUALITY = -8.0
"""Mean of the worst three characters in a row of a part, in nats: few readings outlive the search, and all may be wrong."""

_GAP = 2
"""Characters of a run that may be left in one place: more of them, out of context, would look like other damage."""

_LONG = 5
"""Characters of a run that no orphan announces, from which on it is no accident that they read well."""

_NEAR = 6.0
"""Nats behind the best reading within which others say what is not certain of it."""


def decide(
    stretch: Stretch,
    start: int,
    end: int,
    readings: list[Reading],
    keys: Mapping[str, str],
    context: Context,
    *,
    is_spun: bool,
) -> Iterator[Change]:
    """Turn the best reading of a stretch into changes or marks, run by run."""
    literal = score_literal(stretch, start, end, is_spun=is_spun)
    readings = weigh(stretch, start, end, readings, literal)
    literal = next((reading.score for reading in readings if not reading.runs), literal)
    best, proven = readings[0] if readings else None, []
    if best and best.runs and best.score > literal:
        proven = list(select_proven(stretch, readings, keys))
        best = proven[0] if proven else best
    if not best or not best.runs or best.score <= literal:
        if is_spun:
            yield from mark_unread(stretch, start)
        return
    for run in best.runs:
        if not stretch.text[run[0] : run[1]].strip("?") and not (is_spun and has_trail(stretch, run)):
            yield from mark_bare(stretch, run)  # of a number or a name no byte says what it was
            continue
        if stands(stretch, run, is_spun=is_spun):
            continue
        if run[3] < 0:
            if not has_reading(stretch.text[run[0] - 1], stretch.glosses[run[0]].reading):
                yield Change(run[0], run[1], "", "gloss", confidence=0.95)  # its key was restored just now
        elif (
            not stretch.drops
            or _is_plain(stretch, best, run, literal, context.obvious)
            or (is_spun and closes(stretch, run) and _reads_on(stretch, run))
        ):
            changes = list(_settle(stretch, run, best, proven, literal, context))
            is_lost = is_spun and (stretch.is_drop_site or best.score - literal > _DOUBT)
            yield from (
                [mark(stretch, start, run[1], "byte_shift", 0.0, run[2])]
                if is_lost and not changes
                else changes
            )
        elif is_spun and best.score - literal > _DOUBT and len(run[2]) > 2:
            yield mark(stretch, start, run[1], "byte_shift", 0.0, run[2])


def _reads_on(stretch: Stretch, run: Run) -> bool:
    """Tell whether text follows a run that ends in a dropped orphan, and not halves of characters."""
    behind = stretch.text[run[1] : run[1] + _AHEAD]
    return stretch.model.score(behind) > _NONSENSE * len(behind)


def _settle(
    stretch: Stretch, run: Run, best: Reading, proven: list[Reading], literal: float, context: Context
) -> Iterator[Change]:
    """Apply a run, or as much of it as is certain; mark what is not."""
    start, end, after, lost = run
    damaged = stretch.text[start:end]
    others = [(other.score, _reading_of(other, start, damaged)) for other in proven if run not in other.runs]
    rival, rejected = max([*others, (literal, damaged)])
    losing = max((other.score for other in proven if _losses(other) > _losses(best)), default=-math.inf)
    loss_lead = best.score - losing
    kind, confidence = (
        _kind(stretch, start, lost),
        estimate_confidence(stretch, run, best.score - rival, loss_lead),
    )
    is_alone = loss_lead >= context.loss_lead
    if proven and is_alone and _is_clear(best.score - rival, confidence, lost, context):
        if confidence < _CERTAIN and may_go_on(stretch, run):
            run = (start, end, f"{split_end(stretch, run)[0]}?", lost)
        yield from _apply(stretch, run, kind, confidence, rejected)
        return
    head = (start, end, after[: -_tail_length(stretch, run)], lost)
    rival, rejected = max(
        [other for other in others if not other[1].startswith(head[2])] + [(literal, damaged)]
    )
    sure = estimate_confidence(stretch, head, best.score - rival, loss_lead)
    if (
        proven
        and is_alone
        and _has_open_end(stretch, run, head)
        and _is_clear(best.score - rival, sure, lost, context)
    ):
        yield from _apply(stretch, (start, end, f"{head[2]}?", lost), kind, sure, rejected)
    elif proven and (certain := _find_certain(stretch, run, best, others, loss_lead, context)):
        yield from _apply_certain(stretch, run, certain, kind, confidence)
    elif not stretch.drops or start in stretch.glosses or len(after) > _LONG:
        yield from _apply_pieces(stretch, run, kind, min(confidence, 0.5), best, others)


def _find_certain(
    stretch: Stretch,
    run: Run,
    best: Reading,
    others: list[tuple[float, str]],
    loss_lead: float,
    context: Context,
) -> list[tuple[Shared, float]]:
    """Find the parts of a run that every near rival reads alike, where they are as certain as a run has to be, and how certain."""
    near = [other for score, other in others if score > best.score - _NEAR]
    certain: list[tuple[Shared, float]] = []
    for part in find_shared(stretch, run, near):
        after = run[2][part.first : part.last]
        rival = max((score for score, other in others if after not in other), default=-math.inf)
        piece = (part.left, part.right, after, 0)
        sure = estimate_confidence(stretch, piece, best.score - rival, loss_lead)
        if _is_clear(best.score - rival, sure, 0, context) and find_quality(stretch, piece) >= _LEAST_QUALITY:
            certain.append((part, sure))
    edges = [run[0], *(edge for part, _ in certain for edge in (part.left, part.right)), run[1]]
    gaps = [stretch.text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return certain if certain and all(sum(map(_is_wide, gap)) <= _GAP for gap in gaps) else []


def _is_wide(char: str) -> bool:
    return char >= "\u2000"


def _apply_certain(
    stretch: Stretch, run: Run, certain: list[tuple[Shared, float]], kind: str, confidence: float
) -> Iterator[Change]:
    """Apply what all rivals read alike, and mark what stands between."""
    position, index = run[0], 0
    for part, sure in (*certain, (Shared(len(run[2]), len(run[2]), run[1], run[1]), 0.0)):
        if position < part.left:
            before, doubtful = stretch.text[position : part.left], run[2][index : part.first]
            yield Change(position, part.left, before, kind, AMBIGUOUS, confidence, doubtful)
        if part.left < part.right:
            yield _change(stretch, (part.left, part.right, run[2][part.first : part.last], 0), kind, sure)
        position, index = part.right, part.last


def _apply_pieces(
    stretch: Stretch, run: Run, kind: str, confidence: float, best: Reading, others: list[tuple[float, str]]
) -> Iterator[Change]:
    """Apply the beginning and the end of a run where they are certain, and mark what lies between."""
    start, end, after, _ = run
    parts = split_run(stretch, run)
    head, tail = (parts.head, parts.tail) if parts else ("", "")
    by_head = best.score - max(
        (score for score, other in others if not other.startswith(head)), default=-math.inf
    )
    by_tail = best.score - max(
        (score for score, other in others if not other.endswith(tail)), default=-math.inf
    )
    if not parts or by_head < _PIECE_LEAD or by_tail < _PIECE_LEAD:
        yield mark(stretch, start, end, kind, confidence, after)
        return
    if head:
        yield _change(stretch, (start, parts.left, head, 0), kind, 0.9)
    if tail:
        yield Change(
            parts.left,
            parts.right,
            stretch.text[parts.left : parts.right],
            kind,
            AMBIGUOUS,
            confidence,
            parts.doubtful,
        )
        yield _change(stretch, (parts.right, end, tail, 0), kind, 0.9)
    else:
        yield mark(stretch, parts.left, end, kind, confidence, parts.doubtful, origin=start)


def _change(stretch: Stretch, run: Run, kind: str, confidence: float, rejected: str | None = None) -> Change:
    """Put in a run as the page writes its marks."""
    start, end, after, _ = run
    return Change(
        start, end, fold(after) if stretch.folds_marks else after, kind, REPAIRED, confidence, rejected
    )


def _is_clear(lead: float, confidence: float, lost: int, context: Context) -> bool:
    least = context.lost_confidence if lost else context.confidence
    return lead >= context.margin + context.lost_margin * lost and confidence >= least


def _losses(reading: Reading) -> int:
    return sum(max(0, run[3]) for run in reading.runs)


def _has_open_end(stretch: Stretch, run: Run, head: Run) -> bool:
    """Tell whether a run ends in an orphan, so that what comes before it can be restored alone."""
    start, end, after, _ = run
    if stretch.drops:
        is_shown = start in stretch.glosses or len(head[2]) >= _LONG
        return bool(head[2]) and is_shown and not "@" <= after[-1] <= "~"
    return stretch.text[end - 1] == "?" and (head[2] != "" or start in stretch.glosses)


def _apply(stretch: Stretch, run: Run, kind: str, confidence: float, rejected: str) -> Iterator[Change]:
    """Put in a run; the `?` at its end that stands for what nobody can tell becomes a mark of its own."""
    start, end, after, _ = run
    is_open = after.endswith("?")
    shown = after[:-1] if is_open else after
    has_orphan = is_open and stretch.text[end - 1] == "?"
    yield _change(stretch, (start, end - has_orphan, shown, 0), kind, confidence, rejected)
    if has_orphan:
        yield Change(end - 1, end, "?", "swallowed", IRRECOVERABLE, 0.0)
    elif (
        is_open and end not in stretch.glosses and stretch.text[end : end + 1] not in _OPENERS
    ):  # where orphans are dropped, what follows has lost its beginning
        yield Change(end, end + 1, stretch.text[end], "swallowed", IRRECOVERABLE, 0.0)


def _tail_length(stretch: Stretch, run: Run) -> int:
    """Return how many characters at the end of a run are but guesses: what was swallowed, and what swallowed it."""
    return 1 if ends_bare(stretch, run[1]) else 2


def _is_plain(stretch: Stretch, best: Reading, run: Run, literal: float, obvious: float) -> bool:
    """Tell whether a run without any orphan to show for it is beyond doubt all the same."""
    is_gloss = run[0] in stretch.glosses
    return is_gloss or (
        best.score - literal > obvious and len(run[2]) > 2 and find_quality(stretch, run) >= _HOPELESS
    )


def _kind(stretch: Stretch, start: int, lost: int) -> str:
    if lost:
        return "lost_pair"
    return "misplaced_gloss" if start in stretch.glosses else "byte_shift"


def _reading_of(reading: Reading, start: int, damaged: str) -> str:
    return next((after for run_start, _, after, _ in reading.runs if run_start == start), damaged)
