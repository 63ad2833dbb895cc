"""Find drugs that no table holds by the ending that their class gives them: 瑞纳替酶, 泽妥单抗, 奥希替尼."""

import re
from collections.abc import Collection, Iterator
from functools import cache

from pipeline.text.names.mentions import Mention
from pipeline.text.names.personal import is_common_word
from pipeline.text.names.tables import words

__all__ = ["find_drugs"]

STEM = 5  # characters before the ending at most: 瑞纳|替酶, 特瑞普利|单抗
SHORTEST = 3  # characters of a name: 尿激酶 is a substance, 他汀 a class
HAN_RE = re.compile("[\u4e00-\u9fff]+")
JOINTS = frozenset("和与及或、")  # 阿托伐他汀和|瑞舒伐他汀
KINDS = frozenset("款该种此这那个各类多两几首代型")  # 多款|单抗, 该|单抗, 第三代|替尼
FORM_RE = re.compile("片(?![剂子区段])|胶囊|注射液|颗粒|滴眼液|软膏")
CLASS_RE = re.compile("类|靶点|药物(?:市场|研发)")  # 他汀类, 单抗靶点


def find_drugs(text: str, walls: Collection[int], covered: bytearray) -> Iterator[Mention]:
    """List the drugs: what stands between a wall or an everyday word and the ending.

    `walls`: where a name may begin; `covered`: one byte a character, set where other names stand.

        >>> text = "患者使用瑞纳替酶，以及他汀类药物"
        >>> [drug.canonical for drug in find_drugs(text, {0, 4, 9, 11}, bytearray(len(text)))]
        ['瑞纳替酶']
    """
    borders: set[int] | None = None
    for ending in _endings().finditer(text):
        borders = set(walls) if borders is None else borders
        start = _find_start(text, ending.start(), borders, covered)
        if start is None or ending.end() - start < SHORTEST or CLASS_RE.match(text, ending.end()):
            continue
        form = FORM_RE.match(text, ending.end())
        end = form.end() if form else ending.end()
        yield Mention(start, end, "PRODUCT", "drug", text[start:end], None, f"pattern:{ending[0]}")


def _find_start(text: str, end: int, borders: set[int], covered: bytearray) -> int | None:
    """Return the nearest border before the ending, of marks, of names and of everyday words."""
    for start in range(end - 1, end - STEM - 1, -1):
        if start < 0 or covered[start] or not HAN_RE.fullmatch(text, start, start + 1):
            return None
        if text[start] in KINDS:
            return None
        is_apart = start in borders or start == 0 or covered[start - 1] == 1 or text[start - 1] in JOINTS
        if is_apart or (end - start >= 2 and is_common_word(text[start - 2 : start])):
            return None if is_common_word(text[start : start + 2]) else start
    return None


@cache
def _endings() -> re.Pattern[str]:
    return re.compile("|".join(words("institution_rules", "drug_ending")))
