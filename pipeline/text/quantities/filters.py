"""Tell quantities that state a fact from those that only look so.

Each test names what it refuses, so that `explain` can say why a number was left out.
The definitions are those of the annotation guide: no dates, ordinals, idioms,
indefinite 一家, structural counts (五个方面), durations that only place an event in time.
"""

import re
from decimal import Decimal

from pipeline.text.quantities.durations import is_period
from pipeline.text.quantities.lexicon import list_words
from pipeline.text.quantities.numerals import DIGITS
from pipeline.text.quantities.quantities import Quantity
from pipeline.text.quantities.verbs import ends_in_verb

__all__ = ["refuse"]

_COUNTS = frozenset({"count", "loose", "loose-measure"})
_SMALL = frozenset(DIGITS) | {"十"}
_BEFORE = 14
_EVERY_RE = re.compile(
    r"每(?:过|前|完成|投放|新增)?(?:升高|增加|下降|上升|降低|减少|提高|带来|投入|多|少|提前|涨|跌)?$"
)
_AGED_RE = re.compile(
    r"(?:平均年龄|中位年龄|享年|终年|年轻|年长|年龄中位数|预期寿命|期望寿命|平均寿命|人均寿命|寿命|均龄|平均)[^，,。；;]{0,8}$"
)
_COMMENTS_BEFORE_RE = re.compile(r"(?:评论|留言|跟贴|跟帖)\s*[【（(：:]?\s*$")
_COMMENTS_AFTER_RE = re.compile(r"(?:更多|新|热门|精彩)?(?:评论|留言|跟贴|跟帖)")
_OCLOCK_RE = re.compile(r"(?:[时点]|(?<=\d)[：:])(?:零)?$|[月日晨午晚夜][上间]?$")
_SPEC_RE = re.compile(r"[晶屏液寸货电显][圆幕晶屏柜视示]|货柜|集装箱|晶圆|工?厂|生?产线|硅片")
# 1类新药, 3类医疗器械: the class of a registration.
_CLASS_RE = re.compile(r"(?:创新|新)?药|医疗器械|器械")
_RACE_RE = re.compile(r"(?:短|长|慢|路)?跑|跨栏|接力|自由泳|蛙泳|蝶泳|仰泳|障碍|竞走|半马|全马|混合泳")
_COINED_RE = re.compile(r"[长珠黄金小京大]$")
# 每8.5个人中就有1个: the one restates the rate.
_ONE_OF_RE = re.compile(r"[里中][就便]?有$")
_NEAR = frozenset({"approx", "less_than", "more_than"})
# 样本只有一例
_ONLY_RE = re.compile(r"[只仅]有$")
# 两家医院, 三家客户 mean the ones named; after these two and three are counts.
_COUNTED_RE = re.compile(
    r"(?:[有着增开设建添购达至为到了过约共计仅只来出升降差少多派招收用需剩名近救租分满写读唱住]|引进|(?<!五)花|每[年月周日天晚][均]?|"
    r"留沪|超过|不足|不到|的)$"
)
# 江苏、安徽三省: what counts the list before it.
_LISTED_RE = re.compile(r"[、及和与][^，,。；;、]{1,8}$")
_SMALL_COUNT = 20
_SIZED_RE = re.compile(
    r"的?(?:楼|级|(?:以上)?(?:企业|商家|产业|园区|集群|单品|大单)|村(?!民)|户(?!均)|镇|县|俱乐部)"
)
_SCALE_ONLY = frozenset("百千万亿")
_QUOTE_RE = re.compile(r"[“「][^”」，。]{0,3}$")


def refuse(text: str, quantity: Quantity) -> str | None:
    """Give the name of the reason why a quantity is no metric, or None if it may be one.

    >>> from pipeline.text.quantities.quantities import find_quantities
    >>> [refuse(t, find_quantities(t)[0]) for t in ("一家企业", "100家企业", "时隔两年")]
    ['indefinite', None, 'period']
    """
    if quantity.rank:
        return None
    before = text[max(0, quantity.start - _BEFORE) : quantity.start]
    number = text[quantity.number_start : quantity.end]
    digits = _PLAIN_TESTS if quantity.kind in _PLAIN else _ARABIC_TESTS
    for name, test in digits if quantity.form == "arabic" else _TESTS:
        if test(text, quantity, before, number):
            return name
    return None


def _is_indefinite(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """一家, 最高一宗: one of something is not a count; 一倍, 一成 and 一年半 are measures."""
    if quantity.value == "1" and _ONE_OF_RE.search(before):
        return True
    bounded = quantity.start < quantity.number_start and quantity.qualifier in _NEAR
    if bounded or (quantity.kind == "count" and _ONLY_RE.search(before)):
        return False
    return (
        number[0] == "一"
        and "半" not in number
        and number[1:2] not in tuple("百千万亿十点")
        and quantity.kind not in ("ratio", "tenth")
        and quantity.form == "chinese"
    )


def _is_ordinal(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """二手, 二期, 零号: a count of two is written 两; zero counts nothing."""
    return (
        number[0] == "二"
        and number[1:2] not in tuple("百千万亿十成倍点")
        and quantity.form == "chinese"
        and quantity.kind in _COUNTS
    ) or (number[0] in "零〇" and number[1:2] not in tuple("股票元例宗点"))


def _is_structural(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """两项赛事, 嘉定、青浦、松江三区: small Chinese numerals that sum up what is named."""
    small = quantity.form == "chinese" and Decimal(quantity.value) <= _SMALL_COUNT
    if not small or quantity.qualifier is not None:
        return False
    if quantity.kind == "count":
        return number[0] in "两三" and len(number) == 2 and not _is_counted(before)
    if quantity.kind not in ("loose", "loose-measure"):
        return False
    return not _is_counted(before) or _LISTED_RE.search(before) is not None


def _is_counted(before: str) -> bool:
    """Whether a verb counts what follows: 租两间办公室, 分三次充值, 每月三场."""
    return _COUNTED_RE.search(before) is not None or ends_in_verb(before)


def _is_vague(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """数百家, 上千家, 千家万户: no number is given."""
    if quantity.form != "chinese":
        return quantity.form == "several"
    lone = number[0] in _SCALE_ONLY and number[1:2] not in _SCALE_ONLY and number[1:2] not in tuple("余多")
    return (lone and quantity.qualifier is None and quantity.kind != "currency") or (
        number[0] in _SCALE_ONLY and before[-1:] in tuple("上成数几") and before[-1:] != ""
    )


def _is_class(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """亿元楼, 百亿元企业, 千亿元级产业: how large each of them is at least, not a sum."""
    lone = quantity.kind == "currency" and number[0] in _SCALE_ONLY
    return lone and _SIZED_RE.match(text, quantity.end) is not None


def _is_condition(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """每千人, 每升高1摄氏度: the base of a rate."""
    return "每" in before and _EVERY_RE.search(before) is not None


def _is_leading(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """前十名, 前3位: how far a list is told, not how many there are."""
    return quantity.unit in ("名", "位") and before[-1:] == "前"


def _is_counter(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """0条更多评论, 评论（3条）: what a page counts about itself."""
    return quantity.unit == "条" and bool(
        _COMMENTS_BEFORE_RE.search(before) or _COMMENTS_AFTER_RE.match(text, quantity.end)
    )


def _is_age(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """60岁及以上, 3岁: ages of people; a mean age or life expectancy is a metric."""
    return quantity.kind == "age" and _AGED_RE.search(before) is None


def _is_clock(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """十点, 20时30分: times of day."""
    if quantity.unit not in ("点", "分"):
        return False
    whole = (
        Decimal(quantity.value) == Decimal(quantity.value).to_integral_value()
        and Decimal(quantity.value) <= 60
    )
    return (whole and _OCLOCK_RE.search(before) is not None) or (
        quantity.unit == "点" and whole and Decimal(quantity.value) <= 24
    )


def _is_degree(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """一度, 两度登陆: times, not temperature."""
    return (
        quantity.kind == "degree"
        and quantity.form == "chinese"
        and 0 < Decimal(quantity.value) < 5
        and "." not in quantity.value
    )


def _is_specification(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """8吋晶圆, 十公里跑手, 千亿级, 1类新药: a size that names a product, a race, a class."""
    if quantity.unit == "级" and number[0] in _SCALE_ONLY:
        return True
    if quantity.dimension == "length" and _RACE_RE.match(text, quantity.end):
        return True
    if quantity.unit == "类" and _CLASS_RE.match(text, quantity.end):
        return True
    return quantity.unit in ("英寸", "英尺") and _SPEC_RE.match(text, quantity.end) is not None


def _is_coined(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """长三角, quoted catchwords such as “三个中心”, and what only lays out a text (五个方面)."""
    if quantity.form == "half" and before.endswith(("另", "意", "没", "未")):
        return True
    if quantity.kind == "subunit":
        return _COINED_RE.search(before) is not None or quantity.form == "chinese"
    small = quantity.kind in _COUNTS and quantity.form == "chinese" and Decimal(quantity.value) < 20
    return small and (
        _QUOTE_RE.search(before) is not None or text.startswith(list_words("structural"), quantity.end)
    )


_TESTS = (
    ("indefinite", _is_indefinite),
    ("ordinal", _is_ordinal),
    ("vague", _is_vague),
    ("class", _is_class),
    ("coined", _is_coined),
    ("clock", _is_clock),
    ("degree", _is_degree),
    ("rate base", _is_condition),
    ("age", _is_age),
    ("counter", _is_counter),
    ("leading", _is_leading),
    ("period", is_period),
    ("structural", _is_structural),
    ("specification", _is_specification),
)
# What only numbers in Chinese characters can be.
_ARABIC_TESTS = tuple(
    row for row in _TESTS if row[1] not in (_is_ordinal, _is_vague, _is_class, _is_degree, _is_structural)
)
# What a percentage or an amount of money can be, too.
_PLAIN = frozenset({"ratio", "currency"})
_PLAIN_TESTS = tuple(row for row in _TESTS if row[1] in (_is_indefinite, _is_condition))
