"""Run the damage classes over a text, one after another, until nothing more changes."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Self

from pipeline.errors import ConfigError
from pipeline.text.repair.debris import controls, placeholders, residue
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.misread import mojibake
from pipeline.text.repair.spun import spinner
from pipeline.text.repair.spun.bytestream import MARKS
from pipeline.text.repair.stage import Context, Stage
from pipeline.text.rewrite import REPAIRED, Change, Rewrite

__all__ = ["STAGES", "Repair"]


@lru_cache(maxsize=1)
def _find_spinner(text: str, context: Context) -> Sequence[Change]:
    """Find what a spinner did; two stages ask, often about the same text."""
    return tuple(spinner.find_spinner(text, context))


def _find_mojibake(text: str, context: Context) -> Iterable[Change]:
    """Find mojibake; where a spinner was at work, its runs look too much like slipped bytes or Big5."""
    is_suspect = spinner.is_suspect(text)
    searched = context._replace(disabled=context.disabled | {_SLIP}) if is_suspect else context
    changes = list(mojibake.find_mojibake(text, searched))
    if any(change.kind in _LIKE_RUNS and (is_suspect or _is_marked(text, change)) for change in changes):
        changes = list(_without_runs(changes, _find_spinner(text, context)))
    return changes


def _without_runs(changes: Iterable[Change], runs: Sequence[Change]) -> Iterator[Change]:
    """Leave out what looks like a run of a spinner where the spinner has one, or a mark for one."""
    starts = [run.raw_start for run in runs]
    for change in changes:
        index = bisect_left(starts, change.raw_end)
        if change.kind not in _LIKE_RUNS or not index or runs[index - 1].raw_end <= change.raw_start:
            yield change


def _is_marked(text: str, slip: Change) -> bool:
    """Tell whether a slip begins at or right behind a mark, as a run does where orphans are dropped."""
    return not MARKS.isdisjoint(text[max(0, slip.raw_start - 2) : slip.raw_start + 2])


# In this order. Each stage sees the text as the stages before it left it.
STAGES: tuple[Stage, ...] = (
    Stage("mojibake", mojibake.KINDS, mojibake.could_have_mojibake, _find_mojibake),
    Stage("spinner", spinner.KINDS, spinner.could_have_spinner, _find_spinner),
    Stage(
        "placeholder",
        placeholders.KINDS,
        placeholders.could_have_placeholders,
        placeholders.find_placeholders,
    ),
    Stage("residue", residue.KINDS, residue.could_have_residue, residue.find_residue),
    Stage("invisible", controls.KINDS, controls.could_have_invisible, controls.find_invisible),
)

_LINE_END_RE = re.compile("[\r\n]")

_SLIP = "gbk_slip"
_LIKE_RUNS = frozenset((_SLIP, "big5_as_gbk", "gbk_as_big5"))

_RESPECT = 2
"""Characters around an undecided span that later stages leave alone."""

_ROUNDS = 6
"""Mending one thing can lay bare another, three deep at most in anything met so far."""


class Repair:
    """A rewriter that undoes damage and leaves everything else exactly as it was.

    Its arguments are the thresholds of `Context`, which says what each of them means, and `disabled`, the damage
    kinds (data/damage_kinds.jsonl) to leave alone.
    The constructor loads nothing: `initialize`, `from_bytes` or `from_disk` fill in the
    language model. Without one only damage that needs no choice is undone.
    """

    def __init__(
        self,
        *,
        margin: float = 0.3,
        lost_margin: float = 1.0,
        loss_lead: float = 0.0,
        confidence: float = 0.5,
        lost_confidence: float = 0.6,
        obvious: float = 13.0,
        min_keys: int = 3,
        min_commas: int = 1,
        beam: int = 5,
        spread: float = 6.0,
        disabled: Iterable[str] = (),
    ) -> None:
        """Configure; raises ConfigError for a kind that does not exist and for a beam that holds nothing."""
        known = {kind for stage in STAGES for kind in stage.kinds}
        if unknown := sorted(set(disabled) - known):
            raise ConfigError(
                f"Unknown damage kind {unknown[0]!r} in 'disabled'. Known are: {', '.join(sorted(known))}."
            )
        if beam < 1:
            raise ConfigError(f"The 'beam' of repair is {beam}; it must keep at least 1 reading.")
        self.context = Context(
            LanguageModel(),
            margin=margin,
            lost_margin=lost_margin,
            loss_lead=loss_lead,
            confidence=confidence,
            lost_confidence=lost_confidence,
            obvious=obvious,
            min_keys=min_keys,
            min_commas=min_commas,
            beam=beam,
            spread=spread,
            disabled=frozenset(disabled),
        )

    def __call__(self, text: str) -> Rewrite:
        """Repair one text; a text with nothing to repair costs a few scans."""
        rewrite = Rewrite.identity(text)
        marks: dict[Change, None] = {}
        quiet: dict[str, str] = {}
        for _ in range(_ROUNDS):
            before = rewrite.text
            marks |= dict.fromkeys(_changes_of(rewrite, marks=True))
            rewrite = _without_marks(rewrite)  # each round judges anew, as a second repair would
            for stage in self._stages():
                if stage.could_have(rewrite.text):
                    rewrite = rewrite.then(self._run(stage, rewrite, quiet))
            if rewrite.text == before:
                break
        return _add_marks(rewrite, marks)

    def _run(self, stage: Stage, rewrite: Rewrite, quiet: dict[str, str]) -> Rewrite:
        """Run one stage; `quiet` holds the text in which it found nothing."""
        text = rewrite.text
        if quiet.get(stage.name) == text:
            return Rewrite.identity(text)
        changes: Iterable[Change] = list(_find(stage, text, self.context))
        if not changes:
            quiet[stage.name] = text
        if stage.name != "spinner" and rewrite.edits:
            changes = _outside(changes, rewrite.marked())
        return Rewrite.build(text, changes)

    def initialize(self, model: Path) -> None:
        """Load the language model from its folder."""
        self.context = self.context._replace(model=LanguageModel.load(model))

    def to_bytes(self) -> bytes:
        """Serialise the language model."""
        return self.context.model.to_bytes()

    def from_bytes(self, data: bytes) -> Self:
        """Restore what `to_bytes` wrote."""
        self.context = self.context._replace(model=LanguageModel.from_bytes(data))
        return self

    def _stages(self) -> Iterator[Stage]:
        for stage in STAGES:
            if not self.context.disabled.issuperset(stage.kinds):
                yield stage


def _find(stage: Stage, text: str, context: Context) -> Iterator[Change]:
    """Run a stage on a text all of whose lines end alike, and give back the line ends of the page."""
    if "\r" not in text:
        yield from stage.find(text, context)
        return
    for change in stage.find(text.replace("\r", "\n"), context):
        before = text[change.raw_start : change.raw_end]
        after = _end_lines(change.after, before) if change.status == REPAIRED else before
        yield change._replace(after=after)


def _end_lines(after: str, before: str) -> str:
    """End lines as they ended before.

    >>> _end_lines("上海\\n", "涓婃捣\\r")
    '上海\\r'
    """
    ends = iter(_LINE_END_RE.findall(before))
    return re.sub("\n", lambda _: next(ends, "\n"), after)


def _changes_of(rewrite: Rewrite, *, marks: bool) -> Iterator[Change]:
    for edit in rewrite.edits:
        if marks == (edit.status != REPAIRED):
            yield Change(edit.raw_start, edit.raw_end, edit.after, *edit[6:])


def _add_marks(rewrite: Rewrite, marks: Iterable[Change]) -> Rewrite:
    """Mark again what an earlier round could not decide, as far as no later one has touched it."""
    changes = [*_changes_of(rewrite, marks=False)]
    ends = [change.raw_end for change in changes]
    fresh: list[Change] = []
    done = 0
    for mark in sorted([*marks, *_changes_of(rewrite, marks=True)], key=_widest):
        index = bisect_right(ends, mark.raw_start)
        end = min(mark.raw_end, changes[index].raw_start) if index < len(changes) else mark.raw_end
        if max(done, mark.raw_start + 1) <= end and done <= mark.raw_start:
            fresh.append(mark._replace(raw_end=end, after=rewrite.raw[mark.raw_start : end]))
            done = end
    return Rewrite.build(rewrite.raw, sorted(changes + fresh)) if fresh else rewrite


def _widest(mark: Change) -> tuple[int, int]:
    return mark.raw_start, -mark.raw_end


def _without_marks(rewrite: Rewrite) -> Rewrite:
    """Forget what was left undecided; what is still undecided will be found again."""
    return Rewrite(
        rewrite.raw, rewrite.text, tuple(edit for edit in rewrite.edits if edit.status == REPAIRED)
    )


def _outside(changes: Iterable[Change], marked: Sequence[tuple[int, int]]) -> Iterator[Change]:
    """Leave out what touches a span that an earlier stage could not decide: it is its evidence."""
    starts = [start for start, _ in marked]
    for change in changes:
        index = bisect_right(starts, change.raw_end + _RESPECT) - 1
        if index < 0 or marked[index][1] + _RESPECT <= change.raw_start:
            yield change
