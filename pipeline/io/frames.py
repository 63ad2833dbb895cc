"""The metrics of an output folder as one table."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import missing_extra
from pipeline.io.docs import read_records

if TYPE_CHECKING:
    import pandas

__all__ = ["METRIC_COLUMNS", "metric_rows", "metrics_frame"]

# Column -> pandas dtype. `value_number` and `value_max_number` are for plotting; the
# exact values are the decimal strings beside them.
METRIC_COLUMNS = {
    "document": "string",
    "source": "string",
    "title": "string",
    "published": "string",
    "metric": "string",
    "section": "string",
    "sentence": "Int64",
    "sentence_text": "string",
    "start": "Int64",
    "end": "Int64",
    "raw_start": "Int64",
    "raw_end": "Int64",
    "text": "string",
    "value": "string",
    "value_max": "string",
    "value_number": "Float64",
    "value_max_number": "Float64",
    "unit": "string",
    "unit_code": "string",
    "qualifier": "string",
    "indicator": "string",
    "subject": "string",
    "subject_id": "string",
    "time": "string",
    "change": "string",
    "comparison": "string",
    "target": "boolean",
    "rank": "boolean",
    "unsure": "boolean",
}


def metrics_frame(output: str | Path) -> "pandas.DataFrame":
    """Load the metrics of every document of an output folder, one row a metric.

    Columns and dtypes are METRIC_COLUMNS whatever the folder holds, so that frames of
    many runs can be joined. Offsets are half-open code points, `start`/`end` in the
    text, `raw_start`/`raw_end` in the raw text.

    Raises ConfigError without the package pandas, InputError if there are no records.
    """
    try:
        pandas = import_module("pandas")
    except ImportError:
        raise missing_extra("pandas", "pandas", "metrics_frame") from None
    rows = list(metric_rows(output))
    columns = {
        name: pandas.array([row[name] for row in rows], dtype=dtype) for name, dtype in METRIC_COLUMNS.items()
    }
    return pandas.DataFrame(columns)  # type: ignore[no-any-return]


def metric_rows(output: str | Path) -> Iterator[dict[str, Any]]:
    """Stream the rows of the table without loading them all; keys are METRIC_COLUMNS."""
    for record in read_records(output):
        for metric in record["metrics"]:
            yield _row(record, metric)


def _row(record: dict[str, Any], metric: dict[str, Any]) -> dict[str, Any]:
    sentence = record["sentences"][metric["sentence"]] if metric["sentence"] is not None else None
    own = {
        "document": record["id"],
        "metric": metric["id"],
        "sentence_text": record["text"][sentence["start"] : sentence["end"]].strip() if sentence else None,
        "value_number": float(metric["value"]),
        "value_max_number": None if metric["value_max"] is None else float(metric["value_max"]),
    }
    return {name: own[name] if name in own else metric.get(name, record.get(name)) for name in METRIC_COLUMNS}
