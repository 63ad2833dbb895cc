"""Find names that have a shape: lines, aircraft, spacecraft, models with a version, sessions."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import ahocorasick_rs

from pipeline.text.names.mentions import Mention
from pipeline.text.names.occurrences import find_all
from pipeline.text.names.personal import is_common_word
from pipeline.text.tables import read_table

__all__ = ["find_patterns", "find_unquoted"]

QUOTED = ("EVENT", "PRODUCT")
SHOWN = ("pattern:drug-named", "pattern:ship-before", "pattern:ship-named")  # by the words around them
MARKS = ("“", "”", "「", "」", "『", "』")


def find_patterns(text: str) -> Iterator[Mention]:
    """List the names that match a row of `pipeline/data/name_patterns.jsonl`.

    The group `name`, where there is one, is the name; the rest is its surroundings. `cues`:
    a text without any of these words is not searched.

    >>> [name.canonical for name in find_patterns("乘坐沪苏湖高铁去看C919")]
    ['C919', '沪苏湖高铁']
    """
    rows, patterns = read_table("name_patterns"), _patterns()
    for number in _find_cued(text):
        row = rows[number]
        for match in patterns[number].finditer(text):
            start, end = match.span("name") if match.groupdict().get("name") else match.span()
            if start < end:
                canonical = _canonical(row, match) or text[start:end]
                yield Mention(
                    start, end, row["label"], row["subtype"], canonical, None, f"pattern:{row['id']}"
                )


def find_unquoted(text: str, found: Iterable[Mention]) -> Iterator[Mention]:
    """Find the products and events again that quotation marks gave away, and the ships and drugs that their kind did.

    >>> text = "台风“海棠花”逼近。海棠花减弱"
    >>> [name.start for name in find_unquoted(text, list(find_patterns(text)))]
    [10]
    """
    quoted = {
        text[name.start : name.end]: name
        for name in found
        if name.label in QUOTED
        and name.rule.startswith("pattern:")
        and (text[name.start - 1 : name.start] in MARKS or name.rule in SHOWN)
    }
    taken = {name.start for name in quoted.values()}
    for word, start in find_all(text, quoted):
        end = start + len(word)
        is_marked = text[start - 1 : start] in MARKS and text[end : end + 1] in MARKS
        if start not in taken and (
            is_marked or quoted[word].rule in SHOWN or (len(word) >= 3 and not is_common_word(word[:2]))
        ):
            yield quoted[word]._replace(start=start, end=end)


def _find_cued(text: str) -> list[int]:
    """List the rows of which the text holds a cue, and those without cues."""
    automaton, rows = _cues()
    found = automaton.find_matches_as_indexes(text, overlapping=True)
    return sorted(set(rows[-1]).union(*(rows[cue] for cue in {index for index, _, _ in found})))


def _canonical(row: dict[str, Any], match: re.Match[str]) -> str | None:
    template: str | None = row["canonical"]
    return template.format(**match.groupdict()) if template else None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"]) for row in read_table("name_patterns"))


@cache
def _cues() -> tuple[ahocorasick_rs.AhoCorasick, list[list[int]]]:
    """Index the rows by cue; the last entry lists those that need none."""
    rows: dict[str, list[int]] = {}
    uncued: list[int] = []
    for number, row in enumerate(read_table("name_patterns")):
        for cue in row["cues"]:
            rows.setdefault(cue, []).append(number)
        if not row["cues"]:
            uncued.append(number)
    return ahocorasick_rs.AhoCorasick(list(rows), store_patterns=False), [*rows.values(), uncued]
