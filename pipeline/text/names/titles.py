"""Find laws, plans and other named documents in 《》, and well-known ones without them."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.text.names.mentions import Mention
from pipeline.text.tables import read_table

__all__ = ["find_titles"]

TITLE_RE = re.compile(r"《([^《》\n]{2,80}(?:《[^《》\n]+》[^《》\n]*)?)》")
TAIL_RE = re.compile(
    r"(?:[（(][^（）()]*[）)]|\d{4}年?版|修正案|修订版|征求意见稿|送审稿|草案|试行|的?决定)+$"
)


def find_titles(text: str) -> Iterator[Mention]:
    """List the titles in 《》 that are laws or plans; books, films and papers are not entities.

    >>> [name.canonical for name in find_titles("据《上海市数据条例》和电影《繁花》")]
    ['上海市数据条例']
    """
    for match in TITLE_RE.finditer(text):
        head = _heads().search(TAIL_RE.sub("", match[1]))
        if head:
            yield Mention(match.start(1), match.end(1), "LAW", None, match[1], None, f"title:{head[0]}")


@cache
def _heads() -> re.Pattern[str]:
    rows = (row for row in read_table("institution_rules") if row["kind"] == "head" and row["label"] == "LAW")
    words = sorted((row["text"] for row in rows), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(words)})$")
