"""Metrics: what is tied to a quantity, and what is no metric at all."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.metrics.facts import find_metrics
from pipeline.text.names.mentions import Mention
from tests.text.quantities.cases import load_cases


def mentions(case: dict[str, Any]) -> list[Mention]:
    """Make mentions of the names that a case lists."""
    text = case["text"]
    return [
        Mention(text.index(name), text.index(name) + len(name), label, None, name, f"id-{name}", "test")
        for name, label in case.get("names", {}).items()
    ]


@pytest.mark.parametrize("case", load_cases("metrics"))
def test_find_metrics(case: dict[str, Any]) -> None:
    metrics = find_metrics(case["text"], mentions(case), case.get("published"))
    found = [
        {key: getattr(metric, key) for key in want}
        for metric, want in zip(metrics, case["metrics"], strict=True)
    ]
    assert found == case["metrics"]


@pytest.mark.parametrize("case", load_cases("negatives"))
def test_find_metrics_refuses(case: dict[str, Any]) -> None:
    assert [metric.text for metric in find_metrics(case["text"], published="2025-11-13")] == []


def test_find_metrics_reads_only_the_regions() -> None:
    text = "全市企业100家。\n客服收费200元。"
    assert [metric.text for metric in find_metrics(text, regions=[(0, 9)])] == ["100家"]
    assert [metric.text for metric in find_metrics(text, regions=[(9, len(text))])] == ["200元"]


def test_rule_says_what_was_tied() -> None:
    metric = find_metrics("2018年以来，产业规模从1340亿元提升至2024年的4500亿元。")[0]
    assert metric.rule == "indicator=before; time=sentence; change=from-to"


@given(
    st.text(
        alphabet="上海市企业产值同比增长达到从由至的，。；、：和分别为约超过2024年去第一二三5%亿元家人\n“”（）该每比较占",
        max_size=60,
    )
)
def test_find_metrics_never_fails(text: str) -> None:
    for metric in find_metrics(text, published="2025-11-13"):
        assert text[metric.start : metric.end] == metric.text
        if metric.indicator is not None:
            assert text[metric.indicator_start : metric.indicator_end] == metric.indicator
