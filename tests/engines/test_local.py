"""A pool of processes gives what one process gives, also when processes die."""

from pathlib import Path

import pytest

from pipeline.engines import local
from pipeline.errors import ConfigError
from tests.batch import Batch
from tests.engines import killer


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    batch = Batch(tmp_path)
    for number in range(8):
        batch.write(f"{number}.txt", f"第{number}篇")
    return batch


def test_pool_quarantines_what_ends_its_process(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.write("4.txt", killer.POISON)
    monkeypatch.setattr(local, "_serve", killer.serve)
    assert batch.run(run__n_process=2) == 3
    assert batch.counts()["ok"] == 7
    assert list(batch.reasons()) == ["4.txt"]
    assert "ended 2 times" in batch.reasons()["4.txt"]


def test_pool_recycles_processes(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.write("8.txt", "第8篇")
    batch.run()
    whole = batch.snapshot()
    monkeypatch.setattr(local, "RECYCLE_AFTER", 1)
    batch.output = batch.home / "recycled"
    assert batch.run(run__n_process=2) == 0
    assert batch.snapshot() == whole


def test_pool_reports_a_config_that_does_not_load(batch: Batch) -> None:
    with pytest.raises(ConfigError, match="nonsense"):
        batch.run(run__n_process=2, nlp__pipeline=["nonsense"])


def test_pool_stops_at_the_first_failure(batch: Batch) -> None:
    batch.write("0.txt", b"")
    assert batch.run(run__n_process=2, run__fail_fast=True) == 1
    assert not (batch.output / "quarantine").exists()
