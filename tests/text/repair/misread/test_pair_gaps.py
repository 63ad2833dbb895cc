"""GBK shown as cp1252 without the bytes that it does not show: what is certain comes back, questions stay."""

import pytest

from pipeline.text.repair import repair

TEXTS = (
    "渡輪公司宣佈，由於來回碼頭的乘客減少，班次將從每日十二班減至八班。",
    "1978年9月，漁會在島上設立第一座冷凍庫，並與廠商訂立三年合約。",
    "這張舊照片裡，廣場上的噴水池還沒有建成，漢堡店的招牌倒是清楚。",
)


def show(text: str, gap: str = "?", blank: str = "\xa0") -> str:
    """Return what cp1252 shows of GBK, with a sign for each byte that it leaves undefined."""
    shown = (bytes([code]).decode("cp1252", "ignore") or gap for code in text.encode("gbk"))
    return "".join(shown).replace("\xa0", blank)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("blank", ["\xa0", " "])
def test_lost_bytes_are_chosen_by_context(text: str, blank: str) -> None:
    raw = show(text, blank=blank)
    assert "?" in raw
    assert repair(raw).text == text


def test_questions_of_the_page_stay_questions() -> None:
    text = "你去過那座島嗎?我去過兩次?不對,是三次。船票多少錢?不貴。"
    assert repair(show(text)).text == text


def test_other_text_with_blanks_and_marks_is_no_gap() -> None:
    raw = "Müller? Où est-il? Ça va? Größe? São Paulo? Ñandú ¿qué?"
    assert repair(raw).text == raw
    assert repair(f"{raw}\n{show(TEXTS[0])}").text == f"{raw}\n{TEXTS[0]}"


def test_bytes_that_vanished_are_chosen_by_context() -> None:
    text = "校友會宣佈，今年的聚餐改在母校舉行，後來又換了一家飯店，報名的人因此少了許多。"
    raw = show(text, gap="")
    assert len(raw) < len(text.encode("gbk"))
    assert repair(raw).text == text


def test_single_pairs_between_digits_are_read_with_their_line() -> None:
    text = "1994年6月12日，水庫管理局公佈去年的水位，最高36公尺。"
    assert repair(text.encode("big5").decode("latin-1")).text == text
