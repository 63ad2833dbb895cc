"""Records and output folders made by hand, harmless and hostile."""

import json
from pathlib import Path
from typing import Any

from pipeline.io.records import check_record, dump_line

HOSTILE = "</script><script>window.broken=1</script><img src=x onerror='window.broken=1'>\"'&"


def create_record(number: int = 0, words: str = "", **changes: Any) -> dict[str, Any]:
    """Make a record that holds; `words` goes into every field that takes free text."""
    before, after = "?" + words + "P", "揚" + words
    head, tail = f"{words}秦", f"軻，上海市国资委：2024年产业规模{100 + number}亿元"
    raw, text = head + before + tail, head + after + tail
    name, figure = text.index("上海市国资委"), text.index(f"{100 + number}亿元")
    record = {
        "id": f"{number:016x}",
        "source": f"{words}{number}.txt",
        "sha256": "0" * 64,
        "encoding": words or "utf-8",
        "title": words or None,
        "published": words or "2025-01-02",
        "url": words or None,
        "meta": {"field": words},
        "raw_text": raw,
        "text": text,
        "script": "mixed",
        "edits": [create_edit(len(head), before, after, "misplaced_gloss", rejected=words or None)],
        "sections": [{"start": 0, "end": len(text), "label": "body"}],
        "sentences": [{"start": 0, "end": len(text)}],
        "tokens": [{"start": 0, "end": len(text)}],
        "entities": [create_entity(text, name, name + 6, words)],
        "metrics": [create_metric(text, figure, len(text), words)],
    }
    record["mentions"] = [entity | {"id": "m0"} for entity in record["entities"]]
    record |= changes
    check_record(record)
    return record


def create_edit(start: int, before: str, after: str, kind: str, **changes: Any) -> dict[str, Any]:
    places = {"raw_start": start, "raw_end": start + len(before), "start": start, "end": start + len(after)}
    edit = {
        **places,
        "before": before,
        "after": after,
        "kind": kind,
        "status": "repaired",
        "confidence": 0.97,
    }
    return edit | {"rejected": None} | changes


def create_entity(text: str, start: int, end: int, words: str = "") -> dict[str, Any]:
    place = {
        "id": "e0",
        "start": start,
        "end": end,
        "raw_start": start,
        "raw_end": end,
        "text": text[start:end],
    }
    facts = {
        "label": "ORG",
        "subtype": words or "government",
        "canonical": words or "上海市国有资产监督管理委员会",
    }
    return (
        place
        | facts
        | {"entity_id": words or "sh-gov-sasac", "section": "body", "sentence": 0, "unsure": False}
    )


def create_metric(text: str, start: int, end: int, words: str = "") -> dict[str, Any]:
    value = str(int(text[start : end - 2]) * 10**8)
    place = {
        "id": "q0",
        "start": start,
        "end": end,
        "raw_start": start,
        "raw_end": end,
        "text": text[start:end],
    }
    facts = {"value": value, "value_max": None, "unit": words or "CNY", "unit_code": "CNY", "qualifier": None}
    about = {"indicator": words or "产业规模", "indicator_start": None, "indicator_end": None}
    about |= {
        "subject": words or None,
        "subject_id": None,
        "time": "2024",
        "change": None,
        "comparison": None,
    }
    return (
        place
        | facts
        | about
        | {"target": False, "rank": False, "section": "body", "sentence": 0, "unsure": False}
    )


def write_output(output: Path, records: list[dict[str, Any]], shard_docs: int = 500) -> Path:
    """Write records as the shards of a run, with a manifest and one quarantined input."""
    (output / "documents").mkdir(parents=True)
    for number, start in enumerate(range(0, max(1, len(records)), shard_docs)):
        lines = "".join(dump_line(record) + "\n" for record in records[start : start + shard_docs])
        (output / "documents" / f"{number:05d}.jsonl").write_text(lines, encoding="utf-8", newline="")
    rows = [
        {key: record[key] for key in ("id", "source", "sha256")} | {"state": "ok", "shard": 0}
        for record in records
    ]
    rows.append(
        {
            "id": "bad",
            "source": f"bad{HOSTILE}.txt",
            "sha256": "0" * 64,
            "state": "quarantined",
            "shard": None,
        }
    )
    (output / "manifest.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (output / "quarantine" / "bad").mkdir(parents=True)
    (output / "quarantine" / "bad" / "reason.json").write_text(
        json.dumps({"reason": f"Not text. {HOSTILE}"}), "utf-8"
    )
    counts = {"inputs": len(rows), "ok": len(records), "cached": 0, "quarantined": 1}
    run = {
        "counts": counts,
        "versions": {"python": HOSTILE},
        "timings": {"seconds": 1.5, "stages": {HOSTILE: 1}},
    }
    (output / "run.json").write_text(json.dumps(run), encoding="utf-8")
    return output
