"""Find persons whose names are held back: 林某, 罗某某, 林某龙."""

import re
from collections.abc import Iterator

from pipeline.text.names.mentions import Mention
from pipeline.text.names.personal import lexicon, rate_following

__all__ = ["AFTER_ANONYMOUS", "find_anonymous"]

ANONYMOUS_RE = re.compile(
    r"[\u4e00-\u9fff]某(?![种个些项类处段条件座]|一(?![案方审]))(?:某|[甲乙丙丁])?"
)  # 完成某|一特定过程
AFTER_ANONYMOUS = frozenset(
    "原系为在将向与因被对从已称曾现均亦仍即则任经以其时便方家本和中正"
)  # 陈某|原是, 葛某|为其
USUAL = 10  # times a character must have been met at the end of names


def find_anonymous(text: str) -> Iterator[Mention]:
    """List the surnames that 某 follows, with the last character of the name where it is given.

    >>> [name.canonical for name in find_anonymous("嫌疑人林某龙、王某在逃，罗某某称，林某称")]
    ['林某龙', '王某', '罗某某', '林某']
    """
    for match in ANONYMOUS_RE.finditer(text) if "某" in text else ():
        if match[0][0] in lexicon().surnames:
            end = match.end() + _is_given(text, match.end())
            yield Mention(match.start(), end, "PERSON", None, text[match.start() : end], None, "person:某")


def _is_given(text: str, position: int) -> bool:
    """Tell whether the last character of a name stands there: nothing that may follow a name, and its end."""
    character = text[position : position + 1]
    is_usual = lexicon().second.get(character, 0) >= USUAL and character not in AFTER_ANONYMOUS
    return is_usual and rate_following(text, position) == 0 and rate_following(text, position + 1) >= 1
