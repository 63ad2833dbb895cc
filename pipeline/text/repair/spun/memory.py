"""The language model, taught what a page says elsewhere: which character follows which, where nothing is suspicious."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from pipeline.text.repair.language_model import BITS, LanguageModel
from pipeline.text.repair.spun.gbk import Candidates

__all__ = ["Memory", "remember"]

MEMORY = 0.15
"""How far the page itself is trusted to say what follows a character."""

_LAST, _PAIR = (1 << BITS) - 1, (1 << 2 * BITS) - 1
"""Bits of the last code, and of the last two, of a history."""

_LIMIT = 50_000
"""Scores that are kept; a page of news asks for some hundreds of them, each several times."""

_SUSPECT_RE = re.compile(r"\?[^\s\x00-\x7f]{0,12}|[(（] ?[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,7} ?[)）]")


class Memory:
    """Scores of characters by the model and by what followed the character before them elsewhere on the page.

    `pairs` of codes are packed into one number each, in order; `shares` tells how often the first is followed by the second.
    """

    def __init__(
        self,
        model: LanguageModel,
        pairs: Sequence[int] = (),
        shares: Mapping[int, float] = MappingProxyType({}),
    ) -> None:
        """Remember these pairs, or nothing."""
        self._model, self._pairs, self._shares = model, pairs, shares
        self._known: dict[int, float] = {}

    def score_after(self, context: int, code: int) -> float:
        """Return the log probability of one code after a packed history."""
        key = context << BITS | code
        score = self._known.get(key)
        if score is None:
            score = self._model.score_after(context, code)
            share = self._shares.get(key & _PAIR)
            if len(self._known) > _LIMIT:
                self._known.clear()
            score = self._known[key] = score if share is None else _mix(score, share)
        return score

    def score_each(self, context: int, options: Candidates) -> npt.NDArray[np.float64]:
        """Return the same of many characters at once, less what each costs in itself."""
        bare = self._model.recall((context, options.chars))
        if bare is None:
            bare = self._model.score_each(context, options.codes) - options.costs
            self._model.remember((context, options.chars), bare)
        known = [pair for pair in self._follow(context & _LAST) if pair[0] in options.spots]
        mixed = bare.copy() if known else bare
        for code, share in known:
            spot = options.spots[code]
            mixed[spot] = _mix(float(bare[spot] + options.costs[spot]), share) - options.costs[spot]
        return mixed

    def _follow(self, code: int) -> Iterator[tuple[int, float]]:
        """Yield the codes that follow another one, and how often."""
        for index in range(bisect_left(self._pairs, code << BITS), len(self._pairs)):
            pair = self._pairs[index]
            if pair >> BITS != code:
                return
            yield pair & _LAST, self._shares[pair]


def remember(text: str, model: LanguageModel) -> Memory:
    """Count what follows each character on a page, outside suspicious stretches and glosses."""
    codes = np.array(model.encode(_SUSPECT_RE.sub("\n", text)), dtype=np.int64)
    pairs, counts = np.unique(codes[:-1] << BITS | codes[1:], return_counts=True)
    shares = counts / (np.bincount(codes)[pairs >> BITS] + 2)
    listed = pairs.tolist()
    return Memory(model, listed, dict(zip(listed, shares.tolist(), strict=True)))


def _mix(chance: float, share: float) -> float:
    return math.log((1 - MEMORY) * math.exp(chance) + MEMORY * share)
