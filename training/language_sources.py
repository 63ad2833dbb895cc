"""What the language model is counted from: open text, word lists, the package's tables and the project's articles."""

import csv
import gzip
import json
import math
from collections.abc import Collection, Iterator
from pathlib import Path

import wordfreq

from training.corpus import parse

__all__ = ["ARTICLES", "PROSE", "TEXTS", "read_articles", "read_prose", "read_text", "read_words"]

ROOT = Path(__file__).parents[1]
TEXTS = {
    "hans_laws_national.txt.gz": 0.15,
    "hans_laws_regions.txt.gz": 0.15,
    "hans_laws_shanghai.txt": 0.3,
    "hans_govreports_2008_2020.txt": 3.0,
    "hans_cmrc2018_wikipedia.txt": 3.0,
    "hans_gsdsimp_train_dev.txt": 3.0,
    "hans_xquad_zh.txt": 3.0,
    "hans_kdconv_utterances.txt": 1.5,
    "hant_drcd_dev_wikipedia.txt": 3.0,
}
LISTS = {  # file: name column, count column, weight of an entry
    "wikidata_zh_titles_2016.tsv.gz": ("title_simplified", "n_languages", 0.3),
    "hanlp_person_names.tsv": ("name", "freq", 1.0),
    "hanlp_org_names.tsv": ("name", "freq", 1.0),
    "hanlp_shanghai_places.tsv": ("name", None, 0.5),
    "thuocl_entities.tsv.gz": ("word", "doc_freq", 0.5),
    "cn_divisions_current.tsv": ("name", None, 3.0),
    "cn_universities.tsv": ("name", None, 2.0),
    "cn_railway_stations_2021.tsv": ("name", None, 1.0),
}
TABLES = {  # of pipeline/data, with the weight of an entry
    "events": 1.0,
    "institutions": 1.0,
    "laws": 0.5,
    "listed_companies": 0.5,
    "metric_words": 1.0,
    "organizations": 1.0,
    "people": 0.5,
    "person_titles": 1.0,
    "places": 1.0,
    "products": 0.5,
    "roads": 0.3,
    "sections": 1.0,
    "units": 4.0,
}
ARTICLES = 3.0
"""Weight of the project's own articles: of those it does not see, 0.5 nats a character less; a higher one overfits."""

PROSE = 7.0
"""Weight of the pages written for this model in the registers of other sites: shops, forums, stories, offices."""

WORD_TOKENS = 8e6
"""As how many running words the word frequencies are counted."""


def read_text(path: Path) -> str:
    """Read a plain or gzipped text."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")


def read_list(path: Path, name: str, count: str | None, weight: float) -> Iterator[tuple[str, float]]:
    """Yield the entries of a list; frequencies count by their logarithm."""
    for row in csv.DictReader(read_text(path).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        number = row[count] if count else ""
        yield row[name], weight * (1 + math.log1p(int(number) if number.isdecimal() else 0))


def read_words(data: Path) -> Iterator[tuple[str, float]]:
    """Yield words and names with the number of times each is counted."""
    for word, frequency in wordfreq.get_frequency_dict("zh", wordlist="large").items():
        yield word, frequency * WORD_TOKENS
    for name, (column, count, weight) in LISTS.items():
        yield from read_list(data / "gazetteer" / name, column, count, weight)
    for name, weight in TABLES.items():
        yield from ((word, weight) for word in read_table_words(name))


def read_table_words(name: str) -> Iterator[str]:
    """Yield the names of a table of the package; a unit stands behind a digit."""
    for line in (ROOT / "pipeline" / "data" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if name == "units":
            yield f"0{row['surface']}"
        else:
            words = [row.get("name"), row.get("text"), row.get("surface")]
            yield from (word for word in (*words, *row.get("aliases", ()), *row.get("short", ())) if word)


def read_articles(without: str) -> str:
    """Read the dev articles of the project, but for those of some letters."""
    folder = ROOT / "corpus" / "annotated" / "dev"
    paths = [path for path in sorted(folder.glob("*.txt")) if path.name[0] not in without]
    return "\n".join(parse(path.read_text(encoding="utf-8")).text for path in paths)


def read_prose(without: Collection[str]) -> str:
    """Read the pages that were written for the model, but for some files."""
    paths = sorted((ROOT / "corpus" / "prose").glob("*.txt"))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if path.stem not in without)
