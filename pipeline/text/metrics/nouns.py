"""Where the nouns and verbs stand that a quantity may measure: after it, before it, in the clause before."""

import re
from functools import lru_cache

from pipeline.text.metrics.view import View
from pipeline.text.quantities.lexicon import list_words, load_words
from pipeline.text.quantities.units import load_units
from pipeline.text.tables import read_table

__all__ = [
    "Span",
    "clause_before",
    "clause_word",
    "dimension",
    "noun_after",
    "noun_before",
    "verb_before",
    "verb_changed",
]

Span = tuple[int, int]
_PASSED = frozenset(
    {
        "link",
        "space",
        "colon",
        "change",
        "comparison",
        "bound-verb",
        "target",
        "quote",
        "time",
        "boundary",
        "light",
        "open",
        "close",
        "refused",
    }
)
_NAMED = frozenset({"noun", "name", "group"})
_CROSSED = _PASSED | _NAMED
# Before 的 these make a yardstick too: 是全国平均水平的4.1倍, 不到同类产品的三分之一.
_COPULAS = frozenset({"是", "为", "不到", "不足", "超过", "达到", "仅为", "约为", "只有", "接近", "达", "约"})
# Adverbial tails that are no thing: 扩区后, 最多时, 三年内.
_ADVERBIAL_RE = re.compile(
    r"(?:(?<![售今])后|(?<![工学用耗课临])时|(?<![初高集一])中|(?<![国境室市省区院])内|(?<![之目])前|期间|初期|以来|以上|以下|首日|首期|之初|[两三四五六七八九十]区|[两三四五]地|方面|来说|大关|台阶|关口|水平|水准|大台阶|逆势)$"
)
# Words for a body told before that make a noun of what stands before them, too: 体育赛事.
_GROUPS = frozenset({"赛事", "影展", "大会", "园区", "国内"})
_POPULATION_RE = re.compile(r"[十百千万]+人口..")  # 每万人口高价值发明专利
_CHANGED = frozenset({"change", "comparison", "link", "space", "bound-verb"})
_LONGEST_PHRASE = 10
_SHORTEST = 2
# Before these the noun does or undergoes something else: 由政府承担六成, 把资金拨付到位.
_PARTING = frozenset("的由把在从为以向对与和及被将给让使按")
# What may stand between 比 and the noun that it makes a yardstick: 较去年同期上一个特展.
_BESIDE = frozenset({"space", "time", "name", "group", "refused"})
_WHOLE = frozenset({"的", "上", "累计", "全部", "整个", "一般"})


def noun_after(view: View, index: int) -> Span | None:
    """The noun directly after a quantity, or after 的; a name that only describes it is passed."""
    position = index + 1
    if view.surfaces[position : position + 1] == ("这样",):
        position += 1
    if view.surfaces[position : position + 1] == ("的",):
        position += 1
    while position < len(view.chunks) and _is_passed(view, position):
        position += 1
    if position >= len(view.chunks):
        return None
    chunk = view.chunks[position]
    if chunk.kind in ("name", "group") and view.kinds[position + 1 : position + 2] == ("noun",):
        chunk = view.chunks[position + 1]
    if chunk.kind == "light" and chunk.surface in _nominal_words():
        return _compound(view, position)
    if chunk.kind != "noun" or (len(chunk.surface) <= 2 and _ADVERBIAL_RE.search(chunk.surface)):
        return None
    if chunk.surface in _loose_words():
        return None
    return chunk.start, chunk.end


def _is_passed(view: View, position: int) -> bool:
    """Whether a chunk between a count and its noun only classes it: 11款|国产|1类|创新药."""
    if view.kinds[position] in ("quote", "refused"):
        return True
    return view.kinds[position + 1 : position + 2] == ("refused",) and view.kinds[position] == "noun"


def _compound(view: View, position: int) -> Span | None:
    """The noun that begins with a word that is a verb too: 手术标本, 研究项目."""
    last = position
    while view.kinds[last] == "light" and view.surfaces[last] in _nominal_words():
        last += 1
        if last == len(view.kinds):
            return None
    return (view.chunks[position].start, view.chunks[last].end) if view.kinds[last] == "noun" else None


def noun_before(view: View, index: int) -> Span | None:
    """The noun phrase before a quantity in its clause, past verbs, adverbs and yardsticks."""
    genitive = index > 0 and view.surfaces[index - 1] == "的"
    spare: Span | None = None
    position = index - 1
    while position >= 0:
        chunk = view.chunks[position]
        if chunk.kind not in _CROSSED:
            break
        if chunk.kind == "close":
            position = _opening(view, position)
        if chunk.kind in _NAMED:
            yardstick = _yardstick(view, position, genitive)
            if yardstick is not None:
                position = yardstick
            elif (
                chunk.kind == "noun"
                and chunk.end - chunk.start > 1
                and not _ADVERBIAL_RE.search(chunk.surface)
            ):
                if not _is_loose(view, position) or _heads_group(view, position):
                    return _grow(view, position)
                if chunk.surface not in load_words()["unmeasured"]:
                    spare = spare or (chunk.start, chunk.end)
        position -= 1
    return spare


def _heads_group(view: View, position: int) -> bool:
    """Whether the noun at `position` opens a longer one: 国际|国内|赛事."""
    return view.surfaces[position + 1] in _GROUPS and view.starts[position + 1] == view.chunks[position].end


def _is_loose(view: View, position: int) -> bool:
    """Whether the noun at `position` is rather a verb or an adverb, unless 的 makes it a thing."""
    return view.surfaces[position] in _loose_words() and not (
        position and view.surfaces[position - 1] == "的"
    )


@lru_cache(maxsize=1)
def _loose_words() -> frozenset[str]:
    """Everyday verbs and adverbs, which a number measures only where nothing else is named."""
    everyday = {row["text"] for row in read_table("common_words") if row["pos"] in ("v", "d", "ad")}
    return frozenset(everyday - set(load_words()["keep"])) | set(load_words()["unmeasured"])


@lru_cache(maxsize=1)
def _nominal_words() -> frozenset[str]:
    """Verbs that are as often nouns: 研究, 服务, 手术."""
    return frozenset(row["text"] for row in read_table("common_words") if row["pos"] in ("n", "vn"))


def _opening(view: View, position: int) -> int:
    """Index of the bracket that the one at `position` closes, so that what stands between is passed."""
    for before in range(position - 1, -1, -1):
        if view.chunks[before].kind == "open":
            return before
        if view.chunks[before].kind in ("quantity", "stop"):
            break
    return position


def _yardstick(view: View, position: int, genitive: bool) -> int | None:
    """Index of the word that makes the noun at `position` a yardstick, if one does."""
    if (inside := _inside(view, position)) is not None:
        return inside
    before = position - 1
    while before >= 0 and (view.kinds[before] in _BESIDE or view.surfaces[before] in _WHOLE):
        before -= 1
    if before < 0:
        return None
    surface = view.chunks[before].surface
    if surface == "每" and _is_rate(view, position):
        return None
    if view.kinds[before] == "comparison" and surface.startswith(("比", "较", "与")):
        return before
    if surface in load_words()["yardstick"] or (genitive and surface in _COPULAS):
        return before
    return None


def _is_rate(view: View, position: int) -> bool:
    """Whether the noun behind 每 holds a measure of its own: 每千人口执业医师数, 每亩税收; not 每平方米, 每万名职工."""
    noun, start = view.surfaces[position], view.starts[position]
    if noun.endswith(list_words("measure")) or _POPULATION_RE.match(noun):
        return True
    unit = load_units().match(view.text, start)
    return unit is not None and len(noun) - len(unit.surface) >= _SHORTEST


def _inside(view: View, position: int) -> int | None:
    """Index of the 在 of 在41个城市中, whose noun says among what a number is told."""
    if view.surfaces[position + 1 : position + 2] not in (("中",), ("里",)):
        return None
    first = view.clause_start(position)
    return next((i for i in range(position - 1, first - 1, -1) if view.surfaces[i] == "在"), None)


def _grow(view: View, position: int) -> Span:
    """Take in the members joined to the noun on its left: 信息传输、软件和信息技术服务业."""
    start, end = view.chunks[position].start, view.chunks[position].end
    last = position
    while _heads_group(view, last):
        last += 1
        end = view.chunks[last].end
    while (
        position >= 2 and view.chunks[position - 1].kind == "and" and view.chunks[position - 2].kind == "noun"
    ):
        position -= 2
        start = view.chunks[position].start
    if (
        position
        and view.chunks[position - 1].kind == "group"
        and view.chunks[position - 1].surface[0] == "该"
        and len(view.chunks[position - 1].surface) > 2  # 该股 is a firm
    ):
        start = view.chunks[position - 1].start + 1
    return start, end


def clause_word(view: View, index: int, words: frozenset[str]) -> Span | None:
    for chunk in view.chunks[view.clause_start(index) : index]:
        if chunk.surface in words:
            return chunk.start, chunk.end
    return None


def clause_before(view: View, index: int) -> Span | None:
    """The noun of the clause before, if that clause holds no quantity: 工业生产回升，同比增长5%."""
    first = view.clause_start(index)
    if first < 2 or view.chunks[first - 1].kind != "comma":
        return None
    earlier = view.clause_start(first - 2)
    if any(chunk.kind in ("quantity", "refused") for chunk in view.chunks[earlier : first - 1]):
        return None
    return noun_before(view, first - 1) if first not in view.speech_ends else None


def verb_before(view: View, index: int) -> Span | None:
    """A verb directly before the quantity that itself says what is counted: 转移28.3万人, 外排860万立方米.

    The noun before it is taken along. 实现, 达成 and the like only connect.
    """
    position = index - 1
    while position >= 0 and view.kinds[position] in ("link", "space", "bound-verb"):
        if view.surfaces[position] in load_words()["yardstick"] or view.surfaces[position] == "的":
            return None
        position -= 1
    if position < 0:
        return None
    verb = view.chunks[position]
    if verb.kind == "name":
        counted = position and view.kinds[position - 1] == "light"  # 交付C919大型客机15架
        return (verb.start, verb.end) if counted or view.clause_start(index) == position else None
    if verb.kind != "light" or verb.surface in load_words()["connecting"]:
        return None
    before = position - 1
    while before > 0 and view.kinds[before] in ("link", "space") and view.surfaces[before] not in _PARTING:
        before -= 1
    noun = view.chunks[max(before, 0)]
    joined = noun.kind == "noun" and verb.end - noun.start <= _LONGEST_PHRASE and not _is_loose(view, before)
    return (noun.start if joined else verb.start), verb.end


def dimension(view: View, index: int) -> Span | None:
    """The adjective directly before the quantity that says which way it extends: 船板长7.2米、重1.4吨."""
    before = view.chunks[index - 1] if index > 1 else None
    if before is None or before.surface not in load_words()["dimension"]:
        return None
    if view.kinds[index - 2] == "noun" and view.surfaces[index - 3 : index - 2] in (("每",), ("单",)):
        return view.starts[index - 3], before.end  # 每环重52吨
    return (before.start, before.end) if view.kinds[index - 2] in ("and", "comma") else None


def verb_changed(view: View, index: int) -> Span | None:
    """A verb at the head of the clause that itself grows or shrinks: 销售增长9.7%, 9月出货年增2.8%."""
    position = index - 1
    while position >= 0 and view.kinds[position] in _CHANGED:
        position -= 1
    if position < 0 or "change" not in view.kinds[position:index] or view.kinds[position] != "light":
        return None
    first = view.clause_start(index)
    opens = all(kind in ("time", "name", "group", "space", "link") for kind in view.kinds[first:position])
    verb = view.chunks[position]
    return (verb.start, verb.end) if opens and verb.surface not in load_words()["connecting"] else None
