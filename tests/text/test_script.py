"""Script conversion: hard cases, alignment, idempotence, and clean Simplified text left alone."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.text.rewrite import replay
from pipeline.text.script import CONFIGS, Script, detect_script

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "cases" / "script.jsonl").read_text("utf-8").splitlines()
]
SHARED = Path(__file__).parents[3] / "shared" / "data" / "text"
TEXTS = st.text(st.sampled_from("隨著顯名作讀書乾淨清宮發展说这里後甚麼妳軟體滑鼠，。\n A😀"), max_size=40)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_script_converts_hard_cases(case: dict[str, str]) -> None:
    assert Script()(case["raw"]).text == case["text"]


@pytest.mark.parametrize("config", CONFIGS)
@given(text=TEXTS)
def test_script_replays_and_settles(config: str, text: str) -> None:
    rewrite = Script(config)(text)
    assert replay(text, rewrite.edits) == rewrite.text
    if config == "t2s":
        assert len(rewrite.text) == len(text)
        assert Script(config)(rewrite.text).edits == ()


@given(st.text())
def test_script_takes_any_text(text: str) -> None:
    assert len(Script()(text).text) == len(text)


def test_script_aligns_phrases_of_other_length() -> None:
    rewrite = Script("tw2sp")("計程車司機說網際網路很慢。")
    pairs = [(edit.before, edit.after) for edit in rewrite.edits]
    assert rewrite.text == "出租车司机说互联网很慢。"
    assert ("計程車", "出租车") in pairs and ("網際網路", "互联网") in pairs


def test_script_names_the_configs_for_an_unknown_one() -> None:
    with pytest.raises(ConfigError, match="t2s"):
        Script("s2t")


def test_detect_script_ignores_quoted_characters() -> None:
    assert (
        detect_script("上海市发展和改革委员会今天发布消息，说明了后续计划和时间表安排，並稱讚進展。")
        == "mixed"
    )
    assert (
        detect_script("上海市发展和改革委员会今天发布消息，说明了后续计划和时间表的安排，於是开会讨论。")
        == "Hans"
    )


@pytest.mark.skipif(not SHARED.is_dir(), reason="shared data is not beside the checkout")
def test_script_leaves_clean_simplified_sentences() -> None:
    lines = (SHARED / "hans_cmrc2018_wikipedia.txt").read_text("utf-8").split("\n")[:5000]
    script = Script()
    assert sum(bool(script(line).edits) for line in lines) <= 3
