"""Ranks: 第N where the words around say that something is ranked, not numbered."""

import re

from pipeline.text.quantities.numerals import DIGITS, format_decimal, parse_numeral

__all__ = ["read_first", "read_rank"]

_RANK_RE = re.compile(rf"第([{''.join(DIGITS)}十百]+|\d+)([位名]|(?=大))?")
_CUE_RE = re.compile(
    r"(?:位居|位列|位于|排名|排行|排位|排在|排到|排|名列|列|居|跃居|跃升至|升至|升到|跃至|占据|占|跻身|居于|处于|稳居|高居|高踞|守住|分列|"
    r"蝉联|夺得|获得|获|夺|上升到|提升至|提升到|上升至|跳升至|蹿至|降至|跌至|退居|跌到|升到|降到|跌落到|滑落至|滑落到|保持|成为|是|为)"
    r"[^，,。；;：:]{0,10}$"
    r"|分列第[^，,。；;]{1,6}[及和、]$"
    r"|排名[已]?[由从]$"
)
_NUMBERED_RE = re.compile(r"[次届期条批个家款季年代天章节步轮回版产股时人种只例块座起班站页场岁号卷部者]")
# 居全市首位 is a rank; 首位女院士 and 成为首位 count persons.
_FIRST_RE = re.compile(r"首位(?![^\W的])")
_FIRST_CUE_RE = re.compile(
    r"(?:[位稳仍均高跃]?居|居于|位列|名列|排名|排行|排在|列|升至|升到|保持|蝉联|占据|跻身)"
    r"(?:[^，,。；;：:]{0,10}[^，,。；;：:个这那每另])?$"
)


def read_rank(text: str, start: int) -> tuple[int, str] | None:
    """Read the 第N at `start` as a rank: give its end and value, or None if it only numbers.

    >>> read_rank("位居第二。", 2), read_rank("第二届论坛", 0), read_rank("第3位", 0)
    ((4, '2'), None, (3, '3'))
    """
    match = _RANK_RE.match(text, start)
    value = parse_numeral(match.group(1)) if match else None
    if match is None or value is None:
        return None
    following = text[match.end() : match.end() + 1]
    if match.group(2) is None:
        large = following == "大" and text[match.end() + 1 : match.end() + 2] not in tuple("会学")
        if not large and not _is_ranked(text, start, following):
            return None
    return match.end(), format_decimal(value)


def read_first(text: str, start: int) -> int | None:
    """Read the 首位 at `start` as the first rank: give its end, or None.

    >>> read_first("居全国首位。", 3), read_first("居首位的是", 1), read_first("首位女院士", 0)
    (5, 3, None)
    """
    match = _FIRST_RE.match(text, start)
    if match is None or _FIRST_CUE_RE.search(text, max(0, start - 16), start) is None:
        return None
    return match.end()


def _is_ranked(text: str, start: int, following: str) -> bool:
    if _NUMBERED_RE.match(following) or (following.isalnum() and following not in "的升跌降蹿滑跳"):
        return False
    return _CUE_RE.search(text, max(0, start - 24), start) is not None
