"""The segmenters without a model."""

import pickle
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.segmenters import rjieba
from pipeline.segmenters.characters import CharacterSegmenter
from pipeline.segmenters.lines import LineSegmenter
from pipeline.segmenters.rjieba import RjiebaSegmenter

SEGMENTERS = [
    CharacterSegmenter,
    LineSegmenter,
    pytest.param(
        RjiebaSegmenter,
        marks=pytest.mark.skipif(find_spec("rjieba") is None, reason="the extra 'fast' is not installed"),
    ),
]


@pytest.mark.parametrize("create", SEGMENTERS)
@given(text=st.text(alphabet=st.characters(exclude_categories=())))
def test_others_words_joined_are_the_text(create, text):
    words = create()(text)
    assert "".join(words) == text
    assert all(words)


@pytest.mark.parametrize("create", SEGMENTERS)
def test_others_pickle(create):
    text = "上海市 国资委\r\n发布  了"
    assert pickle.loads(pickle.dumps(create()))(text) == create()(text)


def test_rjieba_white_space_is_runs_and_breaks():
    pytest.importorskip("rjieba")
    words = RjiebaSegmenter()("上海  \u3000北京\r\n\n天津")
    assert words == ["上海", "  \u3000", "北京", "\r\n", "\n", "天津"]


def test_rjieba_missing_extra_is_named(monkeypatch):
    monkeypatch.setattr(rjieba, "find_spec", {}.get)
    with pytest.raises(ConfigError, match=r"pip install '\w+\[fast\]'"):
        RjiebaSegmenter()
