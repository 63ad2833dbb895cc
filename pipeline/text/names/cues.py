"""Find, in one pass, every word that gives a name away: titles, heads, verbs, function words.

The finders of this package all start from such words, so that none of them reads the text
character by character.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import ahocorasick_rs

from pipeline.text.tables import read_table

__all__ = ["CUE_TABLES", "Cue", "Cues", "find_cues", "find_walls"]

CUE_TABLES = ("person_titles", "institution_rules", "roads")
KINDS = tuple("blocker credit firm generic group head honorific keep opener road role role_weak say".split())
WALLS = ("stop", "verb")  # the other kinds of these tables are looked up, never searched for
Row = dict[str, Any]


class Cue(NamedTuple):
    """A word of the rule tables at `text[start:end]`, and its row."""

    start: int
    end: int
    row: Row


Cues = Mapping[str, list[Cue]]
_make = Cue._make


def find_walls(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """List the function words and the verbs of a text as ranges, the longest at each place.

    >>> find_walls("他们参观了研究院")
    ([(0, 2), (2, 4), (4, 5)], [])
    """
    automaton, hard = _wall_automaton()
    stops: list[tuple[int, int]] = []
    verbs: list[tuple[int, int]] = []
    for index, start, end in automaton.find_matches_as_indexes(text):
        (stops if hard[index] else verbs).append((start, end))
    return stops, verbs


def find_cues(text: str) -> dict[str, list[Cue]]:
    """List the words of the rule tables by kind, in order; none lies inside another of its kind.

    >>> [cue.row["text"] for cue in find_cues("研究院院长表示")["head"]]
    ['研究院']
    """
    automaton, rows = _automaton()
    cues: dict[str, list[Cue]] = {kind: [] for kind in KINDS}
    for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        for kind, row in rows[index]:
            found = cues[kind]
            while found and found[-1].start >= start:
                found.pop()
            if not found or found[-1].end < end:
                found.append(_make((start, end, row)))
    return cues


@cache
def _wall_automaton() -> tuple[ahocorasick_rs.AhoCorasick, list[bool]]:
    kinds: dict[str, bool] = {}
    for row in (row for table in CUE_TABLES for row in read_table(table)):
        if row["kind"] in WALLS:
            kinds[row["text"]] = row["kind"] == "stop" or kinds.get(row["text"], False)
    automaton = ahocorasick_rs.AhoCorasick(
        list(kinds), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
    )
    return automaton, list(kinds.values())


@cache
def _automaton() -> tuple[ahocorasick_rs.AhoCorasick, list[list[tuple[str, Row]]]]:
    rows: dict[str, list[tuple[str, Row]]] = {}
    for table in CUE_TABLES:
        for row in read_table(table):
            if row["kind"] not in KINDS or row.get("needs") == "title":
                continue
            rows.setdefault(row["text"], []).append((row["kind"], row))
    return ahocorasick_rs.AhoCorasick(list(rows), store_patterns=False), list(rows.values())
