"""Tell quantities that state a fact from those that only look so.

Each test names what it refuses, so that `explain` can say why a number was left out.
The definitions are those of the annotation guide: no dates, ordinals, idioms,
indefinite 一家, structural counts (五个方面), durations that only place an event in time.
"""

import re
from decimal import Decimal

from pipeline.text.quantities.numerals import DIGITS
from pipeline.text.quantities.quantities import Quantity

__all__ = ["refuse"]

_COUNTS = frozenset({"count", "loose", "loose-measure"})
_SMALL = frozenset(DIGITS) | {"十"}
_BEFORE = 14
_EVERY_RE = re.compile(
    r"每(?:隔|过|前|完成|投放|新增)?(?:升高|增加|下降|上升|降低|减少|提高|带来|投入|多|少|提前|涨|跌)?$"
)
_PERIOD_RE = re.compile(
    r"(?:(?<!提)前|[首头近过未再历满同后这]|过去的?|未来|最近|今后|此后|历时|连续|随后|时隔|不到|运行|成立)$"
)
_MEASURED_RE = re.compile(
    r"(?:徒刑|获刑|续约|任期|聘期|刑期|开放|走路|步行|骑行|开车|驾车|来回|往返|花|路程|等[^，,。；;]{1,4}|时间|时长|周期|工期|间隔|寿命|期限|用时|耗时|需|只要|缩短|延长|提前|压缩|增加|减少|缩减|至|到|为|达|长达|平均|车程|"
    r"航程|行程|全程|时限|时效|年限|用|账期|滞后|推迟|延后|超过|均|节省|节约|等候|等待|等|排队|停留|受理|飞行|逗留|留[沪京港深杭]|"
    r"仅|龄|期|续航|待机|学制|学时|剩|剩余|保质|响应|最快|最长|最短|约|间距|只有|仅有|从|由|留|[快慢早晚多少长短]|天数|假|[温霜雨雪霾沙]日|[从由](?:[^，,。；;]{0,10})的)"
    r"[了约近仅的]?$"
)
_SWIFT_RE = re.compile(r"就能|就可|即可|便可|可达|直达|就到|到达")
_AGED_RE = re.compile(
    r"(?:平均年龄|年龄中位数|预期寿命|期望寿命|平均寿命|人均寿命|寿命|均龄|平均)[^，,。；;]{0,8}$"
)
_AFTER_DURATION_RE = re.compile(r"[前后来里间内之中多以的]|左右|以来|时间|期间")
_OCLOCK_RE = re.compile(r"[时点：:](?:零)?$|[月日晨午晚夜][上间]?$")
_SPEC_RE = re.compile(r"[晶屏液寸货电显][圆幕晶屏柜视示]|货柜|集装箱|晶圆")
_RACE_RE = re.compile(r"(?:短|长|慢|路)?跑|跨栏|接力|自由泳|蛙泳|蝶泳|仰泳|障碍|竞走|半马|全马|混合泳")
_FIGURATIVE_RE = re.compile(
    r"(?:主线|战线|路径|底线|红线|龙头|腿|道路|关口|难关|大山|砝码|主轴|曲线|王牌|名片|钥匙|抓手|引擎|板斧)"
)
_COINED_RE = re.compile(r"[长珠黄金小京大]$")
# 每8.5个人中就有1个: the one restates the rate.
_ONE_OF_RE = re.compile(r"[里中][就便]?有$")
# 两家医院, 三家客户 mean the ones named; after these verbs two and three are counts.
_COUNTED_RE = re.compile(
    r"(?:有|增|开|设|建|添|购|达|至|为|到|了|约|共|计|仅|只|来|出|升|降|差|少|多|派|引进|招|收|用|花|需|第|剩|留沪|名|近|超过|不足|不到)$"
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
    for name, test in _ARABIC_TESTS if quantity.form == "arabic" else _TESTS:
        if test(text, quantity, before, number):
            return name
    return None


def _is_indefinite(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """一家, 最高一宗: one of something is not a count; 一倍 and 一成 are measures."""
    if quantity.value == "1" and _ONE_OF_RE.search(before):
        return True
    return (
        number[0] == "一"
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
    """五个方面, 两次, 三项: small Chinese numerals with a loose classifier."""
    if (
        quantity.kind == "count"
        and number[0] in "两三"
        and len(number) == 2
        and not _COUNTED_RE.search(before)
    ):
        return True
    return (
        quantity.kind in ("loose", "loose-measure")
        and quantity.form == "chinese"
        and Decimal(quantity.value) <= 20
        and (quantity.qualifier is None)
    )


def _is_vague(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """数百家, 上千家, 千家万户: no number is given."""
    if quantity.form != "chinese":
        return quantity.form == "several"
    lone = number[0] in _SCALE_ONLY and number[1:2] not in _SCALE_ONLY and number[1:2] not in tuple("余多")
    return (lone and quantity.qualifier is None and quantity.kind != "currency") or (
        number[0] in _SCALE_ONLY and before[-1:] in tuple("上成数几") and before[-1:] != ""
    )


def _is_condition(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """每千人, 每升高1摄氏度: the base of a rate."""
    return "每" in before and _EVERY_RE.search(before) is not None


def _is_period(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """时隔两年, 连续4个月, 前9个月, 三天排水: durations that only place an event."""
    if quantity.kind == "anniversary":
        return True
    if quantity.kind not in ("duration", "year"):
        return False
    if _SWIFT_RE.match(text, quantity.end):
        return False
    if quantity.unit in ("月", "年", "天", "周") and _PERIOD_RE.search(before):
        return True
    if quantity.qualifier in ("at_most", "at_least") or Decimal(quantity.value) >= 1000:
        return False
    return _MEASURED_RE.search(before) is None


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
    """8吋晶圆, 十公里跑手, 千亿级: a size that names a product, a race, a class."""
    if quantity.unit == "级" and number[0] in _SCALE_ONLY:
        return True
    if quantity.dimension == "length" and _RACE_RE.match(text, quantity.end):
        return True
    return quantity.unit in ("英寸", "英尺") and _SPEC_RE.match(text, quantity.end) is not None


def _is_coined(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """长三角 and quoted catchwords such as “三个中心”."""
    if quantity.form == "half" and before.endswith(("另", "意", "没", "未")):
        return True
    if quantity.kind == "subunit":
        return _COINED_RE.search(before) is not None or quantity.form == "chinese"
    small = quantity.kind in _COUNTS and quantity.form == "chinese" and Decimal(quantity.value) < 20
    return small and bool(_QUOTE_RE.search(before) or _FIGURATIVE_RE.match(text, quantity.end))


_TESTS = (
    ("indefinite", _is_indefinite),
    ("ordinal", _is_ordinal),
    ("vague", _is_vague),
    ("coined", _is_coined),
    ("clock", _is_clock),
    ("degree", _is_degree),
    ("rate base", _is_condition),
    ("age", _is_age),
    ("period", _is_period),
    ("structural", _is_structural),
    ("specification", _is_specification),
)
# What only numbers in Chinese characters can be.
_ARABIC_TESTS = tuple(
    row for row in _TESTS if row[1] not in (_is_ordinal, _is_vague, _is_degree, _is_structural)
)
