"""Bytes of unknown encoding: strict encodings, plausible ones, mixed pages, binary data."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.text.decode import decode

HANS = "上海市人民政府昨天召开新闻发布会，介绍今年以来的经济情况。"
HANT = "臺北市政府昨日召開記者會，說明今年以來的經濟情況。"


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (HANS, "utf-8", "utf-8"),
        (HANS, "utf-8-sig", "utf-8-sig"),
        (HANS, "gbk", "gb18030"),
        (HANS + "𠮷", "gb18030", "gb18030"),
        (HANT, "gbk", "gb18030"),
        (HANT, "big5", "big5"),
        (HANS, "utf-16", "utf-16-le"),
        (HANS, "utf-16-le", "utf-16-le"),
        (HANT, "utf-16-be", "utf-16-be"),
        (HANS, "utf-32", "utf-32-le"),
        ("plain ASCII", "ascii", "utf-8"),
        ("plain ASCII", "utf-16-le", "utf-16-le"),
        ("", "utf-8", "utf-8"),
    ],
)
def test_decode_finds_the_encoding(text: str, codec: str, name: str) -> None:
    assert decode(text.encode(codec)) == (text, name)


@pytest.mark.parametrize(
    "text", ["上海", "你好", "中国", "联通", "农业", "小时 - 3", "A股", "第3页", "今天星期五"]
)
def test_decode_short_gbk(text: str) -> None:
    assert decode(text.encode("gbk")) == (text, "gb18030")


@pytest.mark.parametrize(
    ("text", "codec"), [("电影我看", "utf-16-le"), ("團體自", "utf-16-le"), ("发行后的", "utf-16-be")]
)
def test_decode_short_utf_16(text: str, codec: str) -> None:
    assert decode(text.encode(codec)) == (text, codec)


@pytest.mark.parametrize("text", ["臺灣", "記者會", "新聞稿發布", "今天天氣晴"])
def test_decode_short_big5(text: str) -> None:
    assert decode(text.encode("big5")) == (text, "big5")


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b'<meta charset="big5">' + HANS.encode("gbk"), '<meta charset="big5">' + HANS),
        (b"<meta charset=gb2312>" + HANS.encode(), "<meta charset=gb2312>" + HANS),
        (b'<meta charset="utf-8">' + HANT.encode("big5"), '<meta charset="utf-8">' + HANT),
    ],
)
def test_decode_survives_wrong_declarations(data: bytes, text: str) -> None:
    assert decode(data).text == text
    assert decode(data, "iso-8859-1").text == text
    assert decode(data, "no such thing").text == text


def test_decode_reads_mixed_pages_line_by_line() -> None:
    lines = [HANS.encode(), HANS.encode("gbk"), HANS.encode()]
    assert decode(b"\r\n".join(lines)).text == "\r\n".join([HANS] * 3)


def test_decode_reads_mixed_lines() -> None:
    assert decode(HANS.encode() * 2 + b" " + "来源：新华网".encode("gbk")).text == HANS * 2 + " 来源：新华网"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (HANS.encode()[:-1], HANS[:-1] + "\N{REPLACEMENT CHARACTER}"),
        (HANS.encode("gbk")[:-1], HANS[:-1] + "\N{REPLACEMENT CHARACTER}"),
        ("会议5月11日5时16分召开".encode("gbk") + b"\xba", "会议5月11日5时16分召开\N{REPLACEMENT CHARACTER}"),
        ("指数报3126.5点".encode()[:-1], "指数报3126.5\N{REPLACEMENT CHARACTER}"),
        ("211點或1.16%，".encode("big5") + b"\xa4", "211點或1.16%，\N{REPLACEMENT CHARACTER}"),
        (HANS.encode() + b"\xff", HANS + "\N{REPLACEMENT CHARACTER}"),
        (b"\x80 100 " + HANS.encode("gbk"), "€ 100 " + HANS),
        (b"\xed\xa0\xbd\xed\xb8\x80 " + HANS.encode(), "😀 " + HANS),
        (HANS.encode() + b"\x00" + HANS.encode(), HANS + "\x00" + HANS),
    ],
)
def test_decode_keeps_what_can_be_read(data: bytes, text: str) -> None:
    assert decode(data).text == text


def test_decode_other_languages() -> None:
    assert decode("これは日本語のテストです。東京の天気は晴れ。".encode("shift_jis")).text.startswith(
        "これは日本語"
    )
    assert decode(
        "안녕하세요. 서울특별시는 오늘 새로운 교통 정책을 발표했습니다. 시민들의 의견을 듣겠습니다.".encode(
            "euc-kr"
        )
    ).text.startswith("안녕하세요")


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n", b"PK\x03\x04abc", b"%PDF-1.7", bytes(range(256)) * 20, b"\x00\x01\x02" * 99],
)
def test_decode_refuses_binary_data(data: bytes) -> None:
    with pytest.raises(InputError, match="not text"):
        decode(data)


def test_decode_does_not_translate_line_ends() -> None:
    assert decode("甲\r\n乙\r丙\n".encode("gbk")).text == "甲\r\n乙\r丙\n"


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_decode_returns_text_or_refuses(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except InputError:
        return
    text.encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_decode_trusts_a_byte_order_mark(text: str) -> None:
    assert decode(text.encode("utf-8-sig")).text == text
