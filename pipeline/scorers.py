"""Scores that spaCy shows: names with their official forms, metrics as whole facts.

`spacy evaluate` and the evaluation during `spacy train` compare Docs of the same text. A
reference Doc comes from a DocBin of a run that was corrected, so that it carries the same
tables as ours.
"""

from collections.abc import Callable, Iterable
from typing import Any

from spacy.scorer import PRFScore, Scorer
from spacy.tokens import Doc
from spacy.training import Example

from pipeline import attrs

__all__ = ["create_metrics_scorer", "create_names_scorer", "score_metrics", "score_names"]

Scores = dict[str, Any]
Score = Callable[..., Scores]


def create_names_scorer() -> Score:
    """Give the function that scores names, for `scorer` in a config."""
    return score_names


def create_metrics_scorer() -> Score:
    """Give the function that scores metrics, for `scorer` in a config."""
    return score_metrics


def score_names(examples: Iterable[Example], **settings: Any) -> Scores:
    """Score `doc.ents` strictly, and the official names of those that are right.

    `canonical_acc` is None where no reference name is matched.
    """
    examples = list(examples)
    scores: Scores = Scorer.score_spans(examples, "ents", **settings)
    agreed = [same for example in examples for same in _compare_names(example)]
    scores["canonical_acc"] = sum(agreed) / len(agreed) if agreed else None
    return scores


def score_metrics(examples: Iterable[Example], **_: Any) -> Scores:
    """Score metrics by span, value and unit, and as whole facts.

    A whole fact also has qualifier, time, change, comparison, target and rank right;
    `metrics_whole` is its share of the reference metrics.
    """
    spans, whole, total = PRFScore(), 0, 0
    for example in examples:
        found, expected = _read_metrics(example.predicted), _read_metrics(example.reference)
        spans.score_set(set(found), set(expected))
        whole += sum(found.get(key) == fact for key, fact in expected.items())
        total += len(expected)
    if not len(spans):
        return dict.fromkeys(("metrics_p", "metrics_r", "metrics_f", "metrics_whole"))
    return {
        "metrics_p": spans.precision,
        "metrics_r": spans.recall,
        "metrics_f": spans.fscore,
        "metrics_whole": whole / total if total else None,
    }


def _compare_names(example: Example) -> list[bool]:
    found, expected = _read_names(example.predicted), _read_names(example.reference)
    return [found[key] == expected[key] for key in found.keys() & expected.keys()]


def _read_names(doc: Doc) -> dict[tuple[int, int, str], str | None]:
    return {(name.start, name.end, name.label): name.canonical for name in attrs.get_entities(doc)}


def _read_metrics(doc: Doc) -> dict[tuple[int, int, str, str], tuple[Any, ...]]:
    return {
        (m.start, m.end, m.value, m.unit): (m.qualifier, m.time, m.change, m.comparison, m.target, m.rank)
        for m in attrs.get_metrics(doc)
    }
