"""Inputs and outputs in an object store: a real S3-compatible server on loopback."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ConfigError
from pipeline.io.docs import read_docs, read_records
from pipeline.io.storage import open_folder
from pipeline.run import run_batch
from tests.batch import Batch

fsspec = pytest.importorskip("fsspec", reason="needs the extra remote")
pytest.importorskip("s3fs", reason="needs the extra remote")
moto = pytest.importorskip("moto.server", reason="needs the moto server")

pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def store() -> Iterator[Any]:
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        store = fsspec.filesystem("s3", skip_instance_cache=True)
        store.mkdir("news")
        yield store
    server.stop()


def test_remote_run_equals_a_local_one(store: Any, tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    for number in range(4):
        batch.write(f"{number}.txt", f"第{number}篇")
    batch.write_rows("sub/rows.jsonl", {"text": "一"}, {"no": "text"})
    batch.write("empty.txt", b"")
    batch.run()
    for path in batch.input.rglob("*.*"):
        store.pipe_file(f"news/in/{path.relative_to(batch.input).as_posix()}", path.read_bytes())
    paths = {"paths.input": "s3://news/in", "paths.output": "s3://news/out"}
    assert run_batch(batch.config, paths) == 3
    found = {name.removeprefix("news/out/"): store.cat_file(name) for name in store.find("news/out")}
    same = {
        name: data for name, data in found.items() if not name.startswith(".state/") and name != "run.json"
    }
    assert same == batch.snapshot()
    assert [doc._.source for doc in read_docs("s3://news/out")] == [
        record["source"] for record in read_records("s3://news/out")
    ]

    store.pipe_file("news/in/1.txt", "改了".encode())
    store.rm("news/in/2.txt")
    assert run_batch(batch.config, paths) == 3
    counts = json.loads(store.cat_file("news/out/run.json"))["counts"]
    assert counts == {"inputs": 6, "ok": 1, "cached": 3, "quarantined": 2, "changed": 1, "removed": 1}


def test_remote_lock_refuses_a_second_run_and_outlives_no_dead_one(store: Any) -> None:
    folder, _ = open_folder("s3://news/locked")
    with folder.lock(), pytest.raises(ConfigError, match="Another run is writing"), folder.lock():
        pass
    store.pipe_file("news/locked/.state/lock", b"elsewhere 1")
    with pytest.raises(ConfigError, match="from another machine"), folder.lock():
        pass


def test_remote_input_that_is_not_there(store: Any) -> None:
    with pytest.raises(ConfigError, match="There is no input 's3://news/nowhere'"):
        open_folder("s3://news/nowhere", is_input=True)
