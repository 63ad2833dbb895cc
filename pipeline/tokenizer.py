"""The one place where text may change: rewriters, then a segmenter, then a Doc."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol, Self

import srsly
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from pipeline import attrs
from pipeline.errors import InputError
from pipeline.text.rewrite import Rewrite, Rewriter, rewrite_outside

__all__ = ["Segmenter", "Tokenizer"]


class Segmenter(Protocol):
    """Cut a text into words whose concatenation is the text, whitespace included."""

    def __call__(self, text: str) -> list[str]: ...


class Tokenizer:
    """Turn raw text into a Doc of repaired, script-normalised, segmented text.

    The Doc remembers the raw text and every edit (`doc._.raw_text`, `doc._.edits`). A pipe
    that returned a new Doc would lose the `as_tuples` context and break `nlp.evaluate`
    (E949), so this is a tokenizer. Tokenizing the resulting text again changes nothing.

    `repair` and `script` are rewriters or None; their parts that need a model, and the
    segmenter's, are filled by `initialize`, `from_disk` or `from_bytes`, never by the constructor.
    """

    def __init__(
        self, vocab: Vocab, *, repair: Rewriter | None, script: Rewriter | None, segmenter: Segmenter
    ) -> None:
        self.vocab = vocab
        self.repair = repair
        self.script = script
        self.segmenter = segmenter

    def __call__(self, text: str) -> Doc:
        """Make a Doc of a raw text.

        Raises InputError for a lone surrogate: no encoding can store it.
        """
        return self.make_doc(Rewrite.identity(text))

    def make_doc(self, source: Rewrite) -> Doc:
        """Make a Doc of a text that was rewritten already, such as HTML with its markup removed."""
        rewrite = self.rewrite(source)
        words, spaces = _join_spaces(self.segmenter(rewrite.text))
        doc = Doc(self.vocab, words=words, spaces=spaces)
        attrs.set_rewrite(doc, rewrite)
        return doc

    def rewrite(self, source: Rewrite) -> Rewrite:
        """Repair, then convert the script of everything that repair did not leave in doubt."""
        _refuse_surrogates(source.raw)
        if self.repair is not None:
            source = source.then(self.repair(source.text))
        if self.script is not None:
            source = source.then(rewrite_outside(self.script, source.text, source.marked()))
        return source

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Any]] | None = None,
        *,
        nlp: Language | None = None,
        segmenter: Path | None = None,
        language_model: Path | None = None,
        pkuseg_model: str | None = None,
        pkuseg_user_dict: str | None = None,
    ) -> None:
        """Load the models named in `[initialize.tokenizer]`.

        `pkuseg_model` and `pkuseg_user_dict` are filled in by spaCy for every Chinese
        pipeline and have no meaning here.
        """
        parts: tuple[tuple[Any, Path | None], ...] = (
            (self.segmenter, segmenter),
            (self.repair, language_model),
        )
        for part, path in parts:
            if path is not None and hasattr(part, "initialize"):
                part.initialize(path)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Serialise what the parts have learned or loaded."""
        return srsly.msgpack_dumps({name: part.to_bytes() for name, part in self._stateful(exclude)})  # type: ignore[no-any-return]

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Self:
        """Restore what `to_bytes` wrote."""
        states = srsly.msgpack_loads(data)
        for name, part in self._stateful(exclude):
            if name in states:
                part.from_bytes(states[name])
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write one file a part into the folder `path`."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, part in self._stateful(exclude):
            (folder / name).write_bytes(part.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Self:
        """Restore what `to_disk` wrote."""
        for name, part in self._stateful(exclude):
            file = Path(path) / name
            if file.exists():
                part.from_bytes(file.read_bytes())
        return self

    def _stateful(self, exclude: Iterable[str]) -> list[tuple[str, Any]]:
        parts = (("repair", self.repair), ("script", self.script), ("segmenter", self.segmenter))
        return [(name, part) for name, part in parts if name not in exclude and hasattr(part, "to_bytes")]


def _refuse_surrogates(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"The text holds a lone surrogate (U+{ord(text[error.start]):04X}) at offset {error.start}. "
            "Decode the bytes without errors='surrogateescape', or remove it."
        ) from None


def _join_spaces(words: list[str]) -> tuple[list[str], list[bool]]:
    """Fold a single blank after a word into that word, as spaCy stores text."""
    words = list(filter(None, words))
    if " " not in words:
        return words, [False] * len(words)
    blanks = [index for index, word in enumerate(words) if word == " "]
    folded = {index for index in blanks if index and not words[index - 1].isspace()}
    kept = [word for index, word in enumerate(words) if index not in folded]
    spaces = [False] * len(kept)
    for count, index in enumerate(sorted(folded), 1):
        spaces[index - count] = True
    return kept, spaces
