"""Train the recognizer of names on Universal NER and on the annotated dev articles.

    python -m training.names ../shared/data

The model sees what the rules find and where the segmenter cuts, so both run over the training
texts first: the segmenter as models that were trained without the sentence at hand, since
those of the treebank are the same sentences. Weights are rounded, which makes their sums exact.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from spacy.language import Language

import pipeline
from benchmarks.uner import read_rows
from pipeline.components.recognizer import create_view
from pipeline.recognizer.choice import KIND_OF
from pipeline.recognizer.features import Knowledge, View, create_columns
from pipeline.recognizer.hashes import Hashes, Index, Rows
from pipeline.recognizer.lattice import ALLOWED, TAGS, create_steps, tag
from pipeline.recognizer.model import FILE, STEP, Model
from pipeline.segmenters.pkuseg import PkusegSegmenter
from pipeline.text.sentences import find_sentences
from training import segmenter
from training.averaged import Settings, fit
from training.crf import Examples, Ints
from training.name_lists import read_knowledge
from training.names_card import OWN, cross_validate, score, write_card
from training.variety import measure_variety

TRAIN, DEV = "uner/zh_gsdsimp-ud-train.jsonl", "uner/zh_gsdsimp-ud-dev.jsonl"
FOLDS = 3
# Shares of the names of the rules that are hidden in our own articles, one copy of them for each:
# the rules know these articles better than any that they will meet.
HIDDEN = (0.3, 0.3, 0.6)
BATCH = 150  # sentences
LEAST_COUNT = 2
# Features whose weights all stay below this are dropped.
NEGLIGIBLE = 1 / 16


class Text(NamedTuple):
    """A text to learn from: its features as `create_columns` gives them, its tags and its sentences."""

    id: str
    columns: Hashes
    tags: Ints
    sentences: list[tuple[int, int]]


def main() -> None:
    """Read the command line, train, write the model and its card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help=f"folder with {TRAIN} and the other files of the card")
    parser.add_argument("--output", type=Path, default=Path(__file__).parents[1] / "models" / "names")
    options = parser.parse_args()
    began = time.perf_counter()
    knowledge = read_knowledge(options.data / "gazetteer")
    nlp = pipeline.load("default")
    texts = [*read_own(nlp, knowledge), *read_foreign(nlp, options.data, knowledge)]
    model = train(texts, knowledge)
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / FILE).write_bytes(model.to_bytes())
    figures = {
        "features": len(model.features.keys),
        "words": len(knowledge.words.keys),
        "megabytes": (options.output / FILE).stat().st_size / 1e6,
        "articles": len(read_rows(OWN)),
        "seconds": round(time.perf_counter() - began),
        **score(options.output, options.data / DEV),
        **cross_validate(lambda annotator: train_without(annotator, texts, knowledge)),
    }
    write_card(options.output, Path(__file__).with_suffix(".md"), figures)
    print(figures)


def read_own(nlp: Language, knowledge: Knowledge) -> Iterator[Text]:
    """Yield the annotated articles, each with several choices of names hidden from it."""
    chance = np.random.Generator(np.random.PCG64(2))
    for row in read_rows(OWN):
        view = create_view(nlp(row["text"]))
        names = [(name["start"], name["end"], name["label"]) for name in row["entities"]]
        for share in HIDDEN:
            surfaces = sorted({view.text[name.start : name.end] for name in view.mentions})
            hidden = {surface for surface in surfaces if chance.random() < share}
            left = [name for name in view.mentions if view.text[name.start : name.end] not in hidden]
            yield create_text(view._replace(mentions=left), names, knowledge, row["id"])


def read_foreign(nlp: Language, data: Path, knowledge: Knowledge) -> Iterator[Text]:
    """Yield the sentences of Universal NER that repair leaves alone, cut by segmenters that have not seen them."""
    kinds = {"LOC": "LOC", "ORG": "ORG", "PER": "PERSON"}
    tokenizer: Any = nlp.tokenizer
    shipped = tokenizer.segmenter
    rows = read_rows(data / TRAIN)
    for fold, unseen in enumerate(train_segmenters(data)):
        tokenizer.segmenter = unseen
        for row in rows[fold::FOLDS]:
            view = create_view(nlp(row["text"]))
            names = [(start, end, kinds[kind]) for start, end, kind in row["entities"]]
            if view.text == row["text"]:
                yield create_text(view, names, knowledge, row["id"])
    tokenizer.segmenter = shipped


def create_text(view: View, names: Sequence[tuple[int, int, str]], knowledge: Knowledge, key: str) -> Text:
    """Lay out a text with its names: start, end, label."""
    kinds = [(start, end, KIND_OF[label]) for start, end, label in names if label in KIND_OF]
    columns, tags = create_columns(view, knowledge), tag(kinds, len(view.text))
    return Text(key, columns, tags, find_sentences(view.text))


def train_segmenters(data: Path) -> Iterator[PkusegSegmenter]:
    """Yield for each fold a segmenter that was trained on the others."""
    sentences = list(segmenter.read_sentences(data / segmenter.TRAIN))
    raw = "\n".join([*segmenter.read_texts(data), *map("".join, sentences)])
    variety = measure_variety(raw, segmenter.LEAST_VARIETY)
    shares = segmenter.share(variety)
    for fold in range(FOLDS):
        others = [words for number, words in enumerate(sentences) if number % FOLDS != fold]
        weights, edges = segmenter.fit(others, shares)
        with tempfile.TemporaryDirectory() as folder:
            segmenter.write_model(Path(folder), segmenter.hand_out(weights, shares), edges)
            unseen = PkusegSegmenter()
            unseen.initialize(folder)
        yield unseen


def train(texts: Sequence[Text], knowledge: Knowledge) -> Model:
    """Fit a model and round it; what hardly weighs anything is dropped."""
    hashes, counts = np.unique(np.concatenate([text.columns.ravel() for text in texts]), return_counts=True)
    features = Index.build(hashes[(counts >= LEAST_COUNT) & (hashes > 0)])
    barred = np.where(ALLOWED, 0.0, -np.inf)
    weights, edges = fit(list(create_examples(texts, features)), len(features.keys), barred, Settings())
    rounded = np.clip(np.round(weights / STEP), -127, 127).astype(np.int8)
    kept = np.abs(rounded).max(axis=1) * STEP >= NEGLIGIBLE
    steps = np.round(edges / STEP).astype(np.int16)
    unknown = np.zeros((1, len(TAGS)), dtype=np.int8)
    return Model(Index.build(features.keys[kept]), np.concatenate([rounded[kept], unknown]), steps, knowledge)


def train_without(annotator: str, texts: Sequence[Text], knowledge: Knowledge) -> Model:
    """Fit a model on all texts but the articles of one annotator."""
    return train([text for text in texts if not text.id.startswith(annotator)], knowledge)


def create_examples(texts: Sequence[Text], features: Index) -> Iterator[Examples]:
    """Yield batches of sentences, drawn from all texts in an order of chance that is always the same."""
    sentences = [(text, start, end) for text in texts for start, end in text.sentences]
    order = np.random.Generator(np.random.PCG64(0)).random(len(sentences)).argsort()
    for first in range(0, len(sentences), BATCH):
        chosen = [sentences[place] for place in order[first : first + BATCH]]
        columns = np.concatenate([text.columns[:, start:end] for text, start, end in chosen], axis=1)
        yield create_batch(
            features.find(columns.T),
            np.concatenate([text.tags[start:end] for text, start, end in chosen]),
            np.array([end - start for _, start, end in chosen]),
        )


def create_batch(rows: Rows, tags: Ints, lengths: Ints) -> Examples:
    """Lay sentences out from the features of all their characters, -1 for one that does not count."""
    owners, _ = places = (rows >= 0).nonzero()
    ends = lengths.cumsum()
    steps = create_steps(list(zip((ends - lengths).tolist(), ends.tolist(), strict=True)))
    borders = np.searchsorted(owners, np.arange(len(rows)))
    return Examples(rows[places].astype(np.int64), borders, owners, tags, steps, ends - 1)


if __name__ == "__main__":
    main()
