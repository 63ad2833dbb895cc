"""Show the doctests of docstrings as code: Markdown would take `>>>` for three quotations."""

import re
from typing import Any

from griffe import Extension, Object

__all__ = ["Doctests"]

# A prompt, and the lines of output behind it, up to an empty line.
BLOCK_RE = re.compile(r"^[ ]*>>> .*(?:\n.*\S.*)*", re.MULTILINE)


class Doctests(Extension):
    """Put a fence around each block."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        if obj.docstring and ">>> " in obj.docstring.value:
            obj.docstring.value = BLOCK_RE.sub(_fence, obj.docstring.value)


def _fence(match: re.Match[str]) -> str:
    lines = match[0].split("\n")
    indent = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(["", "```pycon", *(line[indent:] for line in lines), "```"])
