"""The metrics component: sections, dates, names, storage."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from pipeline.attrs import INPUT, MENTIONS, SECTIONS, get_metrics
from pipeline.components.metrics import Metrics
from pipeline.text.names.mentions import Mention
from pipeline.text.sections import Section


@pytest.fixture(scope="module")
def blank() -> Language:
    return spacy.blank("zh")


@pytest.fixture
def component(blank: Language) -> Metrics:
    return Metrics(blank, "metrics")


def test_metrics_reads_title_byline_and_body_only(blank: Language, component: Metrics) -> None:
    doc = blank.make_doc("企业100家\n票价20元。\n热线费每次5元")
    doc.user_data[SECTIONS] = [
        tuple(Section(0, 7, "title")),
        tuple(Section(7, 14, "body")),
        tuple(Section(14, 21, "furniture")),
    ]
    assert [metric.text for metric in get_metrics(component(doc))] == ["100家", "20元"]


def test_metrics_takes_the_subject_from_the_mentions(blank: Language, component: Metrics) -> None:
    doc = blank.make_doc("上海港完成吞吐量4145.4万标准箱。")
    doc.user_data[MENTIONS] = [tuple(Mention(0, 3, "FAC", "port", "上海港", "sh-port", "gazetteer:x"))]
    (metric,) = get_metrics(component(doc))
    assert (metric.subject, metric.subject_id, metric.indicator, metric.unit) == (
        "上海港",
        "sh-port",
        "吞吐量",
        "TEU",
    )


@pytest.mark.parametrize(
    ("text", "given", "time"),
    [
        ("去年营收5亿元。", '{"published":"2025-03-04"}', "2024"),
        ("记者 张三 2025-03-04\n去年营收5亿元。", "{}", "2024"),
        ("去年营收5亿元。", "{}", None),
    ],
)
def test_metrics_resolves_relative_dates_by_publication(
    blank: Language, component: Metrics, text: str, given: str, time: str | None
) -> None:
    doc = blank.make_doc(text)
    doc.user_data[INPUT] = given
    assert get_metrics(component(doc))[-1].time == time


def test_metrics_survives_docbin(blank: Language, component: Metrics) -> None:
    doc = component(blank.make_doc("产值约5亿元，位居全国第二。"))
    (back,) = DocBin(store_user_data=True, docs=[doc]).get_docs(blank.vocab)
    assert get_metrics(back) == get_metrics(doc)
    assert len(get_metrics(back)) == 2


def test_metrics_runs_on_an_empty_doc(blank: Language, component: Metrics) -> None:
    assert get_metrics(component(Doc(blank.vocab))) == []


def test_metrics_serialises_to_nothing(tmp_path: Path, component: Metrics) -> None:
    component.to_disk(tmp_path / "metrics")
    assert component.from_disk(tmp_path / "metrics").from_bytes(component.to_bytes()) is component
