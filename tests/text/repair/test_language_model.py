import pytest

from pipeline.errors import DataError
from pipeline.resources import find_model
from pipeline.text.repair.language_model import LanguageModel, pack


@pytest.fixture(scope="module")
def model() -> LanguageModel:
    return LanguageModel.load(find_model("language_model"))


def test_language_model_ignores_script_and_width(model: LanguageModel) -> None:
    assert model.score("國際科技創新，") == model.score("国际科技创新,")


def test_language_model_prefers_sense(model: LanguageModel) -> None:
    assert model.score("上海考察時強調") > model.score("上海疾鞎r強調") + 10


def test_language_model_scores_many_as_it_scores_one(model: LanguageModel) -> None:
    import numpy as np

    context, codes = model.encode("在上"), model.encode("海校常模")
    many = model.score_each(pack(context), np.array(codes))
    assert many.tolist() == pytest.approx([model.score_next(context, code) for code in codes])


def test_language_model_survives_bytes(model: LanguageModel) -> None:
    assert LanguageModel.from_bytes(model.to_bytes()).score("上海市") == model.score("上海市")


@pytest.mark.parametrize("data", [b"", b"\x00\x00\x00\x02{}", b"\x00\x00\x00\x05nonsense"])
def test_language_model_refuses_other_bytes(data: bytes) -> None:
    with pytest.raises(DataError):
        LanguageModel.from_bytes(data)


def test_language_model_names_the_missing_folder(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DataError, match=r"training/language_model\.py"):
        LanguageModel.load(tmp_path)
