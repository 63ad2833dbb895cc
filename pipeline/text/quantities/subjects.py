"""The subject of a quantity: whom or what the measured thing belongs to."""

import re
from bisect import bisect_left
from typing import NamedTuple

from pipeline.text.names.mentions import Mention
from pipeline.text.quantities.lexicon import list_words, load_words
from pipeline.text.quantities.lists import find_member
from pipeline.text.quantities.referents import find_referent
from pipeline.text.quantities.view import Tie, View, paragraph_start

__all__ = ["Subject", "find_subject"]

_LABELS = frozenset({"ORG", "GPE", "LOC", "FAC", "PRODUCT", "EVENT", "PERSON"})
# 来沪, 驻沪: a place in a verb.
_PLACED = frozenset("来离抵驻赴返访")
# 全国平均水平, 全市总量: a yardstick, not whom the number is about.
_YARDSTICK_RE = re.compile(
    r"排名|排行|领先|居首|平均(?:水平|值|线|数|的|高|低|[，,、]|$)|水平|总量|总数|各省|各地|第[一二三]"
)
# What a page about a firm calls it.
_FIRM = frozenset({"公司", "集团", "该公司", "该股", "该集团"})
_PRONOUN_RE = re.compile("[他她]")
_LISTED = frozenset({"name", "group", "noun", "and", "space", "quote"})
# What may stand between a name and the name it describes.
_INNER = frozenset({"的", "旗下", "下属", "至"})


class Subject(NamedTuple):
    """Surface and entity id of a subject, and the rule that chose it."""

    surface: str | None
    entity_id: str | None
    rule: str | None


_BREAK_RE = re.compile(r"[，,。；;、：:“”（）()\s是的在了对为与和]")
_LONGEST_MODIFIER = 12
NOBODY = Subject(None, None, None)


def find_subject(view: View, index: int, indicator: tuple[int, int] | None, ties: list[Tie]) -> Subject:
    """Give the subject of the quantity at chunk `index`.

    In this order: what a table is about, the member of a 分别 list, what owns the indicator,
    the first name of its clause or of a clause before, what the sentence before was about,
    the name before, the company that speaks, what the text as a whole is about.
    """
    if view.heading is not None and view.topic and not view.name_places:
        return _about(view)
    member = find_member(view, index)
    if member is None and ties and view.listed_after(index):
        return Subject(ties[-1].subject, ties[-1].subject_id, "list" if ties[-1].subject else None)
    if member and member.name is not None:
        return _subject(view, member.name, "member")
    spoken = _speech_end(view, index)
    if not view.name_places or view.name_places[0] >= index:
        return _unnamed(view, index, spoken, indicator)
    if (owner := _owner(view, max(view.clause_start(index - 1), spoken), indicator)) is not None:
        return Subject(view.chunks[owner].surface, None, "owner")
    since = index
    while since > spoken and view.kinds[since - 1] not in ("quantity", "comma", "stop"):
        since -= 1
    if (place := _first_name(view, since, index)) is not None:
        return _subject(view, place, "clause")
    end = index
    while end > spoken:
        first = max(view.clause_start(end - 1), spoken)
        if (place := _first_name(view, first, end)) is not None:
            return _subject(view, place, "clause" if end == index else "sentence")
        if end == index and (owner := _owner(view, first, indicator)) is not None:
            return Subject(view.chunks[owner].surface, None, "owner")
        end = first - 1
    return _carried(view) or _recent(view) or _speaker(view, spoken) or _about(view)


def _unnamed(view: View, index: int, spoken: int, indicator: tuple[int, int] | None) -> Subject:
    """The subject where no name stands before the quantity in its sentence."""
    if index > spoken:
        owner = _owner(view, max(view.clause_start(index - 1), spoken), indicator)
        if owner is not None:
            return Subject(view.chunks[owner].surface, None, "owner")
    return _carried(view) or _recent(view) or _speaker(view, spoken) or _about(view)


def _subject(view: View, place: int, rule: str) -> Subject:
    chunk = view.chunks[place]
    if chunk.kind == "group":
        surface = chunk.surface
        if surface[0] == "该" and (named := _antecedent(view, surface[1:], chunk.start)):
            return Subject(named, None, "antecedent")
        if surface in _FIRM and (firm := _speaker(view, _speech_end(view, place))):
            return firm
        if surface in _FIRM and view.topic and view.topic.label == "ORG":
            return _about(view)
        if referent := find_referent(surface, view.told_before(chunk.start)):
            return _name(view, referent, "referent")
        if surface in _FIRM or surface[0] == "该":
            return _carried(view) or _recent(view) or Subject(surface, None, rule)
        return Subject(surface, None, rule)
    return Subject(chunk.surface, view.names[int(chunk.value)].entity_id, rule)


def _name(view: View, name: Mention, rule: str) -> Subject:
    """A place is told by its full name (上海市, not 沪), all else as the text has it."""
    surface = name.canonical if name.label == "GPE" else view.text[name.start : name.end]
    return Subject(surface, name.entity_id, rule)


def _about(view: View) -> Subject:
    """What the text as a whole is about."""
    return _name(view, view.topic, "topic") if view.topic else NOBODY


def _first_name(view: View, first: int, end: int) -> int | None:
    """Index of the first name or group word in chunks[first:end] that can be a subject."""
    places = view.name_places
    for i in places[bisect_left(places, first) : bisect_left(places, end)]:
        chunk = view.chunks[i]
        if chunk.kind == "name" and view.names[int(chunk.value)].label not in _LABELS:
            continue
        if view.text[chunk.start - 1 : chunk.start] in _PLACED and view.text[chunk.start - 2] != "以":
            continue
        before = i - 1
        while before >= 0 and view.chunks[before].kind == "space":
            before -= 1
        if before >= 0 and view.chunks[before].surface in load_words()["aside"]:
            continue
        if chunk.kind == "group" and (
            chunk.surface in load_words()["unmeasured"] or _YARDSTICK_RE.match(view.text, chunk.end)
        ):
            continue
        if _is_summed_up(view, i, end):
            continue
        if before >= 1 and view.chunks[before].kind == "and" and view.chunks[before - 1].kind == "name":
            continue
        return _head(view, i, end)
    return None


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


def _speech_end(view: View, index: int) -> int:
    """Index of the chunk after the last “X介绍，” before the quantity; 0 without one."""
    for end in view.speech_ends:
        if end <= index:
            return end
    return 0


def _carried(view: View) -> Subject | None:
    """What the sentence before in the paragraph was about."""
    last = view.earlier[-1] if view.goes_on else None
    if last is None or last.subject is None:
        return None
    if _is_person(view, last.subject) and not _PRONOUN_RE.search(view.text, view.start, view.end):
        return None
    return Subject(last.subject, last.subject_id, "carried")


def _is_person(view: View, surface: str) -> bool:
    """Whether a name told before is a person's: what is said next is seldom about who said it."""
    names = (name for name in view.told if view.text.startswith(surface, name.start))
    return any(name.label == "PERSON" for name in names)


def _antecedent(view: View, noun: str, before: int) -> str | None:
    """What 该产业 means: the phrase that ends in 产业, named before in the paragraph."""
    start = paragraph_start(view.text, before)
    for phrase in reversed(_BREAK_RE.split(view.text[start:before])):
        if (place := phrase.rfind(noun, 1, _LONGEST_MODIFIER + len(noun))) > 0:
            return phrase[: place + len(noun)]
    return None


def _owner(view: View, first: int, indicator: tuple[int, int] | None) -> int | None:
    """The noun that the indicator belongs to by 的: 传统工科的报考热度."""
    if indicator is None:
        return None
    i = bisect_left(view.starts, indicator[0], first)
    if i < first + 2 or i == len(view.starts) or view.starts[i] != indicator[0]:
        return None
    return i - 2 if view.surfaces[i - 1] == "的" and view.kinds[i - 2] == "noun" else None


def _recent(view: View) -> Subject | None:
    """The body, place or thing named last in the paragraph before the sentence."""
    start = paragraph_start(view.text, view.start)
    for name in reversed(view.told):
        if name.start < start:
            break
        if name.label != "PERSON" and name.label in _LABELS:
            return Subject(view.text[name.start : name.end], name.entity_id, "recent")
    return None


def _speaker(view: View, spoken: int) -> Subject | None:
    """The company whose officer speaks: it speaks about itself, an authority about others."""
    for i in range(spoken):
        chunk = view.chunks[i]
        if chunk.kind == "name" and view.names[int(chunk.value)].label == "ORG":
            if chunk.surface.endswith(list_words("reporter")):
                return None
            return _subject(view, i, "speaker")
    return None
