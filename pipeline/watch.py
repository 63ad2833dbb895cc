"""Stay with a folder and process what arrives."""

from typing import TYPE_CHECKING

from pipeline.errors import ConfigError, missing_extra

if TYPE_CHECKING:
    from pipeline.run import Run

__all__ = ["watch_folder"]

# Milliseconds. A batch waits until nothing more has arrived for STEP, at most DEBOUNCE.
STEP, DEBOUNCE, IDLE = 1000, 5000, 200


def watch_folder(run: "Run", *, retry: bool = False) -> int:
    """Process the folder now and after every change, until interrupted.

    The watch begins before the first run, so that nothing falls between the two. Raises
    ConfigError for inputs that cannot be watched, or without the extra `watch`.
    """
    try:
        from watchfiles import Change, watch
    except ImportError:
        raise missing_extra("watch", "watchfiles", "run --watch") from None
    if "://" in run.inputs.name or run.only is not None:
        raise ConfigError("--watch needs a local folder as input. Give one with --paths.input.")

    def is_input(_: Change, path: str) -> bool:
        return not f"{path}/".startswith(f"{run.outputs.name}/")

    has_begun = False
    for changes in watch(
        run.inputs.name,
        watch_filter=is_input,
        step=STEP,
        debounce=DEBOUNCE,
        rust_timeout=IDLE,
        yield_on_timeout=True,
    ):
        if changes or not has_begun:
            run.process(retry=retry and not has_begun)
        if not has_begun:
            run.reporter.say("watching", f"Watching {run.inputs.name}; Ctrl+C ends.")
            has_begun = True
    raise KeyboardInterrupt
