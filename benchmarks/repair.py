"""Measure how well repair undoes the spinner: text broken by the forward model, mended, and compared.

    python -m benchmarks.repair corpus/gold/test.jsonl
    python -m benchmarks.repair corpus/gold/test.jsonl --variants no_cut drop --seeds 5 --show shift:wrong

The language model has read the dev articles: on these the figures flatter, unless a model stands in `models/` that
was built without them (`python -m training.language_model ../shared/data --without acehlk`).

Texts are JSON lines with `raw_text`, or plain text cut into pages of lines; Simplified ones
are turned to Traditional first. Each page is broken by every variant, with several seeds. The damaged page
falls into whole characters and the gaps between them (benchmarks/traced.py), and each gap is

- `lost`, where pairs of bytes vanished; `shift`, where characters were broken; `added`, where
  something was only put in (readings, commas); `whole`, where the repair changed what was not damaged;
- and `right`, `marked` (the repair says where it is unsure, and everything else is right), or `wrong`.

CER is edit distance over characters, outside gaps that lost pairs; a marked gap counts as it stands.
"""

import argparse
import json
import re
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import opencc

from benchmarks.speed import read_lines
from benchmarks.traced import Gap, Traced, trace
from pipeline.text.damage import VARIANTS
from pipeline.text.repair import repair
from pipeline.text.rewrite import REPAIRED, Rewrite

PAGE = 1000
CLASSES, VERDICTS = ("lost", "shift", "added", "whole"), ("right", "marked", "wrong")


class Judged(NamedTuple):
    """One gap of a repaired page; `expected`, `got` and `damaged` are what should be, is, and was there."""

    name: str
    verdict: str
    expected: str
    got: str
    damaged: str
    confidence: float
    place: str


def main() -> None:
    """Read the command line, break, mend, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="+")
    parser.add_argument("--variants", nargs="+", default=list(VARIANTS), choices=VARIANTS)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--limit", type=int, default=100_000, help="characters of each plain text")
    parser.add_argument("--show", default="", help="print the gaps of a kind, like shift:wrong")
    options = parser.parse_args()
    pages = [page for path in options.texts for page in read_pages(path, options.limit)]
    print(f"{'':16} CER % " + "".join(f"{name:>8}:{verdict:6}" for name, verdict in columns()) + "   MB/s")
    for name in options.variants:
        counts: Counter[str] = Counter()
        for seed in range(options.seeds):
            for page in pages:
                measure(page, name, seed, counts, options.show)
        cells = "".join(f"{counts[f'{name}:{verdict}']:15}" for name, verdict in columns())
        cer = 100 * counts["errors"] / counts["characters"]
        print(f"{name:16}{cer:6.3f} {cells}{counts['bytes'] / counts['microseconds']:7.2f}", flush=True)


def columns() -> Iterator[tuple[str, str]]:
    yield from ((name, verdict) for name in CLASSES[:2] for verdict in VERDICTS)
    yield from ((name, "wrong") for name in CLASSES[2:])


def read_pages(path: Path, limit: int) -> list[str]:
    """Read pages of a file and make them Traditional."""
    if path.suffix == ".jsonl":
        pages = [json.loads(line)["raw_text"] for line in path.read_text("utf-8").split("\n") if line]
    else:
        text = "".join(read_lines(path))[:limit]
        pages = [text[start : start + PAGE] for start in range(0, len(text), PAGE)]
    return list(map(opencc.OpenCC("s2t").convert, pages))


def measure(page: str, name: str, seed: int, counts: Counter[str], show: str) -> None:
    """Break and mend one page, and count what came of it."""
    traced = trace(page, VARIANTS[name], seed)
    begin = time.process_time()
    rewrite = repair(traced.damaged)
    counts["microseconds"] += round(1e6 * (time.process_time() - begin))
    counts["bytes"] += len(traced.damaged.encode())
    counts["characters"] += len(traced.text)
    for gap in judge(traced, rewrite):
        key = f"{gap.name}:{gap.verdict}"
        counts[key] += 1
        if gap.name == "lost":
            counts["characters"] -= len(gap.expected)
        elif gap.verdict != "right":
            counts["errors"] += distance(gap.expected, gap.got)
        if key == show:
            print(
                f"  {name} {gap.damaged!r} -> {gap.got!r} not {gap.expected!r} {gap.confidence} in {gap.place!r}"
            )


def judge(traced: Traced, rewrite: Rewrite) -> Iterator[Judged]:
    """Compare a repair with the text, gap by gap."""
    for gap, is_broken in merge(traced, rewrite):
        expected = traced.text[gap.start : gap.end]
        start, end = rewrite.from_raw(gap.raw_start, gap.raw_end)
        got = rewrite.text[start:end]
        edits = [e for e in rewrite.edits if e.raw_start < gap.raw_end and e.raw_end > gap.raw_start]
        pattern, position = "", start
        for edit in edits:
            if edit.status != REPAIRED:
                pattern += re.escape(rewrite.text[position : edit.start]) + ".*"
                position = edit.end
        pattern += re.escape(rewrite.text[position:end])
        is_cut = any(edit.raw_start == gap.raw_end and edit.status != REPAIRED for edit in rewrite.edits)
        pattern += ".*" * is_cut  # what follows is marked for having lost its beginning
        is_marked = is_cut or any(edit.status != REPAIRED for edit in edits)
        verdict = "right" if got == expected else "wrong"
        if verdict == "wrong" and is_marked and re.fullmatch(pattern, expected, re.DOTALL):
            verdict = "marked"
        name = (
            "lost"
            if gap.lost
            else "shift"
            if is_broken and gap.end > gap.start
            else "added"
            if is_broken
            else "whole"
        )
        yield Judged(
            name,
            verdict,
            expected,
            got,
            traced.damaged[gap.raw_start : gap.raw_end],
            min((edit.confidence for edit in edits), default=1.0),
            traced.text[max(0, gap.start - 8) : gap.end + 8],
        )


def merge(traced: Traced, rewrite: Rewrite) -> Iterator[tuple[Gap, bool]]:
    """Join each edit with the gaps that it touches; tell for each whether anything was broken there."""
    offsets = Offsets(traced)
    pieces = [(gap, True) for gap in traced.gaps]
    for edit in rewrite.edits:
        if edit.status == REPAIRED:
            pieces.append(
                (
                    Gap(offsets.of(edit.raw_start), offsets.of(edit.raw_end), edit.raw_start, edit.raw_end),
                    False,
                )
            )
    pieces.sort(key=lambda piece: (piece[0].raw_start, piece[0].raw_end))
    current: tuple[Gap, bool] | None = None
    for piece in pieces:
        if current and piece[0].raw_start < current[0].raw_end:
            current = join(current, piece)
        else:
            if current:
                yield current
            current = piece
    if current:
        yield current


def join(left: tuple[Gap, bool], right: tuple[Gap, bool]) -> tuple[Gap, bool]:
    a, b = left[0], right[0]
    gap = Gap(
        min(a.start, b.start),
        max(a.end, b.end),
        min(a.raw_start, b.raw_start),
        max(a.raw_end, b.raw_end),
        a.lost + b.lost,
    )
    return gap, left[1] or right[1]


class Offsets:
    """Tell which offset of the text stands at an offset of the damaged page."""

    def __init__(self, traced: Traced) -> None:
        self.gaps = traced.gaps
        self.ends = [gap.raw_end for gap in traced.gaps]

    def of(self, raw: int) -> int:
        index = bisect_left(self.ends, raw)
        if index < len(self.gaps) and self.gaps[index].raw_start < raw < self.gaps[index].raw_end:
            return self.gaps[index].end
        if index < len(self.gaps) and self.gaps[index].raw_end == raw:
            return self.gaps[index].end
        last = self.gaps[index - 1] if index else Gap(0, 0, 0, 0)
        return last.end + raw - last.raw_end


def distance(expected: str, got: str) -> int:
    """Return the edit distance of two short strings."""
    row = list(range(len(got) + 1))
    for i, char in enumerate(expected, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(got, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (char != other))
    return row[-1]


if __name__ == "__main__":
    main()
