"""From the bytes of one input to a text with its metadata."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import InputError
from pipeline.io.archives import read_gzip
from pipeline.io.folders import Folder
from pipeline.io.items import Item
from pipeline.io.rows import parse_csv, parse_json
from pipeline.settings import ReaderSettings
from pipeline.text.decode import decode
from pipeline.text.markup import find_html_metadata, strip_markup
from pipeline.text.rewrite import Rewrite

__all__ = ["Input", "parse_input", "read_bytes"]

# Fields of a row or a page that have their own key in the record; all others go to meta.
OWN_FIELDS = ("title", "published", "url")


@dataclass(frozen=True, slots=True)
class Input:
    """What the pipeline is given of one input. `source` has markup removed already."""

    source: Rewrite
    encoding: str
    own: dict[str, str | None] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)


def read_bytes(item: Item, inputs: Folder, outputs: Folder) -> bytes:
    """Read what the plan points at, as it is now.

    Raises InputError if it has gone since the plan was made.
    """
    home = outputs if item.spooled else inputs
    try:
        if item.offset is None:
            return home.read(item.path)
        return home.read(item.path, item.offset, item.size)
    except OSError as error:
        raise InputError(
            f"The input cannot be read any more ({error.strerror or error}). Run again."
        ) from None


def parse_input(item: Item, data: bytes, settings: ReaderSettings) -> Input:
    """Decode an input and take its text and metadata out.

    Raises InputError, with what to do, for everything that cannot be processed.
    """
    if item.refusal:
        raise InputError(item.refusal)
    if item.kind in ("json", "csv") and _is_stale(item, data):
        raise InputError("The file changed while it was read. Run again.")
    if item.packed:
        data = read_gzip(data, settings.max_bytes)
    text, encoding = _decode(data)
    if item.kind in ("json", "csv"):
        row = parse_csv(text, item.header or "") if item.kind == "csv" else parse_json(text)
        return _from_row(row, item.encoding or encoding, settings.text_field)
    _refuse_empty(text)
    if item.kind == "html":
        found = find_html_metadata(text)
        return Input(strip_markup(text), encoding, {name: found.get(name) for name in OWN_FIELDS})
    return Input(Rewrite.identity(text), encoding)


def _is_stale(item: Item, data: bytes) -> bool:
    return hashlib.sha256(data).hexdigest() != item.sha256


def _decode(data: bytes) -> tuple[str, str]:
    if not data:
        raise InputError("The input is empty.")
    decoded = decode(data)
    return decoded.text, decoded.encoding


def _from_row(row: dict[str, Any], encoding: str, text_field: str) -> Input:
    text = row.pop(text_field, None)
    if not isinstance(text, str):
        problem = "has no field" if text is None else f"is not a text but {type(text).__name__} in the field"
        raise InputError(
            f"The row {problem} {text_field!r}. Name the field that holds the text: reader.text_field."
        )
    _refuse_empty(text)
    _refuse_surrogates(row)
    own = {name: row.pop(name) for name in OWN_FIELDS if isinstance(row.get(name), str)}
    return Input(Rewrite.identity(text), encoding, own, row)


def _refuse_empty(text: str) -> None:
    if not text:
        raise InputError("The input is empty.")


def _refuse_surrogates(row: dict[str, Any]) -> None:
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise InputError(
            "The row's metadata holds a lone surrogate, which no encoding can store. Remove it."
        ) from None
