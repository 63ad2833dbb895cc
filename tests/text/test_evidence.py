"""The bytes shown before a repair are those shown after it: that is what the repair claims."""

import pytest

from pipeline.text.evidence import show_bytes

TABLES = [
    ("big5_as_gbk", "big5hkscs", "gbk"),
    ("big5_as_latin", "big5hkscs", "cp1252"),
    ("gbk_as_big5", "gbk", "big5hkscs"),
    ("gbk_as_latin", "gbk", "cp1252"),
    ("utf8_as_gbk", "utf-8", "gbk"),
    ("utf8_as_latin", "utf-8", "cp1252"),
]


@pytest.mark.parametrize(("kind", "written", "read"), TABLES)
def test_bytes_before_and_after_are_the_same(kind: str, written: str, read: str) -> None:
    text = "新路"
    damaged = text.encode(written).decode(read, "ignore")
    before, after = (
        " ".join(show_bytes(text, kind, repaired=repaired))
        for text, repaired in ((damaged, False), (text, True))
    )
    assert before == after
