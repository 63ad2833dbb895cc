"""Write pipeline/data/gloss_keys.jsonl: Traditional characters outside GB2312 and their readings.

Run: `pip install pypinyin opencc && python training/gloss_keys.py`

Readings are the Mandarin readings of Unihan as collected by pypinyin (MIT); a key is any
character of GBK that GB2312 lacks and that OpenCC turns into another one.
"""

import json
import re
from pathlib import Path

from opencc import OpenCC
from pypinyin import Style, pinyin

TABLE = Path(__file__).parents[1] / "pipeline" / "data" / "gloss_keys.jsonl"
READING_RE = re.compile("[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]+")


def has(char: str, encoding: str) -> bool:
    """Tell whether a character set holds a character."""
    return bool(char.encode(encoding, "ignore"))


def find_readings(char: str) -> list[str]:
    """List the readings of one character, commonest first."""
    readings = pinyin(char, style=Style.TONE, heteronym=True)[0]
    return [reading for reading in readings if READING_RE.fullmatch(reading)]


def main() -> None:
    """Write one row a key, sorted by code point."""
    simplify = OpenCC("t2s").convert
    keys = [chr(code) for code in range(0x4E00, 0x9FA6)]
    keys = [key for key in keys if has(key, "gbk") and not has(key, "gb2312") and simplify(key) != key]
    rows = [{"key": key, "readings": find_readings(key)} for key in keys if find_readings(key)]
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
