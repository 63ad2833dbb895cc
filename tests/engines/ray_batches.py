"""Run in a process of its own, with a real local cluster: writes what `test_ray` compares."""

import json
import logging
import sys
from pathlib import Path

import ray

from pipeline.engines import ray as engine
from tests.batch import Batch
from tests.engines import killer


def main(home: Path) -> None:
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    batch = Batch(home)
    batch.output = home / "on-ray"
    code = batch.run(run__engine="ray", run__n_process=2)
    batch.output = home / "killed"
    batch.write("4.txt", killer.POISON)
    engine._Actor = killer.Actor  # type: ignore[misc]
    killed = batch.run(run__engine="ray", run__n_process=1)
    result = {"code": code, "killed": killed, "reasons": batch.reasons()}
    (home / "result.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
