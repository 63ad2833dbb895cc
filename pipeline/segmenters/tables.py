"""The weights of a pkuseg model as flat arrays.

A pkuseg model is a linear-chain CRF over the characters of a text. Its features
are strings: "c-1c.上.海" is the pair that ends at a character, "w1.上海" a word of
the vocabulary that starts at it. Its own decoder builds and hashes some seventy
strings a character. Here characters are numbers, n-grams are nodes of one trie, and
every node has its rows of weights, one weight a tag.
"""

from collections.abc import Sequence
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Lengths of the words that pkuseg looks up around a character (its wordMin, wordMax).
SHORTEST, LONGEST = 2, 6

# The two characters without weights: white space or the end of the text, and any
# character that the model has not met.
OUTSIDE, UNKNOWN = 0, 1


class Index(NamedTuple):
    """A map from pairs of small integers to consecutive numbers, looked up in batches.

    keys: sorted, left * stride + right, and a last one that is larger than all
    """

    keys: Ints
    stride: int
    first: int

    @classmethod
    def build(cls, keys: Sequence[Ints], stride: int, first: int) -> Self:
        """Join sorted keys, each part above the one before, and close them with the largest number."""
        return cls(np.concatenate([*keys, [np.iinfo(np.int64).max]]), stride, first)

    def find(self, left: Ints, right: Ints) -> Ints:
        """Give the number of each pair, 0 where it is absent."""
        keys = left * self.stride + right
        rows = self.keys.searchsorted(keys)
        found: Ints = np.where(self.keys[rows] == keys, rows + self.first, 0)
        return found


class Tables(NamedTuple):
    """A model ready for decoding; rows of weights have one column a tag.

    characters: code point -> character
    children: (node, character) -> node; the node of a single character is its number
    is_word, is_prefix: whether a node is a word of the vocabulary; whether longer n-grams continue it
    around: offset -> rows by character, added where the character stands at that offset
    first, last, behind: rows by node, added at the first and last character of an n-gram and after it
    pairs: (word, next word) -> row of the next two
    pair_last, pair_first: added at the last character of the word, at the first of the next
    edges: (tag, next tag) -> score
    starts: whether a tag begins a word
    """

    characters: Ints
    children: Index
    is_word: Bools
    is_prefix: Bools
    around: dict[int, Floats]
    first: Floats
    last: Floats
    behind: Floats
    pairs: Index
    pair_last: Floats
    pair_first: Floats
    edges: Floats
    starts: Bools
