"""Turn damaged Chinese web news into clean, annotated, traceable data.

Public names resolve on first use: `import pipeline` and `pipeline.repair` work
without importing spaCy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.errors import ConfigError, DataError, InputError, PipelineError
    from pipeline.io.docs import read_docs
    from pipeline.io.frames import metrics_frame
    from pipeline.loading import load
    from pipeline.text.repair import repair
    from pipeline.text.rewrite import Edit, Rewrite, replay

__all__ = [
    "ConfigError",
    "DataError",
    "Edit",
    "InputError",
    "PipelineError",
    "Rewrite",
    "load",
    "metrics_frame",
    "read_docs",
    "repair",
    "replay",
]
__version__ = "0.1.0"

_HOMES = {
    "ConfigError": "pipeline.errors",
    "DataError": "pipeline.errors",
    "Edit": "pipeline.text.rewrite",
    "InputError": "pipeline.errors",
    "PipelineError": "pipeline.errors",
    "Rewrite": "pipeline.text.rewrite",
    "load": "pipeline.loading",
    "metrics_frame": "pipeline.io.frames",
    "read_docs": "pipeline.io.docs",
    "repair": "pipeline.text.repair",
    "replay": "pipeline.text.rewrite",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
