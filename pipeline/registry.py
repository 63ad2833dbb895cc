"""Registered names and the functions behind them.

The entry points in pyproject.toml repeat this list, so that spaCy finds every name
in a process that never imports this package; a test compares the two.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from spacy.language import Language
from spacy.util import registry

from pipeline.components.sections import Sections
from pipeline.components.sentences import Sentences
from pipeline.resources import find_model
from pipeline.scorers import create_metrics_scorer, create_names_scorer
from pipeline.segmenters.characters import CharacterSegmenter
from pipeline.segmenters.lines import LineSegmenter
from pipeline.segmenters.pkuseg import PkusegSegmenter
from pipeline.segmenters.rjieba import RjiebaSegmenter
from pipeline.settings import ReaderSettings, RunSettings
from pipeline.text.repair import Repair
from pipeline.text.rewrite import Rewriter
from pipeline.text.script import Script
from pipeline.tokenizer import Segmenter, Tokenizer

if TYPE_CHECKING:
    from pipeline.components.entities import Entities
    from pipeline.components.metrics import Metrics
    from pipeline.components.recognizer import Recognizer

__all__: list[str] = []


def create_tokenizer(
    segmenter: Segmenter, repair: Rewriter | None = None, script: Rewriter | None = None
) -> Callable[[Language], Tokenizer]:
    """Build the tokenizer of the three named blocks; a rewriter set to null is switched off."""

    def create(nlp: Language) -> Tokenizer:
        return Tokenizer(nlp.vocab, repair=repair, script=script, segmenter=segmenter)

    return create


registry.tokenizers("pipeline.Tokenizer.v1", func=create_tokenizer)
registry.scorers("pipeline.MetricsScorer.v1", func=create_metrics_scorer)
registry.scorers("pipeline.NamesScorer.v1", func=create_names_scorer)
for _name, _function in {
    "pipeline.Characters.v1": CharacterSegmenter,
    "pipeline.Lines.v1": LineSegmenter,
    "pipeline.Pkuseg.v1": PkusegSegmenter,
    "pipeline.Reader.v1": ReaderSettings,
    "pipeline.Repair.v1": Repair,
    "pipeline.Rjieba.v1": RjiebaSegmenter,
    "pipeline.Run.v1": RunSettings,
    "pipeline.Script.v1": Script,
    "pipeline.model.v1": find_model,
}.items():
    registry.misc(_name, func=_function)


@Language.factory("pipeline_sentences", assigns=["token.is_sent_start"])
def create_sentences(nlp: Language, name: str) -> Sentences:
    """Build the component that sets sentence boundaries."""
    return Sentences(nlp, name)


@Language.factory("pipeline_sections", assigns=["doc._.sections"])
def create_sections(nlp: Language, name: str) -> Sections:
    """Build the component that tells title, byline, body, furniture and comments apart."""
    return Sections(nlp, name)


@Language.factory(
    "pipeline_institutions",
    assigns=["doc.ents", "doc._.mentions", "doc.spans"],
    default_config={"scorer": {"@scorers": "pipeline.NamesScorer.v1"}},
    default_score_weights={
        "ents_f": 0.5,
        "canonical_acc": 0.5,
        "ents_p": None,
        "ents_r": None,
        "ents_per_type": None,
    },
)
def create_institutions(nlp: Language, name: str, scorer: Callable[..., Any] | None) -> "Entities":
    """Build the component that finds institutions, people, places and other names."""
    from pipeline.components.entities import Entities  # half of what a config without names would load

    return Entities(nlp, name, scorer=scorer)


@Language.factory(
    "pipeline_recognizer",
    requires=["doc._.mentions"],
    assigns=["doc.ents", "doc._.mentions", "doc.spans"],
    default_config={
        "threshold": 0.3,
        "trust": 0.1,
        "page_threshold": 0.9,
        "page_trust": 1.0,
        "scorer": {"@scorers": "pipeline.NamesScorer.v1"},
    },
)
def create_recognizer(
    nlp: Language,
    name: str,
    threshold: float,
    trust: float,
    page_threshold: float,
    page_trust: float,
    scorer: Callable[..., Any] | None,
) -> "Recognizer":
    """Build the component that weighs the names of the rules and adds those that a model sees."""
    from pipeline.components.recognizer import Recognizer

    return Recognizer(
        nlp,
        name,
        threshold=threshold,
        trust=trust,
        page_threshold=page_threshold,
        page_trust=page_trust,
        scorer=scorer,
    )


@Language.factory(
    "pipeline_metrics",
    requires=["doc._.mentions"],
    assigns=["doc._.metrics"],
    default_config={"scorer": {"@scorers": "pipeline.MetricsScorer.v1"}},
    default_score_weights={"metrics_f": 0.5, "metrics_whole": 0.5, "metrics_p": None, "metrics_r": None},
)
def create_metrics(nlp: Language, name: str, scorer: Callable[..., Any] | None) -> "Metrics":
    """Build the component that turns numbers with units into facts."""
    from pipeline.components.metrics import Metrics

    return Metrics(nlp, name, scorer=scorer)
