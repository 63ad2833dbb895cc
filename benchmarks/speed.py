"""Measure whole runs, reading to writing, against plain spaCy with the same pkuseg model.

    python -m benchmarks.speed ../shared/data/text/hans_cmrc2018_wikipedia.txt

The texts are cut into pages of about a thousand characters, none twice, and every way of
processing them runs in a process of its own. Start-up is measured with two pages, one a
worker, and taken off, but in the last lines, which tell both. CPU seconds are what ratios are made
of, because a busy machine does not distort them; only the gain by a second worker is wall clock, and
needs two idle cores.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PAGE = 1000
BASELINE = """
import sys
from pathlib import Path
import spacy, spacy_pkuseg
from spacy.tokens import DocBin
pages, output, model = sys.argv[1:]
nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "pkuseg"}}})
nlp.tokenizer.pkuseg_seg = spacy_pkuseg.pkuseg(model, user_dict=None)
docs = DocBin()
for page in sorted(Path(pages).iterdir()):
    docs.add(nlp(page.read_text(encoding="utf-8")))
docs.to_disk(output)
"""


# Name, config, workers, pages. The cleaning of a few pages is over before it can be measured.
RUNS = (
    ("default", "default", 1, "pages"),
    ("default, 2 workers", "default", 2, "pages"),
    ("fast", "fast", 1, "pages"),
    ("clean", "clean", 1, "many"),
)
MANY = 5


class Size(NamedTuple):
    """How much text there is."""

    pages: int
    characters: int
    bytes: int


class Cost(NamedTuple):
    """Seconds of a process and its children, and the most memory that one of them held."""

    cpu: float
    wall: float
    memory: float

    def minus(self, start: "Cost") -> "Cost":
        return Cost(self.cpu - start.cpu, self.wall - start.wall, self.memory)


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("texts", type=Path, nargs="+", help="text files, .gz or not")
    parser.add_argument("--limit", type=int, default=2_400_000, help="characters in all")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="speed-") as folder:
        home = Path(folder)
        sizes = {
            "page": write_pages(options.texts, PAGE * 2, home / "page"),
            "pages": write_pages(options.texts, options.limit, home / "pages"),
            "many": write_pages(options.texts, options.limit * MANY, home / "many"),
        }
        compare(home, sizes)


def compare(home: Path, sizes: dict[str, Size]) -> None:
    """Measure all ways of processing the pages and print a line each."""
    for name, size in sizes.items():
        print(f"{name}: {size.pages:,} pages, {size.characters:,} characters, {size.bytes:,} bytes")
    print()
    print(
        f"{'':22} {'CPU s':>8} {'wall s':>8} {'chars/s':>10} {'MB/s':>6} {'start s':>8} {'RSS MB':>7}  ratio"
    )
    base, start = measure_baseline(home)
    show("spacy.blank + pkuseg", base, start, sizes["pages"], None)
    shares = {}
    net, whole = {}, {}
    for name, config, workers, pages in RUNS:
        whole[name], start = measure_run(home, config, workers, pages)
        net[name] = whole[name].minus(start)
        show(name, net[name], start, sizes[pages], base if pages == "pages" else None)
        shares[name] = read_stages(home)
    print()
    for costs, what in ((net, "without start-up"), (whole, "with start-up")):
        gain = costs["default"].wall / costs["default, 2 workers"].wall
        ratio = costs["default"].cpu / costs["fast"].cpu
        print(
            f"2 workers give {gain:.2f} times one (wall); fast has {ratio:.1f} times the throughput (CPU); {what}"
        )
    for name in ("default", "fast", "clean"):
        print(f"\nstages of {name}: {shares[name]}")


def show(name: str, cost: Cost, start: Cost, size: Size, base: Cost | None) -> None:
    """Print one line of the table."""
    ratio = f"{cost.cpu / base.cpu:5.2f}" if base else ""
    rates = f"{size.characters / cost.cpu:10,.0f} {size.bytes / cost.cpu / 1e6:6.2f}"
    print(f"{name:22} {cost.cpu:8.2f} {cost.wall:8.2f} {rates} {start.wall:8.2f} {cost.memory:7.0f}  {ratio}")


def measure_baseline(home: Path) -> tuple[Cost, Cost]:
    """Measure plain spaCy; also gives its start-up."""
    from pipeline.resources import find_model

    command = [sys.executable, "-c", BASELINE]
    model = str(find_model("segmenter"))
    start = measure([*command, str(home / "page"), str(home / "out.spacy"), model])
    return measure([*command, str(home / "pages"), str(home / "out.spacy"), model]).minus(start), start


def measure_run(home: Path, config: str, workers: int, pages: str) -> tuple[Cost, Cost]:
    """Measure a whole batch run; also gives its start-up, up to the end of the first pages."""
    costs = []
    for folder in ("page", pages):
        output = Path(tempfile.mkdtemp(dir=home, prefix="out-"))
        docs = "1" if folder == "page" else "500"
        command = [
            sys.executable,
            "-m",
            "pipeline",
            "run",
            config,
            "--run.report",
            "false",
            "--run.n_process",
        ]
        paths = ["--paths.input", str(home / folder), "--paths.output", str(output)]
        costs.append(measure([*command, str(workers), "--run.shard_docs", docs, *paths]))
        (home / "last.json").write_bytes((output / "run.json").read_bytes())
    return costs[1], costs[0]


def read_stages(home: Path) -> str:
    """Say what share of the last run each stage had."""
    stages = json.loads((home / "last.json").read_text("utf-8"))["timings"]["stages"]
    total = sum(stages.values())
    ordered = sorted(stages.items(), key=lambda stage: -stage[1])
    return ", ".join(f"{name} {seconds / total:.0%}" for name, seconds in ordered)


def measure(command: list[str]) -> Cost:
    """Run a command and wait for it and its children. Raises CalledProcessError if it fails."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        raise subprocess.CalledProcessError(process.returncode, command)
    wall = time.perf_counter() - begin
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def write_pages(texts: list[Path], limit: int, folder: Path) -> Size:
    """Cut texts into pages at line ends, a file each."""
    folder.mkdir()
    pages = characters = count = 0
    for page in cut_pages(texts, limit):
        count += (folder / f"{pages:06}.txt").write_bytes(page.encode())
        pages, characters = pages + 1, characters + len(page)
    return Size(pages, characters, count)


def cut_pages(texts: list[Path], limit: int) -> Iterator[str]:
    """Join lines, each once, to pages of PAGE characters, until `limit` characters are there."""
    page, total = "", 0
    seen = set()
    for line in (line for path in texts for line in read_lines(path)):
        if line in seen:
            continue
        seen.add(line)
        page += line
        if len(page) >= PAGE:
            yield page
            total += len(page)
            page = ""
        if total >= limit:
            return
    if page:
        yield page


def read_lines(path: Path) -> list[str]:
    """Read the lines of a text file, gzipped or not."""
    content = path.read_bytes()
    return (
        (gzip.decompress(content) if path.suffix == ".gz" else content)
        .decode("utf-8")
        .splitlines(keepends=True)
    )


if __name__ == "__main__":
    main()
