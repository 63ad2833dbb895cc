"""Everything this package raises on purpose.

    PipelineError(ValueError)
    ├── ConfigError     a config file, an override, a missing extra or model
    ├── DataError       one of our own tables or models is wrong
    └── InputError      one of the user's documents cannot be processed

Messages say what is wrong (with the value), where (file:line or config path)
and what to do. The command line prints them without a traceback.
"""

__all__ = ["ConfigError", "DataError", "InputError", "PipelineError", "missing_extra"]

DISTRIBUTION = "sinorepair"


class PipelineError(ValueError):
    """Base of all errors of this package."""


class ConfigError(PipelineError):
    """A config, an override, or the installation does not fit."""


class DataError(PipelineError):
    """A table or a model of the package is malformed."""


class InputError(PipelineError):
    """A document cannot be processed; it goes to quarantine with this message."""


def missing_extra(extra: str, module: str, verb: str) -> ConfigError:
    """Build the error for an optional dependency that is not installed.

    >>> print(missing_extra("parquet", "pyarrow", "export --format parquet"))
    'export --format parquet' needs the package 'pyarrow', which is not installed. \
Install it with: pip install 'sinorepair[parquet]'
    """
    return ConfigError(
        f"'{verb}' needs the package '{module}', which is not installed. "
        f"Install it with: pip install '{DISTRIBUTION}[{extra}]'"
    )
