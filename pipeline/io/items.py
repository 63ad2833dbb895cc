"""One input each: where its bytes lie, before anything of it is decoded."""

import hashlib
import json
import re
from typing import NamedTuple

from pipeline.io.folders import show_path

__all__ = ["ARCHIVES", "Item", "make_item", "split_source", "suffixes"]

KINDS = {".txt": "text", ".md": "text", ".html": "html", ".htm": "html", ".jsonl": "json", ".csv": "csv"}
ARCHIVES = {".zip": "zip", ".tar": "tar", ".tgz": "tar", ".tar.gz": "tar"}

MEMBER = "!/"
SOURCE_RE = re.compile(
    r"""
    (?P<path> .*? \. (?:zip|tar|tgz|tar\.gz|jsonl|csv|jsonl\.gz|csv\.gz) )   # a file of several inputs
    (?: !/ (?P<member> .*? ) )?                                            # a member of an archive
    (?: \# (?P<row> [0-9]+ ) )?                                            # a row
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


class Item(NamedTuple):
    """An input as the plan knows it.

    `path` is the file that holds the bytes: at `offset`, `size` bytes long, or the whole
    file if `offset` is None. With `spooled` it is a file of the output's state, because the
    input itself cannot be read from the middle. `kind` says what the bytes are, `packed`
    that they are gzipped, `header` the names of a CSV row's fields, `encoding` what the
    bytes were before they were spooled. `refusal` is the reason not to process it at all.
    """

    id: str
    source: str
    sha256: str
    size: int
    kind: str
    path: str
    offset: int | None = None
    packed: bool = False
    spooled: bool = False
    header: str | None = None
    encoding: str | None = None
    refusal: str | None = None

    def dump(self) -> str:
        """Write the item as JSON; undecodable file names survive, as lone surrogates."""
        return json.dumps(self, separators=(",", ":"))


def make_item(path: str, member: str | None, row: int | None, **fields: object) -> Item:
    """Name an input; its id depends on nothing but its place, so that equal texts keep two ids."""
    place = show_path(path) + (f"{MEMBER}{show_path(member)}" if member is not None else "")
    number = "" if row is None else str(row)
    digest = hashlib.sha256(f"{place}\0{number}".encode()).hexdigest()
    source = f"{place}#{number}" if number else place
    return Item(id=digest[:32], source=source, path=path, **fields)  # type: ignore[arg-type]


def split_source(source: str) -> tuple[str, str, int]:
    """Take a source apart into file, member and row, by which manifests are sorted.

    >>> split_source("a.zip!/b.jsonl#12")
    ('a.zip', 'b.jsonl', 12)
    >>> split_source("notes#1.txt")
    ('notes#1.txt', '', 0)
    """
    match = SOURCE_RE.fullmatch(source)
    if match is None:
        return source, "", 0
    return match["path"], match["member"] or "", int(match["row"] or 0)


def suffixes(name: str) -> tuple[str, bool]:
    """Give the suffix that tells what a file is, and whether it is gzipped.

    >>> suffixes("news/Page.HTML.gz")
    ('.html', True)
    >>> suffixes("b.tar.gz")
    ('.tar.gz', False)
    """
    name = name.rsplit("/", 1)[-1].lower()
    if name.endswith(".tar.gz"):
        return ".tar.gz", False
    packed = name.endswith(".gz")
    stem = name.removesuffix(".gz")
    dot = stem.rfind(".")
    return (stem[dot:] if dot > 0 else ""), packed
