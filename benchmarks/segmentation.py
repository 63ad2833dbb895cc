"""Measure the segmenters against spacy_pkuseg: speed in the same run, the same words, F1 on dev.

    python -m benchmarks.segmentation ../shared/data/text/*.txt --dev ../shared/data/gsdsimp/zh_gsdsimp-ud-dev.conllu

Ends with exit code 1 if any text is segmented otherwise than by spacy_pkuseg.
"""

import argparse
import gzip
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from itertools import zip_longest
from pathlib import Path

import spacy_pkuseg

from pipeline.resources import find_model
from pipeline.segmenters.characters import CharacterSegmenter
from pipeline.segmenters.pkuseg import PkusegSegmenter
from pipeline.segmenters.rjieba import RjiebaSegmenter
from training.segmenter import read_sentences, score

Segmenter = Callable[[str], list[str]]


def main() -> int:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="+", help="text files, .gz or not")
    parser.add_argument("--model", type=Path, default=None, help="model folder; the shipped one")
    parser.add_argument("--limit", type=int, default=200_000, help="characters of each file")
    parser.add_argument("--dev", type=Path, help="CoNLL-U file to score on")
    options = parser.parse_args()
    model = options.model or find_model("segmenter")
    texts = [read_text(path)[: options.limit] for path in options.texts]
    fast = PkusegSegmenter()
    fast.initialize(model)
    reference = spacy_pkuseg.pkuseg(str(model), user_dict=None)
    wrong = 0
    print(f"{'file':34} {'characters':>10} {'spacy_pkuseg':>12} {'ours':>10} {'ratio':>6}  words")
    for path, text in zip(options.texts, texts, strict=True):
        slow_words, slow = measure(reference.cut, text)
        fast_words, quick = measure(fast, text)
        difference = find_difference(slow_words, fast_words)
        wrong += difference is not None
        speeds = f"{len(text) / slow:12,.0f} {len(text) / quick:10,.0f} {slow / quick:6.1f}"
        print(f"{path.name:34} {len(text):10,} {speeds}  {difference or 'identical'}")
    for name, segmenter in create_others().items():
        seconds = sum(measure(segmenter, text)[1] for text in texts)
        print(f"{name:34} {sum(map(len, texts)):10,} {'':12} {sum(map(len, texts)) / seconds:10,.0f}")
    if options.dev:
        print(f"dev: {score(model, read_sentences(options.dev))}")
    return int(wrong > 0)


def read_text(path: Path) -> str:
    """Read a text file, gzipped or not."""
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")


def measure(segmenter: Segmenter, text: str) -> tuple[list[str], float]:
    """Segment a text: its words and the seconds that it took."""
    began = time.perf_counter()
    words = segmenter(text)
    return words, time.perf_counter() - began


def find_difference(expected: list[str], words: list[str]) -> str | None:
    """Describe the first difference; spacy_pkuseg gives no white space."""
    visible = [word for word in words if not word.isspace()]
    for number, (right, found) in enumerate(zip_longest(expected, visible)):
        if right != found:
            return f"word {number}: {right!r} became {found!r}"
    return None


def create_others() -> dict[str, Segmenter]:
    """Create the segmenters that are there to be faster."""
    others: dict[str, Segmenter] = {"one word a character": CharacterSegmenter()}
    return others if find_spec("rjieba") is None else {**others, "rjieba": RjiebaSegmenter()}


if __name__ == "__main__":
    sys.exit(main())
