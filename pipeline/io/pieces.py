"""Process one text, in pieces at paragraph borders where it is long."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from spacy.tokens import Doc

from pipeline import attrs
from pipeline.text.rewrite import Rewrite

__all__ = ["cut_pieces", "merge_docs"]

# Best place to cut first: between paragraphs, lines, sentences, anywhere.
BORDERS = tuple(map(re.compile, (r"\n\s*\n", r"\r\n?|\n", "[。！？!?]", r"\s")))
# Fields of the tables in Doc.user_data that are offsets in the text.
OFFSETS: dict[str, tuple[Callable[[Doc], Any], tuple[str, ...]]] = {
    attrs.MENTIONS: (attrs.get_mentions, ("start", "end")),
    attrs.METRICS: (attrs.get_metrics, ("start", "end", "indicator_start", "indicator_end")),
    attrs.SECTIONS: (attrs.get_sections, ("start", "end")),
}


def cut_pieces(text: str, size: int) -> Iterator[str]:
    """Cut a text into pieces of at most `size` code points, at the last good border of each.

    >>> list(cut_pieces("第一段。\\n\\n第二段。", 8))
    ['第一段。\\n\\n', '第二段。']
    """
    start = 0
    while len(text) - start > size:
        end = _find_border(text, start, start + size)
        yield text[start:end]
        start = end
    yield text[start:]


def _find_border(text: str, start: int, end: int) -> int:
    for border in BORDERS:
        last = None
        for last in border.finditer(text, start + (end - start) // 2, end):  # noqa: B007
            pass
        if last is not None:
            return last.end()
    return end


def merge_docs(docs: list[Doc], source: Rewrite) -> Doc:
    """Join the Docs of consecutive pieces of `source.text`, with all tables, as one Doc of `source.raw`."""
    join: Any = Doc.from_docs  # its stub lacks `exclude`
    merged: Doc = join(docs, ensure_whitespace=False, exclude=["user_data"])
    if not any(doc.has_annotation("SENT_START") for doc in docs):
        for token in merged:  # from_docs makes every first token the start of a sentence
            token.is_sent_start = None
    inner = Rewrite.concat(attrs.get_rewrite(doc) for doc in docs)
    attrs.set_rewrite(merged, source.then(inner))
    for key, (read, names) in OFFSETS.items():
        attrs.set_records(merged, key, list(_shifted(docs, read, names)))
    return merged


def _shifted(docs: list[Doc], read: Callable[[Doc], Any], names: tuple[str, ...]) -> Iterator[Any]:
    offset = 0
    for doc in docs:
        for row in read(doc):
            moved = {name: getattr(row, name) + offset for name in names if getattr(row, name) is not None}
            yield row._replace(**moved)
        offset += len(doc.text)
