"""Sentence boundaries: marks, quotes, numbers, addresses, line ends."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.sentences import find_sentences

CASES = {
    "marks": ("增长了。下降了！为什么？", ["增长了。", "下降了！", "为什么？"]),
    "semicolon-joins": ("一是；二是。", ["一是；二是。"]),
    "quote-closes-with-the-mark": ("他说：“好！”她笑了。", ["他说：“好！”", "她笑了。"]),
    "quote-goes-on": ("“好！”、他说。完。", ["“好！”、他说。", "完。"]),
    "decimal": ("增长3.5%。版本2.0。", ["增长3.5%。", "版本2.0。"]),
    "address": ("见www.a.com?x=1!y。完。", ["见www.a.com?x=1!y。", "完。"]),
    "ascii-marks": ("Really? Yes! 好.", ["Really?", "Yes!", "好."]),
    "repeated-marks": ("什么？！真的吗……是。", ["什么？！", "真的吗……", "是。"]),
    "title-with-mark": ("看《谁？》一书。", ["看《谁？》一书。"]),
    "lines": ("标题\n\n  正文。\r\n末行", ["标题", "正文。", "末行"]),
    "blank": (" \n ", []),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_sentences_cut_where_they_should(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in find_sentences(text)] == expected


@given(st.text(alphabet="一二。！？；!?…”」\n 3.a/", max_size=60))
def test_sentences_cover_everything_but_blanks(text: str) -> None:
    spans = find_sentences(text)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())
