"""The noun that a clause is about where it tells no name: 足金饰品 of 足金饰品挂牌价, U10组别 that grew by 26%."""

import re
from bisect import bisect_left

from pipeline.text.quantities.lexicon import list_words, load_words
from pipeline.text.quantities.verbs import ends_in_verb, is_verb
from pipeline.text.quantities.view import View

__all__ = ["Span", "find_bearer", "find_described", "find_owner", "find_punished", "split_thing"]

Span = tuple[int, int]
_GROWN = frozenset({"%", "倍", "点"})
# 沪指报3990.49点
_QUOTES = frozenset({"报", "收报", "报收", "收于", "失守"})
# Numbers and shares of things say something about the whole that has them.
_COUNTS = ("数", "数量", "占比", "比重")
# 对采购算力的企业，补贴30%
_TOWARDS = frozenset({"对", "对于", "面向", "针对"})
# Function characters that a noun may hold: 多发性, 中试线.
_CUT = frozenset({"多", "中", "能", "未", "可"})
_MAKING = ("做", "建", "造", "办", "写", "制", "产", "售", "设")
_PUNISHED_RE = re.compile(
    r"[“「]?([^，。；]{2,16}?)(?:以[^，。；]{2,10})?(?:作出)?(?:处以|判处|罚款|罚金|处罚|罚)"
)
_NOW = "现在"
_SHORTEST = 2
_STARTS = frozenset({"comma", "stop", "colon", "and", "time", "space"})
_VERBS = frozenset({"light", "change", "boundary", "target"})
_BETWEEN = frozenset({"link", "space", "comparison", "time", "bound-verb"})


def find_owner(view: View, first: int, indicator: Span | None) -> Span | None:
    """The noun that the indicator belongs to by 的: 传统工科的报考热度."""
    if indicator is None:
        return None
    i = bisect_left(view.starts, indicator[0], first)
    if i < first + 2 or i == len(view.starts) or view.starts[i] != indicator[0]:
        return None
    if view.surfaces[i - 1] != "的":
        return None
    if view.kinds[i - 2] == "quote" and (quoted := _quoted(view, first, i - 2)):
        return quoted
    if (
        view.kinds[i - 2] != "noun"
        or len(view.surfaces[i - 2]) < _SHORTEST
        or _is_action(view.surfaces[i - 2])
    ):
        return None
    return view.chunks[i - 2].start, view.chunks[i - 2].end


def _quoted(view: View, first: int, close: int) -> Span | None:
    """What stands between the quotation mark at `close` and the one before: “提前申报”的应用率."""
    for i in range(close - 1, first - 1, -1):
        if view.kinds[i] == "quote":
            return view.chunks[i].end, view.chunks[close].start
    return None


def _is_action(noun: str) -> bool:
    """Whether a piece before 的 owns nothing: 此次始发的区间, 占地区生产总值的比重, 周六的闭馆时间."""
    return is_verb(noun) or noun.startswith(("占", "有")) or noun in load_words()["unmeasured"]


def find_punished(view: View, first: int, index: int) -> Span | None:
    """Whom a fine or a sentence falls on: 法院对龚某判处有期徒刑七年, 对公司罚款800万元."""
    start = next((i for i in range(first, index) if view.surfaces[i] == "对"), index) + 1
    if start >= index:
        return None
    text = view.text[view.chunks[start].start : view.chunks[index].start]
    match = _PUNISHED_RE.match(text)
    if match is None:
        return None
    low = view.chunks[start].start + match.start(1)
    span = low, view.chunks[start].start + match.end(1)
    named = [name for name in view.names if span[0] <= name.start and name.end <= span[1]]
    return (named[-1].start, named[-1].end) if named else span


def find_bearer(view: View, first: int, end: int, index: int, indicator: Span | None) -> Span | None:
    """Give the noun that chunks[first:end] are about, if they tell one.

    Args:
        view: the sentence.
        first: index of the first chunk of the clause.
        end: index behind its last chunk.
        index: that of the quantity; the clause holds it where `end` is the same.
        indicator: what the quantity measures.

    """
    if defined := _defined(view, first, end):
        return defined
    if end < index:
        return find_described(view, first, end) or _opening(view, first, end, None)
    if line := _line(view, first, index):
        return line
    if indicator and indicator[0] >= view.chunks[first].start and (bearer := split_thing(view, indicator)):
        return bearer
    return _grown(view, first, index) or _opening(view, first, end, indicator)


def split_thing(view: View, indicator: Span) -> Span | None:
    """Split what is measured into the thing and its measure: 星级饭店|平均客房出租率."""
    start, end = indicator
    start += len(_NOW) * view.text.startswith(_NOW, start)
    phrase = view.text[start:end]
    shown = view.text[start - 1 : start] == "这"  # 这台望远镜 is one told before
    if shown or not phrase.endswith(list_words("measure")) or phrase.endswith(_COUNTS):
        return None
    size = max((phrase.rfind(word) + len(word) for word in list_words("bearer") if word in phrase), default=0)
    return (start, start + size) if size < len(phrase) and _is_told(phrase[:size], "bearer") else None


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
    return (chunk.start, chunk.end) if _is_thing(chunk.surface) else None


def _tells_change(view: View, position: int) -> bool:
    return view.kinds[position] == "change" or view.surfaces[position] in _QUOTES


def _opening(view: View, first: int, end: int, indicator: Span | None) -> Span | None:
    """The thing that opens a clause and does something in it: 联合体开展上门巡诊2460余人次."""
    while first < end and view.kinds[first] in _BETWEEN:
        first += 1
    if first + 1 >= end or view.kinds[first] != "noun" or view.kinds[first + 1] in ("noun", "name", "and"):
        return None
    span = view.chunks[first].start, view.chunks[first].end
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
            return span if _is_thing(view.text[slice(*span)]) else None
    return None


def find_described(view: View, first: int, end: int) -> Span | None:
    """The noun that closes a clause without a verb of its own: 某经营部销售的豇豆，毒死蜱实测值为0.13."""
    last = end - 1
    while last > first and view.kinds[last] == "close":
        last = next((i for i in range(last, first, -1) if view.kinds[i] == "open"), first) - 1
    start = last
    while start > first and (view.kinds[start - 1] in ("noun", "light") or view.surfaces[start - 1] in _CUT):
        start -= 1
    if start < last and ends_in_verb(view.surfaces[last]):
        return None
    span = view.chunks[start].start, view.chunks[last].end
    start -= view.kinds[start - 1] == "refused"  # 一项
    if start < first + 2 or view.kinds[last] != "noun" or view.surfaces[start - 1] != "的":
        return None
    return span if _is_thing(view.text[slice(*span)]) and _modifies(view, first, start - 1) else None


def _modifies(view: View, first: int, end: int) -> bool:
    """Whether chunks[first:end] are a verb with what belongs to it, but do not begin with that verb."""
    if view.surfaces[end - 2] in ("至", "到"):  # 秦皇岛路码头至世博公园的观光巴士
        return True
    word = view.surfaces[end - 1]
    is_verbal = view.kinds[end - 1] in _VERBS or ends_in_verb(word) or word.endswith(_MAKING)
    while first < end and view.kinds[first] in _BETWEEN:
        if view.surfaces[first] in _TOWARDS:
            return True
        first += 1
    return is_verbal and view.kinds[first] not in _VERBS


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
    return span if _is_thing(view.text[slice(*span)]) else None


def _is_thing(noun: str) -> bool:
    """Whether a noun names a thing and no measure of one."""
    if noun.endswith((*list_words("bearer"), *list_words("agent"))):
        return True
    if is_verb(noun) or noun in load_words()["unmeasured"]:
        return False
    return len(noun) > 1 and not noun.endswith(list_words("measure"))
