"""Cases of the GBK spinner, which are data, and whole pages broken by the forward model."""

import cProfile
from pathlib import Path
from typing import Any

import pytest

from pipeline.text.damage import VARIANTS, damage
from pipeline.text.repair import repair
from tests.text.repair.cases import load_cases, read_cases

PAGE = (
    "上海市發展改革委昨日召開新聞發佈會,介紹今年以來經濟運行情況。會上,有關負責人表示,全市產業結構繼續優化,"
    "戰略性新興產業增加值增長較快。\n",
    "\n專家認為,這些措施有利於穩定預期,增強發展信心。下一步,上海將開展專項行動,幫助中小企業解決實際問題。",
)


@pytest.mark.parametrize("case", load_cases("spinner"))
def test_spinner_cases(case: dict[str, Any]) -> None:
    assert repair(case["raw"]).text == case["text"]


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_spinner_restores_most_of_a_page(name: str) -> None:
    text = "".join(PAGE)
    damaged = damage(text, VARIANTS[name]._replace(folds=True), 3)
    restored = repair(damaged).text
    assert restored.count("(") == 0
    assert abs(len(restored) - len(text)) <= 4


def test_swallowed_character_is_a_mark_of_its_own() -> None:
    case = next(row for row in read_cases("spinner") if row["id"] == "swallowed-digit")
    (mark,) = [edit for edit in repair(case["raw"]).edits if edit.status != "repaired"]
    assert (mark.kind, mark.status, mark.before, mark.after) == ("swallowed", "irrecoverable", "?", "?")


ARTICLE = Path(__file__).parents[5] / "shared" / "real" / "kankanews-article.txt"


@pytest.mark.skipif(not ARTICLE.exists(), reason="the real article is not part of the package")
def test_spinner_restores_the_real_article() -> None:
    restored = repair(ARTICLE.read_text(encoding="utf-8")).text
    for passage in ("在上海考察時強調", "位于徐匯區的上海“模速空間”大模型", "調研。“模速空間”是", "秦揚軻"):
        assert passage in restored
    for passage in ("內的上海科技創新成果展", "指示上海“加快向", "由上海科學智能研究院", "(2025-2027年)》"):
        assert passage in restored
    assert "?" not in restored


@pytest.mark.parametrize("separator", ["\n", " "])
def test_spinner_takes_linear_time(separator: str) -> None:
    page = damage("".join(PAGE), VARIANTS["standard"]._replace(cut_rate=1.0), 3).replace("\n", separator)
    short, long = (_count_calls(separator.join([page] * count)) for count in (20, 80))
    assert long < 5 * short


def _count_calls(text: str) -> int:
    """Count the calls that a repair makes: a clock would measure the machine."""
    profile = cProfile.Profile()
    profile.runcall(repair, text)
    return sum(entry.callcount for entry in profile.getstats())
