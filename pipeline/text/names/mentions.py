"""The record of one name in a text, and the order in which names are kept."""

from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

__all__ = ["LABELS", "Mention", "select_longest"]

LABELS = ("EVENT", "FAC", "GPE", "LAW", "LOC", "ORG", "PERSON", "PRODUCT")


class Mention(NamedTuple):
    """One name: `text[start:end]`, code points, half-open.

    `canonical` is the full official Simplified name; null only for a short form that
    nothing resolves. `entity_id` is the id of a table entry. `rule` says what found it:
    `gazetteer:<entry>`, `composition:<head>`, `definition:<cue>`, ...
    """

    start: int
    end: int
    label: str
    subtype: str | None
    canonical: str | None
    entity_id: str | None
    rule: str


def select_longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Keep the longest names, left to right, none overlapping another.

    >>> city = Mention(0, 2, "GPE", "city", "上海市", None, "gazetteer:cn-310000")
    >>> lab = Mention(0, 9, "ORG", "institute", "上海人工智能实验室", None, "composition:实验室")
    >>> [name.canonical for name in select_longest([city, lab])]
    ['上海人工智能实验室']
    """
    kept: list[Mention] = []
    taken: set[int] = set()
    for mention in sorted(sorted(mentions, key=_start), key=_length, reverse=True):
        start, end = mention[:2]
        if start not in taken and end - 1 not in taken:
            kept.append(mention)
            taken.update(range(start, end))
    return sorted(kept, key=_start)


_start = itemgetter(0)


def _length(mention: Mention) -> int:
    return mention[1] - mention[0]
