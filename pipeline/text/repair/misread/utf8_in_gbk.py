"""UTF-8 that was read as GBK: 涓浗 for 中国, also where pairs of bytes have vanished.

Characters that lost some of their bytes are chosen by the language model among those that
the remaining bytes allow, or given up where it has no clear favourite.
"""

from collections.abc import Iterator
from functools import lru_cache

from pipeline.text.plausibility import is_foreign_to, is_traditional, weigh
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.misread.doubtful import read_doubtful
from pipeline.text.repair.misread.utf8_gaps import MARKS, UNREAD, Region, parse
from pipeline.text.repair.misread.utf8_losses import Bytes, complete
from pipeline.text.repair.readings import LOST, score_wide, to_confidence
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import AMBIGUOUS, IRRECOVERABLE, REPAIRED, Change

__all__ = ["KIND", "find_utf8_in_gbk"]

KIND = "utf8_as_gbk"

_GAP_COST = 4.0
_LEAST = 1.0
_MIN_MEAN, _MIN_GAIN = -8.5, 8.0
_MAX_TRIES = 4
_ENOUGH = 8
_MAX_RANK = 4500
_LEVELS = 2
_LONG = 16
"""Characters of UTF-8 that nothing but several readings of the kind leaves in a row; bytes went missing in each."""


def find_utf8_in_gbk(text: str, start: int, end: int, context: Context) -> Iterator[Change]:
    """Find the stretches of `text[start:end]`, that are UTF-8.

    >>> from pipeline.resources import find_model
    >>> context = Context(LanguageModel.load(find_model("language_model")))
    >>> [change.after for change in find_utf8_in_gbk("涓婃捣", 0, 3, context)]
    ['上海']
    """
    tries = 0
    position = reached = start
    while position < end:
        region = parse(text, position, end)
        if region is None:
            position += 1
            continue
        change = _decide(text, region, context)
        if change is not None:
            yield change
            position = change.raw_end
        else:  # try again from the next characters, but not from each of them
            tries = tries + 1 if region.end <= reached else 1
            reached = max(reached, region.end)
            position = position + 1 if tries < _MAX_TRIES else region.end


def _decide(text: str, region: Region, context: Context) -> Change | None:
    """Read a region, again if it was read wrongly twice, and weigh the result against the text as it is."""
    before, damaged = text[max(0, region.start - 3) : region.start], text[region.start : region.end]
    after = text[region.end : region.end + 3] or "\n"
    decoded, margin = "", 0.0
    if not _is_rare(region.known):
        decoded, margin = _read(region, before, after, context.model, max(context.margin, _LEAST))
    if not decoded or not _is_likely(decoded, damaged, region.gaps, context.model):
        deeper = _read_again(region, damaged, context)
        if deeper is None:
            is_lost = _is_rare(region.known) and len(region.chars) >= _LONG
            return Change(region.start, region.end, damaged, KIND, IRRECOVERABLE, 0.0) if is_lost else None
        decoded, margin = deeper
    status = AMBIGUOUS if 3 * decoded.count(LOST) > len(decoded) else REPAIRED
    shown = damaged if status == AMBIGUOUS else decoded
    return Change(
        region.start,
        region.end,
        shown,
        KIND,
        status,
        to_confidence(margin),
        decoded if shown == damaged else None,
    )


def _read_again(region: Region, damaged: str, context: Context) -> tuple[str, float] | None:
    """Undo a second and third reading of the same kind, which have to cover the whole."""
    for _ in range(_LEVELS):
        decoded = "".join(map(_show, region.chars))
        inner = parse(decoded, 0, len(decoded))
        if inner is None or decoded[inner.end :].strip(LOST) or 3 * inner.gaps > len(inner.chars):
            return None
        if _is_rare(inner.known):
            region = inner
            continue
        text, margin = _read(inner, "\n", "\n", context.model, max(context.margin, _LEAST))
        if _is_likely(text, damaged, inner.gaps, context.model):
            return text, margin
        region = inner
    return None


def _show(char: Bytes) -> str:
    """Return a character of the text in between; of U+FFFD the first two bytes are enough."""
    if min(char) >= 0:
        return bytes(char).decode("utf-8", "replace")
    return LOST if char[:2] == (0xEF, 0xBF) else UNREAD


def _is_rare(known: str) -> bool:
    """Tell whether characters are too rare for any text, so that what lacks bytes need not be chosen."""
    return len(known) >= _ENOUGH and weigh(known) < 0


def _is_likely(decoded: str, damaged: str, gaps: int, model: LanguageModel) -> bool:
    new, old = score_wide(model, decoded), score_wide(model, damaged)
    return (
        new > _MIN_MEAN * sum(char >= "\x80" for char in decoded) and new - gaps * _GAP_COST > old + _MIN_GAIN
    )


def _read(region: Region, before: str, after: str, model: LanguageModel, least: float) -> tuple[str, float]:
    """Write out the characters; clusters of doubtful ones are chosen together, or given up below a margin."""
    known = region.known
    is_simplified = not is_traditional(known)
    slots = [_candidates(char, is_simplified, model) for char in region.chars]
    return read_doubtful(model, slots, (before, after), least)


@lru_cache(maxsize=1 << 12)
def _candidates(char: Bytes, is_simplified: bool, model: LanguageModel) -> tuple[str, ...]:
    """List the characters that have the known bytes of one, one script only."""
    if min(char) >= 0:
        return (bytes(char).decode("utf-8", "replace"),)
    found = sorted((item for item in complete(char) if item in MARKS or "一" <= item <= "鿿"), key=weigh)
    fitting = [
        item
        for item in found
        if model.rank(item) < _MAX_RANK and not is_foreign_to(item, simplified=is_simplified)
    ]
    # Variants are one to the model; the commonest stands for them.
    return tuple({model.code_of(item): item for item in fitting}.values()) or (LOST,)
