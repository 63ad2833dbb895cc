"""What is left of markup in plain text: tags, halves of tags, entities, escapes.

Text that explains markup or program code shows the very same strings on purpose. A line
that looks like code, or that stands beside words such as 标签 or HTML, is left alone.
"""

import html
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from pipeline.text.plausibility import weigh
from pipeline.text.repair.debris.residue_patterns import RESIDUE_RE, SCAN_RE
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import Change

__all__ = ["KINDS", "could_have_residue", "find_residue"]

KINDS = ("tag_residue", "entity", "escape")

# A line with one of these, or next to one, talks about markup or is code.
# Strings that stand in code or in talk about code, here or on a neighbouring line.
_CODE_RE = re.compile(
    r"""
      HTML | XHTML | XML(?!HttpRequest) | CSS | JSON | Unicode | UTF-?8 | Markdown | JavaScript | Python | Java\b
    | 转义 | 轉義 | 源代码 | 源码 | 程式碼 | 正则表达式 | 码点 | 碼點 | 码位 | 泛型 | 占位符
    | (?:定义|调用|回调|构造|内置|库)函数 | 函数(?:名|体|库|调用|返回|参数) | (?:声明|环境|全局|局部)变量 | 变量(?:名|类型|声明)
    | ``` | ~~~ | <!DOCTYPE | <\?(?:xml(?!:namespace)|php) | ^\s*\|.*\|\s*$
    | \b(?:def|import|return|const|function|public|static|printf?|console|echo|SELECT|std::)\b
    | == | != | => | (?<!-)-> | && | \{\s*$ | \s=\s["'] | ^\s*(?://|\#include|\#!|[\$>]\s[a-z./~])
    | \w\([^()\n]{0,80}\)\s*;?\s*$ | \[[^\]\n"]{0,40}\\u
    """,
    re.VERBOSE | re.MULTILINE,
)
# Keys of JSON are code where the brace that opens them is there, too: a tail without its head is debris.
_KEY_RE = re.compile(r"""[{,]\s*"\w{1,40}"\s*:|}\s*$""", re.MULTILINE)
# Words that mean code only right beside the string that they talk about.
_TALK_RE = re.compile(
    "标签|標籤|元素|实体|代码|代碼|编码|編碼|字符|字元|符号|符號|空格|换行|小于|大于|写成|写作|寫成|表示|显示为|属性"
)
# In the same line, code is shown.
_SHOWN_RE = re.compile("代码|代碼|示例|源码")
_QUOTED_RE = re.compile(r"""[“‘「『`'"（(]$""")
_WINDOW = 600
_TEXT = 0.5
"""How plausible bytes are at least that are read as GBK, which nearly any pair is."""

_LONG_ESCAPE = 12  # more than two characters in brackets are text
_NEAR_LINES, _NEAR_CHARS, _BESIDE = 2, 300, 12
_ESCAPED_RE = re.compile(r"""(?:\\{1,2}|%)u([0-9A-Fa-f]{4})|\\{1,2}([nrt/"])""")
_BREAK_RE = re.compile(r"<?/?(?:br\b|(?<=/)(?:p|div|h[1-6]|li|tr)\b)", re.IGNORECASE)
_BREAKS_NEXT_RE = re.compile(r"</|<br\b", re.IGNORECASE)
_SENTENCE_END_RE = re.compile("[。！？；：…”」!?:;]")
_CLOSERS = dict(zip("“‘「『`'\"（(", "”’」』`'\"）)", strict=True))
_PLAIN = {"n": "\n", "r": "", "t": "\t"}


def could_have_residue(text: str) -> bool:
    """Tell whether anything in the text looks like a tag, an entity or an escape.

    >>> could_have_residue("a < b，上海"), could_have_residue("上海/span>")
    (False, True)
    """
    return SCAN_RE.search(text) is not None


def find_residue(text: str, context: Context) -> Iterable[Change]:
    r"""Find stray markup outside code: tags are deleted, entities and escapes decoded.

    >>> from pipeline.text.repair.language_model import LanguageModel
    >>> [change[:4] for change in find_residue("上海/span>&amp;quot;模速\\u7a7a\\u95f4", Context(LanguageModel()))]
    [(2, 8, '', 'tag_residue'), (8, 18, '"', 'entity'), (20, 32, '空间', 'escape')]
    """
    for match in _find_matches(text):
        kind = str(match.lastgroup)
        if kind in context.disabled or _is_code(text, match.start(), match.end()):
            continue
        after = _delete(text, match) if kind == "tag_residue" else _DECODERS[kind](match.group())
        if after is not None:
            yield Change(match.start(), match.end(), after, kind)


def _find_matches(text: str) -> Iterator[re.Match[str]]:
    """Match only around what the scan finds; the full pattern is slow, and most pages have little to match."""
    done = 0
    for hit in SCAN_RE.finditer(text):
        if hit.start() < done:
            continue
        low = max(done, hit.start() - _WINDOW)
        end = text.find("\n", hit.end() + _WINDOW)
        done = min(end if end >= 0 else len(text), hit.end() + 2 * _WINDOW)
        yield from RESIDUE_RE.finditer(text, low, done)


def _is_code(text: str, start: int, end: int) -> bool:
    """Tell whether a string is shown on purpose: quoted, explained, or in or beside a line of code."""
    if text.startswith("<?xml:", start) or _is_tail(text, start):
        return False
    is_long = text[start] in "\\%" and text[start - 1] in "(（“" and end - start > _LONG_ESCAPE
    if (
        _QUOTED_RE.search(text, max(0, start - 1), start)
        and text[end : end + 1] in _CLOSERS[text[start - 1]]
        and not is_long
    ):
        return True
    if _is_talk(text, start, end):
        return True
    low, high = max(0, start - _BESIDE), end + _BESIDE
    for _ in range(_NEAR_LINES + 1):
        low = max(text.rfind("\n", max(0, start - _NEAR_CHARS), max(0, low - 1)), start - _NEAR_CHARS, 0)
        following = text.find("\n", min(len(text), high + 1), end + _NEAR_CHARS)
        high = following if following >= 0 else end + _NEAR_CHARS
    is_tag = text[end - 1] == ">"  # what it holds, return false, is no code of the page
    parts = ((low, start), (end, high)) if is_tag else ((low, high),)
    return any(_CODE_RE.search(text, *part) for part in parts) or (
        _KEY_RE.search(text, low, high) is not None and "{" in text[low:high]
    )


def _is_talk(text: str, start: int, end: int) -> bool:
    """Tell whether words of the same line talk about a string: beside it, or of code anywhere."""
    low = max(start - _NEAR_CHARS, text.rfind("\n", 0, start) + 1)
    following = text.find("\n", end, end + _NEAR_CHARS)
    high = following if following >= 0 else end + _NEAR_CHARS
    return (
        _SHOWN_RE.search(text, low, high) is not None
        or _TALK_RE.search(text, max(low, start - _BESIDE), start) is not None
        or _TALK_RE.search(text, end, min(high, end + _BESIDE)) is not None
    )


def _is_tail(text: str, start: int) -> bool:
    """Tell whether keys of JSON stand in the line, and nowhere before them the brace that would open them."""
    low = max(0, start - _NEAR_CHARS)
    line = max(low, text.rfind("\n", low, start) + 1)
    return _KEY_RE.search(text, line, start) is not None and "{" not in text[low:start]


def _decode_entity(found: str) -> str | None:
    """Decode an entity, however often its ampersand was encoded; None for what is no entity."""
    if found.startswith("nbsp;"):
        return "\N{NO-BREAK SPACE}" * (len(found) // 5)
    if found[0].isdecimal():
        return chr(int(found[:-1]))
    plain = f"&{found}" if found[0] == "#" else found
    plain = plain.replace("＆", "&").replace("；", ";").replace(" ", "")
    while plain.startswith("&amp;") and len(plain) > 5:
        plain = "&" + plain[5:]
    decoded = html.unescape(plain)
    if plain.startswith("&#") and ";" not in plain and all(char < "\u2e80" for char in decoded):
        return None  # no Chinese: an address, or somebody's code
    return None if (decoded.endswith(";") and decoded != ";") or decoded == plain else decoded


def _decode_escapes(found: str) -> str | None:
    """Decode escapes where they spell Chinese (or an emoji); others are somebody's code."""
    if found[0] == "%" and found[1] not in "uU":
        return _decode_percent(found)
    units = _ESCAPED_RE.sub(_decode_escape, found)
    decoded = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if "\ufffd" in decoded or not any(char >= "\u2e80" for char in decoded):
        return None
    return None if any(ord(char) < 32 and char not in "\n\t" for char in decoded) else decoded


def _decode_percent(found: str) -> str | None:
    for encoding in ("utf-8", "gbk"):
        try:
            decoded = unquote(found, encoding, errors="strict")
        except UnicodeDecodeError:
            continue
        return decoded if encoding == "utf-8" or weigh(decoded) > _TEXT else None
    return None


def _decode_escape(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else _PLAIN.get(match[2], match[2])


def _delete(text: str, match: re.Match[str]) -> str:
    """Delete a tag; one that broke the line, if whole or behind a full sentence, leaves the line break."""
    start, end = match.span()
    is_whole = match.group()[0] == "<" and match.group()[-1] == ">"
    if not _BREAK_RE.match(match.group()) or not (is_whole or _SENTENCE_END_RE.match(text, start - 1)):
        return ""
    is_inside = start > 0 and end < len(text) and text[start - 1] != "\n" and text[end] not in "\r\n"
    return "\n" if is_inside and not _BREAKS_NEXT_RE.match(text, end) else ""


_DECODERS = {"entity": _decode_entity, "escape": _decode_escapes}
