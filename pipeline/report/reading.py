"""Read the records of an output folder, or as many of them as a report can afford."""

import json
from collections.abc import Iterator
from typing import Any

from pipeline.errors import InputError
from pipeline.io.folders import Folder

__all__ = ["read_spread"]

HOME = "documents"


def read_spread(folder: Folder, max_bytes: int | None) -> tuple[Iterator[dict[str, Any]], bool]:
    """Stream the records of all shards, or the first ones of every shard, as many as `max_bytes` hold (None: all).

    The second value tells whether it is a part. Raises InputError if there are no records.
    """
    if not folder.exists(HOME):
        raise InputError(f"There are no records in {folder.name}/{HOME}. Give the output folder of a run.")
    paths = [f"{HOME}/{name}" for name in folder.list(HOME) if name.endswith(".jsonl")]
    sizes = {path: folder.look(path).size for path in paths}
    total = sum(sizes.values())
    if max_bytes is None or total <= max_bytes:
        return _read(folder, sizes, 1.0), False
    return _read(folder, sizes, max_bytes / total), True


def _read(folder: Folder, sizes: dict[str, int], share: float) -> Iterator[dict[str, Any]]:
    """Read the same share from the start of every shard: it costs a seek a shard, not one a document."""
    due = 0.0
    for path, size in sizes.items():
        due += size * share
        if due < 1:
            continue
        with folder.open(path) as lines:
            for line in lines:
                yield json.loads(line)
                due -= len(line)
                if due < 1:
                    break
