"""Compose names that no table holds: place or owner + specific part + head word.

The right end is easy, a head word (研究院, 基金会, 大桥, 博览会) closes the name. The left
end is where names go wrong: it is the leftmost place or organisation after the last verb,
function word or mark.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

from pipeline.text.names.context import OPENER, PLACES, Anchor, Context
from pipeline.text.names.cues import Cue
from pipeline.text.names.mentions import Mention
from pipeline.text.names.personal import is_common_word

__all__ = ["find_compositions"]

MAX_CHARS = 26  # the longest specific part: official names are longer only with a place or owner before them
MAX_LOCAL = 6  # the longest specific part of a road, a station, a bridge
CONJUNCTIONS = "和与及暨"
FOLLOWED_RE = re.compile("长(?![期远久江三宁安沙春])")  # 局|局长: the head belongs to a title
HAN_RE = re.compile("[\u4e00-\u9fff]")
VERB_RE = re.compile("建设|投资|支持|推动|推进|指导|参与|聚焦|新建|引进|打造|培育|布局")
FIRM_RE = re.compile("公司$|基金会$|事务所$|合作社$")


def find_compositions(context: Context) -> list[Mention]:
    """List the names that heads close, the longest of those that start together.

    >>> from pipeline.text.names.context import create_context
    >>> from pipeline.text.names.cues import find_cues
    >>> text = "记者走进星海数字医学研究院，参观了实验室"
    >>> names = find_compositions(create_context(text, [], find_cues(text)))
    >>> [(text[name.start:name.end], name.rule) for name in names]
    [('星海数字医学研究院', 'composition:研究院')]
    """
    found = (_compose(context, head) for head in context.cues.get("head", ()))
    return _drop_prefixes([name for name in found if name is not None])


def _drop_prefixes(names: list[Mention]) -> list[Mention]:
    """Keep the longest of the names that start together: 中心 in 中心医院 closes nothing."""
    longest: dict[tuple[int, str], Mention] = {}
    for name in names:
        key = name.start, name.label
        if key not in longest or longest[key].end < name.end:
            longest[key] = name
    return list(longest.values())


def _compose(context: Context, head: Cue) -> Mention | None:
    text, row = context.text, head.row
    if row["needs"] == "title" or _goes_on(text, head):
        return None
    low = max(context.wall_before(head.start), head.start - MAX_CHARS)
    low = _after_conjunction(context, low, head.start)
    anchors = context.anchors_between(low, head.start)
    start, anchor = _find_start(context, head, low, anchors)
    if anchor is not None and anchor.label in PLACES and (verb := VERB_RE.match(text, anchor.end, head.start)):
        if not FIRM_RE.search(row["text"]):
            start, anchor = (None if row["needs"] == "place" else verb.end()), None
    if start is None or not _is_specific(context, start, head, anchor):
        return None
    known = context.known.get(head.end)
    if known is not None and known.start > start:
        return _prefix_known(start, anchor, known)
    canonical = _canonical(context, start, head, anchor)
    return Mention(start, head.end, row["label"], row["subtype"], canonical, None, f"composition:{row['text']}")


def _goes_on(text: str, head: Cue) -> bool:
    """Tell whether the head is but the beginning of a longer word: 银行|业, 局|长."""
    if head.end == len(text):
        return False
    is_title = head.end - head.start == 1 and FOLLOWED_RE.match(text, head.end) is not None
    return is_title or text[head.end] in head.row.get("not_before", "")


def _prefix_known(start: int, anchor: Anchor | None, known: Mention) -> Mention | None:
    """Let 上海 open the name of one of its own institutions; what else precedes a known name is not part of it."""
    is_own = (known.entity_id or "").startswith("sh-") and known.label == "ORG"
    if anchor is None or anchor.end != known.start or anchor.canonical != "上海市" or not is_own:
        return None
    return known._replace(start=start)


def _canonical(context: Context, start: int, head: Cue, anchor: Anchor | None) -> str | None:
    """Spell the name in full as far as its opening is known: 交大人工智能学院, 市房管局, 区科委."""
    text = context.text
    rest = text[start : head.end]
    if anchor is None or anchor.start != start:
        return rest
    if anchor.label == OPENER and text[start] in "市区":
        owner = "上海市" if text[start] == "市" else context.district_before(start)
        return owner + text[anchor.end : head.end] if owner else None
    if anchor.label == "ORG" and anchor.canonical and not FIRM_RE.search(head.row["text"]):
        return anchor.canonical + text[anchor.end : head.end]
    return rest


def _after_conjunction(context: Context, low: int, high: int) -> int:
    """Move past 和, 与, 及 that join two names rather than two words of one."""
    text, anchors = context.text, context.anchors
    for position in range(high - 1, low, -1):
        if text[position] not in CONJUNCTIONS:
            continue
        starts = bisect_left(anchors, (position + 1,))
        opens = starts < len(anchors) and anchors[starts].start == position + 1
        closes = starts > 0 and anchors[starts - 1].end == position
        inside = starts > 0 and anchors[starts - 1].end > position
        if (opens or closes) and not inside:
            return position + 1
    return low


def _find_start(
    context: Context, head: Cue, low: int, anchors: list[Anchor]
) -> tuple[int | None, Anchor | None]:
    needs = head.row["needs"]
    if head.row["label"] in PLACES:
        return _find_place_start(head, low, [anchor for anchor in anchors if anchor.label != OPENER])
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
    if head.start - last.end >= 2 and last.canonical != "上海市":
        return last.end, None
    return last.start, last


def _is_specific(context: Context, start: int, head: Cue, anchor: Anchor | None) -> bool:
    """Tell whether more than everyday words stands before the head."""
    text = context.text
    specific = text[start : head.start]
    if anchor is not None:
        rest = text[anchor.end : head.start]
        is_bare = not rest and anchor.label != "ORG" and head.row.get("bare") is False
        return len(specific) >= 1 + (anchor.label != OPENER) and not is_bare
    if head.row["label"] in PLACES and (len(specific) > MAX_LOCAL or not _looks_local(specific)):
        return False
    if not 2 <= len(specific) <= 14 or start == head.start - MAX_CHARS or not HAN_RE.search(specific):
        return False
    if head.row["needs"] == "brand":
        return len(specific) <= 4 and not any(is_common_word(specific[i : i + 2]) for i in range(len(specific) - 1))
    generic = min((cue.start for cue in context.cues.get("generic", ()) if cue.end == head.end), default=head.start)
    rest = text[start:generic]
    if len(rest) < 2 or (generic < head.start and is_common_word(rest)):
        return False
    return bool(FIRM_RE.search(head.row["text"])) or not _is_plain(rest)


def _looks_local(specific: str) -> bool:
    """Tell whether the specific part of a place may be a name: no digit, no everyday word before the head."""
    return not specific[:1].isdigit() and not is_common_word(specific[-2:])


def _is_plain(words: str) -> bool:
    """Tell whether nothing but everyday words of two characters stands there."""
    return len(words) % 2 == 0 and all(is_common_word(pair) for pair in _pairs(words))


def _pairs(words: str) -> Iterator[str]:
    return (words[index : index + 2] for index in range(0, len(words), 2))
