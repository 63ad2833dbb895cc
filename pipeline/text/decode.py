"""Bytes to text: strict encodings first, plausibility between the Chinese ones, guesses last.

What a page declares about itself is a hint and no more: pages lie about their encoding
because a converter rewrote the bytes and left the declaration.
"""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from charset_normalizer import from_bytes

from pipeline.errors import InputError
from pipeline.text.plausibility import weigh

__all__ = ["Decoded", "decode"]


class Decoded(NamedTuple):
    """The text of a file and the encoding that it was read with."""

    text: str
    encoding: str


_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)
_MAGIC = {
    b"%PDF-": "a PDF document",
    b"7z\xbc\xaf": "a 7z archive",
    b"BZh": "bzip2 data",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive or an Office document",
    b"Rar!\x1a": "a RAR archive",
    b"SQLite format 3\x00": "a database",
    b"\x1f\x8b": "gzip data",
    b"\x7fELF": "a program",
    b"\x89PNG": "a PNG image",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"\xfd7zXZ": "xz data",
    b"\xff\xd8\xff": "a JPEG image",
}
_CODECS = {"big5": "big5hkscs", "gb18030": "gb18030", "utf-8": "utf-8"}
# What else Chinese collections hold. Left to itself, charset-normalizer also finds EBCDIC.
_FOREIGN = [
    "cp932",
    "euc_jp",
    "cp949",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1258",
    "koi8_r",
    "cp874",
]
_SAMPLE = 1 << 16
_DECLARED_BONUS, _HOME_BONUS = 0.25, 0.15
_PLAUSIBLE, _PLAUSIBLE_SHORT, _LIKELY = 0.65, 0.2, 0.8
_SHORT, _VERY_SHORT = 1 << 10, 40
_LOST = "\N{REPLACEMENT CHARACTER}"
_MAX_NUL, _MAX_CONTROL, _MAX_LOST = 0.01, 0.05, 0.25

_DECLARATION_RE = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""")
_CONTROL_RE = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SURROGATE_RE = re.compile("[\ud800-\udfff]")
# Two characters of Chinese in UTF-8: six bytes that GBK text has in this order by rare chance only.
_UTF8_RE = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){2}")
_RUN_RE = re.compile(
    rb"""
      (?P<half> \xed[\xa0-\xbf][\x80-\xbf] )                        # of a surrogate pair: not UTF-8, but met
    | (?P<utf8> (?: [\xe1-\xec\xee\xef][\x80-\xbf]{2} | \xed[\x80-\x9f][\x80-\xbf]
                  | \xf0[\x90-\xbf][\x80-\xbf]{2} | [\xf1-\xf3][\x80-\xbf]{3}
                  | [\xc2-\xdf][\x80-\xbf](?![\x80-\xff]) )+ (?![\x80-\xbf]) )
    | (?P<double> (?:[\x81-\xfe][\x40-\x7e\x80-\xfe])+ )
    | (?P<ascii> [\x00-\x7f]+ )
    | (?P<lost> \x80+ | \xff+ | [\x80-\xff] )
    """,
    re.VERBOSE,
)


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode a file whose encoding nobody knows for certain.

    A byte order mark belongs to the encoding and is dropped. A page mixed from UTF-8 and
    GBK is decoded line by line; bytes that no encoding explains become U+FFFD.
    `declared` is what a server said; a declaration inside the page is found here.

    Raises InputError for data that are not text, with the reason.

    >>> decode("上海".encode("gbk"))
    Decoded(text='上海', encoding='gb18030')
    >>> decode("上海".encode("utf-16")).encoding
    'utf-16-le'
    """
    for mark, name, codec in _BOMS:
        if data.startswith(mark):
            return _check(data[len(mark) :].decode(codec, "replace"), name)
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(f"This is {what}, not text. Extract its text first, or leave the file out.")
    wide = _find_wide(data)
    if wide:
        return _check(data.decode(wide, "replace"), wide)
    text = _try_cut(data, "utf-8")
    if text is not None and not _is_gbk_by_chance(data, text.rstrip(_LOST)):
        return _check(text, "utf-8")
    return _decode_legacy(data, _normalise(declared or _find_declared(data)))


def _check(text: str, encoding: str) -> Decoded:
    """Refuse text full of control characters; join surrogates, which no file can hold."""
    head = text[:_SAMPLE]
    controls = len(_CONTROL_RE.findall(head))
    if controls > max(3, _MAX_CONTROL * len(head)):
        raise InputError(
            f"{controls} of the first {len(head)} characters are control characters: this is binary data, "
            "not text. Leave the file out, or convert it to text."
        )
    if _SURROGATE_RE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return Decoded(text, encoding)


def _find_wide(data: bytes) -> str | None:
    """Recognise UTF-16 without a mark: ASCII has NUL halves on one side, Chinese is plausible."""
    sample = data[:_SAMPLE]
    nuls = sample.count(0)
    if len(sample) < 2 or (
        not nuls and _is_utf8(sample) and not _CONTROL_RE.search(sample.decode("latin-1"))
    ):
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    rival = max(weigh(sample.decode(codec, "replace")) for codec in _CODECS.values())
    sides = {"utf-16-le": (odd, even), "utf-16-be": (even, odd)}
    plausible = {codec: weigh(sample.decode(codec, "replace")) for codec in sides}
    best = max(sides, key=plausible.__getitem__)
    for codec, (own, other) in sides.items():
        only_ascii = own > 0.35 * len(sample) and not other
        if only_ascii or (codec == best and plausible[codec] > max(_LIKELY, rival + _LIKELY)):
            return codec
    return None


def _is_gbk_by_chance(data: bytes, text: str) -> bool:
    """Tell whether short GBK happens to be valid UTF-8, as 联通 and 农业 do."""
    if text.isascii() or len(data) > _SHORT or weigh(text) > 0:
        return False
    other = _try(data, "gb18030")
    return other is not None and weigh(other) > _LIKELY


def _decode_legacy(data: bytes, declared: str | None) -> Decoded:
    """Choose between faulty UTF-8, GB18030 and Big5; guess further if none of them makes sense."""
    scores = {}
    for name, codec in _CODECS.items():
        bonus = _DECLARED_BONUS * (name == declared) + _HOME_BONUS * (name == "gb18030")
        sample = data[:_SAMPLE].decode(codec, "replace").removesuffix(_LOST)  # a last character may be cut
        scores[name] = weigh(sample) + bonus
    best = max(scores, key=scores.__getitem__)
    least = _PLAUSIBLE_SHORT if len(data) < _VERY_SHORT else _PLAUSIBLE  # a guess needs data, too
    guess = _guess(data, declared) if scores[best] < least else None
    if guess:
        return guess
    _check(data[:_SAMPLE].decode(_CODECS[best], "replace"), best)
    decoded = _check("".join(_decode_lines(data, best)), best)
    _refuse_loss(decoded.text[:_SAMPLE].count("\ufffd") - data.count("\ufffd".encode()), decoded)
    return decoded


def _refuse_loss(lost: int, decoded: Decoded) -> None:
    """Refuse bytes of which no encoding explains even three quarters."""
    length = min(len(decoded.text), _SAMPLE)
    if lost > max(2, _MAX_LOST * length):
        raise InputError(
            f"{lost} of the first {length} characters cannot be decoded, in {decoded.encoding} or any other "
            "encoding. Check how the file was made, or leave it out."
        )


def _guess(data: bytes, declared: str | None) -> Decoded | None:
    """Believe the declaration, or ask charset-normalizer: Japanese, Korean, European pages."""
    if declared and declared not in _CODECS:
        text = _try(data, declared)
        if text is not None:
            return _check(text, declared)
    match = from_bytes(data[:_SAMPLE], cp_isolation=_FOREIGN).best()
    text = _try(data, match.encoding) if match else None
    return _check(text, match.encoding.replace("_", "-")) if match and text is not None else None


def _decode_lines(data: bytes, name: str) -> Iterator[str]:
    """Decode at once where the page is of one piece, else line by line."""
    text = _try_cut(data, _CODECS[name]) if name == "utf-8" or not _UTF8_RE.search(data) else None
    if text is not None:
        yield text
        return
    for line in data.splitlines(keepends=True):
        yield _decode_line(line, name)


def _decode_line(line: bytes, name: str) -> str:
    if line.isascii():
        return line.decode("ascii")
    other = "gb18030" if name == "utf-8" else "utf-8"
    readings = [_try(line, _CODECS[name]), _try(line, other), "".join(_decode_runs(line, name))]
    return max((reading for reading in readings if reading is not None), key=weigh)


def _decode_runs(line: bytes, name: str) -> Iterator[str]:
    """Read a line of several encodings piece by piece."""
    legacy = _CODECS["gb18030" if name == "utf-8" else name]
    for match in _RUN_RE.finditer(line):
        run, kind = match.group(), match.lastgroup
        if kind == "double":
            text = run.decode(legacy, "replace")
            yield text if name != "utf-8" or (len(run) > 2 and weigh(text) > 0) else _LOST
        elif kind == "lost":
            yield ("€" if run[0] == 0x80 and name == "gb18030" else _LOST) * len(run)
        elif (
            kind == "utf8" and len(run) == 2 and name != "utf-8"
        ):  # more likely one character of the page's own
            yield run.decode(legacy, "replace")
        else:
            yield run.decode("utf-8", "surrogatepass")


def _is_utf8(sample: bytes) -> bool:
    """Tell whether a sample is UTF-8, bar a character that its end cuts."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _try_cut(data: bytes, codec: str) -> str | None:
    """Decode strictly, bar a last character that was cut: it becomes U+FFFD behind others that prove the encoding.

    >>> _try_cut("上海".encode()[:-1], "utf-8"), _try_cut(b"\\xe6\\xb5", "utf-8")
    ('上\ufffd', None)
    """
    text = _try(data, codec)
    if text is not None:
        return text
    for length in range(1, 4):
        text = _try(data[:-length], codec)
        if text:
            return None if text.isascii() else text + _LOST
    return None


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _find_declared(data: bytes) -> str | None:
    match = _DECLARATION_RE.search(data, 0, 2048)
    return match[1].decode("ascii") if match else None


def _normalise(declared: str | None) -> str | None:
    """Map the many names of an encoding to ours; None for names of no text encoding.

    >>> _normalise("GB2312"), _normalise("shift-jis"), _normalise("nonsense")
    ('gb18030', 'shift_jis', None)
    """
    try:
        found = codecs.lookup(declared or "")
        b"".decode(found.name)
    except LookupError:
        return None
    if found.name in ("gbk", "gb2312", "gb18030"):
        return "gb18030"
    return "big5" if found.name in ("big5", "big5hkscs", "cp950") else found.name
