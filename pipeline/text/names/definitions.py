"""Find the short forms that a document makes for its own names, and all their later uses.

They are defined (以下简称, brackets), or they are what everyone would say: a full name without
its place (教育考试院), a company without place, trade and legal form (百联膳食).
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pipeline.text.names.mentions import Mention
from pipeline.text.names.occurrences import find_all
from pipeline.text.names.personal import is_common_word
from pipeline.text.names.specificity import is_plain
from pipeline.text.names.tables import words

__all__ = ["find_defined", "find_shortened", "shorten_firm"]

SHORT = '[^（）()“”「」『』"《》，。；、：:\\s]{1,16}'
DEFINITION_RE = re.compile(
    rf"""
    [”」』》]? (?:
        [（(] \s* (?:以下|下|以下均|下文)? (?:统|简|并|合)? 称 (?:为|作|：|:)? \s* [“「『"《]? (?P<short>{SHORT}) [”」』"》]?
              (?: [、或和/] [“「『"]? (?P<other>{SHORT}) [”」』"]? )? [^）)]{{0,12}} [）)]
      | [，,] \s* (?:以下|下)? 简称 (?:为|：|:)? \s* [“「『"]? (?P<later>{SHORT}) [”」』"]? (?= [，,。；）)] )
      | [（(] [^（）()，。]{{0,4}} (?:叫|称|俗称|又称|又叫|也叫) [做作为]? [“「『"]? (?P<called>{SHORT}) [”」』"]? [）)]
      | [（(] \s* (?P<bare>[\u4e00-\u9fffA-Za-z0-9·&-]{{2,14}}) \s* (?: [，,、] [^）)]{{0,20}} )? [）)]
    )
    """,
    re.VERBOSE,
)
GROUPS = ("short", "other", "later", "called", "bare")
PLACE_RE = re.compile("(?:中国（上海）|中国|上海市|上海|[\u4e00-\u9fff]{1,3}(?:新区|省|市|区))")
FORM_RE = re.compile(
    "(?:(?:（[\u4e00-\u9fff]{2,3}）)?(?:集团)?(?:股份)?有限(?:责任)?公司|(?:（集团）|集团)?总?公司|（集团）)$"
)
BRANCH_RE = re.compile("(?<=公司)[\u4e00-\u9fff]{2,6}(?:分公司|分行|支行)$")
OWNER_RE = re.compile(
    "[\u4e00-\u9fff]{2,9}(?:大学|公安局|科学院)(?!附属|[\u4e00-\u9fff]{0,3}$)"
)  # 公安局|交警总队
TAIL_RE = re.compile("集团|公司")
JOINTS = ("和", "与", "及", "同")
OTHERS = ("各级", "各区", "各地", "全国")  # 各级|消保委 are many
BESIDE = ("桥", "路", "街道", "镇", "村", "湖")  # 长虹|桥 is not of the firm
INNER_RE = re.compile("（[\u4e00-\u9fff]{2,4}）")


def find_defined(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Find the short forms that the text defines, where they are defined and elsewhere.

    >>> text = "星海数字医学研究院（以下简称“星研院”）成立，星研院"
    >>> full = Mention(0, 9, "ORG", "institute", "星海数字医学研究院", None, "composition:研究院")
    >>> [(name.start, name.canonical) for name in find_defined(text, [full])]
    [(15, '星海数字医学研究院'), (23, '星海数字医学研究院')]
    """
    mentions = list(mentions)
    longest = {name.end: name for name in sorted(mentions, key=_length)}
    places = {text[name.start : name.end] for name in mentions if name.label == "GPE"}
    defined: dict[str, Mention] = {}
    for full in mentions:
        match = DEFINITION_RE.match(text, full.end)
        full = longest[full.end] if match else full  # 上海市域铁路|机场联络线（机场线）
        if match is None or full.end - full.start < 3 or full.label == "PERSON":
            continue
        for group in GROUPS:
            short = match[group]
            if short and short not in places and (group != "bare" or _is_abbreviation(short, full, text)):
                defined.setdefault(short, full)
    for noun in words("institution_rules", "role_noun"):
        defined.pop(noun, None)
    for short, start in find_all(text, defined):
        yield _stand_for(defined[short], short, start, "definition")


def _length(name: Mention) -> int:
    return name.end - name.start


def _stand_for(full: Mention, short: str, start: int, how: str) -> Mention:
    return full._replace(start=start, end=start + len(short), rule=f"{how}:{full.canonical}")


def _is_abbreviation(short: str, full: Mention, text: str) -> bool:
    """Tell whether a word in brackets abbreviates the name: its characters in order, or Latin letters."""
    name = text[full.start : full.end]
    if short.isascii():
        return full.label == "ORG" and short.isupper() and len(short) >= 2
    rest = iter(name + (full.canonical or ""))
    return 2 <= len(short) < len(name) and all(character in rest for character in short)


def find_shortened(text: str, mentions: Iterable[Mention], walls: Iterable[int]) -> Iterator[Mention]:
    """Find full names of the text again without their place or legal form.

    `walls`: where a name may begin.

    >>> text = "上海百联膳食管理有限公司称，百联膳食"
    >>> full = Mention(0, 12, "ORG", "company", text[:12], None, "composition:有限公司")
    >>> [text[name.start : name.end] for name in find_shortened(text, [full], [0, 14])]
    ['百联膳食', '百联']
    """
    shortened: dict[str, Mention] = {}
    done: set[str] = set()
    mentions = list(mentions)
    places = {name.start: name.end for name in mentions if name.label == "GPE"}
    for full in map(_drop_branch, mentions):
        if full.label not in ("FAC", "ORG") or not full.canonical or full.canonical in done:
            continue
        done.add(full.canonical)
        surface = text[full.start : full.end]
        if full.entity_id is None and len(surface) >= 3:
            shortened.setdefault(surface, full)
        if len(surface) < 5:
            continue
        for short in _shorten(surface) if full.entity_id else _shorten_unknown(surface):
            shortened.setdefault(short, full)
        if full.start in places and full.entity_id is None:  # 江苏|汇博机器人技术股份有限公司
            for short in shorten_firm(text[places[full.start] : full.end]):
                if not is_plain(short):  # 江苏大学科技园有限公司
                    shortened.setdefault(short, full)
    borders = set(walls)
    for short, start in find_all(text, shortened):
        full = shortened[short]
        place = PLACE_RE.match(text, full.start, full.end)
        if place and text.endswith(place[0], 0, start):
            start -= len(place[0])
        is_joined = len(short) >= 3 and text[start - 1 : start] in JOINTS
        if (
            (start in borders or is_joined)
            and not full.start <= start < full.end
            and not text.endswith(OTHERS, 0, start)
            and not (len(short) == 2 and text.startswith(BESIDE, start + 2))
        ):
            tail = TAIL_RE.match(text, start + len(short))
            end = tail.end() if tail and full.subtype == "company" else start + len(short)
            yield _stand_for(full, text[start:end], start, "shortened")


def shorten_firm(name: str) -> Iterator[str]:
    """List what a firm with its place and legal form goes by, the longest first.

    >>> list(shorten_firm("上海殷立机器人有限公司"))
    ['殷立机器人', '殷立', '殷立机器']
    """
    place = PLACE_RE.match(name)
    core = name[place.end() :] if place else name
    form = FORM_RE.search(core)
    if form:
        yield from _shorten_company(INNER_RE.sub("", core[: form.start()]))


def _drop_branch(name: Mention) -> Mention:
    """Leave only the firm of its branch: 浦和人寿保险股份有限公司|上海分公司."""
    if name.canonical is None or name.canonical[-2:] not in ("公司", "分行", "支行"):
        return name
    branch = BRANCH_RE.search(name.canonical)
    if branch is None:
        return name
    return name._replace(end=name.end - len(branch[0]), canonical=name.canonical[: branch.start()])


def _shorten(name: str) -> Iterator[str]:
    """List what a full name may shrink to, the longest first.

    >>> list(_shorten("上海市教育考试院"))
    ['市教育考试院', '教育考试院', '考试院']
    """
    place = PLACE_RE.match(name)
    core = name[place.end() :] if place else name
    form = FORM_RE.search(core)
    if form:
        yield from _shorten_company(INNER_RE.sub("", core[: form.start()]))
        return
    if owner := OWNER_RE.match(name):
        yield name[owner.end() :]
    if place and len(core) >= 3:
        if place[0].endswith(("市", "区")):
            yield place[0][-1] + core
        if core not in _generic():
            yield core  # 博物馆 by itself may be any
        yield from (core[cut:] for cut in range(1, len(core) - 1) if core[cut:] in _telling_tails())


def _shorten_unknown(name: str) -> Iterator[str]:
    """List the same for a name of no table, whose trade at the end is enough to tell a firm: 瀛洲机器人."""
    yield from _shorten(name)
    if name.endswith("集团") and len(name) >= 6:
        yield name[:-2]
    if not PLACE_RE.match(name) and (trade := _trade_length(name)) and 2 <= len(name) - trade <= 4:
        yield name[:-trade]


def _shorten_company(core: str) -> Iterator[str]:
    """Take trades off the end: 百联膳食管理, 百联膳食, 百联; four characters are usual too."""
    stems = [core]
    while (trade := _trade_length(stems[-1])) and len(stems[-1]) - trade >= 2:
        stems.append(stems[-1][:-trade])
    for stem in dict.fromkeys((*stems, core[:4])):
        if len(stem) >= 2 and not is_common_word(stem):
            yield stem


def _trade_length(core: str) -> int:
    """Return how many characters at the end say what a firm does: a listed trade or an everyday word."""
    trades = words("institution_rules", "trade")
    if core.endswith(trades):
        return len(next(filter(core.endswith, trades)))
    return 2 * is_common_word(core[-2:])


@cache
def _generic() -> frozenset[str]:
    return frozenset(words("institution_rules", "generic"))


@cache
def _telling_tails() -> frozenset[str]:
    """Tails that stand for a name by themselves once it was given in full: 考试院."""
    return frozenset(words("institution_rules", "tail"))
