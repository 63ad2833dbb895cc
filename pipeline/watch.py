"""Stay with a folder and say when something has arrived."""

from collections.abc import Iterator

from pipeline.errors import missing_extra

__all__ = ["watch_folder"]

# Milliseconds. A batch waits until nothing more has arrived for STEP, at most DEBOUNCE.
STEP, DEBOUNCE, IDLE = 1000, 5000, 200


def watch_folder(folder: str, *, exclude: str) -> Iterator[None]:
    """Yield now and after every change in `folder` outside `exclude`, until interrupted.

    The watch begins before the first yield, so that nothing falls between the two. Raises
    ConfigError without the extra `watch`.
    """
    try:
        from watchfiles import Change, watch
    except ImportError:
        raise missing_extra("watch", "watchfiles", "run --watch") from None

    def is_input(_: Change, path: str) -> bool:
        return not f"{path}/".startswith(f"{exclude}/")

    has_begun = False
    for changes in watch(
        folder,
        watch_filter=is_input,
        step=STEP,
        debounce=DEBOUNCE,
        rust_timeout=IDLE,
        yield_on_timeout=True,
    ):
        if changes or not has_begun:
            has_begun = True
            yield
