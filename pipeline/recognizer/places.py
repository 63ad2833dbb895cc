"""Tell countries and towns, buildings and landscapes apart by the ends of their names."""

from functools import cache

from pipeline.text.tables import read_table

__all__ = ["tell_place"]


def tell_place(name: str) -> str:
    """Give the label of a place; a bare name is most often that of a country or a town.

    >>> [tell_place(name) for name in ("慕尼黑", "莱茵河", "埃菲尔铁塔", "巴登-符腾堡州")]
    ['GPE', 'LOC', 'FAC', 'GPE']
    """
    endings = read_endings()
    longest = (endings.get(name[start:]) for start in range(1, len(name)))
    return next(filter(None, longest), "GPE")


@cache
def read_endings() -> dict[str, str]:
    """Map each ending to its label."""
    return {row["text"]: row["kind"] for row in read_table("place_endings")}
