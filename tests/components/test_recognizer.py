"""The component behind the rules: names that a model sees."""

import socket
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import pipeline
from pipeline.attrs import get_entities, get_mentions
from pipeline.components.recognizer import Recognizer
from pipeline.errors import ConfigError, DataError
from pipeline.evaluation import evaluate
from pipeline.resources import find_model

ROOT = Path(__file__).parents[2]
SETTINGS = {"threshold": 0.3, "trust": 0.2, "page_threshold": 0.9, "page_trust": 1.0}
TEXT = "安藤利吉代表日本向陳儀投降，隨後他乘船前往橫須賀。"


@pytest.fixture(scope="module")
def ner() -> Language:
    return pipeline.load(ROOT / "configs" / "ner.cfg")


def names(doc: Doc) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in doc.ents]


def test_recognizer_adds_names_that_no_rule_sees(ner: Language, nlp: Language) -> None:
    rules, both = names(nlp(TEXT)), names(ner(TEXT))
    assert ("安藤利吉", "PERSON") in both and ("安藤利吉", "PERSON") not in rules


def test_recognizer_spans_lead_to_the_raw_text(ner: Language) -> None:
    doc = ner(TEXT)
    assert doc.ents
    for ent in doc.ents:
        start, end = ent._.raw_range
        assert ner.tokenizer.rewrite.__self__.script(TEXT[start:end]).text == ent.text
        assert doc.text[ent.start_char : ent.end_char] == ent.text
    assert [ent._.canonical for ent in doc.ents if ent.text == "安藤利吉"] == ["安藤利吉"]


def test_recognizer_survives_docbin(ner: Language) -> None:
    doc = ner(TEXT)
    (back,) = DocBin(store_user_data=True, docs=[doc]).get_docs(ner.vocab)
    assert get_entities(back) == get_entities(doc)
    assert get_mentions(back) == get_mentions(doc)


def test_recognizer_is_saved_with_the_pipeline(
    ner: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("no network")

    ner.to_disk(tmp_path)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    back = spacy.load(tmp_path)
    assert get_mentions(back(TEXT)) == get_mentions(ner(TEXT))
    blank = Recognizer(ner, **SETTINGS)
    component = ner.get_pipe("recognizer")
    assert blank.from_bytes(component.to_bytes()).to_bytes() == component.to_bytes()


def test_recognizer_leaves_the_user_alone(tmp_path: Path) -> None:
    own = tmp_path / "own.jsonl"
    own.write_text('{"name": "利吉代", "label": "PRODUCT"}\n', "utf-8")
    ner = pipeline.load("ner", {"paths.gazetteer": str(own)})
    assert ("利吉代", "PRODUCT") in names(ner(TEXT))


def test_recognizer_refuses_other_files(ner: Language, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"weights\.npz"):
        Recognizer(ner, **SETTINGS).initialize(model=tmp_path)
    (tmp_path / "weights.npz").write_bytes(b"\x80\x04N.")
    with pytest.raises(DataError, match="Malformed"):
        Recognizer(ner, **SETTINGS).initialize(model=tmp_path)
    (tmp_path / "weights.npz").write_bytes((find_model("segmenter") / "weights.npz").read_bytes())
    with pytest.raises(DataError, match="Malformed"):
        Recognizer(ner, **SETTINGS).initialize(model=tmp_path)
    with pytest.raises(ConfigError, match="no model"):
        Recognizer(ner, **SETTINGS)(ner.make_doc(TEXT))


@pytest.mark.parametrize("text", ["", " ", "\n\n", "a", "海", "🙂\ud7ff", "。" * 300])
def test_recognizer_takes_any_text(ner: Language, text: str) -> None:
    assert ner(text).text == text


def test_recognizer_is_evaluated(ner: Language, tmp_path: Path) -> None:
    lines = (ROOT / "corpus" / "gold" / "dev.jsonl").read_text("utf-8").split("\n")[:2]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (scores,) = evaluate(ner, tmp_path).values()
    assert scores["documents"] == 2
    assert scores["entities"]["all"]["f1"] > 0.9
