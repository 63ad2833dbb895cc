"""What asks: words of questions, before a question mark or behind it."""

import re

__all__ = ["ASKS_RE", "asks", "asks_behind"]

_REACH = 40
ASKS_RE = re.compile(
    "[谁誰吗嗎呢吧么麼哪几幾啥]|什[么麼]|是否|怎|如何|为何|為何|难道|難道|还是|還是|有没有|有沒有|能否|可否|([\u4e00-\u9fff])不\\1"
)
_CLAUSE_RE = re.compile(r"[^。！？!\n]{0,40}\Z")
_NEXT_CLAUSE_RE = re.compile(r"[^。！？!?，,；;\n]{0,20}(?P<end>[?？])?")


def asks(text: str, position: int, *, past_marks: bool = True, past_commas: bool = True) -> bool:
    """Tell whether the clause before a position holds a word that asks, past question marks and commas or not."""
    clause = _CLAUSE_RE.search(text, max(0, position - _REACH), position)
    told = clause.group() if clause else ""
    if not past_commas:
        told = told[max(map(told.rfind, ",，")) + 1 :]
    return ASKS_RE.search(told if past_marks else told[told.rfind("?") + 1 :]) is not None


def asks_behind(text: str, position: int) -> bool:
    """Tell whether the clause behind a position ends with a question mark or holds a word that asks."""
    clause = _NEXT_CLAUSE_RE.match(text, position)
    return clause is not None and bool(clause["end"] or ASKS_RE.search(clause.group()))
