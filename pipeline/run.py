"""A batch run: plan, process, account. Whatever happens in between, nothing is lost and nothing done twice."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from thinc.api import Config

from pipeline.engines.outcomes import Outcome, Stopped, Total, load_outcome
from pipeline.errors import ConfigError, DataError
from pipeline.fingerprint import find_versions, fingerprint
from pipeline.io.folders import Entry, Folder
from pipeline.io.ledger import Known, Ledger
from pipeline.io.plan import OUTCOMES, Job, Plan, make_plan
from pipeline.io.readers import find_inputs
from pipeline.io.storage import open_folder
from pipeline.io.writers import docs_path, records_path, remove_shard, sweep
from pipeline.loading import Settings, read_config, read_settings
from pipeline.progress import Reporter, create_reporter
from pipeline.watch import watch_folder

__all__ = ["run_batch"]

DONE, FAILED, QUARANTINED, INTERRUPTED = 0, 1, 3, 130
RUN = "run.json"
# Removed inputs named in run.json; their number is always exact.
NAMED = 100


def run_batch(
    config: str | Path,
    overrides: dict[str, Any] | None = None,
    *,
    retry_quarantine: bool = False,
    watch: bool = False,
    log_format: str = "text",
) -> int:
    """Process what is new or changed in the input of a config; return the exit code.

    0: all documents done; 1: stopped by `fail_fast` or `max_quarantined`; 3: done, with inputs
    in quarantine; 130: interrupted, to be continued by the next run. Raises ConfigError for
    a config, input or output that does not fit, or an output that another run is writing to.
    """
    reporter = create_reporter(log_format)
    run = _open_run(read_config(config, overrides), reporter)
    with _interruptible(), run.outputs.lock():
        try:
            return (run.watch if watch else run.process)(retry=retry_quarantine)
        except Stopped as stop:
            reporter.say("stopped", f"Stopped: {stop}", reason=str(stop))
            return FAILED
        except KeyboardInterrupt:
            reporter.say("interrupted", "Interrupted; what is done is saved. Run again to go on.")
            return INTERRUPTED
        except OSError as error:
            reporter.say("failed", f"Failed: {error}. What is done is saved; run again to go on.")
            return FAILED


def _open_run(config: Config, reporter: Reporter) -> "Run":
    settings = read_settings(config)
    if not settings.input or not settings.output:
        missing = "input" if not settings.input else "output"
        raise ConfigError(f"paths.{missing} is not set. Give it in the config or as --paths.{missing} PATH.")
    inputs, only = open_folder(settings.input, is_input=True)
    outputs, _ = open_folder(settings.output)
    if only is None and inputs.name == outputs.name:
        raise ConfigError(
            f"paths.input and paths.output are both '{settings.input}'. Give another --paths.output."
        )
    return Run(config, settings, inputs, only, outputs, reporter, fingerprint(config))


class Run(NamedTuple):
    """Reader, engine and writers of one output folder."""

    config: Config
    settings: Settings
    inputs: Folder
    only: str | None
    outputs: Folder
    reporter: Reporter
    fingerprint: str

    def process(self, *, retry: bool = False) -> int:
        """Finish the plan of a run that was killed, then do what is new."""
        plan = Plan.load(self.outputs)
        with closing(Ledger.load(self.outputs)) as ledger:
            if plan and plan.fingerprint == self.fingerprint:
                self.reporter.say("resumed", f"Going on with an unfinished run of {plan.items} inputs.")
                code = self._execute(plan, ledger)
                plan = self._make_plan(ledger, retry=False)
                if plan.is_empty:
                    plan.finish()
                    return code
                return self._execute(plan, ledger)
            if plan:
                _abandon(plan, ledger)
            self._expire(ledger)
            return self._execute(self._make_plan(ledger, retry=retry), ledger)

    def watch(self, *, retry: bool = False) -> int:
        """Process the folder now and whenever something arrives, until interrupted."""
        if "://" in self.inputs.name or self.only is not None:
            raise ConfigError("--watch needs a local folder as input. Give one with --paths.input.")
        for number, _ in enumerate(watch_folder(self.inputs.name, exclude=self.outputs.name)):
            self.process(retry=retry and not number)
            if not number:
                self.reporter.say("watching", f"Watching {self.inputs.name}; Ctrl+C ends.")
        raise KeyboardInterrupt

    def _expire(self, ledger: Ledger) -> None:
        """Forget results of another config or version, and those of shards that are not there any more."""
        if _read_fingerprint(self.outputs) != self.fingerprint:
            ledger.expire()
            return
        present = {*self.outputs.list("documents"), *self.outputs.list("docs")}
        paths = [records_path, docs_path] if self.settings.run.docbin else [records_path]
        for shard in ledger.shards():
            if any(path(shard).rpartition("/")[2] not in present for path in paths):
                ledger.expire(shard)

    def _make_plan(self, ledger: Ledger, *, retry: bool) -> Plan:
        known = 0

        def is_known(entry: Entry) -> bool:
            nonlocal known
            count = 0 if entry.refusal or retry else ledger.see_file(entry)
            known += count
            return count > 0

        ledger.forget_seen()
        found = find_inputs(
            self.inputs, self.only, self.outputs.name, self.settings.reader.max_bytes, is_known
        )
        settings = self.settings.run
        return make_plan(
            self.outputs, ledger, found, settings, self.fingerprint, retry=retry, count_known=lambda: known
        )

    def _execute(self, plan: Plan, ledger: Ledger) -> int:
        """Do the jobs of a plan that are not done yet, then make their results the current ones."""
        started = time.time()
        total = Total()
        outcomes = self._run_jobs(plan)  # before the bar, whose thread forbids to fork workers
        with self.reporter.bar(plan.items) as advance:
            for outcome in outcomes:
                total.add(outcome)
                advance(len(outcome.rows))
                self._check_limit(total.quarantined)
        return self._commit(plan, ledger, total, started)

    def _run_jobs(self, plan: Plan) -> Iterator[Outcome]:
        finished = {int(name.removesuffix(".json")) for name in self.outputs.list(OUTCOMES)}
        done = (load_outcome(self.outputs, shard) for shard in sorted(finished))
        jobs = (job for job in plan.read_jobs() if job.shard not in finished)
        return chain(done, self._run_engine(jobs))

    def _run_engine(self, jobs: Iterator[Job]) -> Iterator[Outcome]:
        run = self.settings.run
        first = next(jobs, None)
        if first is None:
            return iter(())
        jobs = chain([first], jobs)
        if run.engine == "ray":
            from pipeline.engines.ray import run_ray

            return run_ray(self.config, jobs, run.n_process, run.engine_address)
        if run.n_process == 1:
            from pipeline.engines.local import run_alone

            return run_alone(self.config, jobs)
        from pipeline.engines.local import run_pool

        return run_pool(self.config, jobs, run.n_process)

    def _check_limit(self, quarantined: int) -> None:
        limit = self.settings.run.max_quarantined
        if limit is not None and quarantined > limit:
            raise Stopped(
                f"{quarantined} inputs are in quarantine, more than run.max_quarantined = {limit}. "
                f"See {self.outputs.name}/quarantine; run again with a higher limit to go on."
            )

    def _commit(self, plan: Plan, ledger: Ledger, total: Total, started: float) -> int:
        """Make manifest, quarantine and run.json say what the shards say. Repeating it changes nothing."""
        removed = [known.source for known in plan.read_removed()]
        ledger.age()
        ledger.remove(known.id for known in plan.read_removed())
        for job in plan.read_jobs():
            ledger.put(Known(**row) for row in load_outcome(self.outputs, job.shard).rows)
        self.outputs.make("documents")
        if self.settings.run.docbin:
            self.outputs.make("docs")
        sweep(self.outputs, ledger)
        ledger.save(self.outputs)
        counts = {state: ledger.count(state) for state in ("ok", "cached", "quarantined")}
        if plan.inputs != sum(counts.values()):
            raise DataError(
                f"{plan.inputs} inputs were found, but accounted for are {counts}. Please report this."
            )
        counts = {"inputs": plan.inputs, **counts, "changed": plan.changed, "removed": plan.removed}
        summary = self._summarise(counts, removed[:NAMED], total, started)
        with self.outputs.create(RUN) as file:
            file.write(json.dumps(summary, ensure_ascii=False, indent=1).encode() + b"\n")
        if self.settings.run.report:
            self._write_report()
        self.reporter.summarise(summary)
        ledger.save_stamps(self.outputs)
        plan.finish()
        return QUARANTINED if counts["quarantined"] else DONE

    def _summarise(
        self, counts: dict[str, int], removed: list[str], total: Total, started: float
    ) -> dict[str, Any]:
        return {
            "fingerprint": self.fingerprint,
            "config": self.config.interpolate(),
            "versions": find_versions(),
            "counts": counts,
            "removed": removed,
            "totals": {
                **total.counts,
                "documents": total.counts["documents"],
                "edits": dict(total.edits.most_common()),
            },
            "timings": {
                "started": datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds"),
                "seconds": round(time.time() - started, 3),
                "stages": {stage: round(total.seconds[stage], 3) for stage in sorted(total.seconds)},
            },
        }

    def _write_report(self) -> None:
        from pipeline.report import write_report

        try:
            write_report(self.outputs.name)
        except Exception as error:  # the data is complete; a page about it must not undo that
            self.reporter.say(
                "no-report", f"No report: {type(error).__name__}: {error}. Try `report` by itself."
            )


def _read_fingerprint(outputs: Folder) -> str | None:
    if not outputs.exists(RUN):
        return None
    try:
        return str(json.loads(outputs.read(RUN))["fingerprint"])
    except (ValueError, KeyError, TypeError):
        return None


def _abandon(plan: Plan, ledger: Ledger) -> None:
    """Drop a plan made for another config: the shards it touched may hold anything, all others are as before."""
    for job in plan.read_jobs():
        ledger.expire(job.shard)
        remove_shard(plan.folder, job.shard)
    plan.finish()


@contextmanager
def _interruptible() -> Iterator[None]:
    """Treat a termination like Ctrl+C, so that both save what is done."""

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # not in the main thread: the owner of the process decides
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
