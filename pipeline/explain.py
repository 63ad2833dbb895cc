"""Say of one text what was repaired and why, and which rule found what."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from spacy.language import Language
from spacy.tokens import Doc

from pipeline import attrs
from pipeline.io.records import create_record

__all__ = ["explain", "print_explanation"]

STATUS_STYLES = {"repaired": "green", "ambiguous": "yellow", "irrecoverable": "red"}
LABEL_STYLE = "bold cyan"
METRIC_STYLE = "bold magenta"


def explain(nlp: Language, raw: str) -> dict[str, Any]:
    """Process a text and return its record with the reasons added.

    Edits carry `bytes_before` and `bytes_after` (GBK in hex: the bytes that were edited);
    entities, mentions and metrics carry the `rule` that made them.
    """
    doc = nlp(raw)
    record = create_record(doc)
    for edit in record["edits"]:
        edit["bytes_before"] = _show_bytes(edit["before"])
        edit["bytes_after"] = _show_bytes(edit["after"])
    for key, rows in (
        ("entities", attrs.get_entities(doc)),
        ("mentions", attrs.get_mentions(doc)),
        ("metrics", attrs.get_metrics(doc)),
    ):
        for item, row in zip(record[key], rows, strict=True):
            item["rule"] = row.rule
    record["words"] = _words(doc)
    return record


def print_explanation(record: dict[str, Any], console: Console) -> None:
    """Print an explanation for people: the text with its finds, then a table of each kind."""
    console.print(_paint(record))
    for table in _tables(record):
        if table.row_count:
            console.print(table)


def _words(doc: Doc) -> list[str]:
    return [token.text for token in doc]


def _show_bytes(text: str) -> str:
    return text.encode("gb18030", "surrogatepass").hex(" ").upper() if text else ""


def _paint(record: dict[str, Any]) -> Text:
    painted = Text(record["text"])
    for edit in record["edits"]:
        if edit["kind"] != "script":
            painted.stylize(STATUS_STYLES[edit["status"]], edit["start"], edit["end"])
    for kind, style in (("entities", LABEL_STYLE), ("metrics", METRIC_STYLE)):
        for item in record[kind]:
            painted.stylize(style, item["start"], item["end"])
    return painted


def _tables(record: dict[str, Any]) -> Iterator[Table]:
    yield _table(
        "Edits",
        "raw status kind confidence before after bytes rejected",
        (
            (
                f"{edit['raw_start']}:{edit['raw_end']}",
                edit["status"],
                edit["kind"],
                f"{edit['confidence']:.3f}",
                edit["before"],
                edit["after"],
                f"{edit['bytes_before']} -> {edit['bytes_after']}",
                edit["rejected"],
            )
            for edit in record["edits"]
            if edit["kind"] != "script"
        ),
    )
    yield _table(
        "Entities",
        "raw text label subtype canonical id rule",
        (
            [f"{item['raw_start']}:{item['raw_end']}"]
            + [item[key] for key in ("text", "label", "subtype", "canonical", "entity_id", "rule")]
            for item in record["entities"]
        ),
    )
    yield _table(
        "Metrics",
        "raw text value unit qualifier change comparison time indicator subject rule",
        (
            [f"{item['raw_start']}:{item['raw_end']}", item["text"], _value(item)]
            + [item[key] for key in ("unit", "qualifier", "change", "comparison", "time")]
            + [item[key] for key in ("indicator", "subject", "rule")]
            for item in record["metrics"]
        ),
    )


def _value(item: dict[str, Any]) -> str:
    return f"{item['value']}..{item['value_max']}" if item["value_max"] else str(item["value"])


def _table(title: str, columns: str, rows: Any) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns.split():
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else escape(str(cell)) for cell in row))
    return table
