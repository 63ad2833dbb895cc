import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.damage import VARIANTS, Variant, annotate, cut, damage, decode, encode, fold, load_readings

CERTAIN = Variant(key_share=0.0, cut_rate=1.0)


@pytest.mark.parametrize(
    ("text", "damaged"),
    [
        ("29日在上海考察時強調", "29日在上??疾鞎r強調"),
        ("位於上海“模速空間”大模型", "位於上?!澳K倏臻g”大模型"),
        ("調研。“模速空間”是", "調研?!澳K倏臻g”是"),
        ("上海。前天", "上海。前天"),
        ("全省,小", "全省,小"),
        ("上海“</span>加快", "上?!?/span>加快"),
        ("看到海。", "看到海。"),
    ],
)
def test_damage_cut_examples(text: str, damaged: str) -> None:
    assert damage(text, CERTAIN) == damaged


def test_damage_annotates_between_the_bytes_of_two_characters() -> None:
    gloss = ("負".encode("gbk"), "(fù)".encode("gbk"))
    assert decode(annotate("秦揚軻".encode("gbk"), [gloss])) == "秦?fù)P軻"


def test_damage_order_of_marks_matters() -> None:
    assert decode(cut("海。前".encode("gbk"))) == "海。前"


@pytest.mark.parametrize("pair", [b"\xa6[", b"\xa7@", b"\xaa\xa1", b"\xfe\xfe"])
def test_decode_shows_nothing_of_a_pair_from_the_user_defined_zones(pair: bytes) -> None:
    assert decode(b"a" + pair + b"b") == "ab"


@given(st.text(max_size=200), st.sampled_from(sorted(VARIANTS)), st.integers(0, 9))
def test_damage_is_reproducible(text: str, name: str, seed: int) -> None:
    assert damage(text, VARIANTS[name], seed) == damage(text, VARIANTS[name], seed)


@given(st.binary(max_size=300), st.booleans())
def test_decode_reads_any_bytes(data: bytes, drops: bool) -> None:
    shown = decode(data, drops_orphans=drops)
    assert len(shown) <= len(data)
    assert not any("\ue000" <= char <= "\uf8ff" for char in shown)


@given(st.text(alphabet="上海考察時強調模速空間,。", max_size=80))
def test_decode_undoes_encode(text: str) -> None:
    assert decode(encode(text)) == text


def test_fold_leaves_chinese_marks() -> None:
    assert fold("，。、；Ａ　") == ",。、;A "


def test_readings_are_sorted_and_complete() -> None:
    readings = load_readings()
    assert list(readings) == sorted(readings)
    assert readings["發"][0] == "fā" and "cháng" in readings["長"]
    assert not any(key.encode("gb2312", "ignore") for key in readings)
