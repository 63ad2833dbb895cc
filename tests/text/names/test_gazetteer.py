"""Tables and user gazetteers: reading, precedence, matching, storage."""

import json
import pickle
from pathlib import Path

import pytest

from pipeline.errors import ConfigError, DataError
from pipeline.text.names.find import find_mentions
from pipeline.text.names.gazetteer import Entry, Gazetteer
from pipeline.text.names.mentions import select_longest

ROW = {"name": "模力研究社", "label": "ORG", "aliases": ["模力社"], "subtype": "institute"}


def write(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    return path


def test_gazetteer_adds_user_entries(tmp_path: Path) -> None:
    gazetteer = Gazetteer.create(write(tmp_path / "own.jsonl", ROW))
    (name,) = select_longest(find_mentions("模力社成立", gazetteer))
    assert (name.canonical, name.entity_id, name.rule) == (
        "模力研究社",
        "user:模力研究社",
        "user:user:模力研究社",
    )


def test_gazetteer_lets_user_entries_win(tmp_path: Path) -> None:
    own = {"id": "own-1", "name": "沪国资", "label": "PRODUCT", "aliases": ["上海市国资委"]}
    gazetteer = Gazetteer.create(write(tmp_path / "own.jsonl", own))
    (name,) = select_longest(find_mentions("据上海市国资委消息", gazetteer))
    assert (name.label, name.canonical, name.entity_id) == ("PRODUCT", "沪国资", "own-1")


def test_gazetteer_lets_user_entries_win_over_what_crosses_them(tmp_path: Path) -> None:
    own = {"name": "院长龚正", "label": "EVENT"}
    gazetteer = Gazetteer.create(write(tmp_path / "own.jsonl", own))
    assert [name.canonical for name in select_longest(find_mentions("院长龚正说", gazetteer))] == ["院长龚正"]


def test_gazetteer_reads_csv(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("name,label,aliases\n模力研究社,ORG,模力社;模研社\n", "utf-8-sig")
    (entry,) = [entry for entry in Gazetteer.create(path).entries if entry.source == "user"]
    assert entry.aliases == ("模力社", "模研社")


@pytest.mark.parametrize(
    "row",
    [{"name": "x"}, {"name": "x", "label": "PLACE"}, {"label": "ORG"}, [], {**ROW, "aliases": "模力社"}],
)
def test_gazetteer_refuses_unusable_rows_with_their_line(tmp_path: Path, row: object) -> None:
    with pytest.raises(DataError, match=r"own\.jsonl:2"):
        Gazetteer.create(write(tmp_path / "own.jsonl", ROW, row))


def test_gazetteer_refuses_broken_json(tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text("{", "utf-8")
    with pytest.raises(DataError, match=r"own\.jsonl:1"):
        Gazetteer.create(tmp_path / "own.jsonl")


def test_gazetteer_names_a_missing_file() -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.jsonl"):
        Gazetteer.create("nowhere.jsonl")


def test_gazetteer_survives_bytes_and_pickle() -> None:
    gazetteer = Gazetteer([Entry("a", "上海市", "GPE", aliases=("上海",), short=("沪",))])
    for back in (Gazetteer.from_bytes(gazetteer.to_bytes()), pickle.loads(pickle.dumps(gazetteer))):
        assert back.entries == gazetteer.entries
        assert back.find("在上海市") == gazetteer.find("在上海市")


def test_gazetteer_respects_latin_words() -> None:
    gazetteer = Gazetteer([Entry("ai", "AI", "PRODUCT")])
    assert [hit.start for hit in gazetteer.find("AIGC和AI")] == [5]
