"""Read the bare names of offices that a text gave in full before: 文旅局 of 上海市文化和旅游局."""

from collections.abc import Collection, Iterable, Iterator

from pipeline.text.names.gazetteer import Gazetteer
from pipeline.text.names.mentions import Mention
from pipeline.text.names.occurrences import find_all

__all__ = ["find_bureaus"]

UNITS = "市区省县"
KINDS = ("government", "party", "regulator")
ENDS = ("局", "委", "办", "署")
OTHERS = ("各级", "各区", "各地", "全国", "有关", "相关", "多个", "部门")


def find_bureaus(
    text: str, known: Iterable[Mention], gazetteer: Gazetteer, walls: Collection[int]
) -> Iterator[Mention]:
    """List the later mentions of offices without their place.

    `walls`: where a name may begin.

        >>> from pipeline.text.names.gazetteer import Entry
        >>> entry = Entry("wlj", "上海市文化和旅游局", "ORG", "government", aliases=("市文旅局",))
        >>> full = Mention(0, 9, "ORG", "government", entry.name, entry.id, "gazetteer:wlj")
        >>> text = "上海市文化和旅游局说。文旅局会办"
        >>> [name.start for name in find_bureaus(text, [full], Gazetteer([entry]), {0, 11})]
        [11]
    """
    named = {name.canonical: name for name in known if name.subtype in KINDS and name.label == "ORG"}
    bare: dict[str, Mention] = {}
    for canonical, name in named.items():
        for alias in _aliases(canonical, gazetteer) if canonical else ():
            bare.setdefault(alias, name)
    borders = set(walls)
    for alias, start in find_all(text, bare):
        if start in borders and not text.endswith((*UNITS, *OTHERS), 0, start):
            yield bare[alias]._replace(
                start=start, end=start + len(alias), rule=f"context:{bare[alias].entity_id}"
            )


def _aliases(name: str, gazetteer: Gazetteer) -> Iterator[str]:
    """List what a body is called without its place, by the forms of its entry and its own tail."""
    entries, _ = gazetteer.get(name)
    forms = (name, *(form for entry in entries for form in entry.aliases))
    for form in forms:
        cut = max(form.rfind(unit, 0, 6) for unit in UNITS) + 1
        if cut and form.endswith(ENDS) and 3 <= len(form) - cut <= 8:
            yield form[cut:]
