"""Turn a summary into what the templates show."""

from collections.abc import Iterator
from typing import Any

from pipeline.report.charts import draw_timeline, read_points
from pipeline.report.summary import Series, Summary
from pipeline.report.words import name_kind
from pipeline.text.tables import read_table

__all__ = ["create_figures"]

Figures = dict[str, Any]
STATUSES = ("repaired", "ambiguous", "irrecoverable")
BARS, MATRIX, TIMELINES, HUES = 12, 12, 6, 12
SURE = 0.9


def create_figures(summary: Summary, run: Figures) -> Figures:
    """Prepare every figure of the page."""
    kinds = _list_kinds(summary)
    return {
        "accounting": _account(summary, run),
        "totals": {
            "documents": summary.documents,
            "characters": summary.characters,
            "repaired": sum(row["repaired"] for row in kinds if row["kind"] != "script"),
            "converted": summary.edits["script", "repaired"],
            "left": sum(row["ambiguous"] + row["irrecoverable"] for row in kinds),
            "entities": summary.labels.total(),
            "metrics": summary.metrics,
        },
        "kinds": kinds,
        "kind_total": max((row["count"] for row in kinds if row["kind"] != "script"), default=0),
        "hues": {row["kind"]: row["hue"] for row in kinds},
        "showcase": _choose_showcase(summary),
        "scripts": sorted(summary.scripts.items()),
        "labels": summary.labels.most_common(),
        "units": summary.units.top(BARS),
        "institutions": summary.institutions.top(BARS),
        "pairs": _create_matrix(summary),
        "timelines": list(_draw_timelines(summary)),
        "sampled": _list_samples(summary),
        "is_partial": summary.is_partial,
        "is_exact": summary.institutions.is_exact and summary.pairs.is_exact and summary.units.is_exact,
    }


def _account(summary: Summary, run: Figures) -> dict[str, int]:
    """Take the run's own count of its inputs; without one, the documents are all there is."""
    counts = run.get("counts", {})
    account = {key: int(counts.get(key, 0)) for key in ("ok", "cached", "quarantined")}
    account["inputs"] = int(counts.get("inputs", 0)) or sum(account.values())
    if account["inputs"]:
        return account
    return account | {"inputs": summary.documents, "ok": summary.documents}


def _list_kinds(summary: Summary) -> list[Figures]:
    """List the damage classes that occur, most frequent first, script conversion last."""
    descriptions = {row["kind"]: row["description"] for row in read_table("damage_kinds")}
    order = {kind: number for number, kind in enumerate(sorted(descriptions))}
    rows = []
    for kind in {kind for kind, _ in summary.edits}:
        english, chinese = name_kind(kind)
        counts = {status: summary.edits[kind, status] for status in STATUSES}
        rows.append(
            {
                "kind": kind,
                "english": english,
                "chinese": chinese,
                "description": descriptions.get(kind, ""),
                "hue": order.get(kind, 0) * 5 % HUES,
                "count": sum(counts.values()),
                **counts,
            }
        )
    return sorted(rows, key=_by_importance)


def _by_importance(row: Figures) -> tuple[bool, int, str]:
    return row["kind"] == "script", -row["count"], row["kind"]


def _choose_showcase(summary: Summary) -> Figures | None:
    """Choose the repair that shows best what was done: certain, short enough, many bytes moved."""
    candidates = [
        (_ends_alike(row), len(row["after"]), row["confidence"], row["doc"], row["raw_start"], row)
        for kind in ("byte_shift", "misplaced_gloss", "utf8_as_gbk", "gbk_as_latin", "utf8_as_latin")
        for row in summary.edit_samples.get(kind, ())
        if row["confidence"] >= SURE and 2 <= len(row["after"]) <= 8 and len(row["before"]) <= 10
    ]
    return max(candidates, key=_by_rank)[-1] if candidates else None


def _ends_alike(row: Figures) -> bool:
    """Tell whether the bytes fall into step again at the end: nothing was converted on top."""
    return bool(row["bytes_before"][-1][-2:] == row["bytes_after"][-1][-2:])


def _by_rank(candidate: tuple[Any, ...]) -> tuple[Any, ...]:
    return candidate[:-1]


def _create_matrix(summary: Summary) -> Figures | None:
    """Count how often the most named institutions stand in one document."""
    names = [name for name, _ in summary.institutions.top(MATRIX)]
    rows = [[summary.pairs.counts[min(a, b), max(a, b)] if a != b else 0 for b in names] for a in names]
    most = max((count for row in rows for count in row), default=0)
    return {"names": names, "rows": rows, "most": most} if most else None


def _draw_timelines(summary: Summary) -> Iterator[Figures]:
    """Draw the indicators with the most dated figures; one needs at least two points in time."""
    drawn = []
    for series, sample in summary.series.items():
        points = read_points(sample)
        times = len({point.time for point in points})
        if times > 1:
            drawn.append((min(times, 6), sample.offered, series, points))
    for _, count, series, points in sorted(drawn, key=_by_interest)[:TIMELINES]:
        indicator, unit, is_rate = series
        label = f"{indicator} ({unit}): {count}, {points[0].label} – {points[-1].label}"
        yield {
            "indicator": indicator,
            "unit": unit,
            "is_rate": is_rate,
            "count": count,
            "svg": draw_timeline(points, label),
        }


def _by_interest(row: tuple[int, int, Series, Any]) -> tuple[int, int, Series]:
    return -row[0], -row[1], row[2]


def _list_samples(summary: Summary) -> dict[str, tuple[int, int]]:
    """Say of each list how many rows it shows, of how many."""
    shown = summary.edit_samples.values()
    return {
        "documents": (len(summary.document_sample), summary.documents),
        "metrics": (len(summary.metric_sample), summary.metrics),
        "edits": (sum(len(s) for s in shown), sum(s.offered for s in shown)),
        "left": (len(summary.left_sample), summary.left_sample.offered),
    }
