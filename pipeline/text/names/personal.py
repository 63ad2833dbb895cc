"""Read one personal name at a given place: how many characters belong to it.

A Chinese name is a surname and one or two characters, with nothing to show where it ends.
What follows decides: punctuation, or a word that cannot be part of a name.
"""

import re
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from pipeline.text.names.tables import words
from pipeline.text.tables import read_table

__all__ = [
    "FOREIGN_DOT",
    "HONORIFICS",
    "is_common_word",
    "is_name_like",
    "lexicon",
    "rate_following",
    "read_chinese_name",
    "read_foreign_name",
    "read_name_before",
]

FOREIGN_DOT = "·•・‧∙"
TITLES = ("role", "role_weak", "credit", "honorific")
BOUNDARY_BEFORE = frozenset("据由和与对向在以了是请的让如听找给为及跟被使经访问、")
SPEECH_CHARS = frozenset("说称道")
NEVER_LAST = frozenset("说称道则也还就却又都将在是把被对与及从")
STRONG_CHARS = frozenset("把被是在将对向等则也还就却曾已又")
ORDINAL_RE = re.compile("第[一二三四五六七八九十]")
HONORIFICS = tuple(
    "先生 女士 夫人 太太 小姐 阿姨 阿婆 阿公 阿伯 老伯 婆婆 爷叔 师傅 奶奶 爷爷 大爷 大妈 大姐 大叔 伯伯 叔叔".split()
)
ANONYMOUS_RE = re.compile("某(?:某|[甲乙丙丁])?")
FOLLOWING_CHARS = frozenset(
    "最在是把被将对向与和及的也还则就已曾因于以从为让给跟等到自由去率任获又称说道所系并均便却陪"
)
INSTITUTION_CHARS = frozenset("院局会部司委厂校馆社所厅署处站团队室台组办店系镇村路街军区县市省州岛河湖")
FOLLOWING_POS = frozenset(("v", "d", "p", "c", "t", "r", "f", "u", "a", "ad", "uj", "vd", "vn"))
COMMON_COUNT = 15  # rarer words are too weak a reason to refuse a name
PARTICLES = frozenset("地着了们者得过来去个里上下中外前后时")  # they follow names, and end none
NEVER_GIVEN = NEVER_LAST | PARTICLES | INSTITUTION_CHARS
STRONG_GIVEN, NO_NAME = 60, -9  # so frequent in second place that they end names even where words could start


class Lexicon(NamedTuple):
    """Characters and words of names, and words around them."""

    surnames: frozenset[str]
    rare: frozenset[str]
    compound: frozenset[str]
    first: dict[str, int]
    second: dict[str, int]
    saying: frozenset[str]
    speech: frozenset[str]
    following: frozenset[str]
    common: frozenset[str]
    everyday: frozenset[str]
    openings: frozenset[str]
    translit: frozenset[str]
    not_names: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """Read the tables once."""
    given = read_table("given_names")
    common = read_table("common_words")
    openings = frozenset(row["text"][:2] for row in read_table("person_titles") if row["kind"] in TITLES)
    speech = frozenset(words("person_titles", "speech"))
    return Lexicon(
        surnames=frozenset(words("surnames", "common")),
        rare=frozenset(words("surnames", "rare")),
        compound=frozenset(words("surnames", "compound")) | frozenset(words("surnames", "japanese")),
        first={row["text"]: row["single"] + row["first"] for row in given},
        second={row["text"]: row["second"] for row in given},
        saying=frozenset((*words("person_titles", "say"), *words("person_titles", "think"))),
        speech=speech,
        following=speech | openings | {row["text"] for row in common if row["pos"] in FOLLOWING_POS},
        common=frozenset(row["text"] for row in common if row["count"] >= COMMON_COUNT),
        everyday=frozenset(character for row in common for character in row["text"]),
        openings=openings,
        translit=frozenset(row["text"] for row in read_table("translit")),
        not_names=frozenset(words("person_titles", "not_person")),
    )


def is_common_word(word: str) -> bool:
    """Tell whether two characters are an everyday word.

    >>> is_common_word("高度"), is_common_word("陈吉")
    (True, False)
    """
    return word in lexicon().common


def is_name_like(word: str) -> bool:
    """Tell whether a word that stands alone in a byline is a Chinese name.

    >>> is_name_like("殷立"), is_name_like("欧阳娜"), is_name_like("摄影"), is_name_like("编辑")
    (True, True, False, False)
    """
    lex = lexicon()
    if word[:2] in lex.compound:
        return len(word) in (3, 4)
    known = word[0] in lex.surnames or word[0] in lex.rare
    return len(word) in (2, 3) and known and word[:2] not in lex.openings and word not in lex.common


def read_chinese_name(text: str, start: int, *, is_sure: bool = True) -> int | None:
    """Return the end of the Chinese name that starts at `start`, or None.

    `is_sure`: a title announces it, so rare surnames count and what follows may be anything.

        >>> text = "市长龚正陪同，主任张英说"
        >>> read_chinese_name(text, 2), read_chinese_name(text, 9), read_chinese_name(text, 7)
        (4, 11, None)
    """
    lex = lexicon()
    length = _surname_length(text, start, lex, is_sure)
    if not length or text[start : start + 2] in lex.openings:
        return None
    given = start + length
    if text[given : given + 2] in lex.openings or text.startswith(HONORIFICS, given):
        return None
    if anonymous := ANONYMOUS_RE.match(text, given):
        return anonymous.end()
    short, long = _score_short(text, given, lex), _score_long(text, given, lex)
    if is_sure and long == NO_NAME and _ends_surely(text, given, lex):
        long = 3
    elif is_sure and short == long == NO_NAME and _is_short_surely(text, given, lex):
        short = 2
    best = max(short, long) + (length - 1)
    if length == 1 and text[start : start + 2] in lex.common:
        best -= 3
    if length == 1 and text[start] in lex.rare:
        best -= 3
    if best < (1 if is_sure else 3):
        return None
    is_short = short > long or (short == long and text[given + 1 : given + 3] in lex.speech)  # 倪妮|亮相
    return given + (1 if is_short else 2)


def _ends_surely(text: str, given: int, lex: Lexicon) -> bool:
    """Tell whether any two characters are a given name: nothing else lets a mark or a verb stand there."""
    rate = rate_following(text, given + 2)
    if rate < 2 or rate_following(text, given + 1) > 0:
        return False
    pair = text[given : given + 2]
    return (
        len(pair) == 2
        and (rate == 3 or pair[1] in lex.second or pair[1] in lex.first)
        and all(_is_han(character) for character in pair)
        and pair not in lex.common
        and text[given - 1 : given + 1] not in lex.common
        and pair[1] not in NEVER_GIVEN
    )


def _is_short_surely(text: str, given: int, lex: Lexicon) -> bool:
    """Tell whether one rare character is a given name, since a verb or an adverb follows: 樊砺|并不."""
    return (
        given < len(text)
        and rate_following(text, given + 1) >= 2
        and _is_han(text[given])
        and text[given - 1 : given + 1] not in lex.common
        and text[given : given + 2] not in lex.common
        and text[given] not in NEVER_GIVEN
        and text[given] not in FOLLOWING_CHARS
    )


def _surname_length(text: str, start: int, lex: Lexicon, is_sure: bool) -> int:
    if text[start : start + 2] in lex.compound:
        return 2
    head = text[start : start + 1]
    return 1 if head in lex.surnames or (is_sure and head in lex.rare) else 0


def _weigh(character: str, weights: dict[str, int], lex: Lexicon) -> int:
    """Return how often a character stands at that place of names; rare characters are made for names."""
    if character in weights:
        return weights[character]
    return 1 if _is_han(character) and character not in lex.everyday else -1


def _score_short(text: str, given: int, lex: Lexicon) -> int:
    """Rate a given name of one character, from 1 to 4."""
    weight = _weigh(text[given : given + 1], lex.first, lex)
    return min(1, weight) + rate_following(text, given + 1) if weight >= 0 else NO_NAME


def _score_long(text: str, given: int, lex: Lexicon) -> int:
    """Rate a given name of two characters, from 1 to 6."""
    first = _weigh(text[given : given + 1], lex.first, lex)
    second = _weigh(text[given + 1 : given + 2], lex.second, lex)
    if second < 0 or (first < 0 and second < STRONG_GIVEN):
        return NO_NAME
    score = min(2, second) + min(1, first) + rate_following(text, given + 2)
    if text[given + 1] in NEVER_LAST:
        score -= 4
    elif second < STRONG_GIVEN:
        crossing = text[given + 1 : given + 3]
        score -= 2 * (text[given + 1] in FOLLOWING_CHARS) + 2 * (
            crossing in lex.following or crossing in lex.common
        )
    return score


def rate_following(text: str, position: int) -> int:
    """Rate how well a name may end before `position`: 0 badly, 1 perhaps, 2 or 3 well.

    >>> rate_following("陈吉宁表示", 3), rate_following("陈吉宁表示", 2)
    (3, 0)
    """
    lex = lexicon()
    following = text[position : position + 2]
    if not following or not _is_han(following[0]) or following[0] in SPEECH_CHARS:
        return 3
    if following in lex.saying:
        return 3
    if following in lex.following or following[0] in STRONG_CHARS:
        return 2
    return 1 if following[0] in FOLLOWING_CHARS else 0


def read_name_before(text: str, end: int, taken: Collection[int] = ()) -> int | None:
    """Return the start of the Chinese name that ends at `end`, or None.

    `taken`: ends of names and titles; a name may follow them without a mark between.

        >>> read_name_before("据叶建红介绍", 4)
        1
    """
    lex = lexicon()
    for length in (3, 2, 4):
        start = end - length
        if start < 0 or not _may_start(text, start, taken, lex):
            continue
        surname = 2 if text[start : start + 2] in lex.compound else 1
        if length - surname not in (1, 2) or (surname == 1 and text[start] not in lex.surnames):
            continue
        pairs = text[start : start + 2], text[end - 2 : end]
        if any(pair in lex.common for pair in pairs) or pairs[0] in lex.openings:
            continue
        if text[end - 1] in INSTITUTION_CHARS or text[end - 2] == "某":
            continue
        given = text[start + surname : end]
        if all(map(_is_han, given)) and (
            start in taken or all(_is_given(character, lex) for character in given)
        ):
            return start
    return None


def _is_given(character: str, lex: Lexicon) -> bool:
    return character in lex.first or character in lex.second or character not in lex.everyday


def _may_start(text: str, start: int, taken: Collection[int], lex: Lexicon) -> bool:
    if start == 0 or start in taken:
        return True
    before = text[start - 1]
    return not _is_han(before) or (
        before in BOUNDARY_BEFORE and text[start - 1 : start + 1] not in lex.common
    )


def read_foreign_name(text: str, start: int) -> int | None:
    """Return the end of a transliterated name of at least two characters at `start`, or None.

    >>> read_foreign_name("总统特朗普表示", 2)
    5
    """
    lex = lexicon()
    end = start
    while end < len(text) and end - start < 8 and text[end] in lex.translit:
        if text.startswith(HONORIFICS, end) or (end - start >= 2 and _opens_word(text, end, lex)):
            break
        end += 1
    while (
        end - start > 2
        and text[end - 1 : end + 1] in lex.following
        and text[end : end + 2] not in lex.saying  # 克雷默|认为, not 默认
    ):
        end -= 1
    return end if end - start >= 2 else None


def _opens_word(text: str, position: int, lex: Lexicon) -> bool:
    """Tell whether what follows a transliteration is a verb or an ordinal: 杜邦|考察, 赫斯维克|第三次."""
    pair = text[position : position + 2]
    return (pair in lex.common and pair in lex.following) or ORDINAL_RE.match(pair) is not None


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"
