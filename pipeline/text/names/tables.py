"""Look words up in the package's rule tables."""

from functools import cache
from importlib import resources

from pipeline.text.tables import read_table

__all__ = ["has_table", "words"]


def has_table(name: str) -> bool:
    """Tell whether the package ships `pipeline/data/<name>.jsonl`."""
    return (resources.files("pipeline") / "data" / f"{name}.jsonl").is_file()


@cache
def words(name: str, kind: str) -> tuple[str, ...]:
    """List the `text` of the rows of one kind, longest first, as regexes want them."""
    found = [row["text"] for row in read_table(name) if row["kind"] == kind]
    return tuple(sorted(found, key=_longest_first))


def _longest_first(word: str) -> tuple[int, str]:
    return -len(word), word
