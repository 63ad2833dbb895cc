"""Tell durations that measure something from those that only place an event in time."""

import re
from decimal import Decimal

from pipeline.text.quantities.lexicon import list_words
from pipeline.text.quantities.quantities import Quantity
from pipeline.text.quantities.verbs import ends_in_verb

__all__ = ["is_period"]

_CLOCK = frozenset({"毫秒", "秒", "分钟", "小时"})
_CALENDAR = frozenset({"月", "年", "天", "周"})
# These place an event however long they are: 前9个月, 过去五年, 时隔两年.
_PLACED_RE = re.compile(
    r"(?:(?<!提)前|[首头近过未再历满同后这]|过去的?|未来|最近|今后|此后|历时|随后|时隔|不到|运行|成立|上市|[再还]有)$"
)
_TOOK = "历时"  # 历时四年，共调查312人; 历时三年终于完工
_MEASURED_RE = re.compile(
    r"(?:等[^，,。；;]{1,4}|留[沪京港深杭]|[快慢早晚多少长短]|[温霜雨雪霾沙]日|[从由](?:[^，,。；;]{0,10})的)[了约近仅的]?$"
)
# 从过去的15天压缩到3天
_FORMER_RE = re.compile("[从由](?:过去|以往|原来|原先|此前|之前|现在|目前)的?$")
_TO_RE = re.compile("(?:压缩|压减|缩短|缩减|减少|降低?|下降|增加?|延长|拉长|提高|提升|变|改|放宽)[到至为成]?")
_SWIFT_RE = re.compile(r"就能|就可|即可|便可|可达|直达|就到|到达")
# 24小时 says all day; 15分钟生活圈 and 30分钟送达 name a kind of service.
_NAMING_RE = re.compile(r"[\u4e00-\u9fff]{0,8}圈|送达|达|热线|通勤")
# 15年的随访, 123年历史
_LENGTH_OF_RE = re.compile(r"的(?!时间|时候|今天|后|前)[\u4e00-\u9fff]|历史|经验|[工党教军]龄|从业")
# 在五年内 and 于三个月内 say how long something may take; 三年内 alone is a time.
_WITHIN_RE = re.compile(r"[于在起]$|随后$")
_CLAUSE_START_RE = re.compile(r"(?:^|[，,。；;！？!?\n：:“”「」（(、 \u3000])$")
_CLAUSE_END_RE = re.compile(r"[，,。；;！？）]")
_FILLERS = tuple("了约近仅的")
_LONGEST = 1000


def is_period(text: str, quantity: Quantity, before: str, number: str) -> bool:
    """时隔两年, 前9个月, 三天排水: durations that only place an event.

    Args:
        before: the characters before the quantity.
        number: its characters without the bound before it.

    """
    if quantity.kind == "anniversary":
        return True
    if quantity.kind not in ("duration", "year"):
        return False
    if number == "百年":
        return True
    if _SWIFT_RE.match(text, quantity.end):
        return False
    if text[quantity.end : quantity.end + 1] == "内":
        return _WITHIN_RE.search(before) is None
    if quantity.unit == "年" and text[quantity.end : quantity.end + 1] == "期":
        return True
    if _FORMER_RE.search(before) and _TO_RE.match(text, quantity.end):
        return False
    if quantity.unit in _CALENDAR and quantity.qualifier is None and _PLACED_RE.search(before):
        return not (before.endswith(_TOOK) and _CLAUSE_END_RE.match(text, quantity.end))
    if Decimal(quantity.value) >= _LONGEST or _is_measured(before):
        return False
    if quantity.unit in _CLOCK:
        return number == "24小时" or _NAMING_RE.match(text, quantity.end) is not None
    return not _lasts(text, quantity, before)


def _is_measured(before: str) -> bool:
    """Whether the words before a duration say that it is measured: 工期, 缩短至, 只要."""
    told = before[:-1] if before[-1:] in _FILLERS else before
    return before.endswith(list_words("measured")) or (
        told.endswith(list_words("measured")) or _MEASURED_RE.search(before) is not None
    )


def _lasts(text: str, quantity: Quantity, before: str) -> bool:
    """Whether days or years say how long something is: 停摆近七周, 15年的随访, 租期：13.4个月."""
    if _LENGTH_OF_RE.match(text, quantity.end) or before[-1:] in ("：", ":"):
        return True
    if _CLAUSE_START_RE.search(before):
        return False
    if _CLAUSE_END_RE.match(text, quantity.end):
        return True
    return quantity.qualifier is not None or before[-1] == "了" or ends_in_verb(before)
