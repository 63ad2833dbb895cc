"""GBK or Big5 that was read as UTF-8 wherever it happens to be UTF-8, and byte by byte as Latin elsewhere: Îļþ¸ñʽ.

Readers that must not fail do this. The bytes C4 BC of 文件 make one ļ, the others one letter each. A
letter above U+00FF so stands for two bytes or three, and one below for one byte or, by chance, for two.
"""

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import name, normalize

from pipeline.text.plausibility import weigh
from pipeline.text.repair.language_model import BITS, HISTORY, LanguageModel, pack
from pipeline.text.repair.misread.latin_gaps import CHINESE_RE, TO_BYTES
from pipeline.text.repair.readings import score_each, to_confidence
from pipeline.text.rewrite import Change

__all__ = ["find_fallen_back", "read_with_fallback"]


_BYTE, _PAIR = "\x80-\xff", "\u0100-\u07ff\U00010000-\U0010ffff"
_MIXED_RE = re.compile(
    f"(?<=[{_BYTE}{_PAIR}])[{_PAIR}]|[{_PAIR}](?=[{_BYTE}])|(?<=[{_BYTE}])[\u0800-\uffef](?=[{_BYTE}])"
)
_LIGATURES = {normalize("NFKC", letter): letter for letter in "ĲĳǇǈǉǊǋǌǱǲǳ"}
_LIGATURE = "|".join(_LIGATURES)
"""Letters that some take apart: C7 B3 of 非常 is ǳ, which becomes dz."""

_RUN_RE = re.compile(f"[{_BYTE}{_PAIR}](?:(?:{_LIGATURE}|[@-~])?[{_BYTE}{_PAIR}\u0800-\uffef])*[@-~]?")
_QUOTES = {"\x91": "‘", "\x92": "’", "\x93": "“", "\x94": "”"}
"""Quotation marks of cp1252, which may be what they are: some pages have good ones among Latin letters."""

_UNIT_RE = re.compile(f"{_LIGATURE}|.", re.DOTALL)
_PAIR_RE = re.compile(f"[{_PAIR}]")
_BYTE_RE = re.compile(f"[{_BYTE}]")
_ODD_RE = re.compile("(?<![\xa1-\xfe])(?:[\xa1-\xfe]{2}){2,}[\xa1-\xfe](?![\xa1-\xfe])")
_HAN_RE = re.compile("[\u4e00-\u9fff]")
_ASCII = "".join(map(chr, range(0x40, 0x7F)))
_LEAST = 2
"""Letters beside others that only this explains: fewer are somebody's spelling."""

_BEAM, _USUAL = 8, 4.5
"""Readings kept, and nats that a character of them usually costs: readings differ in length."""

_CHANCE, _AGAIN, _LEFT_OVER = 2.0, 4.0, 8.0
"""Nats against two bytes of GBK that make one letter below U+0100, against one that was read so in a second round, and
against a letter before a run that is none of it."""

HYPHEN, _HYPHEN = "\xad", 3.0
"""The trail byte of 江 and 辑 is a soft hyphen, which nobody sees and many take away; nats against one in a place."""

_UNPROVEN = 8.0
"""Nats against a reading that would not have come out as the page has it."""

_TEXT, _SURE, _LIKELY, _SIGNS = 4, 0.9, 0.5, 0.8
"""How long one run has to be, and how sure, before others are read; how likely those, and how likely nothing but signs."""

_WELL = -7.5
"""Mean nats of the worst three characters in a row at which a run needs no search."""

_POOR = -9.0
"""Mean nats a character at which a reading is nothing that anybody wrote."""


class _Page(NamedTuple):
    """What is known of a page: the table it was written with, whether pairs became letters, and whether something took the
    soft hyphens away.
    """

    table: str
    is_mixed: bool
    lacks_hyphens: bool


class _Reading(NamedTuple):
    score: float
    pending: int
    history: int
    text: str


def find_fallen_back(data: str, kind: str, table: str, model: LanguageModel) -> list[Change]:
    """Find the runs of a page, each byte of Latin a character, that are GBK or Big5 read so.

    >>> from pipeline.resources import find_model
    >>> model = LanguageModel.load(find_model("language_model"))
    >>> page = read_with_fallback("软件格式、文件协议和学习".encode("gbk"))
    >>> [change.after for change in find_fallen_back(page, "gbk_as_latin", "gbk", model)]
    ['软件格式、文件协议和学习']
    """
    page = _Page(table, len(_MIXED_RE.findall(data)) >= _LEAST, HYPHEN not in data)
    if not page.is_mixed and not (page.lacks_hyphens and _ODD_RE.search(data)):
        return []
    runs = (match.span() for match in _RUN_RE.finditer(data))
    found = [change for start, end in runs if (change := _read_run(data, start, end, kind, page, model))]
    is_page = any(_is_sure(change, data[change.raw_start : change.raw_end]) for change in found)
    return found if is_page else []


def _is_sure(change: Change, shown: str) -> bool:
    """Tell whether a run is beyond doubt: long, likely, and no word of Greek or Cyrillic."""
    return len(change.after) >= _TEXT and change.confidence > _SURE and _BYTE_RE.search(shown) is not None


def _read_run(data: str, start: int, end: int, kind: str, page: _Page, model: LanguageModel) -> Change | None:
    """Read a run, or all but a letter before it, if that makes sense."""
    if plain := _read_plainly(data[start:end], page.table, model):
        score, after = plain
    else:
        score, after = _read(data, start, end, page, model)
        rest, other = _read(data, start + 1, end, page, model)
        if rest - _LEFT_OVER > score:
            score, after, start = rest, other, start + 1
    if not after or (_HAN_RE.search(after) and weigh(after) < 0):
        return None
    confidence = to_confidence(len(after) * (score / len(after) - _USUAL - _POOR))
    is_sign = not _HAN_RE.search(after) or (_PAIR_RE.search(data, start, end) and weigh(after) > 0)
    if is_sign and _is_proven(after, data[start:end], page.table):
        confidence = max(confidence, _SIGNS)  # signs are rare, and on such a page nothing else
    shown = len(after.rstrip(_ASCII))
    change = Change(start, end - len(after) + shown, after[:shown], kind, confidence=confidence)
    return change if shown and confidence > _LIKELY else None


def _read(data: str, start: int, end: int, page: _Page, model: LanguageModel) -> tuple[float, str]:
    """Read a run as GBK again, with a score; no text where that is not possible."""
    if _is_word(data[start:end]):
        return -math.inf, ""
    readings = [_Reading(0.0, 0, pack(model.encode(data[max(0, start - 3) : start])), "")]
    for unit in _UNIT_RE.findall(data, start, end):
        if page.lacks_hyphens:
            readings += _feed_all(readings, [(HYPHEN.encode("latin-1"), _HYPHEN)], page.table, model)
        found = _feed_all(readings, _codes_of(unit, page.table), page.table, model)
        readings = sorted(found, reverse=True)[:_BEAM]
    if page.lacks_hyphens:
        readings += _feed_all(readings, [(HYPHEN.encode("latin-1"), _HYPHEN)], page.table, model)
    whole = [(score, text) for score, pending, _, text in readings if not pending]
    proven = [_UNPROVEN * (not _is_proven(text, data[start:end], page.table)) for _, text in whole]
    judged = [(score - cost, text) for (score, text), cost in zip(whole, proven, strict=True)]
    return max(judged, default=(-math.inf, ""))


def _read_plainly(shown: str, table: str, model: LanguageModel) -> tuple[float, str] | None:
    """Read a run two letters a character, if that reads well everywhere; the search then has nothing to add."""
    text = shown.encode("latin-1", "ignore").decode(table, "ignore")
    if 2 * len(text) != len(shown) or len(text) < _TEXT or not all(map(CHINESE_RE.match, text)):
        return None
    scores = score_each(model, text)
    worst = min(sum(scores[i : i + 3]) / 3 for i in range(len(scores) - 2))
    return (sum(scores) + _USUAL * len(text), text) if worst > _WELL else None


def _is_word(shown: str) -> bool:
    """Tell whether a run is what it is: a lone · or ×, letters of one other script only, Chinese beside a sign."""
    if len(shown) < 2:
        return shown <= "\xff"
    if sum("\u0800" <= char <= "\uffff" for char in shown) > sum("\xa0" < char < "\u0800" for char in shown):
        return True  # three bytes of GBK seldom make a character, which is then among Latin letters
    return _BYTE_RE.search(shown) is None and len({name(char, "").split(" ")[0] for char in shown}) == 1


def _is_proven(text: str, shown: str, table: str) -> bool:
    """Tell whether a text, read so once more, shows the page again; parts of a page may have been read otherwise."""
    return read_with_fallback(text.encode(table, "replace")).replace(HYPHEN, "") == shown.replace(HYPHEN, "")


def _feed_all(
    readings: Sequence[_Reading], codes: Iterable[tuple[bytes, float]], table: str, model: LanguageModel
) -> list[_Reading]:
    """Add each of some codes to each of some readings, where that makes Chinese."""
    options = list(codes)
    fed = (_feed(reading, code, cost, table, model) for reading in readings for code, cost in options)
    return [reading for reading in fed if reading]


@lru_cache(maxsize=1 << 14)
def _codes_of(unit: str, table: str) -> tuple[tuple[bytes, float], ...]:
    """List the bytes that a character, or a ligature taken apart, may stand for, and what speaks against them in nats.

    Each byte of a letter may itself be one that two bytes had become before: C3 A3 is ã, and E3 AC B4 one letter.
    """
    if unit in _LIGATURES:
        return (_LIGATURES[unit].encode("utf-8"), _CHANCE), (unit.encode(), 0.0)
    if unit < "\x80":
        return ((unit.encode(), 0.0),)
    code = unit.encode("latin-1" if unit <= "\xff" else "utf-8")
    if unit in _QUOTES:
        return (code, 0.0), (_QUOTES[unit].encode(table), 0.0)
    if len(code) == 1:
        return (code, 0.0), *((wide, _CHANCE) for wide in _trace_back(code, ("latin-1", "cp1252")))
    options = [(code, 0.0)]
    for index, byte in enumerate(code):
        before, after = code[:index], code[index + 1 :]
        earlier = _trace_back(bytes([byte]), ("latin-1", "cp1252", "cp1257"))
        options += [(before + wide + after, _AGAIN) for wide in earlier]
    return tuple(options)


def _trace_back(byte: bytes, tables: Iterable[str]) -> set[bytes]:
    """Give the bytes that showed as a letter of which a table has this byte: those of UTF-8, or Latin-1's."""
    letters = {byte.decode(table, "ignore") for table in tables}
    codes = {letter.encode("utf-8") for letter in letters} | {
        letter.encode("latin-1", "ignore") for letter in letters
    }
    return codes - {b"", byte}


def _feed(reading: _Reading, code: bytes, cost: float, table: str, model: LanguageModel) -> _Reading | None:
    """Add bytes to a reading, or return None where they make no Chinese."""
    score, pending, history, text = reading
    score -= cost
    for byte in code:
        if not pending and byte > 0x7F:
            pending = byte
            continue
        char = bytes((pending, byte)).decode(table, "ignore") if pending else chr(byte)
        if len(char) != 1 or (pending and not CHINESE_RE.match(char)):
            return None
        number = model.code_of(char)
        score += model.score_after(history, number) + _USUAL
        pending, history, text = 0, (history << BITS | number) & HISTORY, text + char
    return _Reading(score, pending, history, text)


def read_with_fallback(data: bytes) -> str:
    """Read bytes as UTF-8 where they are, and one by one as Latin-1 where they are not.

    >>> read_with_fallback("文件".encode("gbk"))
    'Îļþ'
    """
    text = data.decode("utf-8", "surrogateescape")
    return re.sub("[\udc80-\udcff]", lambda match: chr(ord(match.group()) - 0xDC00), text).translate(TO_BYTES)
