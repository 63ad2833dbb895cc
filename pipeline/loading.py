"""From a config to a working pipeline."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.util import load_model_from_config, registry
from thinc.api import Config, ConfigValidationError

from pipeline import __version__
from pipeline import registry as _registry  # noqa: F401  registers our names where no entry points are installed
from pipeline.errors import DISTRIBUTION, ConfigError
from pipeline.resources import find_config
from pipeline.settings import ReaderSettings, RunSettings

__all__ = ["Settings", "build", "load", "read_config", "read_settings"]


class Settings(NamedTuple):
    """What a batch run needs beside the pipeline itself."""

    input: str | None
    output: str | None
    reader: ReaderSettings
    run: RunSettings


def load(config: str | Path = "default", overrides: dict[str, Any] | None = None) -> Language:
    """Build the pipeline that a config describes and load its models.

    `config` is a path or the bare name of a shipped config; `overrides` maps dotted keys to
    values (`{"nlp.tokenizer.script": None}`). `spacy.load` does for a pipeline saved with
    `to_disk`. Raises ConfigError for anything that does not fit.
    """
    return build(read_config(config, overrides))


def read_config(config: str | Path, overrides: dict[str, Any] | None = None) -> Config:
    """Read a config file, apply the overrides and resolve its variables.

    Raises ConfigError for a missing or malformed file and for an override of a section that
    the file lacks.
    """
    path = find_config(config)
    try:
        known = Config().from_disk(path, interpolate=False).get("paths", {})
        _check_paths(overrides or {}, known)
        return Config().from_disk(path, overrides=overrides or {})
    except ConfigError:
        raise
    except (ConfigValidationError, ValueError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {_plain(error)}") from None


def _check_paths(overrides: dict[str, Any], known: dict[str, Any]) -> None:
    """Refuse a misspelt path. Other sections are registered calls, whose signatures refuse it."""
    for key in overrides:
        section, _, name = key.partition(".")
        if section == "paths" and name not in known:
            raise ConfigError(
                f"Unknown path '{key}'. This config has: {', '.join(f'paths.{k}' for k in known)}."
            )


def read_settings(config: Config) -> Settings:
    """Resolve the `[paths]`, `[reader]` and `[run]` sections.

    Raises ConfigError for unknown keys and values out of range.
    """
    sections = {name: config.get(name, {"@misc": default}) for name, default in _SECTIONS.items()}
    try:
        resolved = registry.resolve(sections)
    except ConfigValidationError as error:
        raise ConfigError(_plain(error)) from None
    paths = config.get("paths", {})
    return Settings(paths.get("input"), paths.get("output"), resolved["reader"], resolved["run"])


def build(config: Config) -> Language:
    """Build and fill the pipeline of a config that is already read.

    `nlp.initialize` is not called: it would reset trained components.
    """
    with _uncollected():
        return _build(Config({name: block for name, block in config.items() if name not in _SECTIONS}))


def _build(language: Config) -> Language:
    try:
        nlp = load_model_from_config(language, auto_fill=True)
        initialize = registry.resolve({"initialize": _initialize_block(nlp)})["initialize"]
    except ConfigError:
        raise
    except (ConfigValidationError, ValueError) as error:
        raise ConfigError(_plain(error)) from None
    parts: list[tuple[Any, dict[str, Any]]] = [(nlp.tokenizer, initialize["tokenizer"])]
    parts += [(nlp.get_pipe(name), settings) for name, settings in initialize["components"].items()]
    for part, settings in parts:
        part.initialize(None, nlp=nlp, **settings)
    nlp.meta["requirements"] = [f"{DISTRIBUTION}=={__version__}"]  # for `spacy package`
    return nlp


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put garbage collection off: it would look through the growing tables again and again, and free nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_SECTIONS = {"reader": "pipeline.Reader.v1", "run": "pipeline.Run.v1"}


def _initialize_block(nlp: Language) -> dict[str, Any]:
    block = nlp.config.interpolate()["initialize"]
    return {name: block.get(name, {}) for name in ("tokenizer", "components")}


def _plain(error: Exception) -> str:
    """Say in one line what confection says in a framed paragraph."""
    if isinstance(error, ConfigValidationError) and error.errors:
        problems = []
        for problem in error.errors:
            where = " -> ".join(str(part) for part in problem.get("loc", ()))
            problems.append(f"{where}: {problem.get('msg')}")
        return f"{'; '.join(problems)}. Check the spelling and the value of these config keys."
    return " ".join(str(error).split())
