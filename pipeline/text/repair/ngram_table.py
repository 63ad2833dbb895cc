"""A table of n-grams: three 32-bit words, xor-ed, give the entry of one (a Bloomier filter).

No pickle, no dictionary to build, loaded in milliseconds. An n-gram that is not in the table is mistaken for
one that is once in 65,536 look-ups.
"""

import numpy as np
import numpy.typing as npt

__all__ = ["NgramTable", "place"]

Words = npt.NDArray[np.uint32]
Codes = npt.NDArray[np.uint64]

_MASK = 0xFFFF_FFFF_FFFF_FFFF
_MIX_1, _MIX_2, _MIX_3 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_PIECE = 0xFFFF_FFFF
_FACTOR_1, _FACTOR_2, _FACTOR_3, _LOW = map(np.uint64, (_MIX_1, _MIX_2, _MIX_3, _PIECE))
_SHIFT_1, _SHIFT_2, _HALF, _TOP = map(np.uint64, (31, 29, 32, 48))
_SHIFTS = np.array((0, 16, 32), dtype=np.uint64)


class NgramTable:
    """Entries of 16 bits by n-grams that are packed into one number each."""

    def __init__(self, data: bytes, segment: int) -> None:
        """View `data`, three segments of 32-bit words; raises ValueError where it holds fewer or more."""
        self.data, self._segment = data, segment
        self._words: Words = np.frombuffer(data, dtype="<u4")
        self._view = memoryview(data).cast("I") if data else memoryview(b"")
        if len(self._words) != 3 * segment:
            raise ValueError(f"the table holds {len(self._words)} words, the header says {3 * segment}")

    def __bool__(self) -> bool:
        """Tell whether the table holds anything."""
        return self._segment > 0

    def find(self, key: int) -> int:
        """Return the 16-bit entry of an n-gram, or -1."""
        if not self._segment:
            return -1
        mixed = key * _MIX_1 & _MASK
        mixed ^= mixed >> 31
        mixed = mixed * _MIX_2 & _MASK
        mixed ^= mixed >> 29
        size, table = self._segment, self._view
        word = (
            table[(mixed & _PIECE) * size >> 32]
            ^ table[size + ((mixed >> 16 & _PIECE) * size >> 32)]
            ^ table[2 * size + ((mixed >> 32) * size >> 32)]
        )
        return word & 0xFFFF if word >> 16 == (mixed * _MIX_3 & _MASK) >> 48 else -1

    def find_many(self, keys: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the entries of n-grams, -1 for those that are none; the vector form of `find`."""
        slots, prints = place(keys.view(np.uint64), self._segment)
        first, second, third = self._words[slots]
        words = first ^ second ^ third
        return np.where(words >> 16 == prints, (words & 0xFFFF).astype(np.int64), -1)


def place(keys: Codes, segment: int) -> tuple[npt.NDArray[np.int64], Codes]:
    """Return the three slots of each key and its 16-bit fingerprint; the vector form of `find`."""
    mixed = keys * _FACTOR_1
    mixed ^= mixed >> _SHIFT_1
    mixed *= _FACTOR_2
    mixed ^= mixed >> _SHIFT_2
    rows = (3,) + (1,) * mixed.ndim
    slots = mixed >> _SHIFTS.reshape(rows)
    slots &= _LOW
    slots *= np.uint64(segment)
    slots >>= _HALF
    slots += np.array((0, segment, 2 * segment), dtype=np.uint64).reshape(rows)
    mixed *= _FACTOR_3
    mixed >>= _TOP
    return slots.view(np.int64), mixed
