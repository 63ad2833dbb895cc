"""Every input is found, and whatever it holds, it ends as a document or in quarantine with a reason."""

import gzip
import hashlib
import io
import json
import os
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline.io import rows
from pipeline.io.items import make_item, split_source, suffixes
from tests.batch import Batch
from tests.conftest import ROOT

SCHEMA = json.loads((ROOT / "docs" / "record.schema.json").read_text(encoding="utf-8"))
PAGE = "上海市政府今天宣布，全市经济稳步发展。\n"


@pytest.fixture(autouse=True)
def _without_fsync(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", int)


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch(tmp_path)


def run_one(batch: Batch, name: str, content: str | bytes, **settings: Any) -> dict[str, Any] | str:
    """Run over one file of one input; give its record, or the reason why it has none."""
    batch.write(name, content)
    batch.run(**settings)
    records, reasons = batch.records(), batch.reasons()
    assert len(records) + len(reasons) == 1
    for record in records:
        jsonschema.validate(record, SCHEMA)
    return records[0] if records else next(iter(reasons.values()))


@pytest.mark.parametrize(
    ("name", "content", "encoding"),
    [
        ("a.txt", PAGE.encode(), "utf-8"),
        ("a.md", b"\xef\xbb\xbf" + PAGE.encode(), "utf-8-sig"),
        ("a.txt", PAGE.encode("gb18030"), "gb18030"),
        ("a.txt", PAGE.encode("utf-16"), "utf-16-le"),
        ("A.TXT.gz", gzip.compress(PAGE.encode()), "utf-8"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "",
)
def test_readers_decode(batch: Batch, name: str, content: bytes, encoding: str) -> None:
    record = run_one(batch, name, content)
    assert isinstance(record, dict)
    assert (record["raw_text"], record["encoding"]) == (PAGE, encoding)
    assert record["sha256"] == hashlib.sha256(content).hexdigest()


def test_readers_keep_line_ends(batch: Batch) -> None:
    text = "一\r\n二\r三\x85四\u2028五\n\n"
    record = run_one(batch, "a.txt", text)
    assert isinstance(record, dict) and record["raw_text"] == text


def test_readers_take_metadata_of_pages(batch: Batch) -> None:
    page = "<html><head><title>题目</title></head><body><p>正文&amp;正文</p></body></html>"
    record = run_one(batch, "a.html", page)
    assert isinstance(record, dict)
    assert record["raw_text"] == page and "<p>" not in record["text"] and record["title"] == "题目"


def test_readers_take_fields_of_rows(batch: Batch) -> None:
    row = {
        "body": "正文",
        "title": "题",
        "published": "2024-12-31",
        "url": 7,
        "tags": ["一", {"n": 1 << 70}],
        "x": None,
    }
    record = run_one(batch, "a.jsonl", json.dumps(row), reader__text_field="body")
    assert isinstance(record, dict)
    assert (record["title"], record["published"], record["url"]) == ("题", "2024-12-31", None)
    assert record["meta"] == {"url": 7, "tags": ["一", {"n": 1 << 70}], "x": None}
    assert record["source"] == "a.jsonl#1"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"\xef\xbb\xbf", "empty"),
        ("a.txt", bytes(range(256)) * 7, "binary data"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(100), "PNG"),
        ("a.txt", "上\0".encode() * 9, "control characters"),
        ("a.txt", "长" * 700, "reader.max_bytes"),
        ("a.pdf", b"%PDF-1.4", "'.pdf'"),
        ("README", b"text", "no suffix"),
        ("a.txt.gz", b"not gzip", "broken"),
        ("a.txt.gz", gzip.compress(b"x" * 500)[:-9], "broken"),
        ("a.txt.gz", gzip.compress(b"x" * 5000), "reader.max_bytes"),
        ("a.zip", b"PK\x03\x04 not zip", "broken"),
        ("a.tar", b"not tar", "broken"),
        ("a.jsonl", b"", "no rows"),
        ("a.jsonl", b"{bad", "not valid JSON"),
        ("a.jsonl", b"[1]", "not an object"),
        ("a.jsonl", b'{"no": "text"}', "no field 'text'"),
        ("a.jsonl", b'{"text": 1}', "reader.text_field"),
        ("a.jsonl", b'{"text": ""}', "empty"),
        ("a.jsonl", b'{"text": "\\ud800"}', "lone surrogate"),
        ("a.jsonl", b'{"text": "a", "m": "\\udc00"}', "lone surrogate"),
        ("a.jsonl", b'{"text": "a", "m": NaN}', "not valid JSON"),
        ("a.jsonl", b"[" * 1500, "not valid JSON"),
        ("a.jsonl", b'{"text": "' + b"x" * 3000 + b'"}', "reader.max_bytes"),
        ("a.csv", b"text,title\na,b,c\n", "3 fields where the header has 2"),
        ("a.csv", b'text\n"open\n', "not valid CSV"),
        ("a.csv", b"title\nx\n", "no field 'text'"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "",
)
def test_readers_refuse(batch: Batch, name: str, content: bytes | str, reason: str) -> None:
    found = run_one(batch, name, content, reader__max_bytes=2000)
    assert isinstance(found, str) and reason in found
    for original in (batch.output / "quarantine").glob("*/original*"):
        assert original.read_bytes() in (batch.input / name).read_bytes()


def test_readers_quarantine_bad_rows_alone(batch: Batch) -> None:
    batch.write("a.jsonl", b'{"text": "a"}\r\n\n{bad\n{"text": "b\\u2028"}\n' + '{"text": "\x85"}'.encode())
    batch.write("b.csv", 'title,text\n"t","多\n\n行, ""引"""\n一,二,三\n"没关,x\n好,行\n'.encode())
    batch.write("c.csv", "题,text\n题,正文在此，上海市政府\n".encode("gb18030"))
    batch.write("d.jsonl", '{"text": "上"}\n{"text": "下"}\n'.encode("utf-16"))
    assert batch.run() == 3
    texts = {record["source"]: record["raw_text"] for record in batch.records()}
    assert texts == {
        "a.jsonl#1": "a",
        "a.jsonl#4": "b\u2028",
        "a.jsonl#5": "\x85",
        "b.csv#2": '多\n\n行, "引"',
        "b.csv#7": "行",
        "c.csv#2": "正文在此，上海市政府",
        "d.jsonl#1": "上",
        "d.jsonl#2": "下",
    }
    assert set(batch.reasons()) == {"a.jsonl#3", "b.csv#5", "b.csv#6"}


def test_readers_open_archives(batch: Batch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil.txt", PAGE)
        archive.writestr("d/a.txt", PAGE)
        archive.writestr("d/b.txt.gz", gzip.compress(PAGE.encode()))
        archive.writestr("rows.jsonl", '{"text": "x"}\n{"t": 1}\n')
        archive.writestr("bomb.txt", "0" * 3_000_000)
        archive.writestr("in.zip", b"PK")
        archive.writestr("last.md", PAGE)
    batch.write("z.zip", packed.getvalue())
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name in ("a.txt", "/root.txt"):
            member = tarfile.TarInfo(name)
            member.size = len(PAGE.encode())
            tar.addfile(member, io.BytesIO(PAGE.encode()))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    batch.write("t.tar.gz", packed.getvalue())
    assert batch.run() == 3
    assert {name for name, state in batch.states().items() if state == "ok"} == {
        "t.tar.gz!/a.txt",
        "z.zip!/d/a.txt",
        "z.zip!/d/b.txt.gz",
        "z.zip!/last.md",
        "z.zip!/rows.jsonl#1",
    }
    reasons = batch.reasons()
    assert "leads out" in reasons["z.zip!/../../evil.txt"] and "bomb" in reasons["z.zip!/bomb.txt"]
    assert "link" in reasons["t.tar.gz!/link.txt"] and "leads out" in reasons["t.tar.gz!//root.txt"]
    assert not list(batch.home.rglob("evil.txt"))
    kept = [path.read_text("utf-8") for path in (batch.output / "quarantine").glob("*/original.txt")]
    assert kept.count(PAGE) == 2


def test_readers_stop_at_bombs_and_cuts(batch: Batch) -> None:
    rows = b"".join(b'{"text": "%d"}\n' % number for number in range(5_000))
    batch.write("cut.jsonl.gz", gzip.compress(rows)[:9_000])
    batch.write("bomb.jsonl.gz", gzip.compress(b'{"text": "a"}\n' + b"0" * 30_000_000))
    assert batch.run(run__shard_docs=5000) == 3
    states = batch.states()
    assert states["bomb.jsonl.gz#1"] == "ok" and states["cut.jsonl.gz#1"] == "ok"
    assert "bomb" in batch.reasons()["bomb.jsonl.gz"] and "broken" in batch.reasons()["cut.jsonl.gz"]


def test_readers_follow_no_link_out(batch: Batch) -> None:
    (batch.home / "secret.txt").write_text("secret", encoding="utf-8")
    batch.write("a.txt", PAGE)
    (batch.input / "out.txt").symlink_to(batch.home / "secret.txt")
    (batch.input / "folder").symlink_to("/etc")
    (batch.input / "loop").symlink_to(batch.input)
    (batch.input / "same.txt").symlink_to(batch.input / "a.txt")
    (batch.input / "broken.txt").symlink_to("nowhere")
    batch.write(".hidden/x.txt", "x")
    os.mkfifo(batch.input / "pipe.txt")
    assert batch.run() == 3
    assert batch.states() == {
        "a.txt": "ok",
        "broken.txt": "quarantined",
        "folder": "quarantined",
        "out.txt": "quarantined",
        "pipe.txt": "quarantined",
        "same.txt": "ok",
    }
    assert not any("secret" in path.read_text("utf-8") for path in batch.output.rglob("original*"))


def test_readers_name_what_has_no_name(batch: Batch) -> None:
    with open(os.path.join(os.fsencode(batch.input), b"\xff\xfe.txt"), "wb") as file:
        file.write(PAGE.encode())
    batch.write("a\nb#1.txt", PAGE)
    assert batch.run() == 0
    assert set(batch.states()) == {"a\nb#1.txt", r"\xff\xfe.txt~3b6fef2a"}


def test_readers_split_long_documents_at_paragraphs(batch: Batch) -> None:
    text = "".join(f"第{number}段，經濟發展。\n\n" for number in range(40))
    record = run_one(batch, "a.txt", text, run__max_chars=50)
    assert isinstance(record, dict)
    batch.output = batch.home / "whole"
    whole = run_one(batch, "a.txt", text)
    assert record == whole


def test_items_ids_depend_on_the_place_alone() -> None:
    fields: dict[str, Any] = {"sha256": "", "size": 0, "kind": "text"}
    ids = {
        make_item(*place, **fields).id
        for place in (("a", None, None), ("a", None, 1), ("a", "b", 1), ("b", None, 1))
    }
    assert len(ids) == 4


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("a.jsonl#3", ("a.jsonl", "", 3)),
        ("a.jsonl/b.txt", ("a.jsonl/b.txt", "", 0)),
        ("d/a.tar.gz!/x/b.csv#3", ("d/a.tar.gz", "x/b.csv", 3)),
        ("a#3.txt", ("a#3.txt", "", 0)),
    ],
)
def test_items_split_sources(source: str, parts: tuple[str, str, int]) -> None:
    assert split_source(source) == parts


def test_items_suffixes() -> None:
    assert [suffixes(name) for name in ("a.TXT", "a.csv.gz", "x.tgz", ".txt", "a")] == [
        (".txt", False),
        (".csv", True),
        (".tgz", False),
        ("", False),
        ("", False),
    ]


def test_rows_give_up_on_an_open_quote_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "LONGEST_QUOTED", 64)
    stream = io.BytesIO(b'a\n"open\n' + b"x\n" * 100 + b'"closed\nquote"\n')
    found = [row.data for row in rows.read_csv_rows(stream, 1000)]
    assert found == [b"a", b'"open', *[b"x"] * 100, b'"closed\nquote"']
