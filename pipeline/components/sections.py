"""The component that tells the parts of a page apart."""

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.attrs import SECTIONS, get_text, set_records
from pipeline.text.sections import Section, find_sections

__all__ = ["Sections"]


class Sections:
    """Set `doc._.sections`: title, byline, body, furniture, comment."""

    reads_words = False  # the text and where words begin, but nothing that the vocabulary says of them

    def __init__(self, nlp: Language, name: str = "sections") -> None:
        """Keep the name; the cues are read from the package at first use."""
        self.name = name

    def __call__(self, doc: Doc) -> Doc:
        """Find the sections and write them to the document."""
        self.set_sections(doc, find_sections(get_text(doc)))
        return doc

    def set_sections(self, doc: Doc, sections: list[Section]) -> None:
        """Store the sections; they may cut tokens, since they are ranges of characters."""
        set_records(doc, SECTIONS, sections)

    def to_bytes(self, *, exclude: tuple[str, ...] = ()) -> bytes:
        """Return nothing: the cues ship with the package."""
        return b""

    def from_bytes(self, data: bytes, *, exclude: tuple[str, ...] = ()) -> "Sections":
        """Return itself."""
        return self

    def to_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> None:
        """Write nothing."""

    def from_disk(self, path: str | Path, *, exclude: tuple[str, ...] = ()) -> "Sections":
        """Return itself."""
        return self
