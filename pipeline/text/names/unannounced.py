"""Find persons whom no title announces: the shape of the name and its neighbours decide."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from pipeline.text.names.anonymous import AFTER_ANONYMOUS
from pipeline.text.names.cues import Cues
from pipeline.text.names.mentions import Mention
from pipeline.text.names.occurrences import find_all
from pipeline.text.names.people import map_surnames
from pipeline.text.names.personal import (
    FOREIGN_DOT,
    HONORIFICS,
    INSTITUTION_CHARS,
    NEVER_LAST,
    STRONG_CHARS,
    is_common_word,
    is_name_like,
    lexicon,
    rate_following,
)
from pipeline.text.names.tables import words
from pipeline.text.sections import Section
from pipeline.text.tables import read_table

__all__ = ["find_byline_names", "find_unannounced"]

USUAL = 10  # times a character must have been met at its place in a list of names
PREPOSITIONS = frozenset("于向应")  # 逝世于北京, 向小微企业
AMBIGUOUS = frozenset("本明华来达通高门全京海")  # as often the beginning of the next word
VERY_USUAL = 30  # the same, where the word after it says little: 杨丽芬|获
ADDRESS = "|".join(HONORIFICS)
USUAL_SOUND = 60  # times a character must have been met in transliterated names
OPENING, CLOSING = ("“", "「", "《"), ("”", "」", "》")  # what is quoted is a ship, a work, a brand
TOKEN_RE = re.compile(r"(?<![\u4e00-\u9fff·])[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff·])")


def find_unannounced(text: str, walls: Collection[int], covered: bytearray) -> Iterator[Mention]:
    """List full Chinese names and longer foreign ones between marks, verbs and function words.

    `walls`: where a name may begin; `covered`: one byte a character, set where other names
    stand. In a quarter of a million characters of laws this finds next to nothing.

        >>> text = "替补登场的谢鹏飞助攻"
        >>> [name.canonical for name in find_unannounced(text, {0, 4, 5}, bytearray(len(text)))]
        ['谢鹏飞']
    """
    surnames, addressed, sounds = _scanners()
    starts = (place.start() for place in surnames.finditer(text))
    shapes = [(start, start + 3) for start in starts if start in walls]
    runs = [place.span() for place in sounds.finditer(text) if place.start() in walls]
    for spans, may_be, ends_well, how in (
        (shapes, _is_shaped, _ends_shape, "shape"),
        (runs, _is_foreign, _ends_sound, "sound"),
    ):
        free = [span for span in spans if not any(covered[slice(*span)])]
        likely = [span for span in free if may_be(text, *span)]
        sure = [span for span in likely if ends_well(text, *span)]
        for start, end in sorted({*sure, *_find_repeated(text, likely)}):
            yield Mention(start, end, "PERSON", None, text[start:end], None, f"person:{how}")
    for match in addressed.finditer(text):
        start = match.start()
        if start in walls and not covered[start]:
            yield Mention(start, start + 1, "PERSON", None, None, None, "person:address")


def find_addressed(
    text: str, cues: Cues, people: Collection[Mention], walls: Collection[int]
) -> Iterator[Mention]:
    """List surnames before a title, and 小 or 老 before them, where the text has one full name so.

    >>> from pipeline.text.names.cues import find_cues
    >>> text = "石怀谷说。石主任很忙，老石还在"
    >>> person = Mention(0, 3, "PERSON", None, "石怀谷", None, "person:说")
    >>> names = find_addressed(text, find_cues(text), [person], {0, 5, 11})
    >>> [(name.start, name.end, name.canonical) for name in names]
    [(5, 6, '石怀谷'), (11, 13, '石怀谷')]
    """
    fulls = map_surnames(people)
    borders, taken = set(walls), {place for name in people for place in range(name.start, name.end)}
    for cue in cues.get("honorific", ()):
        start = cue.start - 1
        is_apart = start in borders or is_common_word(text[start - 2 : start])  # 谢谢|石主任
        if text[start : cue.start] in fulls and is_apart and start not in taken:
            yield Mention(start, cue.start, "PERSON", None, fulls[text[start]], None, "person:address")
    nicknames = {prefix + surname: full for surname, full in fulls.items() for prefix in "小老"}
    for nickname, start in find_all(text, nicknames):
        end = start + 2
        if (
            start in borders
            and not is_common_word(nickname)
            and not is_common_word(text[start + 1 : end + 1])
        ):
            yield Mention(start, end, "PERSON", None, nicknames[nickname], None, "person:address")


def find_byline_names(text: str, sections: Iterable[Section], covered: bytearray) -> Iterator[Mention]:
    """List the words of byline lines that look like names: 上海松江　王梅.

    >>> text = "瀛洲晨报　王梅　2025-10-28"
    >>> [name.canonical for name in find_byline_names(text, [Section(0, 18, "byline")], bytearray(18))]
    ['王梅']
    """
    for section in sections:
        if section.label != "byline":
            continue
        for match in TOKEN_RE.finditer(text, section.start, section.end):
            is_name = is_name_like(match[0]) and match[0][0] not in lexicon().rare
            if (
                is_name
                and match[0][-1] != "摄"
                and not covered[match.start()]
                and not _holds_word(text, *match.span())
            ):
                yield Mention(*match.span(), "PERSON", None, match[0], None, "person:byline")


@cache
def _scanners() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    rows = (row for row in read_table("translit") if row["count"] >= USUAL_SOUND)
    sounds = "".join(row["text"] for row in rows if row["text"] not in AMBIGUOUS)
    surnames = f"[{''.join(sorted(lexicon().surnames - PREPOSITIONS))}]"
    return re.compile(surnames), re.compile(f"{surnames}(?={ADDRESS})"), re.compile(f"[{sounds}]{{3,6}}")


def _is_thing(text: str, start: int, end: int) -> bool:
    """Tell whether what stands beside the quotes is a thing: “浦惠通”|平台, 数字员工|“浦小白”."""
    things = words("institution_rules", "thing")
    return text.startswith(things, end + 1) or text.endswith(things, 0, start - 1)


def _is_shaped(text: str, start: int, end: int) -> bool:
    """Tell whether a surname and two characters may be a name: usual characters, no everyday word."""
    lex = lexicon()
    if (
        end > len(text)
        or (text[start + 1] == "某" and text[end - 1] in AFTER_ANONYMOUS)  # 陈某|原是
        or text[end - 1] in NEVER_LAST
        or text[end - 1] in INSTITUTION_CHARS
        or text.startswith(HONORIFICS, start + 1)
        or (text[start - 1 : start] in OPENING and _is_thing(text, start, end))
    ):
        return False
    usual = lex.first.get(text[start + 1], 0) >= USUAL and lex.second.get(text[start + 2], 0) >= USUAL
    return usual and not _holds_word(text, start, end)


def _ends_shape(text: str, start: int, end: int) -> bool:
    lex, rate = lexicon(), rate_following(text, end)
    least = USUAL if rate > 1 else VERY_USUAL
    return rate > 0 and lex.first[text[start + 1]] >= least and lex.second[text[start + 2]] >= least


def _is_foreign(text: str, start: int, end: int) -> bool:
    following = text[end : end + 1]
    if following in (*FOREIGN_DOT, "-") or (following in CLOSING and text[start - 1 : start] in OPENING):
        return False
    return not _holds_word(text, start, end)


def _ends_sound(text: str, start: int, end: int) -> bool:
    following = text[end : end + 1]
    return (
        rate_following(text, end) >= 2 or following in STRONG_CHARS or following in ("的", "和", "与", "及")
    )


def _find_repeated(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """List the strings that stand at several places before different characters, as only words do."""
    followed: dict[str, set[str]] = {}
    places = list(spans)
    for start, end in places:
        followed.setdefault(text[start:end], set()).add(text[end : end + 1])
    return [(start, end) for start, end in places if len(followed[text[start:end]]) > 1]


def _holds_word(text: str, start: int, end: int) -> bool:
    """Tell whether an everyday word stands in the span or crosses one of its borders."""
    common = lexicon().common
    return any(text[index : index + 2] in common for index in range(max(0, start - 1), end))
