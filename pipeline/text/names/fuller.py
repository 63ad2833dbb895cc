"""Spell a name as the document writes it in full: 发那科 of 上海发那科机器人有限公司, 嘉闵线 of 上海市域铁路嘉闵线."""

import re
from collections.abc import Sequence

from pipeline.text.names.definitions import shorten_firm
from pipeline.text.names.mentions import Mention

__all__ = ["spell_fully"]

LEGAL_RE = re.compile("(?:有限(?:责任)?公司|有限合伙企业|（有限合伙）)$")
COMPANY = ("公司", "企业", "（有限合伙）")  # what legal forms end with
LABELS = ("FAC", "LOC", "ORG")
LINES = ("metro_line", "railway_line", "line")
AREAS = ("zone", "area")
HOME = "上海"  # opens the names in full of lines
REST_RE = re.compile("[\u4e00-\u9fff]{4,}")  # what an area is for: 大零号湾|科技创新策源功能区


def spell_fully(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Give all mentions of a thing the fullest name of it that the text writes.

    The tables hold the short names of many firms, lines and areas, since these are usual.

    >>> full = Mention(0, 11, "ORG", "company", "殷立机器人", "x", "gazetteer:x")
    >>> short = full._replace(start=12, end=14, canonical="殷立", entity_id="y", rule="gazetteer:y")
    >>> [name.canonical for name in spell_fully("上海殷立机器人有限公司，殷立", [full, short])]
    ['上海殷立机器人有限公司', '上海殷立机器人有限公司']
    """
    by_id: dict[str, set[str]] = {}
    full: list[Mention] = []
    brands: set[str] = set()
    for name in mentions:
        if name.label not in LABELS or name.rule.startswith("user:") or name.subtype == "media":
            continue  # newspapers keep their own name beside the house that prints them
        surface = text[name.start : name.end]
        if name.entity_id is not None and _is_full(surface, name):
            by_id.setdefault(name.entity_id, set()).add(surface)
        if surface.endswith(COMPANY):
            full.append(name)
        elif name.label == "ORG" and name.canonical == surface:
            brands.add(surface)
    firms = _shorten_all(text, mentions, full, brands) if full and brands else {}
    if not by_id and not firms:
        return list(mentions)
    return [
        name if name.subtype == "media" else _spell(text[name.start : name.end], name, by_id, firms)
        for name in mentions
    ]


def _shorten_all(
    text: str, mentions: Sequence[Mention], full: Sequence[Mention], brands: set[str]
) -> dict[str, set[str]]:
    """Map the brands of the tables to the firms that the text writes with place and legal form."""
    places = {name.start: name.end for name in mentions if name.label == "GPE"}
    firms: dict[str, set[str]] = {}
    for name in full:
        surface = text[name.start : name.end]
        if LEGAL_RE.search(surface) and any(brand in surface for brand in brands):
            canonical = surface if _is_full(surface, name) else name.canonical or surface
            for stem in brands.intersection(
                shorten_firm(text[places.get(name.start, name.start) : name.end])
            ):
                firms.setdefault(stem, set()).add(canonical)
    return firms


def _is_full(surface: str, name: Mention) -> bool:
    """Tell whether a surface says more than the entry that it leads to."""
    canonical = name.canonical or ""
    if len(surface) <= len(canonical):
        return False
    if name.label == "ORG":
        return LEGAL_RE.search(surface) is not None and not canonical.endswith(("公司", "银行"))
    if name.subtype in LINES:
        return surface.startswith(HOME) and surface.endswith(canonical)
    is_area = name.subtype in AREAS and surface.startswith(canonical)
    return is_area and REST_RE.fullmatch(surface, len(canonical)) is not None


def _spell(surface: str, name: Mention, by_id: dict[str, set[str]], firms: dict[str, set[str]]) -> Mention:
    fulls = by_id.get(name.entity_id or "", set())
    if not fulls and name.label == "ORG" and name.canonical == surface and not LEGAL_RE.search(surface):
        fulls = firms.get(surface, set())
    if surface in fulls:
        return name._replace(canonical=surface)
    if name.subtype in AREAS:
        return name  # 大零号湾 by itself is usual
    fulls = {full for full in fulls if "（" not in full}  # 特斯拉（上海）有限公司 is but a part of 特斯拉
    return name._replace(canonical=next(iter(fulls))) if len(fulls) == 1 else name
