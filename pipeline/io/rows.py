"""Cut a stream of bytes into rows, without decoding it."""

import codecs
import csv
import io
import json
import sys
from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from pipeline.errors import InputError

__all__ = ["Row", "parse_csv", "parse_json", "read_csv_rows", "read_lines", "transcode"]

# A CSV field as long as a book is still a field; the limit of the csv module is 128 KiB.
csv.field_size_limit(sys.maxsize)
# A quoted CSV field that is not closed within this many bytes has a stray quote.
LONGEST_QUOTED = 1 << 22


class Row(NamedTuple):
    """A row's number (line of the file where it begins, from 1), where it begins, and its bytes without the line end.

    An oversized row has `data` cut off at the limit, and the size of the whole.
    """

    number: int
    offset: int
    data: bytes
    size: int


def read_lines(stream: BinaryIO, limit: int) -> Iterator[Row]:
    """Cut at line feeds only, empty lines left out: other characters that count as line ends stand in text."""
    number = offset = 0
    while True:
        line, size = _read_line(stream, limit)
        if not line:
            return
        number += 1
        mark = len(codecs.BOM_UTF8) if offset == 0 and line.startswith(codecs.BOM_UTF8) else 0
        data = line[mark:].rstrip(b"\r\n")
        if data.strip():
            yield Row(number, offset + mark, data, size if size > limit else len(data))
        offset += size


def read_csv_rows(stream: BinaryIO, limit: int) -> Iterator[Row]:
    """Cut into CSV records, which may hold line feeds between quotes.

    Where a quote is never closed, its line is one (bad) row and the next line begins anew.
    """
    again: deque[tuple[bytes, int]] = deque()
    number, offset = 1, 0
    while True:
        lines: list[tuple[bytes, int]] = []
        size, inside = 0, False
        while not lines or (inside and size < LONGEST_QUOTED):
            line = again.popleft() if again else _read_line(stream, limit)
            if not line[0]:
                break
            lines.append(line)
            size += line[1]
            inside = _ends_inside(line[0], inside)
        if not lines:
            return
        if inside:
            again.extendleft(reversed(lines[1:]))
            lines, size = lines[:1], lines[0][1]
        data = b"".join(line for line, _ in lines)
        mark = len(codecs.BOM_UTF8) if offset == 0 and data.startswith(codecs.BOM_UTF8) else 0
        data = data[mark:].rstrip(b"\r\n")
        if data.strip():
            yield Row(number, offset + mark, data, size if size > limit else len(data))
        number, offset = number + len(lines), offset + size


def parse_json(data: str) -> dict[str, Any]:
    """Read a JSON object, strictly. Raises InputError for anything else."""
    try:
        row = json.loads(data, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InputError(f"The row is not valid JSON ({error}). Write one JSON object a line.") from None
    if not isinstance(row, dict):
        raise InputError(
            f"The row is a JSON {type(row).__name__}, not an object. Write one JSON object a line."
        )
    return row


def parse_csv(data: str, header: str) -> dict[str, Any]:
    """Read a CSV row under the names of a header. Raises InputError if the two do not fit."""
    try:
        (names,), rows = (
            list(csv.reader([header])),
            list(csv.reader(io.StringIO(data, newline=""), strict=True)),
        )
    except csv.Error as error:
        raise InputError(
            f"The row is not valid CSV ({error}). Quote fields that hold commas or quotes."
        ) from None
    if len(rows) != 1 or len(rows[0]) != len(names):
        fields = sum(map(len, rows))
        raise InputError(
            f"The row has {fields} fields where the header has {len(names)}. Quote fields that hold commas."
        )
    return dict(zip(names, rows[0], strict=True))


def transcode(stream: BinaryIO, encoding: str) -> BinaryIO:
    """Read a UTF-16 stream as UTF-8, so that a line feed is one byte."""
    return io.BufferedReader(_Transcoder(stream, encoding))


class _Transcoder(io.RawIOBase):
    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self.stream = stream
        self.encoding = encoding
        self.decoder = codecs.getincrementaldecoder(encoding)()
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.rest:
            data = self.stream.read(1 << 16)
            try:
                self.rest = self.decoder.decode(data, final=not data).encode()
            except UnicodeError as error:
                raise InputError(
                    f"The file is not valid {self.encoding} ({error}). Convert it to UTF-8."
                ) from None
            if not data:
                break
        count = min(len(buffer), len(self.rest))
        buffer[:count], self.rest = self.rest[:count], self.rest[count:]
        return count


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def _ends_inside(line: bytes, inside: bool) -> bool:
    """Tell whether a quoted field is still open at the end of a line."""
    position = 0 if inside or not line.startswith(b'"') else 1
    inside = inside or position == 1
    while True:
        if not inside:
            position = line.find(b',"', position)
            if position < 0:
                return False
            position += 2
        quote = line.find(b'"', position)
        if quote < 0:
            return True
        if line[quote + 1 : quote + 2] == b'"':
            position, inside = quote + 2, True
        else:
            position, inside = quote + 1, False


def _read_line(stream: BinaryIO, limit: int) -> tuple[bytes, int]:
    """Read a line and its size; of a longer one than the limit, only the beginning is kept."""
    line = stream.readline(limit + 2)
    size, part = len(line), line
    while part and not part.endswith(b"\n"):
        part = stream.readline(1 << 20)
        size += len(part)
    return line, size
