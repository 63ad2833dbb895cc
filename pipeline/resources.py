"""Find what ships with the package: configs and models.

In a wheel they lie inside the package, in a checkout beside it.
"""

from pathlib import Path

from pipeline.errors import ConfigError

__all__ = ["find_config", "find_model"]

PACKAGE = Path(__file__).parent


def find_config(name: str | Path) -> Path:
    """Find a config by its path, or a shipped one by its bare name (`default`).

    Raises ConfigError, naming the shipped ones, if there is none.
    """
    if Path(name).is_file():
        return Path(name)
    shipped = _shipped("configs", f"{name}.cfg")
    if shipped:
        return shipped
    known = ", ".join(sorted({path.stem for home in _homes("configs") for path in home.glob("*.cfg")}))
    raise ConfigError(
        f"There is no config '{name}'. Give the path of a file, or one of the shipped: {known}."
    )


def find_model(name: str) -> Path:
    """Find the folder of a shipped model (`segmenter`, `language_model`).

    Raises ConfigError if the installation lacks it.
    """
    shipped = _shipped("models", name)
    if shipped:
        return shipped
    raise ConfigError(
        f"The model '{name}' is not in this installation. Reinstall the package, "
        f"or rebuild models/{name} with the command in its card."
    )


def _homes(kind: str) -> tuple[Path, Path]:
    return PACKAGE / kind, PACKAGE.parent / kind


def _shipped(kind: str, name: str) -> Path | None:
    return next((home / name for home in _homes(kind) if (home / name).exists()), None)
