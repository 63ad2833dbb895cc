"""The rule tables of names: schema, order, uniqueness, sane regexes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[3] / "pipeline" / "data"
KINDS = {
    "institution_rules": {
        "bare_event",
        "blocker",
        "branch_city",
        "branched",
        "deed",
        "drug_ending",
        "employed",
        "firm",
        "fund",
        "generic",
        "head",
        "inner",
        "keep",
        "local_trade",
        "numbered_thing",
        "opener",
        "platform",
        "role_noun",
        "stop",
        "tail",
        "thing",
        "trade",
        "trim",
        "verb",
        "wary",
    },
    "person_titles": {
        "broken",
        "business",
        "credit",
        "group",
        "headed",
        "honorific",
        "not_person",
        "role",
        "role_weak",
        "say",
        "speech",
        "stop",
        "think",
    },
    "roads": {"road"},
    "sections": {"byline_inside", "byline_start", "comment", "furniture"},
    "surnames": {"common", "compound", "japanese", "rare"},
}
LABELS = {"EVENT", "FAC", "GPE", "LAW", "LOC", "ORG", "PERSON", "PRODUCT"}


def read(table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / f"{table}.jsonl").read_text("utf-8").split("\n") if line]


@pytest.mark.parametrize("table", KINDS)
def test_tables_know_their_kinds_and_repeat_nothing(table: str) -> None:
    rows = read(table)
    keys = [(row["kind"], row["text"]) for row in rows]
    assert {kind for kind, _ in keys} <= KINDS[table]
    assert keys == sorted(keys) and len(keys) == len(set(keys))
    assert all(text and text == text.strip() for _, text in keys)


def test_tables_give_each_head_a_label_and_a_need() -> None:
    heads = [row for row in read("institution_rules") if row["kind"] == "head"]
    assert {row["label"] for row in heads} <= LABELS
    assert {row["needs"] for row in heads} <= {"any", "brand", "name", "owner", "place", "road", "title"}
    assert all(row["subtype"] for row in heads)


@pytest.mark.parametrize("table", ["common_words", "given_names", "translit"])
def test_tables_of_words_are_sorted_and_unique(table: str) -> None:
    words = [row["text"] for row in read(table)]
    assert words == sorted(set(words))


def test_tables_of_patterns_compile() -> None:
    rows = read("name_patterns")
    assert [row["id"] for row in rows] == sorted({row["id"] for row in rows})
    assert all(row["label"] in LABELS and re.compile(row["pattern"]) for row in rows)


@pytest.mark.parametrize("table", [*KINDS, "common_words", "given_names", "translit", "name_patterns"])
def test_tables_are_compact_and_unescaped(table: str) -> None:
    for line in (DATA / f"{table}.jsonl").read_text("utf-8").splitlines():
        assert line == json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":"))
