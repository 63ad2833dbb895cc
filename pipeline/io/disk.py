"""Folders on a disk."""

import os
import shutil
import stat
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import ConfigError
from pipeline.io.folders import STATE, Entry, show_path

__all__ = ["DiskFolder"]

TEMPORARY = f"{STATE}/tmp"
NO_FILE = "This is not a regular file. Take it out of the input folder."
# Nanoseconds: time stamps of file systems are as coarse as 2 s (FAT).
CLOCK_GRAIN = 2_000_000_000
# A lock ends with the process that took it, though its forked children may live a moment longer.
_LOCKS: set[BinaryIO] = set()


class DiskFolder:
    """A folder on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.name = str(root)

    def walk(self, exclude: str | None = None) -> Iterator[Entry]:
        home = Path(os.path.realpath(self.root))
        skip = os.path.realpath(exclude) if exclude and "://" not in exclude else None
        pending = [""]
        while pending:
            path = pending.pop()
            if path and not path.endswith("/"):
                entry = _describe(self.root / path, path, home)
                if entry is not None:
                    yield entry
            elif os.path.realpath(self.root / path) != skip:
                names = _list_folder(self.root / path)
                if names is None:
                    yield Entry(path.rstrip("/"), 0, "", "The folder cannot be read. Check its permissions.")
                pending += [path + name for name in reversed(names or [])]

    def look(self, path: str) -> Entry:
        status = (self.root / path).stat()
        refusal = None if stat.S_ISREG(status.st_mode) else NO_FILE
        return Entry(path, status.st_size, _stamp(status), refusal)

    def list(self, path: str) -> list[str]:
        try:
            return sorted(os.listdir(self.root / path))
        except FileNotFoundError:
            return []

    def open(self, path: str) -> BinaryIO:
        return (self.root / path).open("rb")

    def read(self, path: str, start: int = 0, size: int | None = None) -> bytes:
        with self.open(path) as file:
            file.seek(start)
            return file.read(-1 if size is None else size)

    def exists(self, path: str) -> bool:
        return (self.root / path).exists()

    def make(self, path: str) -> None:
        _make_folder(self.root / path)

    @contextmanager
    def create(self, path: str) -> Iterator[BinaryIO]:
        target = self.root / path
        _make_folder(self.root / TEMPORARY)
        _make_folder(target.parent)
        temporary = self.root / TEMPORARY / uuid.uuid4().hex
        try:
            with temporary.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)

    def remove(self, path: str) -> None:
        target = self.root / path
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Take the lock of the operating system: it ends with the process, however that dies."""
        _make_folder(self.root / STATE)
        try:
            lock = (self.root / STATE / "lock").open("a+b")
        except OSError as error:
            raise ConfigError(
                f"Cannot write to '{self.name}': {error.strerror}. Give another --paths.output."
            ) from None
        with lock as file:
            if not _try_lock(file):
                raise ConfigError(
                    f"Another run is writing to '{self.name}'. Wait for it to end, or give another --paths.output."
                )
            _LOCKS.add(file)
            try:
                self.remove(TEMPORARY)
                yield
            finally:
                _LOCKS.remove(file)


def _describe(file: Path, path: str, home: Path) -> Entry | None:
    """Look at a file without following it out of the input folder.

    A linked folder inside the input is None: its files are read where they really lie.
    """
    try:
        if file.is_symlink():
            target = Path(os.path.realpath(file))
            if not target.is_relative_to(home):
                return Entry(
                    path,
                    0,
                    "",
                    f"The link leaves the input folder (to {show_path(str(target))}). Copy the file.",
                )
            if target.is_dir():
                return None
        status = file.stat()
    except (OSError, RuntimeError):
        return Entry(path, 0, "", "The link leads nowhere, or the file cannot be looked at.")
    if not stat.S_ISREG(status.st_mode):
        return Entry(path, 0, "", NO_FILE)
    return Entry(path, status.st_size, _stamp(status))


def _stamp(status: os.stat_result) -> str:
    """Say when a file last changed; nothing of one so fresh that the clock could miss the next change."""
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    if time.time_ns() - changed < CLOCK_GRAIN:
        return ""
    return f"{status.st_mtime_ns}:{status.st_ctime_ns}"


def _list_folder(folder: Path) -> list[str] | None:
    """Name what is in a folder, subfolders with a slash, sorted as whole paths sort.

    Hidden names are no inputs. Links are listed as files.
    """
    try:
        with os.scandir(folder) as entries:
            visible = [entry for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return None
    return sorted(entry.name + ("/" if entry.is_dir(follow_symlinks=False) else "") for entry in visible)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"Cannot make the folder '{folder}': {error.strerror}. Give another --paths.output."
        ) from None


def _sync_folder(folder: Path) -> None:
    """Make a rename durable. Windows has no such call and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _drop_locks() -> None:
    for file in _LOCKS:
        file.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_drop_locks)


def _try_lock(file: BinaryIO) -> bool:
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True
