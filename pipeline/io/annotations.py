"""One document in the formats of annotation tools: Label Studio, doccano, Prodigy, brat.

Offsets. All four count Unicode code points, as the record does. Label Studio counted
UTF-16 units until its front end began to split text into code points (2022); doccano counts
code points unless a project switches to grapheme clusters; brat and Prodigy are Python.
"""

import re
from typing import Any

from pipeline.colors import COLORS, METRIC

__all__ = [
    "BRAT_CONFIGURATION",
    "LABEL_STUDIO_INTERFACE",
    "create_brat_file",
    "create_doccano_line",
    "create_label_studio_task",
    "create_prodigy_line",
]

Row = dict[str, Any]
# brat lets no annotation cross the end of a line, and its reader cuts .ann files at every kind of break.
BRAT_LINE_RE = re.compile(r"[^\r\n]+")
BREAK_RE = re.compile(r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
LABEL_STUDIO_INTERFACE = "\n".join(
    [
        "<View>",
        '  <Labels name="label" toName="text">',
        *(f'    <Label value="{label}" background="{color}"/>' for label, color in COLORS.items()),
        "  </Labels>",
        '  <Text name="text" value="$text"/>',
        "</View>",
        "",
    ]
)
BRAT_CONFIGURATION = "\n".join(["[entities]", *COLORS, "[relations]", "[events]", "[attributes]", ""])


def create_label_studio_task(record: Row) -> Row:
    """Make a task whose prediction holds the entities and metrics, to be accepted or corrected."""
    regions = [
        {
            "id": f"{record['id']}-{item['id']}",
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {**_span(item), "text": item["text"], "labels": [label]},
            "meta": {"text": [note]},
        }
        for item, label, note in _items(record)
    ]
    data = {key: record[key] for key in ("text", "id", "source", "title", "published", "url")}
    return {"data": data, "predictions": [{"model_version": "sinorepair", "result": regions}]}


def create_doccano_line(record: Row) -> Row:
    """Make a line of text and labels; doccano keeps all other keys as metadata."""
    labels = [[item["start"], item["end"], label] for item, label, _ in _items(record)]
    return {"text": record["text"], "label": labels, "id": record["id"], "source": record["source"]}


def create_prodigy_line(record: Row) -> Row:
    """Make an example whose spans stand on our tokens; `token_end` is inclusive.

    A metric whose edges cut a token is left out: Prodigy refuses such a span.
    """
    text, tokens = record["text"], record["tokens"]
    starts = {token["start"]: number for number, token in enumerate(tokens)}
    ends = {token["end"]: number for number, token in enumerate(tokens)}
    following = [token["start"] for token in tokens[1:]] + [len(text)]
    return {
        "text": text,
        "tokens": [
            {
                **_span(token),
                "text": text[token["start"] : token["end"]],
                "id": number,
                "ws": token["end"] < following[number],
            }
            for number, token in enumerate(tokens)
        ],
        "spans": [
            {
                **_span(item),
                "token_start": starts[item["start"]],
                "token_end": ends[item["end"]],
                "label": label,
            }
            for item, label, _ in _items(record)
            if item["start"] in starts and item["end"] in ends
        ],
        "meta": {"id": record["id"], "source": record["source"]},
    }


def create_brat_file(record: Row) -> str:
    """Make the lines of an .ann file: a text-bound annotation each, and a note with what we know of it."""
    lines = []
    for number, (item, label, note) in enumerate(_items(record), start=1):
        parts = list(BRAT_LINE_RE.finditer(item["text"]))
        places = ";".join(f"{item['start'] + part.start()} {item['start'] + part.end()}" for part in parts)
        surface = BREAK_RE.sub(" ", " ".join(part[0] for part in parts))
        lines.append(f"T{number}\t{label} {places}\t{surface}\n")
        lines.append(f"#{number}\tAnnotatorNotes T{number}\t{' '.join(note.split())}\n")
    return "".join(lines)


def _items(record: Row) -> list[tuple[Row, str, str]]:
    """List entities and metrics in the order of the text, each with its label and a note."""
    items = [(entity, entity["label"], _note_entity(entity)) for entity in record["entities"]]
    items += [(metric, METRIC, _note_metric(metric)) for metric in record["metrics"]]
    return sorted(items, key=_by_place)


def _by_place(item: tuple[Row, str, str]) -> tuple[int, int, str]:
    return item[0]["start"], -item[0]["end"], item[1]


def _note_entity(entity: Row) -> str:
    facts = (entity["canonical"] or "?", entity["subtype"], entity["entity_id"])
    return " | ".join(fact for fact in facts if fact)


def _note_metric(metric: Row) -> str:
    value = metric["value"] if metric["value_max"] is None else f"{metric['value']}..{metric['value_max']}"
    shown = {"value": value} | {
        key: metric[key] for key in ("unit", "qualifier", "indicator", "subject", "time")
    }
    shown |= {key: metric[key] for key in ("change", "comparison")}
    return "; ".join(f"{key}={fact}" for key, fact in shown.items() if fact)


def _span(item: Row) -> Row:
    return {"start": item["start"], "end": item["end"]}
