"""The component that finds names and writes them to the document."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from spacy.attrs import ENT_IOB, ENT_TYPE
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example

from pipeline.attrs import MENTIONS, get_sections, get_text, get_token_edges, set_records
from pipeline.text.names.find import find_mentions
from pipeline.text.names.gazetteer import Gazetteer
from pipeline.text.names.mentions import Mention, select_longest

__all__ = ["Entities"]

FILE = "gazetteer.json"
GROUP = "mentions"
OUTSIDE = np.array([2, 0], dtype=np.uint64)  # ENT_IOB and ENT_TYPE of a token in no name


class Entities:
    """Set `doc._.mentions`, `doc.ents` and `doc.spans["mentions"]`.

    All tables, the user's too, are saved with the pipeline: `spacy.load` needs none of
    the original files.
    """

    reads_words = False  # the text and where words begin, but nothing that the vocabulary says of them

    def __init__(
        self,
        nlp: Language,
        name: str = "institutions",
        *,
        scorer: Callable[..., dict[str, Any]] | None = None,
    ) -> None:
        """Keep name and scorer; tables are read by `initialize` or at first use."""
        self.name = name
        self.scorer = scorer
        self._gazetteer: Gazetteer | None = None

    @property
    def gazetteer(self) -> Gazetteer:
        """The tables in use; those of the package unless others were loaded."""
        if self._gazetteer is None:
            self._gazetteer = Gazetteer.create()
        return self._gazetteer

    def initialize(
        self, get_examples: Any = None, *, nlp: Language | None = None, gazetteer: str | Path | None = None
    ) -> None:
        """Read the package's tables and a user's gazetteer (JSONL or CSV), whose entries win.

        Raises ConfigError if the file is missing, DataError if a row is unusable.
        """
        self._gazetteer = Gazetteer.create(gazetteer)

    def __call__(self, doc: Doc) -> Doc:
        """Find the names and write them to the document."""
        self.set_mentions(doc, self.find(doc))
        return doc

    def find(self, doc: Doc) -> list[Mention]:
        """Find the names of a document, nested ones too; its sections are used if they are set."""
        return find_mentions(get_text(doc), self.gazetteer, get_sections(doc) or None)

    def set_mentions(self, doc: Doc, mentions: list[Mention]) -> None:
        """Cut the tokens that straddle the edge of a name, then write spans and table."""
        begins, ends = get_token_edges(doc)
        edges = {edge for mention in mentions for edge in mention[:2]}
        if inner := sorted(edges.difference(begins, ends)):
            _split_tokens(doc, begins, inner)
            begins, ends = get_token_edges(doc)
        set_records(doc, MENTIONS, mentions)
        spans = _create_spans(doc, mentions, begins, ends)
        _set_ents(doc, [spans[mention] for mention in select_longest(mentions)])
        doc.spans[GROUP] = list(spans.values())

    def score(self, examples: Iterable[Example], **settings: Any) -> dict[str, Any]:
        """Score processed examples, for `nlp.evaluate`; nothing without a scorer."""
        return self.scorer(examples, **settings) if self.scorer else {}

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Serialise every table."""
        return self.gazetteer.to_bytes()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "Entities":
        """Restore what `to_bytes` wrote."""
        self._gazetteer = Gazetteer.from_bytes(data)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write every table into the folder `path`."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "Entities":
        """Restore what `to_disk` wrote."""
        return self.from_bytes((Path(path) / FILE).read_bytes())


def _split_tokens(doc: Doc, begins: list[int], edges: list[int]) -> None:
    """Split the tokens that hold one of the edges inside; all others stay as the segmenter made them."""
    cuts: dict[int, list[int]] = {}
    for edge in edges:
        cuts.setdefault(bisect_right(begins, edge) - 1, []).append(edge)
    with doc.retokenize() as retokenizer:
        for index, inner in cuts.items():
            token = doc[index]
            borders = [0, *(edge - token.idx for edge in inner), len(token)]
            parts = [token.text[a:b] for a, b in pairwise(borders)]
            retokenizer.split(token, parts, heads=[(token, 0)] * len(parts))


def _create_spans(
    doc: Doc, mentions: list[Mention], begins: list[int], ends: list[int]
) -> dict[Mention, Span]:
    """Create the spans of mentions whose edges are borders of tokens, so that there is one each."""
    first = {offset: token for token, offset in enumerate(begins)}
    last = {offset: token for token, offset in enumerate(ends, 1)}
    spans = {}
    for mention in mentions:
        start, end, label, _, _, entity_id, _ = mention
        key = entity_id or ""
        spans[mention] = Span(doc, first[start], last[end], label=label, kb_id=key, span_id=key)
    return spans


def _set_ents(doc: Doc, spans: list[Span]) -> None:
    """Do what `doc.set_ents` does, which sets tokens in no name one by one at ten times the cost."""
    if len(doc):
        outside: Any = np.tile(OUTSIDE, (len(doc), 1))
        doc.from_array([ENT_IOB, ENT_TYPE], outside)
    doc.set_ents(spans, default="unmodified")
