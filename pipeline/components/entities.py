"""The component that finds names and writes them to the document."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from pipeline.attrs import get_sections, get_text
from pipeline.spans import write_mentions
from pipeline.text.names.find import find_mentions
from pipeline.text.names.gazetteer import Gazetteer
from pipeline.text.names.mentions import Mention

__all__ = ["Entities"]

FILE = "gazetteer.json"


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
        write_mentions(doc, self.find(doc))
        return doc

    def find(self, doc: Doc) -> list[Mention]:
        """Find the names of a document, nested ones too; its sections are used if they are set."""
        return find_mentions(get_text(doc), self.gazetteer, get_sections(doc) or None)

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
