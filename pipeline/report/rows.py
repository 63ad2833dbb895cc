"""What the report shows of one document: small rows, as its script reads them."""

from typing import Any

from pipeline.text.evidence import show_bytes

__all__ = ["create_document", "create_edit", "create_metric", "list_title"]

Row = dict[str, Any]
MAX_CHARS = 12_000  # of a document's text; a longer one is cut, and the report says so
CONTEXT = 14  # characters either side of an edit or a metric
SHOWN_BEFORE = 160  # characters of an edit
METRIC_KEYS = (
    "text value value_max unit unit_code qualifier indicator subject time change comparison "
    "target rank section unsure"
).split()


def create_document(record: Row) -> Row:
    """Pick what a reader looks at; the raw text follows from the text and the edits."""
    text = record["text"][:MAX_CHARS]
    return {
        **{key: record[key] for key in ("id", "source", "published", "url", "script", "encoding")},
        "title": list_title(record),
        "text": text,
        "is_cut": len(text) < len(record["text"]),
        "edits": [_mark(edit) for edit in record["edits"] if edit["end"] <= len(text)],
        "entities": [
            [entity[key] for key in ("start", "end", "label", "subtype", "canonical", "entity_id", "unsure")]
            for entity in record["entities"]
            if entity["end"] <= len(text)
        ],
        "metrics": [
            [metric[key] for key in ("start", "end", "value", "value_max", "unit", "indicator", "time")]
            for metric in record["metrics"]
            if metric["end"] <= len(text)
        ],
    }


def create_edit(record: Row, edit: Row) -> Row:
    """Show a repaired or a left span in the raw text around it."""
    return {
        **_locate(record, record["raw_text"], edit["raw_start"], edit["raw_end"]),
        "raw_start": edit["raw_start"],
        **_describe(edit),
    }


def create_metric(record: Row, metric: Row) -> Row:
    """Show a metric in the text around it."""
    return {
        **_locate(record, record["text"], metric["start"], metric["end"]),
        **{key: metric[key] for key in METRIC_KEYS},
    }


def list_title(record: Row) -> str:
    """Name a document by its title, or by the first line that holds one."""
    if record["title"]:
        return str(record["title"])
    titles = (s for s in record["sections"] if s["label"] == "title")
    first = next(titles, None)
    text = record["text"][first["start"] : first["end"]] if first else record["text"].strip()
    return str(text).partition("\n")[0][:80]


def _locate(record: Row, text: str, start: int, end: int) -> Row:
    return {
        "doc": record["id"],
        "source": record["source"],
        "left": text[max(0, start - CONTEXT) : start].rpartition("\n")[2],
        "right": text[end : end + CONTEXT].partition("\n")[0],
    }


def _mark(edit: Row) -> list[Any]:
    mark = [edit["start"], edit["end"], _shorten(edit["before"]), edit["kind"]]
    if edit["kind"] == "script":
        return mark
    described = _describe(edit)
    keys = ("status", "confidence", "rejected", "bytes_before", "bytes_after")
    return [*mark, *(described[key] for key in keys)]


def _describe(edit: Row) -> Row:
    before, after = _shorten(edit["before"]), _shorten(edit["after"])
    return {
        "before": before,
        "after": after,
        "kind": edit["kind"],
        "status": edit["status"],
        "confidence": edit["confidence"],
        "rejected": edit["rejected"],
        "bytes_before": show_bytes(before, edit["kind"]),
        "bytes_after": show_bytes(after, edit["kind"], repaired=True),
    }


def _shorten(text: str) -> str:
    """Cut what is long: the removed markup of a web page is one edit, too."""
    return text if len(text) <= SHOWN_BEFORE else text[: SHOWN_BEFORE - 1] + "…"
