"""Find places that need rules of their own: roads, and the one-character names of Shanghai."""

import re
from collections.abc import Collection, Iterable, Iterator

from pipeline.text.names.context import PLACES
from pipeline.text.names.cues import Cues
from pipeline.text.names.gazetteer import Entry, Gazetteer
from pipeline.text.names.mentions import Mention
from pipeline.text.names.occurrences import find_all
from pipeline.text.names.personal import is_common_word

__all__ = ["find_again", "find_counties", "find_roads", "find_stems", "find_wings"]

NOT_AFTER_ROAD = tuple("线子径透演况由费")
UNITS = ("县", "市", "区", "镇", "乡", "街道")
COUNTIES = "县市区旗"
NOT_AFTER = (*UNITS, *"湖山河江岛港湾路街村寺塔桥站")  # 宁波|上林湖 is not 上林县
WITHIN = ("province", "prefecture")
DEFENCE = ("力量", "建设", "部队", "工程", "军", "警", "线", "安全", "体系")  # 美国|海防部队
ELSE_AFTER = (*NOT_AFTER, *DEFENCE)
ABROAD = ("city", "province")
CITIES_ABROAD = tuple("市州府省")  # 越南|海防, 泰国|罗勇府
JOINTS = ("、", "和", "与", "及", "在", "到", "从")
GOING_ON = ("民", "委", "口", "段", "系")
SHAPED = ("composition:", "pattern:")
WINGS = ("东馆", "西馆", "南馆", "北馆", "新馆")
HOUSES = ("museum", "library")
OTHER_RE = re.compile("[博图美艺技史馆书术]$")  # 苏博|东馆 is another house's
STATION_RE = re.compile("桥|站(?![点台位立住起出稳])")


def find_roads(text: str, cues: Cues) -> Iterator[Mention]:
    """List the roads of Shanghai, and the bridges and stations named after them; 交通路|线 is no road.

    >>> from pipeline.text.names.cues import find_cues
    >>> text = "沿溧阳路走到江宁路站"
    >>> [name.canonical for name in find_roads(text, find_cues(text))]
    ['溧阳路', '江宁路站']
    """
    for cue in cues.get("road", ()):
        if not text.startswith(NOT_AFTER_ROAD, cue.end):
            end = cue.end + (STATION_RE.match(text, cue.end) is not None)
            yield Mention(cue.start, end, "FAC", "road", text[cue.start : end], None, "road:上海")


def find_stems(
    text: str, mentions: Iterable[Mention], walls: Collection[int], gazetteer: Gazetteer
) -> Iterator[Mention]:
    """List the places again that the text named in full and now names without 县 or 镇.

    `walls`: where a name may begin. What the tables know without it is found already.

        >>> full = Mention(0, 3, "GPE", "county", "正安县", "gpe-za", "gazetteer:gpe-za")
        >>> [name.canonical for name in find_stems("正安县的吉他，正安的人", [full], {0, 7}, Gazetteer([]))]
        ['正安县']
    """
    stems: dict[str, Mention] = {}
    for name in mentions:
        surface = text[name.start : name.end]
        if name.label != "GPE" or not surface.endswith(UNITS):
            continue
        stem = surface.removesuffix("街道") if surface.endswith("街道") else surface[:-1]
        if len(stem) >= 2 and not is_common_word(stem[:2]) and not gazetteer.get(stem)[0]:
            stems.setdefault(stem, name)
    if not stems:
        return
    borders = set(walls)
    for stem, start in find_all(text, stems):
        end = start + len(stem)
        is_apart = start in borders or text.startswith(JOINTS, start - 1)
        if is_apart and not text.startswith(UNITS, end):
            yield stems[stem]._replace(start=start, end=end, rule=f"shortened:{stems[stem].canonical}")


def find_counties(text: str, mentions: Iterable[Mention], gazetteer: Gazetteer) -> Iterator[Mention]:
    """List the counties that stand without 县 or 市 behind their province: 河北|张北; cities behind their country."""
    yield from _find_abroad(text, mentions, gazetteer)
    ends = sorted({name.end for name in mentions if name.label == "GPE" and name.subtype in WITHIN})
    for start in ends:
        for stem in (text[start : start + 2], text[start : start + 3]):
            entries = [entry for unit in COUNTIES for entry in gazetteer.get(stem + unit)[0]]
            is_place = len(stem) >= 2 and len(entries) == 1 and entries[0].label == "GPE"
            if (
                is_place
                and not is_common_word(stem[:2])
                and not text.startswith(NOT_AFTER, start + len(stem))
            ):
                entry = entries[0]
                yield Mention(
                    start, start + len(stem), "GPE", entry.subtype, entry.name, entry.id, f"short:{entry.id}"
                )


def _find_abroad(text: str, mentions: Iterable[Mention], gazetteer: Gazetteer) -> Iterator[Mention]:
    """List the cities and states that are words without their country: 越南|海防, 美国|德州."""
    ends = {name.end for name in mentions if name.subtype == "country" and name.canonical != "中国"}
    for start in sorted(ends - {name.start for name in mentions if name.label != "GPE"}):
        for stem in (text[start : start + 3], text[start : start + 2]):
            named, shorts = gazetteer.get(stem)
            units = [entry for unit in CITIES_ABROAD for entry in gazetteer.get(stem + unit)[0]]
            places = {entry for entry in (*units, *shorts) if _is_abroad(entry)}
            if not named and len(places) == 1 and not text.startswith(ELSE_AFTER, start + len(stem)):
                entry = places.pop()
                end = start + len(stem)
                name = stem if entry.name == stem + "市" else entry.name  # cities abroad go without it
                yield Mention(start, end, "GPE", entry.subtype, name, entry.id, f"abroad:{entry.id}")
                break


def _is_abroad(entry: Entry) -> bool:
    return entry.label == "GPE" and not entry.id.startswith("gpe-cn-") and entry.subtype in ABROAD


def find_again(text: str, found: Iterable[Mention]) -> Iterator[Mention]:
    """List the later mentions of places that no table holds, where no town stands before them: 港沿镇|园艺村, 园艺村的.

    >>> village = Mention(3, 6, "GPE", "town", "园艺村", None, "composition:村")
    >>> [name.start for name in find_again("港沿镇园艺村说，园艺村的树归园艺村民", [village])]
    [8]
    """
    shaped = [
        name
        for name in found
        if name.label in PLACES and name.rule.startswith(SHAPED) and name.end - name.start >= 3
    ]
    places = {text[name.start : name.end]: name for name in shaped}
    starts = {name.start for name in shaped}
    for surface, start in find_all(text, places):
        end = start + len(surface)
        if start not in starts and _stands_free(text, start, end):
            yield places[surface]._replace(start=start, end=end)


def _stands_free(text: str, start: int, end: int) -> bool:
    """Tell whether no word goes over the edges: 园艺村|民, 围|绕银河, 奥斯塔|大区."""
    if text.startswith(GOING_ON, end) or text[end - 1] == "塔":
        return False
    return not (is_common_word(text[start - 1 : start + 1]) or is_common_word(text[end - 1 : end + 1]))


def find_wings(text: str, mentions: Iterable[Mention], gazetteer: Gazetteer) -> Iterator[Mention]:
    """List the bare wings of the museum or library that a text names, where the tables know just one.

    >>> from pipeline.text.names.gazetteer import Entry
    >>> wing = Entry("east", "海澄博物馆东馆", "FAC", "building")
    >>> museum = Mention(0, 5, "ORG", "museum", "海澄博物馆", "hc", "gazetteer:hc")
    >>> [name.canonical for name in find_wings("海澄博物馆说，东馆明天开放", [museum], Gazetteer([wing]))]
    ['海澄博物馆东馆']
    """
    houses = {name.canonical for name in mentions if name.subtype in HOUSES and name.canonical}
    for wing in WINGS:
        entries = (
            [entry for house in houses for entry in gazetteer.get(house + wing)[0]] if wing in text else []
        )
        if len(entries) != 1:
            continue
        entry = entries[0]
        for surface, start in find_all(text, [wing]):
            if not OTHER_RE.search(text, max(0, start - 1), start):
                yield Mention(
                    start,
                    start + len(surface),
                    entry.label,
                    entry.subtype,
                    entry.name,
                    entry.id,
                    f"shortened:{entry.name}",
                )
