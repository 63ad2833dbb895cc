"""Hand an output folder to other tools: parquet tables, and the formats of four annotation tools."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError
from pipeline.io import annotations
from pipeline.io.docs import read_records
from pipeline.io.folders import Folder
from pipeline.io.records import dump_line
from pipeline.io.storage import open_folder
from pipeline.io.tables import TABLES, arrow_schema, table_rows

__all__ = ["FORMATS", "export"]

Records = Iterator[dict[str, Any]]
# Documents a row group of parquet, and a file of tasks for Label Studio, which reads a file as a whole.
BATCH = 500


def export(output: str | Path, format: str, target: str | Path | None = None) -> list[str]:
    """Write the records of an output folder in the format of another tool; return the files.

    `target` is a folder, by default `exports/<format>` in the output folder. Offsets are
    in the unit of the tool; all five count code points. Records are streamed.
    Raises ConfigError for an unknown format or a missing extra, InputError if there are
    no records.
    """
    if format not in FORMATS:
        raise ConfigError(f"There is no export format '{format}'. Choose one of: {', '.join(FORMATS)}.")
    home, _ = open_folder(output)
    folder, _ = open_folder(target if target is not None else f"{home.name}/exports/{format}")
    names = FORMATS[format](read_records(output), folder)
    return [f"{folder.name}/{name}" for name in names]


def write_parquet(records: Records, folder: Folder) -> list[str]:
    """Write the flat tables of documents, entities, metrics and edits; `document` joins them."""
    schemas = {table: arrow_schema(table) for table in TABLES}
    arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    with ExitStack() as stack:
        files = {table: stack.enter_context(folder.create(f"{table}.parquet")) for table in TABLES}
        writers = {
            table: stack.enter_context(parquet.ParquetWriter(file, schemas[table], compression="zstd"))
            for table, file in files.items()
        }
        for batch in _batches(records):
            for table, writer in writers.items():
                rows = [row for record in batch for row in table_rows(table, record)]
                writer.write_table(arrow.Table.from_pylist(rows, schema=schemas[table]))
    return [f"{table}.parquet" for table in TABLES]


def write_label_studio(records: Records, folder: Folder) -> list[str]:
    """Write files of tasks with predictions, and the labelling interface that they fit."""
    names = ["labels.xml"]
    _write_text(folder, "labels.xml", annotations.LABEL_STUDIO_INTERFACE)
    for number, batch in enumerate(_batches(records)):
        names.append(f"tasks-{number:05d}.json")
        tasks = (dump_line(annotations.create_label_studio_task(record)) for record in batch)
        _write_text(folder, names[-1], "[" + ",\n".join(tasks) + "]\n")
    return names


def write_doccano(records: Records, folder: Folder) -> list[str]:
    """Write one JSONL file for a sequence labelling project that allows overlapping spans."""
    return _write_lines(records, folder, "doccano.jsonl", annotations.create_doccano_line)


def write_prodigy(records: Records, folder: Folder) -> list[str]:
    """Write one JSONL file for `ner.manual` and `spans.manual`, with our words as tokens."""
    return _write_lines(records, folder, "prodigy.jsonl", annotations.create_prodigy_line)


def write_brat(records: Records, folder: Folder) -> list[str]:
    """Write a text and an annotation file a document, and the configuration of the collection."""
    names = ["annotation.conf"]
    _write_text(folder, "annotation.conf", annotations.BRAT_CONFIGURATION)
    for record in records:
        for suffix, content in (("txt", record["text"]), ("ann", annotations.create_brat_file(record))):
            names.append(f"{record['id']}.{suffix}")
            _write_text(folder, names[-1], content)
    return names


FORMATS: dict[str, Callable[[Records, Folder], list[str]]] = {
    "parquet": write_parquet,
    "label-studio": write_label_studio,
    "doccano": write_doccano,
    "prodigy": write_prodigy,
    "brat": write_brat,
}


def _batches(records: Records) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(records, BATCH)):
        yield batch


def _write_lines(
    records: Records, folder: Folder, name: str, create: Callable[[dict[str, Any]], dict[str, Any]]
) -> list[str]:
    with folder.create(name) as file:
        for record in records:
            file.write(dump_line(create(record)).encode("utf-8", "backslashreplace") + b"\n")
    return [name]


def _write_text(folder: Folder, name: str, content: str) -> None:
    with folder.create(name) as file:
        file.write(content.encode("utf-8", "backslashreplace"))
