"""Damage that turns every character into another one: Big5 read as GBK, GBK read as Big5.

Text and reading are two chains of equal length that the language model can score; the
damaged stretch is the one where the other chain wins by most.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.plausibility import weigh
from pipeline.text.repair.readings import LOST, score_each, to_confidence
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import Change

__all__ = ["Stretch", "find_stretches", "find_swapped", "gains", "is_likely", "swap_all"]
_DROP = 12.0
"""How far a running gain may fall before a stretch ends, in nats."""

_MIN_GAIN, _MIN_MEAN = 14.0, -8.6
_BAD = 10.5
_BIG5 = ("big5hkscs", "cp950", "big5")


class Stretch(NamedTuple):
    """A stretch of a run, `start:end`, and by how many nats the other chain is likelier."""

    start: int
    end: int
    gain: float


def find_swapped(kind: str, text: str, start: int, end: int, context: Context) -> Iterator[Change]:
    """Find the stretches of `text[start:end]` that read better with the two encodings swapped back.

    >>> from pipeline.resources import find_model
    >>> from pipeline.text.repair.language_model import LanguageModel
    >>> context = Context(LanguageModel.load(find_model("language_model")))
    >>> [change.after for change in find_swapped("gbk_as_big5", "奻漆庈淉葬馱釬惆豢", 0, 9, context)]
    ['上海市政府工作报告']
    """
    run = text[start:end]
    new = "".join(map(_SWAPS[kind], run))
    scores = score_each(context.model, new)
    old = score_each(context.model, run, text[max(0, start - 3) : start])
    for stretch in find_stretches(gains(run, scores, old)):
        low, high = _widen(run, new, stretch)
        if is_likely(run, scores, stretch) and LOST not in new[low:high]:
            confidence = to_confidence(stretch.gain / 2)
            yield Change(start + low, start + high, new[low:high], kind, confidence=confidence)


def is_likely(run: str, scores: Sequence[float], stretch: Stretch) -> bool:
    """Tell whether a stretch gains enough, and its other reading would do as text."""
    pairs = zip(run[stretch.start : stretch.end], scores[stretch.start : stretch.end], strict=True)
    wide = [score for char, score in pairs if char >= "\x80"]
    return stretch.gain >= _MIN_GAIN and sum(wide) > _MIN_MEAN * len(wide)


def _widen(run: str, new: str, stretch: Stretch) -> tuple[int, int]:
    """Take in neighbours that are nothing by themselves and something in the other encoding."""
    start, end = stretch.start, stretch.end
    while start and weigh(new[start - 1]) > max(0.0, weigh(run[start - 1]) + 1):
        start -= 1
    while end < len(run) and weigh(new[end]) > max(0.0, weigh(run[end]) + 1):
        end += 1
    return start, end


def gains(run: str, new: Sequence[float], old: Sequence[float]) -> list[float]:
    """Return by how much each character reads better; one that reads badly gains nothing, however bad it was.

    ASCII is ASCII in either reading and says nothing.
    """
    return [
        min(after - before, after + _BAD) if char >= "\x80" else 0.0
        for char, after, before in zip(run, new, old, strict=False)
    ]


def find_stretches(gains: Sequence[float]) -> Iterator[Stretch]:
    """Find the stretches of a sequence with the largest sums, one after another, in one pass.

    >>> list(find_stretches([-5.0, 9.0, 8.0, -2.0, 9.0, -20.0, 1.0]))
    [Stretch(start=1, end=5, gain=24.0), Stretch(start=6, end=7, gain=1.0)]
    """
    start, total = 0, 0.0
    best, best_end = 0.0, 0
    for index, gain in enumerate(gains):
        total += gain
        if total > best:
            best, best_end = total, index + 1
        if total <= 0 or total < best - _DROP:
            if best > 0:
                yield Stretch(start, best_end, best)
            start, total, best = index + 1, 0.0, 0.0
    if best > 0:
        yield Stretch(start, best_end, best)


@lru_cache(maxsize=1 << 15)
def big5_of(char: str) -> str:
    """Return what the GBK bytes of a character are in Big5, or U+FFFD.

    >>> big5_of("瓣"), big5_of("A")
    ('國', 'A')
    """
    return char if char < "\x80" else _swap(char, ("gb18030",), _BIG5)


@lru_cache(maxsize=1 << 15)
def gbk_of(char: str) -> str:
    """Return what the Big5 bytes of a character are in GBK, or U+FFFD.

    >>> gbk_of("弊"), gbk_of("A")
    ('国', 'A')
    """
    return char if char < "\x80" else _swap(char, _BIG5, ("gbk",))


def _swap(char: str, encoders: Sequence[str], decoders: Sequence[str]) -> str:
    for encoder in encoders:
        code = char.encode(encoder, "ignore")
        for decoder in decoders:
            decoded = code.decode(decoder, "ignore")
            if len(code) == 2 and len(decoded) == 1:
                return decoded
    return LOST


def swap_all(text: str) -> list[str]:
    """Return what a text would be under each exchange of encodings."""
    return ["".join(map(swap, text)) for swap in _SWAPS.values()]


_SWAPS: dict[str, Callable[[str], str]] = {"big5_as_gbk": big5_of, "gbk_as_big5": gbk_of}
