"""What a run says while it works: a bar on a terminal, lines elsewhere, JSON on request. All on stderr."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Literal, Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from pipeline.errors import ConfigError

__all__ = ["Reporter", "create_reporter"]

LogFormat = Literal["text", "json"]


class Reporter(Protocol):
    """Where a run reports to."""

    def say(self, event: str, message: str, **facts: Any) -> None:
        """Report something that happened: `message` for people, the rest for programs."""
        ...

    def bar(self, total: int) -> Any:
        """Open a progress bar; the context gives a function to call with documents done."""
        ...

    def summarise(self, summary: dict[str, Any]) -> None:
        """Report the end of a run: what run.json holds."""
        ...


def create_reporter(log_format: str) -> Reporter:
    """Raises ConfigError for an unknown format."""
    if log_format == "json":
        return _JsonReporter()
    if log_format == "text":
        return _TextReporter(_Console(stderr=True, highlight=False))
    raise ConfigError(f"--log-format is {log_format!r}. Give text or json.")


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Go on in silence when nobody listens any more: `run ... 2>&1 | head` must not end the run."""
        self.quiet = True


class _JsonReporter:
    def say(self, event: str, message: str, **facts: Any) -> None:
        with suppress(BrokenPipeError):
            line = json.dumps({"event": event, "message": message, **facts}, ensure_ascii=False, default=str)
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    @contextmanager
    def bar(self, total: int) -> Iterator[Any]:
        done = 0

        def advance(count: int) -> None:
            nonlocal done
            done += count
            self.say("progress", f"{done} of {total} inputs", done=done, total=total)

        yield advance

    def summarise(self, summary: dict[str, Any]) -> None:
        self.say("summary", "done", **summary)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.0f}/s" if speed else "")


class _TextReporter:
    def __init__(self, console: Console) -> None:
        self.console = console

    def say(self, event: str, message: str, **facts: Any) -> None:
        self.console.print(message, markup=False, soft_wrap=True)

    @contextmanager
    def bar(self, total: int) -> Iterator[Any]:
        columns = (TextColumn("inputs"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
        with Progress(*columns, console=self.console, disable=not self.console.is_terminal) as progress:
            task = progress.add_task("inputs", total=total)

            def advance(count: int) -> None:
                progress.advance(task, count)

            yield advance

    def summarise(self, summary: dict[str, Any]) -> None:
        counts, totals, seconds = summary["counts"], summary["totals"], summary["timings"]["stages"]
        self.console.print(
            f"{counts['inputs']} inputs = {counts['ok']} ok + {counts['cached']} cached "
            f"+ {counts['quarantined']} quarantined"
            + (f"; {counts['removed']} removed" if counts["removed"] else "")
            + (f"; {counts['changed']} changed" if counts["changed"] else "")
        )
        if totals["documents"]:
            names = ("documents", "characters", "tokens", "entities", "metrics")
            self._table("This run", [(name, f"{totals.get(name, 0):,}") for name in names])
            self._table("Edits", [(kind, f"{count:,}") for kind, count in totals["edits"].items()])
            self._table("Seconds", [(stage, f"{value:.2f}") for stage, value in seconds.items()])

    def _table(self, title: str, rows: list[tuple[str, str]]) -> None:
        table = Table(title=title, title_justify="left", show_header=False, box=None)
        table.add_column(min_width=16)
        table.add_column(justify="right")
        for row in rows:
            table.add_row(*row)
        if rows:
            self.console.print(table)
