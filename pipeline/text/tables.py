"""Read the package's own tables: JSON Lines under `pipeline/data`."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.errors import DataError

__all__ = ["read_table"]


@cache
def read_table(name: str) -> tuple[dict[str, Any], ...]:
    """Read `pipeline/data/<name>.jsonl`, one object a line.

    Raises DataError, with the line, where a row is not a JSON object.

    >>> len(read_table("damage_kinds")) > 10
    True
    """
    path = files("pipeline").joinpath("data", f"{name}.jsonl")
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line:
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise DataError(
                f"pipeline/data/{name}.jsonl:{number} is not JSON: {error}. Fix the row."
            ) from None
        if not isinstance(row, dict):
            raise DataError(f"pipeline/data/{name}.jsonl:{number} is not an object. Write one object a line.")
        rows.append(row)
    return tuple(rows)
