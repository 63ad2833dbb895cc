"""Compressed inputs as streams, under caps of size, ratio and count."""

import gzip
import io
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import Any, BinaryIO, NamedTuple

from pipeline.errors import InputError

__all__ = ["Member", "read_gzip", "read_members", "unpack_stream"]

# News pages compress 3 to 20 times, text that repeats itself 100 times, deflate bombs 1032 times.
MAX_RATIO = 200
# Below this size a ratio says nothing: a short page of one repeated character is no bomb.
FREE_SIZE = 1 << 20
MAX_MEMBERS = 1_000_000
BROKEN = (
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    tarfile.TarError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
OUTSIDE_RE = re.compile(r"(^|[/\\])\.\.([/\\]|$) | ^[/\\] | ^[A-Za-z]:", re.VERBOSE)


class Member(NamedTuple):
    """A file of an archive: its name, its size, a stream of it, and the reason not to read it."""

    name: str
    size: int
    stream: BinaryIO
    refusal: str | None


class _Bounded(io.RawIOBase):
    """An expanding stream that ends with an error when it grows out of proportion or breaks."""

    def __init__(self, stream: Any, packed_size: int, what: str) -> None:
        self.read_some = getattr(stream, "read1", stream.read)  # gives what stands before a cut, too
        self.limit = max(FREE_SIZE, packed_size * MAX_RATIO)
        self.what = what
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self.read_some(len(buffer))
        except InputError:
            raise
        except BROKEN as error:
            raise InputError(
                f"{self.what} is broken after {self.count} bytes ({error}). Pack it again."
            ) from None
        self.count += len(data)
        if self.count > self.limit:
            raise InputError(
                f"{self.what} expands to more than {MAX_RATIO} times its size, as a bomb does. Unpack it by hand."
            )
        buffer[: len(data)] = data
        return len(data)


def unpack_stream(stream: BinaryIO, packed_size: int, what: str = "The gzip file") -> BinaryIO:
    """Expand a gzip stream with a bound. Raises InputError while reading, for a bomb or broken data."""
    return io.BufferedReader(_Bounded(gzip.GzipFile(fileobj=stream), packed_size, what), 1 << 16)


def read_gzip(data: bytes, limit: int) -> bytes:
    """Expand a gzip file of one document. Raises InputError above `limit` bytes, for a bomb and for broken data."""
    text = unpack_stream(io.BytesIO(data), len(data)).read(limit + 1)
    if len(text) > limit:
        raise InputError(
            f"The gzip file expands to more than reader.max_bytes = {limit} bytes. Raise it, or cut the file."
        )
    return text


def read_members(stream: BinaryIO, kind: str, size: int) -> Iterator[Member]:
    """Stream the files of a zip or tar archive, in their order.

    Nothing is ever unpacked to disk under a member's name. Raises InputError for a broken
    archive, a bomb, or more members than MAX_MEMBERS.
    """
    members = _read_zip(stream) if kind == "zip" else _read_tar(stream, size)
    count = total = 0
    while True:
        try:
            member = next(members, None)
        except InputError:
            raise
        except BROKEN as error:
            raise InputError(
                f"The archive is broken after {count} members ({error}). Pack it again."
            ) from None
        if member is None:
            return
        count += 1
        if count > MAX_MEMBERS:
            raise InputError(f"The archive has more than {MAX_MEMBERS} members. Cut it into several.")
        total += member.size
        if total > max(FREE_SIZE, size * MAX_RATIO):  # members of a zip may share their bytes
            raise InputError(f"The archive expands to more than {MAX_RATIO} times its size, as a bomb does.")
        yield member


def _read_zip(stream: BinaryIO) -> Iterator[Member]:
    with zipfile.ZipFile(stream) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            unread = _refuse_zipped(info)
            if unread:
                yield Member(info.filename, 0, io.BytesIO(), unread)
                continue
            with archive.open(info) as file:
                bounded = _Bounded(file, info.compress_size, f"The member {info.filename!r}")
                yield Member(
                    info.filename, info.file_size, io.BufferedReader(bounded), _refuse_name(info.filename)
                )


def _read_tar(stream: BinaryIO, size: int) -> Iterator[Member]:
    head = stream.read(2)
    stream.seek(0)
    plain = unpack_stream(stream, size, "The archive") if head == b"\x1f\x8b" else stream
    with closing(tarfile.open(fileobj=plain, mode="r|", errors="surrogateescape")) as archive:
        for info in archive:
            if info.isdir():
                continue
            refusal = _refuse_name(info.name)
            file = archive.extractfile(info) if info.isfile() else None
            if file is None:
                yield Member(
                    info.name, 0, io.BytesIO(), refusal or "The member is no file but a link or a device."
                )
            else:
                yield Member(
                    info.name, info.size, io.BufferedReader(_Bounded(file, info.size, info.name)), refusal
                )


def _refuse_name(name: str) -> str | None:
    if OUTSIDE_RE.search(name) or "\0" in name:
        return "The member's name leads out of the archive. Pack it again under a plain name."
    return None


def _refuse_zipped(info: zipfile.ZipInfo) -> str | None:
    if info.flag_bits & 0x1:
        return "The member is encrypted. Unpack it by hand."
    if info.file_size > max(FREE_SIZE, info.compress_size * MAX_RATIO):
        return (
            f"The member expands to more than {MAX_RATIO} times its size, as a bomb does. Unpack it by hand."
        )
    return None
