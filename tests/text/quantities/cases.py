"""Read the cases of this folder; their known failures are marked so that a cure is noticed."""

import json
from pathlib import Path
from typing import Any

import pytest

HOME = Path(__file__).parents[2] / "cases" / "quantities"


def load_cases(name: str) -> list[Any]:
    """Give the rows of one file as pytest parameters, named by their id."""
    lines = (HOME / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    return [_parameter(json.loads(line)) for line in lines if line]


def _parameter(case: dict[str, Any]) -> Any:
    failing = case.get("expect") == "fail"
    marks = [pytest.mark.xfail(strict=True, reason=case.get("note", ""))] if failing else []
    return pytest.param(case, id=case["id"], marks=marks)
