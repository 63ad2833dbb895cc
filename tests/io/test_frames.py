"""The metrics of an output folder as one table."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ConfigError, InputError
from pipeline.io.frames import METRIC_COLUMNS, metrics_frame

TEXT = "标题\n产值\u20285亿元。"


def record(number: int, metrics: list[dict[str, Any]]) -> dict[str, Any]:
    """Make the part of a document record that the table reads."""
    return {
        "id": f"d{number}", "source": "a.txt", "title": None, "published": "2025-01-02", "text": TEXT,
        "sentences": [{"start": 0, "end": 3}, {"start": 3, "end": len(TEXT)}], "metrics": metrics,
    }  # fmt: skip


METRIC = {
    "id": "q0", "start": 6, "end": 9, "raw_start": 7, "raw_end": 10, "text": "5亿元", "value": "500000000", "value_max": None,
    "unit": "CNY", "unit_code": "CNY", "qualifier": None, "indicator": "产值", "indicator_start": 3, "indicator_end": 5,
    "subject": None, "subject_id": None, "time": "2024", "change": None, "comparison": None, "target": False, "rank": False,
    "section": "body", "sentence": 1, "unsure": False,
}  # fmt: skip


def write(folder: Path, *records: dict[str, Any]) -> Path:
    (folder / "documents").mkdir(parents=True)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in records)
    (folder / "documents" / "00000.jsonl").write_text(lines, encoding="utf-8", newline="\n")
    return folder


def test_metrics_frame_has_one_row_a_metric(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    frame = metrics_frame(
        write(tmp_path, record(1, [METRIC, METRIC | {"id": "q1", "value_max": "6"}]), record(2, []))
    )
    assert list(frame["document"]) == ["d1", "d1"]
    assert frame["value_number"].sum() == 1_000_000_000
    assert frame.loc[0, "sentence_text"] == "产值\u20285亿元。"
    assert (frame.loc[0, "raw_start"], frame.loc[0, "raw_end"]) == (7, 10)


def test_metrics_frame_keeps_its_schema_when_empty(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    frame = metrics_frame(write(tmp_path, record(1, [])))
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == METRIC_COLUMNS


def test_metrics_frame_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ConfigError, match=r"pandas\]"):
        metrics_frame(tmp_path)


def test_metrics_frame_needs_an_output(tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    with pytest.raises(InputError, match="output folder"):
        metrics_frame(tmp_path / "none")
