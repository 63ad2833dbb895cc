"""What `explain` says, to people and to programs."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from spacy.language import Language

from pipeline.explain import explain, print_explanation
from tests.conftest import DAMAGED
from tests.report.samples import create_edit, create_record

HOSTILE = "[bold]x[/bold] \x1b[2J\x07\r秦?fù)P軻 [link=http://x]y[/link]"


def show(record: dict[str, Any], *, color: bool = False) -> str:
    out = io.StringIO()
    system = "standard" if color else None
    print_explanation(record, Console(file=out, width=160, force_terminal=color, color_system=system))
    return out.getvalue()


def create_explanation(**changes: Any) -> dict[str, Any]:
    record = create_record(**changes)
    for edit in record["edits"]:
        edit |= {"bytes_before": "3F 50", "bytes_after": "93 50"}
    for item in (*record["entities"], *record["metrics"]):
        item["rule"] = "rule:name"
    return record | {"words": ["秦", "揚軻"]}


@pytest.mark.parametrize("raw", [*DAMAGED, HOSTILE])
def test_explain_adds_reasons_to_the_record(nlp: Language, raw: str) -> None:
    record = explain(nlp, raw)
    assert record["raw_text"] == raw
    assert all(word in record["text"] for word in record["words"])
    for item in (*record["entities"], *record["mentions"], *record["metrics"]):
        assert item["rule"]
    for edit in record["edits"]:
        assert bool(edit["bytes_before"]) == bool(edit["before"])
        assert bool(edit["bytes_after"]) == bool(edit["after"])
    assert json.loads(json.dumps(record)) == record


def test_explain_shows_repairs_names_and_metrics() -> None:
    shown = show(create_explanation())
    for expected in (
        "misplaced_gloss",
        "?P",
        "揚",
        "3F 50",
        "93 50",
        "0.970",
        "rule:name",
        "10000000000",
        "CNY",
    ):
        assert expected in shown
    assert "\x1b" not in shown


def test_explain_shows_left_spans_once() -> None:
    record = create_explanation()
    start = record["text"].index("规模")
    left = create_edit(start, "规模", "规模", "lost_pair", status="irrecoverable", confidence=0.1)
    record["edits"].append(left | {"bytes_before": "B9 E6", "bytes_after": "B9 E6"})
    row = next(line for line in show(record).split("\n") if "irrecoverable" in line)
    assert row.count("B9 E6") == 1


def test_explain_colours_only_a_terminal() -> None:
    record = create_explanation()
    assert "\x1b[1;34m上海市国资委" in show(record, color=True)
    assert "\x1b" not in show(record)


def test_explain_prints_hostile_text_as_it_is(nlp: Language) -> None:
    shown = show(explain(nlp, HOSTILE), color=True)
    assert "[bold]x[/bold]" in shown and "[link=http://x]y[/link]" in shown
    assert "\x1b[2J" not in shown and "\x07" not in shown and "\r" not in shown


def test_explain_of_nothing() -> None:
    record = create_explanation()
    tables = {name: [] for name in ("edits", "sections", "entities", "mentions", "metrics", "words")}
    assert "no edits" in show(record | {"text": "", "raw_text": ""} | tables)


@pytest.mark.parametrize("source", ["text", "file", "stdin"])
def test_explain_reads_text_file_and_stdin(tmp_path: Path, source: str) -> None:
    text = "上海市國資委：2024年規模45億元"
    path = tmp_path / "page.txt"
    path.write_bytes(text.encode("gb18030"))
    argument = {"text": text, "file": str(path), "stdin": "-"}[source]
    command = [sys.executable, "-m", "pipeline", "explain", "clean", argument, "--json"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["text"] == "上海市国资委：2024年规模45亿元"
