"""What surrounds the head of a name: walls that it may not reach back over, anchors that may open it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.text.names.cues import Cues, find_walls
from pipeline.text.names.mentions import Mention

__all__ = ["OPENER", "PLACES", "Anchor", "Context", "create_context"]

PLACES = frozenset(("GPE", "LOC", "FAC"))
OPENER = "OPENER"  # label of words that open a name without being one: 国家, 国际, 市
MARK_RE = re.compile("[^\u4e00-\u9fffA-Za-z0-9·&+-]")
# （集团）, （上海）. Here and below a set stands first, so that the engine can skip to it.
# A body in brackets is the short form of what stands before: 观光传播局（观传局）统计.
INNER_RE = re.compile(
    "[（(](?<=[\u4e00-\u9fff].)[\u4e00-\u9fff]{2,3}(?<![局署会委院所办])[）)](?=[\u4e00-\u9fff])"
)
COUNT_RE = re.compile(
    r"""
    [\d一二三四五六七八九十两几数多](?:
        (?<=\d) [余多来几百千万亿]*[家所座个名位款项批条件只间处届次年月日元人岁度倍米层]    # 38家, 第27届
      | (?<!\d) [家所座个名位款项批条件只间处届幢栋片种类台辆艘架杯碗支株包盒箱袋瓶份桌]                        # 一幢, 两家
      | (?: (?<=两) [院馆] | (?<=[两三四五六七八]) 校 ) (?! [区舍务长友园企地门士] ) (?: 同 (?! [济仁方心学时创盛城程步样] ) )?   # 复旦、交大两校同|
      | (?<!\d) 成 (?= [\u4e00-\u9fff]) (?![立员都长功])                                                    # 七成|学校
    )
    """,
    re.VERBOSE,
)
REACH = 60  # the longest official names
UNITS = ("市", "区", "县")
BRACKETS = ("（", "(")
JOINTS = ("与", "和", "及", "由", "向", "代表")  # no walls, but 市 and 区 may open names behind them
NO_OPENING = {
    "市": tuple("长民内级场域郊值区外面中"),
    "区": tuple("域内间外长级块"),
    "县": tuple("级域城长"),
    "国家": tuple("级家"),
    "国际": tuple("间上化"),
}


class Anchor(NamedTuple):
    """A name that may open a longer one."""

    start: int
    end: int
    label: str
    subtype: str | None
    canonical: str | None


class Context(NamedTuple):
    """A text with its walls and anchors, both in order.

    `heads`: where head words end; `generic`: start of the everyday phrase by its end; `known`:
    the longest known name by its end.
    """

    text: str
    walls: list[int]
    hard_walls: list[int]
    anchors: list[Anchor]
    heads: frozenset[int]
    districts: list[tuple[int, str]]
    generic: dict[int, int]
    known: dict[int, Mention]
    cues: Cues

    def wall_before(self, position: int, *, is_hard: bool = False) -> int:
        """Return the last wall at or before a position; names of firms hold verbs: 城市更新建设公司."""
        walls = self.hard_walls if is_hard else self.walls
        return walls[bisect_right(walls, position) - 1]

    def add(self, names: Sequence[Mention]) -> "Context":
        """Return the context with more names that may open longer ones."""
        if not names:
            return self
        more = [Anchor(*name[:5]) for name in names]
        return self._replace(anchors=sorted([*self.anchors, *more], key=_position))

    def has_anchor_before(self, position: int) -> bool:
        """Tell quickly whether any anchor stands near enough to open a name that has its head here."""
        index = bisect_left(self.anchors, (position,))
        return index > 0 and position - self.anchors[index - 1].start < REACH

    def crosses(self, start: int, end: int) -> bool:
        """Tell whether a name begins in a range and goes on behind it."""
        index = bisect_left(self.anchors, (end,)) - 1
        return index >= 0 and self.anchors[index].start >= start and self.anchors[index].end > end

    def anchors_between(self, low: int, high: int) -> list[Anchor]:
        """List the anchors that lie in a range."""
        return list(self._walk(low, high))

    def _walk(self, low: int, high: int) -> Iterator[Anchor]:
        for index in range(bisect_left(self.anchors, (low,)), len(self.anchors)):
            anchor = self.anchors[index]
            if anchor.end > high:
                return
            yield anchor

    def district_before(self, position: int) -> str | None:
        """Return the district the text last spoke of: the one that 区政府 means."""
        index = bisect_left(self.districts, (position,))
        return self.districts[max(0, index - 1)][1] if self.districts else None


def create_context(text: str, known: Sequence[Mention], cues: Cues) -> Context:
    """Gather walls (ends of marks, verbs, function words) and anchors.

    A stop word inside a known name or an everyday word is no wall: 对外, 有限, 日本.
    """
    anchors = _longest_anchors(text, known)
    shield = bytearray(len(text) + 1)
    for start, end in [(a.start, a.end) for a in anchors] + [cue[:2] for cue in cues.get("keep", ())]:
        shield[start:end] = b"\1" * (end - start)
    hard = {match.end() for match in MARK_RE.finditer(text)} | {0}
    for match in INNER_RE.finditer(text):
        hard -= {match.start() + 1, match.end()}
    hard |= {match.end() for match in COUNT_RE.finditer(text)}
    stops, verbs = find_walls(text)
    hard |= {end for start, end in stops if not shield[start] and not shield[end - 1]}
    walls = hard | {end for start, end in verbs if not shield[start] and not shield[end - 1]}
    opened = {anchor.start for anchor in anchors}
    anchors += [
        Anchor(cue.start, cue.end, OPENER, None, None)
        for cue in cues.get("opener", ())
        if (cue.start in walls or (cue.row["text"] in UNITS and text.endswith(JOINTS, 0, cue.start)))
        and cue.start not in opened
        and text[cue.end : cue.end + 1] not in NO_OPENING.get(text[cue.start : cue.end], ())
    ]
    heads = frozenset(
        cue.end
        for cue in cues.get("head", ())
        if cue.end - cue.start > 1 and cue.row["needs"] not in ("brand", "owner")
    )
    anchors.sort(key=_position)
    districts = [(a.start, a.canonical) for a in anchors if a.subtype == "district" and a.canonical]
    generic: dict[int, int] = {}
    for cue in cues.get("generic", ()):
        generic[cue.end] = min(cue.start, generic.get(cue.end, cue.start))
    return Context(
        text, sorted(walls), sorted(hard), anchors, heads, districts, generic, _longest_at_end(known), cues
    )


def _longest_anchors(text: str, known: Sequence[Mention]) -> list[Anchor]:
    """Keep the longest names, left to right; one in brackets opens nothing: 看东方（上海）传媒."""
    anchors: list[Anchor] = []
    end = 0
    for name in sorted(known, key=_position):
        if name.end <= end or name.end - name.start < 2:
            continue
        if (name.label in PLACES or name.label == "ORG") and text[
            name.start - 1 : name.start
        ] not in BRACKETS:
            anchors.append(Anchor(name.start, name.end, name.label, name.subtype, name.canonical))
        end = name.end
    return anchors


def _longest_at_end(known: Sequence[Mention]) -> dict[int, Mention]:
    """Keep the longest name that ends at each place; 天文台 of a region opens no other: 利克|天文台."""
    ends: dict[int, Mention] = {}
    for name in known:
        if name.rule.startswith("region:"):
            continue
        if name.end not in ends or name.start < ends[name.end].start:
            ends[name.end] = name
    return ends


def _position(name: Mention | Anchor) -> tuple[int, int]:
    return name.start, -name.end
