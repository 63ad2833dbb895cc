"""The features of a pkuseg model, as strings, for training.

The same definitions as in spacy_pkuseg 1.0 (feature_extractor.pyx), with one addition:
words of raw text share features by their accessor variety. When the model is written,
each word gets the weights of its share, so that the format knows nothing about it.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise

from pipeline.segmenters.compile import CLASSES, LETTER, NUMBER
from pipeline.segmenters.tables import LONGEST, SHORTEST

TAGS = {"B": 0, "B_single": 1, "I": 2, "I_end": 3, "I_first": 4}
FOLD = str.maketrans(
    {character: symbol for symbol, characters in CLASSES.items() for character in characters}
)
DELIMITERS = str.maketrans(dict.fromkeys(CLASSES["&"], "&"))


def find_tags(word: str) -> list[int]:
    """Give the tags of a word's characters.

    >>> find_tags("共和国"), find_tags("海")
    ([0, 4, 3], [1])
    """
    if len(word) == 1:
        return [TAGS["B_single"]]
    inside = ["I_first", *["I"] * len(word)][: len(word) - 2]
    return [TAGS[tag] for tag in ("B", *inside, "I_end")]


def collect_vocabulary(sentences: Sequence[Sequence[str]]) -> tuple[set[str], set[str]]:
    """Collect the words that features can look up, and the pairs of them that touch somewhere."""
    words: set[str] = set()
    pairs: set[str] = set()
    for sentence in sentences:
        folded = [word.translate(DELIMITERS) for word in sentence]
        words.update(folded)
        pairs.update(f"{a}*{b}" for a, b in pairwise(folded))
    return {word for word in words if is_visible(word)}, pairs


def is_visible(word: str) -> bool:
    """Tell whether a feature can look a word up: digits and letters are folded before."""
    folded = word.translate(FOLD)
    return SHORTEST <= len(word) <= LONGEST and NUMBER not in folded and LETTER not in folded


def find_features(
    text: str, vocabulary: Set[str], pairs: Set[str], variety: Mapping[str, str]
) -> Iterator[list[str]]:
    """Yield the features of each character of a text without white space."""
    s = text.translate(FOLD)
    ending = [[s[i - n : i] for n in range(SHORTEST, min(i, LONGEST) + 1)] for i in range(len(s) + 1)]
    starting = [
        [s[i : i + n] for n in range(SHORTEST, min(len(s) - i, LONGEST) + 1)] for i in range(len(s) + 1)
    ]
    before = [[word for word in words if word in vocabulary] for words in ending]
    behind = [[word for word in words if word in vocabulary] for words in starting]
    for i in range(len(s)):
        yield [
            "$$",
            *find_character_features(s, i),
            *(f"w-1.{word}" for word in before[i + 1]),
            *(f"w1.{word}" for word in behind[i]),
            *(f"ww.l.{a}*{b}" for a in before[i] for b in behind[i] if f"{a}*{b}" in pairs),
            *(f"ww.r.{a}*{b}" for a in before[i + 1] for b in behind[i + 1] if f"{a}*{b}" in pairs),
            *(f"w-1.{variety[word]}" for word in ending[i + 1] if word in variety),
            *(f"w1.{variety[word]}" for word in starting[i] if word in variety),
        ]


def find_character_features(s: str, i: int) -> Iterator[str]:
    """Yield the features of single characters and of neighbours around character `i`."""
    yield f"c.{s[i]}"
    if i > 0:
        yield f"c-1.{s[i - 1]}"
        yield f"c-1c.{s[i - 1]}.{s[i]}"
    if i > 1:
        yield f"c-2.{s[i - 2]}"
        yield f"c-2c-1.{s[i - 2]}.{s[i - 1]}"
    if i + 1 < len(s):
        yield f"c1.{s[i + 1]}"
        yield f"cc1.{s[i]}.{s[i + 1]}"
    if i + 2 < len(s):
        yield f"c2.{s[i + 2]}"
