"""Invisible characters go where they mean nothing and stay where they mean something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.repair.debris.controls import could_have_invisible, find_invisible
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import IRRECOVERABLE, Rewrite

CONTEXT = Context(LanguageModel())


def clean(raw: str) -> str:
    """Run this stage alone."""
    return Rewrite.build(raw, find_invisible(raw, CONTEXT)).text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\ufeff上海\ufeff", "上海"),
        ("上\u200b海\u200c市\u200d", "上海市"),
        ("上\u00ad海", "上海"),
        ("a\x00b\x07c\x7f", "abc"),
        ("\u202e上海\u202c", "上海"),
        ("\x1b[1;31m重要\x1b[0m", "重要"),
        ("第一页\x0c第二页", "第一页\n第二页"),
        ("第一页\x0c\n第二页", "第一页\n第二页"),
        ("\ud83d\ude00", "😀"),
        ("半\ud83d", "半\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_invisible_is_removed(raw: str, text: str) -> None:
    assert could_have_invisible(raw)
    assert clean(raw) == text
    assert clean(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "👨\u200d👩\u200d👧",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष",
        "ภาษา\u200bไทย",
        "\u200fשלום\u200f",
        "甲\t乙\r\n丙\u3000丁\u00a0戊\u2028己",
    ],
)
def test_invisible_with_a_meaning_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    "raw", ["上\N{REPLACEMENT CHARACTER}海", "上\ue123海", "锟斤拷锟斤拷上海", "新闻锟斤拷上海"]
)
def test_invisible_what_is_lost_is_marked(raw: str) -> None:
    rewrite = Rewrite.build(raw, find_invisible(raw, CONTEXT))
    assert rewrite.text == raw
    assert [edit.status for edit in rewrite.edits] == [IRRECOVERABLE]


def test_invisible_talk_about_lost_characters_is_not_marked() -> None:
    assert list(find_invisible("“锟斤拷”是怎么来的？", CONTEXT)) == []


@given(
    st.text(
        st.sampled_from("上a\u200b\u200d\ufeff\x00\x0c\n\ud83d\ude00😀\u202e\ue000锟斤拷\xad\x85é"),
        max_size=40,
    )
)
def test_invisible_settles(raw: str) -> None:
    text = clean(raw)
    assert clean(clean(text)) == clean(text)
    assert could_have_invisible(raw) or text == raw
