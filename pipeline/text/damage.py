"""Damage text the way the GBK spinner does, stage by stage, on bytes.

Knowing how a page was broken is knowing how to mend it: repair proves each of its
findings by breaking it again with the stages below. Traditional text is encoded as GBK;
then an invisible byte is put before punctuation (`cut`), readings are put after certain
characters (`annotate`), both by search-and-replace on bytes that pays no regard to
character boundaries; the result is read as cp936 (`decode`) and often folded (`fold`).
"""

import codecs
import json
import random
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from importlib.resources import files
from typing import NamedTuple

__all__ = [
    "CUT_BYTE",
    "MARKS",
    "VARIANTS",
    "Variant",
    "annotate",
    "cut",
    "damage",
    "decode",
    "encode",
    "fold",
    "load_readings",
    "strip_tags",
]

CUT_BYTE = b"\x7f"
"""Stands for the invisible byte; which one it was nobody can tell, as it never shows."""

MARKS = "。、，；！？"
"""The marks before which the sites cut, in the order in which they replace."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_TAG_RE = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->")
_TONES = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ", "aaaaeeeeiiiioooouuuuüüüü")


class Variant(NamedTuple):
    """How one site differs from the next.

    `cut_byte` is what goes in before a mark (None: no cut stage) and `cut_rate` how often;
    `key_share` is the part of all keys that the site annotates, `polyphones` whether it
    uses other than the commonest reading. `gap` follows the reading inside the bracket,
    `space` follows the gloss.
    """

    cut_byte: bytes | None = CUT_BYTE
    cut_rate: float = 0.97
    key_share: float = 0.35
    polyphones: bool = False
    tones: bool = True
    gap: str = ""
    space: str = ""
    drops_orphans: bool = False
    folds: bool = True


VARIANTS: dict[str, Variant] = {
    "standard": Variant(),
    "unfolded": Variant(folds=False),
    "many_keys": Variant(key_share=0.9),
    "no_keys": Variant(key_share=0.0),
    "no_cut": Variant(cut_byte=None),
    "no_cut_unfolded": Variant(cut_byte=None, folds=False),
    "commas": Variant(cut_byte=b",", cut_rate=0.25),
    "drop": Variant(drops_orphans=True),
    "drop_unfolded": Variant(drops_orphans=True, folds=False),
    "spaced": Variant(gap=" "),
    "trailing_space": Variant(space=" "),
    "toneless": Variant(tones=False, space=" "),
    "polyphones": Variant(polyphones=True),
}


def damage(text: str, variant: Variant, seed: int = 0) -> str:
    """Run all stages over a Traditional text; the same seed gives the same damage.

    >>> glossless = Variant(key_share=0.0, cut_rate=1.0)
    >>> damage("29日在上海考察時強調", glossless)
    '29日在上??疾鞎r強調'
    >>> damage("位於上海“模速空間”大模型", glossless)
    '位於上?!澳K倏臻g”大模型'
    """
    rng = random.Random(seed)
    data = encode(text)
    if variant.cut_byte is not None:
        data = cut(data, variant.cut_byte, variant.cut_rate, rng)
    data = annotate(data, create_glosses(variant, rng))
    damaged = strip_tags(decode(data, drops_orphans=variant.drops_orphans))
    return fold(damaged) if variant.folds else damaged


def encode(text: str) -> bytes:
    """Encode as cp936; what it lacks becomes `?`, as the © of so many footers did.

    >>> encode("€5 © 中")
    b'\\x805 ? \\xd6\\xd0'
    """
    parts = text.split("€")
    return b"\x80".join(part.encode("gbk", "replace") for part in parts)


def cut(
    data: bytes, cut_byte: bytes = CUT_BYTE, rate: float = 1.0, rng: random.Random | None = None
) -> bytes:
    """Put `cut_byte` before the two bytes of each mark, wherever these two bytes stand.

    >>> cut("海考".encode("gbk")) == b"\\xba\\x7f\\xa3\\xbf\\xbc"
    True
    """
    for mark in MARKS:
        code = mark.encode("gbk")
        if rng is None:
            data = data.replace(code, cut_byte + code)
            continue
        pieces = data.split(code)
        seams = (code if rng.random() >= rate else cut_byte + code for _ in pieces[1:])
        data = pieces[0] + b"".join(seam + piece for seam, piece in zip(seams, pieces[1:], strict=True))
    return data


def annotate(data: bytes, glosses: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Replace `key` by `key gloss`, key after key, wherever the bytes of a key stand.

    >>> glosses = [("負".encode("gbk"), "(fù)".encode("gbk"))]
    >>> decode(annotate("秦揚軻".encode("gbk"), glosses))
    '秦?fù)P軻'
    """
    for key, gloss in glosses:
        data = data.replace(key, key + gloss)
    return data


def decode(data: bytes, *, drops_orphans: bool = False) -> str:
    """Read bytes as cp936, the way the sites did it.

    A lead byte swallows the byte after it even where the two make no character, and shows
    as `?` (or not at all). Pairs in the user-defined zones become private-use characters,
    and those vanish, as does the cut byte.

    >>> decode(b"\\xbc\\x93(chu)\\x80"), decode(b"\\xaa\\xa1\\xbc"), decode(b"\\xff\\x7f")
    ('紦(chu)€', '?', '')
    """
    return data.decode("gbk", _DROPS if drops_orphans else _SHOWS).replace("\x7f", "")


def _read_odd_bytes(error: UnicodeError, orphan: str) -> tuple[str, int]:
    """Read what is no character of GBK, for a decoder that met it."""
    assert isinstance(error, UnicodeDecodeError)
    data, start = error.object, error.start
    lead, trail = data[start], data[start + 1] if start + 1 < len(data) else 0
    if lead == 0x80 or lead == 0xFF:
        return "€" if lead == 0x80 else "", start + 1
    if trail < 0x40 or trail == 0x7F or trail == 0xFF:
        return orphan, min(start + 2, len(data))
    return "", start + 2  # a private-use character on Windows, whose table has no gaps


_DROPS, _SHOWS = "spinner-drops", "spinner-shows"
codecs.register_error(_DROPS, partial(_read_odd_bytes, orphan=""))
codecs.register_error(_SHOWS, partial(_read_odd_bytes, orphan="?"))


def strip_tags(text: str) -> str:
    """Remove the tags that are still whole.

    >>> strip_tags("上海<b>“模速”</b>，上?!?/span>")
    '上海“模速”，上?!?/span>'
    """
    return _TAG_RE.sub("", text) if "<" in text else text


def fold(text: str) -> str:
    """Turn full-width ASCII into ASCII, as most corpora do.

    >>> fold("上?！澳Ｋ倏，")
    '上?!澳K倏,'
    """
    return text.translate(_FULL_WIDTH)


def create_glosses(variant: Variant, rng: random.Random) -> Sequence[tuple[bytes, bytes]]:
    """Choose the keys of a site and write their glosses, in the order in which it replaces."""
    glosses = []
    for key, readings in load_readings().items():
        if rng.random() >= variant.key_share:
            continue
        reading = rng.choice(readings) if variant.polyphones else readings[0]
        reading = reading if variant.tones else reading.translate(_TONES)
        gloss = f"({reading}{variant.gap}){variant.space}"
        glosses.append((key.encode("gbk"), gloss.encode("gbk")))
    rng.shuffle(glosses)
    return glosses


@lru_cache(maxsize=1)
def load_readings() -> dict[str, tuple[str, ...]]:
    """Read the keys and their readings, commonest first (data/gloss_keys.jsonl)."""
    table = files("pipeline").joinpath("data", "gloss_keys.jsonl").read_text(encoding="utf-8")
    rows = map(json.loads, table.splitlines())
    return {row["key"]: tuple(row["readings"]) for row in rows}
