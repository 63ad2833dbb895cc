"""Stray markup goes, entities and escapes are decoded, code stays."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.repair import repair
from pipeline.text.repair.debris.residue import could_have_residue, find_residue
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import Rewrite
from tests.text.repair.cases import load_cases

CONTEXT = Context(LanguageModel())
PIECES = [
    "<",
    ">",
    "/",
    "span",
    "br",
    "p",
    "&",
    "nbsp",
    ";",
    "amp;",
    "\\u4e2d",
    "%u56fd",
    '"',
    "style=",
    "上海",
    " ",
    "\n",
]


@pytest.mark.parametrize("case", load_cases("residue"))
def test_residue_is_removed_or_decoded(case: dict[str, Any]) -> None:
    assert repair(case["raw"]).text == case["text"]


@pytest.mark.parametrize(
    "text", ["标签<br>表示换行", "```\n<p>一</p>\n```", "[\\u4e00-\\u9fa5]", "vector<b>", "a<b 且 b>c"]
)
def test_residue_leaves_code(text: str) -> None:
    assert list(find_residue(text, CONTEXT)) == []


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_residue_scan_misses_nothing(parts: list[str]) -> None:
    raw = "".join(parts)
    changes = list(find_residue(raw, CONTEXT))
    assert could_have_residue(raw) or not changes
    Rewrite.build(raw, changes)
