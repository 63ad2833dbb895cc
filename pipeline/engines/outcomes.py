"""What became of a shard, and of all shards of a run."""

import json
from collections import Counter, defaultdict
from typing import Any, NamedTuple

from pipeline.errors import PipelineError
from pipeline.io.folders import Folder
from pipeline.io.plan import OUTCOMES

__all__ = ["Outcome", "Stopped", "Total", "load_outcome", "outcome_path", "portable_error"]


class Stopped(Exception):
    """An input failed under `run.fail_fast`."""


class Outcome(NamedTuple):
    """What became of the items of a shard, and what it counted: documents, edits by kind, seconds by stage."""

    shard: int
    rows: list[dict[str, Any]]
    counts: Counter[str]
    edits: Counter[str]
    seconds: dict[str, float]

    @property
    def quarantined(self) -> int:
        return sum(row["state"] == "quarantined" for row in self.rows)

    def dump(self) -> bytes:
        return json.dumps(self).encode()


def portable_error(error: Exception) -> Exception:
    """Make an error that another process can read."""
    if isinstance(error, PipelineError | Stopped):
        return type(error)(str(error))
    return RuntimeError(f"{type(error).__name__}: {error}")


def outcome_path(shard: int) -> str:
    return f"{OUTCOMES}/{shard:05d}.json"


def load_outcome(folder: Folder, shard: int) -> Outcome:
    shard, rows, counts, edits, seconds = json.loads(folder.read(outcome_path(shard)))
    return Outcome(shard, rows, Counter(counts), Counter(edits), seconds)


class Total:
    """The sum of all outcomes of a run."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.edits: Counter[str] = Counter()
        self.seconds: dict[str, float] = defaultdict(float)
        self.quarantined = 0

    def add(self, outcome: Outcome) -> None:
        self.counts += outcome.counts
        self.edits += outcome.edits
        for stage, seconds in outcome.seconds.items():
            self.seconds[stage] += seconds
        self.quarantined += outcome.quarantined
