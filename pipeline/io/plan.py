"""What a run is going to do, saved before it does anything: a killed run finishes its plan."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, BinaryIO, NamedTuple

from pipeline.errors import DataError
from pipeline.io.folders import STATE, Folder
from pipeline.io.items import Item
from pipeline.io.ledger import EXPIRED, Known, Ledger
from pipeline.io.readers import Found
from pipeline.settings import RunSettings

__all__ = ["OUTCOMES", "Job", "Plan", "make_plan"]

PLAN = f"{STATE}/plan.jsonl"
OUTCOMES = f"{STATE}/outcomes"
SPOOL = f"{STATE}/spool"
SPOOL_BYTES = 64_000_000
IDS_A_LINE = 1000


class Job(NamedTuple):
    """A shard to write: its new items, or what changes in an existing one of which `keep` documents stay."""

    shard: int
    items: list[Item]
    drop: list[str] = []  # noqa: RUF012  never changed
    keep: int | None = None

    def dump(self) -> bytes:
        return json.dumps(self, separators=(",", ":")).encode() + b"\n"

    @classmethod
    def load(cls, line: bytes) -> "Job":
        shard, items, drop, keep = json.loads(line)
        return cls(shard, [Item(*item) for item in items], drop, keep)


class Plan(NamedTuple):
    """A saved plan. Jobs and removed inputs are read from its file as they are needed."""

    folder: Folder
    fingerprint: str
    inputs: int
    changed: int
    jobs: int
    items: int
    removed: int

    @classmethod
    def load(cls, folder: Folder) -> "Plan | None":
        """Open the plan of an unfinished run, if there is one."""
        if not folder.exists(PLAN):
            return None
        with folder.open(PLAN) as file:
            for line in file:  # noqa: B007  the last line is the summary
                pass
        try:
            return cls(folder, **json.loads(line))
        except (NameError, TypeError, ValueError):
            raise DataError(f"{folder.name}/{PLAN} is damaged. Remove it and run again.") from None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is new, changed or removed."""
        return not self.jobs and not self.removed

    def read_jobs(self) -> Iterator[Job]:
        return (Job.load(line) for line in self._lines() if line.startswith(b"["))

    def read_removed(self) -> Iterator[Known]:
        for line in self._lines():
            if line.startswith(b'{"removed":['):
                yield from (Known(*known) for known in json.loads(line)["removed"])

    def finish(self) -> None:
        """Forget the plan: everything in it is done. It goes first; what is left without it is rubbish."""
        self.folder.remove(PLAN)
        self.folder.remove(SPOOL)
        self.folder.remove(OUTCOMES)

    def _lines(self) -> Iterator[bytes]:
        with self.folder.open(PLAN) as file:
            yield from file


class Spool:
    """Files of bytes that can be read from the middle, unlike the inputs they come from."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.count = self.size = 0
        self._context: AbstractContextManager[BinaryIO] | None = None

    def add(self, found: Found) -> Item:
        """Store the bytes of an input, if it needs that, and point the item at them."""
        item, data = found
        if data is None:
            return item
        if self._context is None or self.size > SPOOL_BYTES:
            self.close()
            self._context = self.folder.create(self._path())
            self._file = self._context.__enter__()
        self._file.write(data)
        item = item._replace(path=self._path(), offset=self.size)
        self.size += len(data)
        return item

    def close(self) -> None:
        if self._context is not None:
            self._context.__exit__(None, None, None)
            self._context = None
            self.count, self.size = self.count + 1, 0

    def _path(self) -> str:
        return f"{SPOOL}/{self.count:05d}"


class _Cutter:
    """Cuts new items into shards, and gathers the changed ones by the shard they are in."""

    def __init__(self, settings: RunSettings, first: int) -> None:
        self.settings = settings
        self.next = first
        self.items: list[Item] = []
        self.size = 0
        self.rewrites: dict[int, tuple[list[Item], list[str]]] = {}

    def add(self, item: Item) -> Iterator[Job]:
        if self.items and self.size + item.size > self.settings.shard_bytes:
            yield self._cut()
        self.items.append(item)
        self.size += item.size
        if len(self.items) == self.settings.shard_docs:
            yield self._cut()

    def rewrite(self, shard: int, item: Item | None = None, drop: str | None = None) -> None:
        items, dropped = self.rewrites.setdefault(shard, ([], []))
        items += [item] if item else []
        dropped += [drop] if drop else []

    def finish(self, ledger: Ledger) -> Iterator[Job]:
        if self.items:
            yield self._cut()
        for shard, (items, drop) in sorted(self.rewrites.items()):
            yield Job(shard, items, drop, ledger.count_shard(shard) - len(items) - len(drop))

    def _cut(self) -> Job:
        job = Job(self.next, self.items)
        self.next, self.items, self.size = self.next + 1, [], 0
        return job


def make_plan(
    folder: Folder,
    ledger: Ledger,
    found: Iterable[Found],
    settings: RunSettings,
    fingerprint: str,
    *,
    retry: bool,
    count_known: Callable[[], int],
) -> Plan:
    """Compare today's inputs with the ledger and save what is to be done.

    New inputs make new shards, in the order of their sources; a shard of an earlier run is
    only rewritten where an input of it changed or vanished. `count_known` gives the number
    of inputs that were not even looked at because their files have not changed.
    """
    counts = {"inputs": 0, "changed": 0, "jobs": 0, "items": 0, "removed": 0}
    folder.remove(SPOOL)
    folder.remove(OUTCOMES)
    spool = Spool(folder)
    with folder.create(PLAN) as file:
        for job in _find_jobs(found, ledger, settings, spool, counts, retry=retry):
            counts["jobs"] += 1
            counts["items"] += len(job.items)
            file.write(job.dump())
        spool.close()
        for line in _chunks(ledger.unseen(), IDS_A_LINE):
            counts["removed"] += len(line)
            file.write(_dump({"removed": line}))
        counts["inputs"] += count_known()
        file.write(_dump({"fingerprint": fingerprint, **counts}))
    return Plan(folder, fingerprint, **counts)


def _find_jobs(
    found: Iterable[Found],
    ledger: Ledger,
    settings: RunSettings,
    spool: Spool,
    counts: dict[str, int],
    *,
    retry: bool,
) -> Iterator[Job]:
    shards = ledger.shards()
    cutter = _Cutter(settings, shards[-1] + 1 if shards else 0)
    for one in found:
        counts["inputs"] += 1
        known = ledger.see(one.item)
        if known and not _is_due(known, one.item, retry):
            continue
        item = spool.add(one)
        counts["changed"] += known is not None and known.sha256 not in (EXPIRED, item.sha256)
        if known and known.shard is not None:
            cutter.rewrite(known.shard, item)
        else:
            yield from cutter.add(item)
    for gone in ledger.unseen():
        if gone.shard is not None:
            cutter.rewrite(gone.shard, drop=gone.id)
    yield from cutter.finish(ledger)


def _is_due(known: Known, item: Item, retry: bool) -> bool:
    return known.sha256 != item.sha256 or (retry and known.state == "quarantined")


def _chunks(values: Iterable[Any], size: int) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for value in values:
        chunk.append(value)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _dump(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"
