"""Find firms that no table holds by what stands beside them: a stock code, or a word for their trade."""

import re
from collections.abc import Iterator

from pipeline.text.names.context import Context
from pipeline.text.names.mentions import Mention
from pipeline.text.names.personal import is_common_word

__all__ = ["find_firms"]

# Hong Kong codes begin with 0, mainland ones with the digits of their board; years and hotlines with neither.
CODE_RE = re.compile(
    r"[（(](?:股票代码：?|港股|股份代号：?|SH|SZ|HK)?(?:0\d{4}|\d{4}\.HK|(?:60|68|00|30|83|87|92)\d{4}(?:\.[SB][HZJ])?)[）)，,；;]"
)
CHARS = range(2, 9)
NAMED_RE = re.compile(
    "(?P<han>[\u4e00-\u9fff]{2,6}?)(?=[、，。；（(]|[在将已也则与和及把](?![\u4e00-\u9fff]{0,1}线))|(?P<latin>[A-Z][A-Za-z]{2,}(?: [A-Z][A-Za-z]+)*)"
)


def find_firms(context: Context, covered: bytearray) -> Iterator[Mention]:
    """List the words before a stock code, and those after a word like 乳企.

    `covered`: one byte a character, set where other names stand.

        >>> from pipeline.text.names.context import create_context
        >>> from pipeline.text.names.cues import find_cues
        >>> text = "昨天，瀛洲机器人（02597）与沪企殷立在港签约"
        >>> context = create_context(text, [], find_cues(text))
        >>> [name.canonical for name in find_firms(context, bytearray(len(text)))]
        ['瀛洲机器人', '殷立']
    """
    text = context.text
    for match in CODE_RE.finditer(text):
        end = match.start()
        start = context.wall_before(end)
        if end - start in CHARS and not any(covered[start:end]) and not _is_plain(text[start:end]):
            yield _create(text, start, end, "code")
    for cue in context.cues.get("firm", ()):
        named = NAMED_RE.match(text, cue.end)
        if named is None or any(covered[cue.end : named.end()]):
            continue
        is_whole = context.wall_before(named.end()) <= cue.end  # no verb, no function word inside
        if named["latin"] or (is_whole and not _holds_word(text[cue.start + 1 : named.end() + 1])):
            yield _create(text, *named.span(), cue.row["text"])


def _create(text: str, start: int, end: int, how: str) -> Mention:
    return Mention(start, end, "ORG", "company", text[start:end], None, f"employer:{how}")


def _is_plain(word: str) -> bool:
    """Tell whether nothing but everyday words stands there: 公司（600000）."""
    return all(is_common_word(word[index : index + 2]) for index in range(0, len(word) - 1, 2))


def _holds_word(words: str) -> bool:
    return any(is_common_word(words[index : index + 2]) for index in range(1, len(words) - 2))
