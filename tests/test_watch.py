"""A watched folder: what arrives is processed, and Ctrl+C ends with code 130."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.run import run_batch
from tests.batch import Batch
from tests.conftest import ROOT

pytest.importorskip("watchfiles", reason="needs the extra watch")


def test_watch_processes_what_arrives(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    batch.write("a.txt", "上海")
    command = [sys.executable, "-m", "pipeline", "run", str(batch.config), "--watch", "--log-format", "json"]
    for name, value in batch.overrides().items():
        command += [f"--{name}", str(value)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        summaries = []
        for line in process.stderr:
            event = json.loads(line)
            if event["event"] == "watching":
                batch.write("b.txt", "北京")
            if event["event"] == "summary":
                summaries.append(event["counts"])
            if len(summaries) == 2:
                process.send_signal(signal.SIGINT)
                break
        process.stderr.read()
    assert process.returncode == 130
    assert [counts["ok"] for counts in summaries] == [1, 1]
    assert set(batch.states()) == {"a.txt", "b.txt"}


def test_watch_needs_a_folder(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    path = batch.write("a.txt", "上海")
    with pytest.raises(ConfigError, match="needs a local folder"):
        run_batch(batch.config, batch.overrides() | {"paths.input": str(path)}, watch=True)
