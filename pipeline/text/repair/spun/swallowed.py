"""Guess the ASCII character that a lone lead byte swallowed, from what stands around the gap."""

import re

__all__ = ["correct_guess", "guess_swallowed"]

_YEAR_RE = re.compile("(?:0[0-4]|9[0-9])[0-9][年-]")
_SPACED_RE = re.compile("[\u4e00-\u9fff] [\u4e00-\u9fffA-Za-z]")
_BYLINE_RE = re.compile("(?:記者|記 者|通訊員|編輯|責編|作者|來源|攝影|文|圖|攝|實習生)$")
_DATE_RE = re.compile("(?:19|20)[0-9]{2}[年-]|(?:[3-9]|1[0-2])月")
_COUNTED = frozenset(
    "0123456789.%％萬億万亿年月日時时個个家名人元米次歲岁種种項项條条座輛辆所戶户倍層层套件點点號号屆届"
)
"""What commonly follows a digit, and so tells what was swallowed before it."""


def guess_swallowed(text: str, position: int) -> str:
    """Guess the ASCII character that a lead byte swallowed; `?` stands for a digit that nobody can tell."""
    if _YEAR_RE.match(text, position):
        return "2" if text[position] == "0" else "1"
    if text[position : position + 1] in _COUNTED and not _DATE_RE.match(text, position):
        return "?"
    return " " if _SPACED_RE.search(text, max(0, position - 200), position + 200) else "\n"


def correct_guess(after: str, run: str, *, is_inside: bool = False) -> str:
    """Let the restored end of a run tell what was swallowed: lines end in marks, bylines go on; inside a line it could be anything."""
    if after not in "12?" and run[-1] in "。！？”」》…":
        return "\n"
    if after == "\n" and _BYLINE_RE.search(run):
        return " "
    return "?" if after == "\n" and is_inside else after
