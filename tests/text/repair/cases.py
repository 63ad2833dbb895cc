"""Cases are data: tests/cases/repair/*.jsonl, one `{id, raw, text, expect, note}` a line."""

import json
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parents[2] / "cases" / "repair"


def read_cases(name: str) -> list[dict[str, Any]]:
    """Read the rows of one file, by line feed only: damaged text holds other line ends."""
    lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def load_cases(name: str) -> list[Any]:
    """Make parameters of cases; what is known to fail has to go on failing, or leave its file."""
    strict = pytest.mark.xfail(strict=True)
    rows = read_cases(name)
    return [
        pytest.param(row, id=row["id"], marks=[strict] if row["expect"] == "fail" else []) for row in rows
    ]
