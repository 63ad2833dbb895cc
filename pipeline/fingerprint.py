"""What a result depends on beside its input: config, package, data tables, models."""

import hashlib
import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from thinc.api import Config

import pipeline
from pipeline.resources import PACKAGE, find_model

__all__ = ["find_versions", "fingerprint"]

# These change what a run costs or when it stops, never what is in a record or a shard.
INDIFFERENT = ("n_process", "engine", "engine_address", "max_quarantined", "fail_fast", "report")
LIBRARIES = ("spacy", "spacy-pkuseg", "opencc", "rjieba", "ahocorasick-rs", "charset-normalizer")


def fingerprint(config: Config) -> str:
    """Give the key under which results are cached, as a hex digest.

    Files that the config names count by their content, not by their place.
    """
    sections = config.interpolate()
    known: dict[str, Any] = {name: block for name, block in sections.items() if name != "paths"}
    known["run"] = {key: value for key, value in known.get("run", {}).items() if key not in INDIFFERENT}
    data = hash_files(PACKAGE / "data")
    text = json.dumps([_resolve(known), find_versions(), data], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def find_versions() -> dict[str, str | None]:
    """List the versions of the package and of what its results depend on."""
    return {"pipeline": pipeline.__version__} | {name: _find_version(name) for name in LIBRARIES}


def hash_files(place: Path) -> str:
    """Hash a file, or all files of a folder with their names."""
    digest = hashlib.sha256()
    files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
    for path in files:
        if "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(place)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _resolve(value: Any) -> Any:
    """Put digests in the place of models and files."""
    if isinstance(value, dict):
        if value.get("@misc") == "pipeline.model.v1":
            return hash_files(find_model(value["name"]))
        return {key: _resolve(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_resolve(item) for item in value]
    return hash_files(Path(value)) if isinstance(value, str) and _names_files(value) else value


def _names_files(value: str) -> bool:
    try:
        return Path(value).is_file() or ("/" in value and Path(value).is_dir())
    except (OSError, ValueError):  # too long for a path, or with a NUL
        return False


def _find_version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
