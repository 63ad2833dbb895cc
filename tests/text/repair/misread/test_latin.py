"""UTF-8 or GBK that was read as Latin letters, page by page."""

from pipeline.text.repair import repair

CLEAN = "今天上午，上海图书馆东馆举行开馆三周年读者见面会。" * 400
PAGE = "上海市统计局发布数据，前三季度全市生产总值增长。".encode().decode("latin-1")


def test_latin_is_found_far_into_a_long_text() -> None:
    raw = f"{CLEAN}{PAGE}\n{CLEAN}"
    rewrite = repair(raw)
    assert rewrite.text == raw.replace(PAGE, PAGE.encode("latin-1").decode())
    assert [edit.kind for edit in rewrite.edits] == ["utf8_as_latin"]


def test_latin_names_far_from_damage_stay() -> None:
    raw = f"Théâtre d'Añña, Alþýðuflokkurinn\n{CLEAN}{PAGE}"
    assert repair(raw).text.startswith("Théâtre d'Añña, Alþýðuflokkurinn\n")
