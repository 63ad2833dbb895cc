"""Characters that nobody sees: byte order marks, zero-width, control, bidi and private use.

Most are debris of editors, feeds and copy protection. Some carry meaning: joiners hold
emoji together and shape Arabic and Indic letters, direction marks belong to right-to-left
text, tags spell the flags of Scotland and Wales. Those stay.
"""

import re
from collections.abc import Iterable, Iterator

from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import IRRECOVERABLE, Change

__all__ = ["KINDS", "could_have_invisible", "find_invisible"]

KINDS = ("bom", "zero_width", "control", "bidi", "private_use", "surrogate", "lost_character")

_INVISIBLE_RE = re.compile(
    r"""
      (?P<control> \x1b\[[0-9;]{0,12}[A-Za-z]                  # terminal colours
                 | [\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+
                 | [\x80-\x84\x86-\x9f]+                       # all of C1 but NEL, which ends a line
                 | [\ufff9-\ufffb\ufffe\uffff]+ )
    | (?P<bom> \ufeff+ )
    | (?P<bidi> [\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+ )
    | (?P<zero_width> [\u00ad\u180e\u200b-\u200d\u2060-\u2064]+ | [\U000e0020-\U000e007f]+ )
    | (?P<private_use> [\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]+ )
    | (?P<surrogate> [\ud800-\udbff][\udc00-\udfff] | [\ud800-\udfff] )
    | (?P<lost_character> \ufffd+ | 烫{4,}(?![!！烫的]) | 屯{4,}                 # CC and CD of fresh memory
                         | (?:锟斤拷){2,}锟?斤?  | (?<![“‘"'「《（(]) 锟斤拷 (?![”’"'」》）)]) )
    """,
    re.VERBOSE,
)
_SCAN_RE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "锟烫屯\ud800-\uf8ff\ufeff\ufff9-\ufffb\ufffd-\uffff\U000e0000-\U0010ffff]"
    "(?:(?<![烫屯])|烫{3}|屯{3})"
)
# Beside one of these the classic pieces of mojibake are talked about.
_TALK_RE = re.compile("乱码|亂碼|程序员|程式設計|编码|編碼|烫烫烫|燙燙燙|屯屯屯")
_RIGHT_TO_LEFT_RE = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Letters and signs on which a joiner changes what is seen: Arabic, Syriac, the Indic scripts,
# Burmese, Khmer, Mongolian, and everything that an emoji sequence can be made of.
_JOINED_RE = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ua840-\uaadf\ufb50-\ufdff\ufe70-\ufefc"
    "\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\ufe0f\u20e3\U0001f000-\U0001faff]"
)
# Scripts that write no spaces and use U+200B to show where a line may break.
_UNSPACED_RE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_BYTE_RE = re.compile("[\x80-\xff]")
_LETTER_RE = re.compile(r"[^\W\d_\u2e80-\uffef]")
# The full-width space of Founder's typesetting: A3A0 in GBK.
_SPACES = frozenset("\ue5e5")
_WINDOW, _NEAR = 80, 20


def could_have_invisible(text: str) -> bool:
    """Tell whether any invisible or undefined character stands in the text.

    >>> could_have_invisible("上海"), could_have_invisible("上\\u200b海")
    (False, True)
    """
    return _SCAN_RE.search(text) is not None


def find_invisible(text: str, context: Context) -> Iterable[Change]:
    """Find invisible characters: delete those that mean nothing, mark those that hide a lost one.

    >>> from pipeline.text.repair.language_model import LanguageModel
    >>> [change[:4] for change in find_invisible("\\ufeff上\\u200b海", Context(LanguageModel()))]
    [(0, 1, '', 'bom'), (2, 3, '', 'zero_width')]
    """
    position = 0
    while hit := _SCAN_RE.search(text, position):
        match = _INVISIBLE_RE.match(text, hit.start())
        position = match.end() if match else hit.end()
        if match and match.lastgroup not in context.disabled:
            yield from _find_changes(text, match.start(), match.end(), str(match.lastgroup))


def _find_changes(text: str, start: int, end: int, kind: str) -> Iterator[Change]:
    found = text[start:end]
    if found[0] in "锟烫屯" and (
        _TALK_RE.search(text, max(0, start - _NEAR), start) or _TALK_RE.search(text, end, end + _NEAR)
    ):
        return
    if kind == "private_use" and set(found) <= _SPACES:
        yield Change(start, end, "\N{IDEOGRAPHIC SPACE}" * len(found), kind)
    elif kind in ("private_use", "lost_character"):
        yield Change(start, end, found, kind, IRRECOVERABLE, 0.0)
    elif kind == "surrogate":
        yield Change(start, end, _join_surrogates(found), kind)
    elif not _is_meaningful(text, start, end, kind):
        yield Change(start, end, _replace_control(text, start, end), kind)


def _join_surrogates(found: str) -> str:
    """Make one character of a pair of halves; half a character is lost."""
    return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _replace_control(text: str, start: int, end: int) -> str:
    """Keep the line break that a form feed or vertical tab stands for."""
    if not {"\x0b", "\x0c"} & set(text[start:end]):
        return ""
    return "" if "\n" in (text[start - 1 : start], text[end : end + 1]) or end == len(text) else "\n"


def _is_meaningful(text: str, start: int, end: int, kind: str) -> bool:
    before, after, found = text[max(0, start - 1) : start], text[end : end + 1], text[start]
    if kind == "bidi":
        return _RIGHT_TO_LEFT_RE.search(text, max(0, start - _WINDOW), end + _WINDOW) is not None
    if found in "\u200c\u200d" and end - start == 1:
        return bool(_JOINED_RE.match(before)) or bool(_LETTER_RE.match(before) and _LETTER_RE.match(after))
    if found in "\u200b\u2060":
        return bool(_UNSPACED_RE.match(before) or _UNSPACED_RE.match(after))
    if found == "\u180e":
        return "\u1800" <= before <= "\u18af"
    if found >= "\U000e0020":
        return before == "\U0001f3f4"
    # Beside its like, a C1 control or soft hyphen is the trace of bytes that were read as Latin-1.
    return "\x80" <= found <= "\xad" and bool(_BYTE_RE.match(before) or _BYTE_RE.match(after))
