"""The component that sets sentence boundaries."""

import spacy
from spacy.tokens import Doc

from pipeline.components.sentences import Sentences


def test_sentences_are_set_on_tokens() -> None:
    nlp = spacy.blank("zh")
    doc = Sentences(nlp)(nlp.make_doc("增长了。“好！”他说。\n标题"))
    assert [sentence.text.strip() for sentence in doc.sents] == ["增长了。", "“好！”", "他说。", "标题"]


def test_sentences_leave_every_token_decided() -> None:
    nlp = spacy.blank("zh")
    doc = Sentences(nlp)(nlp.make_doc("甲。乙。"))
    assert all(token.is_sent_start in (True, False) for token in doc)


def test_sentences_accept_an_empty_doc_and_store_nothing() -> None:
    nlp = spacy.blank("zh")
    component = Sentences(nlp)
    assert len(component(Doc(nlp.vocab))) == 0
    assert component.from_bytes(component.to_bytes()) is component
