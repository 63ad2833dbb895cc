"""The subject of a quantity: whom or what the measured thing belongs to."""

import re
from functools import lru_cache

from pipeline.text.metrics.actors import find_person, first_name, lists_names, lists_places
from pipeline.text.metrics.bearers import Span, find_bearer, find_bearer_before, split_thing
from pipeline.text.metrics.context import (
    NOUN,
    Subject,
    about,
    fits,
    inherit,
    name_subject,
    noun_subject,
    speech_end,
    tell,
)
from pipeline.text.metrics.described import find_described, find_made
from pipeline.text.metrics.grounds import find_site, find_whole, is_scope, only_runs
from pipeline.text.metrics.indicators import COUNTED
from pipeline.text.metrics.lists import Member, find_member
from pipeline.text.metrics.owners import find_document, find_owned, find_owner, find_punished
from pipeline.text.metrics.reach import PARTS
from pipeline.text.metrics.rows import find_head, find_label, find_numbered, headed_measure
from pipeline.text.metrics.view import Tie, View

__all__ = ["Subject", "find_subject"]

# 当地银行业, 六大产业 say themselves whose they are or which.
_PLACED_RE = re.compile("[当本]地|全|[一二三四五六七八九十两\\d]+[大个]")
# What a clause that begins so names is a reason or a source, not the subject of the next.
_GROUNDS = frozenset({"受", "因", "由于", "随着", "据", "根据", "按", "按照", "除", "除了", "为了"})


def find_subject(view: View, index: int, indicator: Span | None, ties: list[Tie]) -> Subject:
    """Give the subject of the quantity at chunk `index`.

    In this order: what a table is about, the member of a 分别 list, what owns the indicator, whom a
    pronoun stands for, the first name (with its thing) or bearer of its clause or of a clause before,
    what the sentence before was about, the name before, the company that speaks, what the text as a
    whole is about.
    """
    if (label := find_label(view)) and _tells(view, label, indicator):
        return noun_subject(view, label)
    if head := find_head(view):
        return noun_subject(view, head)
    if view.heading is not None and view.topic and not view.name_places and "colon" in view.kinds:
        is_named = view.text[view.topic.start : view.topic.end] in view.heading
        return about(view) if is_named or fits(view, indicator) else Subject(None, None, None)
    member = find_member(view, index)
    if member is None and ties and view.listed_after(index):
        return Subject(ties[-1].subject, ties[-1].subject_id, "list" if ties[-1].subject else None)
    if member and member.name is not None:
        return name_subject(view, member.name, "member")
    if member and member.noun is not None and _deals_things(view, member, index):
        return Subject(view.surfaces[member.noun], None, "member")
    spoken = speech_end(view, index)
    if found := _of_sentence(view, index, spoken, indicator, ties):
        return found
    numbered = None if spoken else find_numbered(view)
    return noun_subject(view, numbered) if numbered else inherit(view, index, spoken, indicator)


def _deals_things(view: View, member: Member, index: int) -> bool:
    """Whether a 分别 list tells of things what is measured of them, or how they changed."""
    return member.head is not None or "change" in view.kinds[view.clause_start(index) : index]


def _of_sentence(
    view: View, index: int, spoken: int, indicator: Span | None, ties: list[Tie]
) -> Subject | None:
    """Look at the quantity itself, through the piece after the last one, its clause, then those before."""
    if told := _of_measure(view, index, spoken, indicator):
        return told
    since = index
    while since > spoken and not _parts(view, since - 1):
        since -= 1
    if person := find_person(view, max(view.clause_start(index), spoken), index):
        return tell(view, person, "pronoun")
    if (place := first_name(view, since, index)) is not None:
        return _of_name(view, place, index, indicator)
    if index <= spoken:
        return None
    first = max(view.clause_start(index - 1), spoken)
    if found := _of_clause(view, first, index, indicator):
        return found
    if indicator and first > spoken and (made := find_made(view, first, indicator)):
        return noun_subject(view, made)
    seen: dict[tuple[int, int, bool], Subject | None] = view.looked_back
    key = (
        first - 1,
        spoken,
        _is_part(view, index),
    )  # all such quantities of a clause look back over the same ones
    if key not in seen:
        seen[key] = _look_back(view, *key, ties)
    return seen[key]


def _look_back(view: View, end: int, spoken: int, is_part: bool, ties: list[Tie]) -> Subject | None:
    """Go from chunk `end` clause by clause backwards, to what one of them is about."""
    while end > spoken:
        first = max(view.clause_start(end - 1), spoken)
        if is_part and (among := find_whole(view, first, end)):
            return noun_subject(view, among)
        if found := _of_clause_before(view, first, end, ties):
            return found
        end = first - 1
    return None


def _of_measure(view: View, index: int, spoken: int, indicator: Span | None) -> Subject | None:
    """Whose the measure is by 的, or whom a fine falls on."""
    thing = split_thing(view, indicator) if indicator else None
    if owner := find_owner(view, max(view.clause_start(index - 1), spoken), indicator):
        return noun_subject(view, thing or owner, "owner")
    if indicator and thing and view.text[indicator[0] - 1] == "的":
        return noun_subject(view, thing)
    if document := find_document(view, index):
        return noun_subject(view, document)
    punished = find_punished(view, max(view.clause_start(index), spoken), index)
    return noun_subject(view, punished) if punished else None


def _of_clause(view: View, first: int, index: int, indicator: Span | None) -> Subject | None:
    """What chunks[first:index] are about, before the quantity: a name, or a thing."""
    if (place := first_name(view, first, index)) is not None:
        return _of_name(view, place, index, indicator)
    bearer = None if is_scope(view, first, index) else find_bearer(view, first, index, indicator)
    if bearer and indicator and bearer[0] == indicator[0] and _is_sector(view.text[slice(*bearer)]):
        return _sector(view, bearer, index)
    return noun_subject(view, bearer) if bearer else None


def _of_name(view: View, place: int, index: int, indicator: Span | None) -> Subject:
    """The name at chunk `place`, or what is its by 的 (某校牵头的医联体), or its thing (全市新能源汽车|产量)."""
    if owned := find_owned(view, place, index, indicator):
        return noun_subject(view, owned, "owned")
    thing = split_thing(view, indicator) if indicator else None
    if thing is None or thing[0] != view.chunks[place].end:
        return name_subject(view, place, "clause")
    whose, noun = name_subject(view, place, "joined").surface or "", view.text[slice(*thing)]
    return Subject(whose if whose.endswith(noun) else whose + noun, None, "joined")


def _sector(view: View, span: Span, index: int) -> Subject:
    """A sector of the place that the text tells of: 上海市 + 第二产业."""
    spoken = speech_end(view, index)
    place = first_name(view, spoken, index)
    whose = name_subject(view, place, NOUN) if place is not None else inherit(view, index, spoken, None)
    sector = noun_subject(view, span)
    is_whole = sector.surface is not None and not _PLACED_RE.match(sector.surface)
    return (
        Subject(f"{whose.surface}{sector.surface}", None, NOUN)
        if is_whole and _is_area(view, whose)
        else sector
    )


def _is_sector(noun: str) -> bool:
    return noun.endswith("业") and not noun.endswith("企业")


def _is_area(view: View, whose: Subject) -> bool:
    """Whether a subject is a place that has sectors: a city, a district."""
    surface = whose.surface or "-"
    names = (name for name in (*view.told, *view.names) if name.label == "GPE")
    return any(surface in (name.canonical, view.text[name.start : name.end]) for name in names)


def _of_clause_before(view: View, first: int, end: int, ties: list[Tie]) -> Subject | None:
    """What the clause chunks[first:end] is about: the noun told for a quantity in it, a name, or a thing."""
    told = next((tie for tie in ties if first <= tie.place < end and _tells_thing(tie.rule)), None)
    if told:
        return Subject(told.subject, told.subject_id, NOUN)
    if person := find_person(view, first, end):
        return tell(view, person, "pronoun")
    if (site := find_site(view, first, end)) is not None:
        return name_subject(view, site, "sentence")
    place = first_name(view, first, end)
    if place is not None and only_runs(view, place, end):
        return None
    if place is None or _is_past(view, first, end, place):
        bearer = None if view.surfaces[first] in PARTS else find_bearer_before(view, first, end)
        return noun_subject(view, bearer) if bearer and not _is_counted(bearer, ties) else None
    thing = find_described(view, place, end)
    return noun_subject(view, thing) if thing else name_subject(view, place, "sentence")


def _is_part(view: View, index: int) -> bool:
    """Whether the quantity may count some of those told before: a number of them or a share, no money and no time."""
    quantity = view.quantities[int(view.chunks[index].value)]
    return quantity.unit == "%" or (quantity.kind in COUNTED and not quantity.rank)


@lru_cache(maxsize=1024)
def _tells_thing(rule: str) -> bool:
    """Whether what a quantity is told of is a thing, by the rule that found it: clauses after it go on about that."""
    return any(f"subject={name}" in rule for name in (NOUN, "joined", "owned"))


def _is_counted(bearer: Span, ties: list[Tie]) -> bool:
    """Whether a quantity after the noun counts it: 从业人员25万人 says nothing of what follows; 7宗地块全部成交 does."""
    counts = [tie for tie in ties if tie.indicator and tie.quantity.kind in COUNTED]
    spans = [tie.indicator for tie in counts if tie.indicator and tie.indicator[1] <= tie.quantity.start]
    return any(start < bearer[1] and bearer[0] < end for start, end in spans)


def _is_past(view: View, first: int, end: int, place: int) -> bool:
    """Whether a clause before tells a reason or a source, several names, or places whose statement is closed."""
    if view.surfaces[first] in _GROUNDS or lists_names(view, place):
        return True
    return view.surfaces[end : end + 1] in (("；",), (";",)) and lists_places(view, place)


def _parts(view: View, place: int) -> bool:
    """Whether what stands before chunk `place` is another statement, so that a name after it comes first."""
    return view.kinds[place] in ("quantity", "comma", "stop", "colon") or view.surfaces[place] == "\u3000"


def _tells(view: View, label: Span, indicator: Span | None) -> bool:
    """Whether the label of a row is the thing and not the measure: what is measured stands elsewhere."""
    if indicator is None or headed_measure(view):
        return True
    return not (label[0] <= indicator[0] and indicator[1] <= label[1])
