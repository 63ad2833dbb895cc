"""The wheel alone is enough: an empty environment, another folder, no checkout."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=CLEAN, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    done = run(sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", target, ROOT, cwd=ROOT)
    if done.returncode:
        pytest.skip(f"the build backend could not be installed: {done.stderr.splitlines()[-1:]}")
    return next(target.glob("*.whl"))


def test_wheel_carries_configs_tables_and_models(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for expected in (
        "pipeline/configs/default.cfg",
        "pipeline/configs/ner.cfg",
        "pipeline/data/institutions.jsonl",
        "pipeline/models/segmenter/features.msgpack",
        "pipeline/models/segmenter/README.md",
        "pipeline/models/language_model/README.md",
        "pipeline/models/names/weights.npz",
        "pipeline/py.typed",
    ):
        assert expected in names
    assert not [name for name in names if name.endswith((".pkl", ".pickle"))]


def test_wheel_runs_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    installed = run(python, "-m", "pip", "install", "-q", wheel, cwd=tmp_path)
    if installed.returncode:
        pytest.skip(f"the dependencies could not be installed: {installed.stderr.splitlines()[-1:]}")
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.txt").write_text(
        "習(xí)近平在上海考察時(shí)強(qiáng)調(diào),上海市國資委要加快發(fā)展業(yè)務(wù)。", "utf-8"
    )
    done = run(
        *(python, "-m", "pipeline", "run", "default", "--paths.input", news, "--paths.output", "out"),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    records = (tmp_path / "out" / "documents" / "00000.jsonl").read_text("utf-8")
    assert "上海市国有资产监督管理委员会" in records
