"""Open the folder that a path or a URL names."""

from pathlib import Path

from pipeline.errors import ConfigError, missing_extra
from pipeline.io.disk import DiskFolder
from pipeline.io.folders import Folder

__all__ = ["open_folder"]


def open_folder(place: str | Path, *, is_input: bool = False) -> tuple[Folder, str | None]:
    """Open a folder by path or URL; for the path of a single file, its folder and the file's name.

    Raises ConfigError for an input that is not there, or a URL without the extra `remote`.
    """
    place = str(place)
    if place.startswith("file://"):
        place = place.removeprefix("file://")
    if "://" in place:
        try:
            from pipeline.io.remote import open_remote
        except ImportError as error:
            raise missing_extra("remote", error.name or "fsspec", place) from None
        return open_remote(place, is_input=is_input)
    path = Path(place)
    if is_input and not path.exists():
        raise ConfigError(f"There is no input '{place}'. Give a file or a folder: --paths.input PATH.")
    if path.is_file():
        if not is_input:
            raise ConfigError(f"The output '{place}' is a file. Give a folder: --paths.output FOLDER.")
        return DiskFolder(path.absolute().parent), path.name
    return DiskFolder(path.absolute()), None
