"""Numerals: exact both ways, and the same as cn2an where both read."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.text.quantities.numerals import FORMS, format_decimal, parse_numeral, render_numeral

NUMBERS = st.one_of(
    st.decimals(min_value=-(10**20), max_value=10**20, places=6, allow_nan=False, allow_infinity=False),
    st.integers(-(10**9), 10**19).map(Decimal),
)


@given(NUMBERS, st.sampled_from(FORMS))
def test_parse_numeral_reads_what_render_numeral_writes(number: Decimal, form: str) -> None:
    assert parse_numeral(render_numeral(number, form)) == number


@settings(deadline=None)  # the first call loads cn2an
@given(st.integers(0, 10**16 - 1))
def test_parse_numeral_agrees_with_cn2an(number: int) -> None:
    cn2an = pytest.importorskip("cn2an")
    assert parse_numeral(cn2an.an2cn(number, "low")) == number
    assert parse_numeral(cn2an.an2cn(number, "up")) == number


@given(st.text(alphabet="零〇一二两三九十百千万亿兆点分之半几多负.,0123456789 廿", max_size=12))
def test_parse_numeral_never_raises(text: str) -> None:
    parse_numeral(text)


@given(NUMBERS)
def test_format_decimal_is_plain(number: Decimal) -> None:
    assert "E" not in format_decimal(number)
    assert Decimal(format_decimal(number)) == number


def test_parse_numeral_keeps_money_exact() -> None:
    assert str(parse_numeral("4.35亿")) == "435000000"


def test_render_numeral_names_the_forms() -> None:
    with pytest.raises(InputError, match="grouped"):
        render_numeral(Decimal(1), "roman")
