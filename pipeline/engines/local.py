"""Run shards in this process, or in a pool of processes that each load the pipeline once."""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

from thinc.api import Config

from pipeline.engines.outcomes import Outcome, Stopped, portable_error
from pipeline.engines.shard import Worker, process_shard
from pipeline.io.plan import Job

__all__ = ["run_alone", "run_pool"]

# Shards after which a process makes room for a fresh one: libraries below Python leak.
RECYCLE_AFTER = 100
# How often an input may be under way when its process dies before it is held responsible.
STRIKES = 2


def run_alone(config: Config, jobs: Iterable[Job]) -> Iterator[Outcome]:
    """Process jobs one after another in this process."""
    worker = Worker(config)
    with _frozen():
        for job in jobs:
            yield process_shard(worker, job)


@contextmanager
def _frozen() -> Iterator[None]:
    """Keep tables and models out of garbage collection: looking through them took a tenth of the time.

    The little garbage that loading left stays, too: to look for it costs more than it holds.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _can_fork() -> bool:
    """Tell whether a copy of this process works: not where a thread may hold a lock, nor on macOS."""
    return sys.platform == "linux" and threading.active_count() == 1


class _Task(NamedTuple):
    job: Job
    killers: dict[str, str]


class _Process:
    """A child process and the pipe to it: a copy of this process with its worker, or a fresh one."""

    def __init__(self, source: Worker | Config, siblings: list["_Process"]) -> None:
        context: Any = multiprocessing.get_context("fork" if isinstance(source, Worker) else "spawn")
        self.pipe, theirs = context.Pipe()
        strangers = [process.pipe for process in (*siblings, self)] if isinstance(source, Worker) else []
        args = (theirs, source, os.getpid(), strangers)
        self.process = context.Process(target=_serve, args=args, daemon=True)
        self.process.start()
        theirs.close()
        self.task: _Task | None = None
        self.item: str | None = None
        self.done = 0

    def give(self, task: _Task | None) -> None:
        self.task, self.item = task, None
        with suppress(BrokenPipeError):  # it died idle; its pipe will say so
            self.pipe.send(task)

    def end(self) -> None:
        self.pipe.close()
        self.process.terminate()
        self.process.join()


def run_pool(config: Config, jobs: Iterable[Job], count: int) -> Iterator[Outcome]:
    """Process jobs in `count` processes, outcomes in the order in which they are done.

    They are started at once, not with the first outcome that is asked for. An input that
    ends its process twice is quarantined; its shard is done again without it.
    """
    pool = _Pool(config, iter(jobs))
    pool.start(count)
    return pool.run()


class _Pool:
    def __init__(self, config: Config, jobs: Iterator[Job]) -> None:
        self.config = config
        self.worker = Worker(config) if _can_fork() else None
        self.jobs = jobs
        self.again: deque[_Task] = deque()
        self.strikes: dict[str, int] = {}
        self.processes: list[_Process] = []

    def start(self, count: int) -> None:
        with _frozen():
            for _ in range(count):
                task = self._next()
                if task is None:
                    break
                self._start(task)

    def run(self) -> Iterator[Outcome]:
        try:
            while self.processes:
                ready = wait([process.pipe for process in self.processes])
                for process in [process for process in self.processes if process.pipe in ready]:
                    yield from self._listen(process)
        finally:
            self.end()

    def end(self) -> None:
        for process in self.processes:
            process.end()

    def _start(self, task: _Task) -> None:
        source = self.worker if self.worker is not None and _can_fork() else self.config
        process = _Process(source, self.processes)
        self.processes.append(process)
        process.give(task)

    def _next(self) -> _Task | None:
        if self.again:
            return self.again.popleft()
        job = next(self.jobs, None)
        return _Task(job, {}) if job else None

    def _listen(self, process: _Process) -> Iterator[Outcome]:
        try:
            message = process.pipe.recv()
        except (EOFError, ConnectionResetError):
            self._bury(process)
            return
        if isinstance(message, str):
            process.item = message
        elif isinstance(message, Exception):
            raise message
        else:
            yield message
            self._feed(process)

    def _feed(self, process: _Process) -> None:
        process.done += 1
        task = self._next()
        if task and process.done < RECYCLE_AFTER:
            process.give(task)
            return
        self.processes.remove(process)
        process.end()
        if task:
            self._start(task)

    def _bury(self, process: _Process) -> None:
        """Replace a dead process; its task is done again, at the second time without the input it died on."""
        process.process.join()
        self.processes.remove(process)
        process.pipe.close()
        task, item = process.task, process.item
        if task is None or item is None:
            raise RuntimeError(f"A worker ended while it started (exit code {process.process.exitcode}).")
        self.strikes[item] = self.strikes.get(item, 0) + 1
        killers = dict(task.killers)
        if self.strikes[item] >= STRIKES:
            killers[item] = (
                f"The process that worked on it ended {STRIKES} times. Leave the input out, or report it."
            )
        self._start(_Task(task.job, killers))


def _serve(pipe: Connection, source: Worker | Config, parent: int, strangers: list[Connection]) -> None:
    """Work in a child process until the pipe ends.

    `strangers`: ends of pipes that a copied process holds, too, and that would never end with it.
    """
    for stranger in strangers:
        stranger.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        worker = source if isinstance(source, Worker) else Worker(source)
        with _frozen():
            while task := pipe.recv():
                pipe.send(process_shard(worker, task.job, killers=task.killers, watch=_Watch(pipe, parent)))
    except EOFError:
        return
    except Exception as error:
        with suppress(OSError):
            pipe.send(portable_error(error))


class _Watch:
    """Tells the parent which input comes next, and whether there still is a parent."""

    def __init__(self, pipe: Connection, parent: int) -> None:
        self.pipe, self.parent = pipe, parent

    def __call__(self, item: str | None) -> None:
        if os.getppid() != self.parent:
            raise Stopped("The run has ended.")
        if item is not None:
            self.pipe.send(item)
