"""Settle which entry each surface of the tables stands for in this document.

A short form takes the entry that the document names in full; without one, the Shanghai entry
if the text is about Shanghai, that of Hong Kong or Taiwan if it is about them alone. What neither
decides stays without a canonical name.
"""

import re
from collections.abc import Sequence
from functools import cache

from pipeline.text.names.composition import FOLLOWED_RE
from pipeline.text.names.cues import Cues
from pipeline.text.names.gazetteer import USER, Entry, Hit
from pipeline.text.names.mentions import Mention
from pipeline.text.names.personal import is_common_word, lexicon, rate_following, read_chinese_name
from pipeline.text.names.specificity import HOUSES
from pipeline.text.names.tables import words

__all__ = ["drop_accidents", "is_about_shanghai", "resolve_hits"]

GOES_ON = {
    "部": tuple("门分队位件落"),
    "委": tuple("员托任派"),
    "局": tuple("部面势限"),
    "会": tuple("议员计见谈"),
    "办": ("理", "学", "公楼", "公桌", "案", "证"),
    "报": tuple("道名警考"),
    "媒": ("体",),
    "法": tuple("规律院庭官治令"),
    "行": ("业资", "业总", "业金", "业不", "业整", "业各"),  # 上海|银行业资产, but 上海银行|业绩
}
NEXT = ("议员", "规定")  # 立法会|议员, 刑法|规定
URBAN_RE = re.compile("市区(?!域)|区域")  # 上海|市区, 青浦|区域总部
USUAL = 30  # times a character must have been met at the end of names
TITLED = 5  # the same behind a title, where any name may stand: 副教授|姚明夏
MANY = ("个", "各", "各级", "各地", "各国", "多家", "多个", "全国")  # what many have is no name
NATION = "中华人民共和国"  # what short titles of laws leave out
AS_WRITTEN = ("LAW", "PRODUCT")
HOME_RE = re.compile(
    "上海|沪|申城|浦东|张江|陆家嘴|临港新片区|外滩|徐汇|黄浦|静安|虹口|杨浦|闵行|嘉定|松江|青浦|奉贤|崇明"
)
ELSEWHERE = {  # where short forms of bodies are words elsewhere: 天文台, 公路局
    "香港": re.compile("香港|本港|港府|港铁|港元|港岛|九龙|新界|立法会|医管局|医院管理局|特首"),
    "台湾": re.compile(
        "台[湾北中南东]|新台币|高雄|桃园市|新北|行政院|立法院|立委|里长|卫福部|健保署|台铁|台电"
    ),
}
IDS = {"sh-": "上海", "org-hk-": "香港", "org-more-hk": "香港", "org-tw-": "台湾"}
CHINESE = "gpe-cn-"
MINISTRIES = "org-gov-"
STAFF_RE = re.compile("(?:副?(?:主任|部长|经理|主管)|负责人|总监|老师|馆员|工作人员|策展人|团队)")
FIRM_AFTER_RE = re.compile("旗下|集团|公司|股份|董事长|总经理|总裁|公告|[（(]\\d{6}")
SHANGHAI_RE = re.compile(
    r"""
    (?<!小)沪(?! (?:[A-Z]|[产剧语籍式菜版牌铜铝锌镍金银锡铅油胶]|公网|新网|网文|广|指|深|股|、深[交两股]|港通|伦通|牌|ICP) )   # not the index, the licence numbers
    | (?<=[在来赴抵驻留离全返]) 申 (?![\u4e00-\u9fff])
    """,
    re.VERBOSE,
)


def is_about_shanghai(text: str) -> bool:
    """Tell whether short forms may be read as those of Shanghai.

    >>> is_about_shanghai("徐汇区昨日"), is_about_shanghai("西安交大")
    (True, False)
    """
    return HOME_RE.search(text) is not None


def drop_accidents(text: str, hits: Sequence[Hit], cues: Cues) -> list[Hit]:
    """Drop surfaces that neighbours make by accident.

    中国 in 发展中国家 (a table of such words), 海城市 in 上海|城市 (of two that cross, the
    left one stands), 上海市 in 上海|市长, 长三角地区 beside 长三角.
    """
    blocked = {place: cue[:2] for cue in cues.get("blocker", ()) for place in range(cue.start, cue.end)}
    hits_at = {hit.start: hit.end for hit in hits}  # the shortest surface of each start
    titled = {cue.end for cue in cues.get("role", ())}
    houses = {hit.end for hit in hits if hit.first.subtype in HOUSES}
    kept: list[Hit] = []
    reach = 0  # the end of the longest surface so far; what crosses it is an accident
    for hit in hits:
        if hit.start < reach < hit.end and hit.first.source != USER and hit.start > kept[-1].start:
            if kept[-1].entries or not hit.entries or kept[-1].end != reach:
                continue
            kept.pop()  # 河北, not 包河, in 一包河北
        if text.endswith("地区", hit.start, hit.end) and hits_at.get(hit.start, hit.end) == hit.end - 2:
            continue
        if _is_blocked(hit, blocked.get(hit.start)) or _belongs_to_title(text, hit):
            continue
        if _goes_on(text, hit, titled) or (hit.start in houses and _is_inner(hit, text)):
            continue
        kept.append(hit)
        reach = max(reach, hit.end)
    return kept


def _is_blocked(hit: Hit, blocker: tuple[int, int] | None) -> bool:
    return blocker is not None and not (hit.start <= blocker[0] and blocker[1] <= hit.end)


def _belongs_to_title(text: str, hit: Hit) -> bool:
    """Tell whether the last character opens a title: 上海市 in 上海|市长."""
    is_unit = text[hit.end - 1] in "市区省县州镇国" and hit.end - hit.start > 2
    return is_unit and hit.first.label == "GPE" and FOLLOWED_RE.match(text, hit.end) is not None


def _is_inner(hit: Hit, text: str) -> bool:
    """Tell whether a department of the house before it is called like a ministry: 上海博物馆|教育部|主任."""
    return hit.first.id.startswith(MINISTRIES) and STAFF_RE.match(text, hit.end) is not None


def _goes_on(text: str, hit: Hit, titled: set[int]) -> bool:
    """Tell whether the surface is but the beginning of a longer name or word: 财政部|门, 市委|员, 李强|华."""
    label, is_short = hit.first.label, hit.end - hit.start == 2
    if label == "GPE":
        return URBAN_RE.match(text, hit.end - 1) is not None
    is_founder = label == "ORG" and hit.start in titled and hit.first.subtype == "company"  # 院士|李宁|波
    if is_short and (label == "PERSON" or (is_founder and read_chinese_name(text, hit.start))):
        return _begins_given_name(text, hit.end, TITLED if hit.start in titled else USUAL)
    if label not in ("LAW", "ORG"):
        return False
    if is_short and _begins_foreign_name(text, hit):
        return True
    if text.endswith("发布", hit.start, hit.end) and text[hit.start - 1 : hit.start] in ("在", "于"):
        return True  # 在上海|发布报告
    is_next = text.startswith(NEXT, hit.end)
    return not is_next and text.startswith(GOES_ON.get(text[hit.end - 1], ()), hit.end)


def _begins_given_name(text: str, position: int, usual: int) -> bool:
    """Tell whether a usual last character of names follows that begins no word: 李强|华."""
    weight = lexicon().second.get(text[position : position + 1], 0)
    is_word = is_common_word(text[position : position + 2])
    return weight >= usual and not is_word and rate_following(text, position) == 0


def _begins_foreign_name(text: str, hit: Hit) -> bool:
    """Tell whether two more characters of a transliteration follow: 林德|奎斯特."""
    following = text[hit.end : hit.end + 2]
    if len(following) < 2 or is_common_word(following) or not lexicon().translit.issuperset(following):
        return False
    return lexicon().translit.issuperset(text[hit.start : hit.end]) and rate_following(text, hit.end) == 0


def resolve_hits(text: str, hits: Sequence[Hit]) -> list[Mention]:
    """Turn the surfaces of the tables into mentions, each with the entry it stands for here."""
    outright = {hit.entries[0].id for hit in hits if len(hit.entries) == 1}
    region = _find_region(text)
    within = {hit.end for hit in hits if hit.first.subtype in ("province", "prefecture")}
    labels = {hit.end: hit.first.label for hit in hits}
    found = (_resolve(text, _narrow(hit, within), outright, region, labels) for hit in hits)
    return [mention for mention in found if mention is not None]


def _narrow(hit: Hit, within: set[int]) -> Hit:
    """Leave only the place where a name follows its province: 海南|万宁."""
    if hit.entries or hit.start not in within:
        return hit
    places = tuple(entry for entry in hit.shorts if entry.label == "GPE")
    return hit._replace(entries=places, shorts=()) if len(places) == 1 else hit


def _find_region(text: str) -> tuple[str, ...]:
    """List the regions whose short forms may stand here: Shanghai, or those named where it is not."""
    is_home = is_about_shanghai(text)
    if is_home and ("「" not in text or "“" in text):  # the quotes of Hong Kong and Taiwan
        return ("上海",)
    there = tuple(region for region, sign in ELSEWHERE.items() if sign.search(text))
    return (*there, "上海") if is_home else there


def _get_region(entry: Entry) -> str | None:
    """Return the region without which a short form of the entry says nothing."""
    return next((region for start, region in IDS.items() if entry.id.startswith(start)), None)


def _resolve(
    text: str, hit: Hit, outright: set[str], region: tuple[str, ...], labels: dict[int, str]
) -> Mention | None:
    if hit.end - hit.start == 1 and not SHANGHAI_RE.match(text, hit.start):
        return None
    if text[hit.start - 1 : hit.start] in ("区", "县") and hit.first.id.startswith(MINISTRIES):
        return None  # 各区|发改委
    if hit.entries:
        if len(hit.entries) == 1:
            how = "user" if hit.entries[0].source == USER else "gazetteer"
            return _mention(text, hit, hit.entries[0], how)
        return _choose(text, hit, hit.entries, outright, region, labels)
    return _choose(text, hit, hit.shorts, outright, region, labels)


def _choose(
    text: str,
    hit: Hit,
    candidates: Sequence[Entry],
    outright: set[str],
    region: tuple[str, ...],
    labels: dict[int, str],
) -> Mention | None:
    """Prefer what the document names in full, then what the region that it is about calls so."""
    named = [entry for entry in candidates if entry.id in outright]
    if len(named) == 1:
        return _mention(text, hit, named[0], "context")
    surface = text[hit.start : hit.end]
    if text.endswith(MANY, 0, hit.start):
        return None  # 11个自贸试验区
    is_firm = candidates[0].subtype == "company" and FIRM_AFTER_RE.match(text, hit.end) is not None
    is_sure = is_firm or _is_listed(text, hit, candidates[0].label, labels)
    if not is_sure and (surface in _wary() or _crosses_words(text, hit)):
        return None
    for name in region:
        local = [entry for entry in candidates if _get_region(entry) == name]
        if len(local) == 1:
            return _mention(text, hit, local[0], "city" if name == "上海" else "region")
    candidates = [entry for entry in candidates if _get_region(entry) not in ELSEWHERE]
    if len(candidates) > 1:  # 德州
        candidates = [entry for entry in candidates if entry.id.startswith(CHINESE)] or candidates
    if not candidates:
        return None
    if len(candidates) == 1 and _get_region(candidates[0]) is None:
        return _mention(text, hit, candidates[0], "short")
    if len({entry.label for entry in candidates}) > 1:
        return None
    first = candidates[0]
    return Mention(hit.start, hit.end, first.label, first.subtype, None, None, "short:unresolved")


def _is_listed(text: str, hit: Hit, label: str, labels: dict[int, str]) -> bool:
    """Tell whether a body or a building stands in a row of its kind: 上外、上大、华政, 沐恩堂、国际饭店."""
    is_row = text[hit.start - 1 : hit.start] == "、" and text[hit.end : hit.end + 1] in tuple("、，。和与等")
    return is_row and label in ("FAC", "ORG") and labels.get(hit.start - 1) == label


@cache
def _wary() -> frozenset[str]:
    """Short forms that are everyday words too: only a full name in the document makes them names."""
    return frozenset(words("institution_rules", "wary"))


def _crosses_words(text: str, hit: Hit) -> bool:
    """Tell whether a form of two characters is cut out of two words: 上大 in 上|大学."""
    if hit.end - hit.start > 2:
        return False
    before, after = text[max(0, hit.start - 1) : hit.start + 1], text[hit.end - 1 : hit.end + 1]
    ends_word = len(after) == 2 and is_common_word(after) and not is_common_word(text[hit.end : hit.end + 2])
    return (len(before) == 2 and is_common_word(before)) or ends_word


def _mention(text: str, hit: Hit, entry: Entry, how: str) -> Mention:
    """Write the mention; a law and a product keep the name that the text gives them."""
    surface = text[hit.start : hit.end]
    is_as_written = (
        entry.label in AS_WRITTEN and entry.source != USER and not _is_spelled_otherwise(surface, entry)
    )
    is_abroad = (
        entry.subtype == "city" and entry.name == surface + "市"
    )  # 汉堡, where the table tells it from the dish
    canonical = surface if is_as_written or is_abroad else entry.name
    return Mention(hit.start, hit.end, entry.label, entry.subtype, canonical, entry.id, f"{how}:{entry.id}")


def _is_spelled_otherwise(surface: str, entry: Entry) -> bool:
    """Tell whether a law leaves out the state or stands in letters, ECFA, or a product is spelled otherwise: 升腾910C."""
    name = entry.name
    is_variant = len(surface) == len(name) and sum(map(str.__ne__, surface, name)) == 1
    is_acronym = surface.isalpha() and surface.isascii() and entry.label == "LAW"
    return is_variant or is_acronym or name.startswith(NATION)
