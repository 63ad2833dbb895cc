"""Compose names that no table holds: place or owner + specific part + head word.

The right end is easy, a head word (研究院, 基金会, 大桥, 博览会) closes the name. The left
end is where names go wrong: it is the leftmost place or organisation after the last verb,
function word or mark.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable

from pipeline.text.names.context import OPENER, PLACES, Anchor, Context
from pipeline.text.names.cues import Cue
from pipeline.text.names.mentions import Mention
from pipeline.text.names.specificity import (
    DEFINED_RE,
    FIRM_RE,
    FULL,
    MAX_CHARS,
    UNITS,
    is_local_group,
    is_plain,
    is_specific,
)
from pipeline.text.names.spelling import CAMPUSES, HOME, spell

__all__ = ["find_compositions"]

CONJUNCTION_RE = re.compile("[和与及暨]|联合|携手|会同")
DEEDS = ("规划", "规定")
DOER_RE = re.compile("(?:部门|人民政府|条例|办法|规则|细则|预案|应当|统筹)$")
LED = "校院局会所馆部厅社台团站行厂队处关"  # their heads are 校长, 院长, ...
MAX_OWNED = 4  # the longest specific part between a body and its place: 特斯拉|上海储能|超级工厂
OFFICES = ("exchange", "government", "party", "regulator", "congress", "court")
FIRMS = ("company", "bank", "broker", "insurer", "fund")
OWNERS = {"school": ("university", "school"), "hospital": ("hospital",)}  # of departments
CITIES = ("city", "prefecture", "municipality", "capital", "sar")
FOLLOWED_RE = re.compile(
    "长(?![期远久江三宁安沙春者达海征风兴寿桥城泰清治岛顺青岭泾浜丰汀])"
)  # 局|局长: the head belongs to a title
VERB_RE = re.compile("建设|投资|支持|推动|推进|指导|参与|聚焦|新建|引进|打造|培育|布局")
ISSUED_RE = re.compile("(?:出台|印发|发布|制定|实施|颁布|修订|通过|施行)了?$")
FOUNDED_RE = re.compile("(?:今日|昨日|昨天|今天|正式)?(?:新设|成立|组建|创办|设立|揭牌成立)了?$")
PARTS = ("institute", "laboratory", "school", "university")  # what universities are made of
KIND_RE = re.compile(
    "(?:公司|企业|厂商|平台|品牌|巨头|机构|初创|新创|业者)(?!管理|服务|发展|咨询|策划|运营|孵化|联盟|形象|征信|总)"
)  # what the brand after it is
LEGAL = ("有限公司", "有限责任公司", "有限合伙企业")
GOING_RE = re.compile("[去到往逛](?!底)")  # 每周去|百禧公园
OFFICE_RE = re.compile("委员会$|局$|委$")  # 普陀区|建设和管理委员会


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
    low = _find_low(context, head)
    start, anchor = _find_start(context, head, low, context.anchors_between(low, head.start))
    if start is None or _is_deed(text, start, head, anchor):
        return None
    founder = _find_founder(context, start, head) if anchor is None else None
    if founder is None and not is_specific(context, start, head, anchor):
        return None
    if text[start - 1 : start] == ("《" if row["label"] in PLACES else "某"):
        return None  # a work: 《珍珠塔》; nobody in particular: 某网络科技公司
    known = context.known.get(head.end)
    is_unit = anchor is not None and anchor.label == OPENER and text[start] in UNITS  # 区|发改委
    is_cup = anchor is not None and anchor.label == "ORG" and row["label"] == "EVENT"  # 国际乒联|世界杯
    if known is not None and known.start > start and not is_unit and not is_cup:
        return _prefix_known(text, start, anchor, known)
    name = _create(context, start, head, anchor)
    return name._replace(canonical=f"{founder}{name.canonical}") if founder else name


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
    if head.row["needs"] == "road" and context.text[head.start - 1] in "路街道":
        return True  # 华山路|路口
    return _ends_word(context, head) or context.wall_before(head.end) == head.end


def _ends_word(context: Context, head: Cue) -> bool:
    return context.generic.get(head.end, head.start) < head.start


def _is_deed(text: str, start: int, head: Cue, anchor: Anchor | None) -> bool:
    """Tell whether 规划 or 规定 is what a body or a law does: 市商务委首度|规划, 应对办法|规定."""
    if head.row["text"] not in DEEDS or "关于" in text[start : head.start]:
        return False
    is_body = anchor is not None and anchor.label == "ORG" and anchor.start == start
    return is_body or DOER_RE.search(text, start, head.start) is not None


def _find_low(context: Context, head: Cue) -> int:
    """Return how far back a name may reach from its head.

    Firms, laws and bodies that open with a place in full hold verbs: 上海市价格认证中心.
    """
    soft, hard = (context.wall_before(head.start, is_hard=is_hard) for is_hard in (False, True))
    low, is_legal = hard, head.row["text"].endswith(LEGAL)
    anchors = context.anchors_between(hard, head.start) if soft > hard or is_legal else []
    if head.row["label"] != "LAW" and not is_legal:
        is_official = bool(anchors) and anchors[0].start == hard and context.text[anchors[0].end - 1] in FULL
        low = hard if is_official and anchors[0].label == "GPE" else soft
    if head.row["needs"] == "brand" or (is_legal and not anchors):
        low = max([low, *(kind.end() for kind in KIND_RE.finditer(context.text, low, head.start - 1))])
    return _after_conjunction(context, max(low, head.start - MAX_CHARS), head.start)


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
    return is_title or text[head.end] in head.row.get("not_before", "")


def _prefix_known(text: str, start: int, anchor: Anchor | None, known: Mention) -> Mention | None:
    """Put a place or an owner before a known name where they make one: 上海|瑞金医院, 埃及|国家博物馆.

    What else precedes a known name is no part of it.
    """
    is_park = known.label == "FAC" and known.subtype in ("park", "venue", "mall")
    if anchor is None or anchor.end != known.start or not (known.label == "ORG" or is_park):
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
    is_foreign = anchor.canonical != "中国" and (known.entity_id or "").startswith("org-gov-")
    if anchor.subtype == "country" and (is_foreign or text.startswith(("国家", "中央"), known.start)):
        return known._replace(
            start=start, canonical=text[start : known.end], entity_id=None, rule="composition:国家"
        )
    return None


def _after_conjunction(context: Context, low: int, high: int) -> int:
    """Move past 和, 与, 联合 that join two names rather than two words of one."""
    anchors = context.anchors
    for match in CONJUNCTION_RE.finditer(context.text, low + 1, high):
        index = bisect_left(anchors, (match.end(),))
        opens = index < len(anchors) and anchors[index].start == match.end()
        closes = index > 0 and anchors[index - 1].end == match.start()
        inside = index > 0 and anchors[index - 1].end > match.start()
        if (opens or closes or match.start() in context.heads) and not inside:
            low = match.end()
    return low


def _find_start(
    context: Context, head: Cue, low: int, anchors: list[Anchor]
) -> tuple[int | None, Anchor | None]:
    needs = head.row["needs"]
    if head.row["label"] in PLACES:
        owners = (OPENER, "ORG") if needs == "road" else (OPENER,)
        anchors = [anchor for anchor in anchors if needs != "road" or anchor.subtype != "metro_line"]
        if head.row["label"] != "FAC":
            low = max([low, *(anchor.end for anchor in anchors if anchor.label == "ORG")])
            anchors = [anchor for anchor in anchors if anchor.start >= low]
        return _find_place_start(
            context.text, head, low, [anchor for anchor in anchors if anchor.label not in owners]
        )
    usable = [anchor for anchor in anchors if not _is_foreign(anchor, head)]
    if not usable and anchors and anchors[-1].subtype in OFFICES:
        return None, None
    if len(usable) > 1 and _stands_apart(context.text, usable[0], usable[1]):
        del usable[0]
    if needs == "owner":
        kinds = OWNERS.get(head.row["subtype"])  # 手袋系 is no department
        usable = [a for a in usable if a.label == "ORG" and (kinds is None or a.subtype in kinds)][:1]
    first = usable[0] if usable and needs != "brand" else None
    if first is not None and _is_apart(context.text, first, head):
        return (None if needs == "place" else _after_verb(context.text, first, head)), None
    if first is not None:
        return first.start, first
    if needs == "brand" and anchors and anchors[-1].subtype in FIRMS:
        gap = head.start - anchors[-1].end
        if gap == 0 or (gap in (2, 3) and head.row["text"] == "集团"):  # 上海电气|风电集团
            return anchors[-1].start, anchors[-1]
    if needs == "brand" and anchors and is_local_group(context, head, anchors[-1]):
        return anchors[-1].start, anchors[-1]
    is_defined = DEFINED_RE.match(context.text, head.end) is not None
    is_issued = head.row["label"] == "LAW" and ISSUED_RE.search(context.text, max(0, low - 4), low)
    if needs == "owner" or (needs == "place" and not is_issued and not is_defined):
        return None, None
    start = anchors[-1].end if anchors else low
    return start + (context.text[start] in "和与及暨"), None


def _stands_apart(text: str, first: Anchor, second: Anchor) -> bool:
    """Tell whether a name only says where or who: 德国|汉堡市政府, 人民银行上海总部|指导|上海市自律机制."""
    if first.label == "ORG":
        verb = VERB_RE.match(text, first.end, second.start)
        return verb is not None and verb.end() == second.start
    return _is_abroad(first) and first.end == second.start


def _is_apart(text: str, anchor: Anchor, head: Cue) -> bool:
    """Tell whether the first place only says where: 奉贤|建设研发中心, 辰山植物园|草地广播音乐节."""
    if anchor.label == "FAC" and head.row["label"] == "EVENT":
        return head.end - anchor.end >= 4
    is_verb = anchor.label in PLACES and VERB_RE.match(text, anchor.end, head.start) is not None
    return is_verb and not FIRM_RE.search(head.row["text"]) and not OFFICE_RE.search(head.row["text"])


def _after_verb(text: str, anchor: Anchor, head: Cue) -> int:
    verb = VERB_RE.match(text, anchor.end, head.start)
    return verb.end() if verb else anchor.end


def _is_foreign(anchor: Anchor, head: Cue) -> bool:
    """Tell whether a name does not open that of a firm: 美国|豪威科技, 港交所|特专科技公司."""
    return head.row["subtype"] == "company" and (_is_abroad(anchor) or anchor.subtype in OFFICES)


def _is_abroad(anchor: Anchor) -> bool:
    return anchor.subtype == "country" and anchor.canonical != "中国"


def _owns(owner: Anchor, place: Anchor, head: Cue) -> bool:
    """Tell whether a place only tells the campuses of one owner apart: 华东师范大学|普陀|校区."""
    return owner.label == "ORG" and owner.end == place.start and place.end == head.start


def _find_place_start(
    text: str, head: Cue, low: int, anchors: list[Anchor]
) -> tuple[int | None, Anchor | None]:
    """Split place from place: 浦东新区|张江科学城, but 上海国际旅游度假区."""
    if not anchors:
        low = max([low, *(match.end() for match in GOING_RE.finditer(text, low, head.start - 2))])
        return (None, None) if head.row["needs"] == "place" else (low, None)
    last = anchors[-1]
    gap = head.start - last.end
    if last.label == "ORG" and (gap > MAX_OWNED or head.row["text"] == "旧址"):
        return None, None
    if len(anchors) > 1 and head.row["text"] in CAMPUSES and _owns(anchors[-2], last, head):
        return anchors[-2].start, anchors[-2]
    if last.label == "ORG" and gap <= 3 and head.row["text"] in CAMPUSES:
        return last.start, last  # 华东师大二附中|紫竹校区
    if (
        last.subtype == "river"
        and gap == 0
        and head.row["subtype"] == "bridge"
        and last.start - low in (2, 3)
    ):
        return low, None  # 崇太|长江|隧道
    is_inner = head.row["label"] == "LOC" and gap >= 2  # 绍兴|安昌古镇
    opens = head.row["needs"] != "road" and (
        last.canonical == HOME or (last.subtype in CITIES and gap <= 4 and not is_inner)
    )
    is_village = head.row["label"] == "GPE" and last.label == "GPE"  # 青村镇|解放村
    is_apart = is_village or head.row["needs"] == "road" or not is_plain(text[last.end : head.start])
    if gap >= 2 and not opens and is_apart:
        return last.end, None
    return last.start, last
