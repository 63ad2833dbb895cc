"""Whom group words mean, and what a text is about."""

from pipeline.text.metrics.facts import find_metrics
from pipeline.text.metrics.referents import find_referent, find_topic
from pipeline.text.names.mentions import Mention


def mention(text: str, surface: str, label: str, canonical: str | None = None) -> Mention:
    start = text.index(surface)
    return Mention(start, start + len(surface), label, None, canonical or surface, None, "test")


def test_referent_is_the_last_name_that_ends_so() -> None:
    told = [
        Mention(0, 2, "GPE", None, "徐汇区", None, ""),
        Mention(3, 5, "GPE", None, "上海市", None, ""),
        Mention(6, 8, "ORG", None, "复旦大学", None, ""),
    ]
    assert [find_referent(word, told) for word in ("全区", "全市", "校方", "该馆")] == [*told, None]


def test_topic_is_a_body_of_the_title_before_a_place() -> None:
    text = "上海：申能集团上半年盈利\n申能集团公布业绩。"
    names = [mention(text, "上海", "GPE"), mention(text, "申能集团", "ORG")]
    assert find_topic(text, names) == names[1]


def test_topic_without_a_title_is_what_is_repeated() -> None:
    text = "甲馆开放。乙馆闭馆。乙馆整修。"
    names = [
        mention(text, "甲馆", "ORG"),
        mention(text, "乙馆", "ORG"),
        Mention(10, 12, "ORG", None, "乙馆", None, ""),
    ]
    assert find_topic(text, names) == names[1]
    assert find_topic(text, names[:2]) is None


def test_metrics_of_a_firm_are_told_of_the_firm_by_its_full_name() -> None:
    text = "申能集团公布业绩\n公司去年收入30亿元。"
    found = find_metrics(text, [mention(text, "申能集团", "ORG", "申能（集团）有限公司")], "2025-03-01")
    assert [metric.subject for metric in found] == ["申能（集团）有限公司"]
    assert "subject=topic" in found[0].rule


def test_city_words_are_told_by_the_full_name_of_the_city() -> None:
    text = "上海昨天晴。全市用电量3亿千瓦时。"
    found = find_metrics(text, [mention(text, "上海", "GPE", "上海市")], "2025-03-01")
    assert [metric.subject for metric in found] == ["上海市"]


def test_city_is_the_one_told_most_and_district_may_be_that_of_a_body() -> None:
    told = [
        Mention(0, 2, "ORG", None, "上海市气象局", "org", ""),
        Mention(3, 5, "GPE", None, "上海市", "sh", ""),
        Mention(6, 8, "GPE", None, "合肥市", "hf", ""),
        Mention(9, 12, "ORG", None, "上海市奉贤区应急管理局", "fx", ""),
    ]
    city, district = find_referent("全市", told), find_referent("全区", told)
    assert city and district
    assert (city.canonical, district.canonical, district.entity_id) == ("上海市", "奉贤区", None)
