"""Which name of a clause is its subject: the first that is no place, partner, yardstick or list told in passing."""

import re
from bisect import bisect_left

from pipeline.text.metrics.view import View, paragraph_start
from pipeline.text.names.mentions import Mention
from pipeline.text.quantities.lexicon import list_words, load_words

__all__ = ["find_person", "first_name", "lists_names", "lists_places"]

_LABELS = frozenset({"ORG", "GPE", "LOC", "FAC", "PRODUCT", "EVENT", "PERSON"})
# 来沪, 驻沪: a place in a verb.
_PLACED = frozenset("来离抵驻赴返访")
# 全国平均水平, 全市总量: a yardstick, not whom the number is about.
_YARDSTICK_RE = re.compile(
    r"排名|排行|领先|居首|平均(?:水平|值|线|数|的|高|低|[，,、]|$)|水平|总量|总数|各省|各地|第[一二三]"
)
_LISTED = frozenset({"name", "group", "noun", "and", "space", "quote"})
# 进博会期间: the name says when.
_OCCASIONS = ("期间", "以来", "前夕", "召开前", "举办期间", "举行期间")
# 东至杨浦区共青森林公园站: where a line ends.
_ENDS = ("至", "起", "途经", "到")
# Before a time and a name they hold the number against that name: 占同期上海市进出口总值.
_YARDSTICKS = ("占", "比", "较")
_PRONOUNS = frozenset({"他", "她"})
_LEADING = frozenset({"time", "link", "space", "quote"})
# What may stand between a name and the name it describes.
_INNER = frozenset({"的", "旗下", "下属", "至"})


def first_name(view: View, first: int, end: int) -> int | None:
    """Index of the first name or group word in chunks[first:end] that can be a subject."""
    places = view.name_places
    for i in places[bisect_left(places, first) : bisect_left(places, end)]:
        if not _is_aside(view, i) and not _is_summed_up(view, i, end):
            return _head(view, i, end)
    return None


def find_person(view: View, first: int, end: int) -> Mention | None:
    """Give whom the pronoun at the head of chunks[first:end] stands for: whom the sentence before was about, or the person named last."""
    if not view.has_pronoun:
        return None
    starts = (view.starts[i] for i in range(first, end) if view.surfaces[i] in _PRONOUNS)
    pronoun = next(starts, None)
    if pronoun is None or set(view.kinds[first : view.starts.index(pronoun)]) - _LEADING:
        return None
    if view.text.startswith(list_words("speech"), pronoun + 1) or view.text[pronoun + 1] == "的":
        return None
    start = paragraph_start(view.text, pronoun)
    persons = [name for name in view.told_before(pronoun) if name.label == "PERSON" and name.start >= start]
    last = view.earlier[-1].subject if view.goes_on else None
    carried = (name for name in persons if view.text[name.start : name.end] == last)
    return next(carried, persons[-1] if persons else None)


def lists_names(view: View, place: int) -> bool:
    """Whether the name is the first of several, which no later clause is about alone: 徐汇资本、君联资本跟投，估值90亿元."""
    return view.kinds[place + 1 : place + 3] in (("and", "name"), ("and", "noun"))


def lists_places(view: View, place: int) -> bool:
    """Whether the name is the first of three places or more: 江苏、浙江、北京游客排在前列."""
    kinds = view.kinds[place : place + 5]
    if kinds != ("name", "and", "name", "and", "name"):
        return False
    return view.names[int(view.chunks[place].value)].label in ("GPE", "LOC")


def _is_aside(view: View, place: int) -> bool:
    """Whether the name only says where, with whom or against what: 在沪, 来沪, 对欧盟, 全国平均水平."""
    chunk = view.chunks[place]
    if chunk.kind == "group":
        if chunk.surface in load_words()["unmeasured"] or _YARDSTICK_RE.match(view.text, chunk.end):
            return True
    elif view.names[int(chunk.value)].label not in _LABELS:
        return True
    if view.text[chunk.start - 1 : chunk.start] in _PLACED and view.text[chunk.start - 2] != "以":
        return True
    if view.text.startswith(_OCCASIONS, chunk.end) or _ends_line(view, place):
        return True
    return _is_governed(view, place)


def _ends_line(view: View, place: int) -> bool:
    """Whether the name is where a line begins or ends: 洋山港至汉堡的航线."""
    after = view.surfaces[place + 1 : place + 3], view.kinds[place + 2 : place + 3]
    if after[0][:1] in (("至",), ("到",)) and after[1] in (("name",), ("noun",)):
        return True
    return (
        place > 1 and view.surfaces[place - 1] in ("至", "到") and view.kinds[place - 2] in ("name", "noun")
    )


def _is_governed(view: View, place: int) -> bool:
    """Whether a word before the name, or before the list that it continues, sets it aside."""
    before = place - 1
    while before >= 0 and (view.kinds[before] in ("space", "quote") or view.surfaces[before] == "了"):
        before -= 1
    if before < 0:
        return False
    kind, word = view.kinds[before], view.surfaces[before - 1] if before else ""
    if view.surfaces[before] in load_words()["aside"] or (kind == "time" and word.endswith(_YARDSTICKS)):
        return True
    if kind == "name" and view.chunks[before].end == view.chunks[place].start:
        return word.endswith(_ENDS) or (view.kinds[place] == "group" and _is_governed(view, before))
    if view.surfaces[before] == "旗下" and view.kinds[place] == "name":
        return view.names[int(view.chunks[place].value)].label == "GPE"
    if kind == "and":
        return before > 0 and (view.kinds[before - 1] == "name" or _is_listed(view, before))
    return view.surfaces[before] == "的" and _ends_clause(view, place) and _is_listed(view, before)


def _is_listed(view: View, before: int) -> bool:
    """Whether the phrase that chunk `before` joins to the name is governed by a word that sets it aside."""
    while before > 0 and (view.kinds[before] in _LISTED or view.surfaces[before] == "的"):
        before -= 1
    return view.surfaces[before] in load_words()["aside"]


def _ends_clause(view: View, place: int) -> bool:
    return view.kinds[place + 1 : place + 2] in (("comma",), ("stop",))


def _is_summed_up(view: View, place: int, end: int) -> bool:
    """Whether a count sums up the list that the name stands in: 浦发银行、上海银行等9家."""
    i = place + 1
    while i < end and view.kinds[i] in _LISTED:
        i += 1
    return i < end and view.surfaces[i] == "等" and view.kinds[i + 1] == "quantity"


def _head(view: View, place: int, end: int) -> int:
    """The last name of a noun phrase: in 外高桥的海通码头 or 中国选手何引川 the first only describes it."""
    i = place + 1
    while i < end and (view.chunks[i].kind in ("noun", "name", "quote") or _is_inner(view, i)):
        if view.chunks[i].kind == "name" and view.names[int(view.chunks[i].value)].label in _LABELS:
            place = i
        i += 1
    return place


def _is_inner(view: View, i: int) -> bool:
    """Whether a chunk stands inside a noun phrase: 的, or a verb before 的 (研制的)."""
    return view.chunks[i].surface in _INNER or (
        view.chunks[i].kind in ("light", "change") and view.text.startswith("的", view.chunks[i].end)
    )
