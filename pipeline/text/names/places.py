"""Find places that need rules of their own: roads, and the one-character names of Shanghai."""

import re
from collections.abc import Iterator

from pipeline.text.names.cues import Cues
from pipeline.text.names.mentions import Mention

__all__ = ["find_roads"]

NOT_AFTER_ROAD = tuple("线子径透演况由费")
STATION_RE = re.compile("桥|站(?![点台位立住起出稳])")


def find_roads(text: str, cues: Cues) -> Iterator[Mention]:
    """List the roads of Shanghai, and the bridges and stations named after them; 交通路|线 is no road.

    >>> from pipeline.text.names.cues import find_cues
    >>> text = "沿溧阳路走到江宁路站"
    >>> [name.canonical for name in find_roads(text, find_cues(text))]
    ['溧阳路', '江宁路站']
    """
    for cue in cues.get("road", ()):
        if not text.startswith(NOT_AFTER_ROAD, cue.end):
            end = cue.end + (STATION_RE.match(text, cue.end) is not None)
            yield Mention(cue.start, end, "FAC", "road", text[cue.start : end], None, "road:上海")
