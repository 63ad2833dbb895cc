"""Spell out the names that a document gives in full elsewhere: 曹燕华学校, 市乒协, 市局."""

import re
from collections.abc import Iterable, Sequence

from pipeline.text.names.definitions import PLACE_RE
from pipeline.text.names.mentions import Mention
from pipeline.text.names.specificity import is_plain

__all__ = ["expand"]

LABELS = ("FAC", "ORG")
CAMPUSES = ("校区", "院区")  # 航头院区 of the hospital that the text named with it
CAMPUS = "校区"
LOCAL_CAMPUS = 6  # the longest that names but the place: 张江科学城校区 would be longer
REACH = 60  # characters between a university and a school of its own
INDEPENDENT_RE = re.compile("上海|中国|国家|[\u4e00-\u9fff]*大学")  # 上海音乐学院, 北京大学光华管理学院
BUREAU = ("市局", "区局")  # the bureau that the text spoke of last


def expand(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Give names of no table the one longer name of the same text that they abbreviate.

    An abbreviation keeps the first and the last character and the order of all.

    >>> full = Mention(0, 9, "ORG", "school", "晨海围棋培训学校", None, "composition:学校")
    >>> short = full._replace(start=10, end=14, canonical="晨海学校")
    >>> [name.canonical for name in expand("晨海围棋培训学校的，晨海学校的", [full, short])]
    ['晨海围棋培训学校', '晨海围棋培训学校']
    """
    fulls: dict[str, Mention] = {}
    expanded = []
    works = {name.canonical for name in mentions if (name.canonical or "").endswith("工程")}
    university: Mention | None = None
    for name in mentions:
        surface = text[name.start : name.end]
        if name.label in LABELS and name.entity_id is None:
            full = _last_bureau(surface, fulls) if surface in BUREAU else _find_full(surface, name, fulls)
            if full:
                name = name._replace(canonical=full.canonical, entity_id=full.entity_id, subtype=full.subtype)
            elif f"{name.canonical}工程" in works:  # 20号线一期|工程
                name = name._replace(canonical=f"{name.canonical}工程")
            elif university and name.canonical == surface and _is_part(text, name, university):
                name = name._replace(canonical=f"{university.canonical}{surface}")
        if name.subtype == "university" and name.entity_id is not None:
            university = (
                name if university is None or _is_local(name) or not _is_local(university) else university
            )
        if name.label in LABELS and name.canonical:
            fulls[name.canonical] = fulls.pop(name.canonical, name)
        expanded.append(name)
    return expanded


def _is_local(name: Mention) -> bool:
    """Tell whether a body is one of Shanghai, whose partners elsewhere own none of its campuses."""
    return (name.entity_id or "").startswith("sh-")


def _is_part(text: str, name: Mention, university: Mention) -> bool:
    """Tell whether a campus or a school belongs to the university named last: 上海大学的师生去宝山校区."""
    surface = text[name.start : name.end]
    if surface.endswith(CAMPUS):
        return len(surface) <= LOCAL_CAMPUS
    between = text[university.end : name.start]
    is_near = len(between) <= REACH and "\n" not in between
    if not is_near or INDEPENDENT_RE.match(surface):
        return False
    if surface.endswith("学院"):
        return "与" in surface or is_plain(surface[:-2])
    return surface.endswith("高等研究院")


def _last_bureau(surface: str, fulls: dict[str, Mention]) -> Mention | None:
    """Return the bureau of the city or of a district that was named last."""
    units = (full for full in reversed(fulls.values()) if (full.canonical or "").endswith("局"))
    return next((full for full in units if surface[0] in (full.canonical or "")[2:4]), None)


def _find_full(surface: str, name: Mention, fulls: dict[str, Mention]) -> Mention | None:
    is_unit = surface[0] in "市区"
    if surface.endswith(CAMPUSES):
        owned = [
            full for canonical, full in fulls.items() if canonical[-len(surface) :] == surface != canonical
        ]
        return owned[0] if len(owned) == 1 else None
    if name.subtype == "team" and surface.endswith("队"):
        clubs = [full for full in fulls.values() if full.subtype == "sports_club"]
        clubs = [club for club in clubs if (club.canonical or "").startswith(surface[:-1])]
        return clubs[0] if len(clubs) == 1 else None
    if len(surface) < 3 or surface in fulls or (PLACE_RE.match(surface) and not is_unit):
        return None
    rest = surface[1:] if is_unit else surface
    fitting = [
        full
        for canonical, full in fulls.items()
        if full.label == name.label
        and is_unit == _is_unit(canonical)
        and _abbreviates(rest, _core(canonical))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _is_unit(name: str) -> bool:
    place = PLACE_RE.match(name)
    return place is not None and place[0].endswith(("市", "区"))


def _core(name: str) -> str:
    place = PLACE_RE.match(name)
    return name[place.end() :] if place else name


def _abbreviates(short: str, full: str) -> bool:
    """Tell whether the characters of `short` stand in `full` in order, first and last in place."""
    if len(short) >= len(full) or short[:1] != full[:1] or short[-1:] != full[-1:]:
        return False
    rest: Iterable[str] = iter(full)
    return all(character in rest for character in short)
