"""Score a pipeline against annotated files: repair, entities, metrics.

A gold line carries `raw_text`, the final `text`, `entities` and `metrics` under the
names of the document record, so that a corrected output record is a gold line too.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.table import Table
from spacy.language import Language

from pipeline.attrs import set_input
from pipeline.errors import InputError
from pipeline.io.records import create_record, load_lines
from pipeline.text.script import Script

__all__ = ["evaluate", "print_scores", "read_gold", "score"]

Row = dict[str, Any]
FIELDS = ("qualifier", "value_max", "change", "comparison", "time", "target", "rank", "indicator", "subject")
OVERLAPPING = ("indicator", "subject")


class Score(NamedTuple):
    """Counts of right, spurious and missing answers."""

    right: int
    found: int
    gold: int

    def as_dict(self) -> dict[str, float]:
        precision = self.right / self.found if self.found else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        return {"p": round(precision, 4), "r": round(recall, 4), "f1": round(f1, 4), "gold": self.gold}


def evaluate(nlp: Language, gold: str | Path) -> dict[str, Any]:
    """Process the raw text of every gold line and score the results, file by file.

    `gold` is a JSONL file or a folder of them. Raises InputError if there is none.
    """
    return {path.name: score(nlp, read_gold(path)) for path in _gold_files(Path(gold))}


def read_gold(path: Path) -> list[Row]:
    """Read gold lines.

    Raises InputError for a line without the keys that are scored.
    """
    with path.open("rb") as lines:
        rows = list(load_lines(lines))
    for number, row in enumerate(rows, start=1):
        if missing := {"raw_text", "text", "entities", "metrics"} - row.keys():
            raise InputError(
                f"{path}:{number} lacks {sorted(missing)}. A gold line has the keys of a record."
            )
    return rows


def score(nlp: Language, gold: list[Row]) -> dict[str, Any]:
    """Score the pipeline on gold lines.

    Character error rates are edits a gold character: of the raw text with only its script
    converted (`before`), and of the pipeline's text (`after`).
    """
    pairs = [(row, _align(_process(nlp, row), row["text"])) for row in gold]
    return {
        "documents": len(gold),
        "repair": _score_repair(pairs),
        "entities": _score_entities(pairs),
        "metrics": _score_metrics(pairs),
    }


def _gold_files(gold: Path) -> list[Path]:
    files = sorted(gold.glob("*.jsonl")) if gold.is_dir() else [gold]
    if not files or not files[0].is_file():
        raise InputError(
            f"There are no gold files (*.jsonl) in {gold}. Give a JSONL file or a folder of them."
        )
    return files


def _process(nlp: Language, row: Row) -> Row:
    doc = nlp.tokenizer(row["raw_text"])
    set_input(doc, {"id": row.get("id"), "published": row.get("published")})
    return create_record(nlp(doc))


def _align(record: Row, text: str) -> Row:
    """Move the offsets of a record to the gold text, where the two texts differ."""
    if record["text"] == text:
        return record
    target = _position_map(record["text"], text)
    moved = dict(record)
    for kind in ("entities", "metrics"):
        moved[kind] = [
            item | {"start": target[item["start"]], "end": target[item["end"] - 1] + 1}
            for item in record[kind]
        ]
    return moved


def _position_map(source: str, target: str) -> list[int]:
    """Map each offset of `source` to the offset of `target` that it is aligned with."""
    positions: list[int] = []
    for step in Levenshtein.opcodes(source, target):
        last = max(step.dest_start, step.dest_end - 1)
        length = step.src_end - step.src_start
        positions += (min(step.dest_start + offset, last) for offset in range(length))
    return [*positions, len(target)]


def _score_repair(pairs: list[tuple[Row, Row]]) -> dict[str, float]:
    script = Script()
    before = sum(Levenshtein.distance(script(gold["raw_text"]).text, gold["text"]) for gold, _ in pairs)
    after = sum(Levenshtein.distance(found["text"], gold["text"]) for gold, found in pairs)
    length = sum(len(gold["text"]) for gold, _ in pairs) or 1
    exact = sum(found["text"] == gold["text"] for gold, found in pairs)
    return {
        "cer_before": round(before / length, 6),
        "cer_after": round(after / length, 6),
        "exact": round(exact / max(1, len(pairs)), 4),
    }


def _score_entities(pairs: list[tuple[Row, Row]]) -> dict[str, Any]:
    labels: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    canonical = Counter[bool]()
    for gold, found in pairs:
        expected = {_entity_key(item): item for item in gold["entities"]}
        actual = {_entity_key(item): item for item in found["entities"]}
        for keys, slot in ((expected.keys() & actual.keys(), 0), (actual, 1), (expected, 2)):
            for key in keys:
                labels[key[2]][slot] += 1
        canonical.update(
            expected[key]["canonical"] == actual[key]["canonical"] for key in expected.keys() & actual.keys()
        )
    total = (
        Score(*(sum(counts) for counts in zip(*labels.values(), strict=True))) if labels else Score(0, 0, 0)
    )
    return {
        "all": total.as_dict(),
        "canonical": round(canonical[True] / max(1, canonical.total()), 4),
        "labels": {label: Score(*counts).as_dict() for label, counts in sorted(labels.items())},
    }


def _entity_key(item: Row) -> tuple[int, int, str]:
    return item["start"], item["end"], item["label"]


def _score_metrics(pairs: list[tuple[Row, Row]]) -> dict[str, Any]:
    matched: list[tuple[Row, Row]] = []
    found_items: list[Row] = []
    gold_items: list[Row] = []
    for gold, found in pairs:
        actual = {_metric_key(item): item for item in found["metrics"]}
        matched += [
            (item, actual[_metric_key(item)]) for item in gold["metrics"] if _metric_key(item) in actual
        ]
        found_items += found["metrics"]
        gold_items += gold["metrics"]
    spans = Score(len(matched), len(found_items), len(gold_items))
    whole = sum(all(_agrees(field, *pair) for field in FIELDS if field != "subject") for pair in matched)
    return {
        "span_value_unit": spans.as_dict(),
        "whole_facts": round(whole / max(1, len(gold_items)), 4),
        "fields": dict(_score_fields(matched, found_items, gold_items)),
    }


def _score_fields(
    matched: list[tuple[Row, Row]], found: list[Row], gold: list[Row]
) -> Iterator[tuple[str, dict[str, float]]]:
    """Score each field over its values that are not null or false."""
    for field in FIELDS:
        right = sum(
            bool(expected[field]) and _agrees(field, expected, actual) for expected, actual in matched
        )
        yield field, Score(right, _count(field, found), _count(field, gold)).as_dict()


def _count(field: str, items: Iterable[Row]) -> int:
    return sum(bool(item[field]) for item in items)


def _metric_key(item: Row) -> tuple[int, int, Decimal, str]:
    return item["start"], item["end"], Decimal(item["value"]), item["unit"]


def _agrees(field: str, gold: Row, found: Row) -> bool:
    if field == "value_max" and gold[field] and found[field]:
        return Decimal(gold[field]) == Decimal(found[field])
    compare: Callable[[Any, Any], bool] = _overlaps if field in OVERLAPPING else _equals
    return compare(gold[field], found[field])


def _equals(gold: Any, found: Any) -> bool:
    return (gold or None) == (found or None)


def _overlaps(gold: str | None, found: str | None) -> bool:
    """Tell whether two noun phrases share at least half of the shorter one."""
    if not gold or not found:
        return not gold and not found
    shorter, longer = sorted((gold, found), key=len)
    half = (len(shorter) + 1) // 2
    return any(shorter[at : at + half] in longer for at in range(len(shorter) - half + 1))


def print_scores(scores: dict[str, Any], console: Console) -> None:
    """Print the scores as one table, a row a figure, a column a gold file."""
    table = Table()
    table.add_column("figure")
    columns = [dict(_flatten(result)) for result in scores.values()]
    for name in scores:
        table.add_column(name, justify="right")
    for figure in dict.fromkeys(key for column in columns for key in column):
        table.add_row(figure, *(str(column.get(figure, "")) for column in columns))
    console.print(table)


def _flatten(result: Row, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in result.items():
        if isinstance(value, dict) and "f1" in value:
            yield (
                f"{prefix}{key}",
                f"P {value['p']:.3f} R {value['r']:.3f} F {value['f1']:.3f} of {value['gold']}",
            )
        elif isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
