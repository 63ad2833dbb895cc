"""Whether the words before a number end in a verb, so that the number is its object or its complement."""

from functools import lru_cache

from pipeline.text.quantities.lexicon import load_words
from pipeline.text.tables import read_table

__all__ = ["ends_in_verb", "is_verb"]

_LONGEST = 3


def ends_in_verb(text: str) -> bool:
    """Whether the last two or three characters are a verb.

    >>> ends_in_verb("总装线停摆"), ends_in_verb("新品上海")
    (True, False)
    """
    return any(text[-size:] in _verbs() for size in range(2, _LONGEST + 1))


def is_verb(word: str) -> bool:
    """Whether a word is an everyday verb.

    >>> is_verb("始发"), is_verb("区间")
    (True, False)
    """
    return word in _verbs()


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    """Everyday verbs, and those that the words around numbers know."""
    everyday = {row["text"] for row in read_table("common_words") if row["pos"] == "v"}
    words = load_words()
    return frozenset(everyday | set(words["light"]) | set(words["change"]) | set(words["lasting"]))
