"""Features depend on what is seen, not on where it stands."""

import numpy as np
import pytest

from pipeline.recognizer.features import Knowledge, View, count_run, create_columns
from pipeline.recognizer.hashes import Index, condense, read_points, spell, spell_words
from pipeline.text.names.mentions import Mention

WORDS = ("上海", "上海市", "莱茵河")


def create_knowledge() -> Knowledge:
    hashes = np.sort(condense(np.array([spell(read_points(word), len(word))[0] for word in WORDS])))
    reach = np.full(2, max(map(len, WORDS)), dtype=np.uint8)
    classes = np.zeros(0xA000, dtype=np.uint8)
    classes[ord("莱")] = 24
    return Knowledge(
        Index.build(hashes), np.full(len(WORDS), 1, dtype=np.uint16), reach, classes, classes > 0
    )


KNOWLEDGE = create_knowledge()


def see(text: str, *mentions: Mention, is_page: bool = False, words: tuple[int, ...] = (0,)) -> np.ndarray:
    return create_columns(View(text, words, mentions, is_page), KNOWLEDGE).T


def test_features_are_the_same_for_the_same_surroundings() -> None:
    long = see("，，，在上海市的，，，", words=(0, 3, 4, 7, 8))
    short = see("，，，，，在上海市的，，，", words=(0, 5, 6, 9, 10))
    assert (long[5:7] == short[7:9]).all()


@pytest.mark.parametrize("changed", ["在北海市的", "在上海市", "在上海县的"])
def test_features_differ_where_the_view_does(changed: str) -> None:
    assert (see("在上海市的")[2] != see(changed)[2]).any()


def test_features_hold_the_names_of_the_rules_and_the_kind_of_page() -> None:
    name = Mention(1, 4, "GPE", None, None, None, "test")
    plain, found, page = see("在上海市的"), see("在上海市的", name), see("在上海市的", name, is_page=True)
    assert (plain != found).sum() > 0 and 0 < (found != page).sum() < (plain != page).sum()


def test_features_take_any_text() -> None:
    for text in ("a", "\U0001f600", "\ud800", "\x00 \n"):
        assert len(see(text)) == len(text)


def test_hashes_of_words_are_those_of_their_strings() -> None:
    points = read_points("在上海市7月")
    assert spell_words(points, np.array([0, 1, 4])).tolist() == [
        spell(read_points(word), len(word))[0] for word in ("在", "上海市", "8月")
    ]


def test_index_finds_exactly_its_keys() -> None:
    generator = np.random.default_rng(0)
    keys = np.unique(generator.integers(0, 1 << 32, 2000, dtype=np.uint32))
    numbers = np.concatenate([keys, keys + np.uint32(1), np.array([0, 2**32 - 1], dtype=np.uint32)])
    expected = {key: place for place, key in enumerate(keys.tolist())}
    assert Index.build(keys).find(numbers).tolist() == [expected.get(key, -1) for key in numbers.tolist()]
    assert Index.build(keys[:0]).find(numbers).max() == -1


def test_features_count_runs() -> None:
    assert count_run(np.array([True, True, False, True])).tolist() == [1, 2, 0, 1]
