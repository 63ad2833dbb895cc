"""Prove a repair by breaking it again: the forward model has to give back what stands on the page."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice, permutations, product

from pipeline.text.damage import CUT_BYTE, annotate, cut, decode, fold, load_readings
from pipeline.text.repair.spun.glosses import Gloss, has_reading
from pipeline.text.repair.spun.stretch import Reading, Run, Stretch, look_back

__all__ = ["is_proven", "select_proven", "unfold"]

_CONTENDERS, _FAR = 16, 9.0
"""How many readings are put to the proof, and how far behind the best one it does not matter any more."""

_MAX_CASCADE = 3
"""Glosses in one run whose every order is tried."""

_MAX_CHOICES = 12
"""Ways to choose which of the characters that are read alike a site annotates."""

_MAX_CUTS = 4
"""Marks in one run of which any may be uncut: sites that sprinkle visible commas leave out most."""

_WIDE = {code: code + 0xFEE0 for code in (0x21, 0x28, 0x29, 0x2C, 0x3A, 0x3B, 0x3F)}


def select_proven(stretch: Stretch, readings: list[Reading], keys: Mapping[str, str]) -> Iterator[Reading]:
    """Yield the likeliest readings that give the page when they are damaged again, and no hopeless rivals."""
    known: dict[Run, bool] = {}
    best = -math.inf
    for reading in readings[:_CONTENDERS]:
        if reading.score < best - _FAR:
            return
        runs = list(_join(reading.runs))
        for run in runs:
            if run not in known:
                known[run] = _prove(stretch, *run[:3], keys)
        if all(known[run] for run in runs):
            best = max(best, reading.score)
            yield reading


def _join(runs: Iterable[Run]) -> Iterator[Run]:
    """Join runs that touch: the end of one is what the next one begins with. Plain glosses prove nothing."""
    joined: Run | None = None
    for run in runs:
        if run[3] < 0:
            continue
        if joined and joined[1] == run[0]:
            joined = (joined[0], run[1], joined[2] + run[2], 0)
            continue
        if joined:
            yield joined
        joined = run
    if joined:
        yield joined


def _prove(stretch: Stretch, start: int, end: int, after: str, keys: Mapping[str, str]) -> bool:
    text = stretch.text
    inside = [gloss for position in range(start, end) if (gloss := stretch.glosses.get(position))]
    original = look_back(stretch, start)[-1:] + after + text[end : end + 2]
    return is_proven(original, text[start:end], inside, keys, drops=stretch.drops)


def is_proven(
    original: str, damaged: str, glosses: Sequence[Gloss], page_keys: Mapping[str, str], *, drops: bool
) -> bool:
    """Tell whether `original`, damaged again, shows the string `damaged`.

    `original` comes with a character or two of context on either side; `glosses` are the
    readings that stand in the damaged stretch, `page_keys` those that the page is known to put
    behind its keys. Whether the site cut, and in which order it annotated, is tried out.

    >>> is_proven("上海考察時強", "??疾鞎r", [], {}, drops=False)
    True
    >>> is_proven("上京考察時強", "??疾鞎r", [], {}, drops=False)
    False
    """
    seen = fold(damaged)
    bare = seen.replace(",", "")
    tried: set[bytes] = set()
    for data, is_cut in _damage_again(original, glosses, page_keys):
        if data not in tried:
            tried.add(data)
            broken = fold(decode(data, drops_orphans=drops))
            if seen in broken or (is_cut and "," in seen and bare in broken.replace(",", "")):
                return True
    return False


def _damage_again(
    original: str, glosses: Sequence[Gloss], page_keys: Mapping[str, str]
) -> Iterator[tuple[bytes, bool]]:
    """Yield what a site may have made of a text, and whether it was cut first."""
    for data in dict.fromkeys((original.encode("gbk", "replace"), unfold(original).encode("gbk", "replace"))):
        orders = list(_orders(data, glosses, page_keys))
        for source, is_cut in _cut_again(data):
            for order in orders:
                yield annotate(source, order), is_cut


def _cut_again(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield what the cut stage may have made of some bytes: every mark cut, none, or only some of them."""
    whole = cut(data)
    yield whole, True
    yield data, False
    pieces = whole.split(CUT_BYTE)
    if 2 < len(pieces) <= _MAX_CUTS + 1:
        for cuts in product((CUT_BYTE, b""), repeat=len(pieces) - 1):
            yield b"".join(chain.from_iterable(zip(pieces, (*cuts, b""), strict=True))), any(cuts)


def unfold(text: str) -> str:
    """Make the marks full-width that news sets full-width.

    >>> unfold("上海,A股")
    '上海，A股'
    """
    return text.translate(_WIDE)


def _orders(
    data: bytes, glosses: Sequence[Gloss], page_keys: Mapping[str, str]
) -> Iterator[list[tuple[bytes, bytes]]]:
    """Yield what to annotate, in the orders in which a site may have done it.

    A gloss that splits the key of the next one came after it: right to left is always possible.
    """
    codes = _key_codes()
    windows = (data[i : i + 2] for i in range(len(data) - 2, -1, -1))
    keys = [codes[window] for window in dict.fromkeys(windows) if window in codes]
    needed = {key: gloss for gloss in glosses for key in keys if has_reading(key, gloss.reading)}
    known = [(key, page_keys[key]) for key in keys if key in page_keys and key not in needed]
    pairs = [(key, gloss.write()) for key, gloss in needed.items()]
    coded = [(key.encode("gbk"), gloss.encode("gbk", "ignore")) for key, gloss in pairs + known]
    own, others = coded[: len(pairs)], coded[len(pairs) :]
    yield coded
    if len(coded) > 1:
        yield coded[::-1]
    if 1 < len(own) <= _MAX_CASCADE:  # one gloss broke the next one: any order may have done it
        for order in permutations(own):
            yield [*order, *others]
            yield [*others, *order]
    rivals = [[pair for pair in own if has_reading(codes[pair[0]], gloss.reading)] for gloss in set(glosses)]
    if any(
        len(pairs) > 1 for pairs in rivals
    ):  # sites have other keys: not every character that is read so is one
        for chosen in islice(product(*filter(None, rivals)), _MAX_CHOICES):
            picked = list(dict.fromkeys(chosen))
            yield [*picked, *others]
            yield [*others, *picked[::-1]]


@cache
def _key_codes() -> dict[bytes, str]:
    return {key.encode("gbk"): key for key in load_readings()}
