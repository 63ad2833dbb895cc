"""Train the segmenter: a pkuseg model on UD Chinese-GSDSimp, pruned and rounded.

    python -m training.segmenter ../shared/data/gsdsimp

Pruning drops the features that hardly weigh anything, and rounding makes all sums of
weights exact in floating point, so that the words do not depend on the order of
additions. Neither costs accuracy; together they make the model four times smaller.
"""

import argparse
import contextlib
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import spacy_pkuseg
import srsly

from pipeline.segmenters.pkuseg import FEATURES, WEIGHTS, PkusegSegmenter

TRAIN, DEV = "zh_gsdsimp-ud-train.rebuilt.conllu", "zh_gsdsimp-ud-dev.conllu"
SEED = 0
# Features whose weights all stay below this are dropped: the score on dev is unchanged.
NEGLIGIBLE = 0.02
# Weights are multiples of 1/256. Sums of some hundred of them need far fewer than 53 bits.
STEPS = 256


def main() -> None:
    """Read the command line, train, write the model and its card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help=f"folder with {TRAIN} and {DEV}")
    parser.add_argument("--output", type=Path, default=Path(__file__).parents[1] / "models" / "segmenter")
    parser.add_argument("--iterations", type=int, default=20)
    options = parser.parse_args()
    began = time.perf_counter()
    sentences = list(read_sentences(options.data / TRAIN))
    with tempfile.TemporaryDirectory() as folder:
        features, weights = train(sentences, Path(folder), options.iterations)
    shrunk, weights = shrink(features, weights)
    write_model(options.output, shrunk, weights)
    figures = {
        "sentences": len(sentences),
        "iterations": options.iterations,
        "seconds": round(time.perf_counter() - began),
        "features": len(shrunk["feature_to_idx"]),
        **score(options.output, read_sentences(options.data / DEV)),
    }
    write_card(options.output, figures)
    print(figures)


def read_sentences(path: Path) -> Iterator[list[str]]:
    """Yield the words of each sentence of a CoNLL-U file; numbers like 1-2 and 1.1 are not words."""
    words: list[str] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        number, _, rest = line.partition("\t")
        if number.isdecimal():
            words.append(rest.partition("\t")[0])
        elif not line and words:
            yield words
            words = []


def train(
    sentences: Iterable[list[str]], folder: Path, iterations: int
) -> tuple[dict[str, Any], npt.NDArray[np.float64]]:
    """Run pkuseg's own training. It shuffles with the global generator, hence the seed."""
    file = folder / "train.txt"
    file.write_text("".join(" ".join(words) + "\n" for words in sentences), encoding="utf-8")
    (folder / "test.txt").write_text("上海\n", encoding="utf-8")  # pkuseg insists on a test file
    random.seed(SEED)
    with contextlib.redirect_stdout(sys.stderr):
        spacy_pkuseg.train(str(file), str(folder / "test.txt"), str(folder), train_iter=iterations)
    with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
        return srsly.read_msgpack(folder / FEATURES), arrays["w"]


def shrink(
    features: dict[str, Any], weights: npt.NDArray[np.float64]
) -> tuple[dict[str, Any], npt.NDArray[np.float64]]:
    """Drop negligible features, round the weights; the bias, feature number 0, stays first."""
    names = sorted(features["feature_to_idx"], key=features["feature_to_idx"].__getitem__)
    n_tags = len(features["tag_to_idx"])
    rows = weights[: len(names) * n_tags].reshape(-1, n_tags)
    kept = [i for i, peak in enumerate(np.abs(rows).max(axis=1)) if i == 0 or peak >= NEGLIGIBLE]
    small = np.concatenate([rows[kept].reshape(-1), weights[rows.size :]])
    # The list of bigrams serves only training, yet the format asks for it.
    shrunk = {**features, "bigram": [], "feature_to_idx": {names[i]: row for row, i in enumerate(kept)}}
    return shrunk, np.round(small * STEPS) / STEPS


def write_model(folder: Path, features: dict[str, Any], weights: npt.NDArray[np.float64]) -> None:
    """Write the two files of the pkuseg format, the weights compressed."""
    folder.mkdir(parents=True, exist_ok=True)
    srsly.write_msgpack(folder / FEATURES, features)
    n_tags, n_features = len(features["tag_to_idx"]), len(features["feature_to_idx"])
    np.savez_compressed(folder / WEIGHTS, sizes=np.array([n_tags, n_features]), w=weights)


def score(model: Path, sentences: Iterable[list[str]]) -> dict[str, float]:
    """Measure the written model as the pipeline loads it: shares of words with both borders right."""
    segmenter = PkusegSegmenter()
    segmenter.initialize(model)
    gold = guessed = right = 0
    for words in sentences:
        expected, found = find_borders(words), find_borders(segmenter("".join(words)))
        gold, guessed, right = gold + len(expected), guessed + len(found), right + len(expected & found)
    return {
        "precision": round(right / guessed, 4),
        "recall": round(right / gold, 4),
        "f1": round(2 * right / (gold + guessed), 4),
    }


def find_borders(words: list[str]) -> set[tuple[int, int]]:
    """Give each word's start and end.

    >>> sorted(find_borders(["上海", "市"]))
    [(0, 2), (2, 3)]
    """
    ends = list(accumulate(map(len, words)))
    return set(zip([0, *ends], ends, strict=False))


def write_card(folder: Path, figures: dict[str, float]) -> None:
    """Write the model's README.md from the template next to this script."""
    template = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
    sizes = {
        name.split(".")[0]: f"{(folder / name).stat().st_size / 1e6:.1f}" for name in (FEATURES, WEIGHTS)
    }
    card = template.format(**figures, **{f"{name}_mb": size for name, size in sizes.items()})
    (folder / "README.md").write_text(card, encoding="utf-8")


if __name__ == "__main__":
    main()
