"""Compose names that no table holds: place or owner + specific part + head word.

The right end is easy, a head word (研究院, 基金会, 大桥, 博览会) closes the name. The left
end is where names go wrong: it is the leftmost place or organisation after the last verb,
function word or mark.
"""

import re
from collections.abc import Iterable

from pipeline.text.names.context import OPENER, PLACES, Anchor, Context
from pipeline.text.names.cues import Cue
from pipeline.text.names.mentions import Mention
from pipeline.text.names.openings import FIRMS, find_low, find_start
from pipeline.text.names.personal import is_common_word
from pipeline.text.names.specificity import (
    DEFINED_RE,
    UNITS,
    is_local_group,
    is_specific,
)
from pipeline.text.names.spelling import HOME, spell

__all__ = ["find_compositions"]

APART = (
    "创始人",
    "创办人",
    "主办",
    "主持",
    "主导",
    "主任",
    "主管",
    *(f"所{verb}" for verb in "成属设办研做提开发组"),
)  # 启脉科技|创始人, but 科技|创新
DEEDS = ("规划", "规定")
DOER_RE = re.compile("(?:部门|人民政府|条例|办法|规则|细则|预案|应当|统筹)$")
CITIES = ("municipality", "prefecture", "province")
LED = "校院局会所馆部厅社台团站行厂队处关"  # their heads are 校长, 院长, ...
FOLLOWED_RE = re.compile(
    "长(?![期远久江三宁安沙春者达海征风兴寿桥城泰清治岛顺青岭泾浜丰汀])"
)  # 局|局长: the head belongs to a title
FOUNDED_RE = re.compile("(?:今日|昨日|昨天|今天|正式)?(?:新设|成立|组建|创办|设立|揭牌成立)了?$")
PARTS = ("institute", "laboratory", "school", "university")  # what universities are made of


def find_compositions(context: Context) -> list[Mention]:
    """List the names that heads close, the longest of those that start together.

    >>> from pipeline.text.names.context import create_context
    >>> from pipeline.text.names.cues import find_cues
    >>> text = "记者走进星海数字医学研究院，参观了实验室"
    >>> names = find_compositions(create_context(text, [], find_cues(text)))
    >>> [(text[name.start:name.end], name.rule) for name in names]
    [('星海数字医学研究院', 'composition:研究院')]
    """
    heads = context.cues.get("head", ())
    places = _compose_all(context, [head for head in heads if head.row["label"] == "GPE"])
    context = context.add(places)  # 长征镇 opens 长征镇人民政府
    others = [head for head in heads if head.row["label"] != "GPE"]
    free = _compose_all(context, [head for head in others if head.row["needs"] != "owner"])
    context = context.add([name for name in free if name.label == "ORG"])  # 林口长庚纪念医院 opens 毒物科
    owned = _compose_all(context, [head for head in others if head.row["needs"] == "owner"])
    return _drop_prefixes([*places, *free, *owned])


def _compose_all(context: Context, heads: Iterable[Cue]) -> list[Mention]:
    found = (_compose(context, head) for head in heads)
    return [name for name in found if name is not None]


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
    if _is_inner(context, head) or _goes_on(text, head):
        return None
    if text[head.start] in UNITS and head.start in context.walls and head.end - head.start > 1:
        return _create(context, head.start, head, None)
    is_defined = DEFINED_RE.match(text, head.end) is not None
    if row["needs"] == "place" and not is_defined and not context.has_anchor_before(head.start):
        return None
    if context.crosses(head.start, head.end):
        return None  # 宝山区|庙行镇
    low = find_low(context, head)
    start, anchor = find_start(context, head, low, context.anchors_between(low, head.start))
    if start is None or _is_deed(text, start, head, anchor) or _is_joined(context, start, head, anchor):
        return None
    founder = _find_founder(context, start, head) if anchor is None else None
    if founder is None and not is_specific(context, start, head, anchor):
        return None
    if text[start] in "（(":
        return None  # 瑞幸咖啡|（江苏）烘焙基地
    if text[start - 1 : start] == ("《" if row["label"] in PLACES else "某"):
        return None  # a work: 《珍珠塔》; nobody in particular: 某网络科技公司
    if (
        anchor is not None
        and anchor.label == OPENER
        and text[start] not in UNITS
        and text[start - 1] in "“「"
    ):
        return None  # an aim: 打造“国际艺术品交易中心”
    known = context.known.get(head.end)
    is_cup = (
        anchor is not None and anchor.label == "ORG" and row["label"] == "EVENT"
    )  # 国际泳联|世界游泳锦标赛
    is_local = anchor is not None and is_local_group(context, head, anchor)  # 松江|国投集团
    is_rival = known is not None and known.start == head.start and _is_of_place(text, head, anchor)
    if known is not None and known.start > start and not (is_cup or is_local or is_rival):
        return _prefix_known(text, start, anchor, known)
    name = _create(context, start, head, anchor)
    if anchor is None and row["needs"] == "brand":
        return _take_city(context, name)
    return name._replace(canonical=f"{founder}{name.canonical}") if founder else name


def _is_joined(context: Context, start: int, head: Cue, anchor: Anchor | None) -> bool:
    """Tell whether a conjunction before the head joins two names: 园艺村与|学校, but 美国艺术与|科学院, 曜和|护理站."""
    joint = head.start - 1
    if anchor is not None and anchor.end == joint:
        return context.text[joint] in "和与及"
    if context.text[joint] not in "与及":
        return False
    is_pair = is_common_word(context.text[joint - 2 : joint])  # 李政道科学与|艺术中心
    is_name = joint - start == 1  # 程及|美术馆
    return head.row["label"] in PLACES or (anchor is None and not (is_pair or is_name))


def _is_of_place(text: str, head: Cue, anchor: Anchor | None) -> bool:
    """Tell whether a body is that of a place and not of the state: 浙江省|发改委."""
    if anchor is None or anchor.label != "GPE" or anchor.end != head.start or "full" not in head.row:
        return False
    return text[head.start - 1] in "省市区县" or anchor.subtype in CITIES


def _take_city(context: Context, name: Mention) -> Mention:
    """Take in the Chinese city that a firm is registered in: 上海|麦金地餐饮集团, but 法国|赛峰集团."""
    places = context.anchors_between(name.start - 4, name.start)
    if not places or places[-1].end != name.start or places[-1].subtype not in CITIES:
        return name
    start = places[-1].start
    return name._replace(start=start, canonical=context.text[start : name.end])


def _find_founder(context: Context, start: int, head: Cue) -> str | None:
    """Return the university that sets the school up: 上海海事大学|新设|智能航运研究院."""
    verb = FOUNDED_RE.search(context.text, max(0, start - 6), start)
    if verb is None or head.row["subtype"] not in PARTS or head.start - start < 2:
        return None
    owners = context.anchors_between(verb.start() - 20, verb.start())
    is_owner = bool(owners) and owners[-1].end == verb.start() and owners[-1].subtype == "university"
    return owners[-1].canonical if is_owner else None


def _is_inner(context: Context, head: Cue) -> bool:
    """Tell whether a head of one character ends an everyday word or a verb: 格|局, 坐|镇."""
    if head.end - head.start > 1:
        return False
    if head.row["needs"] == "road" and _is_stretch(context.text, head):
        return True
    return _ends_word(context, head) or context.wall_before(head.end) == head.end


def _is_stretch(text: str, head: Cue) -> bool:
    """Tell whether 路 belongs to a crossing or a stretch of road: 华山路|路口, 雾台乡|路段."""
    before = text[head.start - 1]
    return before in "路街道" or (before in "省市区县镇乡村" and text.startswith("段", head.end))


def _ends_word(context: Context, head: Cue) -> bool:
    return context.generic.get(head.end, head.start) < head.start


def _is_deed(text: str, start: int, head: Cue, anchor: Anchor | None) -> bool:
    """Tell whether 规划 or 规定 is what a body or a law does: 市商务委首度|规划, 应对办法|规定."""
    if head.row["text"] not in DEEDS or "关于" in text[start : head.start]:
        return False
    is_body = anchor is not None and anchor.label == "ORG" and anchor.start == start
    return is_body or DOER_RE.search(text, start, head.start) is not None


def _create(context: Context, start: int, head: Cue, anchor: Anchor | None) -> Mention:
    if head.row["text"] == "厂" and anchor is not None and anchor.subtype in FIRMS:  # 上汽大众|安亭三厂
        return Mention(
            start, head.end, "FAC", "building", context.text[start : head.end], None, "composition:厂"
        )
    canonical = spell(context, start, head, anchor)
    label, subtype, rule = head.row["label"], head.row["subtype"], f"composition:{head.row['text']}"
    return Mention(start, head.end, label, subtype, canonical, None, rule)


def _goes_on(text: str, head: Cue) -> bool:
    """Tell whether the head is but the beginning of a longer word: 银行|业, 局|长."""
    if head.end == len(text):
        return False
    is_title = text[head.end - 1] in LED and FOLLOWED_RE.match(text, head.end) is not None
    is_word = text[head.end] in head.row.get("not_before", "")
    if head.row["needs"] == "brand" and text.startswith("指数", head.end):
        return True  # 恒生科技|指数
    return is_title or (is_word and not text.startswith(APART, head.end))


def _prefix_known(text: str, start: int, anchor: Anchor | None, known: Mention) -> Mention | None:
    """Put a place or an owner before a known name where they make one: 上海|瑞金医院, 埃及|国家博物馆.

    What else precedes a known name is no part of it.
    """
    if anchor is None or anchor.end != known.start or known.label != "ORG":
        return None
    prefix = text[start : known.start]
    if text.startswith(prefix, known.start):
        return None  # 来自挪威|挪威科技大学
    is_own = anchor.canonical == HOME and (known.entity_id or "").startswith("sh-")
    is_part = anchor.subtype == "university" and known.subtype in ("laboratory", "institute", "school")
    if is_part and known.canonical and anchor.canonical and not known.canonical.startswith(anchor.canonical):
        return known._replace(start=start, canonical=anchor.canonical + known.canonical)
    if is_own or is_part or (known.canonical or "").startswith((prefix, anchor.canonical or prefix)):
        return known._replace(start=start)
    if anchor.subtype != "country" or prefix == "中国":  # 国家统计局 signs without 中国
        return None
    is_ministry = anchor.canonical != "中国" and (known.entity_id or "").startswith("org-gov-")
    if is_ministry or text.startswith(("国家", "中央"), known.start):
        return known._replace(
            start=start, canonical=text[start : known.end], entity_id=None, rule="composition:国家"
        )
    return None
