import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.resources import find_model
from pipeline.text.damage import VARIANTS, damage
from pipeline.text.repair import STAGES, Repair, repair
from pipeline.text.rewrite import replay
from tests.text.repair.cases import read_cases

NEWS = "上海市市長昨日在海考察時強調,要進一步優化營商環境。“模速空間”已有企業100餘家,小微企業貸款增長。"
SHIFTED = "29日在上??疾鞎r(shí)強(qiáng)調(diào),上海承擔(dān)著建設(shè)的使命"


@pytest.fixture(scope="module")
def rewriter() -> Repair:
    rewriter = Repair()
    rewriter.initialize(find_model("language_model"))
    return rewriter


def test_repair_loads_nothing_when_constructed() -> None:
    assert len(Repair().to_bytes()) < 1000


def test_repair_survives_bytes_and_pickle(rewriter: Repair) -> None:
    copy = Repair().from_bytes(rewriter.to_bytes())
    assert copy(SHIFTED) == rewriter(SHIFTED)
    assert pickle.loads(pickle.dumps(rewriter))(SHIFTED) == rewriter(SHIFTED)


def test_repair_switches_kinds_off(rewriter: Repair) -> None:
    quiet = Repair(disabled=["byte_shift"]).from_bytes(rewriter.to_bytes())
    assert "??疾鞎r" in quiet(SHIFTED).text
    assert "(qiáng)" not in quiet(SHIFTED).text


def test_repair_refuses_unknown_kinds() -> None:
    with pytest.raises(ConfigError, match="byte_shfit"):
        Repair(disabled=["byte_shfit"])


def test_repair_leaves_what_is_below_the_margin(rewriter: Repair) -> None:
    strict = Repair(margin=50.0).from_bytes(rewriter.to_bytes())
    edits = strict(SHIFTED).edits
    assert any(edit.status == "ambiguous" and edit.before == edit.after for edit in edits)


def test_every_stage_has_kinds_of_its_own() -> None:
    kinds = [kind for stage in STAGES for kind in stage.kinds]
    assert len(kinds) == len(set(kinds))


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet="?？!！;；(),。“”海考時發業fā)ù上A1 \n/spn<>", max_size=60))
def test_repair_is_idempotent_on_rubble(text: str) -> None:
    check(text)


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=60))
def test_repair_is_idempotent_on_anything(text: str) -> None:
    check(text)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(sorted(VARIANTS)), st.integers(0, 50), st.integers(0, 20))
def test_repair_is_idempotent_on_damage(name: str, seed: int, start: int) -> None:
    check(damage(NEWS[start:], VARIANTS[name], seed))


def check(text: str) -> None:
    rewrite = repair(text)
    assert replay(text, rewrite.edits) == rewrite.text
    assert repair(rewrite.text).text == rewrite.text


@pytest.mark.parametrize("name", ["pages", "placeholders", "residue"])
def test_repair_does_not_depend_on_line_ends(name: str) -> None:
    texts = [case["raw"] for case in read_cases(name) if "\n" in case["raw"] and "\r" not in case["raw"]]
    assert texts
    for text in texts:
        assert repair(text.replace("\n", "\r")).text == repair(text).text.replace("\n", "\r")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_did(end: str) -> None:
    spaces = "\N{NO-BREAK SPACE}" * 2
    lines = {
        "習(xí)近平29日在上??疾鞎r(shí)強(qiáng)調(diào)": "習近平29日在上海考察時強調",
        "登录??注册??帮助中心??我的订单": f"登录{spaces}注册{spaces}帮助中心{spaces}我的订单",
        "新一代客轮完成试航。<br": "新一代客轮完成试航。",
    }
    assert repair(end.join(lines)).text == end.join(lines.values())
