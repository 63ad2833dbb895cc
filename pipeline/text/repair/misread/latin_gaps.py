"""UTF-8 that was shown as Latin letters and then lost the ones that cannot be seen.

cp1252 leaves five bytes undefined, Latin-1 shows 80-9F as controls, and A0 turns into a
blank: a character then lacks one or two of the bytes behind its lead, which itself is
always visible. What the lost bytes may have been follows from what else is missing.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from pipeline.text.plausibility import is_foreign_to, is_traditional, weigh
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.misread.doubtful import read_doubtful
from pipeline.text.repair.misread.utf8_gaps import MARKS
from pipeline.text.repair.readings import LOST, to_confidence
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import Change

__all__ = ["CHINESE_RE", "SPECIALS", "TO_BYTES", "find_lossy", "find_wrapped"]

KIND = "utf8_as_latin"

_CONT = "[\x80-\xbf]"
_CHAR = f"[\xe2-\xe9\xef](?:{_CONT}|[?\ufffd ]){{0,2}}|[\xc2-\xdf]{_CONT}"
_CHAR_RE = re.compile(_CHAR)
_PIECE_RE = re.compile(f"(?:{_CHAR})+")
_CONT_RE = re.compile(_CONT)
_LETTER_RE = re.compile("[A-Za-z]")
_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_UNSEEN = (((0xAD,), 1.0), ((0x8E, 0x9E, 0xAD), 4.0))
"""What a page may have lost besides, and by how many nats it has to read better then: soft hyphens are taken away,
and Ž and ž came to cp1252 in 1998 only."""
_CONTROLS = tuple(range(0x80, 0xA0))
_MAX_RANK, _LEAST = 4500, 1.5
_MIN_WHOLE = 3
_MAX_WRAPPED, _WRAPPED_CONFIDENCE = 4, 0.95
"""A character of Chinese in every so many is the least that a wrapped piece has to show."""

# What cp1252 shows for the bytes 80-9F; the five that it leaves undefined stay C1 controls.
SPECIALS = {char: byte for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", "ignore"))}
TO_BYTES = {ord(char): byte for char, byte in SPECIALS.items()}

CHINESE_RE = re.compile(
    "[\xb0\xb7\xd7\u2103\u2116\u2160-\u216b\u2460-\u249b\u25a0-\u25cf\u2605\u2010-\u2027\u2190-\u2193\u3000-\u3011\u4e00-\u9fff\ufe50-\ufe6b\uff01-\uff5e]"
)
"""What Chinese is written with."""

Slot = tuple[str, ...]

# UTF-8 of what Latin-1 or cp1252 shows for single bytes, where the last byte may be missing.
_WRAPPED = (
    f"[\xc2\xc3](?:{_CONT}|[?\ufffd ])?|\xc5[\x80-\xbf ]|[\xc6\xcb]{_CONT}"
    "|\xe2[\x80\x82\x84](?:[\x80-\xbf]|[?\ufffd ])?"
)
_WRAPPED_CHAR_RE = re.compile(_WRAPPED)
_WRAPPED_RE = re.compile(f"(?:{_WRAPPED}){{3,}}")
_WRAPPED_LEAD_RE = re.compile("\xc3[\xa2-\xa9\xaf]")


def find_lossy(data: str, context: Context) -> Iterator[Change]:
    """Find the pieces of a page, each byte a character, that are UTF-8 with bytes missing.

    At least three characters have to be whole, and half of all. Pieces without a whole
    character are read only where no letter touches them: they may be anybody's accents.
    """
    pieces = [match for match in _PIECE_RE.finditer(data) if _is_candidate(data, match)]
    chars = [char for piece in pieces for char in _CHAR_RE.findall(piece.group())]
    whole = [char for char in chars if _is_whole(char)]
    if len(whole) == len(chars) or len(whole) < _MIN_WHOLE or 2 * len(whole) < len(chars):
        return
    doubtful = [piece for piece in pieces if not all(map(_is_whole, _CHAR_RE.findall(piece.group())))]
    simplified = not is_traditional("".join(map(_decode, whole)))
    lost = _find_lost(data, doubtful, context.model, simplified=simplified)
    for piece in doubtful:
        least = max(context.margin, _LEAST)
        after, margin = _read(data, piece, lost, least, context.model, simplified=simplified)
        yield Change(piece.start(), piece.end(), after, KIND, confidence=to_confidence(margin))


def _find_lost(
    data: str, pieces: list[re.Match[str]], model: LanguageModel, *, simplified: bool
) -> tuple[int, ...]:
    """Tell which bytes a page does not show: more than its table lacks, where that makes sense of it."""
    least = _UNDEFINED if re.search("[\x80-\x9f]", data) else _CONTROLS
    options = [(least, 0.0)]
    for more, cost in _UNSEEN:
        lost = tuple(sorted({*least, *(byte for byte in more if chr(byte) not in data)}))
        options.append((lost, cost))

    def judge(option: tuple[tuple[int, ...], float]) -> float:
        lost, cost = option
        read = (_read(data, piece, lost, 0.0, model, simplified=simplified)[0] for piece in pieces)
        return sum(map(model.score, read)) - cost

    return max(options, key=judge)[0]


def _read(
    data: str,
    piece: re.Match[str],
    lost: tuple[int, ...],
    least: float,
    model: LanguageModel,
    *,
    simplified: bool,
) -> tuple[str, float]:
    slots = [_candidates(char, lost, simplified, model) for char in _CHAR_RE.findall(piece.group())]
    around = data[max(0, piece.start() - 3) : piece.start()], data[piece.end() : piece.end() + 3] or "\n"
    return read_doubtful(model, slots, around, least)


def find_wrapped(data: str) -> Iterator[Change]:
    """Find the pieces of a page that went this way twice and lost bytes the second time, and undo that.

    Strict pieces come back whole without this. What is lost stays U+FFFD, for the reading
    of the first time to fill.
    """
    for piece in _WRAPPED_RE.finditer(data):
        found = piece.group()
        if len(_WRAPPED_LEAD_RE.findall(found)) * _MAX_WRAPPED >= len(_WRAPPED_CHAR_RE.findall(found)):
            inner = _WRAPPED_CHAR_RE.sub(_unwrap, found)
            yield Change(piece.start(), piece.end(), inner, KIND, confidence=_WRAPPED_CONFIDENCE)


def _unwrap(match: re.Match[str]) -> str:
    return _decode(match.group().replace(" ", "\xa0")).translate(TO_BYTES)


def _is_candidate(data: str, piece: re.Match[str]) -> bool:
    if any(map(_is_whole, _CHAR_RE.findall(piece.group()))):
        return True
    neighbours = data[max(0, piece.start() - 1) : piece.start()] + data[piece.end() : piece.end() + 1]
    return _CONT_RE.search(piece.group()) is not None and not _LETTER_RE.search(neighbours)


def _is_whole(char: str) -> bool:
    return _decode(char) != LOST


@lru_cache(maxsize=1 << 14)
def _decode(char: str) -> str:
    try:
        return char.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return LOST


@lru_cache(maxsize=1 << 12)
def _candidates(char: str, lost: tuple[int, ...], simplified: bool, model: LanguageModel) -> Slot:
    """List what a character may have been, with the blank or mark that did not belong to it."""
    if _is_whole(char):
        return (_decode(char),)
    found: dict[int | str, str] = {}
    for text, blank in sorted(_complete(char, lost), key=lambda pair: weigh(pair[0])):
        is_known = text in MARKS or ("一" <= text <= "鿿" and model.rank(text) < _MAX_RANK)
        if is_known and not is_foreign_to(text, simplified=simplified):
            found[f"{model.code_of(text)}{blank}"] = text + blank
    return tuple(found.values()) or (LOST,)


def _complete(char: str, lost: tuple[int, ...]) -> Iterator[tuple[str, str]]:
    """Put lost bytes where they may have been; a blank or `?` is one of them or stands behind the character."""
    known = [ord(item) for item in char if item not in " ?\ufffd"]
    marked: list[tuple[int, ...]] = [
        (0xA0,) if item == " " else lost if item in "?\ufffd" else (ord(item),) for item in char
    ]
    options: list[tuple[list[tuple[int, ...]], str]] = [(marked, "")] if len(marked) == 3 else []
    if len(marked) == 2:
        options += [([*marked, lost], ""), ([marked[0], lost, marked[1]], "")]
    elif len(marked) == 1:
        options.append(([marked[0], lost, lost], ""))
    if char[-1] in " ?" and len(known) == 2 == len(char) - 1:
        lead, rest = (known[0],), (known[1],)
        options += [([lead, rest, lost], char[-1]), ([lead, lost, rest], char[-1])]
    for lists, blank in options:
        for code in product(*lists):
            text = bytes(code).decode("utf-8", "ignore")
            if len(text) == 1:
                yield text, blank
