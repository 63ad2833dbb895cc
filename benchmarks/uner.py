"""Score names on the dev split of Universal NER: persons, places, organisations.

    python -m benchmarks.uner ../shared/data/uner/zh_gsdsimp-ud-dev.jsonl

Its guide differs from ours: nationalities and places inside organisations are cut otherwise, a
place beside a place is one name, and two of its annotators agree to F1 0.81 on these sentences.
GPE, LOC and FAC count as places; other labels do not count.
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spacy.language import Language

import pipeline
from pipeline.evaluation import Score
from pipeline.recognizer.choice import KIND_OF
from pipeline.recognizer.lattice import KINDS

Name = tuple[int, int, str]


def main() -> None:
    """Read the command line, score both configs, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("gold", type=Path, help="JSONL with text and entities")
    parser.add_argument("--configs", nargs="+", default=["default", "ner"])
    options = parser.parse_args()
    rows = read_rows(options.gold)
    for config in options.configs:
        for kind, figures in score(pipeline.load(config), rows).items():
            print(f"{config:10} {kind:4} P {figures['p']:.3f} R {figures['r']:.3f} F1 {figures['f1']:.3f}")


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Read the lines of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def score(nlp: Language, rows: Iterable[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Give precision, recall and F1 of all names and of each kind."""
    pairs = [({(a, b, kind) for a, b, kind in row["entities"]}, find(nlp, row["text"])) for row in rows]
    return {
        kind or "all": Score(
            sum(len(pick(gold & found, kind)) for gold, found in pairs),
            sum(len(pick(found, kind)) for _, found in pairs),
            sum(len(pick(gold, kind)) for gold, _ in pairs),
        ).as_dict()
        for kind in (None, *KINDS)
    }


def find(nlp: Language, text: str) -> set[Name]:
    """Give the names that the pipeline finds, at offsets of the raw text, under the kinds of Universal NER."""
    doc = nlp(text)
    return {(*ent._.raw_range, KIND_OF[ent.label_]) for ent in doc.ents if ent.label_ in KIND_OF}


def pick(names: set[Name], kind: str | None) -> set[Name]:
    """Keep the names of one kind, or all."""
    return {name for name in names if kind in (None, name[2])}


if __name__ == "__main__":
    main()
