"""Small batch runs for tests: a light config, a folder of inputs, and what a run left behind."""

import json
import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

from pipeline.run import run_batch

CONFIG = """
[paths]
input = null
output = null

[reader]
@misc = "pipeline.Reader.v1"
text_field = "text"

[run]
@misc = "pipeline.Run.v1"
n_process = 1
shard_docs = 3
report = false

[nlp]
lang = "zh"
pipeline = []

[nlp.tokenizer]
@tokenizers = "pipeline.Tokenizer.v1"

[nlp.tokenizer.script]
@misc = "pipeline.Script.v1"
config = "t2s"

[nlp.tokenizer.segmenter]
@misc = "pipeline.Characters.v1"

[initialize]
"""


class Batch:
    """A folder with a light config, an input folder and an output folder."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.home, self.input, self.output = home, home / "in", home / "out"
        self.input.mkdir(exist_ok=True)
        self.config = home / "light.cfg"
        self.config.write_text(CONFIG, encoding="utf-8")

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.input / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def write_rows(self, name: str, *rows: Any) -> Path:
        return self.write(name, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))

    def overrides(self, **settings: Any) -> dict[str, Any]:
        paths = {"paths.input": str(self.input), "paths.output": str(self.output)}
        return paths | {name.replace("__", "."): value for name, value in settings.items()}

    def run(self, *, retry: bool = False, **settings: Any) -> int:
        """Run in this process; `run__n_process=2` overrides `run.n_process`."""
        return run_batch(self.config, self.overrides(**settings), retry_quarantine=retry)

    def run_killed(self, step: int, **settings: Any) -> bool:
        """Run in a child process that is killed before the given change to the disk; tell whether it was."""
        process = multiprocessing.get_context("fork").Process(target=self._run_until, args=(step, settings))
        process.start()
        process.join()
        return process.exitcode == -signal.SIGKILL

    def _run_until(self, step: int, settings: dict[str, Any]) -> None:
        left = step

        def count(function: Any) -> Any:
            def call(*args: Any, **kwargs: Any) -> Any:
                nonlocal left
                left -= 1
                if left < 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                return function(*args, **kwargs)

            return call

        for name in ("replace", "unlink", "mkdir", "rmdir"):
            setattr(os, name, count(getattr(os, name)))
        self.run(**settings)

    def manifest(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.output / "manifest.jsonl").read_bytes().splitlines()]

    def states(self) -> dict[str, str]:
        return {line["source"]: line["state"] for line in self.manifest()}

    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = json.loads((self.output / "run.json").read_text(encoding="utf-8"))["counts"]
        return counts

    def records(self) -> list[dict[str, Any]]:
        shards = sorted((self.output / "documents").glob("*.jsonl"))
        return [json.loads(line) for shard in shards for line in shard.read_bytes().splitlines()]

    def reasons(self) -> dict[str, str]:
        files = (self.output / "quarantine").glob("*/reason.json")
        reasons = [json.loads(file.read_text(encoding="utf-8")) for file in files]
        return {reason["source"]: reason["reason"] for reason in reasons}

    def snapshot(self) -> dict[str, bytes]:
        """Read everything a run promises to be the same: all but times and the working state."""
        files = (path for path in self.output.rglob("*") if path.is_file())
        names = {path.relative_to(self.output).as_posix(): path for path in files}
        return {
            name: path.read_bytes()
            for name, path in sorted(names.items())
            if not name.startswith(".state/") and name not in ("run.json", "report.html")
        }
