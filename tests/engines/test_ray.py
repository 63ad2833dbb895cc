"""A real local Ray cluster gives the bytes of the local engine, also when actors die."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch import Batch
from tests.conftest import ROOT

pytest.importorskip("ray", reason="needs the extra ray")


@pytest.mark.cluster
def test_ray_gives_the_same_bytes_and_survives_dying_actors(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    for number in range(8):
        batch.write(f"{number}.txt", f"第{number}篇")
    batch.run()
    whole = batch.snapshot()
    command = [sys.executable, "-m", "tests.engines.ray_batches", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RAY_AUTH_MODE": "disabled"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    batch.output = tmp_path / "on-ray"
    assert result["code"] == 0 and batch.snapshot() == whole
    assert result["killed"] == 3 and list(result["reasons"]) == ["4.txt"]
