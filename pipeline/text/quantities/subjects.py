"""The subject of a quantity: whom or what the measured thing belongs to."""

from pipeline.text.quantities.view import Tie, View

__all__ = ["find_subject"]

_LABELS = frozenset({"ORG", "GPE", "LOC", "FAC", "PRODUCT", "EVENT", "PERSON"})


def find_subject(
    view: View, index: int, indicator: tuple[int, int] | None, ties: list[Tie]
) -> tuple[str | None, str | None, str | None]:
    """Give surface, entity id and rule of the subject of the quantity at chunk `index`."""
    for position in range(index - 1, -1, -1):
        chunk = view.chunks[position]
        if chunk.kind == "group":
            return view.surface(chunk), None, "group"
        if chunk.kind == "name":
            name = view.names[int(chunk.value)]
            if name.label in _LABELS:
                return view.surface(chunk), name.entity_id, "name"
    if view.earlier:
        last = view.earlier[-1]
        if "\n" not in view.text[last.end:view.start] and last.subject:
            return last.subject, last.subject_id, "carried"
    return None, None, None
