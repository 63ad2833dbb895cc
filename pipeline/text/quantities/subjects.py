"""The subject of a quantity: whom or what the measured thing belongs to."""

from pipeline.text.quantities.actors import first_name, lists_places
from pipeline.text.quantities.bearers import (
    Span,
    find_bearer,
    find_described,
    find_owner,
    find_punished,
    split_thing,
)
from pipeline.text.quantities.context import Subject, about, inherit, name_subject, speech_end
from pipeline.text.quantities.lists import find_member
from pipeline.text.quantities.rows import find_label, headed_measure
from pipeline.text.quantities.view import Tie, View

__all__ = ["Subject", "find_subject"]

NOUN = "noun"
# What a clause that begins so names is a reason or a source, not the subject of the next.
_GROUNDS = frozenset({"受", "因", "由于", "随着", "据", "根据", "按", "按照", "除", "除了", "为了"})


def find_subject(view: View, index: int, indicator: Span | None, ties: list[Tie]) -> Subject:
    """Give the subject of the quantity at chunk `index`.

    In this order: what a table is about, the member of a 分别 list, what owns the indicator,
    the first name or bearer of its clause or of a clause before, what the sentence before was
    about, the name before, the company that speaks, what the text as a whole is about.
    """
    if (label := find_label(view)) and _tells(view, label, indicator):
        return _labelled(view, label)
    if view.heading is not None and view.topic and not view.name_places:
        return about(view)
    member = find_member(view, index)
    if member is None and ties and view.listed_after(index):
        return Subject(ties[-1].subject, ties[-1].subject_id, "list" if ties[-1].subject else None)
    if member and member.name is not None:
        return name_subject(view, member.name, "member")
    if member and member.noun is not None and "change" in view.kinds[view.clause_start(index) : index]:
        return Subject(view.surfaces[member.noun], None, "member")
    spoken = speech_end(view, index)
    return _of_sentence(view, index, spoken, indicator, ties) or inherit(view, spoken)


def _of_sentence(
    view: View, index: int, spoken: int, indicator: Span | None, ties: list[Tie]
) -> Subject | None:
    """Look through the piece after the last quantity, then its clause, then the clauses before."""
    if (owner := find_owner(view, max(view.clause_start(index - 1), spoken), indicator)) is not None:
        owner = (split_thing(view, indicator) if indicator else None) or owner
        return Subject(view.text[slice(*owner)], None, "owner")
    if indicator and view.text[indicator[0] - 1] == "的" and (thing := split_thing(view, indicator)):
        return Subject(view.text[slice(*thing)], None, NOUN)
    if punished := find_punished(view, max(view.clause_start(index), spoken), index):
        return Subject(view.text[slice(*punished)], None, NOUN)
    since = index
    while since > spoken and not _parts(view, since - 1):
        since -= 1
    if (place := first_name(view, since, index)) is not None:
        return name_subject(view, place, "clause")
    end = index
    while end > spoken:
        first = max(view.clause_start(end - 1), spoken)
        told = next((tie for tie in ties if first <= tie.place < end and f"subject={NOUN}" in tie.rule), None)
        if told and end < index:
            return Subject(told.subject, told.subject_id, NOUN)
        place = first_name(view, first, end)
        if end < index and place is not None and _is_past(view, first, end, place):
            place = None
        if place is not None:
            if end == index:
                return name_subject(view, place, "clause")
            if thing := find_described(view, place, end):
                return Subject(view.text[slice(*thing)], None, NOUN)
            return name_subject(view, place, "sentence")
        if bearer := find_bearer(view, first, end, index, indicator):
            return Subject(view.text[slice(*bearer)], None, NOUN)
        end = first - 1
    return None


def _is_past(view: View, first: int, end: int, place: int) -> bool:
    """Whether a clause before tells a reason or a source, or places whose statement is closed."""
    if view.surfaces[first] in _GROUNDS:
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


def _labelled(view: View, label: Span) -> Subject:
    name = next((name for name in view.names if (name.start, name.end) == label), None)
    return Subject(view.text[slice(*label)], name.entity_id if name else None, NOUN)
