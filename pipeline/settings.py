"""What `[run]` in a config may say. The signature is the schema: a typo dies at load."""

from dataclasses import dataclass
from typing import Literal

from pipeline.errors import ConfigError

__all__ = ["ReaderSettings", "RunSettings"]


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """How inputs are read.

    `text_field` is the field of a JSONL or CSV row that holds the text. An input of more
    than `max_bytes` (a page, a row, a member of an archive; unpacked) is quarantined.
    """

    text_field: str = "text"
    max_bytes: int = 32_000_000

    def __post_init__(self) -> None:
        if self.max_bytes < 1:
            raise ConfigError(f"reader.max_bytes is {self.max_bytes}, but must be at least 1.")


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How a batch is run. Sizes are in documents and code points.

    `shard_docs` documents or `shard_bytes` of input make an output shard: a second or two of work, so
    that no worker waits long for the last one. Documents above `max_chars` are processed in
    pieces at paragraph borders (`long_documents = "split"`) or quarantined. The run stops
    with an error once more than `max_quarantined` inputs were quarantined (null: never), or
    at the first with `fail_fast`. `docbin = false` writes JSONL only.
    """

    n_process: int = 1
    engine: Literal["local", "ray"] = "local"
    engine_address: str | None = None
    shard_docs: int = 500
    shard_bytes: int = 400_000
    max_chars: int = 100_000
    long_documents: Literal["split", "quarantine"] = "split"
    max_quarantined: int | None = None
    fail_fast: bool = False
    docbin: bool = True
    report: bool = True

    def __post_init__(self) -> None:
        for name in ("n_process", "shard_docs", "shard_bytes", "max_chars"):
            if getattr(self, name) < 1:
                raise ConfigError(f"run.{name} is {getattr(self, name)}, but must be at least 1.")
