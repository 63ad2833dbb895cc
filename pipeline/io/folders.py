"""What a folder is, on a disk or in an object store. Every file appears whole or not at all."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple, Protocol

__all__ = ["STATE", "Entry", "Folder", "show_path"]

# Everything a run needs between start and end: lock, plan, spooled rows, outcomes.
STATE = ".state"


class Entry(NamedTuple):
    """A file as a folder lists it. `stamp` changes when the content does; `refusal` says why not to read it."""

    path: str
    size: int
    stamp: str
    refusal: str | None = None


class Folder(Protocol):
    """A local folder or a prefix of an object store. Paths are relative and POSIX."""

    name: str

    def walk(self, exclude: str | None = None) -> Iterator[Entry]:
        """List all files below, in the order of their paths, without those below the URL `exclude`."""
        ...

    def look(self, path: str) -> Entry:
        """Describe one file that the user named."""
        ...

    def list(self, path: str) -> list[str]:
        """List the names directly in a folder, sorted; an absent folder is empty."""
        ...

    def open(self, path: str) -> BinaryIO: ...

    def read(self, path: str, start: int = 0, size: int | None = None) -> bytes: ...

    def exists(self, path: str) -> bool: ...

    def make(self, path: str) -> None:
        """Make a folder, where the store has such a thing."""
        ...

    @contextmanager
    def create(self, path: str) -> Iterator[BinaryIO]:
        """Write a file that appears under its name only when it is complete and durable."""
        ...

    def remove(self, path: str) -> None:
        """Remove a file or a folder with all its files; an absent one is none."""
        ...

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder for one run. Raises ConfigError if another run holds it."""
        ...


def show_path(path: str) -> str:
    """Write a path as valid Unicode, also where the file system holds other bytes.

    >>> show_path("news/上海.txt")
    'news/上海.txt'
    >>> show_path("b" + chr(0xDCFF))
    'b\\\\xff~7d1016b8'
    """
    try:
        path.encode()
    except UnicodeEncodeError:
        name = os.fsencode(path)
        return f"{name.decode('utf-8', 'backslashreplace')}~{hashlib.sha256(name).hexdigest()[:8]}"
    return path
