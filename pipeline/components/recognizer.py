"""The component that weighs the names of the rules and adds those that a model sees."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Self

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from pipeline.attrs import get_mentions, get_sections, get_text, get_token_edges
from pipeline.errors import ConfigError
from pipeline.recognizer.choice import choose
from pipeline.recognizer.features import View
from pipeline.recognizer.model import FILE, Model
from pipeline.spans import write_mentions
from pipeline.text.names.mentions import Mention

__all__ = ["Recognizer"]

PAGE = frozenset({"title", "byline"})
# Names that are less probable than this are not followed to their ends.
LEAST = 0.1


class Recognizer:
    """Revise `doc._.mentions`, `doc.ents` and `doc.spans["mentions"]`.

    Reads the names that the rules wrote before it, without which it sees little. The model is
    saved with the pipeline; the constructor loads nothing.
    """

    reads_words = False  # the text and where words begin, but nothing that the vocabulary says of them

    def __init__(
        self,
        nlp: Language,
        name: str = "recognizer",
        *,
        threshold: float,
        trust: float,
        page_threshold: float,
        page_trust: float,
        scorer: Callable[..., dict[str, Any]] | None = None,
    ) -> None:
        """Keep the settings, all probabilities.

        threshold: names that are worth less are dropped
        trust: what a name is worth for being found by the rules; at 1 the rules always win
        page_threshold, page_trust: the same on news pages, which the rules were made for: texts
            with a title or a byline
        """
        self.name = name
        self.threshold, self.trust = threshold, trust
        self.page_threshold, self.page_trust = page_threshold, page_trust
        self.scorer = scorer
        self._model: Model | None = None

    def initialize(
        self, get_examples: Any = None, *, nlp: Language | None = None, model: Path | None = None
    ) -> None:
        """Load a model folder. Raises ConfigError if it is not one, DataError if its file is malformed."""
        if model is not None:
            self._model = Model.from_disk(model)

    def __call__(self, doc: Doc) -> Doc:
        """Revise the names of the document."""
        write_mentions(doc, self.find(doc))
        return doc

    def find(self, doc: Doc) -> list[Mention]:
        """Find the names of a document that already carries those of the rules. Raises ConfigError without a model."""
        if self._model is None:
            raise ConfigError(
                "The recognizer has no model yet. Load the pipeline with pipeline.load(config), "
                "or give its initialize a folder that training/names.py wrote."
            )
        view = create_view(doc)
        plain, page = (self.threshold, self.trust), (self.page_threshold, self.page_trust)
        threshold, trust = page if view.is_page else plain
        return choose(view.mentions, self._model.find(view, LEAST), view.text, threshold, trust)

    def score(self, examples: Iterable[Example], **settings: Any) -> dict[str, Any]:
        """Score processed examples, for `nlp.evaluate`; nothing without a scorer."""
        return self.scorer(examples, **settings) if self.scorer else {}

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Serialise the model."""
        return self._model.to_bytes() if self._model is not None else b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Self:
        """Restore what `to_bytes` wrote. Raises DataError if it is something else."""
        if data:
            self._model = Model.from_bytes(data)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the model into the folder `path`."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Self:
        """Restore what `to_disk` wrote."""
        return self.from_bytes((Path(path) / FILE).read_bytes())


def create_view(doc: Doc) -> View:
    """Collect what the model looks at; white space between words counts as a word."""
    begins, ends = get_token_edges(doc)
    text = get_text(doc)
    words = sorted({*begins, *ends} - {len(text)})
    is_page = any(section.label in PAGE for section in get_sections(doc))
    return View(text, words, get_mentions(doc), is_page)
