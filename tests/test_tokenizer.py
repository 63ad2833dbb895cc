"""The tokenizer keeps the raw text, settles in one pass, and refuses what cannot be stored."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.attrs import get_rewrite
from pipeline.errors import InputError
from pipeline.io.records import create_record
from pipeline.text.rewrite import Change, Rewrite, replay
from tests.conftest import DAMAGED

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.text(st.sampled_from("發(fā)業(yè)展时時隨著?，。 \n<p>&;Aa1\u200b\ufffd鞎紕"), max_size=60),
)


@given(text=TEXTS)
@settings(deadline=None, max_examples=150)
def test_tokenizer_replays_and_settles(nlp: Language, text: str) -> None:
    doc = nlp.make_doc(text)
    rewrite = get_rewrite(doc)
    assert "".join(token.text_with_ws for token in doc) == doc.text == rewrite.text
    assert replay(text, rewrite.edits) == doc.text
    assert nlp.make_doc(doc.text).text == doc.text


@pytest.mark.parametrize("raw", DAMAGED)
def test_tokenizer_keeps_the_raw_text(nlp: Language, raw: str) -> None:
    doc = nlp.make_doc(raw)
    assert doc._.raw_text == raw
    assert doc._.script in ("Hans", "Hant", "mixed", "other")
    for token in doc:
        raw_start, raw_end = doc[token.i : token.i + 1]._.raw_range
        assert 0 <= raw_start <= raw_end <= len(raw)


def test_tokenizer_repairs_and_converts(nlp: Language) -> None:
    doc = nlp.make_doc(DAMAGED[0])
    assert doc.text.startswith("习近平29日在上海考察时强调,要加快发展。")
    assert "秦扬轲" in doc.text and "© 2016" in doc.text
    kinds = {edit.kind for edit in doc._.edits}
    assert {"gloss", "placeholder", "script"} <= kinds


def test_tokenizer_composes_with_an_earlier_rewrite(nlp: Language) -> None:
    source = "<b>發(fā)展</b>，个(gè)体"
    stripped = Rewrite.build(source, [Change(0, 3, "", "markup"), Change(9, 13, "", "markup")])
    doc = nlp.tokenizer.make_doc(stripped)
    assert doc._.raw_text == source
    assert replay(source, doc._.edits) == doc.text


def test_tokenizer_switches_rewriters_off() -> None:
    import pipeline

    plain = pipeline.load("clean", {"nlp.tokenizer.script": None, "nlp.tokenizer.repair": None})
    assert plain("發(fā)展").text == "發(fā)展"


def test_tokenizer_refuses_a_lone_surrogate(nlp: Language) -> None:
    with pytest.raises(InputError, match=r"U\+D800.*offset 2"):
        nlp.make_doc("上海\ud800")


PIECES = st.sampled_from(
    "上海市国资委 马克·马洛赫·布朗 记者李明 说 1340亿元 2024年 增长 复旦、交大两校 《办法》 “ ” ( ) （以下简称 张江 第3届 Co. "
    "\t \n \r\n \u3000 a .5% 约 ，。 、 \u200b 甲 乙 科学院 路 区".split(" ")
)


@given(st.lists(st.one_of(PIECES, st.just(" ")), max_size=25).map("".join))
@settings(deadline=None, max_examples=300)
def test_pipeline_makes_a_valid_record_of_any_mixture(nlp: Language, text: str) -> None:
    record = create_record(nlp(text))
    for item in (*record["entities"], *record["mentions"], *record["metrics"]):
        assert item["text"] == item["text"].strip() != ""
