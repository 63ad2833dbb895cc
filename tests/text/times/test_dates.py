"""Time expressions by the date context of the document."""

from typing import Any

import pytest

from pipeline.text.times.dates import Context, find_published, find_times
from pipeline.text.times.periods import is_future
from tests.text.quantities.cases import load_cases


@pytest.mark.parametrize("case", load_cases("times"))
def test_find_times(case: dict[str, Any]) -> None:
    found = find_times(case["text"], Context(case["published"]))
    assert [time.value for time in found] == case["values"]


@pytest.mark.parametrize("text", ["2025年2月30日", "记者", "2025-13-01", ""])
def test_find_published_refuses_what_is_no_day(text: str) -> None:
    assert find_published(text) is None


def test_relative_dates_stay_open_without_publication() -> None:
    assert [time.value for time in find_times("去年增长5%，上月下降")] == [None, None]


@pytest.mark.parametrize(
    ("value", "future"), [("2025-Q3", False), ("2026", True), ("2025-12-31", True), ("2021/2025", False)]
)
def test_is_future(value: str, future: bool) -> None:
    assert is_future(value, "2025-11-13") is future
