"""The weights of a pkuseg model as flat arrays.

A pkuseg model is a linear-chain CRF over the characters of a text. Its features
are strings: "c-1c.上.海" is the pair that ends at a character, "w1.上海" a word of
the vocabulary that starts at it. Its own decoder builds and hashes some seventy
strings a character. Here the strings are taken apart once, at load: characters
become integers, n-grams become nodes of one trie, and every node has its rows of
weights, one weight a tag.

Source of the features and of the character classes: spacy_pkuseg 1.0
(feature_extractor.pyx), the reference that the tests compare with.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self

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
# No white space stands above U+3000 IDEOGRAPHIC SPACE.
WHITE_SPACE = [point for point in range(0x3001) if chr(point).isspace()]

# To pkuseg 几二三 are digits and 一 is not, and a second "ｇ" stands where "ｊ" belongs.
# Both slips are baked into every trained model, so they stay.
NUMBERS = "0123456789几二三四五六七八九十千万亿兆零１２３４５６７８９０％"
LETTERS = (
    "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
    "ａｂｃｄｅｆｇｈｉｇｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ／・－"
)
# These delimit the fields of pkuseg's feature strings; in texts it folds them into one.
DELIMITERS = "-._,|/*:"
# The classes "**Num" and "**Letter" stand here as one character each, that no text may hold.
NUMBER, LETTER = "\ufdd0", "\ufdd1"
CLASSES = {
    **dict.fromkeys(NUMBERS, NUMBER),
    **dict.fromkeys(LETTERS, LETTER),
    **dict.fromkeys(DELIMITERS, "&"),
}

# Offset, from the character that is scored, of the character a feature looks at.
CHARACTER_FEATURES = {"c-2": -2, "c-1": -1, "c": 0, "c1": 1, "c2": 2}
BIGRAM_FEATURES = ("cc1", "c-1c", "c-2c-1")
WORD_FEATURES = ("w1", "w-1")
PAIR_FEATURES = ("ww.l", "ww.r")
PREFIXES = (*CHARACTER_FEATURES, *BIGRAM_FEATURES, *WORD_FEATURES, *PAIR_FEATURES)


class Index(NamedTuple):
    """A read-only map from pairs of small integers to numbers, looked up in batches.

    Numbers start at 1; 0 stands for an absent pair.
    """

    keys: Ints
    values: Ints
    stride: int

    @classmethod
    def build(cls, triples: Iterable[tuple[int, int, int]], stride: int) -> Self:
        """Sort triples of a pair and its number; a last key larger than all keeps searches inside."""
        items = sorted((left * stride + right, number) for left, right, number in triples)
        keys, values = np.array([*items, (np.iinfo(np.int64).max, 0)], dtype=np.int64).T.copy()
        return cls(keys, values, stride)

    def find(self, left: Ints, right: Ints) -> Ints:
        """Give the number of each pair, 0 where it is absent."""
        keys = left * self.stride + right
        rows = self.keys.searchsorted(keys)
        found: Ints = np.where(self.keys[rows] == keys, self.values[rows], 0)
        return found


class Tables(NamedTuple):
    """A model ready for decoding; rows of weights have one column a tag.

    characters: code point -> character
    children: (node, character) -> node
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


def create_tables(
    vocabulary: Iterable[str], features: Mapping[str, int], tags: Mapping[str, int], weights: Floats
) -> Tables:
    """Compile the parts of a model as spacy_pkuseg stores them.

    Raises ValueError, KeyError or IndexError if the parts do not fit each other.
    """
    rows = weights[: len(features) * len(tags)].reshape(len(features), len(tags))
    # Transitions are stored by their second tag, and count from one instead of zero.
    edges = 1.0 + weights[rows.size :].reshape(len(tags), len(tags)).T
    words = {word for word in vocabulary if is_reachable(word)}
    ngrams = group_features(features, words)
    pairs = {side: ngrams.pop(side) for side in PAIR_FEATURES}
    nodes, stride = number_nodes(words.union(*ngrams.values()))
    size = len(nodes) + UNKNOWN + 1

    def place(*prefixes: str) -> Floats:
        out = np.zeros((size, len(tags)))
        for prefix in prefixes:
            out[[nodes[ngram] for ngram in ngrams[prefix]]] += rows[list(ngrams[prefix].values())]
        return out

    def flag(ngrams: Iterable[str]) -> Bools:
        out = np.zeros(size, dtype=np.bool_)
        out[[nodes[ngram] for ngram in ngrams]] = True
        return out

    around = {offset: place(prefix)[:stride] for prefix, offset in CHARACTER_FEATURES.items()}
    around[0][UNKNOWN:] += rows[0]  # the bias: feature number 0 fires everywhere
    longer = [ngram for ngram in nodes if len(ngram) > 1]
    touching = sorted(set().union(*pairs.values()))
    return Tables(
        characters=number_code_points(nodes),
        children=Index.build([(nodes[n[:-1]], nodes[n[-1]], nodes[n]) for n in longer], stride),
        is_word=flag(words),
        is_prefix=flag({ngram[:-1] for ngram in longer}),
        around=around,
        first=place("cc1", "w1"),
        last=place("c-1c", "w-1"),
        behind=place("c-2c-1"),
        pairs=Index.build([(nodes[a], nodes[b], row) for row, (a, b) in enumerate(touching, 1)], size),
        pair_first=pick(rows, pairs["ww.l"], touching),
        pair_last=pick(rows, pairs["ww.r"], touching),
        edges=np.ascontiguousarray(edges),
        starts=np.array(["B" in tag for tag in sorted(tags, key=tags.__getitem__)]),
    )


def group_features(features: Mapping[str, int], words: set[str]) -> dict[str, dict[Any, int]]:
    """Take feature strings apart: "cc1.上.海" stands as "上海" under "cc1", with its row.

    Pairs of words stand as tuples. Words out of the vocabulary are left out: pkuseg looks
    there first.
    """
    grouped: dict[str, dict[Any, int]] = {prefix: {} for prefix in PREFIXES}
    for feature, row in features.items():
        prefix, _, rest = feature.partition(".")
        if prefix in CHARACTER_FEATURES or prefix in BIGRAM_FEATURES:
            grouped[prefix][fold(rest)] = row
        elif prefix in WORD_FEATURES and rest in words:
            grouped[prefix][rest] = row
        elif prefix == "ww":
            pair = tuple(rest[2:].split("*"))
            if words.issuperset(pair):
                grouped[feature[:4]][pair] = row
    return grouped


def fold(symbols: str) -> str:
    """Write the symbols of a feature as one character each."""
    return symbols.replace("**Num", NUMBER).replace("**Letter", LETTER).replace(".", "")


def is_reachable(word: str) -> bool:
    """Tell whether pkuseg can find a word: texts are folded into classes first, words are not."""
    return SHORTEST <= len(word) <= LONGEST and CLASSES.keys().isdisjoint(word)


def number_nodes(ngrams: set[str]) -> tuple[dict[str, int], int]:
    """Number n-grams with all their prefixes and characters, characters first.

    Also gives the first number that is not a character.
    """
    prefixes = {ngram[:end] for ngram in ngrams for end in range(1, len(ngram) + 1)}
    ordered = sorted(prefixes.union(*ngrams), key=lambda ngram: (len(ngram), ngram))
    nodes = {ngram: number for number, ngram in enumerate(ordered, UNKNOWN + 1)}
    return nodes, sum(len(ngram) == 1 for ngram in ordered) + UNKNOWN + 1


def number_code_points(nodes: Mapping[str, int]) -> Ints:
    """Spread the numbers of characters over all code points, lone surrogates included."""
    out = np.full(0x110000, UNKNOWN, dtype=np.int64)
    out[WHITE_SPACE] = OUTSIDE
    for ngram, number in nodes.items():
        if len(ngram) == 1 and ngram not in (NUMBER, LETTER):
            out[ord(ngram)] = number
    for character, symbol in CLASSES.items():
        out[ord(character)] = nodes.get(symbol, UNKNOWN)
    return out


def pick(rows: Floats, table: Mapping[Any, int], keys: Iterable[Any]) -> Floats:
    """Give the weights of each key below a row of zeros; zeros also where the table lacks it."""
    padded = np.vstack([np.zeros_like(rows[:1]), rows])
    out: Floats = padded[[0, *(table.get(key, -1) + 1 for key in keys)]]
    return out
