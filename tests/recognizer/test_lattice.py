"""Probabilities of names are those of all taggings, counted one by one."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise, product

import numpy as np
import pytest

from pipeline.recognizer.lattice import KINDS, TAGS, create_steps, find_names, is_allowed, tag

Name = tuple[int, int, str]


def read(path: tuple[int, ...]) -> Iterator[Name]:
    """Yield the names that a tagging spells."""
    start = 0
    for place, number in enumerate(path):
        if TAGS[number][0] in "BS":
            start = place
        if TAGS[number][0] in "ES":
            yield start, place + 1, TAGS[number][2:]


def count(scores: np.ndarray, weights: np.ndarray) -> dict[Name, float]:
    """Add up the weights of all taggings that hold a name."""
    total, sums = 0.0, defaultdict[Name, float](float)
    for path in product(range(len(TAGS)), repeat=len(scores)):
        tags = [TAGS[number] for number in path]
        if tags[0][0] in "IE" or tags[-1][0] in "BI" or not all(is_allowed(*pair) for pair in pairwise(tags)):
            continue
        weight = np.exp(
            sum(scores[place, number] for place, number in enumerate(path))
            + sum(weights[pair] for pair in pairwise(path))
        )
        total += weight
        for name in read(path):
            sums[name] += weight
    return {name: weight / total for name, weight in sums.items()}


def test_lattice_gives_the_share_of_all_taggings() -> None:
    generator = np.random.default_rng(0)
    scores, weights = generator.normal(size=(8, len(TAGS))), generator.normal(size=(len(TAGS), len(TAGS)))
    sentences = [(0, 3), (4, 8)]
    expected = {
        (start + offset, end + offset, kind): share
        for offset, stop in sentences
        for (start, end, kind), share in count(scores[offset:stop], weights).items()
    }
    found = {name[:3]: name.probability for name in find_names(scores, weights, sentences, 1e-12)}
    assert found == pytest.approx(expected)


def test_lattice_leaves_improbable_names_out() -> None:
    generator = np.random.default_rng(1)
    scores, weights = generator.normal(size=(6, len(TAGS))), generator.normal(size=(len(TAGS), len(TAGS)))
    everything = find_names(scores, weights, [(0, 6)], 1e-12)
    likely = find_names(scores, weights, [(0, 6)], 0.05)
    assert likely == [name for name in everything if name.probability >= 0.05]


def test_lattice_steps_through_the_longest_first() -> None:
    steps = create_steps([(0, 1), (2, 5)])
    assert [step.tolist() for step in steps] == [[2, 0], [3], [4]]
    assert create_steps([]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_lattice_tags_spell_their_names(kind: str) -> None:
    names = [(0, 1, kind), (1, 4, kind), (5, 7, kind)]
    assert list(read(tuple(tag(names, 8).tolist()))) == names


def test_lattice_finds_nothing_in_nothing() -> None:
    empty = np.zeros((0, len(TAGS)))
    assert find_names(empty, np.zeros((len(TAGS), len(TAGS))), [], 0.1) == []
