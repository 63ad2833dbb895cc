"""The component that sets sentence boundaries."""

from bisect import bisect_left
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.text.sentences import find_sentences

__all__ = ["Sentences"]


class Sentences:
    """Set `token.is_sent_start` from the marks and line ends of the text."""

    def __init__(self, nlp: Language, name: str = "sentences") -> None:
        """Keep the name; there is nothing to load."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Find the sentences and write them to the document."""
        self.set_sentences(doc, find_sentences(doc.text))
        return doc

    def set_sentences(self, doc: Doc, sentences: list[tuple[int, int]]) -> None:
        """Mark the first token of each sentence; a token over a border belongs to the left."""
        begins = [token.idx for token in doc]
        firsts = {bisect_left(begins, start) for start, _ in sentences}
        for index, token in enumerate(doc):
            token.is_sent_start = index == 0 or index in firsts

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
