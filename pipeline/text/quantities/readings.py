"""Find numbers in running text, in every way that Chinese writes them."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline.text.quantities.numerals import (
    DIGITS,
    EXACT,
    SCALES,
    format_decimal,
    parse_numeral,
    trailing_scale,
)

__all__ = ["NUMBER_RE", "Number", "Reading", "find_numbers", "read_number"]

_DIGIT = "".join(DIGITS)
_SCALE = "".join(SCALES)
_CHINESE = f"{_DIGIT}{_SCALE}廿卅"
_SPACE = r"[ \u00a0\u2009\u202f]"
# A multiplier, but not the one that begins a unit: 12千米, 950百帕, 5兆瓦; 三万五千米 counts metres.
_MULTIPLIER = (
    r"(?:[十拾佰仟万萬亿億]|百(?!帕|分[之点])|兆(?![瓦赫帕焦字比伏])"
    r"|千(?![瓦克卡伏赫帕焦乏牛米]|字节)|(?<=[万亿][一二三四五六七八九])千(?=米))"
)
_ATOM = rf"(?:[{_DIGIT}廿卅]|{_MULTIPLIER})"
_ARABIC = rf"(?:\d{{1,3}}(?:[,，]\d{{3}})+(?!\d)|\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)|\d+)(?:[.．]\d+)?"

# Longest forms first: a fraction begins like a cardinal.
NUMBER_RE = re.compile(
    rf"""
    (?P<below>(?:[{_CHINESE}]+|\d+)){_SPACE}?分{_SPACE}?(?:之{_SPACE}?|(?=[一二三](?![{_CHINESE}分点])))   # 百分之, 三分之, 三分一
    (?P<above>{_ARABIC}|[{_CHINESE}几半]+(?:{_SPACE}[{_CHINESE}]+)*(?:{_SPACE}?点{_SPACE}?[{_DIGIT}]+)?)
    | (?P<half>一半|半数|百分百)
    | (?P<core>
        {_ARABIC}(?:{_SPACE}?(?:个(?=[万亿]))?{_MULTIPLIER}+(?:(?<=[万萬])(?:\d,\d{{3}}|\d{{2,4}})(?![\d,{_SCALE}])|(?:\d{{1,3}}(?:,\d{{3}})+|\d+|[{_DIGIT}]+){_MULTIPLIER}+|[{_DIGIT}](?!{_ATOM}))*)?
        | {_ATOM}+(?:点[{_DIGIT}]+{_MULTIPLIER}*|点\d+{_MULTIPLIER}+|个[万亿]+)?
        | [几数]{_MULTIPLIER}+
        | 半(?=[个百])[百]?
      )
      (?P<vague>有余|(?<=[\d{_SCALE}])[+＋](?=[人家个次元名])|[余多几来](?!{_SPACE}?[一-九]?元化))?(?P<more>(?<=[余多几来])[百千万亿萬億]+)?
    """,
    re.VERBOSE,
)
# 两三 三五 七八: neighbouring digits name a range; 三五 is the one idiom that skips a digit.
_NEIGHBOURS_RE = re.compile(rf"(.*?)([{_DIGIT}])([{_DIGIT}])([{_SCALE}]*)")
_MIXED_RE = re.compile(r"又(\d{1,3})[/／]([1-9]\d{0,2})(?!\d)")
_FACTORS = {"k": 10**3, "w": 10**4, "m": 10**6, "g": 10**9, "t": 10**12, "b": 10**9}
_SUFFIX_RE = re.compile(r"(?:[eE]([+-]?\d{1,3})|\^([+-]?\d{1,2})|([kKwWmMgGtTbBｋＫｍＭ]))(?![A-Za-z\d])")
# Capital numerals that are names when they stand alone: 陆家嘴, 伍先生.
_NAMES = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟陸貳參")
_COLLECTIVES = {"打": 12, "双": 2, "对": 2, "雙": 2, "對": 2}
_HALVED = frozenset("年天个月日百打斤公小双对")
_LONGEST = 40  # a longer number is read without being remembered
_SIGN_RE = re.compile(rf"(?:(?<![\d\w])[-−－+＋]|[负負]){_SPACE}?$")
# Characters before which a lone 一 or 半 is a word: 一些, 一般, 统一.
_WORDS_AFTER = frozenset(
    "些般起直样定切旦致共边方律并再贯带路度向同举时心味番概手流体则线经系行"
) | frozenset("帆瞬阵朝")
_WORDS_BEFORE = frozenset("统唯万专进之第同单归合惟")


class Reading(NamedTuple):
    """What a number says: exact bounds, how it is written, whether it stops at a lower bound (余, 多, 几)."""

    value: Decimal
    value_max: Decimal | None
    form: str
    vague: bool


class Number(NamedTuple):
    """A number in a text; `value` and `value_max` are decimal strings, offsets half-open code points."""

    start: int
    end: int
    text: str
    value: str
    value_max: str | None
    form: str
    qualifier: str | None


def read_number(match: "re.Match[str]") -> Reading | None:
    """Read a match of NUMBER_RE; None if it is no number after all (分之 without value).

    >>> read_number(NUMBER_RE.match("三十几万元"))
    Reading(value=Decimal('300000'), value_max=None, form='chinese', vague=True)
    """
    if match.end() - match.start() > _LONGEST:
        return _read.__wrapped__(*match.groups())
    return _read(*match.groups())


@lru_cache(maxsize=8192)
def _read(
    below: str | None,
    above: str | None,
    half: str | None,
    core: str | None,
    vague: str | None,
    more: str | None,
) -> Reading | None:
    if half:
        return Reading(Decimal(1) if half == "百分百" else Decimal("0.5"), None, "half", False)
    if below:
        value = parse_numeral(f"{below}分之{above}")
        form = {"百": "percent", "千": "permille"}.get(below, "fraction")
        return None if value is None else Reading(value, None, form, False)
    core, scale = (core or "").replace("个", ""), more or ""
    if core in _NAMES:
        return None
    form = "arabic" if core[0].isdecimal() else "chinese"
    if core[0] in "几数":
        value = parse_numeral("一" + core[1:])
        return None if value is None else Reading(value, None, "several", True)
    bounds = _neighbours(core) if form == "chinese" else None
    low, high = bounds or (parse_numeral(core + scale), None)
    if low is None:
        return None
    return Reading(low, high, form, vague is not None)


def _neighbours(core: str) -> tuple[Decimal | None, Decimal | None] | None:
    """Bounds of 两三百 or 十七八, None for anything else."""
    match = _NEIGHBOURS_RE.fullmatch(core)
    if match is None:
        return None
    head, first, second, scale = match.groups()
    pair = DIGITS[first], DIGITS[second]
    if 0 in pair or (pair[1] - pair[0] != 1 and pair != (3, 5)) or (head and head[-1] not in SCALES):
        return None
    return parse_numeral(head + first + scale), parse_numeral(head + second + scale)


def share_scale(first: str, second: str) -> str:
    """Give the multipliers that `first` borrows from `second` in 两到三百 or 10~15万, or ''.

    >>> share_scale("两", "三百"), share_scale("七千", "九千亿"), share_scale("8500", "3万")
    ('百', '亿', '')
    """
    scale = trailing_scale(second)
    large = scale.lstrip("十百千拾佰仟")
    if trailing_scale(first)[-1:] in tuple("万亿萬億兆"):
        return ""
    for shared in (scale, large) if len(first) == 1 else (large,):
        low, high = parse_numeral(first + shared), parse_numeral(second)
        if low is not None and high is not None and low < high:
            return shared
    return ""


def find_numbers(text: str) -> list[Number]:
    """Find every number of a text, with or without a unit.

    For code that wants bare values; metrics use find_quantities, which knows what
    the number counts. Half (半), dozens (打) and pairs (双, 对) are multiplied out here.

        >>> [(n.text, n.value) for n in find_numbers("一打鸡蛋，五分之一的人，负一百二十三点二三")]
        [('一打', '12'), ('五分之一', '0.2'), ('负一百二十三点二三', '-123.23')]
    """
    return list(_scan(text))


def _scan(text: str) -> Iterator[Number]:
    position = 0
    while (match := _ANY_RE.search(text, position)) is not None:
        position = match.end()
        inner = NUMBER_RE.match(text, match.start())
        if inner is None:
            if match.group() == "半" and (text == "半" or text[match.end() : match.end() + 1] in _HALVED):
                start, factor = match.start(), _COLLECTIVES.get(text[match.end() : match.end() + 1], 0)
                end = match.end() + bool(factor)
                yield Number(
                    start, end, text[start:end], format_decimal(Decimal(factor or 1) / 2), None, "half", None
                )
            continue
        reading = read_number(inner)
        position = max(inner.end(), position)
        if reading is None or _is_word(text, inner):
            continue
        start, end, value, high = _extend(text, inner, reading)
        position = end
        qualifier = "more_than" if reading.vague else None
        yield Number(start, end, text[start:end], format_decimal(value), high, reading.form, qualifier)


_ANY_RE = re.compile(rf"[\d{_CHINESE}半几数](?:(?<![几数])|(?=[{_SCALE}]))")


def _is_word(text: str, match: "re.Match[str]") -> bool:
    """Whether a single 一 or a lone multiplier is part of a word (统一, 一些, 百货)."""
    number = match.group()
    if len(number) > 1 or number.isdecimal():
        return False
    following, preceding = text[match.end() : match.end() + 1], text[match.start() - 1 : match.start()]
    if number == "一":
        return following in _WORDS_AFTER or preceding in _WORDS_BEFORE - {"第"}
    return number in "百千万亿" and not (preceding in "上近超过逾约第" and preceding)


def _extend(text: str, match: "re.Match[str]", reading: Reading) -> tuple[int, int, Decimal, str | None]:
    """Take in sign, mixed fraction tail, scientific suffix and collectives."""
    start, end, value = match.start(), match.end(), reading.value
    if reading.form == "arabic" and (suffix := _SUFFIX_RE.match(text, end)):
        value, end = _apply_suffix(value, suffix), suffix.end()
    elif mixed := _MIXED_RE.match(text, end):
        value, end = value + Decimal(mixed[1]) / int(mixed[2]), mixed.end()
    elif text[end : end + 1] == "又" and (tail := NUMBER_RE.match(text, end + 1)) and tail["below"]:
        value, end = value + (parse_numeral(tail.group()) or 0), tail.end()
    elif (
        text[end : end + 1] in ("/", "／") and value == value.to_integral_value() and reading.form == "arabic"
    ):
        divisor = re.match(r"[/／](\d{1,3})(?![\d/月])", text[end:])
        if divisor and int(divisor[1]):
            value, end = value / int(divisor[1]), end + divisor.end()
    elif (factor := _COLLECTIVES.get(text[end : end + 1])) and text[end : end + 2] not in (
        "对于",
        "双方",
        "打造",
        "打击",
    ):
        value, end = value * factor, end + 1
    if sign := _SIGN_RE.search(text, max(0, start - 2), start):
        start = sign.start()
        value = -value if sign.group()[0] not in "+＋" else value
    high = None if reading.value_max is None else format_decimal(reading.value_max)
    return start, end, value, high


def _apply_suffix(value: Decimal, suffix: "re.Match[str]") -> Decimal:
    exponent, power, factor = suffix.groups()
    if exponent:
        return EXACT.scaleb(value, Decimal(exponent))
    if power:
        return EXACT.power(value, Decimal(power))
    narrow = factor.translate(str.maketrans("ｋＫｍＭ", "kkmm")).lower()
    return EXACT.multiply(value, Decimal(_FACTORS[narrow]))
