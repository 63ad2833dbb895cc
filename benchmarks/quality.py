"""Hold the quality that was measured: scores on corpus/gold may rise freely and fall only by decision.

    python benchmarks/quality.py                      fail if a figure falls below its floor
    python benchmarks/quality.py --update             measure anew; refuses to lower a floor
    python benchmarks/quality.py --update --allow-regression

The floors are in quality.json with a digest of the gold files, so that a change of the
annotations is a change of the floors too.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pipeline
from pipeline.evaluation import evaluate

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "corpus" / "gold"
FLOORS = ROOT / "benchmarks" / "quality.json"
# One flipped answer moves a score by about a thousandth: that is noise of a rule change, not of a run.
TOLERANCE = 0.0005


def main() -> int:
    """Measure, compare, and update if asked."""
    arguments = parse_arguments()
    floors: dict[str, Any] = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    scores = dict(flatten(evaluate(pipeline.load(ROOT / "configs" / "default.cfg"), GOLD)))
    lower = sorted(
        f"{name}: {scores.get(name)} < {floor}"
        for name, floor in floors.get("floors", {}).items()
        if scores.get(name, 0.0) < floor - TOLERANCE
    )
    if arguments.update:
        return update(scores, lower, arguments.allow_regression)
    if floors.get("corpus") != digest():
        lower.append("corpus/gold has changed: run with --update")
    print("\n".join(lower) or f"{len(scores)} figures at or above their floors")
    return 1 if lower else 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--update", action="store_true", help="write the measured figures as floors")
    parser.add_argument("--allow-regression", action="store_true", help="let --update lower floors")
    return parser.parse_args()


def update(scores: dict[str, float], lower: list[str], allow_regression: bool) -> int:
    """Write the floors, unless one would fall without leave."""
    if lower and not allow_regression:
        print("\n".join(["Refused, these would fall (--allow-regression to accept):", *lower]))
        return 1
    content = {"corpus": digest(), "floors": dict(sorted(scores.items()))}
    FLOORS.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0


def digest() -> str:
    """Hash the gold files."""
    content = b"".join(path.read_bytes() for path in sorted(GOLD.glob("*.jsonl")))
    return hashlib.sha256(content).hexdigest()


def flatten(scores: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    """Name the figures that should be high: F1, accuracies, and 1 - CER."""
    for key, value in scores.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and "f1" in value:
            yield f"{name}.f1", value["f1"]
        elif isinstance(value, dict):
            yield from flatten(value, f"{name}.")
        elif key == "cer_after":
            yield f"{prefix}characters_right", round(1 - value, 6)
        elif key not in ("documents", "cer_before"):
            yield name, value


if __name__ == "__main__":
    sys.exit(main())
