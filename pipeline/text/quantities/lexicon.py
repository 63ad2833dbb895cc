"""The words around numbers that decide what a metric says, as data.

`pipeline/data/metric_words.jsonl` holds one word a line with its role (bound, change,
comparison, target, ...) and, where the role has kinds, a value.
"""

import json
import re
from functools import lru_cache
from importlib.resources import files

from pipeline.errors import DataError

__all__ = ["ROLES", "list_words", "load_words", "parse_words"]

ROLES: dict[str, frozenset[str]] = {
    "bound-before": frozenset({"approx", "more_than", "less_than", "at_least", "at_most"}),
    "bound-after": frozenset({"approx", "more_than", "less_than", "at_least", "at_most"}),
    "bound-verb": frozenset({"approx", "more_than", "less_than", "at_least", "at_most"}),
    "change": frozenset({"increase", "decrease", "to"}),
    "target": frozenset({"target"}),
    "link": frozenset({"-"}),
    "light": frozenset({"-"}),
    "connecting": frozenset({"-"}),
    "boundary": frozenset({"-"}),
    "keep": frozenset({"-"}),
    "aside": frozenset(
        {"-"}
    ),  # what makes the name after it a place, a partner or a yardstick, not the subject
    "reporter": frozenset({"-"}),  # endings of bodies that speak about others; a firm speaks about itself
    "measure": frozenset({"-"}),  # endings of nouns that name a measure of a thing (挂牌价, 出租率)
    "bearer": frozenset({"-", "alone"}),  # things that have measures of their own (饰品, 饭店);
    "agent": frozenset({"-", "alone"}),  # those that act; without `alone` the bare word means one told before
    "ranked": frozenset({"-"}),  # the noun before these is what a rank ranks
    "rate": frozenset({"-"}),  # nouns for a rate of growth, which is that of what was told before
    "yardstick": frozenset({"-"}),  # the noun after these is what a number is held against
    "structural": frozenset({"-"}),  # what small counts lay out (五个方面); it is no thing in the world
    "statistic": frozenset(
        {"-"}
    ),  # what the statistics of a place measure: bare, they are those of the place
    "making": frozenset({"-"}),  # verbs that bring the thing after them into being (建成, 推出)
    "running": frozenset({"-"}),  # verbs of who builds or runs for another (承建, 运营)
    "property": frozenset({"-"}),  # endings of what is then told of that thing (面积, 定价), not of its maker
    "dimension": frozenset({"-"}),  # adjectives that say by themselves what a number measures (长, 重)
    "degree": frozenset(
        {"electric", "angle"}
    ),  # before a number of 度: what it is degrees of, if not of heat
    "measured": frozenset({"-"}),  # before a duration: it says how long, and no verb need stand there
    "lasting": frozenset({"-"}),  # before a duration: it is measured, and places nothing in time
    "static": frozenset({"site", "model", "passing"}),  # what a site or a model always has, at no time;
    # `passing` holds such a word but tells of a day or a sale (过火面积)
    "bodies": frozenset({"-"}),  # after 全市 and the like: the bodies of a place, not the place
    "locale": frozenset({"港元", "新台币"}),  # words of a place, with the currency that its pages call 元
    "unmeasured": frozenset({"-"}),  # stands where a noun may stand but is no thing that a number measures
    "speech": frozenset({"-"}),  # endings of a clause that says who speaks
}
_GROUP_RE = re.compile(r"-|[\u4e00-\u9fff]+(?:\|[\u4e00-\u9fff]+)*")
"""Value of a `group` word: the endings that the full name of what it stands for may have."""


def parse_words(lines: list[str], source: str) -> dict[str, dict[str, str]]:
    """Read the table into role -> {surface: value}; check vocabulary and order.

    Raises DataError that names file, line and remedy.
    """
    table: dict[str, dict[str, str]] = {role: {} for role in (*ROLES, "group")}
    previous = ("", "")
    for number, line in enumerate(lines, start=1):
        row = json.loads(line)
        surface, role, value = row["surface"], row["role"], row["value"]
        is_known = _GROUP_RE.fullmatch(value) if role == "group" else value in ROLES.get(role, ())
        if not is_known:
            raise DataError(
                f"Unknown role or value {role!r}/{value!r} of {surface!r} in {source}:{number}. "
                f"Use one of {', '.join(sorted(ROLES))} with its values in text/quantities/lexicon.py."
            )
        if (surface, role) <= previous:
            raise DataError(
                f"{surface!r} in {source}:{number} is out of order or repeated. Sort by surface and role."
            )
        previous = surface, role
        table[role][surface] = value
    return table


@lru_cache(maxsize=1)
def load_words() -> dict[str, dict[str, str]]:
    """Load the packaged table once a process.

    >>> load_words()["bound-before"]["不超过"]
    'at_most'
    """
    path = files("pipeline") / "data" / "metric_words.jsonl"
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line]
    return parse_words(lines, "pipeline/data/metric_words.jsonl")


@lru_cache(maxsize=len(ROLES))
def list_words(role: str) -> tuple[str, ...]:
    """Give the words of a role in a form that `str.endswith` takes.

    >>> "国资委表示".endswith(list_words("speech"))
    True
    """
    return tuple(load_words()[role])
