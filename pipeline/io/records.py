"""The document record: one JSON object a document, every key always present."""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, pairwise
from typing import Any

from spacy.tokens import Doc

from pipeline import attrs
from pipeline.errors import DataError
from pipeline.text.rewrite import Edit, Rewrite, replay

__all__ = ["check_record", "create_record", "dump_line", "dump_record", "load_lines"]

INPUT_KEYS = ("id", "source", "sha256", "encoding")
# json.loads reads these inside strings, but splitlines() of other readers cuts there.
LINE_BREAKS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def create_record(doc: Doc) -> dict[str, Any]:
    """Make the record of a processed Doc.

    Raises DataError if its offsets or its edits do not hold: such a record is never written.
    """
    rewrite: Rewrite = attrs.get_rewrite(doc)
    source = attrs.get_input(doc)
    locate = _Locator(doc, rewrite)
    record = {key: source.get(key) for key in INPUT_KEYS}
    record |= {
        "title": attrs.get_title(doc),
        "published": attrs.get_published(doc),
        "url": source.get("url"),
        "meta": source.get("meta") or {},
        "raw_text": rewrite.raw,
        "text": rewrite.text,
        "script": attrs.get_script(doc),
        "edits": [edit._asdict() for edit in rewrite.edits],
        "sections": [section._asdict() for section in attrs.get_sections(doc)],
        "sentences": [{"start": start, "end": end} for start, end in locate.sentences],
        "tokens": [
            {"start": start, "end": end} for start, end in zip(*attrs.get_token_edges(doc), strict=True)
        ],
        "entities": _entities(attrs.get_entities(doc), locate, "e"),
        "mentions": _entities(attrs.get_mentions(doc), locate, "m"),
        "metrics": _metrics(doc, locate),
    }
    check_record(record)
    return record


def check_record(record: dict[str, Any]) -> None:
    """Check what the contract promises of offsets, whoever made the record.

    Raises DataError with the document and the first thing that does not hold.
    """
    raw, text = record["raw_text"], record["text"]
    where = f"Document {record['id']} ({record['source']})"
    edits = [Edit(**edit) for edit in record["edits"]]
    if replay(raw, edits) != text:
        raise DataError(f"{where}: replaying the edits on the raw text does not give the text.")
    if any(a.raw_end > b.raw_start for a, b in pairwise(edits)):
        raise DataError(f"{where}: edits overlap or are out of order.")
    for kind in ("entities", "mentions", "metrics"):
        for item in record[kind]:
            if text[item["start"] : item["end"]] != item["text"]:
                raise DataError(f"{where}: {kind} item {item['id']} does not stand at its offsets.")


def dump_record(record: dict[str, Any]) -> str:
    """Write a document record as one line: what `dump_line` gives, in half the time."""
    pairs = [f'"{key}":{DUMPERS.get(key, _dump)(value)}' for key, value in record.items()]
    return _escape_breaks(f"{{{','.join(pairs)}}}")


def dump_line(row: dict[str, Any]) -> str:
    """Write an object as one line of JSON that any reader takes for one line.

    >>> dump_line({"text": "上海\\u2028"})
    '{"text":"上海\\\\u2028"}'
    """
    return _escape_breaks(_dump(row))


def _escape_breaks(line: str) -> str:
    for mark, escaped in LINE_BREAKS.items():  # str.translate takes three times as long as json.dumps
        line = line.replace(mark, escaped)
    return line


def _dump_ranges(ranges: list[dict[str, int]]) -> str:
    """Write ranges with one template: they are most of a record, and json takes three times as long."""
    template = ",".join(['{"start":%d,"end":%d}'] * len(ranges))
    return f"[{template % tuple(chain.from_iterable(map(dict.values, ranges)))}]"


_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
DUMPERS: dict[str, Callable[[Any], str]] = {"tokens": _dump_ranges, "sentences": _dump_ranges}


def load_lines(lines: Iterable[bytes]) -> Iterable[dict[str, Any]]:
    """Read records from lines that were split at line feeds only (as binary files split)."""
    return (json.loads(line) for line in lines if line.strip())


class _Locator:
    """Where a range of the text stands: raw offsets, section, sentence, certainty."""

    def __init__(self, doc: Doc, rewrite: Rewrite) -> None:
        self.rewrite = rewrite
        self.edits = list(rewrite.edits)
        self.unsure = [
            edit for edit in self.edits if edit.status != "repaired" or edit.confidence < attrs.SURE
        ]
        self.sections = attrs.get_sections(doc)
        has_sentences = doc.has_annotation("SENT_START")
        self.sentences = [(sent.start_char, sent.end_char) for sent in doc.sents] if has_sentences else []
        self._sentence_starts = [start for start, _ in self.sentences]
        self._section_starts = [section.start for section in self.sections]

    def __call__(self, start: int, end: int) -> dict[str, Any]:
        raw_start, raw_end = self.rewrite.to_raw(start, end)
        return {
            "start": start,
            "end": end,
            "raw_start": raw_start,
            "raw_end": raw_end,
            "text": self.rewrite.text[start:end],
        }

    def context(self, start: int, end: int) -> dict[str, Any]:
        section = _last_before(self._section_starts, start)
        sentence = _last_before(self._sentence_starts, start)
        return {
            "section": self.sections[section].label if section is not None else "body",
            "sentence": sentence,
            "unsure": attrs.is_unsure(self.unsure, start, end),
        }


def _last_before(starts: Sequence[int], position: int) -> int | None:
    index = bisect_right(starts, position) - 1
    return index if index >= 0 else None


def _entities(mentions: Iterable[Any], locate: _Locator, prefix: str) -> list[dict[str, Any]]:
    return [
        {"id": f"{prefix}{number}"}
        | locate(mention.start, mention.end)
        | {
            "label": mention.label,
            "subtype": mention.subtype,
            "canonical": mention.canonical,
            "entity_id": mention.entity_id,
        }
        | locate.context(mention.start, mention.end)
        for number, mention in enumerate(mentions)
    ]


METRIC_KEYS = (
    "value value_max unit unit_code qualifier indicator indicator_start indicator_end "
    "subject subject_id time change comparison target rank"
).split()


def _metrics(doc: Doc, locate: _Locator) -> list[dict[str, Any]]:
    return [
        {"id": f"q{number}"}
        | locate(metric.start, metric.end)
        | {key: getattr(metric, key) for key in METRIC_KEYS}
        | locate.context(metric.start, metric.end)
        for number, metric in enumerate(attrs.get_metrics(doc))
    ]
