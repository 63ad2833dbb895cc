"""What a clause only sets out for the next: the site, who runs it, the whole of which parts are counted."""

from pipeline.text.metrics.described import is_known
from pipeline.text.metrics.view import View
from pipeline.text.quantities.lexicon import load_words

__all__ = ["Span", "find_site", "find_whole", "is_scope", "only_runs"]

Span = tuple[int, int]


def find_whole(view: View, first: int, end: int) -> Span | None:
    """The noun that a clause names as those among whom the next counts: 320家门店中，在退过卡的消费者中."""
    if (
        end - first < 3
        or view.surfaces[end - 1] not in ("中", "里", "当中", "之中")
        or view.kinds[end - 2] != "noun"
    ):
        return None
    if view.surfaces[first] != "在" and view.kinds[end - 3] != "quantity":
        return None
    span = view.chunks[end - 2].start, view.chunks[end - 2].end
    return span if is_known(view.text[slice(*span)]) else None


def find_site(view: View, first: int, end: int) -> int | None:
    """Index of the site that a clause names and nothing else, for what is counted there: 在东洋港，..."""
    if view.surfaces[first] != "在" or first + 2 != end or view.kinds[first + 1] != "name":
        return None
    label = view.names[int(view.chunks[first + 1].value)].label
    return first + 1 if label in ("FAC", "LOC") else None


def only_runs(view: View, place: int, end: int) -> bool:
    """Whether the name at chunk `place` only builds or runs what is told of: 江海公司负责运营, by verbs and nothing else."""
    done = {view.surfaces[i] for i in range(place + 1, end) if view.kinds[i] != "and"}
    return bool(done) and load_words()["running"].keys() >= done


def is_scope(view: View, first: int, index: int) -> bool:
    """Whether the clause opens with the verb of a rank, so that its noun says among whom: 位列市属高校第一."""
    is_rank = view.quantities[int(view.chunks[index].value)].rank
    return is_rank and view.surfaces[first] in load_words()["ranked"]
