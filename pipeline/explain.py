"""Say of one text what was repaired and why, and which rule found what."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text
from spacy.language import Language

from pipeline import attrs
from pipeline.io.records import create_record
from pipeline.text.evidence import show_bytes
from pipeline.text.rewrite import SCRIPT

__all__ = ["explain", "print_explanation"]

Row = dict[str, Any]
STATUS_STYLES = {"repaired": "green", "ambiguous": "yellow", "irrecoverable": "red"}
BEFORE, AFTER, QUIET = "red strike", "bold green", "dim"
# Names of the terminal's own palette, which is readable on whatever background its user chose.
LABEL_STYLES = {
    "PERSON": "bold red",
    "ORG": "bold blue",
    "GPE": "bold green",
    "LOC": "bold cyan",
    "FAC": "bold yellow",
    "PRODUCT": "bold magenta",
    "EVENT": "bold bright_red",
    "LAW": "bold bright_magenta",
}
METRIC_STYLE = "black on yellow"
# A file or a pipe has no width; 80, the usual guess, folds every cell.
FILE_WIDTH = 240
EDIT_TITLES = ("raw", "status", "kind", "confidence", "reading", "bytes", "lost")
ENTITY_COLUMNS = ("text", "label", "subtype", "canonical", "entity_id", "rule")
METRIC_COLUMNS = ("unit", "qualifier", "change", "comparison", "time", "indicator", "subject", "rule")


def explain(nlp: Language, raw: str) -> Row:
    """Process a text and return its record with the reasons added.

    Edits carry `bytes_before` and `bytes_after`, in hex and in the encoding of their damage
    class; entities, mentions and metrics carry the `rule` that made them; `words` are the
    tokens as text.
    """
    doc = nlp(raw)
    record = create_record(doc)
    for edit in record["edits"]:
        edit["bytes_before"] = " ".join(show_bytes(edit["before"], edit["kind"]))
        edit["bytes_after"] = " ".join(show_bytes(edit["after"], edit["kind"], repaired=True))
    tables: dict[str, list[Any]] = {
        "entities": attrs.get_entities(doc),
        "mentions": attrs.get_mentions(doc),
        "metrics": attrs.get_metrics(doc),
    }
    for key, rows in tables.items():
        for item, row in zip(record[key], rows, strict=True):
            item["rule"] = row.rule
    record["words"] = [token.text for token in doc]
    return record


def print_explanation(record: Row, console: Console) -> None:
    """Print an explanation for people: the text with its finds, then a table of each kind.

    Nothing of the text is read as markup of the terminal library, and control characters
    are shown as symbols, so that a hostile page cannot move the cursor.
    """
    if not console.is_terminal:
        console.width = max(console.width, FILE_WIDTH)
    console.print(_paint(record), soft_wrap=True)
    console.print(Text(_count(record), style=QUIET))
    for title, table in _tables(record):
        if table.row_count:
            console.print()
            console.print(Group(Text(title, style="bold"), table))


def _paint(record: Row) -> Text:
    """Colour names and figures by kind, and underline what was repaired or left."""
    painted = Text(_printable(record["text"]))
    for edit in record["edits"]:
        if edit["kind"] != SCRIPT:
            painted.stylize(f"underline {STATUS_STYLES[edit['status']]}", edit["start"], edit["end"])
    for entity in record["entities"]:
        painted.stylize(_color(entity["label"]), entity["start"], entity["end"])
    for metric in record["metrics"]:
        painted.stylize(METRIC_STYLE, metric["start"], metric["end"])
    return painted


def _count(record: Row) -> str:
    kinds = Counter(edit["kind"] for edit in record["edits"])
    counted = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()) or "no edits"
    return (
        f"{record['script']}; {counted}; {len(record['words'])} words, "
        f"{len(record['entities'])} names, {len(record['metrics'])} metrics"
    )


def _tables(record: Row) -> Iterator[tuple[str, Table]]:
    edits = [edit for edit in record["edits"] if edit["kind"] != SCRIPT]
    yield "Repairs", _create_table(EDIT_TITLES, map(_describe_edit, edits))
    yield "Names", _create_table(("raw", *ENTITY_COLUMNS), map(_describe_entity, record["entities"]))
    titles = ("raw", "text", "value", *METRIC_COLUMNS)
    yield "Metrics", _create_table(titles, map(_describe_metric, record["metrics"]))


def _describe_edit(edit: Row) -> list[Text]:
    status = Text(edit["status"], style=STATUS_STYLES[edit["status"]])
    reading, data = Text(_printable(edit["before"]), style=BEFORE), Text(edit["bytes_before"], style=QUIET)
    if edit["status"] != "repaired":
        reading.stylize("not strike")
    elif edit["after"]:
        reading.append("\n").append(_printable(edit["after"]), style=AFTER)
        data.append("\n" + edit["bytes_after"])
    kind, confidence = Text(edit["kind"]), Text(f"{edit['confidence']:.3f}")
    return [_place(edit), status, kind, confidence, reading, data, _cell(edit["rejected"])]


def _describe_entity(entity: Row) -> list[Text]:
    cells = [_cell(entity[key]) for key in ENTITY_COLUMNS]
    cells[1].stylize(_color(entity["label"]))
    return [_place(entity), *cells]


def _describe_metric(metric: Row) -> list[Text]:
    top = metric["value_max"]
    value = metric["value"] if top is None else f"{metric['value']}..{top}"
    flags = [name for name in ("target", "rank", "unsure") if metric[name]]
    cells = [_cell(metric[key]) for key in METRIC_COLUMNS]
    return [_place(metric), _cell(metric["text"]), _cell(" ".join([value, *flags])), *cells]


def _create_table(titles: Iterable[str], rows: Iterable[list[Text]]) -> Table:
    table = Table(box=None, header_style=QUIET, pad_edge=False)
    for title in titles:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _place(item: Row) -> Text:
    return Text(f"{item['raw_start']}:{item['raw_end']}", style=QUIET)


def _cell(value: object) -> Text:
    return Text("" if value is None else _printable(str(value)))


def _color(label: str) -> str:
    return LABEL_STYLES.get(label, "bold")


# Control characters but tab and line feed, each as the picture of itself, so that offsets hold.
PICTURES = {code: 0x2400 + code for code in range(32) if code not in (9, 10)} | {127: 0x2421}
PICTURES |= dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000)], 0xFFFD)


def _printable(text: str) -> str:
    return text.translate(PICTURES)
