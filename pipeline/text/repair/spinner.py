"""Undo the GBK spinner: readings behind characters, and runs that were read one byte late."""

from collections.abc import Iterable

from pipeline.text.repair.glosses import could_have_glosses, find_glosses, has_reading, read_page
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import Change

__all__ = ["KINDS", "could_have_spinner", "find_spinner"]

KINDS = ("gloss", "byte_shift", "lost_pair", "stray_comma")


def could_have_spinner(text: str) -> bool:
    """Tell whether a reading in brackets stands in the text.

    >>> could_have_spinner("業(yè)務"), could_have_spinner("業務")
    (True, False)
    """
    return could_have_glosses(text)


def find_spinner(text: str, context: Context) -> Iterable[Change]:
    """Find what a spinner did to a page."""
    glosses = list(find_glosses(text))
    page = read_page(text, glosses, context.model)
    if page is None:
        return
    for gloss in glosses:
        if gloss.opener == "(" and gloss.start and text[gloss.start - 1] in page.keys:
            if has_reading(text[gloss.start - 1], gloss.reading):
                end = gloss.end + (gloss.space and page.eats_space)
                yield Change(gloss.start, end, "", "gloss", confidence=0.99)
