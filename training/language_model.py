"""Build models/language_model from open text and word lists.

Run: `python -m training.language_model ../shared/data` (needs the `train` extra: opencc, wordfreq).
`--without aceh --without-prose stories` leaves out the articles of some letters and some of the prose, so that confidence can be
fitted on what the model has not read; `--output` says where that model goes.

Counts of one to four characters are mixed with a weight for each source, smoothed after
Witten and Bell, pruned, and packed into a Bloomier filter (pipeline/text/repair/ngram_table.py).
Laws make up most of the text and are counted little; word lists lend the vocabulary of news,
the project's own articles how news puts it, and its own prose how other sites write.
"""

import argparse
import json
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from opencc import OpenCC

from pipeline.text.repair.language_model import BACKOFF_STEP, BREAK, DIGIT, LETTER, LOG_STEP, UNKNOWN
from pipeline.text.repair.ngram_table import place
from training.language_sources import (
    ARTICLES,
    PROSE,
    TEXTS,
    read_articles,
    read_prose,
    read_text,
    read_words,
)

Keys = npt.NDArray[Any]
Counts = npt.NDArray[Any]

MODEL = Path(__file__).parents[1] / "models" / "language_model"
BITS, ORDER, VOCABULARY, CODE_POINTS = 13, 4, 8000, 0x110000
THRESHOLDS = {2: 0.25, 3: 1.1, 4: 3.1}
WITTEN_BELL = 14.0
UNKNOWN_SHARE = 1e-3
"""Part of the chance of an unknown character that one such character has: there are thousands."""


def create_fold() -> dict[str, str]:
    """Map Traditional characters to Simplified ones, one to one."""
    simplify = OpenCC("t2s").convert
    chars = (chr(code) for code in (*range(0x3400, 0x4DB6), *range(0x4E00, 0x9FFF)))
    return {char: simplify(char) for char in chars if simplify(char) != char and len(simplify(char)) == 1}


def find_simplified(data: Path) -> str:
    """List the characters that only Simplified text has, by table and by count."""
    expand = OpenCC("s2t").convert
    seen = set((data / "text" / "hant_drcd_dev_wikipedia.txt").read_text(encoding="utf-8"))
    chars = map(chr, range(0x4E00, 0x9FFF))
    return "".join(char for char in chars if expand(char) != char and char not in seen)


def normalise(text: str, table: dict[int, str]) -> str:
    """Fold script, width, digits, letters and white space."""
    return text.translate(table)


def create_table(fold: dict[str, str]) -> dict[int, str]:
    """Build the translation that the model applies to what it scores."""
    table = {ord(char): other for char, other in fold.items()}
    table |= {code + 0xFEE0: chr(code) for code in range(0x21, 0x7F)}
    table |= {ord(char): DIGIT for char in "0123456789０１２３４５６７８９"}
    table |= {code: LETTER for code in (*range(0x61, 0x7B), *range(0xFF41, 0xFF5B), *range(0xC0, 0x250))}
    return table | {ord(char): BREAK for char in " \t\r\u3000\xa0"}


def count_ngrams(codes: Keys, order: int, weights: Counts) -> tuple[Keys, Counts]:
    """Count the n-grams of one order; 0 separates texts, and no n-gram spans it."""
    keys = codes[: len(codes) - order + 1].copy()
    valid = keys > 0
    for offset in range(1, order):
        piece = codes[offset : len(codes) - order + 1 + offset]
        keys = keys << BITS | piece
        valid &= piece > 0
    unique, inverse = np.unique(keys[valid], return_inverse=True)
    return unique, np.bincount(inverse, weights[: len(keys)][valid], len(unique))


def merge(parts: list[tuple[Keys, Counts]]) -> tuple[Keys, Counts]:
    """Add up counts of several sources."""
    unique, inverse = np.unique(np.concatenate([keys for keys, _ in parts]), return_inverse=True)
    return unique, np.bincount(inverse, np.concatenate([counts for _, counts in parts]), len(unique))


def encode_sources(
    data: Path, fold: dict[str, str], without: str, without_prose: Collection[str]
) -> tuple[str, list[tuple[Keys, Counts]]]:
    """Return the vocabulary and, for each source, its codes and the weight at each of them."""
    table = create_table(fold)
    sources = [(normalise(read_text(data / "text" / name), table), weight) for name, weight in TEXTS.items()]
    sources.append((normalise(read_articles(without), table), ARTICLES))
    sources.append((normalise(read_prose(without_prose), table), PROSE))
    words = [(normalise(word, table) + "\0", weight) for word, weight in read_words(data)]
    blob = "".join(word for word, _ in words)
    spread = np.repeat([weight for _, weight in words], [len(word) for word, _ in words])
    texts: list[tuple[Keys, Counts]] = [
        (to_points(text), np.full(len(text), weight)) for text, weight in sources
    ]
    texts.append((to_points(blob), spread))
    totals: Counts = sum((np.bincount(*text, CODE_POINTS) for text in texts), np.zeros(CODE_POINTS))
    totals[0] = 0
    totals[[ord(char) for char in (UNKNOWN, DIGIT, LETTER, BREAK)]] += 100.0
    for char in map(chr, range(0x4E00, 0xA000)):  # everything that GB2312 can write is known
        totals[ord(char)] += 0.5 if char.encode("gb2312", "ignore") and char not in fold else 0
    order = np.argsort(-totals, kind="stable")[:VOCABULARY]
    order = order[totals[order] > 0]
    numbers = np.full(CODE_POINTS, list(order).index(ord(UNKNOWN)) + 1)
    numbers[order] = np.arange(1, len(order) + 1)
    numbers[0] = 0
    return "".join(map(chr, order)), [(numbers[points], weights) for points, weights in texts]


def to_points(text: str) -> Keys:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.int64)


def estimate(
    counts: dict[int, tuple[Keys, Counts]], size: int, unknown: int
) -> tuple[Counts, dict[int, dict[str, Counts]]]:
    """Smooth: each order is mixed with the next lower one by the number of types after a context."""
    keys, numbers = counts[1]
    unigrams = np.full(size + 1, 0.02)
    unigrams[keys] += numbers
    unigrams[0] = 0
    unigrams /= unigrams.sum()
    unigrams[unknown] *= UNKNOWN_SHARE
    lower_keys: Keys = np.arange(size + 1)
    lower: Counts = unigrams
    orders = {}
    for order in range(2, ORDER + 1):
        keys, numbers = counts[order]
        contexts, owner = np.unique(keys >> BITS, return_inverse=True)
        mass = np.bincount(owner, numbers)
        types = np.bincount(owner) * WITTEN_BELL
        rest = types / (mass + types)
        tails = keys & ((1 << BITS * (order - 1)) - 1)
        below = lower[np.searchsorted(lower_keys, tails)]
        chance = numbers / (mass + types)[owner] + rest[owner] * below
        orders[order] = {
            "keys": keys,
            "chance": chance,
            "numbers": numbers,
            "contexts": contexts,
            "rest": rest,
        }
        lower_keys, lower = keys, chance
    return unigrams, orders


def select(orders: dict[int, dict[str, Counts]]) -> tuple[Keys, Keys]:
    """Prune, and write log probability and backoff weight of each n-gram kept into 16 bits."""
    all_keys, entries = [], []
    for order, part in orders.items():
        kept = part["numbers"] >= THRESHOLDS[order]
        keys, chance = part["keys"][kept], part["chance"][kept]
        rest: Counts = np.zeros(len(keys))
        if order < ORDER:
            above = orders[order + 1]
            spot = np.minimum(np.searchsorted(above["contexts"], keys), len(above["contexts"]) - 1)
            rest = np.where(above["contexts"][spot] == keys, -np.log(above["rest"][spot]), 0)
        all_keys.append(keys)
        entries.append(pack(-np.log(chance), rest))
        print(order, len(part["keys"]), "kept", len(keys), file=sys.stderr)
    contexts, rest = orders[2]["contexts"], orders[2]["rest"]
    return np.concatenate([*all_keys, contexts]), np.concatenate(
        [*entries, pack(np.zeros(len(rest)), -np.log(rest))]
    )


def pack(cost: Counts, backoff: Counts) -> Keys:
    """Quantise costs in nats into one byte each."""
    high = np.clip(np.rint(cost / LOG_STEP), 0, 255).astype(np.int64)
    return high << 8 | np.clip(np.rint(backoff / BACKOFF_STEP), 0, 255).astype(np.int64)


def build_filter(keys: Keys, entries: Keys) -> tuple[int, npt.NDArray[np.uint32]]:
    """Peel the three-slot graph of the keys and fill the table in reverse order."""
    segment = int(len(keys) * 1.26 / 3) + 16
    slots, prints = place(keys.astype(np.uint64), segment)
    places = slots.T
    values = (prints << np.uint64(16) | entries.astype(np.uint64)).astype(np.uint32)
    rounds, alive = [], np.arange(len(keys))
    while len(alive):
        degree = np.bincount(places[alive].ravel(), minlength=3 * segment)
        lonely = degree[places[alive]] == 1
        ready = lonely.any(axis=1)
        if not ready.any():
            raise SystemExit("The filter could not be built; make the table larger.")
        rounds.append((alive[ready], lonely[ready].argmax(axis=1)))
        alive = alive[~ready]
    table = np.zeros(3 * segment, dtype=np.uint32)
    for chosen, slot in reversed(rounds):
        own = places[chosen, slot]
        others = table[places[chosen]]
        table[own] = values[chosen] ^ np.bitwise_xor.reduce(others, axis=1) ^ table[own]
    return segment, table


def main() -> None:
    """Count, smooth, pack, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--without", default="", help="letters of articles to leave out")
    parser.add_argument("--without-prose", nargs="*", default=(), help="files of corpus/prose to leave out")
    parser.add_argument("--output", type=Path, default=MODEL)
    options = parser.parse_args()
    fold = create_fold()
    vocabulary, sources = encode_sources(options.data, fold, options.without, options.without_prose)
    counts = {
        order: merge([count_ngrams(codes, order, weights) for codes, weights in sources])
        for order in range(1, ORDER + 1)
    }
    unigrams, orders = estimate(counts, len(vocabulary), vocabulary.index(UNKNOWN) + 1)
    keys, entries = select(orders)
    segment, table = build_filter(keys, entries)
    pairs = "".join(char + other for char, other in fold.items() if other in set(vocabulary))
    header = {
        "vocabulary": vocabulary,
        "fold": pairs,
        "simplified": find_simplified(options.data),
        "segment": segment,
        "unigrams": [round(float(cost), 2) for cost in -np.log(unigrams[1:])],
    }
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "header.json").write_text(json.dumps(header, ensure_ascii=False), encoding="utf-8")
    (options.output / "ngrams.bin").write_bytes(table.astype("<u4").tobytes())
    print(len(keys), "n-grams", 12 * segment, "bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
