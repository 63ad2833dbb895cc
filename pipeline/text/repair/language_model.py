"""A character language model that does not care about script.

Traditional characters are folded to Simplified ones, one to one, before anything is
looked up, so a text scores the same before and after script conversion. N-grams have up to
four characters.
"""

import json
import math
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.errors import DataError
from pipeline.text.repair.ngram_table import NgramTable

__all__ = ["BITS", "HISTORY", "UNKNOWN", "LanguageModel", "pack"]

BITS = 13
HISTORY = (1 << 3 * BITS) - 1
"""Bits a code, and the bits of a history: three codes packed into one number, the last one lowest."""

_TAILS = tuple((1 << order * BITS) - 1 for order in (1, 2, 3))
_FEW = 64
"""Fewer codes than this are scored faster one by one."""

_CACHE_LIMIT, _MEMO_LIMIT = 200_000, 20_000
LOG_STEP, BACKOFF_STEP = 0.08, 0.04
"""Nats per unit in which probabilities and backoff weights are stored, one byte each."""

UNKNOWN, DIGIT, LETTER, BREAK = "\ufffd", "0", "a", "\n"
"""Stand for every character outside the vocabulary, digit, lower-case letter, and white space."""


class LanguageModel:
    """Score Chinese text in nats.

    >>> round(LanguageModel().score("上海"))
    -40
    """

    def __init__(self) -> None:
        """Create an empty model; `load` or `from_bytes` fill one."""
        self._fill({"vocabulary": "", "fold": "", "segment": 0}, b"")

    @classmethod
    def load(cls, path: Path) -> "LanguageModel":
        """Read a model folder written by training/language_model.py.

        Raises DataError where a file is missing or does not fit the other.
        """
        try:
            header = json.loads((path / "header.json").read_text(encoding="utf-8"))
            return cls()._fill(header, (path / "ngrams.bin").read_bytes())
        except (OSError, ValueError, KeyError) as error:
            raise DataError(
                f"No language model in {path}: {error}. Rebuild it with training/language_model.py."
            ) from error

    def to_bytes(self) -> bytes:
        """Write header and table as one string of bytes."""
        header = json.dumps(self._header, ensure_ascii=False).encode("utf-8")
        return len(header).to_bytes(4, "big") + header + self._ngrams.data

    @classmethod
    def from_bytes(cls, data: bytes) -> "LanguageModel":
        """Read what `to_bytes` wrote."""
        size = 4 + int.from_bytes(data[:4], "big")
        try:
            return cls()._fill(json.loads(data[4:size]), data[size:])
        except (ValueError, KeyError) as error:
            raise DataError(f"These bytes hold no language model: {error}.") from error

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as bytes: a view of the table cannot be copied, and caches need not be."""
        return LanguageModel.from_bytes, (self.to_bytes(),)

    def score(self, text: str, start: int = 0, end: int | None = None) -> float:
        """Return the log probability of `text[start:end]`, each character given the three before it."""
        first = max(0, start - 3)
        return sum(self.score_row(self.encode(text[first:end]), start - first))

    def encode(self, text: str) -> list[int]:
        """Turn characters into codes, folding script, width, digits and letters."""
        return list(map(self._codes.__getitem__, text))

    def code_of(self, char: str) -> int:
        """Return the code of one character."""
        return self._codes[char]

    def score_next(self, context: Sequence[int], code: int) -> float:
        """Return the log probability of one code after (up to three) others."""
        return self.score_after(pack(context), code)

    def score_after(self, history: int, code: int) -> float:
        """Return the log probability of one code after a packed history."""
        key = history << BITS | code
        cached = self._cache.get(key)
        if cached is None:
            if len(self._cache) > _CACHE_LIMIT:
                self._cache.clear()
            cached = self._cache[key] = self._back_off(history, code)
        return cached

    def score_row(self, codes: Sequence[int], start: int = 0) -> list[float]:
        """Return the log probability of every code from `start` on, given up to three before it."""
        history, scores = pack(codes[max(0, start - 3) : start]), []
        for code in codes[start:]:
            scores.append(self.score_after(history, code))
            history = (history << BITS | code) & HISTORY
        return scores

    def score_all(self, codes: Sequence[int]) -> list[float]:
        """Do the same for a long row, as vectors."""
        if len(codes) < _FEW or not self._ngrams:
            return self.score_row(codes)
        padded = np.array([0, 0, 0, *codes], dtype=np.int64)
        scores, keys = self._unigrams[padded[3:]], padded
        histories = self._ngrams.find_many(keys)
        for order in (1, 2, 3):
            keys = padded[:-order] << order * BITS | keys[1:]
            entries = self._ngrams.find_many(keys)
            known = (histories[:-1] >= 0) & (padded[:-order] > 0)
            backed_off = scores + ((histories[:-1] & 0xFF) * -BACKOFF_STEP)[3 - order :]
            found = np.where(entries >= 0, (entries >> 8) * -LOG_STEP, 0.0)[3 - order :]
            scores = np.where(
                known[3 - order :], np.where(entries[3 - order :] >= 0, found, backed_off), scores
            )
            histories = entries
        return scores.tolist()  # type: ignore[no-any-return]

    def score_each(self, history: int, codes: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Return the log probabilities of many codes after one packed history, at once."""
        scores = self._unigrams[codes]
        tails = [history & mask for mask in _TAILS if history > mask >> BITS]
        weights = {tail: weight for tail in tails if (weight := self._weight_of(tail)) is not None}
        if not weights:
            return scores
        entries = self._find_all(list(weights), codes)
        costs = (entries >> 8) * -LOG_STEP
        for row, weight in enumerate(weights.values()):
            scores = np.where(entries[row] >= 0, costs[row], scores + weight)
        return scores

    def score_pairs(
        self, firsts: npt.NDArray[np.int64], seconds: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float64]:
        """Return the log probability of each second code after each first one, a row for each first one."""
        entries = self._ngrams.find_many(firsts[:, np.newaxis] << BITS | seconds)
        weights = np.array([self._weight_of(code) or 0.0 for code in firsts.tolist()])
        scores: npt.NDArray[np.float64] = np.where(
            entries >= 0, (entries >> 8) * -LOG_STEP, self._unigrams[seconds] + weights[:, np.newaxis]
        )
        return scores

    def recall(self, key: Hashable) -> npt.NDArray[np.float64] | None:
        """Return scores that were worked out before."""
        return self._memo.get(key)

    def remember(self, key: Hashable, scores: npt.NDArray[np.float64]) -> None:
        """Keep scores for `recall`, within bounds."""
        if len(self._memo) > _MEMO_LIMIT:
            self._memo.clear()
        self._memo[key] = scores

    def rank(self, char: str) -> int:
        """Return how many characters are commoner; unknown ones are rarer than all."""
        code = self._codes.get(char, 0)
        is_known = code and code != self._codes.get(UNKNOWN)
        return code - 1 if is_known else len(self._header["vocabulary"])

    def _back_off(self, history: int, code: int) -> float:
        penalty = 0.0
        for mask in reversed(_TAILS):
            tail = history & mask
            weight = self._weight_of(tail) if tail > mask >> BITS else None
            if weight is not None:
                entry = self._ngrams.find(tail << BITS | code)
                if entry >= 0:
                    return penalty - (entry >> 8) * LOG_STEP
                penalty += weight
        return penalty + self._unigram_list[code]

    def _weight_of(self, history: int) -> float | None:
        """Return the backoff weight of a history, or None if no n-gram begins with it."""
        known = self._weights.get(history, math.nan)
        if known != known:
            if len(self._weights) > _CACHE_LIMIT:
                self._weights.clear()
            entry = self._ngrams.find(history)
            known = self._weights[history] = -(entry & 0xFF) * BACKOFF_STEP if entry >= 0 else None
        return known

    def _find_all(self, histories: list[int], codes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the entries of all codes, a row for each history."""
        return self._ngrams.find_many(codes | np.array(histories, dtype=np.int64)[:, np.newaxis] << BITS)

    def _fill(self, header: dict[str, Any], table: bytes) -> "LanguageModel":
        self._header = header
        self._ngrams = NgramTable(table, header["segment"])
        self._unigrams = np.array([20.0, *header.get("unigrams", [])]) * -1.0
        self._codes = _Codes(read_codes(header["vocabulary"], header["fold"]))
        self.simplified = frozenset(header.get("simplified", ""))
        self._unigram_list: list[float] = self._unigrams.tolist()
        self._cache: dict[int, float] = {}
        self._weights: dict[int, float | None] = {}
        self._memo: dict[Hashable, npt.NDArray[np.float64]] = {}
        return self


class _Codes(dict[str, int]):
    """The codes of characters; one that is not in the vocabulary gets that of its kind when it is first met."""

    def __missing__(self, char: str) -> int:
        kind = DIGIT if char.isdigit() else LETTER if char.isalpha() and char < "\u0250" else UNKNOWN
        code = self.get(BREAK if char.isspace() else kind, 0)
        if len(self) < _CACHE_LIMIT:
            self[char] = code
        return code


def read_codes(vocabulary: str, fold: str) -> dict[str, int]:
    """Number the characters by rank, from 1; `fold` lists pairs that share a number.

    >>> read_codes("的国", "國国")
    {'的': 1, '国': 2, '國': 2}
    """
    codes = {char: code for code, char in enumerate(vocabulary, 1)}
    for char, other in zip(fold[::2], fold[1::2], strict=True):
        codes[char] = codes.get(other, 0)
    for code in range(0x21, 0x7F):  # full-width ASCII
        codes[chr(code + 0xFEE0)] = codes.get(chr(code), 0)
    return {char: code for char, code in codes.items() if code}


def pack(context: Sequence[int]) -> int:
    """Pack the last three codes of a context into one number.

    >>> pack([1, 2]) == 1 << BITS | 2
    True
    """
    history = 0
    for code in context[-3:]:
        history = history << BITS | code
    return history
