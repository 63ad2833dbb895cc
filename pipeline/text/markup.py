"""HTML source to text, as a rewrite: what a browser would not show is edits of kind `markup`.

No tree is built. One scan walks over the source, so depth, broken nesting and missing
ends cost nothing and raise nothing; a `<` that opens no tag stays text, and halves of tags
are left to repair.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.text.rewrite import Change, Rewrite

__all__ = ["find_html_metadata", "strip_markup"]

MARKUP, ENTITY = "markup", "entity"

# Elements whose content is not text.
_SILENT = "script|style|noscript|template|svg|math|object|iframe|textarea|select|canvas|audio|video"
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol p pre section summary"
    " table tbody tfoot thead title tr ul".split()
)
_CELLS = frozenset(("td", "th"))

_ATTRIBUTES = r"""(?:\s(?:[^<>"']|"[^"<>]*+"|'[^'<>]*+'|(?<==)"[^"\n]{0,300}+"(?=[\s/>])|["'])*+)?"""
_TOKEN_RE = re.compile(
    rf"""
      (?P<comment> <!-- )
    | (?P<declaration> <[!?](?:\[CDATA\[|[^<>]*+>?) | \]\]> )
    | (?P<tag> </?(?P<name>[a-z][a-z0-9:-]*+){_ATTRIBUTES}\s*/?(?:>|\Z) )
    | (?P<entity> &(?:\#[0-9]{{1,7}};?|\#x[0-9a-f]{{1,6}};?|[a-z][a-z0-9]{{1,31}};|(?:nbsp|lt|gt|amp|quot|copy)(?![0-9a-z=;])) )
    | (?P<space> [ \t\r\n\f]+ )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SILENT_RE = re.compile(rf"(?:{_SILENT})\Z", re.IGNORECASE)
_CJK_RE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]")


def strip_markup(source: str) -> Rewrite:
    """Turn HTML source into the text that a reader sees.

    Tags, comments, scripts and styles go, block tags leave one line break, table cells a
    tab, entities are decoded. White space is what HTML makes of it, except in `pre`. A source
    without tags is left alone.

    >>> strip_markup("<p>上海<b>市</b></p>\\n<p>A &lt; B</p>").text
    '上海市\\nA < B'
    """
    return Rewrite.build(source, _find_changes(source))


class _Gap(NamedTuple):
    """Consecutive tokens that show nothing themselves: `source[start:end]`."""

    start: int
    end: int
    is_block: bool = False
    is_cell: bool = False
    has_tag: bool = False
    has_space: bool = False


def _find_changes(source: str) -> Iterator[Change]:
    gap: _Gap | None = None
    is_pre = False
    has_blocks = re.search(r"</?(?:p|div|br|h[1-6]|body|table|li)\b", source, re.IGNORECASE) is not None
    for match, end in _find_tokens(source):
        start, kind = match.start(), match.lastgroup
        name = (match["name"] or "").lower()
        if gap and start > gap.end:
            yield from _close(source, gap)
            gap = None
        if match["entity"]:
            yield from _close(source, gap)
            gap = None
            yield from _decode_entity(match)
        elif kind == "space" and (is_pre or not has_blocks):
            continue
        else:
            gap = _extend(gap, start, end, name, kind == "space")
            is_pre = name == "pre" and source[start + 1] != "/" if name else is_pre
    yield from _close(source, gap)


def _find_tokens(source: str) -> Iterator[tuple[re.Match[str], int]]:
    """Find tokens and where each ends: a comment or a script with its content."""
    position = 0
    missing: set[str] = set()
    while match := _TOKEN_RE.search(source, position):
        position = match.end()
        if match["comment"]:
            position = _find_end(source, position, "-->", missing)
        elif (
            match["name"]
            and _SILENT_RE.match(match["name"])
            and match.group()[1] != "/"
            and match.group()[-2] != "/"
        ):
            position = _find_end(source, position, "/" + match["name"].lower(), missing)
        yield match, position


def _find_end(source: str, position: int, closer: str, missing: set[str]) -> int:
    """Find the end of a comment or a silent element; without one, only the opening goes.

    Ends that the source does not hold any more are remembered: looking for each
    again would take quadratic time.
    """
    if closer in missing:
        return position
    if closer == "-->":
        found = source.find(closer, position)
        end = found + 3
    else:  # `/script` will do: damage may have eaten the `<`
        match = re.compile(rf"<?{closer}\s{{0,9}}>?", re.IGNORECASE).search(source, position)
        found, end = match.span() if match else (-1, -1)
    if found < 0:
        missing.add(closer)
        return position
    return end


def _extend(gap: _Gap | None, start: int, end: int, name: str, is_space: bool) -> _Gap:
    old = gap or _Gap(start, end)
    return _Gap(
        old.start,
        end,
        old.is_block or name in _BLOCKS,
        old.is_cell or name in _CELLS,
        old.has_tag or not is_space,
        old.has_space or is_space,
    )


def _close(source: str, gap: _Gap | None) -> Iterator[Change]:
    """Turn a gap into the white space that a browser would leave there."""
    if gap is None:
        return
    after = ""
    if gap.start > 0 and gap.end < len(source):
        after = "\n" if gap.is_block else "\t" if gap.is_cell else _white_space(source, gap)
    if gap.has_tag or after != source[gap.start : gap.end]:
        yield Change(gap.start, gap.end, after, MARKUP)


def _white_space(source: str, gap: _Gap) -> str:
    if not gap.has_space:
        return ""
    has_break = "\n" in source[gap.start : gap.end]
    borders = source[gap.start - 1], source[gap.end]
    return "" if has_break and all(map(_CJK_RE.match, borders)) else " "


def _decode_entity(match: re.Match[str]) -> Iterator[Change]:
    decoded = html.unescape(match.group())
    if decoded != match.group():
        yield Change(match.start(), match.end(), decoded, ENTITY)


_META_RE = re.compile(rf"<(?P<name>meta|link|time)\b(?P<attributes>{_ATTRIBUTES})\s*/?>", re.IGNORECASE)
_ATTRIBUTE_RE = re.compile(
    r"""([a-z:-]{1,40})\s{0,9}=\s{0,9}(?:"([^"<>]*+)"|'([^'<>]*+)'|([^\s"'<>]++))""", re.IGNORECASE
)
_TITLE_RE = re.compile(r"<title\b[^<>]*+>([^<]{1,500})", re.IGNORECASE)
_JSON_DATE_RE = re.compile(
    r'"(?:datePublished|pubDate|publishDate|publish_time)"\s{0,9}:\s{0,9}"([^"<>]{8,40})"', re.IGNORECASE
)
_DATE_RE = re.compile(
    r"(?P<y>(?:19|20)\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?"
    r"(?:[T ]{0,3}(?P<time>\d{1,2}:\d\d(?::\d\d)?)(?:\.\d+)?(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
)
_DATES = (
    "article:published_time og:published_time bytedance:published_time weibo:article:create_at datepublished pubdate publishdate"
    " publish_date publish_time publishtime dc.date dc.date.issued dcterms.created apub:time firstcreatetime date"
).split()


def find_html_metadata(source: str) -> dict[str, str | None]:
    """Find what a page says about itself: `title`, `published`, `url`, `charset`; None where it does not.

    `published` is ISO 8601, a date or a date with time, as precise as the page is.

    >>> find_html_metadata('<meta charset=gbk><title>上海</title><meta name="pubdate" content="2016年5月3日">')
    {'title': '上海', 'published': '2016-05-03', 'url': None, 'charset': 'gbk'}
    """
    found = _read_meta(source)
    title = _TITLE_RE.search(source)
    date = _JSON_DATE_RE.search(source)
    dates = [found.get(name) for name in _DATES] + [date[1] if date else None, found.get("datetime")]
    titles = [
        found.get("og:title"),
        title[1] if title else None,
        found.get("twitter:title"),
        found.get("title"),
    ]
    return {
        "title": next(
            (" ".join(html.unescape(item).split()) for item in titles if item and item.strip()), None
        ),
        "published": next(filter(None, map(_read_date, dates)), None),
        "url": next(
            (html.unescape(item) for item in (found.get("canonical"), found.get("og:url")) if item), None
        ),
        "charset": found.get("charset"),
    }


def _read_meta(source: str) -> dict[str, str]:
    """Collect what meta, link and time tags say, the first of each name."""
    found: dict[str, str] = {}
    for match in _META_RE.finditer(source):
        pairs = _ATTRIBUTE_RE.findall(match["attributes"])
        attributes = {name.lower(): one or two or three for name, one, two, three in pairs}
        content = attributes.get("content", "")
        for key in ("name", "property", "itemprop", "http-equiv"):
            if key in attributes and content:
                found.setdefault(attributes[key].lower(), content)
        if attributes.get("rel", "").lower() == "canonical" and attributes.get("href"):
            found.setdefault("canonical", attributes["href"])
        for key in ("charset", "datetime"):
            if attributes.get(key):
                found.setdefault(key, attributes[key])
    declared = re.search(r"charset\s*=\s*([\w:.-]+)", found.get("content-type", ""))
    if declared:
        found.setdefault("charset", declared[1])
    return found


def _read_date(written: str | None) -> str | None:
    """Normalise a date to ISO 8601.

    >>> _read_date("2016-5-3 10:20"), _read_date("2016-05-03T10:20:30+0800"), _read_date("gestern")
    ('2016-05-03T10:20:00', '2016-05-03T10:20:30+08:00', None)
    """
    match = _DATE_RE.search(written or "")
    if match is None or not (1 <= int(match["m"]) <= 12 and 1 <= int(match["d"]) <= 31):
        return None
    date = f"{match['y']}-{int(match['m']):02}-{int(match['d']):02}"
    if not match["time"]:
        return date
    hour, *rest = match["time"].split(":")
    zone = match["zone"] or ""
    zone = zone if ":" in zone or len(zone) < 5 else f"{zone[:3]}:{zone[3:]}"
    return f"{date}T{int(hour):02}:{rest[0]}:{rest[1] if len(rest) > 1 else '00'}{zone}"
