"""What its shape tells whatever stands around it: licence numbers (沪ICP备05012345号), dates, a closing quotation mark.

Their words are too few and too short to be judged by a language model.
"""

import re
from collections.abc import Iterator

from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import Change

__all__ = ["could_have_licence", "find_shapes"]

_BROKEN_RE = re.compile(r"[^\x00-\x7f]{1,6}ICP[^\x00-\x7f]{1,6}[0-9]{6,10}[^\x00-\x7f]{1,6}")
# The short names of the provinces, and 备 for filed, 证 for licensed.
_LICENCE_RE = re.compile(
    "[京津沪滬渝冀豫云雲辽遼黑湘皖鲁魯新苏蘇浙赣贛鄂桂甘晋晉蒙陕陝吉闽閩贵貴粤粵青藏川宁寧琼瓊]"
    "ICP[备備证證][0-9]{6,10}[号號]"
)
_BROKEN_DATE_RE = re.compile(r"[0-9]{4}(?:[^\x00-\x7f]{1,4}[0-9]{1,2}){2}[^\x00-\x7f]{1,4}")
_DATE_RE = re.compile("[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日")
# E2 80 9D, of which cp1252 shows two bytes and has nothing for the third.
_QUOTE_RE = re.compile("â€(?![\u0080-\u00bf\u0152-\u2122])")
# The kind of damage, the table that a text was read with, and that in which it was written.
_TABLES = (
    ("gbk_as_latin", "latin-1", "gbk"),
    ("gbk_as_latin", "cp1252", "gbk"),
    ("utf8_as_latin", "latin-1", "utf-8"),
    ("utf8_as_latin", "cp1252", "utf-8"),
    ("utf8_as_gbk", "gb18030", "utf-8"),
    ("gbk_as_big5", "cp950", "gbk"),
    ("gbk_as_big5", "big5hkscs", "gbk"),
    ("big5_as_gbk", "gb18030", "big5hkscs"),
)


def could_have_licence(text: str) -> bool:
    """Tell whether a licence number may have been read with the wrong table.

    >>> could_have_licence("»¦ICP±¸05012345ºÅ"), could_have_licence("沪ICP备05012345号")
    (True, False)
    """
    return "ICP" in text and any(not _LICENCE_RE.fullmatch(broken) for broken in _BROKEN_RE.findall(text))


def find_shapes(text: str, context: Context) -> Iterator[Change]:
    """Find licence numbers and dates that another table makes whole, and closing marks that lost a byte.

    >>> from pipeline.text.repair.language_model import LanguageModel
    >>> [change.after for change in find_shapes("»¦ICP±¸05012345ºÅ-1 2022Äê9ÔÂ18ÈÕ", Context(LanguageModel()))]
    ['沪ICP备05012345号', '2022年9月18日']
    """
    if "ICP" in text:
        for match in _BROKEN_RE.finditer(text):
            head = match.group().index("ICP")
            for end in (len(match.group()), head):  # the rest may have been long enough to be read before
                yield from _read(
                    match.group()[:end], match.group()[end:], match.start(), _LICENCE_RE, context
                )
    for match in _BROKEN_DATE_RE.finditer(text):
        yield from _read(match.group(), "", match.start(), _DATE_RE, context)
    for match in _QUOTE_RE.finditer(text):
        if "utf8_as_latin" not in context.disabled:
            yield Change(*match.span(), "”", "utf8_as_latin", confidence=0.9)


def _read(
    broken: str, behind: str, start: int, shape: "re.Pattern[str]", context: Context
) -> Iterator[Change]:
    for kind, read, written in _TABLES:
        after = broken.encode(read, "ignore").decode(written, "ignore")
        if kind not in context.disabled and after != broken and shape.fullmatch(after + behind):
            yield Change(start, start + len(broken), after, kind, confidence=0.97)
            return
