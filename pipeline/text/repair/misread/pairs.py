"""The two bytes of a character in GBK, and the common characters that begin or end with one of them."""

from functools import lru_cache

from pipeline.text.plausibility import weigh
from pipeline.text.repair.readings import LOST

__all__ = ["char_of", "code_of", "is_shown", "with_lead", "with_trail"]


@lru_cache(maxsize=1 << 15)
def code_of(char: str) -> bytes:
    """Return the bytes of a character in GBK; nothing for characters outside it."""
    code = char.encode("gb18030", "ignore")
    return code if len(code) < 3 else b""


@lru_cache(maxsize=1 << 15)
def char_of(lead: int, trail: int) -> str:
    """Return the character that two bytes make, or U+FFFD."""
    decoded = bytes((lead, trail)).decode("gb18030", "ignore")
    return decoded if len(decoded) == 1 and lead > 0x80 else LOST


def is_shown(lead: int, trail: int) -> bool:
    """Tell whether two bytes are a character that every reader shows: the user-defined ones vanish."""
    return bytes((lead, trail)).decode("gbk", "ignore") != ""


@lru_cache(maxsize=256)
def with_lead(lead: int) -> tuple[str, ...]:
    """List the common characters that begin with a byte."""
    return tuple(char for trail in range(0xA1, 0xFF) if weigh(char := char_of(lead, trail)) > 0)


@lru_cache(maxsize=256)
def with_trail(trail: int) -> tuple[str, ...]:
    """List the common characters that end with a byte."""
    return tuple(char for lead in range(0xA1, 0xF8) if weigh(char := char_of(lead, trail)) > 0)
