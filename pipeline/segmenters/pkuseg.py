"""The default segmenter: a pkuseg model decoded by our own, faster decoder."""

import io
from pathlib import Path
from typing import Self

import numpy as np
import srsly

from pipeline.errors import ConfigError, DataError
from pipeline.segmenters.compile import create_tables
from pipeline.segmenters.decoder import segment
from pipeline.segmenters.tables import Tables

FEATURES, WEIGHTS = "features.msgpack", "weights.npz"


class PkusegSegmenter:
    """Cut text into words with a pkuseg model.

    The words are those of `spacy_pkuseg.pkuseg(model, user_dict=None)` for the same
    files, plus white space: each line break and each run of blanks is a word of its
    own, so that the words joined are the text. They depend on the text alone.

    The constructor loads nothing. `initialize` reads a model folder; `from_disk` and
    `from_bytes` restore a segmenter. Only the two files of the pkuseg format are read,
    features.msgpack and weights.npz: pickles can run code and are refused.
    """

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self._tables: Tables | None = None

    def __call__(self, text: str) -> list[str]:
        """Cut a text into words. Raises ConfigError before a model is there."""
        if self._tables is None:
            raise ConfigError(
                "The pkuseg segmenter has no model yet. Load the pipeline with pipeline.load(config), "
                "or give segmenter.initialize a folder that holds features.msgpack and weights.npz."
            )
        return segment(text, self._tables)

    def initialize(self, model: str | Path) -> None:
        """Load a model folder. Raises ConfigError if it is not one, DataError if its files are malformed."""
        self.from_disk(model)

    def to_disk(self, path: str | Path) -> None:
        """Write the files of the model, byte for byte as they were read."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self._files.items():
            (folder / name).write_bytes(content)

    def from_disk(self, path: str | Path) -> Self:
        """Load what `to_disk` wrote. Raises like `initialize`."""
        folder = Path(path)
        missing = [name for name in (FEATURES, WEIGHTS) if not (folder / name).is_file()]
        if missing:
            pickled = " Its features.pkl is a pickle, which could run code, and is not read." * any(
                folder.glob("*.pkl")
            )
            raise ConfigError(
                f"No segmenter model in '{folder}': {' and '.join(missing)} missing.{pickled} "
                "Give the folder of a model that training/segmenter.py wrote."
            )
        return self._load({name: (folder / name).read_bytes() for name in (FEATURES, WEIGHTS)}, str(folder))

    def to_bytes(self) -> bytes:
        """Pack the files of the model into one string of bytes."""
        packed: bytes = srsly.msgpack_dumps(self._files)
        return packed

    def from_bytes(self, data: bytes) -> Self:
        """Load what `to_bytes` gave. Raises DataError if it is something else."""
        try:
            files = srsly.msgpack_loads(data)
        except ValueError as error:
            raise describe("bytes", error) from error
        return self._load(files, "bytes") if files else self

    def __getstate__(self) -> bytes:
        return self.to_bytes()

    def __setstate__(self, state: bytes) -> None:
        self._files, self._tables = {}, None
        self.from_bytes(state)

    def _load(self, files: dict[str, bytes], where: str) -> Self:
        self._tables = read_tables(files, where)
        self._files = files
        return self


def read_tables(files: dict[str, bytes], where: str) -> Tables:
    """Decode and compile the two files of a model. Raises DataError if they are malformed."""
    try:
        data = srsly.msgpack_loads(files[FEATURES])
        with np.load(io.BytesIO(files[WEIGHTS]), allow_pickle=False) as arrays:
            weights = arrays["w"]
        return create_tables(data["unigram"], data["feature_to_idx"], data["tag_to_idx"], weights)
    except Exception as error:  # msgpack, zip, zlib and numpy raise a dozen kinds on broken files
        raise describe(where, error) from error


def describe(where: str, error: Exception) -> DataError:
    """Build the error for a model that cannot be read."""
    return DataError(
        f"Malformed segmenter model in '{where}': {error!r}. "
        "Restore its files or rebuild them with training/segmenter.py."
    )
