"""Stay with a folder and process what arrives."""

from typing import TYPE_CHECKING

from pipeline.errors import ConfigError, missing_extra

if TYPE_CHECKING:
    from pipeline.run import Run

__all__ = ["watch_folder"]

# Milliseconds. A batch waits until nothing more has arrived for STEP, at most DEBOUNCE.
STEP, DEBOUNCE = 1000, 5000


def watch_folder(run: "Run", *, retry: bool = False) -> int:
    """Process the folder now and after every change, until interrupted.

    Raises ConfigError for inputs that cannot be watched, or without the extra `watch`.
    """
    try:
        from watchfiles import watch
    except ImportError:
        raise missing_extra("watch", "watchfiles", "run --watch") from None
    if "://" in run.inputs.name or run.only is not None:
        raise ConfigError("--watch needs a local folder as input. Give one with --paths.input.")
    run.process(retry=retry)
    run.reporter.say("watching", f"Watching {run.inputs.name}; Ctrl+C ends.")
    for _ in watch(run.inputs.name, step=STEP, debounce=DEBOUNCE, raise_interrupt=True):
        run.process()
    raise KeyboardInterrupt
