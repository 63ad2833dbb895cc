"""UTF-8 shown as Latin letters that lost some of them: what is certain comes back, the rest is chosen."""

import pytest

from pipeline.resources import find_model
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.misread.latin_gaps import SPECIALS, TO_BYTES, find_lossy, find_wrapped
from pipeline.text.repair.stage import Context

TEXT = "上海国际金融中心建设取得新进展，产业规模持续扩大，前景良好。"


@pytest.fixture(scope="module")
def context() -> Context:
    return Context(LanguageModel.load(find_model("language_model")))


def show(text: str, errors: str) -> str:
    """Return what cp1252 shows of UTF-8, each visible byte as one character."""
    return text.encode().decode("cp1252", errors).translate(TO_BYTES)


def test_specials_are_what_cp1252_shows_beyond_latin1() -> None:
    assert SPECIALS["€"] == 0x80
    assert len(SPECIALS) == len(TO_BYTES) == 27


@pytest.mark.parametrize("errors", ["ignore", "replace"])
def test_lossy_pieces_are_chosen_by_context(errors: str, context: Context) -> None:
    data = show(TEXT, errors)
    assert len(data) <= len(TEXT.encode())
    (change,) = find_lossy(data, context)
    wrong = sum(old != new for old, new in zip(TEXT, change.after, strict=True))
    assert wrong == change.after.count("\ufffd") <= 2


def test_lossy_leaves_whole_pieces_and_accents_alone(context: Context) -> None:
    assert not [*find_lossy(TEXT.encode().decode("latin-1"), context)]
    assert not [*find_lossy("café à la crème, São Paulo, ÄÖÜ", context)]
    assert not [*find_lossy("", context)]


def test_wrapped_pieces_lose_one_layer() -> None:
    inner = TEXT.encode().decode("latin-1").translate(TO_BYTES)
    (change,) = find_wrapped(inner.encode().decode("latin-1"))
    assert change.after == inner


def test_wrapped_leaves_accents_alone() -> None:
    assert not [*find_wrapped("à la carte, Ångström, ÃÃ")]
