"""All finders together, on cases that are data, and on random text."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text.names.find import find_mentions
from pipeline.text.names.gazetteer import Gazetteer
from pipeline.text.names.mentions import Mention, select_longest

CASES = Path(__file__).parents[2] / "cases" / "names"
PIECES = [
    *list("上海市委区长的和与、。《》（）“”·\n 0A9张王李说"),
    "上海",
    "复旦大学",
    "研究院",
    "记者",
    "以下简称",
    "有限公司",
]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.create()


def load(name: str) -> list[Any]:
    lines = (CASES / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, lines)]


def find_flat(text: str, gazetteer: Gazetteer) -> list[list[str | None]]:
    found = select_longest(find_mentions(text, gazetteer))
    return [[text[name.start : name.end], name.label, name.canonical] for name in found]


@pytest.mark.parametrize("case", load("found") + load("negative"))
def test_find_gives_the_names_of_the_case(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    assert find_flat(case["text"], gazetteer) == case["entities"]


@pytest.mark.parametrize("case", load("known-failures"))
@pytest.mark.xfail(strict=True, reason="known failure: remove the case when it passes")
def test_find_fails_where_it_is_known_to(case: dict[str, Any], gazetteer: Gazetteer) -> None:
    assert find_flat(case["text"], gazetteer) == case["entities"]


def crosses(one: Mention, two: Mention) -> bool:
    return one.start < two.start < one.end < two.end


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_find_keeps_names_apart_or_nested(text: str) -> None:
    names = find_mentions(text, GAZETTEER)
    assert all(0 <= name.start < name.end <= len(text) and name.rule for name in names)
    assert all(text[name.start : name.end].strip() == text[name.start : name.end] for name in names)
    assert len({(name.start, name.end) for name in names}) == len(names)
    assert not any(crosses(one, two) for one in names for two in names)


GAZETTEER = Gazetteer.create()


def test_find_runs_on_any_unicode() -> None:
    assert find_mentions("", GAZETTEER) == []
    assert find_mentions("\ud800\x00\u200b𠮷·" * 3, GAZETTEER) == []


def test_find_keeps_blanks_out_of_names() -> None:
    text = "世界银行的副总裁 马克·马洛赫·布朗, 与外交官见面。"
    assert "马克·马洛赫·布朗" in [text[name.start : name.end] for name in find_mentions(text, GAZETTEER)]


def test_find_is_deterministic() -> None:
    text = "上海市国资委主任贺青介绍，复旦、交大两校与上海人工智能实验室合作。"
    assert find_mentions(text, GAZETTEER) == find_mentions(text, Gazetteer.create())
