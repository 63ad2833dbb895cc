"""Numbers and quantities in running text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.quantities.quantities import find_quantities
from pipeline.text.quantities.readings import find_numbers
from tests.text.quantities.cases import load_cases

ALPHABET = "一二三两十百千万亿几多余约近超过至到-—~%％.,，。、第从由的年月日元人家个成倍半度0123456789 A$¥每"


@pytest.mark.parametrize("case", load_cases("numbers"))
def test_find_numbers(case: dict[str, Any]) -> None:
    assert [number.value for number in find_numbers(case["text"])] == case["values"]


@pytest.mark.parametrize("case", load_cases("quantities"))
def test_find_quantities(case: dict[str, Any]) -> None:
    found = [
        {key: getattr(quantity, key) for key in ("text", "value", "value_max", "unit", "qualifier")}
        for quantity in find_quantities(case["text"])
    ]
    assert found == case["found"]


@given(st.text(alphabet=ALPHABET, max_size=40))
def test_find_quantities_gives_ordered_spans_of_the_text(text: str) -> None:
    position = 0
    for quantity in find_quantities(text):
        assert position <= quantity.start < quantity.end
        assert text[quantity.start : quantity.end] == quantity.text
        position = quantity.end


@given(st.text(alphabet=ALPHABET, max_size=40))
def test_find_numbers_gives_spans_of_the_text(text: str) -> None:
    for number in find_numbers(text):
        assert text[number.start : number.end] == number.text
