"""Rows of a bulletin: the label before the colon, and what the heading above says that the rows measure."""

import re
from functools import lru_cache

from pipeline.text.metrics.described import is_known, is_thing
from pipeline.text.metrics.view import View, paragraph_start
from pipeline.text.quantities.lexicon import list_words, load_words
from pipeline.text.quantities.verbs import ends_in_verb
from pipeline.text.times.dates import find_times

__all__ = ["Span", "find_head", "find_label", "find_numbered", "find_row_measure", "headed_measure"]

Span = tuple[int, int]
# 【江海大学】 heads rows, 2．预付卡。 or （二）预付卡。 a paragraph.
_HEAD_RE = re.compile(r"【([^【】\n]{2,14})】")
_NUMBERED_RE = re.compile(
    r"(?:\d{1,2}[.．、]|[（(][一二三四五六七八九十]{1,2}[）)])\s?([^，,。；;：:\d\n]{2,14})。"
)
_SHORTEST, _LONGEST = 2, 14
_ENDS = frozenset({"colon", "comma", "stop", "quantity", "open"})
_LABELLED = frozenset({"noun", "name", "light", "quote", "and"})


def find_label(view: View) -> Span | None:
    """Give the label of the row that the sentence is, if it names a thing: 塘米线：暂停营运45天.

    A measure (优良率：86.7%), a speaker, and the first part of a title are no such label.
    """
    if not view.start or view.text[view.start - 1] != "\n":
        return None
    last = next((i for i, kind in enumerate(view.kinds) if kind in _ENDS), 0)
    colon = _close(view, last) + 1 if view.kinds[last] == "open" else last
    if not last or view.kinds[colon : colon + 1] != ("colon",) or colon + 1 in view.speech_ends:
        return None
    chunks = [chunk for chunk in view.chunks[:last] if chunk.kind != "space"]
    if not chunks or any(chunk.kind not in _LABELLED for chunk in chunks):
        return None
    span = chunks[0].start, chunks[-1].end
    return span if _names_thing(view.text[slice(*span)]) else None


def find_head(view: View) -> Span | None:
    """Give the name or thing in brackets that the rows below it are about; 【怎么坐】 is neither."""
    match = _HEAD_RE.fullmatch(view.heading or "")
    if match is None:
        return None
    is_name = any(view.text[name.start : name.end] == match[1] for name in view.told)
    if not is_name and not is_known(match[1]):
        return None
    start = view.text.rfind(match[1], 0, view.start)
    return start, start + len(match[1])


def find_numbered(view: View) -> Span | None:
    """Give the thing that the numbered head of the paragraph names (2．预付卡。); one that states something is no such head."""
    start = paragraph_start(view.text, view.start)
    match = _NUMBERED_RE.match(view.text, start, view.start)
    if match is None or ends_in_verb(match[1]) or find_times(match[1]):
        return None
    return match.span(1) if is_thing(match[1]) else None


def find_row_measure(view: View) -> Span | None:
    """Give the label of the row that the sentence is, if it names what is measured: 缓解率：试验组47.3%，对照组28.9%."""
    if not view.start or view.text[view.start - 1] != "\n" or "colon" not in view.kinds:
        return None
    last = view.kinds.index("colon") - 1
    if last < 0 or view.kinds[last] != "noun":
        return None
    return view.chunks[last].start, view.chunks[last].end


def _close(view: View, opening: int) -> int:
    return next((i for i in range(opening, len(view.kinds)) if view.kinds[i] == "close"), opening)


def _names_thing(label: str) -> bool:
    if not _SHORTEST <= len(label) <= _LONGEST or label.isdecimal():
        return False
    return not label.endswith(list_words("measure"))


def headed_measure(view: View) -> Span | None:
    """Give the measure that the heading of the rows tells: 出口 in 主要商品出口情况."""
    if view.heading is None or not (match := _heading_re().search(view.heading)):
        return None
    start = view.text.rfind(view.heading, 0, view.start) + match.start(match.lastindex or 1)
    return start, start + len(match[match.lastindex or 1])


@lru_cache(maxsize=1)
def _heading_re() -> "re.Pattern[str]":
    words = sorted(load_words()["measure"], key=len, reverse=True)
    measure = f"(?:{'|'.join(map(re.escape, words))})"
    named = rf"{measure}+|[^，,。：:的对\s\d]{{2}}{measure}"
    return re.compile(
        rf"({measure})(?:情况|统计|数据|一览)|({named})(?:如下|位居前列|居前)[^，,。]{{0,4}}[：:]$"
        rf"|的({named})(?:[和及与、，（(：:][^。]{{0,30}})?[：:]$"  # 各区学校的投档线和同比变化，供家长参考：
    )
