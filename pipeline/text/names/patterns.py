"""Find names that have a shape: lines, aircraft, spacecraft, models with a version, sessions."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import ahocorasick_rs

from pipeline.text.names.mentions import Mention
from pipeline.text.tables import read_table

__all__ = ["find_patterns"]


def find_patterns(text: str) -> Iterator[Mention]:
    """List the names that match a row of `pipeline/data/name_patterns.jsonl`.

    The group `name`, where there is one, is the name; the rest is its surroundings. `cues`:
    a text without any of these words is not searched.

    >>> [name.canonical for name in find_patterns("乘坐沪苏湖高铁去看C919")]
    ['C919', '沪苏湖高铁']
    """
    patterns = _patterns()
    for row, pattern in (patterns[number] for number in _find_cued(text)):
        for match in pattern.finditer(text):
            start, end = match.span("name") if match.groupdict().get("name") else match.span()
            if start < end:
                canonical = _canonical(row, match) or text[start:end]
                yield Mention(
                    start, end, row["label"], row["subtype"], canonical, None, f"pattern:{row['id']}"
                )


def _find_cued(text: str) -> list[int]:
    """List the rows of which the text holds a cue, and those without cues."""
    automaton, rows = _cues()
    found = automaton.find_matches_as_indexes(text, overlapping=True)
    return sorted(set(rows[-1]).union(*(rows[cue] for cue in {index for index, _, _ in found})))


def _canonical(row: dict[str, Any], match: re.Match[str]) -> str | None:
    template: str | None = row["canonical"]
    return template.format(**match.groupdict()) if template else None


@cache
def _patterns() -> tuple[tuple[dict[str, Any], re.Pattern[str]], ...]:
    return tuple((row, re.compile(row["pattern"])) for row in read_table("name_patterns"))


@cache
def _cues() -> tuple[ahocorasick_rs.AhoCorasick, list[list[int]]]:
    """Index the rows by cue; the last entry lists those that need none."""
    rows: dict[str, list[int]] = {}
    uncued: list[int] = []
    for number, (row, _) in enumerate(_patterns()):
        for cue in row["cues"]:
            rows.setdefault(cue, []).append(number)
        if not row["cues"]:
            uncued.append(number)
    return ahocorasick_rs.AhoCorasick(list(rows), store_patterns=False), [*rows.values(), uncued]
