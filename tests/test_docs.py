"""The documentation builds without a warning, and says what the package says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CALM = os.environ | {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for module in ("mkdocs", "material", "mkdocstrings", "mkdocs_gen_files"):
        pytest.importorskip(module, reason="extra: docs")
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(target)]
    done = subprocess.run(command, cwd=ROOT, env=CALM, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


def test_docs_describe_every_field_of_the_record(site: Path) -> None:
    page = (site / "record" / "index.html").read_text(encoding="utf-8")
    schema = json.loads((ROOT / "docs" / "record.schema.json").read_text(encoding="utf-8"))
    assert all(f"<code>{name}</code>" in page for name in schema["properties"])


def test_docs_describe_every_setting(site: Path) -> None:
    page = (site / "configuration" / "index.html").read_text(encoding="utf-8")
    for name in (
        "pipeline.Tokenizer.v1",
        "pipeline.Run.v1",
        "max_chars",
        "pipeline_metrics",
        "text_field",
        "margin",
    ):
        assert name in page


def test_docs_draw_the_damage_as_it_is(site: Path) -> None:
    shift = (site / "assets" / "shift.svg").read_text(encoding="utf-8")
    assert all(f">{character}<" in shift for character in "上海考察時疾鞎r")
    gloss = (site / "assets" / "gloss.svg").read_text(encoding="utf-8")
    assert all(f">{character}<" in gloss for character in "秦揚fù)P")


def test_docs_show_model_cards_and_known_failures(site: Path) -> None:
    for card in (ROOT / "models").glob("*/README.md"):
        title = card.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")
        assert title[:20] in (site / "models" / "index.html").read_text(encoding="utf-8")
    assert "<table>" in (site / "known-failures" / "index.html").read_text(encoding="utf-8")
