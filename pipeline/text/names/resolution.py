"""Settle what each surface of a document stands for.

A short form takes the full name that the document gives it: by definition (以下简称), by a
full name used elsewhere in the text, at last by the city the text is about. What none of
these decides stays without a canonical name.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.text.names.gazetteer import Entry, Hit
from pipeline.text.names.mentions import Mention

__all__ = ["find_defined", "resolve_hits"]

HOME_RE = re.compile("上海|沪|申城|浦东|徐汇|黄浦|静安|虹口|杨浦|闵行|宝山|嘉定|松江|青浦|奉贤|崇明")
DEFINITION_RE = re.compile(
    r"[”」』》]?[（(](?:以下|下)?(?:简|并)?称(?:为|：|:)?\s*[“「『\"]?(?P<short>[^（）()“”「」『』\"，。；、]{1,16})[”」』\"]?"
    r"(?:[、或和/][“「『\"]?(?P<other>[^（）()“”「」『』\"，。；、]{1,16})[”」』\"]?)?[）)]"
    r"|[”」』》]?[，,](?:以下|下)?简称(?:为)?[“「『\"]?(?P<later>[^（）()“”「」『』\"，。；、]{1,16})[”」』\"]?(?=[，,。；）)])"
    r"|[（(](?P<bare>[\u4e00-\u9fffA-Za-z0-9·-]{2,12})[）)]"
)


def resolve_hits(text: str, hits: Sequence[Hit]) -> list[Mention]:
    """Turn the surfaces of the tables into mentions, each with the entry it stands for here."""
    outright = {hit.entries[0].id for hit in hits if len(hit.entries) == 1}
    is_home = HOME_RE.search(text) is not None
    found = (_resolve(text, hit, outright, is_home) for hit in hits)
    return [mention for mention in found if mention is not None]


def _resolve(text: str, hit: Hit, outright: set[str], is_home: bool) -> Mention | None:
    if len(hit.entries) == 1:
        return _mention(hit, hit.entries[0], "gazetteer")
    if hit.entries:
        return _choose(hit, hit.entries, outright, is_home)
    return _choose(hit, hit.shorts, outright, is_home)


def _choose(hit: Hit, candidates: Sequence[Entry], outright: set[str], is_home: bool) -> Mention | None:
    named = [entry for entry in candidates if entry.id in outright]
    if len(named) == 1:
        return _mention(hit, named[0], "context")
    local = [entry for entry in candidates if entry.id.startswith("sh-")]
    if len(local) == 1 and is_home and len(named) == 0:
        return _mention(hit, local[0], "city")
    labels = {entry.label for entry in candidates}
    if len(labels) > 1:
        return None
    first = candidates[0]
    return Mention(hit.start, hit.end, first.label, first.subtype, None, None, "gazetteer:ambiguous")


def _mention(hit: Hit, entry: Entry, how: str) -> Mention:
    return Mention(hit.start, hit.end, entry.label, entry.subtype, entry.name, entry.id, f"{how}:{entry.id}")


def find_defined(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Find the short forms that the text defines, where they are defined and later on.

    >>> text = "星海数字医学研究院（以下简称“星研院”）成立，星研院"
    >>> full = Mention(0, 9, "ORG", "institute", "星海数字医学研究院", None, "composition:研究院")
    >>> [(name.start, name.canonical) for name in find_defined(text, [full])]
    [(15, '星海数字医学研究院'), (23, '星海数字医学研究院')]
    """
    for full in mentions:
        match = DEFINITION_RE.match(text, full.end)
        if match is None or full.end - full.start < 4:
            continue
        for name in ("short", "other", "later", "bare"):
            short = match[name]
            if not short or (name == "bare" and not _is_abbreviation(short, text[full.start : full.end])):
                continue
            start = match.start(name)
            while start >= 0:
                yield full._replace(start=start, end=start + len(short), rule=f"definition:{full.canonical}")
                start = text.find(short, start + len(short))


def _is_abbreviation(short: str, full: str) -> bool:
    """Tell whether the characters of `short` stand in `full` in the same order."""
    rest = iter(full)
    return len(short) < len(full) and all(character in rest for character in short)
