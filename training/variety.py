"""Accessor variety: what raw text tells about the borders of words.

A string that occurs between many different neighbours is likely to be a word; one that
is always followed by the same character is likely to be a part of one (Feng, Chen, Deng
and Zheng, 2004). Counted over raw text, it knows words that no treebank holds.
"""

import numpy as np
import numpy.typing as npt

from pipeline.segmenters.compile import NUMBERS

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

LENGTHS = (2, 3, 4)
CODE_POINTS = 0x110000
BORDER = 0


def measure_variety(text: str, least: int) -> dict[str, int]:
    """Give the accessor variety of all n-grams of Han characters where it is at least `least`.

    It is the number of different left or right neighbours, whichever is smaller; every
    border of a line counts as a neighbour of its own. Strings with Chinese digits are
    left out: pkuseg cannot see them.

    >>> measure_variety("我爱上海 在上海住 去上海玩", least=3)
    {'上海': 3}
    """
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    is_han = find_han(points)
    _, symbols = np.unique(np.append(fold(points), BORDER), return_inverse=True)
    symbols = symbols[:-1]  # dense numbers, the border's is zero
    grams = np.where(is_han, symbols, -1)
    found: dict[str, int] = {}
    for length in range(2, max(LENGTHS) + 1):
        grams = extend(grams, symbols, is_han, length)
        starts = (grams >= 0).nonzero()[0]
        left = count_neighbours(grams[starts], symbols[starts - 1] * (starts > 0))
        ends = starts + length
        right = count_neighbours(
            grams[starts], symbols[np.minimum(ends, len(symbols) - 1)] * (ends < len(symbols))
        )
        variety = np.minimum(left, right)
        _, where = np.unique(grams[starts], return_index=True)
        for start, number in zip(starts[where].tolist(), variety.tolist(), strict=True):
            if number >= least and length in LENGTHS:
                found[text[start : start + length]] = number
    return found


def fold(points: Ints) -> Ints:
    """Take digits for one symbol and white space for the border."""
    table = np.arange(CODE_POINTS)
    table[[ord(c) for c in NUMBERS]] = ord("0")
    table[[i for i in range(0x3001) if chr(i).isspace()]] = BORDER
    out: Ints = table[points]
    return out


def find_han(points: Ints) -> Bools:
    """Mark the Han characters of the basic blocks that are no digits to pkuseg."""
    inside = (points >= 0x3400) & (points < 0xA000)
    return inside & ~np.isin(points, [ord(c) for c in NUMBERS])


def extend(grams: Ints, symbols: Ints, is_han: Bools, length: int) -> Ints:
    """Number the n-grams that begin at each character, from those one shorter; -1 where there is none.

    N-grams that occur once are dropped: they have one neighbour, and most of the memory.
    """
    ends = np.arange(len(grams)) + length - 1
    alive = ((grams >= 0) & (ends < len(grams)) & is_han[np.minimum(ends, len(grams) - 1)]).nonzero()[0]
    keys = grams[alive] * (symbols.max() + 1) + symbols[alive + length - 1]
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    repeated = counts[inverse] > 1
    out = np.full(len(grams), -1)
    out[alive[repeated]] = np.unique(inverse[repeated], return_inverse=True)[1]
    return out


def count_neighbours(grams: Ints, neighbours: Ints) -> Ints:
    """Count the different neighbours of each n-gram, borders as often as they occur."""
    base = int(neighbours.max(initial=0)) + 1
    pairs, times = np.unique(grams * base + neighbours, return_counts=True)
    weights = np.where(pairs % base == BORDER, times, 1)
    return np.bincount(pairs // base, weights).astype(np.int64)
