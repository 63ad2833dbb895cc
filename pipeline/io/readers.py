"""Find the inputs of a file or a folder: one item each, whatever becomes of it."""

import codecs
import hashlib
import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NamedTuple

from pipeline.errors import InputError
from pipeline.io.archives import read_members, unpack_stream
from pipeline.io.folders import Entry, Folder
from pipeline.io.items import ARCHIVES, KINDS, Item, make_item, suffixes
from pipeline.io.rows import Row, read_csv_rows, read_lines, transcode

__all__ = ["Found", "find_inputs", "scan"]

CHUNK = 1 << 20
EMPTY = hashlib.sha256().hexdigest()


class Found(NamedTuple):
    """An input, and its bytes where they have to be spooled to be read again."""

    item: Item
    data: bytes | None = None


def scan(folder: Folder, entry: Entry, limit: int) -> Iterator[Found]:
    """List the inputs of one file: itself, its rows, or its members.

    `limit` is the size in bytes of the largest input that is read. A container that
    breaks in the middle is one more input, refused, after those that were read from it.
    """
    suffix, packed = suffixes(entry.path)
    kind = KINDS.get(suffix, "text")
    try:
        if entry.refusal or (suffix not in KINDS and suffix not in ARCHIVES):
            yield _scan_file(folder, entry, kind, refusal=entry.refusal or _refuse_suffix(suffix))
        elif suffix in ARCHIVES:
            yield from _scan_archive(folder, entry, ARCHIVES[suffix], limit)
        elif kind in ("json", "csv"):
            yield from _scan_rows(folder, entry, kind, packed, limit)
        else:
            refusal = _refuse_size(entry.size, limit) if entry.size > limit else None
            yield _scan_file(folder, entry, kind, packed=packed, refusal=refusal)
    except InputError as error:
        yield _scan_file(folder, entry, kind, refusal=str(error))
    except OSError as error:
        yield _refuse_unread(
            entry, f"The file cannot be read ({error.strerror or error}). Check its permissions."
        )


def _scan_file(folder: Folder, entry: Entry, kind: str, **fields: Any) -> Found:
    digest = EMPTY
    if not entry.refusal:
        with folder.open(entry.path) as file:
            digest = _hash(file)
    return Found(make_item(entry.path, None, None, sha256=digest, size=entry.size, kind=kind, **fields))


def _refuse_unread(entry: Entry, refusal: str) -> Found:
    return Found(make_item(entry.path, None, None, sha256=EMPTY, size=0, kind="text", refusal=refusal))


def _scan_rows(folder: Folder, entry: Entry, kind: str, packed: bool, limit: int) -> Iterator[Found]:
    with folder.open(entry.path) as file:
        stream = unpack_stream(file, entry.size) if packed else file
        rows = _Rows(entry.path, None, kind, limit, spooled=packed)
        yield from rows.scan(stream)
    if not rows.count:
        raise InputError("The file holds no rows.")


def _scan_archive(folder: Folder, entry: Entry, kind: str, limit: int) -> Iterator[Found]:
    count = 0
    with folder.open(entry.path) as file:
        for member in read_members(file, kind, entry.size):
            count += 1
            suffix, packed = suffixes(member.name)
            stream = (
                unpack_stream(member.stream, member.size)
                if packed and suffix in (".jsonl", ".csv")
                else member.stream
            )
            if member.refusal is None and suffix in (".jsonl", ".csv"):
                rows = _Rows(entry.path, member.name, KINDS[suffix], limit, spooled=True)
                yield from rows.scan(stream)
                if rows.count:
                    continue
            yield _scan_member(entry.path, member.name, stream, member.refusal, limit)
    if not count:
        raise InputError("The archive holds no files.")


def _scan_member(path: str, name: str, stream: BinaryIO, refusal: str | None, limit: int) -> Found:
    suffix, packed = suffixes(name)
    try:
        data = stream.read(limit + 1)
    except InputError as error:
        data, refusal = b"", refusal or str(error)
    if suffix in ARCHIVES:
        refusal = refusal or "An archive inside an archive is not opened. Unpack it by hand."
    elif suffix not in KINDS:
        refusal = refusal or _refuse_suffix(suffix)
    if len(data) > limit:
        refusal, data = refusal or _refuse_size(len(data), limit), b""
    digest = hashlib.sha256(data).hexdigest()
    kind = KINDS.get(suffix, "text")
    fields: dict[str, Any] = {"kind": kind, "packed": packed, "spooled": True, "refusal": refusal}
    return Found(make_item(path, name, None, sha256=digest, size=len(data), **fields), data)


class _Rows:
    """The rows of one JSONL or CSV stream."""

    def __init__(self, path: str, member: str | None, kind: str, limit: int, *, spooled: bool) -> None:
        self.path, self.member, self.kind, self.limit, self.spooled = path, member, kind, limit, spooled
        self.encoding: str | None = None
        self.header: str | None = None
        self.count = 0

    def scan(self, stream: BinaryIO) -> Iterator[Found]:
        """List the rows; the first of a CSV stream names the fields."""
        buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
        if buffered.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            self.encoding, self.spooled = "utf-16", True
            buffered = transcode(buffered, "utf-16")  # type: ignore[assignment]
        rows = (read_csv_rows if self.kind == "csv" else read_lines)(buffered, self.limit)
        for row in rows:
            if self.kind == "csv" and self.header is None:
                self.header = _decode_header(row.data)
                continue
            self.count += 1
            yield self._found(row)

    def _found(self, row: Row) -> Found:
        is_large = row.size > self.limit
        item = make_item(
            self.path,
            self.member,
            row.number,
            sha256=hashlib.sha256(row.data).hexdigest(),
            size=row.size,
            kind=self.kind,
            offset=row.offset,
            spooled=self.spooled,
            header=self.header,
            encoding=self.encoding,
            refusal=_refuse_size(row.size, self.limit) if is_large else None,
        )
        if not self.spooled:
            return Found(item)
        return Found(item._replace(size=len(row.data)), row.data)


def _decode_header(data: bytes) -> str:
    from pipeline.text.decode import decode

    return decode(data).text


def _refuse_size(size: int, limit: int) -> str:
    return (
        f"The input has {size} bytes or more, above reader.max_bytes = {limit}. Raise it, or cut the input."
    )


def _refuse_suffix(suffix: str) -> str:
    found = f"The suffix {suffix!r} is" if suffix else "The name has no suffix, so it is"
    return f"{found} none of {' '.join([*KINDS, *ARCHIVES])} (or these with .gz). Rename or convert the file."


def _hash(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def find_inputs(
    folder: Folder, only: str | None, exclude: str | None, limit: int, is_known: Callable[[Entry], bool]
) -> Iterator[Found]:
    """List the inputs of a folder in the order of their paths.

    Files of which `is_known` says that nothing in them has changed are left out; `only`
    names a single file of the folder.
    """
    for entry in folder.walk(exclude) if only is None else (folder.look(only),):
        if not is_known(entry):
            yield from scan(folder, entry, limit)
