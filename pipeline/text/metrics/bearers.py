"""The noun that a clause is about where it tells no name: 足金饰品 of 足金饰品挂牌价, U10组别 that grew by 26%."""

from functools import lru_cache

from pipeline.text.metrics.described import find_described, is_known, is_thing
from pipeline.text.metrics.reach import PARTS
from pipeline.text.metrics.view import View
from pipeline.text.quantities.lexicon import list_words, load_words

__all__ = ["Span", "find_bearer", "find_bearer_before", "split_thing"]

Span = tuple[int, int]
_GROWN = frozenset({"%", "倍", "点"})
# 沪指报3990.49点
_QUOTES = frozenset({"报", "收报", "报收", "收于", "失守"})
# Numbers and shares of things say something about the whole that has them.
_COUNTS = ("数", "数量", "占比", "比重")
_NOW = "现在"
_STATISTIC = "居民人均"  # 居民人均可支配收入 is a measure of a place
# After these the noun is part of something else, or speaks: 鲁某答：
_UNOPENED = frozenset({"noun", "name", "and", "colon"})
# 其中企业..., 为消费者挽回损失: whom a clause names after these does nothing in it.
_UNLED = frozenset({*PARTS, "为", "向", "给", "替", "帮", "帮助"})
_BETWEEN = frozenset({"link", "space", "comparison", "time", "bound-verb"})
_BEFORE_ACTOR = _BETWEEN | {"quantity", "refused"}  # 7宗地块全部成交
_STARTS = frozenset({"comma", "stop", "colon", "and", "time", "space"})


def find_bearer(view: View, first: int, index: int, indicator: Span | None) -> Span | None:
    """Give the noun that chunks[first:index] are about, if they tell one.

    Args:
        view: the sentence.
        first: index of the first chunk of the clause.
        index: that of the quantity.
        indicator: what the quantity measures.

    """
    if told := _defined(view, first, index) or _line(view, first, index):
        return told
    if indicator and indicator[0] >= view.chunks[first].start and (bearer := split_thing(view, indicator)):
        return bearer
    if alone := _alone(view, first, index, indicator):
        return alone
    return _grown(view, first, index) or _opening(view, first, index, indicator)


def find_bearer_before(view: View, first: int, end: int) -> Span | None:
    """Give the noun that a clause before that of the quantity, chunks[first:end], is about, if it tells one."""
    return _defined(view, first, end) or find_described(view, first, end) or _opening(view, first, end, None)


def split_thing(view: View, indicator: Span) -> Span | None:
    """Split what is measured into the thing and its measure: 星级饭店|平均客房出租率."""
    start, end = indicator
    start += len(_NOW) * view.text.startswith(_NOW, start)
    phrase = view.text[start:end]
    shown = view.text[start - 1 : start] == "这"  # 这台望远镜 is one told before
    size = 0 if shown else _thing_length(phrase)
    return (start, start + size) if size else None


# What makes one word with the noun before it: 软件业收入, 火灾险保费.
_BOUND = ("业", "险", "方", "性")


@lru_cache(maxsize=4096)
def _thing_length(phrase: str) -> int:
    """Count the characters of the thing that opens a phrase, 0 where the phrase is but a measure or a thing."""
    if not phrase.endswith(list_words("measure")) or phrase.endswith(_COUNTS):
        return 0
    words = (*list_words("bearer"), *list_words("agent"))
    size = max((phrase.rfind(word) + len(word) for word in words if word in phrase), default=0)
    role = "bearer" if phrase[:size].endswith(list_words("bearer")) else "agent"
    if phrase.startswith(_STATISTIC) or phrase[size : size + 1] in _BOUND:
        return 0
    return size if 0 < size < len(phrase) and _is_told(phrase[:size], role) else 0


def _is_told(noun: str, role: str) -> bool:
    """Whether a noun ends in a word of the role and says which of them (民营企业), or need not (酒店)."""
    return noun.endswith(list_words(role)) and load_words()[role].get(noun) != "-"


def _grown(view: View, first: int, index: int) -> Span | None:
    """What grew or shrank itself, not a measure of it: U10组别同比增长26%."""
    quantity = view.quantities[int(view.chunks[index].value)]
    position = index - 1
    if quantity.unit not in _GROWN or position < first or not _tells_change(view, position):
        return None
    position -= 1
    while position >= first and view.kinds[position] in _BETWEEN:
        position -= 1
    if position < first or view.kinds[position] != "noun":
        return None
    if position > first and view.kinds[position - 1] not in _STARTS:
        return None
    chunk = view.chunks[position]
    return (chunk.start, chunk.end) if is_thing(chunk.surface) else None


def _tells_change(view: View, position: int) -> bool:
    return view.kinds[position] == "change" or view.surfaces[position] in _QUOTES


def _alone(view: View, first: int, index: int, indicator: Span | None) -> Span | None:
    """The only thing that a clause names, which is measured as that before: 四人间月租800元，单人间2400元."""
    if indicator is None or indicator[1] > view.chunks[first].start:
        return None
    nouns = [i for i in range(first, index) if view.kinds[i] not in _BETWEEN]
    if len(nouns) != 1 or view.kinds[nouns[0]] != "noun" or not is_known(view.surfaces[nouns[0]]):
        return None
    return view.chunks[nouns[0]].start, view.chunks[nouns[0]].end


def _opening(view: View, first: int, end: int, indicator: Span | None) -> Span | None:
    """The thing that opens a clause and does something in it: 联合体开展上门巡诊2460余人次."""
    while first < end and view.kinds[first] in _BEFORE_ACTOR:
        first += 1
    if view.kinds[first : first + 3] == ("noun", "link", "noun") and view.surfaces[first + 1] == "的":
        first += 2  # 一楼的食堂对居民开放
    if (
        first + 1 >= end
        or view.surfaces[first - 1] in _UNLED
        or view.kinds[first] != "noun"
        or view.kinds[first + 1] in _UNOPENED
    ):
        return None
    span = view.chunks[first].start, view.chunks[first].end
    if view.text.startswith(_STATISTIC, span[0]):
        return None
    if span == indicator or view.surfaces[first + 1] in ("的", "占", "占了", "约占"):
        return None
    return span if _is_told(view.surfaces[first], "agent") else None


def _line(view: View, first: int, index: int) -> Span | None:
    """What runs between two places: 洋山港至汉堡的甲醇加注航线每月增至5班."""
    for i in range(first + 3, index):
        if view.surfaces[i] == "的" and view.surfaces[i - 2] in ("至", "到") and view.kinds[i + 1] == "noun":
            last = i + 1
            while last + 1 < index and view.kinds[last + 1] in ("noun", "light"):
                last += 1
            span = view.chunks[i + 1].start, view.chunks[last].end
            return span if is_thing(view.text[slice(*span)]) else None
    return None


def _defined(view: View, first: int, end: int) -> Span | None:
    """What a clause says something is: 住宿预订是增幅最大的门类."""
    while first < end and view.kinds[first] in ("space", "time", "quote"):
        first += 1
    last = first
    while last < min(end, first + 3) and view.kinds[last] in ("noun", "light"):
        last += 1
    if not first < last < end - 1 or view.kinds[first] != "noun" or view.surfaces[last] != "是":
        return None
    span = view.chunks[first].start, view.chunks[last - 1].end
    return span if is_thing(view.text[slice(*span)]) else None
