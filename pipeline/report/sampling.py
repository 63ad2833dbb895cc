"""Bounded memory: samples that do not depend on the order of the shards, and counts that stay small."""

from collections import Counter
from collections.abc import Hashable, Iterator
from hashlib import sha256
from heapq import heappop, heappush
from typing import Generic, TypeVar

__all__ = ["Sample", "Tally"]

Item = TypeVar("Item")
Name = TypeVar("Name", bound=Hashable)


class Sample(Generic[Item]):
    """Keep the items whose keys have the lowest hashes, up to a number and a size.

    One pass, and the same sample in whatever order the items come: a hash stands in for
    a die. Once an item was turned away, none with a higher hash enters.
    """

    def __init__(self, items: int, size: int = 1 << 62) -> None:
        self.offered = 0
        self._items = items
        self._room = size
        self._ceiling = "g"  # above every hexadecimal digit
        self._heap: list[tuple[_Descending, str, int, Item]] = []

    def wants(self, key: str) -> bool:
        """Count the item and tell whether it might enter, so that it need not be built for nothing."""
        self.offered += 1
        return _hash(key) < self._ceiling

    def add(self, key: str, item: Item, size: int = 0) -> None:
        """Take an item that is wanted, and let go of what no longer has room; keys are unique."""
        heappush(self._heap, (_Descending(_hash(key)), key, size, item))
        self._room -= size
        while len(self._heap) > self._items or (self._room < 0 and len(self._heap) > 1):
            self._ceiling, _, freed, _ = heappop(self._heap)
            self._room += freed

    def __len__(self) -> int:
        return len(self._heap)

    def __iter__(self) -> Iterator[Item]:
        """Yield the items in the order of their keys."""
        return (item for _, item in sorted(((key, item) for _, key, _, item in self._heap), key=_first))


class Tally(Generic[Name]):
    """Count names. Beyond `limit` different ones the rarer half is forgotten and `is_exact` turns false."""

    def __init__(self, limit: int = 200_000) -> None:
        self.counts: Counter[Name] = Counter()
        self.is_exact = True
        self._limit = limit

    def add(self, name: Name, count: int = 1) -> None:
        self.counts[name] += count
        if len(self.counts) > self._limit:
            self.counts = Counter(dict(self.top(self._limit // 2)))
            self.is_exact = False

    def top(self, number: int) -> list[tuple[Name, int]]:
        """List the most frequent, ties by name."""
        return sorted(self.counts.items(), key=_by_count)[:number]


class _Descending(str):
    """A text that sorts the other way round, for a heap that yields its greatest first."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)


def _hash(key: str) -> str:
    return sha256(key.encode("utf-8", "backslashreplace")).hexdigest()


def _first(row: tuple[str, object]) -> str:
    return row[0]


def _by_count(row: tuple[object, int]) -> tuple[int, str]:
    return -row[1], str(row[0])
