"""Find firms by whom they employ: a word before 董事长 or 首席经济学家 and a name."""

from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.text.names.context import Context
from pipeline.text.names.mentions import Mention
from pipeline.text.names.personal import is_common_word
from pipeline.text.names.tables import words

__all__ = ["find_employers"]

CHARS = range(2, 7)
POINTING = ("该", "本", "各", "某")  # 该|行个人信贷部


def find_employers(context: Context, people: Sequence[Mention], covered: bytearray) -> Iterator[Mention]:
    """List the words between a wall and a title of business that a person's name follows.

    `covered`: one byte a character, set where other names stand. Words that are but everyday
    words (公司, 该企业) employ nobody in particular.

        >>> from pipeline.text.names.context import create_context
        >>> from pipeline.text.names.cues import find_cues
        >>> text = "启明创投主管合伙人周志峰认为"
        >>> person = Mention(9, 12, "PERSON", None, "周志峰", None, "person:主管合伙人")
        >>> context = create_context(text, [], find_cues(text))
        >>> [name.canonical for name in find_employers(context, [person], bytearray(len(text)))]
        ['启明创投']
    """
    text = context.text
    named = {person.start for person in people}
    titles = frozenset(words("person_titles", "business"))
    for cue in context.cues.get("role", ()):
        if cue.end not in named or text[cue.start : cue.end] not in titles:
            continue
        start = max(context.wall_before(cue.start), _last_covered(covered, cue.start))
        end = cue.start - (text[cue.start - 1] in "前原兼")
        word = text[start:end]
        is_named = text[start - 1 : start] not in POINTING and not _holds_everyday(word)
        if len(word) in CHARS and is_named:
            yield Mention(start, end, "ORG", "company", word, None, f"employer:{cue.row['text']}")


def _last_covered(covered: bytearray, position: int) -> int:
    return covered.rfind(1, 0, position) + 1


def _holds_everyday(word: str) -> bool:
    """Tell whether the word is one for many: 公司, 研究团队, 大厂, but not 图灵量子."""
    return (
        word.endswith(_employed())
        or is_common_word(word[:2])
        or (len(word) < 4 and is_common_word(word[-2:]))
    )


@cache
def _employed() -> tuple[str, ...]:
    """Words for whoever employs people: 团队, 平台."""
    return words("institution_rules", "employed")
