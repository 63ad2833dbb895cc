import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.io.storage import open_folder
from pipeline.report import write_report
from pipeline.report.reading import read_spread
from tests.report.samples import HOSTILE, create_edit, create_record, write_output

NO_TABLES: dict[str, list[Any]] = {
    key: [] for key in ("edits", "sections", "entities", "mentions", "metrics")
}
EMPTY = create_record(raw_text="", text="", **NO_TABLES)


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text of its data blocks."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: dict[str, str] = {}
        self._block: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._block = dict(attrs).get("id") if tag == "script" else None

    def handle_data(self, data: str) -> None:
        if self._block:
            self.blocks[self._block] = self.blocks.get(self._block, "") + data


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return write_output(tmp_path / "out", [create_record(n) for n in range(3)] + [create_record(9, HOSTILE)])


def read_page(output: Path) -> str:
    return Path(write_report(output)).read_text(encoding="utf-8")


def read_data(page: str) -> dict[str, Any]:
    return json.loads(Elements(page).blocks["data"])


def test_report_loads_nothing_and_runs_only_its_own_script(output: Path) -> None:
    elements = Elements(read_page(output)).found
    assert [a.get("id") for tag, a in elements if tag == "script"] == ["data", "hues", None]
    assert [a for tag, a in elements if tag in {"iframe", "object", "embed", "img", "form", "base"}] == []
    names = {name for _, attributes in elements for name in attributes}
    assert not {
        name for name in names if name.startswith("on") or name in {"style", "src", "srcdoc", "srcset"}
    }
    assert {a["href"] for tag, a in elements if tag == "link"} == {"data:,"}
    hrefs = {a.get("href", "#") for tag, a in elements if tag == "a"}
    assert all(str(href).startswith("#") for href in hrefs)


def test_report_policy_allows_hashes_only(output: Path) -> None:
    elements = Elements(read_page(output)).found
    policy = next(a["content"] for _, a in elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy


def test_report_script_never_makes_markup_of_text() -> None:
    home = Path(__file__).parents[2] / "pipeline" / "report" / "templates"
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(home.glob("*.js")))
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", source
    )


def test_report_keeps_hostile_text_as_text(output: Path) -> None:
    page = read_page(output)
    assert "<script>window" not in page and "<img" not in page
    data = read_data(page)
    hostile = next(document for document in data["documents"] if document["id"].endswith("9"))
    assert hostile["title"] == HOSTILE[:80] or hostile["title"] == HOSTILE


def test_report_is_the_same_whatever_the_shards(tmp_path: Path) -> None:
    records = [create_record(n) for n in range(40)]
    pages = [
        read_page(write_output(tmp_path / "one", records)),
        read_page(write_output(tmp_path / "many", list(reversed(records)), shard_docs=7)),
    ]
    assert pages[0] == pages[1]


def test_report_counts_what_it_does_not_show(tmp_path: Path) -> None:
    records = [create_record(n) for n in range(700)]
    page = read_page(write_output(tmp_path / "out", records))
    data = read_data(page)
    assert (len(data["documents"]), len(data["edits"]), len(data["metrics"])) == (300, 700, 700)
    assert "300 of 700 are shown" in page and "All 700 are shown" in page


def test_report_shows_left_spans_apart(tmp_path: Path) -> None:
    record = create_record()
    start = record["text"].index("规模")
    left = create_edit(start, "规模", "规模", "lost_pair", status="ambiguous", confidence=0.3)
    record["edits"].append(left)
    data = read_data(read_page(write_output(tmp_path / "out", [record])))
    assert [row["kind"] for row in data["left"]] == ["lost_pair"]
    assert [row["kind"] for row in data["edits"]] == ["misplaced_gloss"]
    assert data["edits"][0]["bytes_before"] == ["3F", "50"]


@pytest.mark.parametrize("records", [[], [EMPTY]], ids=["none", "empty"])
def test_report_of_nothing_is_a_page(tmp_path: Path, records: list[dict[str, Any]]) -> None:
    assert "Accounting" in read_page(write_output(tmp_path / "out", records))


def test_report_without_a_run_counts_documents(output: Path) -> None:
    for name in ("run.json", "manifest.jsonl"):
        (output / name).unlink()
    assert "no run.json" in read_page(output)


def test_report_of_no_output_folder_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Give the output folder of a run"):
        write_report(tmp_path)


def test_reading_takes_a_part_of_every_shard(tmp_path: Path) -> None:
    write_output(tmp_path / "out", [create_record(n) for n in range(100)], shard_docs=25)
    folder, _ = open_folder(tmp_path / "out")
    size = sum(path.stat().st_size for path in (tmp_path / "out" / "documents").iterdir())
    records, is_partial = read_spread(folder, max_bytes=size // 5)
    shards = [int(record["id"], 16) // 25 for record in records]
    assert is_partial
    assert set(shards) == {0, 1, 2, 3}
    assert 18 <= len(shards) <= 22


def test_report_in_an_object_store_is_the_same(output: Path) -> None:
    fsspec = pytest.importorskip("fsspec", reason="extra: remote")
    store = fsspec.filesystem("memory")
    for path in output.rglob("*"):
        if path.is_file():
            store.pipe_file(f"/report-test/{path.relative_to(output).as_posix()}", path.read_bytes())
    assert write_report("memory://report-test").endswith("report-test/report.html")
    assert store.cat_file("/report-test/report.html").decode() == read_page(output)
