"""Tell the parts of a page apart, line by line: title, byline, body, furniture, comment."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from pipeline.text.plain import as_plain
from pipeline.text.tables import read_table

__all__ = ["LABELS", "Section", "find_sections"]

LABELS = ("body", "byline", "comment", "furniture", "title")
TITLE_CHARS = 64  # longer first lines are lead paragraphs
CREDIT_CHARS = 70  # longer lines that speak of reporters are prose
FURNITURE_CHARS = 160  # longer lines that speak of copyright are prose
PROSE_CHARS = (
    40  # lines of so many characters that end in a full stop are paragraphs, shorter ones may be comments
)
TOP_LINES = 4  # below, a dateline is prose unless the line opens with a credit

SIGNED_CHARS = 30  # a medium and a name under the title, nothing else
SIGNED_RE = re.compile(
    r"\S{2,12}(?:报|网|社|台|刊|新闻|客户端|发布)[\s·|｜]+[\u4e00-\u9fff]{2,4}(?:[\s、|｜]|$)"
)
LINE_RE = re.compile(r"[^\n]*\S[^\n]*")
DATE_RE = re.compile(r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}日?|\d{1,2}:\d\d")
PROSE_END_RE = re.compile(r"[。！？；：，、!?;:,…][”’」』）)】]*$")


class Section(NamedTuple):
    """One part of a page: `text[start:end]`, code points, half-open, whole lines."""

    start: int
    end: int
    label: str


def find_sections(text: str) -> list[Section]:
    """Label the lines of a text; neighbours of one label form one section.

    Pages put a title on top, credits below it or at the foot, then legal lines,
    navigation and the comment area. Cues are in `pipeline/data/sections.jsonl`; a cue
    counts only in a line short enough not to be prose about it.

        >>> text = "上海港再创新高\\n记者 陆一帆\\n上海港昨日公布数据。\\nCopyright © 2016 版权所有"
        >>> [section.label for section in find_sections(text)]
        ['title', 'byline', 'body', 'furniture']
    """
    text = as_plain(text)
    sections: list[Section] = []
    for line in _label_comments(text, list(_label_lines(text))):
        if sections and sections[-1].label == line.label and line.label != "title":
            sections[-1] = Section(sections[-1].start, line.end, line.label)
        else:
            sections.append(line)
    return sections


def _label_lines(text: str) -> Iterator[Section]:
    is_open = True  # nothing but navigation and credits so far
    in_comments = False
    spans = [match.span() for match in LINE_RE.finditer(text)]
    for number, (start, end) in enumerate(spans):
        line = text[start:end].strip()
        label = _label_line(line, number)
        if label == "body" and is_open and len(spans) > 1 and _is_title(line):
            label = "title"
        is_open = is_open and label in ("furniture", "byline")
        if label == "body" and in_comments:
            label = "comment"
        in_comments = in_comments or label == "comment"
        yield Section(start, end, label)


def _label_comments(text: str, lines: list[Section]) -> list[Section]:
    """Take the short lines below the last credit or legal line for comments, announced or not.

    Where a longer paragraph follows, as on pages of several articles, that line was not the last.
    """
    body = [number for number, line in enumerate(lines) if _is_prose(text, line)]
    first = body[-1] + 1 if body else len(lines)
    tail = next(
        (n for n in range(first, len(lines)) if lines[n].label in ("byline", "furniture")), len(lines)
    )
    return [
        line._replace(label="comment") if number > tail and line.label == "body" else line
        for number, line in enumerate(lines)
    ]


def _is_prose(text: str, line: Section) -> bool:
    length = line.end - line.start
    is_closed = text[line.start : line.end].rstrip().endswith("。")
    return line.label == "body" and (length > CREDIT_CHARS or (is_closed and length > PROSE_CHARS))


def _label_line(line: str, number: int) -> str:
    comment, furniture, credit, dateline = _cues()
    line = line.lower()
    is_prose = len(line) > CREDIT_CHARS and PROSE_END_RE.search(line)
    if len(line) <= CREDIT_CHARS and comment.search(line) and not is_prose:
        return "comment"
    if len(line) <= CREDIT_CHARS and credit.match(line) and not PROSE_END_RE.search(line):
        return "byline"
    if len(line) <= FURNITURE_CHARS and furniture.search(line) and not is_prose:
        return "furniture"
    if number == 1 and len(line) <= SIGNED_CHARS and SIGNED_RE.match(line):
        return "byline"
    if 0 < number < TOP_LINES and len(line) <= CREDIT_CHARS and not PROSE_END_RE.search(line):
        return "byline" if dateline.search(line) or DATE_RE.search(line) else "body"
    return "body"


def _is_title(line: str) -> bool:
    return len(line) <= TITLE_CHARS and not re.search(r"[。；;]$", line)


def _longest_first(row: dict[str, Any]) -> int:
    return -len(row["text"])


@cache
def _cues() -> tuple[re.Pattern[str], ...]:
    """Compile the cues: comment area, furniture, opening of a credit, words of a dateline."""
    rows = sorted(read_table("sections"), key=_longest_first)
    comment, furniture, opening, inside = (
        "|".join(re.escape(row["text"].lower()) for row in rows if row["kind"] == kind)
        for kind in ("comment", "furniture", "byline_start", "byline_inside")
    )
    gap = r"(?:\s*[:：|/／丨]\s*|\s+)"
    return (
        re.compile(comment),
        re.compile(furniture),
        re.compile(rf"[【\[（(]?(?:{opening})(?:{gap}|（[^）]*）{gap}?)\S|(?:{opening})\s*$"),
        re.compile(inside),
    )
