"""What the tying rules look at: one sentence cut into chunks, and what was tied before."""

import re
from typing import NamedTuple

from pipeline.text.names.mentions import Mention
from pipeline.text.quantities.chunks import Chunk
from pipeline.text.quantities.dates import TimeExpression
from pipeline.text.quantities.lexicon import load_words
from pipeline.text.quantities.metric import Metric
from pipeline.text.quantities.quantities import Quantity

__all__ = ["Tie", "View", "find_heading"]

# 城镇新增就业：60万人以上 on a line of its own.
_ROW_RE = re.compile(r"[^，,。；;：:\n]{2,24}[：:][^，,。；;\n]{1,24}")


class Tie(NamedTuple):
    """A quantity with what has been tied to it so far; `place` is its index among the chunks."""

    quantity: Quantity
    place: int
    qualifier: str | None = None
    indicator: tuple[int, int] | None = None
    subject: str | None = None
    subject_id: str | None = None
    time: str | None = None
    change: str | None = None
    comparison: str | None = None
    target: bool = False
    rule: str = ""


class View(NamedTuple):
    """A sentence: its chunks, located things by index, and the metrics of the sentences before."""

    text: str
    start: int
    end: int
    chunks: list[Chunk]
    quantities: tuple[Quantity, ...]
    times: tuple[TimeExpression, ...]
    names: tuple[Mention, ...]
    earlier: tuple[Metric, ...]
    published: str | None
    recent: tuple[Mention, ...]

    def surface(self, chunk: Chunk) -> str:
        return self.text[chunk.start:chunk.end]

    def bound(self, chunk: Chunk) -> str | None:
        """Bound that a word sets although it has another role too (突破 is also a verb)."""
        return load_words()["bound-verb"].get(self.surface(chunk))

    def listed_after(self, index: int) -> bool:
        """Whether the quantity continues a list: only 、 or 和 between it and the one before."""
        position = index - 1
        while position >= 0 and self.chunks[position].kind in ("and", "space"):
            position -= 1
        return index - 1 > position >= 0 and self.chunks[position].kind == "quantity"

    def clause_start(self, index: int) -> int:
        """Index of the first chunk of the clause that holds chunk `index`."""
        position = index
        while position > 0 and self.chunks[position - 1].kind not in ("comma", "stop"):
            position -= 1
        return position


def find_heading(view: View) -> str | None:
    """Give the line that announces a table of rows 指标：数值, if the sentence is such a row."""
    text, start = view.text, view.text.rfind("\n", 0, view.start) + 1
    end = text.find("\n", start)
    line = text[start:end if end >= 0 else len(text)].strip()
    if not _ROW_RE.fullmatch(line):
        return None
    while start > 0:
        end, start = start - 1, text.rfind("\n", 0, start - 1) + 1
        line = text[start:end].strip()
        if line and not _ROW_RE.fullmatch(line):
            return line
    return None
