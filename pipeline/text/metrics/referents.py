"""What a text means by 公司, 全市 or 该院: the name before that fits; and what it is about as a whole."""

import re
from collections import Counter
from collections.abc import Sequence

from pipeline.text.names.mentions import Mention
from pipeline.text.quantities.lexicon import load_words

__all__ = ["find_referent", "find_topic"]

# 上海市奉贤区应急管理局 belongs to 奉贤区 and 上海市.
_CITY_RE = re.compile(r"(?:[^市区省]{2,3}省)?([^市区省]{2,4}市)")
_DISTRICT_RE = re.compile(r"(?:[^市区]{2,4}市)?([^市区]{2,3}(?:新区|区))")
_TITLE_CHARS = 60  # a longer first line is prose
# Of the names of a title, the first of these labels is what the text is about.
_PREFERRED = {"EVENT": 0, "ORG": 1, "PRODUCT": 2, "FAC": 3, "GPE": 4, "LOC": 5}
_POINTING = "该全我本"
_SPEAKERS = frozenset({"media", "newspaper", "agency"})


def find_referent(word: str, told: Sequence[Mention]) -> Mention | None:
    """Give the last of the names `told` that a group word stands for, by how its full name ends.

    >>> names = [Mention(0, 3, "ORG", None, "上海芯衍微电子股份有限公司", None, ""),
    ...          Mention(4, 9, "ORG", None, "上海证券交易所", None, "")]
    >>> find_referent("公司", names).canonical, find_referent("该院", names)
    ('上海芯衍微电子股份有限公司', None)
    """
    endings = load_words()["group"].get(word, "-")
    bare = word[1:] if word[0] in _POINTING else word
    wanted = tuple(endings.split("|")) if endings != "-" else (bare,)
    if wanted == ("市",):
        return _find_city(told)
    if wanted == ("区",):
        return next(
            (district for name in reversed(told) if (district := _place_of(name, _DISTRICT_RE))), None
        )
    return next((name for name in reversed(told) if name.canonical and name.canonical.endswith(wanted)), None)


def _find_city(told: Sequence[Mention]) -> Mention | None:
    """Give the city told most often: one that is only passed through is not 全市."""
    cities = [city for name in told if (city := _place_of(name, _CITY_RE))]
    counts = Counter(city.canonical for city in cities)
    return max(reversed(cities), key=lambda city: counts[city.canonical], default=None)


def _place_of(name: Mention, pattern: "re.Pattern[str]") -> Mention | None:
    """Give the place that a name is, or that the body of that name belongs to."""
    if name.label not in ("GPE", "ORG") or not (match := pattern.match(name.canonical or "")):
        return None
    entity_id = name.entity_id if name.label == "GPE" else None
    return name._replace(label="GPE", canonical=match.group(1), entity_id=entity_id)


def find_topic(text: str, names: Sequence[Mention]) -> Mention | None:
    """Give the name that a text is about: of its title, else the one it repeats most.

    Places are what most news is about in the end, so they come last; whoever reports does not count.
    """
    subjects = [name for name in names if name.label in _PREFERRED and name.subtype not in _SPEAKERS]
    title = text.find("\n")
    heads = [name for name in subjects if name.end <= title <= _TITLE_CHARS]
    counts = Counter(name.canonical or "" for name in subjects)
    ranked = sorted(heads, key=lambda name: (_PREFERRED[name.label], -counts[name.canonical or ""]))
    if ranked:
        return ranked[0]
    often = [name for name in subjects if name.label != "GPE" and counts[name.canonical or ""] > 1]
    return max(often, key=lambda name: counts[name.canonical or ""], default=None)
