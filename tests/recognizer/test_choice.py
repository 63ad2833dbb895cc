"""Which names are kept where rules and model differ."""

import pytest

from pipeline.recognizer.choice import choose
from pipeline.recognizer.lattice import Found
from pipeline.recognizer.places import tell_place
from pipeline.text.names.mentions import Mention, select_longest

TEXT = "中国女子足球队昨日抵达慕尼黑"


def rule(start: int, end: int, label: str, how: str = "gazetteer:x") -> Mention:
    return Mention(start, end, label, None, TEXT[start:end], None, how)


def kept(
    mentions: list[Mention], found: list[Found], threshold: float, trust: float
) -> list[tuple[str, str]]:
    chosen = select_longest(choose(mentions, found, TEXT, threshold, trust))
    return [(TEXT[name.start : name.end], name.label) for name in chosen]


@pytest.mark.parametrize(
    ("trust", "names"),
    [(0.2, [("中国女子足球队", "ORG")]), (0.9, [("中国", "GPE")])],
)
def test_choice_weighs_a_rule_by_its_trust(trust: float, names: list[tuple[str, str]]) -> None:
    assert kept([rule(0, 2, "GPE")], [Found(0, 7, "ORG", 0.8), Found(0, 2, "LOC", 0.1)], 0.3, trust) == names


def test_choice_keeps_what_the_rules_know_of_a_name() -> None:
    known = rule(0, 7, "ORG")._replace(canonical="中国国家女子足球队")
    assert choose([known], [Found(0, 7, "ORG", 0.9)], TEXT, 0.5, 0.0) == [known]


def test_choice_adds_what_is_probable_and_drops_what_is_not() -> None:
    found = [Found(11, 14, "LOC", 0.6), Found(2, 4, "PER", 0.2)]
    assert kept([rule(7, 9, "ORG")], found, 0.5, 0.4) == [("慕尼黑", "GPE")]
    added = choose([], found, TEXT, 0.5, 0.4)
    assert [(name.canonical, name.entity_id, name.rule) for name in added] == [("慕尼黑", None, "model:0.60")]


def test_choice_leaves_the_user_and_other_kinds_alone() -> None:
    mentions = [rule(0, 2, "GPE", "user:own"), rule(7, 9, "EVENT")]
    found = [Found(0, 7, "ORG", 0.99), Found(7, 10, "PER", 0.99)]
    assert kept(mentions, found, 0.5, 0.0) == [("中国", "GPE"), ("昨日", "EVENT")]


def test_choice_keeps_nested_names_of_kept_ones_only() -> None:
    mentions = [rule(0, 2, "GPE"), rule(0, 7, "ORG"), rule(9, 14, "ORG"), rule(11, 14, "GPE")]
    chosen = choose(mentions, [Found(0, 7, "ORG", 0.9), Found(9, 11, "PER", 0.6)], TEXT, 0.5, 0.0)
    assert [name[:3] for name in chosen] == [(0, 2, "GPE"), (0, 7, "ORG"), (9, 11, "PERSON")]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("巴伐利亚州", "GPE"),
        ("易北河", "LOC"),
        ("中央车站", "FAC"),
        ("多米尼加", "GPE"),
        ("国", "GPE"),
        ("克里米亚半岛", "LOC"),
    ],
)
def test_places_are_told_by_their_ends(name: str, label: str) -> None:
    assert tell_place(name) == label
