"""Add up an output folder in one pass and bounded memory."""

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from json import dumps
from typing import Any

from pipeline.report.periods import parse_period
from pipeline.report.rows import create_document, create_edit, create_metric
from pipeline.report.sampling import Sample, Tally
from pipeline.text.rewrite import REPAIRED, SCRIPT

__all__ = ["Series", "Summary"]

Row = dict[str, Any]
DOCUMENTS, DOCUMENT_BYTES = 300, 3_500_000
METRICS = 3_000
EDITS_A_KIND, EDIT_BYTES = 1_000, 200_000
LEFT = 600
POINTS, SERIES = 120, 20_000
RATES = ("increase", "decrease")
POINT_KEYS = ("text", "value", "time", "subject", "change", "target")

# An indicator in one unit, either as a level or as a rate of change.
Series = tuple[str, str, bool]


class Summary:
    """What the report tells of all documents, and the samples that it shows."""

    def __init__(self, *, is_partial: bool = False) -> None:
        self.is_partial = is_partial
        self.documents = 0
        self.characters = 0
        self.scripts: Counter[str] = Counter()
        self.edits: Counter[tuple[str, str]] = Counter()
        self.labels: Counter[str] = Counter()
        self.metrics = 0
        self.units: Tally[str] = Tally()
        self.institutions: Tally[str] = Tally()
        self.pairs: Tally[tuple[str, str]] = Tally()
        self.series: dict[Series, Sample[Row]] = {}
        self.document_sample: Sample[Row] = Sample(DOCUMENTS, DOCUMENT_BYTES)
        self.metric_sample: Sample[Row] = Sample(METRICS)
        self.edit_samples: dict[str, Sample[Row]] = {}
        self.left_sample: Sample[Row] = Sample(LEFT)

    def add(self, record: Row) -> None:
        """Take in one document record."""
        self.documents += 1
        self.characters += len(record["text"])
        self.scripts[record["script"]] += 1
        self.labels.update(entity["label"] for entity in record["entities"])
        self._add_document(record)
        self._add_edits(record)
        self._add_metrics(record)
        self._add_institutions(record["entities"])

    def _add_document(self, record: Row) -> None:
        if self.document_sample.wants(record["id"]):
            row = create_document(record)
            self.document_sample.add(record["id"], row, _measure(row))

    def _add_edits(self, record: Row) -> None:
        self.edits.update((edit["kind"], edit["status"]) for edit in record["edits"])
        for edit in record["edits"]:
            if edit["kind"] == SCRIPT:
                continue
            key = f"{record['id']}/{edit['raw_start']}"
            sample = self._choose_sample(edit)
            if sample.wants(key):
                row = create_edit(record, edit)
                sample.add(key, row, _measure(row))

    def _choose_sample(self, edit: Row) -> Sample[Row]:
        if edit["status"] != REPAIRED:
            return self.left_sample
        return self.edit_samples.setdefault(edit["kind"], Sample(EDITS_A_KIND, EDIT_BYTES))

    def _add_metrics(self, record: Row) -> None:
        self.metrics += len(record["metrics"])
        for metric in record["metrics"]:
            key = f"{record['id']}/{metric['id']}"
            self.units.add(metric["unit"])
            if self.metric_sample.wants(key):
                self.metric_sample.add(key, create_metric(record, metric))
            if metric["indicator"] and not metric["rank"] and parse_period(metric["time"]):
                self._add_point(key, metric)

    def _add_point(self, key: str, metric: Row) -> None:
        series = (metric["indicator"], metric["unit"], metric["change"] in RATES)
        points = self.series.setdefault(series, Sample(POINTS))
        if points.wants(key):
            points.add(key, {name: metric[name] for name in POINT_KEYS})
        if len(self.series) > SERIES:
            self.series = dict(sorted(self.series.items(), key=_by_points)[: SERIES // 2])

    def _add_institutions(self, entities: Iterable[Row]) -> None:
        names = {e["canonical"] for e in entities if e["label"] == "ORG" and e["canonical"]}
        for name in names:
            self.institutions.add(name)
        # A page that lists hundreds of names says little about any two of them.
        if len(names) <= 60:
            for pair in combinations(sorted(names), 2):
                self.pairs.add(pair)


def _measure(row: Row) -> int:
    return len(dumps(row, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace"))


def _by_points(item: tuple[Series, Sample[Row]]) -> tuple[int, Series]:
    return -item[1].offered, item[0]
