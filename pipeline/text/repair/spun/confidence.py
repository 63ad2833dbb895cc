"""How likely a restored run is right: a logistic fit to runs that the forward model broke."""

import math

import numpy as np

from pipeline.text.repair.language_model import BITS, HISTORY, pack
from pipeline.text.repair.spun.gbk import LEADS, is_foreign, lost_leads
from pipeline.text.repair.spun.glosses import has_reading
from pipeline.text.repair.spun.stretch import Run, Stretch, ends_bare, look_back

__all__ = [
    "estimate_confidence",
    "find_features",
    "find_quality",
    "has_open_end",
    "may_go_on",
    "read_windows",
    "split_end",
]

_UNHEARD = 4500
"""Rank from which on a character was the mark of a wrong reading nearly each time that it was met."""

_OFTEN = 0.5
"""Share of lead bytes that vanish behind a trail byte from which on it is one of a user-defined zone."""

_HIDDEN, _CONTINUED = 3000, 40
"""How many of the commonest characters may be hidden, and how many of those that go on best are looked at."""

_GLOSS = 12
"""Characters of the longest gloss."""

FIT = (
    -1.02,
    1.8,
    0.41,
    0.1,
    -1.2,
    -0.66,
    0.77,
    -0.71,
    -0.27,
    0.46,
    -1.55,
    -0.43,
    -0.16,
    0.65,
    -0.27,
    1.17,
    0.0,
    -0.34,
    -0.2,
)
"""Weights of the features of `find_features`."""


def estimate_confidence(stretch: Stretch, run: Run, lead: float, loss_lead: float) -> float:
    """Return how likely a run is right, given by how much it won.

    A logistic fit to the runs of Traditional news broken in eight variants of the forward model, on articles that
    the language model had not read (training/confidence.py); models/language_model/README.md says how well it holds.
    `lead` is over the next best reading, `loss_lead` over the best that makes up more vanished pairs, in nats.
    """
    if not run[2]:
        return 0.99
    score = sum(
        weight * value
        for weight, value in zip(FIT, find_features(stretch, run, lead, loss_lead), strict=True)
    )
    return round(1 / (1 + math.exp(-score)), 3)


def find_features(stretch: Stretch, run: Run, lead: float, loss_lead: float) -> tuple[float, ...]:
    """Return what tells right runs from wrong ones, a constant first."""
    is_glossed = _is_glossed(stretch, run)
    unsure = run[2][:-1] if is_glossed else run[2]
    rank = max((stretch.model.rank(char) for char in unsure if "一" <= char <= "鿿"), default=0)
    is_odd = rank >= _UNHEARD or any(is_foreign(stretch.model, char) for char in run[2])
    return (
        1.0,
        math.log1p(max(0.0, min(lead, 10.0))),
        max(-4.0, min(2.0, find_quality(stretch, run) + 7.0)),
        math.log(max(rank, 500) / 500),
        is_odd,
        run[3] > 0,
        min(loss_lead, 8.0) / 8,
        math.isinf(loss_lead),
        math.log(len(run[2])),
        is_glossed,
        *_find_end(stretch, run),
    )


def _find_end(stretch: Stretch, run: Run) -> tuple[float, ...]:
    """Return what the end of a run adds: where an orphan ends it, its last character, and what that swallowed, are guesses.

    The trail byte of the guess may as well have vanished together with the lead byte of a character more.
    """
    end = run[1]
    body, swallowed = split_end(stretch, run)
    is_open = has_open_end(stretch, run)
    last = body[-1:]
    return (
        _can_vanish(last) if is_open else 0.0,
        is_open,
        is_open and last != "" and not "一" <= last <= "鿿",
        swallowed == "?",
        swallowed == " ",
        swallowed == "\n",
        swallowed in ("1", "2"),
        any("!" <= char <= "~" or "Ａ" <= char <= "～" for char in body),
        is_open and stretch.text[end : end + 1] in ("", "\n", "\r"),
    )


def has_open_end(stretch: Stretch, run: Run) -> bool:
    """Tell whether a run ends in an orphan: the lead byte of its last character, which swallowed what followed."""
    last = stretch.text[run[1] - 1]
    if not stretch.drops:
        return last == "?" and run[1] - 1 > run[0]
    return last > "\x80" and last != "€" and last.encode("gbk", "replace")[-1] > 0x80


def split_end(stretch: Stretch, run: Run) -> tuple[str, str]:
    """Part what was restored from what was swallowed behind it."""
    end, after = run[1], run[2]
    is_bare = ends_bare(stretch, end) or not has_open_end(stretch, run)
    return (after, "") if is_bare else (after[:-1], after[-1:])


def may_go_on(stretch: Stretch, run: Run) -> bool:
    """Tell whether the end of a run is likely to hide a character more, whose lead byte vanished with the trail before it.

    What follows the run would then go better with some other character before it.
    """
    body, swallowed = split_end(stretch, run)
    if not has_open_end(stretch, run) or _can_vanish(body[-1:]) < _OFTEN:
        return False
    model = stretch.model
    after = model.code_of(swallowed.replace("?", "0") or stretch.text[run[1] : run[1] + 1] or "\n")
    history = pack(model.encode((look_back(stretch, run[0]) + body)[-3:]))
    chances = model.score_each(history, np.arange(1, _HIDDEN, dtype=np.int64))
    likely = (chances.argpartition(-_CONTINUED)[-_CONTINUED:] + 1).tolist()
    total = sum(
        math.exp(
            model.score_after(history, code) + model.score_after((history << BITS | code) & HISTORY, after)
        )
        for code in likely
    )
    return total > math.exp(model.score_after(history, after))


def _can_vanish(char: str) -> float:
    """Return the share of lead bytes with which the trail byte of a character would vanish."""
    code = char.encode("gbk", "ignore")
    return len(lost_leads(code[1])) / len(LEADS) if len(code) == 2 else 0.0


def _is_glossed(stretch: Stretch, run: Run) -> bool:
    """Tell whether the page itself says how the last character of a run is read."""
    return any(
        gloss.end + gloss.space == run[1] and has_reading(run[2][-1:], gloss.reading)
        for start in range(max(run[0], run[1] - _GLOSS), run[1])
        if (gloss := stretch.glosses.get(start))
    )


def find_quality(stretch: Stretch, run: Run) -> float:
    """Return the mean score of the worst three characters in a row."""
    return min(read_windows(stretch, run), default=0.0)


def read_windows(stretch: Stretch, run: Run) -> list[float]:
    """Return the mean scores of each three characters in a row, the first two behind the run included."""
    start, end, after, _ = run
    if after.endswith("<"):  # read on behind the tag
        after, end = after[:-1], stretch.text.find(">", end) + 1
    left, right = stretch.text[max(0, start - 3) : start], stretch.text[end : end + 2]
    scores = stretch.model.score_row(stretch.model.encode(left + after + right), len(left))
    return [sum(scores[i : i + 3]) / 3 for i in range(max(1, len(scores) - 2))]
