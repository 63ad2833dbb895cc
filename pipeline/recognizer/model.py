"""A recognizer's model: hashed features and listed words with their weights, as plain arrays."""

import io
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from pipeline.errors import ConfigError, DataError
from pipeline.recognizer.features import Knowledge, View, create_columns
from pipeline.recognizer.hashes import Hashes, Index
from pipeline.recognizer.lattice import TAGS, Found, find_names
from pipeline.text.sentences import find_sentences

__all__ = ["FILE", "STEP", "Model"]

FILE = "weights.npz"
# Weights are whole multiples of this, so that their sums do not depend on the order of additions.
STEP = 1 / 16


class Model(NamedTuple):
    """What training leaves: everything but the knowledge is multiples of STEP.

    weights: a row for each of them and one of zeros for all others, a column a tag
    edges: what each tag adds to the score of the next
    """

    features: Index
    weights: npt.NDArray[np.int8]
    edges: npt.NDArray[np.int16]
    knowledge: Knowledge

    def find(self, view: View, least: float) -> list[Found]:
        """List the names of a text that are at least so probable."""
        if not view.text:
            return []
        steps = score(create_columns(view, self.knowledge), self.features, self.weights)
        scores, edges = (
            np.multiply(steps, STEP, dtype=np.float64),
            np.multiply(self.edges, STEP, dtype=np.float64),
        )
        return find_names(scores, edges, find_sentences(view.text), least)

    def to_bytes(self) -> bytes:
        """Pack all arrays, compressed."""
        file = io.BytesIO()
        knowledge = self.knowledge._asdict() | {"words": self.knowledge.words.keys}
        features = self.features.keys
        np.savez_compressed(file, features=features, weights=self.weights, edges=self.edges, **knowledge)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes, where: str = "bytes") -> Self:
        """Restore what `to_bytes` packed. Raises DataError if it is something else."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                features, words = Index.build(arrays["features"]), Index.build(arrays["words"])
                knowledge = Knowledge(words, *(arrays[name] for name in Knowledge._fields[1:]))
                model = cls(features, arrays["weights"], arrays["edges"], knowledge)
            if model.weights.shape != (len(features.keys) + 1, len(TAGS)):
                raise ValueError(f"weights of shape {model.weights.shape}")
        except Exception as error:  # zip, zlib and numpy raise a dozen kinds on broken files
            raise DataError(
                f"Malformed model of names in '{where}': {error!r}. "
                "Restore its files or rebuild them with training/names.py."
            ) from error
        return model

    @classmethod
    def from_disk(cls, folder: str | Path) -> Self:
        """Read a model folder. Raises ConfigError if it is not one, DataError if its file is malformed."""
        path = Path(folder) / FILE
        if not path.is_file():
            raise ConfigError(
                f"No model of names in '{folder}': {FILE} missing. Give a folder that training/names.py wrote."
            )
        return cls.from_bytes(path.read_bytes(), str(path))


def score(columns: Hashes, features: Index, weights: npt.NDArray[np.int8]) -> npt.NDArray[np.int16]:
    """Add up the weights of all features: a row a character, a column a tag."""
    total = np.zeros((columns.shape[1], weights.shape[1]), dtype=np.int16)
    for rows in features.find(columns):
        total += weights.take(rows, axis=0, mode="wrap")  # -1: the last row
    return total
