"""Measure the rule components against spacy_pkuseg's own `cut` with the same model, on the same documents.

    python -m benchmarks.rules
    python -m benchmarks.rules ../shared/data/text/hans_govreports_2008_2020.txt

Always reads the gold articles, no text twice; a path adds pages of about a thousand
characters. Each document is segmented once beforehand, since the rules start from
tokens. CPU seconds only: a ratio is the time of a component over that of `cut` in the same
round; both take turns document by document, so that a busy machine slows them alike. With
more than one round the best counts, but later rounds find warm caches.
"""

import argparse
import gc
import json
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import spacy_pkuseg
from spacy.language import Language

import pipeline
from benchmarks.speed import cut_pages
from pipeline.resources import find_model

GOLD = Path(__file__).parents[1] / "corpus" / "gold" / "dev.jsonl"
BUDGET = 0.25
WARM_UP = "2024年，上海港完成集装箱吞吐量5150.6万标准箱，同比增长4.8%。"


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("text", type=Path, nargs="?", help="one more text file, .gz or not")
    parser.add_argument("--limit", type=int, default=250_000, help="characters of it")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    nlp = pipeline.load("default")
    segmenter = spacy_pkuseg.pkuseg(str(find_model("segmenter")), user_dict=None)
    sets = {"gold articles": list(dict.fromkeys(read_gold(GOLD)))}
    if options.text:
        sets[options.text.name] = list(cut_pages([options.text], options.limit))
    for name, texts in sets.items():
        show(name, sum(map(len, texts)), measure(nlp, segmenter, texts, options.rounds))


def read_gold(path: Path) -> Iterable[str]:
    """Yield the clean text of each article."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line)["text"] for line in lines)


def measure(nlp: Language, segmenter: Any, texts: list[str], rounds: int) -> dict[str, float]:
    """Give the CPU seconds of `cut` and of each component, the best of all rounds each."""
    segmenter.cut(WARM_UP)
    nlp(WARM_UP)  # loads what is loaded at first use
    gc.freeze()  # as runs do; or the one look through all tables falls on a component by chance
    best: dict[str, float] = {}
    for _ in range(rounds):
        seconds = dict.fromkeys(("cut", *nlp.pipe_names), 0.0)
        for text, doc in [(text, nlp.make_doc(text)) for text in texts]:
            seconds["cut"] += spend(segmenter.cut, text)
            for name, component in nlp.pipeline:
                seconds[name] += spend(component, doc)
        best = {name: min(spent, best.get(name, spent)) for name, spent in seconds.items()}
    return best


def spend(function: Callable[[Any], object], item: Any) -> float:
    """Give the CPU seconds for an item."""
    begin = time.process_time()
    function(item)
    return time.process_time() - begin


def show(name: str, characters: int, seconds: dict[str, float]) -> None:
    """Print a line for each component and one for all."""
    cut = seconds["cut"]
    rules = dict(islice(seconds.items(), 1, None))
    print(f"{name}: {characters:,} characters")
    for part, spent in {**seconds, "all rules": sum(rules.values())}.items():
        print(f"  {part:14} {characters / spent:12,.0f} chars/s {spent / cut:6.3f} x cut")
    verdict = "within" if sum(rules.values()) <= BUDGET * cut else "above"
    print(f"  {verdict} the budget of {BUDGET} x cut\n")


if __name__ == "__main__":
    main()
