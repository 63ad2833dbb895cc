"""What the time expressions of a text refer to."""

from datetime import date
from typing import NamedTuple

__all__ = ["Context"]


class Context(NamedTuple):
    """What relative expressions refer to: day of publication, year last named, time last told, and of the page its period, day, spans of years and season."""

    published: str | None = None
    year: int | None = None
    told: str | None = None
    period: str | None = None
    occasion: str | None = None
    spans: tuple[str, ...] = ()
    season: int | None = None

    @property
    def day(self) -> date | None:
        if self.published is None:
            return None
        try:
            return date.fromisoformat(self.published[:10])
        except ValueError:
            return None
