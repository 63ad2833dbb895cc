"""What is registered, what pyproject offers to spaCy, and what is public agree."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

import pipeline
from pipeline import registry

ROOT = Path(__file__).parents[1]
ENTRY_POINTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
NAMES = [
    "pipeline.Characters.v1",
    "pipeline.Lines.v1",
    "pipeline.Pkuseg.v1",
    "pipeline.Reader.v1",
    "pipeline.Repair.v1",
    "pipeline.Rjieba.v1",
    "pipeline.Run.v1",
    "pipeline.Script.v1",
    "pipeline.model.v1",
]
FACTORIES = [
    "pipeline_institutions",
    "pipeline_metrics",
    "pipeline_recognizer",
    "pipeline_sections",
    "pipeline_sentences",
]


def resolve(target: str) -> object:
    module, name = target.split(":")
    return getattr(__import__(module, fromlist=[name]), name)


def test_registry_holds_exactly_the_documented_names() -> None:
    ours = {name: function for name, function in spacy.registry.misc.get_all().items() if "pipeline." in name}
    assert sorted(ours) == NAMES
    assert spacy.registry.tokenizers.get("pipeline.Tokenizer.v1") is registry.create_tokenizer


@pytest.mark.parametrize("name", NAMES)
def test_registry_agrees_with_the_entry_points(name: str) -> None:
    assert resolve(ENTRY_POINTS["spacy_misc"][name]) is spacy.registry.misc.get(name)


def test_registry_offers_every_factory_to_spacy() -> None:
    assert sorted(ENTRY_POINTS["spacy_factories"]) == FACTORIES
    for name in FACTORIES:
        assert Language.has_factory(name)
        assert callable(resolve(ENTRY_POINTS["spacy_factories"][name]))


def test_public_names_are_sorted_and_resolve() -> None:
    assert list(pipeline.__all__) == sorted(pipeline.__all__)
    for name in pipeline.__all__:
        assert getattr(pipeline, name).__name__
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = pipeline.no_such_name


def test_import_stays_light() -> None:
    code = "import sys, pipeline; pipeline.repair('x'); sys.exit('spacy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
