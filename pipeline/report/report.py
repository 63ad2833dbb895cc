"""Write the report of a run: one HTML file that needs nothing but a browser."""

import json
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.errors import InputError
from pipeline.io.folders import Folder
from pipeline.io.records import load_lines
from pipeline.io.storage import open_folder
from pipeline.report.page import render
from pipeline.report.reading import read_spread
from pipeline.report.summary import Summary

__all__ = ["write_report"]

REPORT = "report.html"
MAX_QUARANTINED = 500
# About 600 news articles, and two seconds.
MAX_BYTES = 50_000_000


def write_report(output: str | Path, *, max_bytes: int | None = MAX_BYTES) -> str:
    """Write `report.html` into the output folder of a run and return its name.

    The lists show a sample. Counts and charts are of all documents up to `max_bytes` of
    records, beyond of the first ones of every shard, so that at the end of a run a day's new
    files do not cost a read of the whole corpus; None counts all. The page says which.
    The same folder gives the same bytes.
    Raises InputError if the folder is not the output of a run.
    """
    folder, _ = open_folder(output)
    records, is_partial = read_spread(folder, max_bytes)
    summary = Summary(is_partial=is_partial)
    for record in records:
        summary.add(record)
    page = render(summary, _read_run(folder), _read_quarantine(folder))
    with folder.create(REPORT) as file:
        # A lone surrogate, for which UTF-8 has no bytes, is shown as its escape.
        file.write(page.encode("utf-8", "backslashreplace"))
    return f"{folder.name}/{REPORT}"


def _read_run(folder: Folder) -> dict[str, Any]:
    """Read what the run said of itself; a folder that was put together by hand says nothing."""
    if not folder.exists("run.json"):
        return {}
    try:
        run = json.loads(folder.read("run.json"))
    except ValueError as error:
        raise InputError(
            f"{folder.name}/run.json is not JSON: {error}. Run again to write a new one."
        ) from None
    return run if isinstance(run, dict) else {}


def _read_quarantine(folder: Folder) -> list[dict[str, str]]:
    """List the first sources that could not be processed, with the reasons that lie beside them."""
    if not folder.exists("manifest.jsonl"):
        return []
    with folder.open("manifest.jsonl") as lines:
        rows = islice((row for row in load_lines(lines) if row["state"] == "quarantined"), MAX_QUARANTINED)
        return [{"source": row["source"], "reason": _read_reason(folder, row["id"])} for row in rows]


def _read_reason(folder: Folder, id: str) -> str:
    path = f"quarantine/{id}/reason.json"
    if not folder.exists(path):
        return ""
    reason = json.loads(folder.read(path))
    return str(reason.get("reason") or reason.get("error") or "")
