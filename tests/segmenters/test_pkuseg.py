"""The fast decoder against spacy_pkuseg, and the life cycle of the segmenter."""

import io
import json
import os
import pickle
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import spacy_pkuseg
import srsly
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigError, DataError
from pipeline.segmenters import decoder
from pipeline.segmenters.pkuseg import FEATURES, WEIGHTS, PkusegSegmenter
from training.segmenter import read_sentences, score

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "segmenter"
TEXTS = {
    case["id"]: case["text"]
    for case in map(json.loads, (ROOT / "tests/cases/segmenters/texts.jsonl").read_bytes().splitlines())
}
SHARED = ROOT.parent / "shared" / "data" / "text"
# What the tables know best, and what trips them up.
CHARACTERS = (
    "上海市国资委发展的了在是一二三十千万ＡＢｇ／年月日發業，。、；！？“”（）.-_:*&|,/aZ09"
    " \t\r\n\u3000𠮷😀\x00\ud800\ufdd0"
)


@pytest.fixture(scope="module")
def segmenter() -> PkusegSegmenter:
    out = PkusegSegmenter()
    out.initialize(model=MODEL)
    return out


@pytest.fixture(scope="module")
def reference() -> spacy_pkuseg.pkuseg:
    return spacy_pkuseg.pkuseg(str(MODEL), user_dict=None)


def visible(words: list[str]) -> list[str]:
    return [word for word in words if not word.isspace()]


@pytest.mark.parametrize("name", TEXTS)
def test_pkuseg_agrees_with_spacy_pkuseg(segmenter, reference, name):
    words = segmenter(TEXTS[name])
    assert visible(words) == reference.cut(TEXTS[name])
    assert "".join(words) == TEXTS[name]


@given(text=st.text(alphabet=CHARACTERS, max_size=200))
@settings(deadline=None, max_examples=150)
def test_pkuseg_agrees_on_random_texts(segmenter, reference, text):
    assert visible(segmenter(text)) == reference.cut(text)


@given(text=st.text(max_size=100))
@settings(deadline=None)
def test_pkuseg_words_joined_are_the_text(segmenter, text):
    assert "".join(segmenter(text)) == text


def test_pkuseg_agrees_across_blocks(segmenter, reference, monkeypatch):
    text = "\n".join(TEXTS.values())
    whole = segmenter(text)
    monkeypatch.setattr(decoder, "BLOCK", 50)
    assert segmenter(text) == whole
    assert visible(whole) == reference.cut(text)


@pytest.mark.skipif(not SHARED.exists(), reason="the development texts are not on this machine")
@pytest.mark.parametrize("name", ["hans_cmrc2018_wikipedia.txt", "hant_drcd_dev_wikipedia.txt"])
def test_pkuseg_agrees_on_development_texts(segmenter, reference, name):
    text = (SHARED / name).read_text(encoding="utf-8")[:20_000]
    assert visible(segmenter(text)) == reference.cut(text)


@pytest.mark.skipif(not SHARED.exists(), reason="the development data are not on this machine")
def test_pkuseg_model_keeps_its_score():
    dev = SHARED.parent / "gsdsimp" / "zh_gsdsimp-ud-dev.conllu"
    assert score(MODEL, read_sentences(dev))["f1"] >= 0.947


def test_pkuseg_white_space_is_runs_and_breaks(segmenter):
    assert segmenter("上海 \u3000市\r\n\n\r 北京") == [
        "上海",
        " \u3000",
        "市",
        "\r\n",
        "\n",
        "\r",
        " ",
        "北京",
    ]


def test_pkuseg_cuts_endless_stretches(segmenter):
    text = "哈" * (decoder.STRETCH + 10_000)
    assert "".join(segmenter(text)) == text
    marked = ("上海市的天气很好" * 9 + "。") * (decoder.STRETCH // 73 + 100)
    words = segmenter(marked)
    assert "".join(words) == marked
    assert words[:1000] == segmenter(marked[: decoder.STRETCH])[:1000]


def test_pkuseg_long_runs_of_blanks_stay_whole(segmenter):
    blanks = " " * (decoder.BLOCK * 3)
    assert segmenter(f"上海{blanks}北京") == ["上海", blanks, "北京"]


def test_pkuseg_words_do_not_depend_on_the_process(segmenter):
    text = TEXTS["news"] + TEXTS["mixed"]
    script = (
        "import sys; from pipeline.segmenters.pkuseg import PkusegSegmenter as P;"
        "s = P(); s.initialize(sys.argv[1]);"
        "sys.stdout.buffer.write('\\n'.join(s(sys.argv[2])).encode())"
    )
    command = [sys.executable, "-c", script, str(MODEL), text]
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, env=environment)
    assert done.stdout.decode().split("\n") == segmenter(text)


def test_pkuseg_without_model_says_what_to_do():
    with pytest.raises(ConfigError, match=r"initialize"):
        PkusegSegmenter()("上海")


def test_pkuseg_round_trips(segmenter, tmp_path):
    text = TEXTS["news"]
    segmenter.to_disk(tmp_path / "segmenter")
    copies = [
        PkusegSegmenter().from_disk(tmp_path / "segmenter"),
        PkusegSegmenter().from_bytes(segmenter.to_bytes()),
        pickle.loads(pickle.dumps(segmenter)),
    ]
    for copy in copies:
        assert copy(text) == segmenter(text)
        assert copy.to_bytes() == segmenter.to_bytes()
    for name in (FEATURES, WEIGHTS):
        assert (tmp_path / "segmenter" / name).read_bytes() == (MODEL / name).read_bytes()


def test_pkuseg_round_trips_before_initialize(tmp_path):
    empty = PkusegSegmenter().from_bytes(PkusegSegmenter().to_bytes())
    with pytest.raises(ConfigError):
        pickle.loads(pickle.dumps(empty))("上海")


def test_pkuseg_refuses_pickles(tmp_path):
    (tmp_path / "features.pkl").write_bytes(pickle.dumps({}))
    (tmp_path / WEIGHTS).write_bytes((MODEL / WEIGHTS).read_bytes())
    with pytest.raises(ConfigError, match=r"features\.pkl is a pickle"):
        PkusegSegmenter().initialize(tmp_path)


def test_pkuseg_refuses_missing_folders(tmp_path):
    with pytest.raises(ConfigError, match="missing"):
        PkusegSegmenter().initialize(tmp_path / "nowhere")


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x05", b"\x81\xa1a\x01", b"not a model"])
def test_pkuseg_refuses_malformed_bytes(data):
    with pytest.raises(DataError, match="Malformed"):
        PkusegSegmenter().from_bytes(data)


def pickled_weights() -> bytes:
    file = io.BytesIO()
    np.savez(file, w=np.array([{}], dtype=object))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (FEATURES, b""),
        (FEATURES, b"\xc1"),
        (FEATURES, srsly.msgpack_dumps([1])),
        (FEATURES, srsly.msgpack_dumps({"unigram": [], "feature_to_idx": {"$$": 0}, "tag_to_idx": {"B": 0}})),
        (WEIGHTS, b"PK"),
        (WEIGHTS, b""),
        (WEIGHTS, pickled_weights()),
    ],
)
def test_pkuseg_refuses_malformed_files(tmp_path, name, content):
    for other in (FEATURES, WEIGHTS):
        (tmp_path / other).write_bytes((MODEL / other).read_bytes())
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match="Malformed"):
        PkusegSegmenter().initialize(tmp_path)


def test_pkuseg_model_sums_exactly():
    """Weights on a coarse binary grid add up without rounding, so the order of features is free."""
    with np.load(MODEL / WEIGHTS, allow_pickle=False) as arrays:
        scaled = arrays["w"] * 256
    assert np.array_equal(scaled, np.round(scaled))


def test_pkuseg_agrees_on_a_foreign_model(tmp_path):
    """Another pkuseg model, with other features and unrounded weights."""
    generator = random.Random(7)
    data = srsly.read_msgpack(MODEL / FEATURES)
    names = ["$$", *generator.sample(sorted(set(data["feature_to_idx"]) - {"$$"}), 20_000)]
    words = generator.sample(data["unigram"], len(data["unigram"]) // 2)
    srsly.write_msgpack(
        tmp_path / FEATURES,
        {**data, "unigram": words, "feature_to_idx": {name: row for row, name in enumerate(names)}},
    )
    n_tags = len(data["tag_to_idx"])
    weights = np.random.default_rng(7).normal(size=n_tags * (len(names) + n_tags))
    np.savez(tmp_path / WEIGHTS, sizes=np.array([n_tags, len(names)]), w=weights)
    segmenter = PkusegSegmenter().from_disk(tmp_path)
    reference = spacy_pkuseg.pkuseg(str(tmp_path), user_dict=None)
    for text in TEXTS.values():
        assert visible(segmenter(text)) == reference.cut(text)
