"""Write pipeline/data/gloss_keys.jsonl and odd_readings.jsonl: Traditional characters outside GB2312, their readings and words.

Run: `pip install pypinyin opencc && python training/gloss_keys.py`

Readings are the Mandarin readings of Unihan as collected by pypinyin (MIT); a key is any
character of GBK that GB2312 lacks and that OpenCC turns into another one. The Simplified form adds readings (說 is also
shuì, as 说 is) where it stands for this key alone.
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from opencc import OpenCC
from pypinyin import Style, pinyin
from pypinyin.phrases_dict import phrases_dict

DATA = Path(__file__).parents[1] / "pipeline" / "data"
READING_RE = re.compile("[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+")


def has(char: str, encoding: str) -> bool:
    """Tell whether a character set holds a character."""
    return bool(char.encode(encoding, "ignore"))


def find_readings(char: str, plain: str = "") -> list[str]:
    """List the readings of one character, commonest first, and those that only its Simplified form `plain` is listed with."""
    readings = [pinyin(each, style=Style.TONE, heteronym=True)[0] for each in (char, plain) if each]
    return list(
        dict.fromkeys(reading for row in readings for reading in row if READING_RE.fullmatch(reading))
    )


def find_odd_words(readings: dict[str, list[str]]) -> list[dict[str, object]]:
    """List the pairs of characters in which a key is read otherwise than commonly, by pypinyin's phrases: 會計."""
    simplify, complicate = OpenCC("t2s").convert, OpenCC("s2t").convert
    words = defaultdict(set)
    for phrase, spelling in phrases_dict.items():
        chars = list(zip(complicate(simplify(phrase)), (each[0] for each in spelling), strict=False))
        for (first, one), (second, other) in pairwise(chars):
            for key, reading in ((first, one), (second, other)):
                if reading in readings.get(key, [])[1:]:
                    words[key, reading].add(first + second)
    return [
        {"key": key, "reading": reading, "words": sorted(words[key, reading])}
        for key, reading in sorted(words)
    ]


def write(name: str, rows: Sequence[Mapping[str, object]]) -> None:
    """Write one table, a row a line."""
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
    (DATA / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Write one row a key, sorted by code point."""
    simplify, complicate = OpenCC("t2s").convert, OpenCC("s2t").convert
    keys = [chr(code) for code in range(0x4E00, 0x9FA6)]
    keys = [key for key in keys if has(key, "gbk") and not has(key, "gb2312") and simplify(key) != key]
    plain = {key: simplify(key) for key in keys if complicate(simplify(key)) == key}
    rows = [{"key": key, "readings": find_readings(key, plain.get(key, ""))} for key in keys]
    rows = [row for row in rows if row["readings"]]
    write("gloss_keys", rows)
    write("odd_readings", find_odd_words({str(row["key"]): list(row["readings"]) for row in rows}))


if __name__ == "__main__":
    main()
