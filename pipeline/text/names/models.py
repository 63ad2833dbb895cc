"""Find models by a brand of no everyday words and the code behind it: 曜石Nova 3, 澄镜X1."""

import re
from collections.abc import Collection, Iterator
from functools import cache

from pipeline.text.names.mentions import Mention
from pipeline.text.names.personal import is_common_word
from pipeline.text.names.tables import words
from pipeline.text.tables import read_table

__all__ = ["find_models"]

# Quarters and motorways have the shape of codes too: 台积电Q3, 沪昆G60.
CODE_RE = re.compile(
    "(?=[A-Z])(?<=[\u4e00-\u9fff]{2})(?!Q[1-4]|[GS]\\d+[高公国省科段线沿]|AI|IP|PM|App|APP)"
    "(?:[A-Z][a-z]{2,8}(?: ?\\d{1,3}(?:\\.\\d)?| (?:Pro|Max|Mini|Ultra|Plus|Turbo|Air|Lite))|[A-Z]{1,2}\\d{1,3})"
    "(?: ?(?:Pro|Max|Mini|Ultra|Plus|Turbo|Air|Lite))?(?![A-Za-z0-9.%型-])"
)
# 控制芯片|澄芯2号, but 2号线, 2号馆; a day of the month has no brand before it
NUMBERED_RE = re.compile(
    "[\\d一二三四五六七八九](?<=[\u4e00-\u9fff]{2}.)\\d?号(?![线楼院门店口桌地馆厅库码召令机位工])"
)
# Behind the kind of thing a version is enough, 分型系统瑞析|3.0, and what looks like half a year is a code: 机器人行者|H2.
VERSION_RE = re.compile(
    "\\d(?<=[\u4e00-\u9fff]{2}.)\\d?\\.\\d(?=[：:，。；、）)”」的（(将已]|版|正式|上线|发布|问世|亮相)"
)
HALF_RE = re.compile("H[12](?![0-9])")
EARNED_RE = re.compile("H[12](?:营收|业绩|净利|收入|利润|财报|同比|环比|增|降|亏|销|产|出货)")
HAN_RE = re.compile("[\u4e00-\u9fff]+")
BRANDS = (2, 3, 4)  # characters
NO_BRAND = frozenset(
    "的了在与和及是被把从自比至到各每第两款型号版层楼区路站栋座馆室级首架台艘辆颗坐进专为由以并用会乘巴将于"
)


def find_models(text: str, walls: Collection[int], covered: bytearray) -> Iterator[Mention]:
    """List the brands between a wall or an everyday word and a code; the brand once known, wherever it stands.

    `walls`: where a name may begin; `covered`: one byte a character, set where other names stand.

        >>> text = "新模型曜石Nova 3亮相，轻量版曜石Nova Mini随后"
        >>> [model.canonical for model in find_models(text, {0, 12}, bytearray(len(text)))]
        ['曜石Nova 3', '曜石Nova Mini']
    """
    codes = list(CODE_RE.finditer(text))
    numbered = list(NUMBERED_RE.finditer(text)) if "号" in text else []
    borders = set(walls) if codes else set()
    starts = {
        code.start(): _find_brand(text, code.start(), borders, covered)
        for code in codes
        if not HALF_RE.match(text, code.start())
    }
    numbered += VERSION_RE.finditer(text)
    left = [*numbered, *(code for code in codes if starts.get(code.start()) is None)]
    starts |= {code.start(): _find_numbered(text, code.start(), covered) for code in left}
    codes += numbered
    found = {text[start:end] for end, start in starts.items() if start is not None}
    brands = sorted(found, key=len)  # 新舟, where 国产新舟 stands too
    for code in codes:
        known = next((brand for brand in brands if text.endswith(brand, 0, code.start())), "")
        start = code.start() - len(known) if known else None
        if start is not None:
            yield Mention(
                start, code.end(), "PRODUCT", "model", text[start : code.end()], None, "pattern:brand"
            )


def _find_brand(text: str, end: int, borders: set[int], covered: bytearray) -> int | None:
    for length in BRANDS:
        start = end - length
        if start < 0 or covered[end] or not HAN_RE.fullmatch(text, start, end) or any(covered[start:end]):
            return None
        is_apart = start in borders or covered[start - 1]
        is_apart = is_apart or (length == 2 and is_common_word(text[start - 2 : start]))
        if is_apart:
            return None if _is_plain(text, start, end) else start
    return None


def _find_numbered(text: str, end: int, covered: bytearray) -> int | None:
    """Return the start of a brand that stands between the kind of thing and its number."""
    for start in (end - length for length in BRANDS):
        if (
            start > 0
            and not any(covered[start:end])
            and text.endswith(words("institution_rules", "numbered_thing"), 0, start)
        ):
            return None if EARNED_RE.match(text, end) or _is_everyday(text, start, end) else start
    return None


def _is_plain(text: str, start: int, end: int) -> bool:
    """Tell whether a word of every day stands in the brand or crosses its beginning."""
    crossing = text[start - 1 : start + 1] if start else ""
    return is_common_word(crossing) or _is_everyday(text, start, end)


def _is_everyday(text: str, start: int, end: int) -> bool:
    pairs = [text[index : index + 2] for index in range(start, end - 1)]
    is_word = text[start:end] in _everyday() or not _everyday().isdisjoint(pairs)
    return is_word or not NO_BRAND.isdisjoint(text[start:end])


@cache
def _everyday() -> frozenset[str]:
    return frozenset(row["text"] for row in read_table("common_words"))
