"""Cut a text into sentences."""

import re
from itertools import pairwise

from pipeline.text.plain import as_plain

__all__ = ["find_sentences"]

END_RE = re.compile(
    r"""
    \n                                              # a line end
  | (?: [。！？…] | [!?](?![A-Za-z0-9/=&%_.~-]) )++    # full marks; not the ? and ! of an address
    [”’」』）)】]*+                                    # what closes with them
    (?! [》〉、，；：,;:] )                             # the clause goes on, or the mark is part of a title
    """,
    re.VERBOSE,
)


def find_sentences(text: str) -> list[tuple[int, int]]:
    """List the sentences of a text as half-open ranges of code points, without outer blanks.

    A semicolon joins clauses of one sentence, and a dot stands in numbers and addresses
    far more often than at an end, so neither cuts. A line end always does: titles carry
    no full stop.

        >>> text = "增长3.5%。“好！”他说。"
        >>> [text[start:end] for start, end in find_sentences(text)]
        ['增长3.5%。', '“好！”', '他说。']
    """
    text = as_plain(text)
    borders = [0, *(match.end() for match in END_RE.finditer(text)), len(text)]
    trimmed = (_trim(text, start, end) for start, end in pairwise(borders))
    return [span for span in trimmed if span[0] < span[1]]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
