from xml.etree import ElementTree

import pytest

from pipeline.report.charts import draw_bar, draw_dot, draw_timeline, read_points
from pipeline.report.periods import parse_period
from pipeline.report.svg import nice_ticks


def metric(time: str, value: str, **changes: object) -> dict[str, object]:
    row = {
        "time": time,
        "value": value,
        "text": f"{value}<元>",
        "subject": "a & b",
        "change": None,
        "target": False,
    }
    return row | changes


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2024", (2024.0, 2025.0)),
        ("2025-Q1", (2025.0, 2025.25)),
        ("2025-01/2025-06", (2025.0, 2025.5)),
        ("2024-01-01", (2024.0, 2024.0)),
        ("2021/2025", (2021.0, 2026.0)),
        ("", None),
        (None, None),
        ("last year", None),
        ("2024/soon", None),
    ],
)
def test_parse_period(time: str | None, expected: tuple[float, float] | None) -> None:
    assert parse_period(time) == expected


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 0), (-5, 12), (0, 3.2e13), (0, 0.004), (7, 7)])
def test_nice_ticks_cover_the_range(low: float, high: float) -> None:
    ticks = nice_ticks(low, high)
    assert ticks[0] <= low and ticks[-1] >= high
    assert 2 <= len(ticks) <= 8


def test_timeline_is_well_formed_and_escapes() -> None:
    rows = [metric("2023", "5"), metric("2024", "7", change="decrease"), metric("2027", "9", target=True)]
    svg = ElementTree.fromstring(draw_timeline(read_points(rows), "<label> & more"))
    circles = [node.get("class") for node in svg.iter("circle")]
    assert circles == ["point", "point", "goal"]
    assert [node.text for node in svg.iter("title")][1] == "a & b  2024  7<元>"
    assert len(list(svg.iter("polyline"))) == 1


def test_timeline_of_one_moment_has_an_axis() -> None:
    svg = ElementTree.fromstring(
        draw_timeline(read_points([metric("2024", "0"), metric("2024", "0")]), "flat")
    )
    assert {node.text for node in svg.iter("text")} >= {"2024", "2025"}


def test_bars_and_dots_stay_inside() -> None:
    bar = ElementTree.fromstring(draw_bar([(3, "fill"), (1, "half")], 4))
    assert [node.get("width") for node in bar.iter("rect")] == ["75.000%", "25.000%"]
    assert ElementTree.fromstring(draw_bar([(0, "fill")], 0)).find("rect") is not None
    assert ElementTree.fromstring(draw_dot(7.0)).find("circle") is not None
