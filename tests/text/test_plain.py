"""What a text says does not depend on how it ends its lines or how wide its digits are."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from spacy.language import Language

from pipeline.text.plain import as_plain
from tests.conftest import ROOT

ARTICLES = [
    json.loads(line)["text"]
    for line in (ROOT / "corpus" / "gold" / "dev.jsonl").read_text("utf-8").split("\n")[:8]
]
WIDE = {code: code + 0xFEE0 for code in range(0x30, 0x3A)}


def read_facts(nlp: Language, text: str) -> list[tuple[Any, ...]]:
    doc = nlp(text)
    names = [(as_plain(ent.text), ent.label_, ent._.canonical) for ent in doc.ents]
    metrics = [
        (m.value, m.unit, as_plain(m.indicator or ""), m.time, m.change, m.target) for m in doc._.metrics
    ]
    sections = [section.label for section in doc._.sections]
    return [*names, *metrics, *sections, len(list(doc.sents))]


@pytest.mark.parametrize(
    "write",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text.replace("\n", "\u2028"),
        lambda text: text.translate(WIDE),
    ],
    ids=["crlf", "cr", "separator", "wide"],
)
def test_facts_do_not_depend_on_line_ends_and_widths(nlp: Language, write: Callable[[str], str]) -> None:
    for text in ARTICLES:
        assert write(text) != text
        assert read_facts(nlp, write(text)) == read_facts(nlp, text)


def test_surfaces_are_those_of_the_text(nlp: Language) -> None:
    text = "２０２４年，上海港完成集装箱吞吐量５１００万标箱，同比增长４.８％。\r\n"
    doc = nlp(text)
    assert [metric.time for metric in doc._.metrics] == ["2024", "2024"]
    for metric in doc._.metrics:
        assert doc.text[metric.start : metric.end] == metric.text


def test_radicals_are_read_as_the_characters_they_show(nlp: Language) -> None:
    (metric,) = nlp("2025年3⽉18⽇，⾦山区出现客流⾼峰，共接待游客5.2万⼈次。")._.metrics
    assert (metric.value, metric.unit, metric.time) == ("52000", "人次", "2025-03-18")
    assert metric.text == "5.2万⼈次"


def test_plain_text_is_as_long_and_twice_plain() -> None:
    text = "\r\n\x85\u2028\u2029２Ａｚ\ud800上"
    assert as_plain(text) == "\n\n\n\n\n2Az\ufffd上"
    assert as_plain(as_plain(text)) == as_plain(text)
