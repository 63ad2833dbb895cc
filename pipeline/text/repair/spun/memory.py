"""What a page says elsewhere: which character follows which, where nothing is suspicious."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from pipeline.text.repair.language_model import BITS, LanguageModel

__all__ = ["LAST", "PAIR", "Memory", "remember"]

LAST, PAIR = (1 << BITS) - 1, (1 << 2 * BITS) - 1
"""Bits of the last code, and of the last two, of a history."""

_SUSPECT_RE = re.compile(r"\?[^\s\x00-\x7f]{0,12}|\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,7} ?\)")


class Memory(NamedTuple):
    """Pairs of codes, packed into one number and in order, and how often the first one is followed by the second."""

    pairs: Sequence[int] = ()
    shares: Mapping[int, float] = MappingProxyType({})

    def follow(self, code: int) -> Iterator[tuple[int, float]]:
        """Yield the codes that follow another one, and how often."""
        for index in range(bisect_left(self.pairs, code << BITS), len(self.pairs)):
            pair = self.pairs[index]
            if pair >> BITS != code:
                return
            yield pair & LAST, self.shares[pair]


def remember(text: str, model: LanguageModel) -> Memory:
    """Count what follows each character on a page, outside suspicious stretches and glosses."""
    codes = np.array(model.encode(_SUSPECT_RE.sub("\n", text)), dtype=np.int64)
    pairs, counts = np.unique(codes[:-1] << BITS | codes[1:], return_counts=True)
    shares = counts / (np.bincount(codes)[pairs >> BITS] + 2)
    listed = pairs.tolist()
    return Memory(listed, dict(zip(listed, shares.tolist(), strict=True)))
