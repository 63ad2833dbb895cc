"""The thing that a clause only names, for the clauses after it: 某经营部销售的豇豆，毒死蜱实测值为0.13."""

from functools import lru_cache

from pipeline.text.metrics.view import View
from pipeline.text.quantities.lexicon import list_words, load_words
from pipeline.text.quantities.verbs import ends_in_verb, is_verb

__all__ = ["Span", "find_described", "find_made", "is_known", "is_thing"]

Span = tuple[int, int]
# 对采购算力的企业，补贴30%
_TOWARDS = frozenset({"对", "对于", "面向", "针对"})
# Function characters that a noun may hold: 多发性, 中试线.
_CUT = frozenset({"多", "中", "能", "未", "可"})
_MAKING = ("做", "建", "造", "办", "写", "制", "产", "售", "设")
_SECTORS = ("业", "险")
_VERBS = frozenset({"light", "change", "boundary", "target"})
_BETWEEN = frozenset({"link", "space", "comparison", "time", "bound-verb"})


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
    return span if is_thing(view.text[slice(*span)]) and _modifies(view, first, start - 1) else None


def find_made(view: View, first: int, indicator: Span) -> Span | None:
    """What the clause before chunk `first` says is made, where a property of it is told: 新设扶持金，总额1000万元."""
    is_told = indicator[0] >= view.starts[first] and view.text.endswith(list_words("property"), *indicator)
    last = first - 2
    if not is_told or last < 1 or view.kinds[first - 1] != "comma" or view.kinds[last] != "noun":
        return None
    verb = last - 1
    while verb > 0 and (view.kinds[verb] == "refused" or view.surfaces[verb] == "了"):  # 租下了一间小屋
        verb -= 1
    is_made = view.kinds[verb] == "light" and view.surfaces[verb] in load_words()["making"]
    return (view.chunks[last].start, view.chunks[last].end) if is_made else None


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


@lru_cache(maxsize=4096)
def is_known(noun: str) -> bool:
    """Whether a noun ends in a word for a thing, a sector or a kind of insurance."""
    return noun.endswith((*list_words("bearer"), *list_words("agent"), *_SECTORS))


@lru_cache(maxsize=4096)
def is_thing(noun: str) -> bool:
    """Whether a noun names a thing and no measure of one."""
    if noun.endswith((*list_words("bearer"), *list_words("agent"))):
        return True
    if is_verb(noun) or noun in load_words()["unmeasured"]:
        return False
    return len(noun) > 1 and not noun.endswith(list_words("measure"))
