"""One sign for each digit, letter, character and line end, so that no rule has to know the others.

Print sets digits and letters full-width (２０２５年, Ｃ９１９), text from PDF writes radicals for characters
(⽼⼈), files end lines in three ways, and lone surrogates are in no encoding. All of these are one code point and stay one: offsets hold.
"""

import re
from itertools import chain
from unicodedata import normalize

__all__ = ["as_plain"]

_WIDE = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
_TWINS = map(chr, chain(range(0x2F00, 0x2FD6), range(0xF900, 0xFB00)))  # radicals, compatibility ideographs
_PLAIN: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in _WIDE},
    **{ord(char): plain for char in _TWINS if len(plain := normalize("NFKC", char)) == 1},
    **dict.fromkeys(map(ord, "\r\x85\u2028\u2029"), "\n"),
    **dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"),
}
_OTHER_RE = re.compile("[\r\x85\u2028\u2029０-９Ａ-Ｚａ-ｚ\u2f00-\u2fd5\uf900-\ufaff\ud800-\udfff]")


def as_plain(text: str) -> str:
    """Return a text of the same length as rules read it.

    >>> as_plain("２０２５年\\r\\nＣ９１９")
    '2025年\\n\\nC919'
    """
    return text.translate(_PLAIN) if _OTHER_RE.search(text) else text
