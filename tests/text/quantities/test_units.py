"""The table of units: schema, order, and agreement with pint and ISO 4217."""

import json
import re
from pathlib import Path

import pytest

from pipeline.errors import DataError
from pipeline.text.quantities.units import load_units, parse_units

TABLE = Path(__file__).parents[3] / "pipeline" / "data" / "units.jsonl"
PINT = {
    "km": "kilometer", "m": "meter", "ha": "hectare", "kWh": "kilowatt_hour", "t": "metric_ton", "kg": "kilogram",
    "L": "liter", "km/h": "kilometer/hour", "hPa": "hectopascal", "MHz": "megahertz", "mL": "milliliter",
}  # fmt: skip


def test_units_table_is_sorted_and_complete() -> None:
    rows = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").split("\n") if line]
    surfaces = [row["surface"] for row in rows]
    assert surfaces == sorted(set(surfaces))
    assert all(
        set(row) == {"surface", "unit", "unit_code", "dimension", "kind", "not_before"} for row in rows
    )
    assert sum(row["dimension"] == "count" for row in rows) >= 200


def test_units_table_lines_are_compact() -> None:
    for line in TABLE.read_text(encoding="utf-8").split("\n"):
        assert not line or line == json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":"))


def test_currencies_carry_iso_codes() -> None:
    units = load_units().by_surface.values()
    assert all(
        re.fullmatch("[A-Z]{3}", unit.unit) and unit.unit_code == unit.unit
        for unit in units
        if unit.kind == "currency"
    )


@pytest.mark.parametrize(("unit", "name"), PINT.items())
def test_symbols_mean_the_same_to_pint(unit: str, name: str) -> None:
    pint = pytest.importorskip("pint")
    registry = pint.UnitRegistry()
    known = {found.unit for found in load_units().by_surface.values()}
    assert unit in known
    assert registry.Unit(name).dimensionality == registry.Unit(unit.replace("kWh", "kW*h")).dimensionality


@pytest.mark.parametrize(
    ("change", "message"),
    [({"dimension": "currancy"}, "currancy"), ({"kind": "odd"}, "odd"), ({"surface": ""}, "out of order")],
)
def test_parse_units_says_what_is_wrong(change: dict[str, str], message: str) -> None:
    row = {
        "surface": "元",
        "unit": "CNY",
        "unit_code": "CNY",
        "dimension": "currency",
        "kind": "currency",
        "not_before": "",
    }
    lines = [json.dumps(row), json.dumps(row | change)]
    with pytest.raises(DataError, match=f"(?s){message}.*|.*units.jsonl:[12]"):
        parse_units(lines, "units.jsonl")


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("元/吨", "CNY/t", "CNY/t"),
        ("立方米/秒", "m3/s", "m3/s"),
        ("元/平方米·月", "CNY/m2", "CNY/m2"),
        ("家企业", "家", None),
    ],
)
def test_match_joins_denominators(text: str, unit: str, code: str | None) -> None:
    found = load_units().match(text, 0)
    assert found is not None
    assert (found.unit, found.unit_code) == (unit, code)
