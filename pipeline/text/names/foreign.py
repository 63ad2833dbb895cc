"""Find persons by the dot of foreign names: 埃隆·马斯克, J·K·罗琳."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType

from pipeline.text.names.mentions import Mention
from pipeline.text.names.personal import (
    FOREIGN_DOT,
    is_common_word,
    lexicon,
    rate_following,
    read_foreign_name,
)

__all__ = ["find_dotted", "map_parts"]

DOT_RE = re.compile(rf"(?<=[\u4e00-\u9fffA-Z])[{FOREIGN_DOT}](?=[\u4e00-\u9fffA-Z])")
FIRM_RE = re.compile("(?:股份|有限)*公司|集团|银行|基金会|大学|学院|研究所|实验室")
HYPHEN_RE = re.compile("-(?=[\u4e00-\u9fff])")  # 奥孔乔-伊韦阿拉
OPENING, CLOSING = ("“", "「", "《"), ("”", "」", "》")
CRAFTS = ("号", "轮", "舰", "艇")
MEDIUM_RE = re.compile(rf"[报网刊台][{FOREIGN_DOT}]")
REIGN_RE = re.compile("[一二三四五六七八]世(?![界纪])")  # 查尔斯·邦德|三世
NAMED = 4  # how far before its transliterated end a name of the tables may begin
BACK = 8  # the longest part before a dot


def find_dotted(
    text: str,
    titles: Collection[int],
    borders: Collection[int],
    taken: Mapping[int, int] = MappingProxyType({}),
) -> Iterator[Mention]:
    """Join runs of transliteration around dots; a firm may be named after them.

    `titles`: where titles end, a name begins after them though its characters be rare;
    `borders`: where titles and known names end; `taken`: the end of each known name by its start.

        >>> [name.canonical for name in find_dotted("总统唐纳德·特朗普说", {2}, {2})]
        ['唐纳德·特朗普']
    """
    position = 0
    if not any(dot in text for dot in FOREIGN_DOT):
        return
    for dot in DOT_RE.finditer(text):
        if dot.start() < position:
            continue
        start = _extend_left(text, dot.start(), titles, borders)
        start = next((place for place in range(start, dot.start()) if taken.get(place, 0) > dot.end()), start)
        if any(taken.get(place) == dot.start() for place in range(start - NAMED, start)):
            continue  # 投资上海|·闵行
        end = _extend_right(text, dot.end())
        while end < len(text) - 1 and (DOT_RE.match(text, end) or HYPHEN_RE.match(text, end)):
            end = _extend_right(text, end + 1)
        end += 2 if REIGN_RE.match(text, end) else 0
        is_named = end > dot.end() and dot.start() > start and end - start >= 4
        if is_named and not _is_craft(text, start, end):
            position = end
            yield _create(text, start, end)


def _is_craft(text: str, start: int, end: int) -> bool:
    """Tell whether a ship is called so, or a medium ends before the dot: 爱达·花城号, “阿斯特丽德·马士基”轮, 青年报·青春上海."""
    is_quoted = text[start - 1 : start] in OPENING and text[end : end + 1] in CLOSING
    after = text[end + is_quoted : end + is_quoted + 1]
    return "号" in text[start:end] or after in CRAFTS or MEDIUM_RE.search(text, start, end) is not None


def _create(text: str, start: int, end: int) -> Mention:
    firm = FIRM_RE.match(text, end)
    if firm:
        return Mention(start, firm.end(), "ORG", "company", text[start : firm.end()], None, "person:dotted")
    return Mention(start, end, "PERSON", None, text[start:end], None, "person:dotted")


def _extend_left(text: str, dot: int, titles: Collection[int], borders: Collection[int]) -> int:
    """Go back over transliteration, but not over the end of a title or of a country."""
    translit = lexicon().translit
    start = dot
    while start > 0 and dot - start < BACK and (text[start - 1] in translit or _is_joint(text[start - 1])):
        start -= 1
    if text[start] == "-":  # 让-吕克, the only first name in which a word of every day stands
        start += -1 if text.startswith("让", start - 1) else 1
    ends = [place for place in range(max(start, dot - BACK), dot - 1) if place in borders]
    ends += [
        place
        for place in range(max(0, dot - 6), start)
        if place in titles
        and text[place:start].isalpha()
        and not (start < dot and is_common_word(text[place:start]))
    ]
    return max(ends, default=start)


def _is_joint(character: str) -> bool:
    return "A" <= character <= "Z" or character == "-"


def _extend_right(text: str, dot: int) -> int:
    if "A" <= text[dot : dot + 1] <= "Z":
        return dot + 1
    end = read_foreign_name(text, dot)
    if end:
        return end + (text.startswith("因", end) and rate_following(text, end + 1) >= 2)  # 克莱因|表示
    return next(
        (end for end in range(dot + 1, min(dot + 6, len(text) + 1)) if rate_following(text, end) >= 2), dot
    )


def map_parts(names: Iterable[Mention]) -> dict[str, str]:
    """Map parts of a foreign name to the whole: 马斯克 is the 埃隆·马斯克 named before.

    The first part alone is used too, where it is long enough not to be a word.
    """
    fulls = [name.canonical for name in names if name.canonical and set(name.canonical) & set(FOREIGN_DOT)]
    parts = [(re.split(rf"[{FOREIGN_DOT}]", full), full) for full in reversed(fulls)]
    first = {names[0]: full for names, full in parts if len(names[0]) >= 3}
    return first | {names[-1]: full for names, full in parts if len(names[-1]) >= 2}
