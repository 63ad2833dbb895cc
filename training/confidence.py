"""Fit the confidence of restored runs to text that the forward model broke.

    python training/confidence.py articles.jsonl corpus/prose/stories.txt

The language model in `models/` must not have read them: it was built `--without` them.
Every other page teaches, the others tell how well the fit holds. Prints the weights for `FIT` in
pipeline/text/repair/spun/confidence.py, and of the runs not seen how many are right at each confidence.
"""

import math
import sys
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import numpy as np
import numpy.typing as npt

from benchmarks.repair import Offsets, read_pages
from benchmarks.traced import Traced, trace
from pipeline.text.damage import VARIANTS, fold
from pipeline.text.repair import repair
from pipeline.text.repair.spun import confidence, verdict
from pipeline.text.repair.spun.stretch import Run, Stretch

NAMES = ("standard", "many_keys", "no_keys", "no_cut", "commas", "drop", "toneless", "polyphones")
SEEDS = range(500, 503)
LIMIT = 100_000
"""Characters read of a text."""

RIDGE, STEPS = 1e-3, 50
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.01)

Rows = npt.NDArray[np.float64]


class Sample(NamedTuple):
    """A restored run with its features."""

    run: Run
    features: tuple[float, ...]


def main(paths: Iterable[Path]) -> None:
    """Break and mend every page, fit on half of them, print."""
    taught: list[tuple[tuple[float, ...], bool]] = []
    held: list[tuple[tuple[float, ...], bool]] = []
    for index, page in enumerate(page for path in paths for page in read_pages(path, LIMIT)):
        for name in NAMES:
            for seed in SEEDS:
                (held if index % 2 else taught).extend(collect(page, name, seed))
    weights = fit(*to_arrays(taught))
    print("FIT =", tuple(np.round(weights, 2).tolist()))
    features, right = to_arrays(held)
    chances = 1 / (1 + np.exp(-features @ weights))
    for low, high in pairwise(BINS):
        inside = (chances >= low) & (chances < high)
        if inside.any():
            print(
                f"{low:.2f} to {high:.2f}: {inside.sum():6} runs, {100 * right[inside].mean():5.1f} % right"
            )


def collect(page: str, name: str, seed: int) -> Iterator[tuple[tuple[float, ...], bool]]:
    """Mend one broken page; yield the features of its runs, and whether they are right."""
    samples: dict[int, Sample] = {}

    def listen(stretch: Stretch, run: Run, lead: float, loss_lead: float) -> float:
        if stretch.text == traced.damaged and run[2]:  # a run is asked for whole first, then without its end
            features = confidence.find_features(stretch, run, lead, loss_lead)
            samples.setdefault(run[0], Sample(run, features))
        return confidence.estimate_confidence(stretch, run, lead, loss_lead)

    traced = trace(page, VARIANTS[name], seed)
    with mock.patch.object(verdict, "estimate_confidence", listen):
        repair(traced.damaged)
    offsets = Offsets(traced)
    for run, features in samples.values():
        yield features, is_right(traced, offsets, run)


def is_right(traced: Traced, offsets: Offsets, run: Run) -> bool:
    """Compare a run with the text; a `?` at its end admits that a digit was swallowed.

    Where one run begins with what another one ends with, the text tells of both together.
    """
    start, end, after, _ = run
    gaps = [gap for gap in traced.gaps if gap.raw_end > start and gap.raw_start < end]
    if not gaps:
        return False
    first, last = gaps[0], gaps[-1]
    left = first.start - max(0, first.raw_start - start)
    expected = traced.text[left : offsets.of(end)]
    after = fold(after) if fold(traced.text) == traced.text else after
    if after.endswith("?") and expected[-1:].isdigit():
        after, expected = after[:-1], expected[:-1]
    if last.raw_end > end:
        return expected.startswith(after)
    return expected.endswith(after) if first.raw_start < start else expected == after


def to_arrays(rows: list[tuple[tuple[float, ...], bool]]) -> tuple[Rows, Rows]:
    return np.array([features for features, _ in rows]), np.array([float(right) for _, right in rows])


def fit(features: Rows, right: Rows) -> Rows:
    """Fit a logistic regression with a small ridge, by Newton's method."""
    weights = np.zeros(features.shape[1])
    ridge = RIDGE * len(right) * np.eye(len(weights))
    ridge[0, 0] = 0
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (right - chances) - ridge @ weights
        curve = (features * (chances * (1 - chances))[:, None]).T @ features + ridge
        step = np.linalg.solve(curve, slope)
        weights += step
        if math.isclose(float(np.abs(step).max()), 0.0, abs_tol=1e-6):
            break
    return weights


if __name__ == "__main__":
    main(map(Path, sys.argv[1:]))
