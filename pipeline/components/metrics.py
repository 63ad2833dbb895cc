"""The component that turns numbers with units into facts and writes them to the document."""

from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from pipeline.attrs import (
    METRICS,
    get_mentions,
    get_published,
    get_sections,
    get_text,
    mark_token_edges,
    set_records,
)
from pipeline.text.metrics.facts import find_metrics
from pipeline.text.metrics.metric import Metric
from pipeline.text.names.mentions import Mention
from pipeline.text.sections import Section
from pipeline.text.times.dates import find_published

__all__ = ["Metrics"]

READ = frozenset({"title", "byline", "body"})
# A page without sections still has its date near the top, and almost never beyond.
HEAD = 400


class Metrics:
    """Set `doc._.metrics`. Holds nothing of its own: the tables are the package's."""

    reads_words = False  # the text and where words begin, but nothing that the vocabulary says of them

    def __init__(
        self, nlp: Language, name: str = "metrics", *, scorer: Callable[..., dict[str, Any]] | None = None
    ) -> None:
        """Keep name and scorer; tables are read at first use."""
        self.name = name
        self.scorer = scorer

    def __call__(self, doc: Doc) -> Doc:
        """Find the metrics and write them to the document."""
        text = get_text(doc)
        metrics = self.find(
            text, get_mentions(doc), get_sections(doc), get_published(doc), mark_token_edges(doc)
        )
        self.set_metrics(doc, metrics)
        return doc

    def find(
        self,
        text: str,
        mentions: list[Mention],
        sections: list[Section],
        published: str | None,
        edges: bytes | None = None,
    ) -> list[Metric]:
        """Find the metrics in title, byline and body; relative dates need the day of publication.

        `edges` marks word boundaries, one byte a character, if the words are known.
        """
        regions = _join_regions(sections)
        day = published or find_published(text[:HEAD])
        return find_metrics(text, mentions, day, regions if sections else None, edges)

    def set_metrics(self, doc: Doc, metrics: list[Metric]) -> None:
        """Write the table; spans are made on demand, so no token is touched."""
        set_records(doc, METRICS, metrics)

    def score(self, examples: Iterable[Example], **settings: Any) -> dict[str, Any]:
        """Score processed examples, for `nlp.evaluate`; nothing without a scorer."""
        return self.scorer(examples, **settings) if self.scorer else {}

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Serialise nothing."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "Metrics":
        """Restore nothing."""
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Make the folder that spaCy expects."""
        Path(path).mkdir(parents=True, exist_ok=True)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "Metrics":
        """Restore nothing."""
        return self


def _join_regions(sections: list[Section]) -> list[tuple[int, int]]:
    """Give the ranges to read, neighbours as one."""
    runs = [list(run) for is_read, run in groupby(sections, _is_read) if is_read]
    return [(run[0].start, run[-1].end) for run in runs]


def _is_read(section: Section) -> bool:
    return section.label in READ
