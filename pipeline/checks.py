"""Check a config, the tables and the models without processing anything."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from pipeline.loading import build, read_config, read_settings
from pipeline.text.tables import read_table

__all__ = ["check"]


def check(config: str | Path, overrides: dict[str, object]) -> Iterator[str]:
    """Yield a line for each thing that was checked and is in order.

    Raises ConfigError or DataError at the first that is not.
    """
    resolved = read_config(config, overrides)
    settings = read_settings(resolved)
    yield f"config: {config}, engine {settings.run.engine}, {settings.run.n_process} process(es)"
    for name in sorted(path.name for path in files("pipeline").joinpath("data").iterdir()):
        if name.endswith(".jsonl"):
            yield f"table: {name}, {len(read_table(name.removesuffix('.jsonl')))} rows"
    nlp = build(resolved)
    doc = nlp("上海承擔著使命。")
    yield f"pipeline: tokenizer, {', '.join(nlp.pipe_names) or 'no components'}; a sentence gave {len(doc)} tokens"
