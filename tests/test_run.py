"""Accounting, resuming and the lock of a batch run."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline.errors import ConfigError
from pipeline.io.docs import read_docs
from pipeline.io.storage import open_folder
from pipeline.run import run_batch
from tests.batch import Batch
from tests.conftest import ROOT

SCHEMA = json.loads((ROOT / "docs" / "record.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def _without_fsync(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test cuts the power, and waiting for the disk is most of the time of small runs."""
    monkeypatch.setattr(os, "fsync", int)


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    batch = Batch(tmp_path)
    for number in range(7):
        batch.write(f"{number}.txt", f"第{number}篇：上海市政府宣佈，經濟發展。\r\n")
    batch.write_rows(
        "rows.jsonl", *({"text": f"第{number}行", "title": "題", "n": number} for number in range(4))
    )
    return batch


def change(batch: Batch) -> None:
    """Make a day's changes: new, changed, removed and bad inputs, in files and rows."""
    batch.write("1.txt", "改了的一篇")
    batch.write("2.txt", b"")
    (batch.input / "4.txt").unlink()
    batch.write("new/8.txt", "新的一篇")
    batch.write("new/9.html", "<html><title>題</title><p>網頁</p></html>")
    batch.write_rows(
        "rows.jsonl", {"text": "第0行", "title": "題", "n": 0}, {"text": "改了的行"}, {"no": "text"}
    )


def test_run_accounts_for_every_input(batch: Batch) -> None:
    batch.write("bad.txt", b"")
    assert batch.run() == 3
    assert batch.counts() == {
        "inputs": 12,
        "ok": 11,
        "cached": 0,
        "quarantined": 1,
        "changed": 0,
        "removed": 0,
    }
    records = batch.records()
    assert sorted(record["id"] for record in records) == sorted(
        line["id"] for line in batch.manifest() if line["state"] == "ok"
    )
    for record in records:
        jsonschema.validate(record, SCHEMA)
    assert [doc._.id for doc in read_docs(batch.output)] == [record["id"] for record in records]
    assert batch.reasons() == {"bad.txt": "The input is empty."}


def test_run_twice_does_nothing_again(batch: Batch) -> None:
    batch.run()
    before = {path: path.stat().st_mtime_ns for path in batch.output.glob("doc*/*")}
    assert batch.run() == 0
    assert batch.counts()["cached"] == 11
    assert set(batch.states().values()) == {"cached"}
    assert before == {path: path.stat().st_mtime_ns for path in batch.output.glob("doc*/*")}


def test_run_does_only_what_changed(batch: Batch) -> None:
    batch.run()
    before = {path.name: path.stat().st_mtime_ns for path in (batch.output / "documents").glob("*")}
    change(batch)
    assert batch.run() == 3
    assert batch.counts() == {
        "inputs": 11,
        "ok": 4,
        "cached": 5,
        "quarantined": 2,
        "changed": 4,
        "removed": 2,
    }
    after = {path.name: path.stat().st_mtime_ns for path in (batch.output / "documents").glob("*")}
    assert [name for name in before if before[name] == after.get(name)] == []
    assert {record["source"] for record in batch.records()} == {
        source for source, state in batch.states().items() if state != "quarantined"
    }
    texts = {record["source"]: record["text"] for record in batch.records()}
    assert texts["1.txt"] == "改了的一篇" and texts["rows.jsonl#2"] == "改了的行"


def test_run_leaves_untouched_shards_alone(batch: Batch) -> None:
    batch.run()
    path = batch.output / "documents" / "00000.jsonl"
    before = path.stat().st_mtime_ns
    batch.write("z.txt", "新的")
    batch.write("5.txt", "改了")
    batch.run()
    assert path.stat().st_mtime_ns == before
    assert batch.counts()["cached"] == 10


def test_run_of_another_config_does_all_again(batch: Batch) -> None:
    batch.run()
    assert batch.run(run__max_quarantined=5, run__n_process=1) == 0
    assert batch.counts()["cached"] == 11
    batch.run(run__shard_docs=4)
    assert batch.counts()["ok"] == 11
    assert sorted(path.name for path in (batch.output / "docs").iterdir()) == [
        "00000.spacy",
        "00001.spacy",
        "00002.spacy",
    ]


def test_run_recovers_a_lost_shard(batch: Batch) -> None:
    batch.run()
    whole = batch.snapshot()
    (batch.output / "docs" / "00001.spacy").unlink()
    batch.run()
    assert batch.counts()["ok"] == 3
    assert len(batch.records()) == 11 and len(whole) == len(batch.snapshot())


def test_run_retries_quarantine_on_request(batch: Batch) -> None:
    batch.write("long.txt", "長" * 100)
    assert batch.run(run__max_chars=50, run__long_documents="quarantine") == 3
    assert batch.run(run__max_chars=50, run__long_documents="quarantine", retry=True) == 3
    assert batch.counts()["quarantined"] == 1 and batch.counts()["cached"] == 11
    batch.write("long.txt", "短")
    assert batch.run(run__max_chars=50, run__long_documents="quarantine") == 0
    assert not list((batch.output / "quarantine").iterdir())


def test_run_stops_at_limits_and_goes_on(batch: Batch) -> None:
    for number in range(4):
        batch.write(f"a{number}.txt", b"")
    assert batch.run(run__fail_fast=True) == 1
    assert not (batch.output / "manifest.jsonl").exists()
    assert batch.run(run__max_quarantined=1) == 1
    assert batch.run(run__max_quarantined=4) == 3
    assert batch.counts()["quarantined"] == 4


@pytest.mark.parametrize("with_earlier_run", [False, True], ids=["fresh", "incremental"])
def test_run_killed_anywhere_gives_the_same_bytes(batch: Batch, with_earlier_run: bool) -> None:
    """Killed before any change to the disk, and again while resuming, a run ends as if nothing had happened."""
    if with_earlier_run:
        batch.run()
        change(batch)
    else:
        batch.write("bad.txt", b"")
    start = batch.home / "start"
    shutil.copytree(batch.output, start) if with_earlier_run else start.mkdir()
    batch.run()
    whole = batch.snapshot()
    steps = random.Random(7).sample(range(150), 30)
    killed = 0
    for step in steps:
        shutil.rmtree(batch.output)
        shutil.copytree(start, batch.output)
        was_killed = batch.run_killed(step)
        killed += was_killed
        if was_killed:
            batch.run_killed(step // 2)
            batch.run_killed(step // 3)
            batch.run()
        found = batch.snapshot()
        done_before = was_killed and batch.counts()["ok"] == 0  # killed after its last promise: a second run
        found.pop("manifest.jsonl") if done_before else None
        assert found == {name: whole[name] for name in found}, f"killed at {step}"
        assert found.keys() | {"manifest.jsonl"} == whole.keys()
    assert killed > 10


def test_run_killed_by_the_clock_gives_the_same_bytes(batch: Batch) -> None:
    batch.run()
    whole = batch.snapshot()
    shutil.rmtree(batch.output)
    command = [sys.executable, "-m", "pipeline", "run", str(batch.config)]
    for name, value in batch.overrides(run__n_process=2).items():
        command += [f"--{name}", str(value)]
    for delay in (1.5, 2.5):
        process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait()
    batch.run()
    found = batch.snapshot()
    whole.pop("manifest.jsonl"), found.pop("manifest.jsonl")
    assert found == whole


def test_run_abandons_the_plan_of_another_config(batch: Batch) -> None:
    batch.run()
    whole = batch.snapshot()
    assert batch.run_killed(40, run__shard_docs=4)
    batch.run()
    assert len(batch.records()) == 11 and batch.counts()["inputs"] == 11
    shutil.rmtree(batch.output)
    batch.run()
    assert batch.snapshot() == whole


def test_run_interrupted_exits_130_and_goes_on(batch: Batch) -> None:
    for number in range(90):
        batch.write(f"many/{number}.txt", "上海" * 500)
    command = [sys.executable, "-m", "pipeline", "run", str(batch.config), "--log-format", "json"]
    for name, value in batch.overrides().items():
        command += [f"--{name}", str(value)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if json.loads(line)["event"] == "progress":
                process.send_signal(signal.SIGINT)
                break
        rest = process.stderr.read()
    assert process.returncode == 130, rest
    assert "Traceback" not in rest
    assert batch.run() == 0
    assert batch.counts()["ok"] == 101


def test_run_refuses_a_locked_output(batch: Batch) -> None:
    folder, _ = open_folder(batch.output)
    with folder.lock(), pytest.raises(ConfigError, match="Another run is writing"):
        batch.run()


def test_run_is_the_same_for_any_workers_and_hash_seed(batch: Batch) -> None:
    batch.write("bad.txt", b"")
    batch.run()
    whole = batch.snapshot()
    for seed, workers in (("1", 2), ("2", 1)):
        shutil.rmtree(batch.output)
        command = [sys.executable, "-m", "pipeline", "run", str(batch.config)]
        for name, value in batch.overrides(run__n_process=workers).items():
            command += [f"--{name}", str(value)]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True
        )
        assert done.returncode == 3, done.stderr
        assert batch.snapshot() == whole


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        ({"paths.input": "no-such-folder"}, "There is no input 'no-such-folder'"),
        ({"paths.input": None}, "paths.input is not set"),
        ({"paths.output": None}, "paths.output is not set"),
    ],
)
def test_run_names_what_is_wrong_with_paths(batch: Batch, paths: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        run_batch(batch.config, batch.overrides() | paths)


def test_run_does_not_read_its_own_output(batch: Batch) -> None:
    batch.output = batch.input / "out"
    batch.run()
    assert batch.run() == 0
    assert batch.counts()["inputs"] == 11


def test_run_takes_a_single_file(batch: Batch) -> None:
    assert run_batch(batch.config, batch.overrides() | {"paths.input": str(batch.input / "3.txt")}) == 0
    assert [record["source"] for record in batch.records()] == ["3.txt"]
