"""Show the bytes behind a damaged text: what was edited, and what a repair claims it was."""

__all__ = ["show_bytes"]

# How the text was read when it broke, and how it should have been; everything else is GBK read as GBK.
READ_AS = {
    "big5_as_latin": "cp1252",
    "gbk_as_big5": "big5hkscs",
    "gbk_as_latin": "cp1252",
    "utf8_as_latin": "cp1252",
}
WRITTEN_AS = {
    "big5_as_gbk": "big5hkscs",
    "big5_as_latin": "big5hkscs",
    "utf8_as_gbk": "utf-8",
    "utf8_as_latin": "utf-8",
}


def show_bytes(text: str, kind: str = "", *, repaired: bool = False) -> list[str]:
    """Give the bytes of each character in hex, in the encoding of its damage class.

    The bytes of a damaged text are those that its wrong decoder consumed; those of the
    repaired text are in the encoding that the page was written in. A character that the
    encoding lacks is shown in GB18030, which has them all.

    >>> show_bytes("疾鞎r")
    ['BC B2', 'EC 95', '72']
    >>> show_bytes("中", "utf8_as_gbk", repaired=True)
    ['E4 B8 AD']
    """
    encoding = (WRITTEN_AS if repaired else READ_AS).get(kind, "gb18030")
    return [_encode(character, encoding).hex(" ").upper() for character in text]


def _encode(character: str, encoding: str) -> bytes:
    try:
        return character.encode(encoding)
    except UnicodeEncodeError:
        return character.encode("gb18030", "replace")
