"""Strings as numbers, all those of a text at a time.

A model keeps the numbers of its features and words instead of their spelling. Among a hundred
thousand of 32 bits, one pair is equal, and an unknown string is taken for a known one once in
forty thousand times.
"""

from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

__all__ = [
    "POWERS",
    "Hashes",
    "Index",
    "Points",
    "Rows",
    "Spellings",
    "condense",
    "read_points",
    "scatter",
    "spell",
    "spell_words",
]

Hashes = npt.NDArray[np.uint32]
Spellings = npt.NDArray[np.uint64]
Points = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]

WIDTH = 32  # bits of a hash
LONGEST = 64  # characters of a word that count


def scatter(numbers: Spellings) -> Spellings:
    """Scatter numbers over all 64 bits, each to a number of its own (the finaliser of splitmix64)."""
    out = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    out = (out ^ (out >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return out ^ (out >> np.uint64(31))


def condense(numbers: Spellings) -> Hashes:
    """Keep 32 well mixed bits of each number."""
    return (scatter(numbers) >> np.uint64(32)).astype(np.uint32)


# What the n-th character of a string is multiplied by. Overflow is meant.
POWERS = scatter(np.arange(1, LONGEST + 1, dtype=np.uint64)) | np.uint64(1)


def read_points(text: str) -> Points:
    """Give the code points of a text, with all ASCII letters and all digits alike.

    >>> read_points("A上9").tolist() == [ord("a"), ord("上"), ord("0")]
    True
    """
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.where(points < 128, ASCII[points % 128], points).astype(np.uint64)


def fold(character: str) -> str:
    """Give the character that stands for its class."""
    return "0" if character.isdigit() else "a" if character.isalpha() else character


ASCII = np.array([ord(fold(chr(code))) for code in range(128)], dtype=np.uint32)


def spell(points: Points, length: int) -> Spellings:
    """Give a number for each string of one length, one for each start that leaves room.

    >>> bool(spell(read_points("上海上海"), 2)[0] == spell(read_points("上海"), 2)[0])
    True
    """
    size = max(0, len(points) - length + 1)
    out = np.zeros(size, dtype=np.uint64)
    for place in range(length):
        out += points[place : place + size] * POWERS[place]
    return out


def spell_words(points: Points, starts: Ints) -> Spellings:
    """Spell the words that begin at `starts` and together are the text, as `spell` does."""
    lengths = np.diff(starts, append=len(points))
    places = np.arange(len(points)) - np.repeat(starts, lengths)
    return np.add.reduceat(points * POWERS[np.minimum(places, LONGEST - 1)], starts)


class Index(NamedTuple):
    """Sorted hashes, and for each of their first bits where those that begin so stand.

    A search looks at one or two keys, where halving an interval looks at seventeen.

    padded: the keys, and a last one that no search passes
    """

    keys: Hashes
    padded: Hashes
    borders: npt.NDArray[np.int32]
    shift: int

    @classmethod
    def build(cls, keys: Hashes) -> Self:
        """Index sorted hashes."""
        bits = max(1, len(keys).bit_length())
        firsts = np.arange(1 << bits, dtype=np.uint64) << np.uint64(WIDTH - bits)
        borders = keys.searchsorted(firsts.astype(np.uint32)).astype(np.int32)
        return cls(keys, np.append(keys, np.uint32(np.iinfo(np.uint32).max)), borders, WIDTH - bits)

    def find(self, numbers: Hashes) -> Rows:
        """Give the place of each number among the keys, -1 where it is absent.

        >>> index = Index.build(np.array([3, 7, 9], dtype=np.uint32))
        >>> index.find(np.array([9, 1, 3], dtype=np.uint32)).tolist()
        [2, -1, 0]
        """
        flat = numbers.ravel()
        places = self.borders[flat >> np.uint32(self.shift)]
        behind = (self.padded[places] < flat).nonzero()[0]
        while len(behind):
            places[behind] += 1
            behind = behind[self.padded[places[behind]] < flat[behind]]
        is_known = (self.padded[places] == flat) & (places < len(self.keys))
        found: Rows = np.where(is_known, places, -1).reshape(numbers.shape)
        return found
