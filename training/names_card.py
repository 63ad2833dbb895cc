"""The figures of a recognizer of names, and its card."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pipeline
from benchmarks import uner
from pipeline.evaluation import read_gold
from pipeline.recognizer.model import Model

__all__ = ["ANNOTATORS", "OWN", "cross_validate", "score", "write_card"]

OWN = Path(__file__).parents[1] / "corpus" / "gold" / "dev.jsonl"
# First letters of the articles whose annotators read nothing but the guide.
ANNOTATORS = "def"


def score(folder: Path, gold: Path) -> dict[str, float]:
    """Measure the rules alone and with the model of a folder on Universal NER."""
    both = pipeline.load("ner")
    recognizer: Any = both.get_pipe("recognizer")
    recognizer.initialize(model=folder)
    rows = uner.read_rows(gold)
    scores = {"rules": uner.score(pipeline.load("default"), rows), "both": uner.score(both, rows)}
    return {
        f"{part}_{kind.lower()}_{name}": figure
        for part, kinds in scores.items()
        for kind, figures in kinds.items()
        for name, figure in figures.items()
    }


def cross_validate(train_without: Callable[[str], Model]) -> dict[str, float]:
    """Score the articles of each annotator by a model that was trained without them: strict F1, all labels."""
    rules, both = pipeline.load("default"), pipeline.load("ner")
    recognizer: Any = both.get_pipe("recognizer")
    right = {"rules": 0.0, "both": 0.0}
    total = dict(right)
    for annotator in ANNOTATORS:
        recognizer.from_bytes(train_without(annotator).to_bytes())
        rows = [row for row in read_gold(OWN) if row["id"].startswith(annotator)]
        for part, nlp in (("rules", rules), ("both", both)):
            for row in rows:
                gold = {(name["start"], name["end"], name["label"]) for name in row["entities"]}
                found = {(ent.start_char, ent.end_char, ent.label_) for ent in nlp(row["text"]).ents}
                right[part] += 2 * len(gold & found)
                total[part] += len(gold) + len(found)
    return {f"own_{part}_f1": right[part] / total[part] for part in right}


def write_card(folder: Path, template: Path, figures: Mapping[str, float]) -> None:
    """Write the model's README.md from a template."""
    (folder / "README.md").write_text(
        template.read_text(encoding="utf-8").format(**figures), encoding="utf-8"
    )
