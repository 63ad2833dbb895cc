"""Read lists that share their last word: 复旦、交大两校; 中山、华山、仁济三院."""

import re
from collections.abc import Iterable, Iterator

from pipeline.text.names.gazetteer import Entry, Gazetteer
from pipeline.text.names.mentions import Mention
from pipeline.text.names.personal import is_common_word

__all__ = ["find_cities", "find_coordinations", "find_listed"]

TERRITORIES = ("district", "town", "street", "county", "prefecture", "city", "province", "country")
KINDS = {
    "院": ("ORG", ("hospital", "court", "institute", "university")),
    "家医院": ("ORG", ("hospital",)),
    "大医院": ("ORG", ("hospital",)),
    "校": ("ORG", ("university", "school")),
    "所高校": ("ORG", ("university",)),
    "所大学": ("ORG", ("university",)),
    "大高校": ("ORG", ("university",)),
    "区": ("GPE", ("district",)),
    "机场": ("FAC", ("airport",)),
    "大机场": ("FAC", ("airport",)),
    "港区": ("FAC", ("port",)),
    "港": ("FAC", ("port",)),
    "站": ("FAC", ("station",)),
    "大火车站": ("FAC", ("station",)),
    "馆": ("ORG", ("museum", "library")),
    "镇": ("GPE", ("town", "street")),
    "街道": ("GPE", ("street",)),
    "地": ("GPE", TERRITORIES),
    "行": ("ORG", ("bank",)),
}
CITIES = {
    "沪": "上海市", "京": "北京市", "津": "天津市", "渝": "重庆市", "杭": "杭州市", "甬": "宁波市", "宁": "南京市",
    "穗": "广州市", "深": "深圳市", "蓉": "成都市", "苏": "江苏省", "浙": "浙江省", "皖": "安徽省", "粤": "广东省",
    "鲁": "山东省", "冀": "河北省", "晋": "山西省", "豫": "河南省", "湘": "湖南省", "赣": "江西省", "桂": "广西壮族自治区",
    "琼": "海南省", "滇": "云南省", "黔": "贵州省", "锡": "无锡市", "闽": "福建省", "川": "四川省", "鄂": "湖北省", "港": "香港特别行政区", "澳": "澳门特别行政区",
    "台": "台湾",
}  # fmt: skip
COUNTRIES = {
    "美": "美国", "中": "中国", "日": "日本", "韩": "韩国", "俄": "俄罗斯", "英": "英国", "法": "法国", "德": "德国",
    "印": "印度", "加": "加拿大", "澳": "澳大利亚", "墨": "墨西哥", "越": "越南",
}  # fmt: skip
CITIES_RE = re.compile(
    f"(?P<row>(?!沪深两市)[{''.join(CITIES)}]{{2,5}})(?=[两三四五](?:地|城|市|省)(?![面方块])|三省一市|一市三省)"
    f"|(?P<pair>[{''.join(COUNTRIES)}]{{2}})(?=关税|贸易|经贸|关系|两国|磋商|谈判|会谈|元首)"
    "|(?P<delta>(?:沪苏浙|沪浙苏|苏浙)皖|苏浙沪)(?!高速)"
)
# 沪、港两地, 往来京、沪的; the first stands free, so that 上海港、宁波港 is none, and no exchange is meant.
ROWS = [
    re.compile(
        f"[{names}](?=[、和与及])(?:(?<![\u4e00-\u9fff].)|(?<=[在往来返从由自经为含对].))(?:、[{names}])*[、和与及][{names}]"
        "(?=[两三四五六七八多]地|(?<!沪、深)[两三四五](?:城|省|市|国)"
        "|(?:等|的|之间|间|均|都(?!市)|往来|同步|同胞|居民|青年|企业|旅客|媒体|领导人|外长|交界)(?![级一])|[，。；：）」”]|$)"
    )
    for names in map("".join, (CITIES, COUNTRIES))
]
BACK_RE = re.compile("(?<=回)港(?![避卸口股区补修休作湾])")
SHIP_RE = re.compile("[船渔艇轮舰][^，。]{0,5}$")  # 渔船都要|回港
TAIL_RE = re.compile(
    f"[等两二三四五六七八九](?:(?<=等)[两二三四五六七八九])?(?P<kind>{'|'.join(sorted(KINDS, key=len, reverse=True))})"
)
MEMBERS_RE = re.compile("[\u4e00-\u9fff]{2,8}(?:[、和与及][\u4e00-\u9fff]{2,8}?)+$")
REACH = 60  # characters before the tail in which the members stand
FIRMS = ("company", "bank", "broker", "insurer", "fund")
NEXT_RE = re.compile(
    "[、和与及](?P<word>(?:(?![谁哪怎何])[\u4e00-\u9fffA-Za-z]){2,5}?)(?=[谁哪、等，。；在均都也亦已将]|[和与及][\u4e00-\u9fff]{2,5}[、等，。在均都也已将]|[两三四五六]家)"
)
MEMBER_RE = re.compile("[^、和与及]+")


def find_coordinations(text: str, gazetteer: Gazetteer) -> Iterator[Mention]:
    """List the members of such lists, each with the entry of the shared kind.

    The kind decides what 中山 is: a hospital before 三院, elsewhere a city.

    >>> gazetteer = Gazetteer([Entry("fd", "复旦大学", "ORG", "university", short=("复旦",))])
    >>> [name.canonical for name in find_coordinations("复旦、交大两校", gazetteer)]
    ['复旦大学']
    """
    for tail in TAIL_RE.finditer(text):
        members = MEMBERS_RE.search(text, max(0, tail.start() - REACH), tail.start())
        if members is None:
            continue
        label, subtypes = KINDS[tail["kind"]]
        noun = tail["kind"].lstrip("家所大")
        for member in MEMBER_RE.finditer(text, *members.span()):
            found = _look_up(member[0], gazetteer, label, subtypes) or _look_up(
                member[0], gazetteer, label, subtypes, noun
            )
            if found:
                start, entry = found
                yield Mention(
                    member.start() + start, member.end(), label, entry.subtype, entry.name, entry.id,
                    f"coordination:{tail['kind']}",
                )  # fmt: skip


def find_cities(text: str) -> Iterator[Mention]:
    """List the cities, provinces and countries in rows of their short names: 沪京杭三地, 美中关税.

    >>> [name.canonical for name in find_cities("沪京杭三地的补贴")]
    ['上海市', '北京市', '杭州市']
    """
    for match in CITIES_RE.finditer(text):
        for start in range(*match.span(match.lastgroup or "row")):
            city = COUNTRIES[text[start]] if match["pair"] else CITIES[text[start]]
            yield Mention(start, start + 1, "GPE", "city", city, None, "coordination:地")
    if "、" in text:
        yield from _find_rows(text)
    if "回港" in text and "香港" in text:
        for back in BACK_RE.finditer(text):
            if not SHIP_RE.search(text, max(0, back.start() - 8), back.start()):
                yield Mention(*back.span(), "GPE", "sar", CITIES["港"], None, "coordination:回")


def _find_rows(text: str) -> Iterator[Mention]:
    """List the places in rows of single characters: 沪、港两地, 美、日、韩三国."""
    for pattern, names in zip(ROWS, (CITIES, COUNTRIES), strict=True):
        for row in pattern.finditer(text):
            for start in range(row.start(), row.end(), 2):
                yield Mention(start, start + 1, "GPE", "city", names[text[start]], None, "coordination:地")


def find_listed(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """List the words that stand in one list with a firm: 特斯拉、博世及采埃孚三家客户.

    >>> firm = Mention(0, 2, "ORG", "company", "顺丰控股", "org-sf", "gazetteer:org-sf")
    >>> [name.canonical for name in find_listed("顺丰、德邦等签约", [firm])]
    ['德邦']
    """
    firms = {m.end: m for m in mentions if m.label == "ORG" and m.subtype in FIRMS}
    for end in sorted(firms):
        while match := NEXT_RE.match(text, end):
            word = match["word"]
            if (
                any(is_common_word(word[i : i + 2]) for i in range(len(word) - 1))
                or match.end("word") in firms
            ):
                break
            end = match.end("word")
            yield Mention(match.start("word"), end, "ORG", "company", word, None, "coordination:list")


def _look_up(
    word: str, gazetteer: Gazetteer, label: str, subtypes: tuple[str, ...], noun: str = ""
) -> tuple[int, Entry] | None:
    """Find the longest tail of the word that some entry of the kind goes by, with the shared noun: 虹桥|机场."""
    for start in range(len(word) - 1):
        named, shorts = gazetteer.get(word[start:] + noun)
        fitting = [e for e in (*named, *shorts) if e.label == label and e.subtype in subtypes]
        if len({entry.id for entry in fitting}) == 1:
            return start, fitting[0]
    return None
