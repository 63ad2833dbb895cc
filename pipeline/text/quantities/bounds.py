"""Bound words beside a number: 约, 不超过 before it, 以上, 左右 after it."""

from functools import lru_cache

from pipeline.text.quantities.lexicon import load_words

__all__ = ["bound_after", "bound_before"]

# First halves of words that end in 约, 近 or 超: 节约 附近 赶超 反超; 折合约 is no 合约.
_TAILS = frozenset("反节附最靠逼接新临邻远贴赶签履违条公契集制预简特邀缔隐赴")
# 多 and 余 before these belong to the next word: 多元 多次 余下.
_OVER_WORDS = frozenset("元次项种样个边年少数功余所媒层方地晶极点位名家为下额地杭姚震")


def bound_before(text: str, start: int) -> tuple[int, str | None]:
    """Extend over 约, 不超过, 最低 ... directly before; never over the tail of a word (节约, 附近).

    >>> bound_before("约60款", 1), bound_before("节约60款", 2)
    ((0, 'approx'), (2, None))
    """
    words, ends = _bounds_before()
    skip = 1 if start and text[start - 1] == " " else 0
    if text[start - skip - 1 : start - skip] not in ends:
        return start, None
    for size in (4, 3, 2, 1):
        low = start - skip - size
        if low < 0:
            continue
        qualifier = words.get(text[low : start - skip])
        if qualifier and not (size == 1 and low and _is_tail(text, low)):
            return low, qualifier
    return start, None


def _is_tail(text: str, position: int) -> bool:
    """Whether the character at `position` ends a word: 节约, 附近, the league 中超; not 其中超三成."""
    if text[position - 1] == "中":
        return text[position] == "超" and text[position - 2 : position - 1] != "其"
    return text[position - 1] in _TAILS


def bound_after(text: str, end: int) -> tuple[int, str | None]:
    """Extend over 以上, 左右, 多 ... directly after.

    >>> bound_after("60款以上", 3)
    (5, 'at_least')
    """
    words, firsts = _bounds_after()
    if text[end : end + 1] not in firsts:
        return end, None
    for size in range(min(5, len(text) - end), 0, -1):
        qualifier = words.get(text[end : end + size])
        if qualifier and not (size == 1 and text[end + 1 : end + 2] in _OVER_WORDS):
            return end + size, qualifier
    return end, None


@lru_cache(maxsize=1)
def _bounds_before() -> tuple[dict[str, str], frozenset[str]]:
    words = load_words()["bound-before"]
    return words, frozenset(word[-1] for word in words)


@lru_cache(maxsize=1)
def _bounds_after() -> tuple[dict[str, str], frozenset[str]]:
    words = load_words()["bound-after"]
    return words, frozenset(word[0] for word in words)
