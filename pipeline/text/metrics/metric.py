"""The record of one metric."""

from typing import NamedTuple

__all__ = ["Metric"]


class Metric(NamedTuple):
    """A quantity and what it says, primitives only (it goes into Doc.user_data as is).

    Offsets are half-open code points in the text. `value` and `value_max` are plain
    decimal strings; `time` is ISO 8601; `rule` says how each field was tied, for explain.
    """

    start: int
    end: int
    text: str
    value: str
    value_max: str | None
    unit: str
    unit_code: str | None
    qualifier: str | None
    indicator: str | None
    indicator_start: int | None
    indicator_end: int | None
    subject: str | None
    subject_id: str | None
    time: str | None
    change: str | None
    comparison: str | None
    target: bool
    rank: bool
    rule: str
