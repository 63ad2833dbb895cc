"""Question marks that ask nothing give back their sign; the others stay."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.repair import repair
from pipeline.text.repair.debris.placeholders import find_placeholders
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import Rewrite
from tests.text.repair.cases import load_cases

CONTEXT = Context(LanguageModel())


@pytest.mark.parametrize("case", load_cases("placeholders"))
def test_placeholders_give_back_the_sign(case: dict[str, Any]) -> None:
    assert repair(case["raw"]).text == case["text"]


def test_placeholders_can_be_switched_off() -> None:
    context = CONTEXT._replace(disabled=frozenset({"placeholder"}))
    assert list(find_placeholders("Copyright ? 2016", context)) == []


@given(
    st.lists(
        st.sampled_from(["?", "乔布斯", "史蒂夫", "2016", " ", "版权所有", "\n", "吗", "A", "“9", "11”"]),
        max_size=20,
    )
)
def test_placeholders_changes_are_disjoint_and_settle(parts: list[str]) -> None:
    raw = "".join(parts)
    text = Rewrite.build(raw, find_placeholders(raw, CONTEXT)).text
    assert len(text) == len(raw)
