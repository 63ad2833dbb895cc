"""The component that finds names and writes them to the document."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from pipeline.attrs import get_entities, get_mentions
from pipeline.components.entities import Entities
from pipeline.errors import ConfigError

TEXT = "据上海市国资委消息，上海人工智能实验室主任周伯文出席。"


@pytest.fixture(scope="module")
def blank() -> Language:
    return spacy.blank("zh")


@pytest.fixture(scope="module")
def component(blank: Language) -> Entities:
    return Entities(blank)


def make_doc(*words: str) -> Doc:
    return Doc(Vocab(), words=list(words), spaces=[False] * len(words))


def test_entities_write_label_canonical_and_id(blank: Language, component: Entities) -> None:
    doc = component(blank.make_doc(TEXT))
    found = [(ent.text, ent.label_, ent._.canonical, ent.kb_id_ == ent.id_) for ent in doc.ents]
    assert found == [
        ("上海市国资委", "ORG", "上海市国有资产监督管理委员会", True),
        ("上海人工智能实验室", "ORG", "上海人工智能实验室", True),
        ("周伯文", "PERSON", "周伯文", True),
    ]
    assert doc.ents[0].kb_id_ and not doc.ents[2].kb_id_


def test_entities_keep_nested_names_in_the_span_group(blank: Language, component: Entities) -> None:
    doc = component(blank.make_doc(TEXT))
    spans = [(span.text, span.label_) for span in doc.spans["mentions"]]
    assert ("上海", "GPE") in spans and ("上海人工智能实验室", "ORG") in spans
    assert [mention.start for mention in get_mentions(doc)] == sorted(
        span.start_char for span in doc.spans["mentions"]
    )


def test_entities_cut_only_tokens_that_straddle_an_edge(component: Entities) -> None:
    doc = component(make_doc("他们", "据上", "海市国资委", "消息", "。"))
    assert [token.text for token in doc] == ["他们", "据", "上", "海市", "国资委", "消息", "。"]
    assert [ent.text for ent in doc.ents] == ["上海市国资委"]


def test_entities_survive_docbin(blank: Language, component: Entities) -> None:
    doc = component(blank.make_doc(TEXT))
    (back,) = DocBin(store_user_data=True, docs=[doc]).get_docs(blank.vocab)
    assert get_entities(back) == get_entities(doc)
    assert [(ent.kb_id_, ent.id_) for ent in back.ents] == [(ent.kb_id_, ent.id_) for ent in doc.ents]


def test_entities_carry_the_user_gazetteer_along(blank: Language, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("name,label,aliases\n模力研究社,ORG,模力社\n", "utf-8")
    component = Entities(blank)
    component.initialize(gazetteer=own)
    component.to_disk(tmp_path / "saved")
    own.unlink()
    for back in (
        Entities(blank).from_disk(tmp_path / "saved"),
        Entities(blank).from_bytes(component.to_bytes()),
    ):
        assert [ent._.canonical for ent in back(blank.make_doc("模力社成立")).ents] == ["模力研究社"]


def test_entities_refuse_a_missing_gazetteer(blank: Language) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.csv"):
        Entities(blank).initialize(gazetteer="nowhere.csv")


def test_entities_run_twice_alike(blank: Language, component: Entities) -> None:
    doc = component(blank.make_doc(TEXT))
    first = get_mentions(doc), [token.text for token in doc]
    assert (get_mentions(component(doc)), [token.text for token in doc]) == first


def test_entities_accept_an_empty_doc(blank: Language, component: Entities) -> None:
    assert component(Doc(blank.vocab)).ents == ()
