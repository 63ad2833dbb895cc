"""Folders in object stores, by URL, through fsspec."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

import fsspec

from pipeline.errors import ConfigError, missing_extra
from pipeline.io.folders import STATE, Entry

__all__ = ["RemoteFolder", "open_remote"]

# Files up to this size are kept in memory until they are uploaded.
IN_MEMORY = 1 << 24


def open_remote(url: str, *, is_input: bool) -> "tuple[RemoteFolder, str | None]":
    """Open a prefix of a store; for the URL of a single object, its prefix and its name."""
    try:
        store, path = fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise missing_extra("remote", error.name or "s3fs", url) from None
    except ValueError as error:
        raise ConfigError(f"Cannot open '{url}': {error}.") from None
    path = path.rstrip("/")
    url = store.unstrip_protocol(path)
    try:
        if is_input and store.isfile(path):
            home, _, name = path.rpartition("/")
            return RemoteFolder(store, home, store.unstrip_protocol(home)), name
        if is_input and not store.exists(path):
            raise ConfigError(f"There is no input '{url}'. Give a file or a folder: --paths.input URL.")
    except OSError as error:
        raise ConfigError(f"Cannot reach '{url}': {error}. Check the address and the credentials.") from None
    return RemoteFolder(store, path, url), None


class RemoteFolder:
    """A prefix of an object store. An object appears whole when its upload is complete."""

    def __init__(self, store: Any, root: str, name: str) -> None:
        self.store = store
        self.root = root
        self.name = name

    def walk(self, exclude: str | None = None) -> Iterator[Entry]:
        skip = (
            exclude.removeprefix(f"{self.name}/") + "/"
            if exclude and exclude.startswith(f"{self.name}/")
            else None
        )
        self.store.invalidate_cache()
        for path, info in sorted(self.store.find(self.root, detail=True).items()):
            name = path.removeprefix(self.root).lstrip("/")
            if not any(part.startswith(".") for part in name.split("/")) and not (
                skip and name.startswith(skip)
            ):
                yield Entry(name, info.get("size") or 0, _stamp(info))

    def look(self, path: str) -> Entry:
        info = self.store.info(self._path(path))
        return Entry(path, info.get("size") or 0, _stamp(info))

    def list(self, path: str) -> list[str]:
        self.store.invalidate_cache()
        with suppress(FileNotFoundError):
            found = self.store.ls(self._path(path), detail=False)
            return sorted(
                {name.rstrip("/").rpartition("/")[2] for name in found} - {"", path.rpartition("/")[2]}
            )
        return []

    def open(self, path: str) -> BinaryIO:
        file: BinaryIO = self.store.open(self._path(path), "rb")
        return file

    def read(self, path: str, start: int = 0, size: int | None = None) -> bytes:
        end = None if size is None else start + size
        data: bytes = self.store.cat_file(self._path(path), start=start or None, end=end)
        return data

    def exists(self, path: str) -> bool:
        self.store.invalidate_cache()
        return bool(self.store.exists(self._path(path)))

    def make(self, path: str) -> None:
        """Do nothing: stores have no folders."""

    @contextmanager
    def create(self, path: str) -> Iterator[BinaryIO]:
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
            yield file  # type: ignore[misc]
            file.seek(0)
            with self.store.open(self._path(path), "wb") as target:
                shutil.copyfileobj(file, target, 1 << 20)

    def remove(self, path: str) -> None:
        self.store.invalidate_cache()
        with suppress(FileNotFoundError):
            self.store.rm(self._path(path), recursive=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold a lock object. It outlives a killed run: the next run on the same machine takes it over."""
        path = self._path(f"{STATE}/lock")
        me = f"{socket.gethostname()} {os.getpid()}".encode()
        try:
            self.store.pipe_file(path, me, mode="create")
        except FileExistsError:
            if not _is_dead(self.store.cat_file(path)):
                raise ConfigError(
                    f"Another run is writing to '{self.name}', or was killed there from another machine. "
                    f"If none is running, remove {STATE}/lock there and run again."
                ) from None
            self.store.pipe_file(path, me)
        try:
            yield
        finally:
            self.store.rm(path)

    def _path(self, path: str) -> str:
        return f"{self.root}/{path}"


def _stamp(info: dict[str, Any]) -> str:
    """Say when an object last changed, by the store's own tag where it has one."""
    return str(info.get("ETag") or info.get("etag") or info.get("mtime") or "")


def _is_dead(owner: bytes) -> bool:
    """Tell whether a lock was left by a process of this machine that is gone."""
    host, _, pid = owner.decode("utf-8", "replace").partition(" ")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
