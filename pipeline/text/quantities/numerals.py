"""Read and write Chinese and Arabic numerals as exact Decimals.

A numeral is a string of digits, 点 and multipliers; nothing here knows about
units or words around it. Binary floats lose money (4.35 * 10**8), hence
Decimal with a precision that no newspaper reaches.
"""

import re
from decimal import Context, Decimal
from functools import lru_cache

from pipeline.errors import InputError

__all__ = ["FORMS", "format_decimal", "parse_numeral", "render_numeral", "scale_of", "trailing_scale"]

EXACT = Context(prec=120)
_LONGEST = 100  # a longer run of digits is no number that anyone writes

DIGITS = {
    char: value
    for value, chars in enumerate(
        ("零〇○", "一壹弌", "二两贰貳兩贰俩", "三叁參仨", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for char in chars
}
SCALES = {
    "十": 10,
    "拾": 10,
    "百": 100,
    "佰": 100,
    "千": 1000,
    "仟": 1000,
    "万": 10**4,
    "萬": 10**4,
    "亿": 10**8,
    "億": 10**8,
    "兆": 10**12,
}
# 廿 and 卅 are 二十 and 三十 written as one character.
_PREPARE = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        "．": ".",
        "，": "",
        ",": "",
        " ": "",
        "\N{NO-BREAK SPACE}": "",
        "\N{THIN SPACE}": "",
        "\N{NARROW NO-BREAK SPACE}": "",
        "\N{IDEOGRAPHIC SPACE}": "",
        "廿": "二十",
        "卅": "三十",
        "點": "点",
        "負": "负",
        "\N{MINUS SIGN}": "-",
        "－": "-",
        "＋": "+",
    }
)
_SIGN_RE = re.compile(r"[-+负正]")
_ARABIC_RE = re.compile(r"\d+(?:\.\d+)?")
# What nine numbers of ten look like: 1340亿, 5.2; read without the general machinery.
_SIMPLE_RE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(万亿|万|亿)?")
_SIMPLE_SCALES = {"万": Decimal(10**4), "亿": Decimal(10**8), "万亿": Decimal(10**12)}
_TOKEN_RE = re.compile(r"\d+(?:\.\d+)?|[" + "".join(DIGITS) + "".join(SCALES) + "]")
_DIGIT_STRING_RE = re.compile("[" + "".join(DIGITS) + "]+")
_SHORT_TAIL_RE = re.compile("[" + "".join(SCALES) + "]([" + "".join(DIGITS) + "])$")

_RENDERED = {SCALES[char]: char for char in "十百千万亿"}

FORMS = ("arabic", "grouped", "spaced", "fullwidth", "mixed", "chinese", "capital", "positional")


def parse_numeral(text: str) -> Decimal | None:
    """Give the exact value of a numeral, or None if the text is not one.

    >>> [str(parse_numeral(t)) for t in ("1,100万", "二十万亿", "3亿5千万", "一万三", "壹佰点五")]
    ['11000000', '20000000000000', '350000000', '13000', '100.5']
    >>> parse_numeral("三分之二").quantize(Decimal("0.0001"))
    Decimal('0.6667')
    >>> parse_numeral("科技") is None
    True
    """
    return _parse(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=8192)
def _parse(text: str) -> Decimal | None:
    if simple := _SIMPLE_RE.fullmatch(text):
        digits, scale = simple.groups()
        return (
            _plain(EXACT.multiply(Decimal(digits), _SIMPLE_SCALES[scale]))
            if scale
            else _plain(Decimal(digits))
        )
    clean = text.translate(_PREPARE)
    if _ARABIC_RE.fullmatch(clean):
        return _plain(Decimal(clean))
    if _SIGN_RE.match(clean):
        value = _parse_unsigned(clean[1:])
        return -value if value is not None and clean[0] in "-负" else value
    return _parse_unsigned(clean)


def _parse_unsigned(clean: str) -> Decimal | None:
    whole, mark, rest = clean.partition("又")
    if "分之" in rest:
        fraction, count = _parse_fraction(rest), _parse_cardinal(whole)
        return None if fraction is None or count is None else count + fraction
    if mark:
        return None
    return _parse_fraction(clean) if "分之" in clean else _parse_cardinal(clean)


def _parse_fraction(clean: str) -> Decimal | None:
    below, _, above = clean.partition("分之")
    denominator, numerator = _parse_cardinal(below), _parse_cardinal(above)
    if not denominator or numerator is None:
        return None
    return _plain(numerator / denominator)


def _parse_cardinal(clean: str) -> Decimal | None:
    """Read digits, 点 and multipliers without sign or 分之.

    半 counts as one half wherever a digit may stand: 半百, 半个亿.
    """
    if clean.startswith("半"):
        scale = scale_of(clean[1:])
        return None if scale is None else _plain(Decimal(scale) / 2)
    head, point, tail = clean.partition("点")
    if point:
        return _parse_pointed(head, tail)
    if _DIGIT_STRING_RE.fullmatch(clean):
        return Decimal("".join(str(DIGITS[char]) for char in clean))
    tokens = _TOKEN_RE.findall(clean)
    if not tokens or len("".join(tokens)) != len(clean):
        return None
    return _evaluate(tokens, _short_tail(clean))


def _parse_pointed(head: str, tail: str) -> Decimal | None:
    """Read 一百二十三点四五 and 一点三万亿: digits after 点, then multipliers."""
    whole = _parse_cardinal(head)
    match = _DIGIT_STRING_RE.match(tail) or re.match(r"\d+", tail)
    if whole is None or match is None:
        return None
    scale = scale_of(tail[match.end() :])
    digits = "".join(str(DIGITS.get(char, char)) for char in match.group())
    if scale is None or whole != whole.to_integral_value():
        return None
    return _plain(EXACT.multiply(Decimal(f"{int(whole)}.{digits}"), Decimal(scale)))


def scale_of(text: str) -> int | None:
    """Multiply the multipliers in `text`; None if it holds anything else.

    >>> scale_of("万亿"), scale_of(""), scale_of("万家")
    (1000000000000, 1, None)
    """
    product = 1
    for char in text:
        if char not in SCALES:
            return None
        product *= SCALES[char]
    return product


def trailing_scale(text: str) -> str:
    """Give the multipliers that end a numeral: the part that a range may share.

    >>> trailing_scale("一百五十万"), trailing_scale("15"), trailing_scale("3万亿")
    ('十万', '', '万亿')
    """
    return text[len(text.rstrip("".join(SCALES))) :]


def _short_tail(clean: str) -> Decimal | None:
    """Value of the last digit in 一万三 (3000) or 一百二 (20), else None.

    The spoken form drops the last multiplier; a 零 before the digit keeps it literal.
    """
    match = _SHORT_TAIL_RE.search(clean)
    if match is None or clean[match.start()] in "十拾":
        return None
    return Decimal(DIGITS[match.group(1)] * SCALES[clean[match.start()]] // 10)


def _evaluate(tokens: list[str], tail: Decimal | None) -> Decimal:
    """Sum sections: 十百千 within a section, 万 closes one, 亿 and 兆 multiply what is smaller before them."""
    total = section = current = Decimal(0)
    largest = 0
    for token in tokens:
        scale = SCALES.get(token)
        if scale is None:
            current = Decimal(DIGITS.get(token, token))
            continue
        if scale < 10**4:
            section = EXACT.add(section, EXACT.multiply(current or Decimal(1), Decimal(scale)))
        elif scale == 10**4:
            section = EXACT.multiply(EXACT.add(section, current) or Decimal(1), Decimal(scale))
        elif largest > scale:
            total = EXACT.add(total, EXACT.multiply(EXACT.add(section, current), Decimal(scale)))
            section = Decimal(0)
        else:
            below = EXACT.add(total, EXACT.add(section, current))
            total, section, largest = EXACT.multiply(below or Decimal(1), Decimal(scale)), Decimal(0), scale
        current = Decimal(0)
    return _plain(EXACT.add(EXACT.add(total, section), current if tail is None else tail))


def _plain(value: Decimal) -> Decimal:
    """Drop trailing zeros and the exponent, so that str() never shows 1E+8."""
    return Decimal(format_decimal(value))


def format_decimal(value: Decimal) -> str:
    """Write a Decimal as a plain string without exponent or trailing zeros.

    >>> format_decimal(Decimal("1E+3")), format_decimal(Decimal("5.20")), format_decimal(Decimal("-0"))
    ('1000', '5.2', '0')
    """
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def render_numeral(value: Decimal, form: str) -> str:
    """Write a number in one of FORMS, such that parse_numeral reads it back.

        >>> [render_numeral(Decimal("123450.6"), form) for form in ("grouped", "mixed", "chinese")]
        ['123,450.6', '12.34506万', '十二万三千四百五十点六']

    Raises InputError for a form that does not exist.
    """
    if form not in FORMS:
        raise InputError(f"Unknown numeral form {form!r}. Choose one of: {', '.join(FORMS)}.")
    plain = format_decimal(abs(value))
    chinese = form in ("chinese", "capital", "positional")
    sign = ("负" if chinese else "-") if value < 0 else ""
    return sign + _render_unsigned(plain, form)


def _render_unsigned(plain: str, form: str) -> str:
    whole, _, decimals = plain.partition(".")
    point = f".{decimals}" if decimals else ""
    if form == "fullwidth":
        return "".join(chr(ord(char) + 0xFEE0) for char in plain)
    if form in ("grouped", "spaced"):
        return f"{int(whole):,}".replace(",", "," if form == "grouped" else " ") + point
    if form == "mixed":
        return _render_mixed(Decimal(plain))
    if form in ("chinese", "capital", "positional"):
        return _render_chinese(whole, decimals, form)
    return plain


def _render_mixed(value: Decimal) -> str:
    for suffix, scale in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4)):
        if value >= scale:
            return format_decimal(EXACT.divide(value, Decimal(scale))) + suffix
    return format_decimal(value)


def _render_chinese(whole: str, decimals: str, form: str) -> str:
    names = "零壹贰叁肆伍陆柒捌玖" if form == "capital" else "零一二三四五六七八九"
    body = "".join(names[int(d)] for d in whole) if form == "positional" else _render_integer(int(whole))
    if form == "capital":
        body = body.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))
    return body + ("点" + "".join(names[int(digit)] for digit in decimals) if decimals else "")


def _render_integer(number: int) -> str:
    """Write an integer with 零 for gaps: 一万零三, 三千零五十亿; ten to nineteen begin with 十."""
    return re.sub("^一十", "十", _render_sections(number))


def _render_sections(number: int) -> str:
    if number < 10:
        return "零一二三四五六七八九"[number]
    scale = max(scale for scale in _RENDERED if scale <= number)
    high, low = divmod(number, scale)
    head = _render_sections(high) + _RENDERED[scale]
    if not low:
        return head
    return head + ("零" if low < scale // 10 else "") + _render_sections(low)
