"""Draw the pictures of the documentation: rows of bytes, and the characters that a reader makes of them.

The bytes are computed, not typed: a picture cannot say what the encoding does not.
"""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from pipeline.report.svg import element

__all__ = ["draw_flow", "draw_gloss", "draw_rows", "draw_shift"]

CELL, HEIGHT, MARGIN, LABEL, COLUMNS = 46.0, 34.0, 24.0, 132.0, 11
INK, QUIET, PAPER, SEAL, TEAL, LINE = "#22201d", "#6a655d", "#fbfaf7", "#a8321f", "#2f6f73", "#d8d2c6"
SERIF = "Georgia, 'Songti SC', 'Noto Serif CJK SC', serif"
SANS = "system-ui, 'PingFang SC', 'Noto Sans CJK SC', sans-serif"
MONO = "ui-monospace, Menlo, Consolas, monospace"


class Piece(NamedTuple):
    """What a reader shows for a run of bytes; `style` is plain, wrong or added."""

    shown: str
    data: bytes
    style: str = "plain"


Row = tuple[str, Sequence[Piece]]


def draw_shift() -> Markup:
    """Draw how an invisible byte before ？ shifts everything behind it."""
    before = [Piece(c, c.encode("gbk")) for c in "上海考察時"]
    stream = b"".join(piece.data for piece in before)
    cut = stream.index("？".encode("gbk"))
    mended = stream[:cut] + b"X" + stream[cut:]
    after = [
        Piece("上", mended[:2]),
        Piece("?", mended[2:4], "wrong"),
        Piece("？", mended[4:6], "wrong"),
        Piece(mended[6:8].decode("gbk"), mended[6:8], "wrong"),
        Piece(mended[8:10].decode("gbk"), mended[8:10], "wrong"),
        Piece(mended[10:].decode("gbk"), mended[10:], "wrong"),
    ]
    found = [
        *(
            Piece("", stream[i : i + 1], "added" if i in (cut, cut + 1) else "plain")
            for i in range(len(stream))
        )
    ]
    rows = [("written", before), ("bytes: ？ is in there", found), ("read after the cut", after)]
    return draw_rows(
        rows, "Bytes of 上海考察時; a byte X before the bytes of ？ shifts the reading to 上??疾鞎r"
    )


def draw_gloss() -> Markup:
    """Draw how the reading of 負 lands between the two bytes of 揚."""
    before = [Piece(c, c.encode("gbk")) for c in "秦揚"]
    stream = b"".join(piece.data for piece in before)
    cut = stream.index("負".encode("gbk")) + 2
    glossed = stream[:cut] + "(fù)".encode("gbk") + stream[cut:]
    after = [
        Piece("秦", glossed[:2]),
        Piece("?", glossed[2:4], "wrong"),
        Piece("f", glossed[4:5], "wrong"),
        Piece("ù", glossed[5:7], "wrong"),
        Piece(")", glossed[7:8], "wrong"),
        Piece("P", glossed[8:], "wrong"),
    ]
    found = [
        *(
            Piece("", stream[i : i + 1], "added" if i in (cut - 2, cut - 1) else "plain")
            for i in range(len(stream))
        )
    ]
    rows = [("written", before), ("bytes: 負 is in there", found), ("read with its gloss", after)]
    return draw_rows(rows, "Bytes of 秦揚; the gloss of 負 splits 揚, which then reads ?fù)P")


def draw_rows(rows: Sequence[Row], title: str) -> Markup:
    """Draw rows of pieces under one another, byte under byte."""
    width = LABEL + 2 * MARGIN + CELL * COLUMNS
    drawn, y = [], MARGIN
    for label, pieces in rows:
        is_spelt = any(piece.shown for piece in pieces)
        height = HEIGHT * (2.0 if is_spelt else 1.0)
        drawn.append(_text(label, MARGIN, y + height / 2 + 4, 13, QUIET, SANS, "start"))
        drawn += _draw_pieces(pieces, y, height)
        y += height + 18
    return _frame(drawn, width, y + MARGIN - 18, title)


def draw_flow() -> Markup:
    """Draw the way of a page: from bytes to a record."""
    stages = [
        ("bytes", "sha256, encoding"),
        ("raw_text", "decoded, untouched"),
        ("repair", "glosses, shifts, mojibake"),
        ("script", "Traditional to Simplified"),
        ("text", "replays from the edits"),
        ("tokens", "words, sentences"),
        ("facts", "names, metrics"),
    ]
    box, gap = 118.0, 22.0
    drawn = []
    for number, (name, note) in enumerate(stages):
        x = MARGIN + number * (box + gap)
        style = SEAL if name in ("repair", "script") else INK
        drawn.append(element("rect", x=x, y=MARGIN, width=box, height=58.0, rx=5, fill="none", stroke=LINE))
        drawn.append(_text(name, x + box / 2, MARGIN + 26, 16, style, SERIF))
        drawn.append(_text(note, x + box / 2, MARGIN + 45, 9.5, QUIET, SANS))
        if number:
            drawn.append(_text("→", x - gap / 2, MARGIN + 34, 15, QUIET, SANS))
    width = 2 * MARGIN + len(stages) * (box + gap) - gap
    return _frame(
        drawn, width, 2 * MARGIN + 58, "bytes, raw text, repair, script conversion, text, tokens, facts"
    )


def _draw_pieces(pieces: Sequence[Piece], y: float, height: float) -> list[Markup]:
    drawn, x = [], LABEL + MARGIN
    for piece in pieces:
        width = CELL * len(piece.data)
        color = {"plain": INK, "wrong": SEAL, "added": TEAL}[piece.style]
        drawn.append(element("rect", x=x, y=y, width=width, height=height, fill="none", stroke=LINE))
        if piece.shown:
            drawn.append(_text(piece.shown, x + width / 2, y + 31, 25, color, SERIF))
        for number, byte in enumerate(piece.data):
            name = "X" if byte == ord("X") else f"{byte:02X}"
            style = SEAL if name == "X" else color if piece.style == "added" else QUIET
            drawn.append(_text(name, x + CELL * (number + 0.5), y + height - 11, 13, style, MONO))
        x += width
    return drawn


def _text(
    words: str, x: float, y: float, size: float, color: str, font: str, anchor: str = "middle"
) -> Markup:
    return element("text", words, x=x, y=y, font_size=size, fill=color, font_family=font, text_anchor=anchor)


def _frame(drawn: Sequence[Markup], width: float, height: float, title: str) -> Markup:
    paper = element("rect", width="100%", height="100%", rx=8, fill=PAPER)
    return element(
        "svg",
        element("title", title),
        paper,
        *drawn,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
    )
