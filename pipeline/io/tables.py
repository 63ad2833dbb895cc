"""The fixed types of the record and of the flat tables made of it, for Arrow and for `datasets`.

One description serves both: a column of nulls in the first shard must not decide what the
column holds. Types are named as Arrow names them, so that this module needs no library.
"""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import missing_extra
from pipeline.io.docs import read_records
from pipeline.io.storage import open_folder

if TYPE_CHECKING:
    import datasets
    import pyarrow

__all__ = ["TABLES", "arrow_schema", "record_features", "records_dataset", "table_rows"]

Columns = dict[str, str]
Row = dict[str, Any]

SPAN: Columns = {"start": "int64", "end": "int64"}
RAW_SPAN: Columns = {"raw_start": "int64", "raw_end": "int64"}
PLACE: Columns = {"section": "string", "sentence": "int64", "unsure": "bool"}
EDIT: Columns = RAW_SPAN | SPAN
EDIT |= {"before": "string", "after": "string", "kind": "string", "status": "string"}
EDIT |= {"confidence": "float64", "rejected": "string"}
FOUND: Columns = {"id": "string"} | SPAN | RAW_SPAN | {"text": "string"}
ENTITY: Columns = FOUND | dict.fromkeys(("label", "subtype", "canonical", "entity_id"), "string") | PLACE
METRIC: Columns = FOUND
METRIC |= dict.fromkeys(("value", "value_max", "unit", "unit_code", "qualifier", "indicator"), "string")
METRIC |= {"indicator_start": "int64", "indicator_end": "int64"}
METRIC |= dict.fromkeys(("subject", "subject_id", "time", "change", "comparison"), "string")
METRIC |= {"target": "bool", "rank": "bool"} | PLACE
SECTION: Columns = SPAN | {"label": "string"}
INPUT: Columns = dict.fromkeys(("id", "source", "sha256", "encoding", "title", "published", "url"), "string")
TEXTS: Columns = dict.fromkeys(("raw_text", "text", "script"), "string")
LISTS: dict[str, Columns] = {
    "edits": EDIT,
    "sections": SECTION,
    "sentences": SPAN,
    "tokens": SPAN,
    "entities": ENTITY,
    "mentions": ENTITY,
    "metrics": METRIC,
}

# The flat tables: one row a document, or one row an item with the id of its document.
OWNER: Columns = {"document": "string"}
TABLES: dict[str, Columns] = {
    "documents": INPUT | {"meta": "string"} | TEXTS,
    "entities": OWNER | ENTITY,
    "metrics": OWNER | METRIC | {"value_number": "float64", "value_max_number": "float64"},
    "edits": OWNER | EDIT,
}


def table_rows(table: str, record: Row) -> Iterator[Row]:
    """Make the rows of one of the TABLES from a document record.

    `meta` is JSON text, since every corpus has fields of its own. A metric keeps its exact
    decimal strings and has a float beside each, for plotting and sorting.
    """
    if table == "documents":
        meta = json.dumps(record["meta"], ensure_ascii=False, sort_keys=True)
        yield {name: record[name] for name in TABLES[table]} | {"meta": meta}
        return
    for item in record[table]:
        row = {"document": record["id"]} | item
        if table == "metrics":
            row["value_number"] = float(item["value"])
            row["value_max_number"] = None if item["value_max"] is None else float(item["value_max"])
        yield {name: row[name] for name in TABLES[table]}


def arrow_schema(table: str) -> "pyarrow.Schema":
    """Give the Arrow schema of one of the TABLES.

    Raises ConfigError without the package pyarrow.
    """
    try:
        pyarrow = import_module("pyarrow")
    except ImportError:
        raise missing_extra("parquet", "pyarrow", "export --format parquet") from None
    return pyarrow.schema([(name, _arrow_type(pyarrow, type_)) for name, type_ in TABLES[table].items()])


def record_features() -> "datasets.Features":
    """Give the features of a record for `datasets.load_dataset("json", features=...)`.

    Without them the loader takes the types from the first shard it meets: one whose documents
    have no url makes `url` a column of nulls, and the next shard does not fit. One thing the
    loader still does by itself: it takes a column of ISO dates for times, so that `published`
    comes back as `2025-01-02 00:00:00`. `records_dataset` gives every value as it was written.
    Raises ConfigError without the package datasets.
    """
    datasets = _import_datasets("record_features")
    value = datasets.Value
    # Until version 4.7 there is no type for free-form objects; they arrive as JSON text.
    meta = datasets.Json() if hasattr(datasets, "Json") else value("string")
    flat = {name: value(type_) for name, type_ in (INPUT | TEXTS).items()}
    lists = {
        name: [{column: value(type_) for column, type_ in columns.items()}] for name, columns in LISTS.items()
    }
    return datasets.Features(flat | {"meta": meta} | lists)


def records_dataset(output: str | Path) -> "datasets.Dataset":
    """Load the records of an output folder as a `datasets.Dataset`, every value as it was written.

    The copy that `datasets` caches is made anew when a shard changes.
    Raises ConfigError without the package datasets, InputError if there are no records.
    """
    datasets = _import_datasets("records_dataset")
    folder, _ = open_folder(output)
    # One text: `datasets` takes a list for shards and calls the generator once for each.
    stamp = " ".join(str(folder.look(f"documents/{name}")) for name in folder.list("documents"))
    source = {"output": str(output), "stamp": stamp}
    return datasets.Dataset.from_generator(_read_stamped, features=record_features(), gen_kwargs=source)


def _read_stamped(output: str, stamp: str) -> Iterator[Row]:
    """Stream the records; the stamp is there for the cache, which hashes all arguments."""
    yield from read_records(output)


def _import_datasets(caller: str) -> Any:
    try:
        return import_module("datasets")
    except ImportError:
        raise missing_extra("datasets", "datasets", caller) from None


def _arrow_type(pyarrow: Any, name: str) -> Any:
    return {
        "bool": pyarrow.bool_,
        "float64": pyarrow.float64,
        "int64": pyarrow.int64,
        "string": pyarrow.string,
    }[name]()
