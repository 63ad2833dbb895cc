"""Big5 that was read as GBK, GBK that was read as Big5: every character is another one.

Both tables take two bytes a character, so a text turns back one character at a time. Where
a pair was none, the reader left U+FFFD for one byte and went on with the other, one byte
late: such a piece is read again from its bytes, and the lost one is chosen by context.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.text.plausibility import weigh
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.misread.chains import Stretch, find_stretches, gains, is_likely
from pipeline.text.repair.misread.doubtful import read_doubtful
from pipeline.text.repair.misread.swap_tables import Swap, choose, decode_pair, encode_pair, is_unread, turn
from pipeline.text.repair.questions import asks
from pipeline.text.repair.readings import LOST, score_each, score_wide, to_confidence
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import Change

__all__ = ["find_swapped"]

_LEAST = 1.5
_MAX_LEFT = 2
_BEHIND, _STOPS = 8, frozenset("，。、；：！”’》")
"""Characters around a gap that tell what stood there, and marks that may follow it."""

_KANA = (b"\xc6\xa1", b"\xc8\xfe")
_GAPS = 3
"""Characters lost in a row that may be put back."""

_AROUND = 500
_MIN_MEAN = -7.5
# A letter behind a lost byte, or alone among wide characters, may be the second byte of a pair.
_LETTER = "(?:(?<=\ufffd)[@-~]|(?<=[^\x00-\x7f])[@-~](?![\x00-\x7f]))"
_ASCII_RE = re.compile(f"((?:(?!{_LETTER})[\x00-\x7f])+)")
_LETTER_RE = re.compile(_LETTER)
_NUMBER_RE = re.compile("[0-9A-Z.%-]{1,16}")
_HAN_RE = re.compile("[\u3400-\u9fff\ue000-\uf8ff]")


def find_swapped(kind: str, text: str, start: int, end: int, context: Context) -> Iterator[Change]:
    """Find the stretches of `text[start:end]` that read better with the two encodings swapped back.

    >>> from pipeline.resources import find_model
    >>> from pipeline.text.repair.language_model import LanguageModel
    >>> context = Context(LanguageModel.load(find_model("language_model")))
    >>> [change.after for change in find_swapped("gbk_as_big5", "奻漆庈淉葬馱釬惆豢", 0, 9, context)]
    ['上海市政府工作报告']
    """
    sample = text[max(0, start - _AROUND) : end + _AROUND]
    swap = choose(kind, text[start:end], sample, context.model)
    yield from _find(kind, swap, text, (start, end), context)


def _find(kind: str, swap: Swap, text: str, window: tuple[int, int], context: Context) -> Iterator[Change]:
    start, end = window
    run = text[start:end]
    new = "".join(turn(char, swap) for char in run)
    scores = score_each(context.model, new)
    old = score_each(context.model, run, text[max(0, start - 3) : start])
    done = 0
    for stretch in find_stretches(gains(run, scores, old)):
        if stretch.start < done or not is_likely(run, scores, stretch):
            continue
        low, high = _widen(run, new, stretch, done)
        low -= low - 1 >= done and run[low - 1] == "?" and (low == 1 or run[low - 2].isspace())
        if LOST in run[max(0, low - 1) : high + 1]:
            low, high = _to_pieces(run, done, low, high)
        after = _write(run, low, high, swap, context)
        done = high
        yield Change(start + low, start + high, after, kind, confidence=to_confidence(stretch.gain / 2))


def _write(run: str, low: int, high: int, swap: Swap, context: Context) -> str:
    """Turn the lines of a stretch."""
    return "\n".join(_write_line(line, swap, context) for line in run[low:high].split("\n"))


def _write_line(line: str, swap: Swap, context: Context) -> str:
    """Turn the pieces between ASCII.

    Kana, Cyrillic, boxes, stars: a line of them is damage only where a third of its Han is, too.
    """
    pieces = _ASCII_RE.split(line)
    turned = [_write_piece(piece, swap, context) for piece in pieces]
    turned = list(_fill(turned, swap, context))
    kept = sum(_count_han(old) for old, new in zip(pieces, turned, strict=True) if old == new)
    damaged = _count_han(line) - kept
    return "".join(turned) if damaged and kept <= 2 * damaged else line


def _fill(pieces: list[str], swap: Swap, context: Context) -> Iterator[str]:
    """Put characters for each `?` that asks nothing: the reading table has no pair for its bytes, which leaves few."""
    before = ""
    for index, piece in enumerate(pieces):
        after = "".join(pieces[index + 1 : index + 2])
        if 0 < len(piece) <= _GAPS and not piece.strip("?") and _is_gap(before, after):
            around = [(char,) for char in before[-_BEHIND:]]
            gaps = [_list_unreadable(swap)] * len(piece)
            slots = [*around, *gaps, *((char,) for char in after[:_BEHIND])]
            read = _read(slots, context, _LEAST)[len(around) : len(around) + len(piece)]
            asking = LOST in read and "?" in _read(slots, context, 0.0)[len(around) :]
            piece = piece if asking else read
        before += piece
        yield piece


def _read(slots: Sequence[tuple[str, ...]], context: Context, least: float) -> str:
    return read_doubtful(context.model, slots, ("\n", "\n"), least)[0]


def _is_gap(before: str, after: str) -> bool:
    """Tell whether `?` between two pieces stands within a sentence that does not ask."""
    goes_on = _HAN_RE.match(after) or (before and after[:1] in _STOPS)
    return bool(goes_on) and not asks(before, len(before), past_commas=False)


@lru_cache(maxsize=8)
def _list_unreadable(swap: Swap) -> tuple[str, ...]:
    """List `?` and the common characters whose bytes are none in the table that the text was read with.

    Where Python's tables of Big5 have kana and symbols, from C6A1 on, that of Windows has nothing (Unicode's CP950.TXT).
    """
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    codes = [bytes((lead, trail)) for lead in range(0xA1, 0xFA) for trail in trails]
    lost = (code for code in codes if is_unread(code, swap) or _KANA[0] <= code <= _KANA[1])
    chars = {decode_pair(code, swap.written): None for code in lost}
    return ("?", *(char for char in chars if char and weigh(char) > 0))


def _count_han(text: str) -> int:
    return len(_HAN_RE.findall(text))


def _write_piece(piece: str, swap: Swap, context: Context) -> str:
    """Turn a piece; one that turns into nothing stays, and one with lost bytes is read from its bytes."""
    if piece.isascii():
        return piece
    if LOST in piece:
        slots = _slots(piece, swap, context.model)
        return _read(slots, context, max(context.margin, _LEAST))
    turned = "".join([turn(char, swap) for char in piece])
    is_better = LOST not in turned and score_wide(context.model, turned) >= score_wide(context.model, piece)
    return turned if is_better else piece


def _to_pieces(run: str, done: int, low: int, high: int) -> tuple[int, int]:
    """Widen `low:high` to whole pieces between ASCII."""
    while low > done and _is_byte(run, low - 1):
        low -= 1
    while high < len(run) and _is_byte(run, high):
        high += 1
    return low, high


def _is_byte(run: str, position: int) -> bool:
    """Tell whether a character is no ASCII, or a letter that may be a byte."""
    return run[position] >= "\x80" or _LETTER_RE.match(run, position) is not None


def _widen(run: str, new: str, stretch: Stretch, done: int) -> tuple[int, int]:
    """Take in neighbours that are nothing by themselves and something in the other table, or end the line."""
    start, end = stretch.start, stretch.end
    while start > done and weigh(new[start - 1]) > max(0.0, weigh(run[start - 1]) + 1):
        start -= 1
    while end < len(run):
        number = _NUMBER_RE.match(run, end)
        position = number.end() if number else end
        if position == len(run) or weigh(new[position]) <= max(0.0, weigh(run[position]) + 1):
            break
        end = position + 1
    start -= _count_left(run, new, range(start - 1, done - 1, -1))
    end += _count_left(run, new, range(end, len(run)))
    return start, end


def _count_left(run: str, new: str, places: range) -> int:
    """Return how many characters are left up to ASCII, or 0 where they are many or no text."""
    count = next((count for count, place in enumerate(places) if run[place] < "\x80"), len(places))
    rest = [new[place] for place in places[:count]]
    return count if count <= _MAX_LEFT and all(weigh(char) > 0 for char in rest) else 0


def _slots(piece: str, swap: Swap, model: LanguageModel) -> list[tuple[str, ...]]:
    """List what every two bytes of a piece may have been; one whose bytes do not pair is read up to the first lost one, if that is text."""
    codes: list[int | None] = []
    for char in piece:
        codes += (
            [None]
            if char == LOST
            else [ord(char)]
            if char < "\x80"
            else encode_pair(char, swap) or [None, None]
        )
    if len(codes) % 2:
        head, _, _ = piece.partition(LOST)
        sure = "".join([turn(char, swap) for char in head])
        reads_well = LOST not in sure and score_wide(model, sure) > _MIN_MEAN * len(sure)
        return [(char,) for char in (sure if reads_well else head) + piece[len(head) :]]
    codes.append(None)
    return [_candidates(*codes[i : i + 3], swap, model) for i in range(0, len(codes) - 1, 2)]


@lru_cache(maxsize=1 << 12)
def _candidates(
    lead: int | None, trail: int | None, following: int | None, swap: Swap, model: LanguageModel
) -> tuple[str, ...]:
    """List the common characters of a pair of bytes one of which may be lost: before its neighbour it was no pair."""
    if lead is not None and trail is not None:
        return (decode_pair(bytes((lead, trail)), swap.written) or LOST,)
    if lead is None and trail is None:
        return (LOST,)
    found = []
    for lost in range(0x81, 0xFF):
        code = bytes((lost if lead is None else lead, lost if trail is None else trail))
        neighbour = trail if lead is None else following
        is_none = neighbour is None or is_unread(bytes((lost, neighbour)), swap)
        if is_none and weigh(char := decode_pair(code, swap.written)) > 0:
            found.append(char)
    return tuple({model.code_of(char): char for char in sorted(found, key=weigh)}.values()) or (LOST,)
