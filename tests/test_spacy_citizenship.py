"""spaCy's own commands work on our configs, pipelines and DocBins."""

import json
import shlex
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example

from pipeline import attrs
from pipeline.colors import COLORS, METRIC
from pipeline.scorers import score_metrics, score_names
from pipeline.text.metrics.metric import Metric
from pipeline.text.names.mentions import LABELS, Mention

ROOT = Path(__file__).parents[1]
TEXTS = [
    "上海市国资委表示，2018年以来，该产业规模从1340亿元提升至2024年的4500亿元。",
    "复旦大学附属中山医院主任医师王明说，全市已有38家医院开出夜间门诊。",
]
WORDS = ["上海市", "国资委", "说", "，", "规模", "达", "10", "亿元"]


@pytest.fixture(scope="module")
def saved(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model")
    nlp.to_disk(path)
    return path


@pytest.fixture(scope="module")
def docbin(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shard as a run writes it."""
    path = tmp_path_factory.mktemp("docs") / "00000.spacy"
    DocBin(docs=[nlp(text) for text in TEXTS], store_user_data=True).to_disk(path)
    return path


def create_metric(start: int, end: int, **changes: Any) -> Metric:
    names = dict.fromkeys(Metric._fields) | {
        "start": start,
        "end": end,
        "text": "10亿元",
        "value": "1000000000",
    }
    return Metric(**(names | {"unit": "CNY", "target": False, "rank": False, "rule": "test"} | changes))


def create_doc(canonical: str | None, metrics: list[Metric]) -> Doc:
    doc = Doc(spacy.blank("zh").vocab, words=WORDS, spaces=[False] * len(WORDS))
    doc.ents = [doc.char_span(0, 6, label="ORG")]
    attrs.set_records(doc, attrs.MENTIONS, [Mention(0, 6, "ORG", None, canonical, None, "test")])
    attrs.set_records(doc, attrs.METRICS, metrics)
    return doc


@pytest.mark.parametrize("config", ["default", "clean", "fast", "ner"])
def test_spacy_fills_and_debugs_configs(tmp_path: Path, docbin: Path, config: str) -> None:
    from spacy.cli.debug_config import debug_config
    from spacy.cli.init_config import fill_config

    if config == "fast":
        pytest.importorskip("rjieba", reason="extra: fast")
    filled = tmp_path / "filled.cfg"
    fill_config(filled, ROOT / "configs" / f"{config}.cfg", silent=True)
    assert "[training]" in filled.read_text(encoding="utf-8")
    debug_config(filled, overrides={"paths.train": str(docbin), "paths.dev": str(docbin)})


def test_spacy_evaluates_a_saved_pipeline(saved: Path, docbin: Path, tmp_path: Path) -> None:
    from spacy.cli.evaluate import evaluate

    scores = evaluate(str(saved), docbin, tmp_path / "scores.json", silent=True)
    assert scores["speed"] > 0
    if "ents_f" in scores:  # the names are compared with themselves
        assert scores["ents_f"] == 1.0


def test_spacy_measures_speed(saved: Path, docbin: Path) -> None:
    from spacy.cli.benchmark_speed import benchmark
    from spacy.training import Corpus

    nlp = spacy.load(saved)
    docs = [example.predicted for example in Corpus(docbin)(nlp)]
    assert len(benchmark(nlp, docs, n_batches=2, batch_size=2, shuffle=False)) == 2


# spaCy's packager leaves the files that it reads to the garbage collector.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_spacy_packages_a_pipeline(saved: Path, tmp_path: Path) -> None:
    from spacy.cli.package import package

    package(
        saved,
        tmp_path,
        name="shanghai_news",
        version="1.2.3",
        create_wheel=False,
        create_sdist=False,
        silent=True,
    )
    home = tmp_path / "zh_shanghai_news-1.2.3"
    data = home / "zh_shanghai_news" / "zh_shanghai_news-1.2.3"
    assert json.loads((home / "meta.json").read_text(encoding="utf-8"))["name"] == "shanghai_news"
    assert [ent.text for ent in spacy.load(data)(TEXTS[0]).ents] == ["上海市国资委"]


def test_spacy_trains_on_our_docbins(docbin: Path, tmp_path: Path) -> None:
    from spacy.cli.init_config import init_config
    from spacy.cli.train import train

    config = tmp_path / "train.cfg"
    init_config(lang="zh", pipeline=["ner"], silent=True).to_disk(config)
    steps = {"training.max_steps": 2, "training.eval_frequency": 1, "training.logger.progress_bar": None}
    small = {"components.tok2vec.model.encode.depth": 1, "components.tok2vec.model.encode.width": 32}
    small |= {"components.ner.model.tok2vec.width": 32, "training.logger.@loggers": "spacy.ConsoleLogger.v1"}
    small |= {"training.logger.progress_bar": False}
    data = {"paths.train": str(docbin), "paths.dev": str(docbin)}
    train(config, tmp_path / "out", overrides=steps | small | data)
    trained = spacy.load(tmp_path / "out" / "model-last")
    assert set(trained.get_pipe("ner").labels) >= {"ORG"}


def test_scorers_know_names_and_facts() -> None:
    reference = create_doc("上海市国有资产监督管理委员会", [create_metric(11, 15, time="2024")])
    wrong_time = create_doc("上海市国资委", [create_metric(11, 15, time="2023"), create_metric(0, 3)])
    same = [Example(reference.copy(), reference)]
    other = [Example(wrong_time, reference)]
    assert (score_names(same)["ents_f"], score_names(same)["canonical_acc"]) == (1.0, 1.0)
    assert (score_names(other)["ents_f"], score_names(other)["canonical_acc"]) == (1.0, 0.0)
    assert score_metrics(same) == {"metrics_p": 1.0, "metrics_r": 1.0, "metrics_f": 1.0, "metrics_whole": 1.0}
    assert score_metrics(other)["metrics_p"] == 0.5
    assert score_metrics(other)["metrics_whole"] == 0.0
    assert score_metrics([Example(create_doc(None, []), create_doc(None, []))])["metrics_f"] is None


def test_scorers_and_colours_are_offered_by_entry_point() -> None:
    offered = {
        point.name
        for group in ("spacy_scorers", "spacy_displacy_colors")
        for point in entry_points(group=group)
    }
    if not any(name.startswith("pipeline.") for name in offered):
        pytest.skip("the package is not installed, only on the path")
    assert {"pipeline.NamesScorer.v1", "pipeline.MetricsScorer.v1", "pipeline.colors.v1"} <= offered
    assert spacy.registry.scorers.get("pipeline.NamesScorer.v1")() is score_names
    assert spacy.registry.scorers.get("pipeline.MetricsScorer.v1")() is score_metrics
    assert COLORS["ORG"] in displacy.render(create_doc(None, []), style="ent", jupyter=False)


def test_colours_name_every_label_once() -> None:
    assert set(COLORS) == {*LABELS, METRIC}
    assert len(set(COLORS.values())) == len(COLORS)


def test_project_names_commands_and_files_that_exist() -> None:
    weasel = pytest.importorskip("weasel.schemas")
    import srsly

    project = srsly.read_yaml(ROOT / "project.yml")
    assert weasel.validate(weasel.ProjectConfigSchema, project) == []
    commands = {command["name"] for command in project["commands"]}
    assert all(step in commands for steps in project["workflows"].values() for step in steps)
    for command in project["commands"]:
        for script in command["script"]:
            words = [
                word for word in shlex.split(script) if word.endswith(".py") or word.startswith("corpus/gold")
            ]
            assert all((ROOT / word).exists() for word in words), script
