"""Write pipeline/data/gloss_keys.jsonl: Traditional characters outside GB2312 and their readings.

Run: `pip install pypinyin opencc && python training/gloss_keys.py`

Readings are the Mandarin readings of Unihan as collected by pypinyin (MIT); a key is any
character of GBK that GB2312 lacks and that OpenCC turns into another one. The Simplified form adds readings (說 is also
shuì, as 说 is) where it stands for this key alone.
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


def find_readings(char: str, plain: str = "") -> list[str]:
    """List the readings of one character, commonest first, and those that only its Simplified form `plain` is listed with."""
    readings = [pinyin(each, style=Style.TONE, heteronym=True)[0] for each in (char, plain) if each]
    return list(
        dict.fromkeys(reading for row in readings for reading in row if READING_RE.fullmatch(reading))
    )


def main() -> None:
    """Write one row a key, sorted by code point."""
    simplify, complicate = OpenCC("t2s").convert, OpenCC("s2t").convert
    keys = [chr(code) for code in range(0x4E00, 0x9FA6)]
    keys = [key for key in keys if has(key, "gbk") and not has(key, "gb2312") and simplify(key) != key]
    plain = {key: simplify(key) for key in keys if complicate(simplify(key)) == key}
    rows = [{"key": key, "readings": find_readings(key, plain.get(key, ""))} for key in keys]
    rows = [row for row in rows if row["readings"]]
    lines = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
