"""Titles of a few characters that were read with the other table of two bytes: 洛励竟瘪 for 醫療器械.

Their characters need not be rare, so nothing announces them; but a line that makes a common
phrase in the other table is no accident.
"""

import re
from collections.abc import Iterator

from pipeline.text.plausibility import weigh
from pipeline.text.repair.misread.swap_tables import SWAPS, swap_all
from pipeline.text.repair.readings import LOST, score_wide, to_confidence
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import Change

__all__ = ["could_have_titles", "find_titles"]

_TITLE_RE = re.compile(r"^[^\x00-\x7f]{3,8}$", re.MULTILINE)
_HAN_RE = re.compile("[\u4e00-\u9fff]{3,8}")

_RISE = 0.5
"""By how much commoner the characters of a title must become."""

_MIN_GAIN, _MIN_MEAN = 10.0, -6.8
"""Nats: of 467,851 names of people, places, firms and things one gained more than 4."""


def could_have_titles(text: str) -> bool:
    """Tell whether a short line would be made of commoner characters in another table.

    >>> could_have_titles("洛励竟瘪"), could_have_titles("医疗器械")
    (True, False)
    """
    return any(_rises(match.group()) for match in _TITLE_RE.finditer(text))


def find_titles(text: str, context: Context) -> Iterator[Change]:
    """Find short lines that are a common phrase in the other table.

    >>> from pipeline.resources import find_model
    >>> from pipeline.text.repair.language_model import LanguageModel
    >>> context = Context(LanguageModel.load(find_model("language_model")))
    >>> [change.after for change in find_titles("洛励竟瘪\\n", context)]
    ['醫療器械']
    """
    for match in _TITLE_RE.finditer(text):
        title = match.group()
        if not _rises(title):
            continue
        stays = score_wide(context.model, title)
        for kind, turned in zip(SWAPS, swap_all(title), strict=True):
            if kind in context.disabled or not _HAN_RE.fullmatch(turned):
                continue
            score = score_wide(context.model, turned)
            if score - stays > _MIN_GAIN and score > _MIN_MEAN * len(turned):
                confidence = to_confidence((score - stays) / 2)
                yield Change(match.start(), match.end(), turned, kind, confidence=confidence)
                break


def _rises(title: str) -> bool:
    return max(weigh(turned.replace(LOST, "")) for turned in swap_all(title)) > weigh(title) + _RISE
