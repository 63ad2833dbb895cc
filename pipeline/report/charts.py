"""Draw the charts of the report, each a piece of inline SVG."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from markupsafe import Markup

from pipeline.report.periods import parse_period
from pipeline.report.svg import element, nice_ticks, short_number

__all__ = ["Point", "draw_bar", "draw_dot", "draw_timeline", "read_points"]

WIDTH, HEIGHT = 360.0, 200.0
LEFT, RIGHT, TOP, BOTTOM = 50.0, 16.0, 10.0, 24.0


class Point(NamedTuple):
    """One dated figure: where it stands on the axis of years, how much, whose, and as written."""

    time: float
    value: float
    subject: str
    target: bool
    label: str


def draw_bar(parts: Sequence[tuple[float, str]], total: float) -> Markup:
    """Draw one row of a bar chart: segments with a class each, as wide as their share of `total`."""
    x = 0.0
    drawn = []
    for value, style in parts:
        width = 100 * value / total if total else 0
        drawn.append(element("rect", x=f"{x:.3f}%", width=f"{width:.3f}%", height="100%", class_=style))
        x += width
    return element("svg", *drawn, class_="bar", width="100%", height="10", aria_hidden="true")


def draw_dot(share: float) -> Markup:
    """Draw a dot whose area grows with a share between 0 and 1."""
    radius = 2 + 8 * max(0.0, min(1.0, share)) ** 0.5
    dot = element("circle", cx="11", cy="11", r=f"{radius:.2f}")
    return element("svg", dot, class_="dot", viewBox="0 0 22 22", width="22", height="22", aria_hidden="true")


def read_points(rows: Iterable[dict[str, Any]]) -> list[Point]:
    """Place metrics on the axes, in the order of time; a decrease counts below zero."""
    points = []
    for row in rows:
        period = parse_period(row["time"])
        if period:
            value = float(row["value"]) * (-1 if row["change"] == "decrease" else 1)
            label = f"{row['time']}  {row['text']}"
            points.append(Point(sum(period) / 2, value, row["subject"] or "", row["target"], label))
    return sorted(points, key=lambda point: (point.time, point.subject, point.value, point.label))


def draw_timeline(points: Sequence[Point], label: str) -> Markup:
    """Draw figures over time: a dot each, hollow for goals, a line through those of one subject."""
    times, values = [p.time for p in points], [p.value for p in points]
    years = _year_ticks(min(times), max(times))
    ticks = nice_ticks(min(0.0, *values), max(0.0, *values))
    place = _Scale(years[0], years[-1], ticks[0], ticks[-1])
    return element(
        "svg",
        *(_draw_value_tick(tick, place) for tick in ticks),
        *(_draw_year_tick(year, place) for year in years),
        *_draw_lines(points, place),
        *(_draw_point(point, place) for point in points),
        class_="timeline",
        viewBox=f"0 0 {WIDTH:.0f} {HEIGHT:.0f}",
        role="img",
        aria_label=label,
    )


class _Scale(NamedTuple):
    """From years and values to the coordinates of the picture."""

    first: float
    last: float
    low: float
    high: float

    def x(self, time: float) -> float:
        return LEFT + (time - self.first) / (self.last - self.first) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)


def _year_ticks(first: float, last: float) -> list[int]:
    """Choose whole years that enclose the points, six at most."""
    start, end = int(first), max(int(last) + 1, int(first) + 1)
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 500, 10_000) if (end - start) / step <= 5)
    return list(range(start, end + step, step))


def _draw_value_tick(value: float, place: _Scale) -> Markup:
    y = place.y(value)
    line = element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, class_="zero" if value == 0 else "grid")
    chinese, english = short_number(value, "zh"), short_number(value, "en")
    words = {"data_zh": chinese, "data_en": english}
    return line + element("text", english, x=LEFT - 6, y=y + 3.5, text_anchor="end", class_="tick", **words)


def _draw_year_tick(year: int, place: _Scale) -> Markup:
    x = place.x(year)
    line = element("line", x1=x, x2=x, y1=HEIGHT - BOTTOM, y2=HEIGHT - BOTTOM + 4, class_="zero")
    return line + element("text", str(year), x=x, y=HEIGHT - 6, text_anchor="middle", class_="tick")


def _draw_lines(points: Sequence[Point], place: _Scale) -> list[Markup]:
    by_subject = groupby(sorted(points, key=_subject), key=_subject)
    paths = []
    for _, group in by_subject:
        corners = [f"{place.x(point.time):.1f},{place.y(point.value):.1f}" for point in group]
        if len(corners) > 1:
            paths.append(element("polyline", points=" ".join(corners), class_="path"))
    return paths


def _draw_point(point: Point, place: _Scale) -> Markup:
    title = element("title", f"{point.subject}  {point.label}".strip())
    style = "goal" if point.target else "point"
    return element("circle", title, cx=place.x(point.time), cy=place.y(point.value), r=3.5, class_=style)


def _subject(point: Point) -> str:
    return point.subject
