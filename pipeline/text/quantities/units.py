"""Units and classifiers: what may stand after a number, as data.

The table is `pipeline/data/units.jsonl`; a unit is one line there. Its `kind` says
how much a number needs beside it to be a metric, `not_before` lists characters that
show that the unit is the beginning of another word (3家长, 5分之, 100名单).
"""

import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from pipeline.errors import DataError

__all__ = ["DIMENSIONS", "KINDS", "Unit", "UnitTable", "load_units", "parse_units"]

DIMENSIONS = frozenset(
    "angle area compute concentration count currency current data energy flow force frequency length light "
    "magnetism mass medical power pressure radiation ratio resistance score sound speed temperature time "
    "torque trade voltage volume".split()
)
KINDS = frozenset(
    "age anniversary count currency degree discount duration loose loose-measure measure ratio "
    "subunit tenth year".split()
)
PHYSICAL = DIMENSIONS - {"count", "currency", "ratio", "time", "score"}


class Unit(NamedTuple):
    """One surface form of a unit; `unit` is what a metric carries, `unit_code` ISO 4217 or UCUM."""

    surface: str
    unit: str
    unit_code: str | None
    dimension: str
    kind: str
    not_before: str


class UnitTable:
    """Look up the longest unit that begins at a position."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.by_surface = {unit.surface: unit for unit in units}
        lengths: dict[str, set[int]] = {}
        for surface in self.by_surface:
            lengths.setdefault(surface[0], set()).add(len(surface))
        self._lengths = {char: sorted(sizes, reverse=True) for char, sizes in lengths.items()}

    @property
    def first_chars(self) -> str:
        """Every character that a unit can begin with, sorted."""
        return "".join(sorted(self._lengths))

    def match(self, text: str, position: int) -> Unit | None:
        """Give the longest unit at `position`, joined with its denominator if it has one.

        >>> table = load_units()
        >>> table.match("8万元/平方米", 2).unit, table.match("100名单", 3)
        ('CNY/m2', None)
        """
        unit = self._match_one(text, position)
        if unit is None:
            return None
        while (joined := self._join(unit, text, position)) is not None:
            unit = joined
        return unit

    def _match_one(self, text: str, position: int) -> Unit | None:
        for size in self._lengths.get(text[position : position + 1], ()):
            unit = self.by_surface.get(text[position : position + size])
            if unit is None:
                continue
            following = text[position + size : position + size + 1]
            if following and following in unit.not_before:
                continue
            if (
                unit.surface[-1].isascii()
                and unit.surface[-1].isalpha()
                and following.isascii()
                and following.isalnum()
            ):
                continue
            return unit
        return None

    def _join(self, unit: Unit, text: str, position: int) -> Unit | None:
        """Join 元 + / + 平方米 or 公里 + 每 + 小时 into one unit, or give None."""
        end = position + len(unit.surface)
        if text[end : end + 1] not in ("/", "／", "每"):
            return None
        below = self._match_one(text, end + 1)
        if below is None or (text[end] == "每" and unit.kind not in ("measure", "currency")):
            return None
        code = f"{unit.unit_code}/{below.unit_code}" if unit.unit_code and below.unit_code else None
        divisor = below.unit
        if unit.dimension in PHYSICAL and below.dimension == "time" and below.unit_code:
            divisor = below.unit_code
        return unit._replace(
            surface=unit.surface + text[end] + below.surface,
            unit=f"{unit.unit}/{divisor}",
            unit_code=code,
            kind="measure",
        )


def parse_units(lines: Iterable[str], source: str) -> list[Unit]:
    """Read the table and check it: closed vocabularies, unique and sorted surfaces.

    Raises DataError that names file, line and remedy.
    """
    units: list[Unit] = []
    for number, line in enumerate(lines, start=1):
        unit = Unit(**json.loads(line))
        where = f"in {source}:{number}"
        if unit.dimension not in DIMENSIONS:
            raise DataError(
                f"Unknown dimension {unit.dimension!r} of unit {unit.surface!r} {where}. "
                f"Use one of {', '.join(sorted(DIMENSIONS))}, or add it to text/quantities/units.py."
            )
        if unit.kind not in KINDS:
            raise DataError(
                f"Unknown kind {unit.kind!r} of unit {unit.surface!r} {where}. Use one of {', '.join(sorted(KINDS))}."
            )
        if units and units[-1].surface >= unit.surface:
            raise DataError(
                f"Unit {unit.surface!r} {where} is out of order or repeated. Sort the file by surface."
            )
        units.append(unit)
    return units


@lru_cache(maxsize=1)
def load_units() -> UnitTable:
    """Load the packaged table once a process."""
    table = files("pipeline") / "data" / "units.jsonl"
    lines = table.read_text(encoding="utf-8").split("\n")
    return UnitTable(parse_units((line for line in lines if line), "pipeline/data/units.jsonl"))
