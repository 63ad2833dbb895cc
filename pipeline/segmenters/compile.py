"""Take the feature strings of a pkuseg model apart, all of them at a time.

Source of the features and of the character classes: spacy_pkuseg 1.0
(feature_extractor.pyx), the reference that the tests compare with.
"""

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import numpy.typing as npt

from pipeline.segmenters.tables import LONGEST, OUTSIDE, SHORTEST, UNKNOWN, Bools, Floats, Index, Ints, Tables

Points = npt.NDArray[np.uint32]
CODE_POINTS = 0x110000

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
CLASSES = {NUMBER: NUMBERS, LETTER: LETTERS, "&": DELIMITERS}

# Where features find the characters of their n-gram, counted behind the prefix ("cc1.上.海").
SINGLE, PAIR, WORD = [0], [0, 2], list(range(LONGEST))
WORDS = ("w1.", "w-1.")
# Features of single characters, with the offset of the character that they look at.
AROUND = {"c-2.": -2, "c-1.": -1, "c.": 0, "c1.": 1, "c2.": 2}
COLUMNS = {
    **dict.fromkeys(AROUND, SINGLE),
    **dict.fromkeys(("cc1.", "c-1c.", "c-2c-1."), PAIR),
    **dict.fromkeys(WORDS, WORD),
}
# Features of two words that touch, "ww.l.上海*市": at the first character of the second, at the
# last of the first.
TOUCHING = ("ww.l.", "ww.r.")
# Characters of the longest feature string, and one more to tell longer words.
WIDTH = len("ww.l.*") + 2 * LONGEST + 1


def create_tables(
    vocabulary: Collection[str], features: Mapping[str, int], tags: Mapping[str, int], weights: Floats
) -> Tables:
    """Compile the parts of a model as spacy_pkuseg stores them.

    Raises ValueError or IndexError if the parts do not fit each other.
    """
    by_number = weights[: len(features) * len(tags)].reshape(len(features), len(tags))
    # Transitions are stored by their second tag, and count from one instead of zero.
    edges = 1.0 + weights[by_number.size :].reshape(len(tags), len(tags)).T
    ngrams, rows = group_features(features, by_number)
    ngrams["vocabulary"] = spell_vocabulary(vocabulary)
    numbers = number_characters(ngrams.values())
    nodes, children = number_nodes({name: numbers[points] for name, points in ngrams.items()})
    size = children.first + len(children.keys) - 1
    is_word = flag(nodes["vocabulary"], size)
    for prefix in WORDS:  # pkuseg looks into the vocabulary first
        known = is_word[nodes[prefix]]
        nodes[prefix], rows[prefix] = nodes[prefix][known], rows[prefix][known]
    first, last = add_up(size, nodes, rows, "cc1.", "w1."), add_up(size, nodes, rows, "c-1c.", "w-1.")
    around = {offset: add_up(children.stride, nodes, rows, prefix) for prefix, offset in AROUND.items()}
    around[0][UNKNOWN:] += by_number[0]  # the bias: feature number 0 fires everywhere
    pairs, pair_first, pair_last = number_pairs(nodes, rows, is_word)
    return Tables(
        characters=read_characters(numbers),
        children=children,
        is_word=is_word,
        is_prefix=flag(children.keys[:-1] // children.stride, size),
        around=around,
        first=first,
        last=last,
        behind=add_up(size, nodes, rows, "c-2c-1."),
        pairs=pairs,
        pair_first=pair_first,
        pair_last=pair_last,
        edges=np.ascontiguousarray(edges),
        starts=np.array(["B" in tag for tag in sorted(tags, key=tags.__getitem__)]),
    )


def group_features(
    features: Mapping[str, int], weights: Floats
) -> tuple[dict[str, Points], dict[str, Floats]]:
    """Sort features by prefix: the code points of their n-grams, and their weights.

    The first words of touching pairs stand under "ww.l.left" and so on.
    """
    names = spell(features)
    numbers = np.fromiter(features.values(), dtype=np.int64)
    ngrams, rows = {}, {}
    for prefix in (*COLUMNS, *TOUCHING):
        found = np.logical_and.reduce([names[:, i] == ord(c) for i, c in enumerate(prefix)])
        rest = names[found, len(prefix) :]
        rows[prefix] = weights[numbers[found]]
        if prefix in COLUMNS:
            ngrams[prefix] = pad(rest[:, COLUMNS[prefix]])
        else:
            ngrams[prefix + "left"], ngrams[prefix + "right"] = split_pairs(rest)
    return ngrams, rows


def pad(points: Points) -> Points:
    """Fill n-grams up to one width with zeros."""
    return np.pad(points, ((0, 0), (0, LONGEST - points.shape[1])))


def split_pairs(names: Points) -> tuple[Points, Points]:
    """Cut the two words of "上海*市" apart."""
    star = (names == ord("*")).argmax(axis=1)[:, None]
    columns = np.arange(LONGEST)
    return names[:, WORD] * (columns < star), np.take_along_axis(names, star + 1 + columns, axis=1)


def spell(strings: Collection[str]) -> Points:
    """Give the code points of each string, a row each, padded with zeros; classes become one character."""
    folded = "\n".join(strings).replace("**Num", NUMBER).replace("**Letter", LETTER).split("\n")
    points = np.array(folded, dtype=f"U{WIDTH}").view(np.uint32).reshape(-1, WIDTH)
    return np.asfortranarray(points)  # prefixes are compared column by column


def spell_vocabulary(words: Collection[str]) -> Points:
    """Spell the words that pkuseg can find: texts are folded into classes first, words are not."""
    points = spell(words)
    hidden = np.zeros(CODE_POINTS, dtype=np.bool_)
    hidden[[ord(character) for characters in CLASSES.values() for character in characters]] = True
    wrong = (points[:, SHORTEST - 1] == 0) | (points[:, LONGEST] > 0) | hidden[points].any(axis=1)
    kept: Points = points[~wrong][:, WORD]
    return kept


def number_characters(ngrams: Iterable[Points]) -> Ints:
    """Give each code point its number; those in no n-gram are unknown, and zeros stay padding."""
    known = np.zeros(CODE_POINTS, dtype=np.bool_)
    for points in ngrams:
        known[points] = True
    numbers = np.where(known, known.cumsum() + UNKNOWN, UNKNOWN)
    numbers[0] = 0
    return numbers


def read_characters(numbers: Ints) -> Ints:
    """Turn the numbers of the model's characters into those of a text's: fold classes, part at white space."""
    out = numbers.copy()
    out[[0, ord(NUMBER), ord(LETTER)]] = UNKNOWN
    out[WHITE_SPACE] = OUTSIDE
    for symbol, characters in CLASSES.items():
        out[[ord(character) for character in characters]] = numbers[ord(symbol)]
    return out


def number_nodes(ngrams: Mapping[str, Ints]) -> tuple[dict[str, Ints], Index]:
    """Number the n-grams and their prefixes as nodes of a trie; a character is its own node.

    Shorter n-grams come first, so the keys of each length follow those of the shorter, sorted.
    """
    everything = np.concatenate(list(ngrams.values()))
    nodes = everything[:, 0].copy()
    first = stride = int(everything.max(initial=UNKNOWN)) + 1
    keys = [np.empty(0, dtype=np.int64)]
    for column in everything.T[1:]:
        longer = column.nonzero()[0]
        unique, place = np.unique(nodes[longer] * stride + column[longer], return_inverse=True)
        nodes[longer] = first + place
        first += len(unique)
        keys.append(unique)
    borders = np.cumsum([len(points) for points in ngrams.values()])
    return dict(zip(ngrams, np.split(nodes, borders), strict=False)), Index.build(keys, stride, stride)


def number_pairs(
    nodes: Mapping[str, Ints], rows: Mapping[str, Floats], is_word: Bools
) -> tuple[Index, Floats, Floats]:
    """Number the pairs of touching words; their weights stand below a row of zeros."""
    keys, known = {}, {}
    for prefix in TOUCHING:
        left, right = nodes[prefix + "left"], nodes[prefix + "right"]
        known[prefix] = is_word[left] & is_word[right]
        keys[prefix] = (left * len(is_word) + right)[known[prefix]]
    index = Index.build([np.unique(np.concatenate(list(keys.values())))], len(is_word), 1)
    weights = []
    for prefix in TOUCHING:
        out = np.zeros((len(index.keys), rows[prefix].shape[1]))
        out[index.keys.searchsorted(keys[prefix]) + 1] = rows[prefix][known[prefix]]
        weights.append(out)
    first, last = weights
    return index, first, last


def add_up(size: int, nodes: Mapping[str, Ints], rows: Mapping[str, Floats], *prefixes: str) -> Floats:
    """Spread the weights of some kinds of features over all nodes."""
    out = np.zeros((size, rows[prefixes[0]].shape[1]))
    for prefix in prefixes:
        out[nodes[prefix]] += rows[prefix]
    return out


def flag(nodes: Ints, size: int) -> Bools:
    """Mark some of all nodes."""
    out = np.zeros(size, dtype=np.bool_)
    out[nodes] = True
    return out
