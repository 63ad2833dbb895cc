"""Measure repair against ftfy and OpenCC on the same text, and on damaged pages.

    python -m benchmarks.speed_repair ../shared/data/text/hans_cmrc2018_wikipedia.txt

Clean text is cut into pages of about a thousand characters, and measured whole as well. All
ways take turns, round after round, and the median of their CPU seconds counts: a busy machine
slows all of them alike. Damaged pages are made of the Traditional form of the same text by
the forward model, a tenth of it, each page with another seed. MB are of UTF-8.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import ftfy
import opencc

from benchmarks.speed import read_lines
from pipeline.text.damage import VARIANTS, damage
from pipeline.text.repair import repair

PAGE, SHARE = 1000, 10


def main() -> None:
    """Read the command line, measure each file, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="+", help="text files, .gz or not")
    parser.add_argument("--limit", type=int, default=400_000, help="characters of each file")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    ways: dict[str, Callable[[str], object]] = {
        "repair": repair,
        "ftfy.fix_encoding": ftfy.fix_encoding,
        "ftfy.fix_text": ftfy.fix_text,
        "OpenCC t2s": opencc.OpenCC("t2s").convert,
    }
    print(f"{'MB/s of clean text (ratio to repair)':38}" + "".join(f"{name:>20}" for name in ways))
    for path in options.texts:
        text = "".join(read_lines(path))[: options.limit]
        show(f"{path.stem[:30]}, pages", ways, split(text), options.rounds)
        show(f"{path.stem[:30]}, whole", ways, [text], options.rounds)
    print(f"\n{'MB/s of damaged pages':38}" + "".join(f"{name:>18}" for name in VARIANTS))
    for path in options.texts:
        text = opencc.OpenCC("s2t").convert("".join(read_lines(path))[: options.limit // SHARE])
        show_damaged(path.stem[:30], split(text))


def show(name: str, ways: dict[str, Callable[[str], object]], pages: Sequence[str], rounds: int) -> None:
    """Print a line of rates, and behind each its ratio to the first."""
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds + 1):
        for way, function in ways.items():
            seconds[way].append(measure(function, pages))
    medians = [statistics.median(times[1:]) for times in seconds.values()]  # the first round warms up
    size = count(pages)
    rates = (f"{size / median:10.1f} ({medians[0] / median:6.2f}x)" for median in medians)
    print(f"{name:38}" + "".join(f"{rate:>20}" for rate in rates), flush=True)


def show_damaged(name: str, pages: Sequence[str]) -> None:
    """Print how fast the pages are repaired, damaged by each variant in turn; nothing is warm."""
    rates = []
    for variant in VARIANTS.values():
        damaged = [damage(page, variant, seed) for seed, page in enumerate(pages)]
        rates.append(count(damaged) / measure(repair, damaged))
    print(f"{name:38}" + "".join(f"{rate:18.3f}" for rate in rates), flush=True)


def measure(function: Callable[[str], object], pages: Sequence[str]) -> float:
    """Return the CPU seconds that a function takes for all pages."""
    begin = time.process_time()
    for page in pages:
        function(page)
    return time.process_time() - begin


def split(text: str) -> list[str]:
    """Cut a text into pages."""
    return [text[start : start + PAGE] for start in range(0, len(text), PAGE)]


def count(pages: Sequence[str]) -> float:
    """Return the size of some pages in MB."""
    return sum(len(page.encode()) for page in pages) / 1e6


if __name__ == "__main__":
    main()
