"""What is left of markup in plain text: tags, halves of tags, entities, escapes.

Text that explains markup or program code shows the very same strings on purpose. A line
that looks like code, or that stands beside words such as 标签 or HTML, is left alone.
"""

import html
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import Change

__all__ = ["KINDS", "could_have_residue", "find_residue"]

KINDS = ("tag_residue", "entity", "escape")

_LONG_TAGS = (
    "article|aside|blockquote|big|body|button|caption|center|cite|code|dd|del|details|div|dl|dt|em|fieldset|figcaption"
    "|figure|font|footer|form|h[1-6]|head|header|hr|html|iframe|img|input|ins|label|li|link|main|marquee|meta|nav"
    "|nobr|ol|option|pre|script|section|select|small|span|strike|strong|style|sub|sup|table|tbody|td|textarea|tfoot|th"
    "|thead|tr|tt|ul|video|wbr|br|st1:[a-z]{1,20}|o:p|!--[^<>]{0,200}--"
)
_ATTRIBUTE = r"""[a-zA-Z][a-zA-Z0-9:-]{1,20}=(?:"[^"<>\n]{0,300}"|'[^'<>\n]{0,300}'|[\w#%./:-]{1,100})"""
_CJK = "\u2010-\u2027\u3000-\u303f\u3400-\u9fff\uff00-\uffef"

_RESIDUE_RE = re.compile(
    rf"""
      (?P<escape> (?:\\{{1,2}}["/])? (?:\\{{1,2}}u[0-9A-Fa-f]{{4}} (?:\\{{1,2}}[nrt/"] | [0-9A-Za-z.%:/-]{{1,4}} | [ ])?){{2,}}    # \u4e2d\u56fd
                | (?:%u[0-9A-Fa-f]{{4}}){{2,}}                                        # of JavaScript's escape()
                | (?<=[{_CJK}]) \\u[0-9A-Fa-f]{{4}} (?=[{_CJK}]) | (?<=[0-9]) \\u[4-9][0-9A-Fa-f]{{3}} (?=[-\s{_CJK}])
                | (?:(?<=[{_CJK}])|^) (?:%[Ee][3-9](?:%[0-9A-Fa-f]{{2}}){{2}}|%[0-7][0-9A-Fa-f]){{3,}} (?=[\s{_CJK}]|\Z) )  # not in an address
    | (?P<entity> [&＆][ ]?(?:(?:amp|＃38)[;；])* \#?[0-9A-Za-z]{{2,31}} [ ]?[;；]
                | &nbsp(?![0-9A-Za-z=;])                                              # the one that loses its semicolon
                | (?<![0-9A-Za-z&])(?:nbsp;){{1,64}}                                  # and its ampersand
                | (?<=[\u3400-\u9fff])(?:8211|8212|8216|8217|8220|8221|8226|8230|183);(?=[\u3400-\u9fff]) )  # its &#
    | (?P<tag_residue>
        (?:</?(?i:{_LONG_TAGS})|(?<![0-9A-Za-z])<[abipqsu]|</[abipqsuABIPSU]|<[AP](?=\s)|(?:^|(?<=[{_CJK}]))<P(?=>))(?:\s+{_ATTRIBUTE}|\s+(?:nowrap|checked|disabled|selected|hidden|noshade|controls)){{0,12}}\s*/?>                  # whole tags
      | <\?xml:namespace[^<>\n]{{0,200}}>  |  <!\[(?:if[^<>\n]{{0,60}}|endif)\](?:--)?>        # of an office program
      | </?(?i:{_LONG_TAGS})(?:[ ]+{_ATTRIBUTE}){{0,12}}[ ]*/?(?=[{_CJK}\n]|\Z)             # its end is gone
      | <(?i:{_LONG_TAGS})[ ]+[a-z-]{{2,20}}="[^"<>\n]{{0,200}}(?=\n|\Z)                     # its end is gone with the line
      | ^(?:p|(?:{_LONG_TAGS})(?:[ ]+{_ATTRIBUTE}){{1,12}}[ ]*)>(?=[{_CJK}])            # its bracket, at the head of a line
      | (?<![<0-9A-Za-z/.\\_-])/\s?(?:{_LONG_TAGS})>                                  # its beginning is gone
      | (?:(?<=[{_CJK}])|^)(?:/[abipqsu]|/?(?:{_LONG_TAGS})[ ]?/?)>(?=[{_CJK}\s]|\Z)
      | (?<=[{_CJK}])</?[abipqsu](?=\n|\Z)
      | (?:(?<=[{_CJK}\n])|(?<=[{_CJK}\n]\s)|^)(?:{_ATTRIBUTE}\s*){{1,12}}/?>            # only attributes are left
      )
    """,
    re.VERBOSE | re.MULTILINE,
)
# Begins with one set of characters, for which `re` has a fast loop.
_SCAN_RE = re.compile(
    r"[&＆\\%<>n81](?:(?<=[\u3400-\u9fff][81])(?:2[123][0-9]|8(?=3));|(?<=[&＆])|(?<=[\\%])u[0-9A-Fa-f]|(?<=%)[Ee][3-9]%|(?<=<)[/a-zA-Z!?]|(?<=[a-zA-Z0-9\"'/\]-]>)|(?<=[a-zA-Z0-9\"'/]\s>)|(?<=n)bsp)",
    re.ASCII,
)
# A line with one of these, or next to one, talks about markup or is code.
# Strings that stand in code or in talk about code, here or on a neighbouring line.
_CODE_RE = re.compile(
    r"""
      HTML | XHTML | XML(?!HttpRequest) | CSS | JSON | Unicode | UTF-?8 | Markdown | JavaScript | Python | Java\b
    | 转义 | 轉義 | 源代码 | 源码 | 程式碼 | 正则表达式 | 码点 | 碼點 | 码位 | 泛型 | 占位符 | 函数 | 变量
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
    return _SCAN_RE.search(text) is not None


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
    for hit in _SCAN_RE.finditer(text):
        if hit.start() < done:
            continue
        low = max(done, hit.start() - _WINDOW)
        end = text.find("\n", hit.end() + _WINDOW)
        done = min(end if end >= 0 else len(text), hit.end() + 2 * _WINDOW)
        yield from _RESIDUE_RE.finditer(text, low, done)


def _is_code(text: str, start: int, end: int) -> bool:
    """Tell whether a string is shown on purpose: quoted, explained, or in or beside a line of code."""
    if text.startswith("<?xml:", start) or _is_tail(text, start):
        return False
    is_long = text[start] in "\\%" and text[start - 1] in "(（" and end - start > _LONG_ESCAPE
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
    return _CODE_RE.search(text, low, high) is not None or (
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
    plain = found.replace("＆", "&").replace("；", ";").replace(" ", "")
    while plain.startswith("&amp;") and len(plain) > 5:
        plain = "&" + plain[5:]
    decoded = html.unescape(plain)
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
    try:
        return unquote(found, errors="strict")
    except UnicodeDecodeError:
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
