"""Word lists and character classes that the recognizer of names looks up.

Names of the lists and their kinds are taken over as facts; a model keeps hashes of them.
"""

import csv
import gzip
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.recognizer.features import LIST_LONGEST, LIST_SHORTEST, LISTS, Knowledge, cut
from pipeline.recognizer.hashes import Hashes, Index, Ints, condense, read_points, spell, spell_words

__all__ = ["hash_lists", "read_knowledge"]

Row = dict[str, str]
TITLES = "wikidata_zh_titles_2016.tsv.gz"
# Left out without loss: titles of no known kind in fewer languages than this, and the towns of China.
WIDESPREAD = 20
TITLE_LISTS = {
    "foreign_person_like": "person title",
    "admin_division": "division title",
    "nature": "nature title",
    "event_year": None,
}
REACH = 1 << 18  # beginnings of words, of which there are some 70,000
CLASSES = 0xA000  # code points; no class above
SURNAME, GIVEN, FOREIGN = 1, 3, 12  # what a step of each scale adds to the class of a character


def read_knowledge(folder: Path) -> Knowledge:
    """Read all lists of `shared/data/gazetteer`."""
    words, lists, reach = hash_lists(collect_lists(folder))
    classes = np.zeros(CLASSES, dtype=np.uint8)
    foreign = np.zeros(CLASSES, dtype=np.bool_)
    for step, file, column, key, scale in (
        (SURNAME, "surnames.tsv", "surname", "relative_frequency", (0, 100)),
        (GIVEN, "given_name_chars.tsv", "char", "count", (0, 30, 150)),
        (FOREIGN, "translit_chars.tsv", "char", "count", (0, 60, 300)),
    ):
        for row in read_rows(folder / file):
            level = sum(float(row[key] or 0) >= least for least in scale)
            if len(row[column]) == 1 and ord(row[column]) < CLASSES:
                classes[ord(row[column])] += step * level
    foreign[classes >= 2 * FOREIGN] = True
    foreign[ord("·")] = True
    return Knowledge(Index.build(words), lists, reach, classes, foreign)


def collect_lists(folder: Path) -> dict[str, set[str]]:
    """Gather the words of each list."""
    lists: dict[str, set[str]] = {}
    for name, word in find_words(folder):
        if LIST_SHORTEST <= len(word) <= LIST_LONGEST:
            lists.setdefault(name, set()).add(word)
    return lists


def find_words(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the words of all files, each with its list."""
    for file, read in READERS.items():
        for row in read_rows(folder / file):
            yield from read(row)


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a table, gzipped or not."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    yield from csv.DictReader(text.split("\n"), delimiter="\t", quoting=csv.QUOTE_NONE)


def read_title(row: Row) -> Iterable[tuple[str, str]]:
    """Sort a title by its kind; of those without, only widespread ones count."""
    title, kind = row["title_simplified"], row["type_guess"]
    if kind:
        name = TITLE_LISTS.get(kind, "organisation title")
    else:
        name = "widespread title" if int(row["n_languages"] or 0) >= WIDESPREAD else None
    if name:
        yield name, title
    if name == "person title":
        yield from (("part of person title", part) for part in title.split("·"))


def read_person(row: Row) -> Iterable[tuple[str, str]]:
    """Sort a person by the kind of the name."""
    yield ("foreign person" if row["tag"] in ("nrf", "nrj") else "person"), row["name"]


def read_famous(row: Row) -> Iterable[tuple[str, str]]:
    """Take places and historical persons."""
    name = {"diming": "place", "lishimingren": "historical person"}.get(row["list"])
    if name:
        yield name, row["word"]


def read_world(row: Row) -> Iterable[tuple[str, str]]:
    """Take countries and their cities."""
    for word in (row["country"], row["official_name"], row["capital"], *row["other_cities"].split(";")):
        yield "world", word


def read_territory(row: Row) -> Iterable[tuple[str, str]]:
    """Take territories and the cities of time zones."""
    if row["kind"] not in ("language", "currency"):
        yield from (("world", row["zh"]), ("world", row["variant"]))


READERS: dict[str, Callable[[Row], Iterable[tuple[str, str]]]] = {
    TITLES: read_title,
    "thuocl_entities.tsv.gz": read_famous,
    "hanlp_person_names.tsv": read_person,
    "hanlp_org_names.tsv": lambda row: [("organisation", row["name"])],
    "hanlp_foreign_name_parts.tsv": lambda row: [("foreign part", row["name_part"])],
    "cn_divisions_current.tsv": lambda row: [("division", row["name"]), ("division", row["short"])],
    "cn_divisions_former.tsv": lambda row: [("division", row["former_name"])],
    "world_places.tsv": read_world,
    "cldr_names_zh.tsv": read_territory,
}


def hash_lists(
    lists: dict[str, set[str]],
) -> tuple[Hashes, npt.NDArray[np.uint16], npt.NDArray[np.uint8]]:
    """Give the sorted hashes of all words, the lists of each, a bit a list, and how far their beginnings reach."""
    if len(lists) > LISTS:
        raise ValueError(f"{len(lists)} lists, but there is room for {LISTS}")
    bits: dict[str, int] = {}
    for number, (_, words) in enumerate(sorted(lists.items())):
        for word in words:
            bits[word] = bits.get(word, 0) | 1 << number
    ordered = sorted(bits)
    lengths: Ints = np.array([len(word) for word in ordered])
    starts = lengths.cumsum() - lengths
    points = read_points("".join(ordered))
    reach = np.zeros(REACH, dtype=np.uint8)
    np.maximum.at(reach, cut(spell(points, 2)[starts], reach), lengths.astype(np.uint8))
    hashes = condense(spell_words(points, starts))
    order = hashes.argsort()
    return hashes[order], np.array([bits[word] for word in ordered], dtype=np.uint16)[order], reach
