"""Read a finished output folder back."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from pipeline import attrs as _attrs  # noqa: F401  registers Doc._ and Span._
from pipeline.errors import ConfigError, InputError
from pipeline.io.folders import Folder
from pipeline.io.records import load_lines
from pipeline.io.storage import open_folder

__all__ = ["load_docbin", "read_docs", "read_records"]

# A shard expands about tenfold; a bomb of 298 KiB expands to 300 MiB.
MAX_RATIO = 100
FREE_SIZE = 1 << 24


def read_docs(output: str | Path, vocab: Vocab | None = None) -> Iterator[Doc]:
    """Stream the Docs of every shard of an output folder (or URL), in order.

    Raises InputError if the folder holds no shards, or a file in it is none of ours.

        >>> list(read_docs("no-such-folder"))
        Traceback (most recent call last):
        ...
        pipeline.errors.InputError: There are no DocBin shards in no-such-folder/docs. Give the output folder of a run.
    """
    shared = vocab or spacy.blank("zh").vocab
    folder, paths = _shards(output, "docs", ".spacy", "DocBin shards")
    for path in paths:
        yield from load_docbin(folder.read(path), path).get_docs(shared)


def read_records(output: str | Path) -> Iterator[dict[str, Any]]:
    """Stream the records of every shard of an output folder (or URL), in order.

    Raises InputError if the folder holds no records.
    """
    folder, paths = _shards(output, "documents", ".jsonl", "records")
    for path in paths:
        with folder.open(path) as lines:
            yield from load_lines(lines)


def load_docbin(data: bytes, name: str = "shard") -> DocBin:
    """Load a DocBin without letting it inflate out of proportion.

    Raises InputError for anything that is not the DocBin of a run.
    """
    unzip = zlib.decompressobj()
    try:
        message = unzip.decompress(data, max(FREE_SIZE, len(data) * MAX_RATIO))
    except zlib.error as error:
        raise InputError(f"{name} is no DocBin ({error}). Give the output folder of a run.") from None
    if not unzip.eof:
        raise InputError(
            f"{name} expands to more than {MAX_RATIO} times its size, or is cut off. It is not read."
        )
    # The check has cost the expansion once; DocBin can only expand it again.
    del message
    try:
        return DocBin(store_user_data=True).from_bytes(data)
    except Exception as error:  # msgpack, numpy and DocBin raise whatever a malformed file makes them
        raise InputError(f"{name} is no DocBin ({error}). Give the output folder of a run.") from None


def _shards(output: str | Path, home: str, suffix: str, what: str) -> tuple[Folder, list[str]]:
    missing = InputError(f"There are no {what} in {output}/{home}. Give the output folder of a run.")
    try:
        folder, _ = open_folder(output)
    except ConfigError:
        raise missing from None
    names = [name for name in folder.list(home) if name.endswith(suffix)]
    if not names and not folder.exists(home):
        raise missing
    return folder, [f"{home}/{name}" for name in names]
