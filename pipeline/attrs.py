"""Every `Doc._` and `Span._` attribute, in one list.

Values live in `Doc.user_data` under prefixed keys, as primitives only, so that
a DocBin carries them to any process. The getters here rebuild the records.
`Span.as_doc()` and `Doc.from_docs()` do not carry these tables along.
"""

import json
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from spacy.attrs import IDX, LENGTH
from spacy.tokens import Doc, Span

from pipeline.text.metrics.metric import Metric
from pipeline.text.names.mentions import Mention
from pipeline.text.rewrite import REPAIRED, Edit, Rewrite
from pipeline.text.script import detect_script
from pipeline.text.sections import Section
from pipeline.text.times.dates import find_published

__all__ = [
    "get_text",
    "get_token_edges",
    "get_token_starts",
    "mark_token_edges",
    "register",
    "set_input",
    "set_records",
    "set_rewrite",
]

RAW_TEXT = "pipeline.raw_text"
EDITS = "pipeline.edits"
MENTIONS = "pipeline.mentions"
METRICS = "pipeline.metrics"
SECTIONS = "pipeline.sections"
INPUT = "pipeline.input"

# A Doc joins its text from its tokens each time it is asked, which costs more than some rules do.
_TEXTS: "WeakKeyDictionary[Doc, str]" = WeakKeyDictionary()


def set_rewrite(doc: Doc, rewrite: Rewrite) -> None:
    """Store where the text of a Doc came from."""
    doc.user_data[RAW_TEXT] = rewrite.raw
    doc.user_data[EDITS] = [tuple(edit) for edit in rewrite.edits]
    _TEXTS[doc] = rewrite.text


def get_token_edges(doc: Doc) -> tuple[list[int], list[int]]:
    """List where the tokens of a Doc begin and where they end: one array is read faster than its tokens."""
    array: Any = doc.to_array([IDX, LENGTH])
    starts, lengths = array.T
    return starts.tolist(), (starts + lengths).tolist()


def get_token_starts(doc: Doc) -> list[int]:
    """List where the tokens of a Doc begin."""
    starts: Any = doc.to_array(IDX)
    return starts.tolist()  # type: ignore[no-any-return]


def mark_token_edges(doc: Doc) -> bytes:
    """Mark the offsets where tokens begin or end: one byte a character, 1 for an edge."""
    marks = np.zeros(len(get_text(doc)) + 1, dtype=np.uint8)
    starts, lengths = doc.to_array([IDX, LENGTH]).astype(np.int64).T
    marks[starts] = 1
    marks[starts + lengths] = 1
    return marks.tobytes()


def get_text(doc: Doc) -> str:
    """Give the text of a finished Doc, which no component changes."""
    text = _TEXTS.get(doc)
    if text is None:
        text = _TEXTS[doc] = doc.text
    return text


def set_records(doc: Doc, key: str, records: list[Any]) -> None:
    """Store a table of NamedTuples under one of the keys of this module."""
    doc.user_data[key] = [tuple(record) for record in records]


def set_input(doc: Doc, source: dict[str, Any]) -> None:
    """Store the input's own fields (id, source, sha256, encoding, title, published, url, meta).

    They are kept as one JSON string: foreign metadata may hold integers and nesting
    that a DocBin refuses.
    """
    doc.user_data[INPUT] = json.dumps(source, sort_keys=True)


def get_input(doc: Doc) -> dict[str, Any]:
    return json.loads(doc.user_data.get(INPUT, "{}"))  # type: ignore[no-any-return]


def get_id(doc: Doc) -> str | None:
    return get_input(doc).get("id")


def get_source(doc: Doc) -> str | None:
    return get_input(doc).get("source")


def get_title(doc: Doc) -> str | None:
    """Give the title that came with the input, else the one that opens the text."""
    given: str | None = get_input(doc).get("title")
    return given or next(iter(_section_texts(doc, "title")), None)


def get_published(doc: Doc) -> str | None:
    """Give the day that came with the input, else the one that a byline states."""
    given: str | None = get_input(doc).get("published")
    return given or find_published("\n".join(_section_texts(doc, "byline")))


def get_url(doc: Doc) -> str | None:
    return get_input(doc).get("url")


def get_meta(doc: Doc) -> dict[str, Any]:
    return get_input(doc).get("meta") or {}


def get_raw_text(doc: Doc) -> str:
    raw: str | None = doc.user_data.get(RAW_TEXT)
    return get_text(doc) if raw is None else raw


def get_edits(doc: Doc) -> list[Edit]:
    return list(map(Edit._make, doc.user_data.get(EDITS, ())))


def get_rewrite(doc: Doc) -> Rewrite:
    return Rewrite(get_raw_text(doc), get_text(doc), tuple(get_edits(doc)))


def get_script(doc: Doc) -> str:
    return detect_script(get_raw_text(doc))


def get_mentions(doc: Doc) -> list[Mention]:
    return list(map(Mention._make, doc.user_data.get(MENTIONS, ())))


def get_entities(doc: Doc) -> list[Mention]:
    """List the mentions that are in `doc.ents`; a span set by another component gives a plain one."""
    mentions = {(mention.start, mention.end): mention for mention in get_mentions(doc)}
    return [
        mentions.get((ent.start_char, ent.end_char))
        or Mention(ent.start_char, ent.end_char, ent.label_, None, ent.text, ent.kb_id_ or None, "model")
        for ent in doc.ents
    ]


def get_metrics(doc: Doc) -> list[Metric]:
    return list(map(Metric._make, doc.user_data.get(METRICS, ())))


def get_sections(doc: Doc) -> list[Section]:
    return list(map(Section._make, doc.user_data.get(SECTIONS, ())))


def _section_texts(doc: Doc, label: str) -> list[str]:
    text = get_text(doc)
    return [text[part.start : part.end].strip() for part in get_sections(doc) if part.label == label]


def get_raw_range(span: Span) -> tuple[int, int]:
    return get_rewrite(span.doc).to_raw(span.start_char, span.end_char)


def get_mention(span: Span) -> Mention | None:
    found = (m for m in get_mentions(span.doc) if (m.start, m.end) == (span.start_char, span.end_char))
    return next(found, None)


def get_canonical(span: Span) -> str | None:
    mention = get_mention(span)
    return mention.canonical if mention else None


def get_subtype(span: Span) -> str | None:
    mention = get_mention(span)
    return mention.subtype if mention else None


def get_metric(span: Span) -> Metric | None:
    found = (m for m in get_metrics(span.doc) if (m.start, m.end) == (span.start_char, span.end_char))
    return next(found, None)


def get_section(span: Span) -> str:
    found = (s.label for s in get_sections(span.doc) if s.start <= span.start_char < s.end)
    return next(found, "body")


def get_unsure(span: Span) -> bool:
    return is_unsure(get_edits(span.doc), span.start_char, span.end_char)


# Below this confidence a fact that stands in a repaired span is reported as unsure.
SURE = 0.9


def is_unsure(edits: list[Edit], start: int, end: int) -> bool:
    """Tell whether a range of the text touches a repair of low confidence or an undecided span.

    An undecided span counts from its neighbour on: in `?100` a digit may be gone.
    """
    return any(
        edit.start < end and start < edit.end and edit.confidence < SURE
        if edit.status == REPAIRED
        else edit.start <= end and start <= edit.end
        for edit in edits
    )


DOC_GETTERS: dict[str, Callable[[Doc], Any]] = {
    "edits": get_edits,
    "id": get_id,
    "input": get_input,
    "mentions": get_mentions,
    "meta": get_meta,
    "metrics": get_metrics,
    "published": get_published,
    "raw_text": get_raw_text,
    "rewrite": get_rewrite,
    "script": get_script,
    "sections": get_sections,
    "source": get_source,
    "title": get_title,
    "url": get_url,
}

SPAN_GETTERS: dict[str, Callable[[Span], Any]] = {
    "canonical": get_canonical,
    "metric": get_metric,
    "raw_range": get_raw_range,
    "section": get_section,
    "subtype": get_subtype,
    "unsure": get_unsure,
}


def register() -> None:
    """Register all attributes with spaCy, once.

    Raises ValueError if someone else has taken one of the names; a reload of this
    module in a notebook is recognised by the getter's module and name.
    """
    tables: tuple[tuple[Any, dict[str, Any]], ...] = ((Doc, DOC_GETTERS), (Span, SPAN_GETTERS))
    for owner, getters in tables:
        for name, getter in getters.items():
            if not owner.has_extension(name):
                owner.set_extension(name, getter=getter)
            elif not _is_ours(owner.get_extension(name)[2], getter):
                raise ValueError(
                    f"{owner.__name__}._.{name} is already set by another package. "
                    "Import pipeline before it, or remove that extension."
                )
            else:
                owner.set_extension(name, getter=getter, force=True)


def _is_ours(present: Any, getter: Callable[..., Any]) -> bool:
    return (getattr(present, "__module__", None), getattr(present, "__qualname__", None)) == (
        getter.__module__,
        getter.__qualname__,
    )


register()
