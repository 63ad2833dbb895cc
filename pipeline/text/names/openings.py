"""Find where a composed name begins: the leftmost place or owner after the last verb, word or mark."""

import re
from bisect import bisect_left
from functools import cache

from pipeline.text.names.context import OPENER, PLACES, Anchor, Context
from pipeline.text.names.cues import Cue
from pipeline.text.names.personal import is_common_word
from pipeline.text.names.specificity import (
    DEFINED_RE,
    FIRM_RE,
    FULL,
    MAX_CHARS,
    is_local_group,
    is_plain,
)
from pipeline.text.names.spelling import CAMPUSES, HOME
from pipeline.text.names.tables import words

__all__ = ["FIRMS", "find_low", "find_start"]

FIRMS = ("company", "bank", "broker", "insurer", "fund")
CONJUNCTION_RE = re.compile("[和与及暨]|联合|携手|会同|同")
MAX_OWNED = 4  # the longest specific part between a body and its place: 特斯拉|上海储能|超级工厂
OFFICES = ("exchange", "government", "party", "regulator", "congress", "court")
OWNERS = {"school": ("university", "school"), "hospital": ("hospital",)}  # of departments
CITIES = ("city", "prefecture", "municipality", "capital", "sar")
VERB_RE = re.compile("建设|投资|支持|推动|推进|指导|参与|聚焦|新建|引进|打造|培育|布局")
ISSUED_RE = re.compile("(?:出台|印发|发布|制定|实施|颁布|修订|通过|施行)了?$")
KIND_RE = re.compile(
    "(?:公司|企业|厂商|平台|品牌|巨头|机构|初创|新创|业者)(?!管理|服务|发展|咨询|策划|运营|孵化|联盟|形象|征信|总)"
)  # what the brand after it is
LEGAL = ("有限公司", "有限责任公司", "有限合伙企业")
NATIONAL = "全国"  # opens championships, and says how many of all else: 全国|田径锦标赛
GOING_RE = re.compile("[去到往逛](?!底)|希望|盼")  # 每周去|百禧公园, 希望|两港快线
STAGE_RE = re.compile("[一二三四五六]期")
OFFICE_RE = re.compile("委员会$|局$|委$")  # 普陀区|建设和管理委员会


def find_low(context: Context, head: Cue) -> int:
    """Return how far back a name may reach from its head.

    Firms, laws and bodies that open with a place in full hold verbs: 上海市价格认证中心.
    """
    soft, hard = (context.wall_before(head.start, is_hard=is_hard) for is_hard in (False, True))
    low, is_legal = hard, head.row["text"].endswith(LEGAL)
    anchors = context.anchors_between(hard, head.start) if soft > hard or is_legal else []
    if head.row["label"] != "LAW" and not is_legal:
        first = next(
            (anchor for anchor in anchors if context.wall_before(anchor.start) == anchor.start), None
        )
        is_official = first is not None and first.label == "GPE" and context.text[first.end - 1] in FULL
        low = first.start if first is not None and is_official else soft
    if head.row["needs"] == "brand" or (is_legal and not anchors):
        low = max([low, *(kind.end() for kind in KIND_RE.finditer(context.text, low, head.start - 1))])
        low = max([low, *(cue.end for cue in context.cues.get("firm", ()) if low < cue.end < head.start - 1)])
    if head.row["needs"] == "brand":
        low = _after_joint(context.text, low, head.start)
    if head.row["subtype"] == "sport" and context.text.endswith(NATIONAL, 0, low):
        low -= len(NATIONAL)
    return _after_conjunction(context, max(low, head.start - MAX_CHARS), head.start)


def _after_joint(text: str, low: int, high: int) -> int:
    """Move past the last 和 that leaves as much as a brand has: 思微科技和|沐澜|医疗."""
    joint = max(text.rfind(word, low + 1, high - 1) for word in "和与及")
    is_joint = joint > low and 2 <= high - joint - 1 <= 4 and not is_common_word(text[joint : joint + 2])
    ends = (*words("institution_rules", "trade"), "创投", "集团", "银行", "基金")
    return joint + 1 if is_joint and text.endswith(ends, low, joint) else low


def _after_conjunction(context: Context, low: int, high: int) -> int:
    """Move past 和, 与, 联合 that join two names rather than two words of one."""
    anchors = context.anchors
    for match in CONJUNCTION_RE.finditer(context.text, low + 1, high):
        index = bisect_left(anchors, (match.end(),))
        opens = index < len(anchors) and anchors[index].start == match.end()
        closes = index > 0 and anchors[index - 1].end == match.start()
        inside = index > 0 and anchors[index - 1].end > match.start()
        is_joint = opens or closes or match.start() in context.heads
        if match[0] == "同":  # 瑞金医院同|上海交大, but 大同|中学
            is_joint = opens and (closes or match.start() in context.heads)
        if is_joint and not inside:
            low = match.end()
    return low


def find_start(
    context: Context, head: Cue, low: int, anchors: list[Anchor]
) -> tuple[int | None, Anchor | None]:
    needs = head.row["needs"]
    if head.row["label"] in PLACES:
        owners = (OPENER, "ORG") if needs == "road" else (OPENER,)
        anchors = [anchor for anchor in anchors if needs != "road" or anchor.subtype != "metro_line"]
        if anchors and head.row["subtype"] == "area" and anchors[-1].end == head.start:
            return anchors[-1].start, anchors[-1]  # 上航|新村
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
    if anchor.label not in PLACES or OFFICE_RE.search(head.row["text"]):
        return False
    verb = _deeds() if FIRM_RE.search(head.row["text"]) else VERB_RE
    return (
        verb.match(text, anchor.end, head.start) or _deeds().match(text, anchor.end, head.start)
    ) is not None


@cache
def _deeds() -> re.Pattern[str]:
    """Match what a place does with firms, which no name of a firm holds: 静安区|新认定|跨国公司."""
    deeds = "|".join(words("institution_rules", "deed"))
    return re.compile(f"(?:今年|去年|已|再|还|又|另|共|先后|陆续|成功|累计)?(?:{deeds})了?")


def _after_verb(text: str, anchor: Anchor, head: Cue) -> int:
    verb = _deeds().match(text, anchor.end, head.start) or VERB_RE.match(text, anchor.end, head.start)
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
    if last.label == "FAC" and STAGE_RE.fullmatch(text, last.end, head.start):
        return last.start, last  # 洋山港|四期|码头
    is_inner = head.row["label"] == "LOC" and gap >= 2  # 绍兴|安昌古镇
    is_village = head.row["label"] == "GPE" and last.label == "GPE"  # 青村镇|解放村, 东莞市|长安镇
    opens = (head.row["needs"] != "road" and not is_village) and (
        last.canonical == HOME or (last.subtype in CITIES and gap <= 4 and not is_inner)
    )
    is_apart = is_village or head.row["needs"] == "road" or not is_plain(text[last.end : head.start])
    if gap >= 2 and not opens and is_apart:
        return last.end, None
    return last.start, last
