"""Train the segmenter: a pkuseg model on UD Chinese-GSDSimp and the borders found in raw text.

    python -m training.segmenter ../shared/data

Words of raw text, found by their accessor variety, share weights while the model is
trained and each get a copy when it is written: +1.9 points of F1 on dev. Pruning drops
the features that hardly weigh anything, and rounding makes all sums of weights exact in
floating point, so that the words do not depend on the order of additions.
"""

import argparse
import gzip
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

import numpy as np
import opencc
import srsly

from pipeline.segmenters.compile import LETTER, NUMBER
from pipeline.segmenters.pkuseg import FEATURES, WEIGHTS, PkusegSegmenter
from training.crf import Floats, create_examples, train
from training.pkuseg_features import TAGS, collect_vocabulary, find_features, find_tags
from training.variety import measure_variety

TRAIN, DEV = "gsdsimp/zh_gsdsimp-ud-train.rebuilt.conllu", "gsdsimp/zh_gsdsimp-ud-dev.conllu"
# Raw text, without the dev sentences. National laws change nothing.
TEXTS = (
    "text/hans_cmrc2018_wikipedia.txt",
    "text/hans_xquad_zh.txt",
    "text/hans_govreports_2008_2020.txt",
    "text/hans_kdconv_utterances.txt",
    "text/hans_laws_shanghai.txt",
)
TRADITIONAL = "text/hant_drcd_dev_wikipedia.txt"
TITLES = "gazetteer/wikidata_zh_titles_2016.tsv.gz"

LEAST_VARIETY = 4
# Strength of the L2 regularisation: of a feature, and of one that many words share.
PENALTY, SHARED_PENALTY = 0.5, 0.05
ITERATIONS = 150
# Features whose weights all stay below this are dropped.
NEGLIGIBLE = 0.03
# Weights are multiples of 1/256. Sums of some hundred of them need far fewer than 53 bits.
STEPS = 256


def main() -> None:
    """Read the command line, train, write the model and its card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help=f"folder with {TRAIN} and the other files of the card")
    parser.add_argument("--output", type=Path, default=Path(__file__).parents[1] / "models" / "segmenter")
    options = parser.parse_args()
    began = time.perf_counter()
    sentences = list(read_sentences(options.data / TRAIN))
    variety = measure_variety("\n".join([*read_texts(options.data), *map("".join, sentences)]), LEAST_VARIETY)
    shares = share(variety)
    weights, edges = fit(sentences, shares)
    weights = hand_out(weights, shares)
    write_model(options.output, weights, edges)
    figures = {
        "sentences": len(sentences),
        "words": len(shares),
        "features": len(weights),
        "seconds": round(time.perf_counter() - began),
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


def read_texts(data: Path) -> Iterator[str]:
    """Yield the raw texts, all in Simplified characters."""
    yield from ((data / name).read_text(encoding="utf-8") for name in TEXTS)
    yield opencc.OpenCC("t2s").convert((data / TRADITIONAL).read_text(encoding="utf-8"))
    titles = gzip.decompress((data / TITLES).read_bytes()).decode()
    yield "\n".join(re.findall(r"^[^\t\n]+", titles, re.MULTILINE))


def share(variety: Mapping[str, int]) -> dict[str, str]:
    """Give each word the name of the features that it shares with those of like length and variety."""
    return {word: f"{len(word)}~{min(7, int(np.log2(number)))}" for word, number in variety.items()}


def fit(sentences: Sequence[list[str]], shares: Mapping[str, str]) -> tuple[dict[str, Floats], Floats]:
    """Train on segmented sentences: a row of weights for each feature, and the transitions."""
    vocabulary, pairs = collect_vocabulary(sentences)
    numbers: dict[str, int] = {"$$": 0}
    features = [
        [
            [numbers.setdefault(name, len(numbers)) for name in names]
            for names in find_features("".join(words), vocabulary, pairs, shares)
        ]
        for words in sentences
    ]
    tags = [[tag for word in words for tag in find_tags(word)] for words in sentences]
    penalties = np.array([SHARED_PENALTY if "~" in name else PENALTY for name in numbers])
    rows, edges = train(create_examples(features, tags), len(numbers), len(TAGS), penalties, ITERATIONS)
    return dict(zip(numbers, rows, strict=True)), edges


def hand_out(weights: Mapping[str, Floats], shares: Mapping[str, str]) -> dict[str, Floats]:
    """Give every word the weights of its share; round, and drop what hardly weighs anything."""
    shared = set(shares.values())
    out = {name: row for name, row in weights.items() if name.partition(".")[2] not in shared}
    for prefix in ("w1.", "w-1."):
        for word, share in sorted(shares.items()):
            out[prefix + word] = out.get(prefix + word, 0.0) + weights.get(
                prefix + share, np.zeros(len(TAGS))
            )
    rounded = {name: np.round(row * STEPS) / STEPS for name, row in out.items()}
    return {name: row for name, row in rounded.items() if name == "$$" or np.abs(row).max() >= NEGLIGIBLE}


def write_model(folder: Path, weights: Mapping[str, Floats], edges: Floats) -> None:
    """Write the two files of the pkuseg format, the weights compressed."""
    words = {word for name in weights if name.startswith("w") for word in name.rpartition(".")[2].split("*")}
    names = [name.replace(NUMBER, "**Num").replace(LETTER, "**Letter") for name in weights]
    features = {
        "unigram": sorted(words),
        "bigram": [],  # serves only pkuseg's own training, yet the format asks for it
        "feature_to_idx": {name: row for row, name in enumerate(names)},
        "tag_to_idx": TAGS,
    }
    # pkuseg counts transitions from one, and stores them by their second tag.
    steps = np.round((edges.T - 1.0) * STEPS) / STEPS
    folder.mkdir(parents=True, exist_ok=True)
    srsly.write_msgpack(folder / FEATURES, features)
    np.savez_compressed(
        folder / WEIGHTS,
        sizes=np.array([len(TAGS), len(names)]),
        w=np.concatenate([np.concatenate(list(weights.values())), steps.ravel()]),
    )


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


def write_card(folder: Path, figures: Mapping[str, float]) -> None:
    """Write the model's README.md from the template next to this script."""
    template = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
    megabytes = [f"{(folder / name).stat().st_size / 1e6:.1f}" for name in (FEATURES, WEIGHTS)]
    card = template.format(**figures, features_mb=megabytes[0], weights_mb=megabytes[1])
    (folder / "README.md").write_text(card, encoding="utf-8")


if __name__ == "__main__":
    main()
