"""Compose names that no table holds: place or owner + specific part + head word.

The right end is easy, a head word (研究院, 基金会, 大桥, 博览会) closes the name. The left
end is where names go wrong: it is the leftmost place or organisation after the last verb,
function word or mark.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.text.names.cues import Cue, Cues
from pipeline.text.names.mentions import Mention
from pipeline.text.names.personal import is_common_word

__all__ = ["Anchor", "Context", "create_context", "find_compositions"]

MAX_CHARS = 26  # the longest specific part: official names are longer only with a place or owner before them
BREAK_RE = re.compile(
    r"""
    (?<=[\u4e00-\u9fff])[（(][\u4e00-\u9fff]{2,3}[）)](?=[\u4e00-\u9fff])   # （集团）, （上海）: inside names
  | (?P<mark>[^\u4e00-\u9fffA-Za-z0-9·&+-])
    """,
    re.VERBOSE,
)
OPENING = ("（", "(")
FOLLOWED_RE = re.compile("长(?![期远久江三宁安沙春])")  # 局|局长: the head belongs to a title
CONJUNCTIONS = "和与及暨"
PLACES = frozenset(("GPE", "LOC", "FAC"))
SURE_SUFFIX = ("公司", "基金会", "事务所", "合作社")


class Anchor(NamedTuple):
    """A name of the tables that may open a longer one."""

    start: int
    end: int
    label: str
    subtype: str | None
    canonical: str | None


class Context(NamedTuple):
    """What surrounds a head word: where names may not reach back over, and what may open them."""

    text: str
    walls: list[int]
    anchors: list[Anchor]
    cues: Cues


def create_context(text: str, known: Sequence[Mention], cues: Cues) -> Context:
    """Gather walls (ends of marks, verbs, function words) and anchors, both in order.

    A stop word inside a known name or an everyday word is no wall: 对外, 有限, 日本.
    """
    anchors = _longest_anchors(text, known)
    shield = bytearray(len(text) + 1)
    for start, end in [(a.start, a.end) for a in anchors] + [cue[:2] for cue in cues.get("keep", ())]:
        shield[start:end] = b"\1" * (end - start)
    walls = {match.end() for match in BREAK_RE.finditer(text) if match["mark"]}
    walls |= {
        cue.end for cue in cues.get("stop", ()) if not shield[cue.start] and not shield[cue.end - 1]
    }
    return Context(text, sorted(walls | {0}), anchors, cues)


def _longest_anchors(text: str, known: Sequence[Mention]) -> list[Anchor]:
    """Keep the longest names, left to right; one in brackets opens nothing: 看东方（上海）传媒."""
    anchors: list[Anchor] = []
    end = 0
    for name in sorted(known, key=_position):
        if name.end <= end or name.end - name.start < 2:
            continue
        if (name.label in PLACES or name.label == "ORG") and text[name.start - 1 : name.start] not in OPENING:
            anchors.append(Anchor(name.start, name.end, name.label, name.subtype, name.canonical))
        end = name.end
    return anchors


def _position(name: Mention) -> tuple[int, int]:
    return name.start, -name.end


def find_compositions(context: Context) -> list[Mention]:
    """List the names that heads close, longest head first at each end.

    >>> from pipeline.text.names.cues import find_cues
    >>> text = "记者走进星海数字医学研究院，参观了实验室"
    >>> names = find_compositions(create_context(text, [], find_cues(text)))
    >>> [(text[name.start:name.end], name.rule) for name in names]
    [('星海数字医学研究院', 'composition:研究院')]
    """
    longest: dict[int, Cue] = {}
    for cue in context.cues.get("head", ()):
        if cue.end not in longest or cue.start < longest[cue.end].start:
            longest[cue.end] = cue
    found = (_compose(context, head) for head in longest.values())
    return _drop_prefixes([name for name in found if name is not None])


def _drop_prefixes(names: list[Mention]) -> list[Mention]:
    """Keep the longest of the names that start together: 中心 in 中心医院 closes nothing."""
    longest: dict[tuple[int, str], Mention] = {}
    for name in names:
        key = name.start, name.label
        if key not in longest or longest[key].end < name.end:
            longest[key] = name
    return sorted(longest.values())


def _compose(context: Context, head: Cue) -> Mention | None:
    text, row = context.text, head.row
    if head.end < len(text) and text[head.end] in row.get("not_before", ""):
        return None
    if row["needs"] == "title" or (head.end - head.start == 1 and FOLLOWED_RE.match(text, head.end)):
        return None
    wall = context.walls[bisect_right(context.walls, head.start) - 1]
    low = _after_conjunction(context, max(wall, head.start - MAX_CHARS), head.start)
    anchors = _anchors_between(context, low, head.start)
    start, anchor = _find_start(context, head, low, anchors)
    if start is None or not _is_specific(context, start, head, anchor):
        return None
    canonical = text[start : head.end]
    if anchor is not None and anchor.start == start and anchor.label == "ORG" and anchor.canonical:
        canonical = anchor.canonical + text[anchor.end : head.end]
    return Mention(start, head.end, row["label"], row["subtype"], canonical, None, f"composition:{row['text']}")


def _anchors_between(context: Context, low: int, high: int) -> list[Anchor]:
    index = bisect_left(context.anchors, (low,))
    found = []
    while index < len(context.anchors) and context.anchors[index].end <= high:
        found.append(context.anchors[index])
        index += 1
    return found


def _after_conjunction(context: Context, low: int, high: int) -> int:
    """Move past 和, 与, 及 that join two names rather than two words of one."""
    text = context.text
    for position in range(high - 1, low, -1):
        if text[position] not in CONJUNCTIONS:
            continue
        starts = bisect_left(context.anchors, (position + 1,))
        opens = starts < len(context.anchors) and context.anchors[starts].start == position + 1
        closes = starts > 0 and context.anchors[starts - 1].end == position
        inside = starts > 0 and context.anchors[starts - 1].end > position
        if (opens or closes) and not inside:
            return position + 1
    return low


def _find_start(
    context: Context, head: Cue, low: int, anchors: list[Anchor]
) -> tuple[int | None, Anchor | None]:
    needs, label = head.row["needs"], head.row["label"]
    if label in PLACES:
        return _find_place_start(head, low, anchors)
    usable = [anchor for anchor in anchors if not _is_foreign(anchor, head)]
    if needs == "owner":
        usable = [anchor for anchor in usable if anchor.label == "ORG"][:1]
    if usable:
        return usable[0].start, usable[0]
    if needs in ("place", "owner"):
        return None, None
    return (anchors[-1].end if anchors else low), None


def _is_foreign(anchor: Anchor, head: Cue) -> bool:
    """Tell whether a country only says where a firm is from: 美国|豪威科技."""
    return anchor.subtype == "country" and anchor.canonical != "中国" and head.row["subtype"] == "company"


def _find_place_start(head: Cue, low: int, anchors: list[Anchor]) -> tuple[int | None, Anchor | None]:
    """Split place from place: 浦东新区|张江科学城, but 上海国际旅游度假区."""
    if not anchors:
        return (None, None) if head.row["needs"] == "place" else (low, None)
    last = anchors[-1]
    is_city = last.canonical == "上海市"
    if head.start - last.end >= 2 and not is_city:
        return last.end, None
    return last.start, last


def _is_specific(context: Context, start: int, head: Cue, anchor: Anchor | None) -> bool:
    text = context.text
    specific = text[start : head.start]
    if anchor is not None:
        return len(specific) >= 2
    if head.row["label"] in PLACES and (len(specific) > 6 or not _looks_local(specific)):
        return False
    if not 2 <= len(specific) <= 14 or start == head.start - MAX_CHARS:
        return False
    if head.row["needs"] == "road" and len(specific) > 5:
        return False
    generic = min((cue.start for cue in context.cues.get("generic", ()) if cue.end == head.end), default=head.start)
    rest = text[start:generic]
    if len(rest) < 2 or (generic < head.start and is_common_word(rest)):
        return False
    return head.row["text"].endswith(SURE_SUFFIX) or not _is_plain(rest)


def _looks_local(specific: str) -> bool:
    """Tell whether the specific part of a place may be a name: no digit, no everyday word before the head."""
    return not specific[:1].isdigit() and not is_common_word(specific[-2:])


def _is_plain(words: str) -> bool:
    """Tell whether nothing but everyday words of two characters stands there."""
    return len(words) % 2 == 0 and all(is_common_word(pair) for pair in _pairs(words))


def _pairs(words: str) -> Iterator[str]:
    return (words[index : index + 2] for index in range(0, len(words), 2))
