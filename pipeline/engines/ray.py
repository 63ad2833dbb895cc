"""Run shards on a Ray cluster: one actor a process, each with the pipeline loaded once.

Ray Data was tried and is slower: 17 s for a trivial map that took actors 7 s.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from thinc.api import Config

from pipeline.engines.outcomes import Outcome, portable_error
from pipeline.engines.shard import Worker, process_shard
from pipeline.errors import missing_extra
from pipeline.io.plan import Job

__all__ = ["run_ray"]

# Shards after which an actor makes room for a fresh one.
RECYCLE_AFTER = 100
# An actor that cannot even start this often in a row will not start at all.
MAX_STARTS = 3


def run_ray(config: Config, jobs: Iterable[Job], count: int, address: str | None) -> Iterator[Outcome]:
    """Process jobs with `count` actors of the cluster at `address`, or of a local one.

    An input that ends its actor twice is quarantined; its shard is done again without it.
    Inputs and outputs must be where all nodes reach them: a shared file system or URLs.
    Raises ConfigError without the extra `ray`.
    """
    try:
        import ray
    except ImportError:
        raise missing_extra("ray", "ray", 'run.engine = "ray"') from None
    is_ours = not ray.is_initialized()
    if is_ours and address:
        ray.init(address=address, log_to_driver=False)
    elif is_ours:
        ray.init(num_cpus=count, include_dashboard=False, log_to_driver=False, configure_logging=False)
    try:
        yield from _Cluster(ray, config, iter(jobs)).run(count)
    finally:
        if is_ours:
            ray.shutdown()


class _Task(NamedTuple):
    """A job; `is_careful` once an actor died on it: then every input is announced before it is touched."""

    job: Job
    killers: dict[str, str]
    is_careful: bool = False


class _Board:
    """Remembers which input each shard has come to, for when its actor dies."""

    def __init__(self) -> None:
        self.items: dict[int, str | None] = {}

    def put(self, shard: int, item: str | None) -> None:
        self.items[shard] = item

    def get(self, shard: int) -> str | None:
        return self.items.get(shard)


class _Actor:
    """A worker on the cluster."""

    def __init__(self, config: Config, board: Any) -> None:
        self.worker: Worker | Exception
        try:
            self.worker = Worker(config)
        except Exception as error:
            self.worker = portable_error(error)
        self.board = board

    def process(self, task: _Task) -> Outcome | Exception:
        """Process a job; errors are returned, because raised ones arrive as something else."""
        import ray

        if isinstance(self.worker, Exception):
            return self.worker

        def announce(item: str | None) -> None:
            ray.get(self.board.put.remote(task.job.shard, item))

        try:
            return process_shard(
                self.worker, task.job, killers=task.killers, watch=announce if task.is_careful else None
            )
        except Exception as error:
            return portable_error(error)


class _Cluster:
    def __init__(self, ray: Any, config: Config, jobs: Iterator[Job]) -> None:
        self.ray = ray
        self.config = ray.put(config)
        self.jobs = jobs
        self.again: deque[_Task] = deque()
        self.board = ray.remote(num_cpus=0)(_Board).remote()
        self.running: dict[Any, tuple[Any, _Task, int]] = {}
        self.deaths = 0

    def run(self, count: int) -> Iterator[Outcome]:
        for _ in range(count):
            self._give(None, 0)
        while self.running:
            (done,), _ = self.ray.wait(list(self.running), num_returns=1)
            actor, task, shards = self.running.pop(done)
            try:
                outcome = self.ray.get(done)
            except self.ray.exceptions.RayActorError:
                self._bury(task)
                continue
            if isinstance(outcome, Exception):
                raise outcome
            self.deaths = 0
            yield outcome
            self._give(actor, shards + 1)

    def _give(self, actor: Any, shards: int) -> None:
        """Give an actor, or a new one in its place, the next job."""
        task = self.again.popleft() if self.again else self._next()
        if task is None:
            return
        if actor is None or shards >= RECYCLE_AFTER:
            actor, shards = self.ray.remote(num_cpus=1)(_Actor).remote(self.config, self.board), 0
        self.running[actor.process.remote(task)] = (actor, task, shards)

    def _next(self) -> _Task | None:
        job = next(self.jobs, None)
        return _Task(job, {}) if job else None

    def _bury(self, task: _Task) -> None:
        """Do a job again whose actor died; at the second time without the input it died on."""
        item = self.ray.get(self.board.get.remote(task.job.shard)) if task.is_careful else None
        self.deaths += 1
        if item is None and self.deaths > MAX_STARTS:
            raise RuntimeError(f"Actors of the cluster end while they start ({MAX_STARTS} times in a row).")
        killers = dict(task.killers)
        if item is not None:
            killers[item] = "The process that worked on it ended 2 times. Leave the input out, or report it."
        self.again.append(_Task(task.job, killers, is_careful=True))
        self._give(None, 0)
