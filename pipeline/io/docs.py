"""Read a finished output folder back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from pipeline import attrs as _attrs  # noqa: F401  registers Doc._ and Span._
from pipeline.errors import InputError
from pipeline.io.records import load_lines

__all__ = ["read_docs", "read_records"]


def read_docs(output: str | Path, vocab: Vocab | None = None) -> Iterator[Doc]:
    """Stream the Docs of every shard of an output folder, in order.

    Raises InputError if the folder holds no shards.

        >>> list(read_docs("no-such-folder"))
        Traceback (most recent call last):
        ...
        pipeline.errors.InputError: There are no DocBin shards in no-such-folder/docs. Give the output folder of a run.
    """
    shared = vocab or spacy.blank("zh").vocab
    for path in _shards(output, "docs", "*.spacy", "DocBin shards"):
        yield from DocBin(store_user_data=True).from_disk(path).get_docs(shared)


def read_records(output: str | Path) -> Iterator[dict[str, Any]]:
    """Stream the records of every shard of an output folder, in order.

    Raises InputError if the folder holds no records.
    """
    for path in _shards(output, "documents", "*.jsonl", "records"):
        with path.open("rb") as lines:
            yield from load_lines(lines)


def _shards(output: str | Path, folder: str, pattern: str, what: str) -> list[Path]:
    home = Path(output) / folder
    paths = sorted(home.glob(pattern))
    if not paths and not home.is_dir():
        raise InputError(f"There are no {what} in {home.as_posix()}. Give the output folder of a run.")
    return paths
