"""Make spaCy DocBins of annotated articles, so that spaCy's own commands can train and score on them.

    python training/docbins.py corpus/gold/dev.jsonl train.spacy dev.spacy

Every fifth article goes to the second file. The Docs hold the clean text with our words, the
gold names as `doc.ents`, and names and metrics as tables; a name whose edges cut a word is counted and
left out. Annotate and train on `text`: offsets of the raw text would silently lose names.
"""

import sys
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, DocBin

import pipeline
from pipeline import attrs
from pipeline.evaluation import read_gold
from pipeline.text.metrics.metric import Metric
from pipeline.text.names.mentions import Mention

HELD_OUT = 5


def main(gold: Path, train: Path, dev: Path) -> None:
    """Write the two DocBins."""
    nlp = pipeline.load("default")
    docs = [create_doc(nlp, row) for row in read_gold(gold)]
    for path, part in ((train, select(docs, held_out=False)), (dev, select(docs, held_out=True))):
        path.parent.mkdir(parents=True, exist_ok=True)
        DocBin(docs=part, store_user_data=True).to_disk(path)
        print(f"{path}: {len(part)} documents, {sum(len(doc.ents) for doc in part)} names")


def select(docs: list[Doc], *, held_out: bool) -> list[Doc]:
    return [doc for number, doc in enumerate(docs) if (number % HELD_OUT == 0) == held_out]


def create_doc(nlp: Language, row: dict[str, Any]) -> Doc:
    """Segment the clean text as the pipeline does and write the gold annotation onto it."""
    doc = nlp(row["text"])
    spans = [doc.char_span(item["start"], item["end"], label=item["label"]) for item in row["entities"]]
    doc.ents = [span for span in spans if span is not None]
    doc.spans.clear()
    attrs.set_records(doc, attrs.MENTIONS, [create_mention(item) for item in row["entities"]])
    attrs.set_records(doc, attrs.METRICS, [create_metric(item) for item in row["metrics"]])
    return doc


def create_mention(item: dict[str, Any]) -> Mention:
    return Mention(item["start"], item["end"], item["label"], None, item["canonical"], None, "gold")


def create_metric(item: dict[str, Any]) -> Metric:
    fields = item | {"rule": "gold"}
    return Metric._make(fields.get(name) for name in Metric._fields)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
