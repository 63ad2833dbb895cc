"""What earlier runs have done, as a table on disk: memory stays flat however many inputs there are."""

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any, NamedTuple, Self

from pipeline.io.folders import STATE, Entry, Folder, show_path
from pipeline.io.items import Item, split_source

__all__ = ["EXPIRED", "MANIFEST", "Known", "Ledger"]

MANIFEST = "manifest.jsonl"
EXPIRED = ""  # stands for the hash of an input whose result is not valid any more
STAMPS = f"{STATE}/stamps.jsonl"
SCHEMA = """
CREATE TABLE inputs (id TEXT PRIMARY KEY, path TEXT, member TEXT, row INTEGER, source TEXT, sha256 TEXT,
                     state TEXT, shard INTEGER, seen INTEGER DEFAULT 0) WITHOUT ROWID;
CREATE INDEX by_path ON inputs (path);
CREATE INDEX by_shard ON inputs (shard);
CREATE TABLE stamps (path TEXT PRIMARY KEY, stamp TEXT) WITHOUT ROWID;
CREATE TABLE stamps_today (path TEXT PRIMARY KEY, stamp TEXT) WITHOUT ROWID;
"""


class Known(NamedTuple):
    """A line of the manifest."""

    id: str
    source: str
    sha256: str
    state: str
    shard: int | None


class Ledger:
    """The inputs of the manifest, to be compared with those of today."""

    def __init__(self) -> None:
        self._file = tempfile.NamedTemporaryFile(prefix="ledger-", suffix=".sqlite")  # noqa: SIM115
        self._table = sqlite3.connect(self._file.name, isolation_level=None)
        self._table.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;" + SCHEMA)

    @classmethod
    def load(cls, folder: Folder) -> Self:
        """Read the manifest and the stamps of an output folder, if it has any."""
        ledger = cls()
        ledger.put(Known(**_pick(line)) for line in _read_lines(folder, MANIFEST))
        rows = ((line["path"], line["stamp"]) for line in _read_lines(folder, STAMPS))
        ledger._table.executemany("INSERT OR REPLACE INTO stamps VALUES (?, ?)", rows)
        return ledger

    def close(self) -> None:
        self._table.close()
        self._file.close()

    def put(self, lines: Iterable[Known]) -> None:
        """Add inputs, or replace what is known of them."""
        rows = ((k.id, *split_source(k.source), k.source, k.sha256, k.state, k.shard) for k in lines)
        self._table.executemany("INSERT OR REPLACE INTO inputs VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)", rows)

    def forget_seen(self) -> None:
        """Begin a new comparison."""
        self._table.executescript("UPDATE inputs SET seen = 0; DELETE FROM stamps_today;")

    def see(self, item: Item) -> Known | None:
        """Note that an input is there today, and say what is known of it."""
        self._table.execute("UPDATE inputs SET seen = 1 WHERE id = ?", (item.id,))
        query = "SELECT id, source, sha256, state, shard FROM inputs WHERE id = ?"
        row = self._table.execute(query, (item.id,)).fetchone()
        return Known(*row) if row else None

    def see_file(self, entry: Entry) -> int:
        """Note all inputs of a file that has not changed since its stamp was taken; 0 if it may have."""
        query = "SELECT 1 FROM stamps WHERE path = ? AND stamp = ?"
        path = show_path(entry.path)
        if not entry.stamp:
            return 0
        self._table.execute("INSERT OR REPLACE INTO stamps_today VALUES (?, ?)", (path, _stamp(entry)))
        if not self._table.execute(query, (path, _stamp(entry))).fetchone():
            return 0
        return self._table.execute("UPDATE inputs SET seen = 1 WHERE path = ?", (path,)).rowcount

    def unseen(self) -> Iterator[Known]:
        """List the known inputs that are not there today."""
        return self._select("WHERE seen = 0 ORDER BY path, member, row")

    def all(self) -> Iterator[Known]:
        """List all inputs by file, member and row."""
        return self._select("ORDER BY path, member, row")

    def count(self, state: str) -> int:
        return int(self._table.execute("SELECT COUNT(*) FROM inputs WHERE state = ?", (state,)).fetchone()[0])

    def count_shard(self, shard: int) -> int:
        return int(self._table.execute("SELECT COUNT(*) FROM inputs WHERE shard = ?", (shard,)).fetchone()[0])

    def shards(self) -> list[int]:
        """List the shards that hold at least one document."""
        rows = self._table.execute("SELECT DISTINCT shard FROM inputs WHERE shard IS NOT NULL ORDER BY shard")
        return [shard for (shard,) in rows]

    def is_quarantined(self, id: str) -> bool:
        query = "SELECT 1 FROM inputs WHERE id = ? AND state = 'quarantined'"
        return self._table.execute(query, (id,)).fetchone() is not None

    def age(self) -> None:
        """Turn what was done into what is cached."""
        self._table.execute("UPDATE inputs SET state = 'cached' WHERE state = 'ok'")

    def remove(self, ids: Iterable[str]) -> None:
        self._table.executemany("DELETE FROM inputs WHERE id = ?", ((id,) for id in ids))

    def expire(self, shard: int | None = None) -> None:
        """Make all inputs, or those of one shard, to be done again; files count as changed, too."""
        where = "" if shard is None else f"WHERE shard = {shard:d}"
        self._table.executescript(
            f"UPDATE inputs SET sha256 = '{EXPIRED}', state = '', shard = NULL {where}; DELETE FROM stamps;"
        )

    def save(self, folder: Folder) -> None:
        """Write the manifest."""
        with folder.create(MANIFEST) as file:
            for known in self.all():
                file.write(_dump(known._asdict()))

    def save_stamps(self, folder: Folder) -> None:
        """Write the stamps of the files seen since the comparison began."""
        with folder.create(STAMPS) as file:
            for path, stamp in self._table.execute("SELECT path, stamp FROM stamps_today ORDER BY path"):
                file.write(_dump({"path": path, "stamp": stamp}))

    def _select(self, where: str) -> Iterator[Known]:
        with closing(self._table.cursor()) as cursor:
            rows = cursor.execute(f"SELECT id, source, sha256, state, shard FROM inputs {where}")
            yield from (Known(*row) for row in rows)


def _stamp(entry: Entry) -> str:
    return f"{entry.size}:{entry.stamp}"


def _pick(line: dict[str, Any]) -> dict[str, Any]:
    return {name: line[name] for name in Known._fields}


def _dump(line: dict[str, Any]) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _read_lines(folder: Folder, path: str) -> Iterator[dict[str, Any]]:
    if folder.exists(path):
        with folder.open(path) as file:
            yield from map(json.loads, file)
