"""Build corpus/gold and corpus/news from the annotated articles.

    python training/corpus.py corpus

The articles in corpus/annotated are written in Simplified characters with inline marks
(corpus/README.md). From each this script makes the gold record of the clean page in the
script of its style, and a twin whose raw text the forward damage model has broken. The
twins of a part of the dev articles become the sample input in corpus/news. Everything is
derived from the article's id, so that building twice gives the same bytes.
"""

import json
import re
import sys
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import opencc

from pipeline.text.damage import VARIANTS, damage, fold

MARK_RE = re.compile(r"\[\[(?P<entity>.+?)\]\]|\{\{(?P<metric>.+?)\}\}", re.DOTALL)
SECTION_RE = re.compile(r"<(title|byline|furniture|comment)>")
CONFIGS = {"hant": "s2t", "hk": "s2hk", "tw": "s2tw"}
METRIC_FIELDS = "value value_max unit qualifier indicator subject time change comparison target rank".split()
TRUTHS = ("target", "rank")
NEWS = 14  # sample articles in corpus/news


class Article(NamedTuple):
    """An annotated article without its marks; offsets are code points in `text`."""

    head: dict[str, str]
    text: str
    sections: list[dict[str, Any]]
    entities: list[dict[str, Any]]
    metrics: list[dict[str, Any]]


def main(corpus: Path) -> None:
    """Write the four gold files and the sample pages."""
    for split in ("dev", "test"):
        articles = [
            parse(path.read_text("utf-8")) for path in sorted((corpus / "annotated" / split).glob("*.txt"))
        ]
        write_lines(corpus / "gold" / f"{split}.jsonl", [create_gold(article) for article in articles])
        twins = [create_twin(article) for article in articles]
        write_lines(corpus / "gold" / f"{split}.damaged.jsonl", twins)
        if split == "dev":
            write_news(corpus / "news", twins)


def parse(source: str) -> Article:
    """Take the marks out of an article."""
    head_lines, body = source.split("\n---\n", 1)
    head = dict(re.findall(r"^# (\w+): *(.*)$", head_lines, re.MULTILINE))
    text = ""
    sections: list[dict[str, Any]] = []
    entities: list[dict[str, Any]] = []
    metrics: list[dict[str, Any]] = []
    for line in body.strip("\n").split("\n"):
        label = SECTION_RE.match(line)
        start, position = len(text), label.end() if label else 0
        for mark in MARK_RE.finditer(line):
            text += line[position : mark.start()]
            surface, *fields = (mark["entity"] or mark["metric"]).split("|")
            place = {"start": len(text), "end": len(text) + len(surface), "text": surface}
            if mark["entity"]:
                entities.append(place | entity_fields(surface, fields))
            else:
                metrics.append(place | metric_fields(fields[0]))
            text += surface
            position = mark.end()
        text += line[position:]
        if text[start:].strip():
            sections.append({"start": start, "end": len(text), "label": label[1] if label else "body"})
        text += "\n"
    return Article(head, text, sections, entities, metrics)


def entity_fields(surface: str, fields: list[str]) -> dict[str, Any]:
    """Read `LABEL`, `LABEL|canonical` or `LABEL|-` (unresolved)."""
    label, canonical = (*fields, surface)[:2]
    return {"label": label, "canonical": None if canonical == "-" else canonical}


def metric_fields(source: str) -> dict[str, Any]:
    """Read `key=value; key=value`; absent keys are null or false."""
    given = dict(pair.strip().split("=", 1) for pair in source.split(";") if pair.strip())
    if unknown := given.keys() - set(METRIC_FIELDS):
        raise ValueError(f"Unknown metric fields {sorted(unknown)} in {source!r}.")
    fields: dict[str, Any] = {key: given.get(key) for key in METRIC_FIELDS}
    for key in TRUTHS:
        fields[key] = given.get(key) == "true"
    for key in ("value", "value_max"):
        if fields[key] is not None:
            fields[key] = format(Decimal(fields[key]), "f")
    return fields


def create_gold(article: Article) -> dict[str, Any]:
    """Make the gold record of the clean page, raw text in the script of its style."""
    return record(article, article.head["id"], render(article, article.head["style"]), damage=None)


def create_twin(article: Article) -> dict[str, Any]:
    """Make the gold record of the damaged page. Mainland pages were turned to Traditional first.

    Where the variant folds full-width marks, so does its gold text: widths are never restored.
    """
    identity = article.head["id"]
    seed = zlib.crc32(identity.encode())
    name = sorted(VARIANTS)[seed % len(VARIANTS)]
    style = article.head["style"] if article.head["style"] in ("hk", "tw") else "hant"
    raw = damage(render(article, style), VARIANTS[name], seed)
    if VARIANTS[name].folds:
        article = fold_article(article)
    return record(article, f"{identity}+{name}", raw, damage=name)


def fold_article(article: Article) -> Article:
    """Fold the widths of an article; folding keeps one code point per code point."""
    text = fold(article.text)
    folded = [
        [item | {"text": text[item["start"] : item["end"]]} for item in items]
        for items in (article.entities, article.metrics)
    ]
    return article._replace(text=text, entities=folded[0], metrics=folded[1])


def record(article: Article, identity: str, raw: str, damage: str | None) -> dict[str, Any]:
    return {
        "id": identity,
        "style": article.head["style"],
        "topic": article.head["topic"],
        "published": article.head["published"],
        "damage": damage,
        "raw_text": raw,
        "text": article.text,
        "sections": article.sections,
        "entities": article.entities,
        "metrics": article.metrics,
    }


def render(article: Article, style: str) -> str:
    """Render the Simplified source in the characters of a style, code point by code point."""
    if style == "hans":
        return article.text
    rendered: str = opencc.OpenCC(CONFIGS[style]).convert(article.text)
    if len(rendered) != len(article.text):
        raise ValueError(f"{article.head['id']}: {CONFIGS[style]} changed the length.")
    return rendered


def write_lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8", newline="")


def write_news(folder: Path, twins: list[dict[str, Any]]) -> None:
    """Write sample pages, most as text files, two as rows of a JSONL file."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    chosen = twins[:: max(1, len(twins) // NEWS)][:NEWS]
    for twin in chosen[:-2]:
        name = twin["id"].replace("+", ".")
        (folder / f"{name}.txt").write_text(twin["raw_text"], encoding="utf-8", newline="")
    rows = [
        {"title": twin["text"].split("\n")[0], "published": twin["published"], "text": twin["raw_text"]}
        for twin in chosen[-2:]
    ]
    write_lines(folder / "wire.jsonl", rows)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "corpus"))
