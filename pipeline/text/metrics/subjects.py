"""The subject of a quantity: whom or what the measured thing belongs to."""

from pipeline.text.metrics.actors import first_name, lists_places
from pipeline.text.metrics.bearers import Span, find_bearer, find_bearer_before, split_thing
from pipeline.text.metrics.context import (
    NOUN,
    Subject,
    about,
    inherit,
    name_subject,
    noun_subject,
    speech_end,
)
from pipeline.text.metrics.described import find_described
from pipeline.text.metrics.lists import find_member
from pipeline.text.metrics.owners import find_owner, find_punished
from pipeline.text.metrics.rows import find_label, headed_measure
from pipeline.text.metrics.view import Tie, View

__all__ = ["Subject", "find_subject"]

# What a clause that begins so names is a reason or a source, not the subject of the next.
_GROUNDS = frozenset({"受", "因", "由于", "随着", "据", "根据", "按", "按照", "除", "除了", "为了"})


def find_subject(view: View, index: int, indicator: Span | None, ties: list[Tie]) -> Subject:
    """Give the subject of the quantity at chunk `index`.

    In this order: what a table is about, the member of a 分别 list, what owns the indicator,
    the first name or bearer of its clause or of a clause before, what the sentence before was
    about, the name before, the company that speaks, what the text as a whole is about.
    """
    if (label := find_label(view)) and _tells(view, label, indicator):
        return noun_subject(view, label)
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
    """Look at the quantity itself, through the piece after the last one, its clause, then those before."""
    if told := _of_measure(view, index, spoken, indicator):
        return told
    since = index
    while since > spoken and not _parts(view, since - 1):
        since -= 1
    if (place := first_name(view, since, index)) is not None:
        return name_subject(view, place, "clause")
    if index <= spoken:
        return None
    first = max(view.clause_start(index - 1), spoken)
    if found := _of_clause(view, first, index, indicator):
        return found
    seen: dict[tuple[int, int], Subject | None] = view.looked_back
    key = first - 1, spoken  # all quantities of a clause look back over the same ones
    if key not in seen:
        seen[key] = _look_back(view, *key, ties)
    return seen[key]


def _look_back(view: View, end: int, spoken: int, ties: list[Tie]) -> Subject | None:
    """Go from chunk `end` clause by clause backwards, to what one of them is about."""
    while end > spoken:
        first = max(view.clause_start(end - 1), spoken)
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
    punished = find_punished(view, max(view.clause_start(index), spoken), index)
    return noun_subject(view, punished) if punished else None


def _of_clause(view: View, first: int, index: int, indicator: Span | None) -> Subject | None:
    """What chunks[first:index] are about, before the quantity: a name, or a thing."""
    if (place := first_name(view, first, index)) is not None:
        return name_subject(view, place, "clause")
    bearer = find_bearer(view, first, index, indicator)
    return noun_subject(view, bearer) if bearer else None


def _of_clause_before(view: View, first: int, end: int, ties: list[Tie]) -> Subject | None:
    """What the clause chunks[first:end] is about: the noun told for a quantity in it, a name, or a thing."""
    told = next((tie for tie in ties if first <= tie.place < end and f"subject={NOUN}" in tie.rule), None)
    if told:
        return Subject(told.subject, told.subject_id, NOUN)
    place = first_name(view, first, end)
    if place is None or _is_past(view, first, end, place):
        bearer = find_bearer_before(view, first, end)
        return noun_subject(view, bearer) if bearer else None
    thing = find_described(view, place, end)
    return noun_subject(view, thing) if thing else name_subject(view, place, "sentence")


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
