"""Tables of names and the automaton that finds them in a text.

Names are matched on characters, before and regardless of word segmentation: a segmenter
that cuts a name in the wrong place can then not hide it.
"""

import csv
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import ahocorasick_rs

from pipeline.errors import ConfigError, DataError
from pipeline.text.names.mentions import LABELS
from pipeline.text.names.tables import has_table
from pipeline.text.tables import read_table

__all__ = ["TABLES", "Entry", "Gazetteer", "Hit", "read_entries"]

TABLES = (
    "institutions",
    "organizations",
    "places",
    "products",
    "events",
    "people",
    "laws",
    "listed_companies",
)
USER = "user"
Row = dict[str, Any]


class Entry(NamedTuple):
    """One thing with a name.

    `aliases` stand for it wherever they occur; `short` only where the document supports
    it (交大, 市委). `source` is the table, or `user`.
    """

    id: str
    name: str
    label: str
    subtype: str | None = None
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    district: str | None = None
    parent: str | None = None
    successor: str | None = None
    source: str = USER


class Hit(NamedTuple):
    """A surface of the tables in a text, with the entries that it may stand for.

    `entries` holds those that it names outright, `shorts` those that it abbreviates; `first` gives
    the label: the outright one, if there is one.
    """

    start: int
    end: int
    entries: tuple[Entry, ...]
    shorts: tuple[Entry, ...]
    first: Entry


class Gazetteer:
    """All entries, and the surfaces that lead to them.

    >>> gazetteer = Gazetteer([Entry("sasac", "上海市国有资产监督管理委员会", "ORG", aliases=("上海市国资委",))])
    >>> [(hit.start, hit.end, hit.first.id) for hit in gazetteer.find("据上海市国资委消息")]
    [(1, 7, 'sasac')]
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Index the entries; those of the user replace others of the same surface."""
        self.entries = tuple(entries)
        self._senses = _index(self.entries)
        self._surfaces = list(self._senses)
        self._by_index = [
            (named, shorts, (named or shorts)[0], _touches_latin(text))
            for text, (named, shorts) in self._senses.items()
        ]
        self._automaton: ahocorasick_rs.AhoCorasick | None = None

    @classmethod
    def create(cls, path: str | Path | None = None) -> "Gazetteer":
        """Read the package's tables and, if given, a user's JSONL or CSV file, which wins."""
        shipped = (read_shipped(name) for name in TABLES if has_table(name))
        user = read_entries(path) if path is not None else ()
        return cls([*user, *(entry for entries in shipped for entry in entries)])

    @classmethod
    def from_bytes(cls, data: bytes) -> "Gazetteer":
        """Restore what `to_bytes` wrote."""
        return cls(_to_entry(row, row["source"]) for row in json.loads(data))

    def to_bytes(self) -> bytes:
        """Serialise every entry as JSON."""
        rows = [entry._asdict() for entry in self.entries]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode("utf-8")

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the automaton, which does not pickle; it is rebuilt on first use."""
        return self.__dict__ | {"_automaton": None}

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, text: str) -> list[Hit]:
        """List every surface in the text, overlapping ones too, by start and longest first."""
        if not self._surfaces:
            return []
        if self._automaton is None:
            self._automaton = ahocorasick_rs.AhoCorasick(self._surfaces, store_patterns=False)
        by_index, make = self._by_index, Hit._make
        hits = []
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            entries, shorts, first, is_latin = by_index[index]
            if not (is_latin and _cuts_latin(text, start, end)):
                hits.append(make((start, end, entries, shorts, first)))
        hits.sort(key=_position)
        return hits

    def get(self, surface: str) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
        """Return the entries that a surface names and those that it abbreviates."""
        return self._senses.get(surface, ((), ()))


def read_shipped(name: str) -> tuple[Entry, ...]:
    """Read one table of the package as entries."""
    return tuple(_to_entry(row, name) for row in read_table(name))


def read_entries(path: str | Path) -> tuple[Entry, ...]:
    """Read a user's gazetteer: JSONL, or CSV with a header and `;` inside `aliases` and `short`.

    Only `name` and `label` are needed. Raises ConfigError where the file is missing,
    DataError with file and line where a row is unusable.
    """
    if not os.path.isfile(path):
        raise ConfigError(f"Gazetteer {str(path)!r} is not a file. Check the config key 'gazetteer'.")
    rows = _read_csv(path) if str(path).endswith(".csv") else _read_jsonl(path)
    return tuple(_to_user_entry(row, f"{path}:{number}") for number, row in rows)


def _read_jsonl(path: str | Path) -> Iterator[tuple[int, Row]]:
    with open(path, encoding="utf-8-sig", newline="\n") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                raise DataError(f"{error} in {path}:{number}. Each line must be one JSON object.") from error


def _read_csv(path: str | Path) -> Iterator[tuple[int, Row]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            yield reader.line_num, {key: _split(key, value) for key, value in row.items() if key}


def _split(key: str, value: str | None) -> Any:
    parts = [part.strip() for part in (value or "").split(";")]
    return [part for part in parts if part] if key in ("aliases", "short") else (value or None)


def _to_user_entry(row: Row, where: str) -> Entry:
    if not isinstance(row, dict) or not row.get("name") or row.get("label") not in LABELS:
        raise DataError(
            f"{row!r} in {where} is not an entry. It needs 'name' and a 'label' out of {', '.join(LABELS)}."
        )
    wrong = [key for key in ("aliases", "short") if not _is_word_list(row.get(key, []))]
    if wrong:
        raise DataError(f'{wrong[0]!r} in {where} is not a list of words. Write ["...", "..."].')
    return _to_entry({"id": f"user:{row['name']}"} | row, USER)


def _is_word_list(value: object) -> bool:
    return value is None or (
        isinstance(value, list) and all(isinstance(word, str) and word for word in value)
    )


def _to_entry(row: Row, source: str) -> Entry:
    return Entry(
        row["id"],
        row["name"],
        row["label"],
        row.get("subtype"),
        tuple(row.get("aliases") or ()),
        tuple(row.get("short") or ()),
        row.get("district"),
        row.get("parent"),
        row.get("successor"),
        source,
    )


def _index(entries: Iterable[Entry]) -> dict[str, tuple[tuple[Entry, ...], tuple[Entry, ...]]]:
    """Map each surface to the entries that it names and to those that it abbreviates."""
    named: dict[str, list[Entry]] = {}
    abbreviated: dict[str, list[Entry]] = {}
    for entry in entries:
        for surface in dict.fromkeys((entry.name, *entry.aliases)):
            named.setdefault(surface, []).append(entry)
        for surface in entry.short:
            abbreviated.setdefault(surface, []).append(entry)
    return {
        surface: _prefer_user(named.get(surface, []), abbreviated.get(surface, []), surface)
        for surface in dict.fromkeys((*named, *abbreviated))
    }


def _prefer_user(
    named: list[Entry], shorts: list[Entry], surface: str
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    if len(named) == 1 and not shorts:  # nearly all
        return (named[0],), ()
    user = [entry for entry in named if entry.source == USER]
    if user:
        return (user[0],), ()
    official = [entry for entry in named if entry.name == surface]
    return tuple(official or named), tuple(shorts)


def _position(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _touches_latin(surface: str) -> bool:
    return _is_latin(surface[0]) or _is_latin(surface[-1])


def _cuts_latin(text: str, start: int, end: int) -> bool:
    """Tell whether a border falls inside a word of Latin letters or digits: AI is not in AIGC."""
    return (_is_latin(text[start]) and start > 0 and _is_latin(text[start - 1])) or (
        _is_latin(text[end - 1]) and end < len(text) and _is_latin(text[end])
    )


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()
