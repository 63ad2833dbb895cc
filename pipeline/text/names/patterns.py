"""Find names that have a shape: lines, aircraft, spacecraft, models with a version, sessions."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

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
    for row, pattern in _patterns():
        if row["cues"] and not any(cue in text for cue in row["cues"]):
            continue
        for match in pattern.finditer(text):
            start, end = match.span("name") if match.groupdict().get("name") else match.span()
            if start < end:
                canonical = _canonical(row, match) or text[start:end]
                yield Mention(
                    start, end, row["label"], row["subtype"], canonical, None, f"pattern:{row['id']}"
                )


def _canonical(row: dict[str, Any], match: re.Match[str]) -> str | None:
    template: str | None = row["canonical"]
    return template.format(**match.groupdict()) if template else None


@cache
def _patterns() -> tuple[tuple[dict[str, Any], re.Pattern[str]], ...]:
    return tuple((row, re.compile(row["pattern"])) for row in read_table("name_patterns"))
