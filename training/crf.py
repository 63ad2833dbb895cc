"""A linear-chain CRF over sparse binary features, trained by L-BFGS.

All sentences are stepped through together, longest first, so that a pass over a
treebank is some hundred array operations a character position. spacy_pkuseg's own
trainer takes forty times as long a pass.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Examples(NamedTuple):
    """Sentences one after another, character by character.

    features, borders: the features of all characters, and where those of each character begin
    owners: the character that each of these features belongs to
    tags: the right tag of each character
    steps: the n-th characters of all sentences that are that long, for each n
    last: the last character of each sentence, in the same order
    """

    features: Ints
    borders: Ints
    owners: Ints
    tags: Ints
    steps: list[Ints]
    last: Ints


def create_examples(features: Sequence[Sequence[Sequence[int]]], tags: Sequence[Sequence[int]]) -> Examples:
    """Lay sentences out: for each sentence and character its features, and its tag."""
    characters = [numbers for sentence in features for numbers in sentence]
    counts = np.array([len(numbers) for numbers in characters])
    lengths = np.array([len(sentence) for sentence in features])
    order = np.argsort(-lengths, kind="stable")
    starts = (lengths.cumsum() - lengths)[order]
    return Examples(
        features=np.array([number for numbers in characters for number in numbers]),
        borders=counts.cumsum() - counts,
        owners=np.repeat(np.arange(len(counts)), counts),
        tags=np.array([tag for sentence in tags for tag in sentence]),
        steps=[starts[lengths[order] > step] + step for step in range(lengths.max())],
        last=starts + lengths[order] - 1,
    )


def train(
    examples: Examples, n_features: int, n_tags: int, penalties: Floats, iterations: int
) -> tuple[Floats, Floats]:
    """Fit weights of features (feature, tag) and transitions (tag, next tag).

    penalties: strength of the L2 regularisation, one for each feature
    """
    n_nodes = n_features * n_tags
    strength = np.concatenate([np.repeat(penalties, n_tags), np.full(n_tags * n_tags, penalties.mean())])
    gold = np.eye(n_tags)[examples.tags]
    gold_edges = np.zeros((n_tags, n_tags))
    for before, after in pair_steps(examples):
        np.add.at(gold_edges, (examples.tags[before], examples.tags[after]), 1.0)

    def objective(x: Floats) -> tuple[float, Floats]:
        rows, edges = x[:n_nodes].reshape(-1, n_tags), x[n_nodes:].reshape(n_tags, n_tags)
        scores = np.add.reduceat(rows[examples.features], examples.borders, axis=0)
        log_z, nodes, transitions = expect(scores, edges, examples)
        loss = log_z - (scores * gold).sum() - (edges * gold_edges).sum() + 0.5 * (strength * x * x).sum()
        surprise = (nodes - gold)[examples.owners]
        by_tag = [np.bincount(examples.features, column, n_features) for column in surprise.T]
        slope = np.concatenate([np.stack(by_tag, axis=1).ravel(), (transitions - gold_edges).ravel()])
        return float(loss), slope + strength * x

    x = minimize(objective, np.zeros(n_nodes + n_tags * n_tags), iterations)
    return x[:n_nodes].reshape(-1, n_tags), x[n_nodes:].reshape(n_tags, n_tags)


def pair_steps(examples: Examples) -> list[tuple[Ints, Ints]]:
    """Pair each step with the one after it, in the sentences that reach it."""
    steps = examples.steps
    return [(before[: len(after)], after) for before, after in pairwise(steps)]


def expect(scores: Floats, edges: Floats, examples: Examples) -> tuple[float, Floats, Floats]:
    """Run forward and backward: log partition function, expected tags and expected transitions.

    Each step is scaled to sum to one, which keeps everything in floating point range.
    """
    peaks = scores.max(axis=1)
    local, step = np.exp(scores - peaks[:, None]), np.exp(edges)
    forward, backward = local.copy(), np.ones_like(local)
    scales = np.ones(len(local))
    scale(forward, scales, examples.steps[0])
    pairs = pair_steps(examples)
    for before, after in pairs:
        forward[after] *= forward[before] @ step
        scale(forward, scales, after)
    transitions = np.zeros_like(edges)
    for before, after in reversed(pairs):
        coming = local[after] * backward[after] / scales[after, None]
        transitions += forward[before].T @ coming
        backward[before] = coming @ step.T
    return float(np.log(scales).sum() + peaks.sum()), forward * backward, transitions * step


def scale(forward: Floats, scales: Floats, rows: Ints) -> None:
    """Make some rows sum to one and note their sums. In place: both belong to `expect`."""
    scales[rows] = forward[rows].sum(axis=1)
    forward[rows] /= scales[rows, None]


def minimize(
    objective: Callable[[Floats], tuple[float, Floats]], x: Floats, iterations: int, memory: int = 8
) -> Floats:
    """Minimise a smooth convex function by L-BFGS with backtracking."""
    value, slope = objective(x)
    moves: list[tuple[Floats, Floats]] = []
    for _ in range(iterations):
        direction = -apply_inverse_curvature(slope, moves)
        length = 1.0
        while True:
            new = x + length * direction
            new_value, new_slope = objective(new)
            if new_value <= value + 1e-4 * length * float(slope @ direction) or length < 1e-8:
                break
            length /= 2
        if float((new - x) @ (new_slope - slope)) > 1e-10:
            moves = [*moves, (new - x, new_slope - slope)][-memory:]
        converged = value - new_value < 1e-5 * abs(value)
        x, value, slope = new, new_value, new_slope
        if converged:
            break
    return x


def apply_inverse_curvature(slope: Floats, moves: Sequence[tuple[Floats, Floats]]) -> Floats:
    """Multiply by the inverse Hessian that the last moves suggest (the two-loop recursion)."""
    if not moves:
        first: Floats = slope / (10 * np.abs(slope).max())
        return first
    out = slope.copy()
    shares = []
    for move, change in reversed(moves):
        shares.append(float(move @ out) / float(move @ change))
        out -= shares[-1] * change
    move, change = moves[-1]
    out *= float(move @ change) / float(change @ change)
    for (move, change), share in zip(moves, reversed(shares), strict=True):
        out += move * (share - float(change @ out) / float(move @ change))
    return out
