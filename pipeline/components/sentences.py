"""The component that sets sentence boundaries."""

from pathlib import Path

import numpy as np
from spacy.attrs import IDX, SENT_START
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.attrs import get_text
from pipeline.text.sentences import find_sentences

__all__ = ["Sentences"]

# spaCy stores "no start of a sentence" as -1 in an unsigned array.
INSIDE = np.uint64(2**64 - 1)


class Sentences:
    """Set `token.is_sent_start` from the marks and line ends of the text."""

    reads_words = False  # the text and where words begin, but nothing that the vocabulary says of them

    def __init__(self, nlp: Language, name: str = "sentences") -> None:
        """Keep the name; there is nothing to load."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Find the sentences and write them to the document."""
        self.set_sentences(doc, find_sentences(get_text(doc)))
        return doc

    def set_sentences(self, doc: Doc, sentences: list[tuple[int, int]]) -> None:
        """Mark the first token of each sentence; a token over a border belongs to the left."""
        if not len(doc):
            return
        firsts = np.searchsorted(
            doc.to_array(IDX), np.array([start for start, _ in sentences], dtype=np.uint64)
        )
        marks = np.full(len(doc) + 1, INSIDE)
        marks[firsts] = marks[0] = 1
        doc.from_array([SENT_START], marks[:-1])  # type: ignore[arg-type]  # its stub knows no plain array

    def to_bytes(self, *, exclude: tuple[str, ...] = ()) -> bytes:
        """Return nothing: the rules are code."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: tuple[str, ...] = ()) -> "Sentences":
        """Return itself."""
        return self

    def to_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Write nothing."""

    def from_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> "Sentences":
        """Return itself."""
        return self
