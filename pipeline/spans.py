"""Write names to a Doc: the table, the spans, and the tokens that they cut."""

from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import Any

import numpy as np
from spacy.attrs import ENT_ID, ENT_IOB, ENT_KB_ID, ENT_TYPE
from spacy.tokens import Doc, Span

from pipeline.attrs import MENTIONS, get_token_starts, mark_token_edges, set_records
from pipeline.text.names.mentions import Mention, select_longest

__all__ = ["write_mentions"]

GROUP = "mentions"
FIELDS = [ENT_IOB, ENT_TYPE, ENT_KB_ID, ENT_ID]
OUTSIDE = np.array([2, 0, 0, 0], dtype=np.uint64)  # these fields of a token in no name


def write_mentions(doc: Doc, mentions: list[Mention]) -> None:
    """Cut the tokens that straddle the edge of a name, then write spans and table."""
    marks = mark_token_edges(doc)
    if inner := {edge for mention in mentions for edge in mention[:2] if not marks[edge]}:
        _split_tokens(doc, sorted(inner))
    set_records(doc, MENTIONS, mentions)
    spans = _create_spans(doc, mentions)
    _set_ents(doc, [spans[mention] for mention in select_longest(mentions)])
    doc.spans[GROUP] = list(spans.values())


def _split_tokens(doc: Doc, edges: list[int]) -> None:
    """Split the tokens that hold one of the edges inside; all others stay as the segmenter made them."""
    begins = get_token_starts(doc)
    cuts: dict[int, list[int]] = {}
    for edge in edges:
        cuts.setdefault(bisect_right(begins, edge) - 1, []).append(edge)
    with doc.retokenize() as retokenizer:
        for index, inner in cuts.items():
            token = doc[index]
            borders = [0, *(edge - token.idx for edge in inner), len(token)]
            parts = [token.text[a:b] for a, b in pairwise(borders)]
            retokenizer.split(token, parts, heads=[(token, 0)] * len(parts))


def _create_spans(doc: Doc, mentions: list[Mention]) -> dict[Mention, Span]:
    """Create the spans of mentions whose edges are borders of tokens, so that there is one each."""
    begins = get_token_starts(doc)
    spans = {}
    for mention in mentions:
        start, end, label, _, _, entity_id, _ = mention
        first, last = bisect_left(begins, start), bisect_left(begins, end)
        key = entity_id or ""
        spans[mention] = Span(doc, first, last, label=label, kb_id=key, span_id=key)
    return spans


def _set_ents(doc: Doc, spans: list[Span]) -> None:
    """Do what `doc.set_ents` does, which sets tokens in no name one by one at ten times the cost."""
    if len(doc):
        outside: Any = np.tile(OUTSIDE, (len(doc), 1))
        doc.from_array(FIELDS, outside)
    doc.set_ents(spans, default="unmodified")
