"""A text together with the edits that lead to it from the raw text.

Every stage that changes text returns a `Rewrite`. Stages compose with `then`,
so whatever happened between the bytes of a page and the final text is one list
of disjoint edits, each leading straight from raw to final.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pipeline.text.compose import compose
from pipeline.text.edits import AMBIGUOUS, IRRECOVERABLE, REPAIRED, SCRIPT, Change, Edit, replay
from pipeline.text.offsets import from_raw, to_raw

__all__ = [
    "AMBIGUOUS",
    "IRRECOVERABLE",
    "REPAIRED",
    "SCRIPT",
    "Change",
    "Edit",
    "Rewrite",
    "Rewriter",
    "replay",
    "rewrite_outside",
]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A raw text, the text it became, and the edits between them, in order.

    >>> rewrite = Rewrite.build("發(fā)展", [Change(1, 5, "", "gloss")])
    >>> rewrite.text
    '發展'
    >>> rewrite.to_raw(0, 2)
    (0, 6)
    """

    raw: str
    text: str
    edits: tuple[Edit, ...] = ()

    @classmethod
    def identity(cls, text: str) -> "Rewrite":
        """Return the rewrite that changes nothing."""
        return cls(text, text)

    @classmethod
    def build(cls, raw: str, changes: Iterable[Change]) -> "Rewrite":
        """Apply ordered, disjoint changes to `raw`.

        Raises ValueError where changes overlap, run backwards, leave the text, or mark
        a span (any status but `repaired`) and change it all the same.
        """
        pieces: list[str] = []
        edits: list[Edit] = []
        position = length = 0
        for change in changes:
            raw_start, raw_end, after, kind, status, confidence, rejected = change
            before = raw[raw_start:raw_end]
            if not position <= raw_start <= raw_end <= len(raw):
                raise ValueError(f"Change {change} overlaps the one before it or leaves the text.")
            if status != REPAIRED and after != before:
                raise ValueError(f"Change {change} only marks a span, so it must keep {before!r}.")
            if status == REPAIRED and after == before:
                continue
            pieces += (raw[position:raw_start], after)
            start = length + raw_start - position
            length, position = start + len(after), raw_end
            edits.append(
                Edit(raw_start, raw_end, start, length, before, after, kind, status, confidence, rejected)
            )
        if not edits:
            return cls(raw, raw)
        pieces.append(raw[position:])
        return cls(raw, "".join(pieces), tuple(edits))

    @classmethod
    def concat(cls, parts: Iterable["Rewrite"]) -> "Rewrite":
        """Join rewrites of consecutive pieces of one text."""
        raws: list[str] = []
        texts: list[str] = []
        edits: list[Edit] = []
        raw_offset = offset = 0
        for part in parts:
            edits += (_shift(edit, raw_offset, offset) for edit in part.edits)
            raws.append(part.raw)
            texts.append(part.text)
            raw_offset += len(part.raw)
            offset += len(part.text)
        return cls("".join(raws), "".join(texts), tuple(edits))

    def then(self, other: "Rewrite") -> "Rewrite":
        """Compose with a rewrite of `self.text`; the result leads from `self.raw` to `other.text`.

        Edits that touch the same characters become one; its kind is that of the first
        repair in it. Raises ValueError if `other` starts from another text.
        """
        if other.raw != self.text:
            raise ValueError("The second rewrite does not start from the text of the first.")
        if not other.edits:
            return self
        if not self.edits:
            return other
        return Rewrite.build(self.raw, compose(self.raw, self.edits, other.edits, other.text))

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Map `text[start:end]` to the raw range it came from.

        A border inside an edit takes the whole edit along, unless its characters are
        aligned one to one; deletions at the borders stay outside.
        """
        return to_raw(self.edits, start, end)

    def from_raw(self, raw_start: int, raw_end: int) -> tuple[int, int]:
        """Map `raw[raw_start:raw_end]` to the range of the text that it became."""
        return from_raw(self.edits, raw_start, raw_end)

    def marked(self) -> list[tuple[int, int]]:
        """List the ranges of the text that were left as they are because no reading was certain."""
        return [(edit.start, edit.end) for edit in self.edits if edit.status != REPAIRED]


Rewriter = Callable[[str], Rewrite]


def rewrite_outside(rewriter: Rewriter, text: str, ranges: Sequence[tuple[int, int]]) -> Rewrite:
    """Rewrite `text` but leave the given ordered, disjoint ranges exactly as they are.

    Spans that repair could not decide keep the characters that are their only evidence.
    """
    if not ranges:
        return rewriter(text)
    parts: list[Rewrite] = []
    position = 0
    for start, end in ranges:
        parts.append(rewriter(text[position:start]))
        parts.append(Rewrite.identity(text[start:end]))
        position = end
    parts.append(rewriter(text[position:]))
    return Rewrite.concat(parts)


def _shift(edit: Edit, raw_offset: int, offset: int) -> Edit:
    return edit._replace(
        raw_start=edit.raw_start + raw_offset,
        raw_end=edit.raw_end + raw_offset,
        start=edit.start + offset,
        end=edit.end + offset,
    )
