"""The name tables keep their schema, their order and one meaning for each form."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.text.quantities.lexicon import load_words

Entry = dict[str, Any]

DATA = Path(__file__).parents[1] / "pipeline" / "data"
FULL = [
    "id", "name", "aliases", "short", "en", "label", "subtype",
    "district", "parent", "valid_from", "valid_to", "successor",
]  # fmt: skip
LIGHT = ["id", "name", "aliases", "short", "label", "subtype", "en"]
SCHEMAS = {
    "institutions": FULL,
    "organizations": FULL,
    "products": FULL,
    "events": FULL,
    "people": FULL,
    "places": LIGHT,
}
ID_RE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DATE_RE = re.compile(r"\d{4}(-\d{2}){0,2}")
FORM_RE = re.compile(r"\S(.*\S)?")


def read(table: str) -> list[Entry]:
    path = DATA / f"{table}.jsonl"
    if not path.exists():
        pytest.skip(f"{path.name} is not there yet")
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def read_all() -> list[Entry]:
    return [entry for table in SCHEMAS if (DATA / f"{table}.jsonl").exists() for entry in read(table)]


def subtypes() -> dict[str, set[str]]:
    """The closed list in the README is the list: a kind that it does not name does not exist."""
    lines = re.findall(r"^- ([A-Z]+): (`.*)$", (DATA / "README.md").read_text("utf-8"), re.M)
    return {label: set(re.findall(r"`(\w+)`", kinds)) for label, kinds in lines}


def districts() -> set[str]:
    return {e["name"] for e in read("institutions") if e["subtype"] == "district" and not e["valid_to"]}


def forms(entry: Entry) -> Iterator[tuple[str, bool]]:
    """Each form of an entry, with True where it needs context."""
    yield entry["name"], False
    yield from ((form, False) for form in entry["aliases"])
    yield from ((form, True) for form in entry["short"])


@pytest.mark.parametrize("table", SCHEMAS)
def test_data_lines_are_compact_and_sorted(table: str) -> None:
    entries = read(table)
    text = "".join(
        json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n"
        for entry in sorted(entries, key=lambda entry: str(entry["id"]))
    )
    assert (DATA / f"{table}.jsonl").read_bytes().decode() == text


@pytest.mark.parametrize("table", SCHEMAS)
def test_data_schema(table: str) -> None:
    kinds, seats = subtypes(), districts()
    for entry in read(table):
        assert list(entry) == SCHEMAS[table], entry["id"]
        assert ID_RE.fullmatch(entry["id"]), entry["id"]
        assert entry["subtype"] in kinds[entry["label"]], entry["id"]
        assert entry.get("district") in seats | {None}, entry["id"]
        for form, _ in forms(entry):
            assert FORM_RE.fullmatch(form), (entry["id"], form)
        for key in ("valid_from", "valid_to"):
            assert entry.get(key) is None or DATE_RE.fullmatch(entry[key]), entry["id"]
        assert entry.get("successor") is None or entry["valid_to"], entry["id"]


def test_data_ids_and_names_are_unique() -> None:
    for key in ("id", "name"):
        values = [entry[key] for entry in read_all()]
        assert len(values) == len(set(values)), sorted({v for v in values if values.count(v) > 1})


def test_data_forms_within_an_entry_are_unique() -> None:
    for entry in read_all():
        own = [form for form, _ in forms(entry)]
        assert len(own) == len(set(own)), entry["id"]


def test_data_districts_are_sixteen() -> None:
    assert len(districts()) == 16


def test_data_references_exist() -> None:
    ids = {entry["id"] for entry in read_all()}
    for entry in read_all():
        for key in ("parent", "successor"):
            assert entry.get(key) is None or entry[key] in ids, (entry["id"], key, entry[key])


def test_data_form_leads_to_one_entry() -> None:
    """Two entries may share a form only where all of them hold it for context to decide."""
    owners: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for entry in read_all():
        for form, needs_context in forms(entry):
            owners[form].append((entry["id"], needs_context))
    clashes = {
        form: found
        for form, found in owners.items()
        if len(found) > 1 and not all(needs_context for _, needs_context in found)
    }
    assert not clashes


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("上海市国资委", "上海市国有资产监督管理委员会"),
        ("市经信委", "上海市经济和信息化委员会"),
        ("市卫计委", "上海市卫生和计划生育委员会"),
        ("上交所", "上海证券交易所"),
        ("上海交大", "上海交通大学"),
        ("瑞金医院", "上海交通大学医学院附属瑞金医院"),
        ("徐汇", "徐汇区"),
        ("徐汇区委", "中国共产党上海市徐汇区委员会"),
    ],
)
def test_data_alias_gives_the_official_name(form: str, name: str) -> None:
    assert [entry["name"] for entry in read_all() if form in entry["aliases"]] == [name]


@pytest.mark.parametrize("form", ["交大", "市委", "一中院", "中山", "仁济", "瑞金", "师大", "沪", "长宁"])
def test_data_ambiguous_form_needs_context(form: str) -> None:
    entries = read_all()
    assert any(form in entry["short"] for entry in entries)
    assert not any(form in entry["aliases"] for entry in entries)


def test_data_odd_readings_are_other_than_the_commonest() -> None:
    readings = {row["key"]: row["readings"] for row in read("gloss_keys")}
    rows = read("odd_readings")
    assert rows == sorted(rows, key=lambda row: (row["key"], row["reading"]))
    for row in rows:
        assert list(row) == ["key", "reading", "words"], row
        assert row["reading"] in readings[row["key"]][1:], row
        assert row["words"] == sorted(
            {word for word in row["words"] if row["key"] in word and len(word) == 2}
        ), row


def test_words_around_numbers_have_known_roles() -> None:
    rows = read("metric_words")
    assert all(set(row) == {"surface", "role", "value"} for row in rows)
    assert sum(map(len, load_words().values())) == len(rows)


def test_passing_words_hold_a_lasting_one() -> None:
    """Else the exception excepts nothing: 过火面积 stands there because 面积 does."""
    words = load_words()["static"]
    lasting = [word for word, kind in words.items() if kind != "passing"]
    for word, kind in words.items():
        assert kind != "passing" or any(part in word and part != word for part in lasting), word
