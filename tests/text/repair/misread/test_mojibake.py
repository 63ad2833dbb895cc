"""Text that was read with the wrong table comes back, proves itself, and stays."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.text.repair import repair
from pipeline.text.repair.misread.mojibake import KINDS, could_have_mojibake
from pipeline.text.rewrite import replay
from tests.text.repair.cases import load_cases, read_cases

SENTENCES = [row["text"] for row in read_cases("mojibake")]
TABLES = ["gb18030", "latin-1", "cp1252", "big5hkscs"]


@pytest.mark.parametrize("case", load_cases("mojibake"))
def test_mojibake_is_read_again(case: dict[str, Any]) -> None:
    assert could_have_mojibake(case["raw"])
    assert repair(case["raw"]).text == case["text"]


@pytest.mark.parametrize("case", load_cases("pages"))
def test_mojibake_pages_are_read_again(case: dict[str, Any]) -> None:
    assert repair(case["raw"]).text == case["text"]


@pytest.mark.parametrize("case", load_cases("known-failures"))
def test_mojibake_known_failures(case: dict[str, Any]) -> None:
    assert repair(case["raw"]).text == case["text"]


def test_mojibake_edits_name_their_kind_and_confidence() -> None:
    edit = repair("今天，涓婃捣市").edits[0]
    assert (edit.kind, edit.before, edit.after) == ("utf8_as_gbk", "涓婃捣", "上海")
    assert edit.kind in KINDS
    assert 0.9 < edit.confidence <= 1


def test_mojibake_lost_tail_is_marked_not_guessed() -> None:
    rewrite = repair("据新华社北京电".encode().decode("gbk", "ignore"))
    assert rewrite.text == "据新华社北京电" or "\N{REPLACEMENT CHARACTER}" in rewrite.text


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(SENTENCES),
    st.sampled_from(["utf-8", "gb18030"]),
    st.sampled_from(TABLES),
    st.integers(0, 20),
)
def test_mojibake_repair_is_idempotent_and_replays(text: str, written: str, read: str, lost: int) -> None:
    data = text.encode(written)
    raw = (data[:lost] + data[lost + 1 :]).decode(read, "replace")
    rewrite = repair(raw)
    assert replay(raw, rewrite.edits) == rewrite.text
    assert repair(rewrite.text).text == rewrite.text


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("涓婃捣鍦奻漆ÖÐ¹úä¸\xad〆莉眡?\n a。"), max_size=60))
def test_mojibake_repair_takes_any_mixture(raw: str) -> None:
    rewrite = repair(raw)
    assert replay(raw, rewrite.edits) == rewrite.text


def test_mojibake_of_mojibake_is_given_up_for_lost() -> None:
    text = "镇上的新图书馆昨天开放，许多居民带着孩子前来借书，馆员说周末还有讲座。"
    for _ in range(3):
        text = text.encode("utf-8").decode("gbk", "ignore")
    rewrite = repair(text)
    (mark,) = rewrite.edits
    assert (rewrite.text, mark.kind, mark.status) == (text, "utf8_as_gbk", "irrecoverable")
    assert len(mark.before) > len(text) // 2
