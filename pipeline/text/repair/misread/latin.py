"""UTF-8 or GBK that was read as Latin-1 or cp1252: ä¸­å›½, ÖÐ¹ú.

Both tables show every byte as one character, so a span can be turned back into its bytes and
read again. UTF-8 proves itself; GBK does not, so the language model has to find the
result likely, and accented letters of other languages have to look like what they are.
"""

import re
from collections.abc import Iterable, Iterator

from pipeline.text.plausibility import weigh
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.misread.latin_fallback import find_fallen_back
from pipeline.text.repair.misread.latin_gaps import CHINESE_RE, SPECIALS, TO_BYTES, find_lossy, find_wrapped
from pipeline.text.repair.misread.pair_gaps import find_gapped
from pipeline.text.repair.readings import score_each, to_confidence
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import REPAIRED, Change

__all__ = ["KINDS", "could_have_latin", "find_latin"]

KINDS = ("utf8_as_latin", "gbk_as_latin", "big5_as_latin")

_TABLES = {"gbk_as_latin": "gb18030", "big5_as_latin": "cp950"}
_FALLBACKS = _TABLES | {"gbk_as_latin": "gbk"}
_BYTE = "\x80-\xff" + "".join(SPECIALS)
# Begins with one set of characters, for which `re` has a fast loop.
_SCAN_RE = re.compile(f"[\xa1-\xfe](?:[\xa1-\xfe]|(?<=[\xc2-\xf4])[\x80-\xbf{''.join(SPECIALS)}])")
_CONT = "[\x80-\xbf]"
_UTF8_RE = re.compile(f"(?:[\xc2-\xdf]{_CONT}|[\xe0-\xef]{_CONT}{{2}}|[\xf0-\xf4]{_CONT}{{3}})+")
_GBK_RE = re.compile("(?:[\x81-\xfe][\x40-\x7e\x80-\xfe])+")
_SURE = 0.9
"""Mean confidence at which no other table is tried."""

_LEVELS = 3
_REACH = 4000  # characters; damage farther away says nothing about a place
_PAGE, _SHORT_CONFIDENCE = 16, 0.9
_COMMON, _MANY_MARKS = 0.2, 5
_PLAIN_PAIRS_RE = re.compile("[\xa1-\xfe]+")
_CLAUSE_ENDS = frozenset("，。、；：")
_MARKS_RE = re.compile("[\u3000-\u3002\u3008-\u3011\uff01-\uff0f\uff1a\uff1b\uff1f“”…—]+")
# No language puts these between its letters; as bytes they begin or end half of all common characters.
_SIGNS_RE = re.compile("(?<=[\xc0-\xff])[\xa1-\xbf]|[\xa1-\xbf](?=[\xc0-\xff])")
_NAME = 3
_LETTER_RE = re.compile("[A-Za-z\xc0-\xff]")

# What UTF-8 read as Latin-1 may have been when it was not Chinese: typography and accented letters.
_TYPOGRAPHY = frozenset("–—‘’“”„…•·×°©®™§€£«»±²³½¼¾´¨¿¡†‡‰‹›′″←→↑↓★●■▪ \N{NO-BREAK SPACE}")
_ACCENTED_RE = re.compile("[\xc0-\xff\u0100-\u017f]")
_OTHER_SCRIPT_RE = re.compile(
    r"(?:[\u0370-\u05ff\u0e00-\u0eff\u3040-\u30ff\uac00-\ud7af]|[^\w]){4,}|[\u2600-\u27bf\U0001f300-\U0001faff]+\ufe0f?"
)
_HAN_RE = re.compile("[\u3000-\u3011\u4e00-\u9fff\uff01-\uff5e]")
# A short sample of mojibake beside one of these is shown on purpose.
_TALK_RE = re.compile("乱码|亂碼|编码|編碼|误读|誤讀|误转")
_QUOTED, _BESIDE = 8, 12
_MIN_SCORE, _MIN_SCORE_SHORT, _SHORT = -9.0, -7.0, 4

# Signs of Mac Roman that neither Latin-1 nor cp1252 has: among letters they tell of a table that is not undone here.
_MAC = "".join(
    char for char in bytes(range(0x80, 0x100)).decode("mac_roman") if char > "\u07ff" and char not in SPECIALS
)
_MAC_RE = re.compile(f"(?<=[\xc0-\xff])[{_MAC}]|[{_MAC}](?=[\xc0-\xff])")
_MAC_LEAST = 3


def could_have_latin(text: str) -> bool:
    """Tell whether two bytes beyond ASCII may stand in a row, each shown as a Latin character.

    >>> could_have_latin("ÖÐ¹ú"), could_have_latin("café “X” 上海")
    (True, False)
    """
    return _SCAN_RE.search(text) is not None


def find_latin(text: str, context: Context) -> Iterable[Change]:
    """Find runs of bytes that were shown as Latin letters and read them as UTF-8 or GBK.

    >>> from pipeline.text.repair.language_model import LanguageModel
    >>> [change.after for change in find_latin("在ä¸\\xadå›½ Ã©tÃ©", Context(LanguageModel()))]
    ['中国', 'é', 'é']
    """
    changes = (
        _move(text, change, start)
        for start, end in _suspect_pages(text)
        for change in _find_in_page(text[start:end], context)
    )
    return [change for change in changes if not _is_sample(text, change)]


def _move(text: str, change: Change, by: int) -> Change:
    """Tell a change of a page by its place in the text; a mark keeps what stands there."""
    start, end = change.raw_start + by, change.raw_end + by
    after = change.after if change.status == REPAIRED else text[start:end]
    return change._replace(raw_start=start, raw_end=end, after=after)


def _suspect_pages(text: str) -> Iterator[tuple[int, int]]:
    """Yield as much around each pair of such letters as counts as the same page."""
    start = end = 0
    for match in _SCAN_RE.finditer(text):
        if match.start() - _REACH > end:
            if end:
                yield start, end
            start = match.start() - _REACH
        end = min(len(text), match.end() + _REACH)
    if end:
        yield start, end


def _find_in_page(text: str, context: Context) -> list[Change]:
    if len(_MAC_RE.findall(text)) >= _MAC_LEAST:
        return []
    data = text.translate(TO_BYTES)
    found: list[Change] = []
    if "utf8_as_latin" not in context.disabled:
        found += [*_find_utf8(data), *find_lossy(data, context), *find_wrapped(data)]
    pairs = [_find_pairs(data, kind, context.model) for kind in _TABLES if kind not in context.disabled]
    best = max(pairs, key=_sum, default=list[Change]())
    if sum(map(_extent, best)) > _PAGE:
        found += find_gapped(data, best, _TABLES[best[0].kind], context.model)
    found += _find_fallen(data, context)
    found += best
    return _choose(found)


def _find_fallen(data: str, context: Context) -> list[Change]:
    """Read what a tolerant reader showed by the table that explains more; the search is dear, so one that is sure is enough."""
    best: list[Change] = []
    for kind in _TABLES:
        if kind not in context.disabled:
            best = max(best, find_fallen_back(data, kind, _FALLBACKS[kind], context.model), key=_sum)
            if best and _sum(best) > _SURE * sum(map(_extent, best)):
                break
    return best


def _choose(found: list[Change]) -> list[Change]:
    """Keep of readings that overlap the one that explains more, and the first of equals."""
    kept: list[Change] = []
    for change in sorted(found, key=lambda change: change.raw_start):
        if not kept or kept[-1].raw_end <= change.raw_start:
            kept.append(change)
        elif _extent(change) > _extent(kept[-1]):
            kept[-1] = change
    return kept


def _sum(found: Iterable[Change]) -> float:
    """Return how much a table explains, as far as it is sure."""
    return sum(change.confidence * _extent(change) for change in found)


def _extent(change: Change) -> int:
    return change.raw_end - change.raw_start


def _is_sample(text: str, change: Change) -> bool:
    """Tell whether a few characters of mojibake stand beside a word for it."""
    low, high = max(0, change.raw_start - _BESIDE), change.raw_end + _BESIDE
    return _extent(change) <= _QUOTED and _TALK_RE.search(text, low, high) is not None


def _find_utf8(data: str) -> Iterator[Change]:
    for piece in _UTF8_RE.finditer(data):
        after = _read_utf8(piece.group())
        if after is not None:
            yield Change(piece.start(), piece.end(), after, "utf8_as_latin", confidence=0.99)


def _read_utf8(data: str) -> str | None:
    """Undo one, two or three readings of UTF-8 as Latin; None where the result is nothing known."""
    for _ in range(_LEVELS):
        try:
            decoded = data.encode("latin-1").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            return None
        if _is_sensible(decoded):
            return decoded
        data = decoded.translate(TO_BYTES)
    return None


def _is_sensible(decoded: str) -> bool:
    if not decoded.strip("\ufeff\ufffd"):
        return True
    if _HAN_RE.search(decoded):
        return all(char >= "\xa0" for char in decoded)
    if all(char in _TYPOGRAPHY or _ACCENTED_RE.match(char) for char in decoded):
        return _UTF8_RE.search(decoded.translate(TO_BYTES)) is None
    return _OTHER_SCRIPT_RE.fullmatch(decoded) is not None


def _find_pairs(data: str, kind: str, model: LanguageModel) -> list[Change]:
    """Find runs of byte pairs that read like Chinese; on a page of them, short ones need not be scored."""
    found: list[Change] = []
    short: list[Change] = []
    for piece in _GBK_RE.finditer(data):
        for start in (piece.start(), piece.start() + 1):  # a quotation mark before the run may be real
            end = piece.end() - (piece.end() - start) % 2
            decoded = data[start:end].encode("latin-1").decode(_TABLES[kind], "replace")
            change = Change(start, end, decoded, kind)
            score = _score(decoded, model) if len(decoded) * 2 == end - start else None
            if score is not None:
                confidence = to_confidence(len(decoded) * (score - _MIN_SCORE))
                found.append(change._replace(confidence=confidence))
                break
            if start == piece.start() and _is_short_text(data, piece, decoded):
                is_name = len(decoded) >= _NAME and _SIGNS_RE.search(piece.group()) and weigh(decoded) > 0
                (found if is_name else short).append(change._replace(confidence=_SHORT_CONFIDENCE))
    marks = [change for change in short if _MARKS_RE.fullmatch(change.after)]
    if len(marks) >= _MANY_MARKS or any(_ends_clause(data, change) for change in marks):
        found, short = found + marks, [change for change in short if change not in marks]
    is_page = sum(map(_extent, found)) > max(_PAGE, sum(map(_extent, short)))
    return found + short if is_page else found


def _ends_clause(data: str, mark: Change) -> bool:
    """Tell whether a mark that Latin letters show stands right behind good Chinese: 昨天宣布£¬今年."""
    before = data[max(0, mark.raw_start - 1) : mark.raw_start]
    return mark.after in _CLAUSE_ENDS and _HAN_RE.fullmatch(before) is not None


def _is_short_text(data: str, piece: re.Match[str], decoded: str) -> bool:
    """Tell whether a piece is two bytes a character of common Chinese, with no letter around it, or but marks."""
    if _MARKS_RE.fullmatch(decoded):  # GBK's blanks and marks in text of Latin letters
        return True
    before = data[max(0, piece.start() - 3) : piece.start()]
    around = ("" if before == "ICP" else before[-1:]) + data[piece.end() : piece.end() + 1]
    is_plain = _PLAIN_PAIRS_RE.fullmatch(piece.group()) and not _LETTER_RE.search(around)
    is_common = weigh(decoded) > _COMMON or not any("一" <= char <= "鿿" for char in decoded)
    return bool(is_plain) and is_common and all(map(CHINESE_RE.match, decoded))


def _score(decoded: str, model: LanguageModel) -> float | None:
    """Return the mean log probability of a reading in nats, or None if it will not do."""
    if len(decoded) < 2 or not all(map(CHINESE_RE.match, decoded)):
        return None
    scores = score_each(model, decoded)
    mean = sum(scores) / len(scores)
    return mean if mean > (_MIN_SCORE if len(decoded) > _SHORT else _MIN_SCORE_SHORT) else None
