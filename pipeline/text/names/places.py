"""Find places that need rules of their own: roads, and the one-character names of Shanghai."""

from collections.abc import Iterator

from pipeline.text.names.cues import Cues
from pipeline.text.names.mentions import Mention

__all__ = ["find_roads"]

NOT_AFTER_ROAD = tuple("线子径透演况由费")


def find_roads(text: str, cues: Cues) -> Iterator[Mention]:
    """List the roads of Shanghai; 交通路|线 and 发展路|子 are no roads.

    >>> from pipeline.text.names.cues import find_cues
    >>> text = "沿溧阳路走"
    >>> [name.canonical for name in find_roads(text, find_cues(text))]
    ['溧阳路']
    """
    for cue in cues.get("road", ()):
        if not text.startswith(NOT_AFTER_ROAD, cue.end):
            end = cue.end + text.startswith("桥", cue.end)
            yield Mention(cue.start, end, "FAC", "road", text[cue.start : end], None, "road:上海")
