"""Text that looks broken and is not: it stays, alone and in the middle of a spun page."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from pipeline.text.damage import VARIANTS, damage
from pipeline.text.repair import repair
from pipeline.text.rewrite import Edit
from tests.text.repair.cases import load_cases, read_cases

BEFORE = "上海國際金融中心建設取得新進展。記者從發布會上獲悉，產業規模持續擴大，實現穩定增長。專業機構認為，經濟發展態勢良好。"
AFTER = "會議強調，要進一步優化營商環境，為企業發展創造條件。據統計，註冊企業總數達到歷史最高，創業者對前景充滿信心。"

SIMPLIFIED = (
    "上海国际金融中心建设取得新进展。记者从发布会上获悉，产业规模持续扩大，实现稳定增长。专业机构认为，经济发展态势良好。",
    "会议强调，要进一步优化营商环境，为企业发展创造条件。据统计，注册企业总数达到历史最高，创业者对前景充满信心。",
)


class Page(NamedTuple):
    """Two texts, the encoding they were written in and the one they were read in."""

    texts: tuple[str, str]
    written: str
    read: str


PAGES = (
    Page((BEFORE, AFTER), "utf-8", "gb18030"),
    Page((BEFORE, AFTER), "utf-8", "cp1252"),
    Page((BEFORE, AFTER), "big5", "gbk"),
    Page(SIMPLIFIED, "gbk", "big5hkscs"),
    Page(SIMPLIFIED, "gbk", "latin-1"),
)
# On that page 旌旆翩翩 would be 避严健健, which reads better.
UNTOLD = {("classical-21", "big5hkscs")}


def in_pages() -> Iterator[Any]:
    """Pair each negative with one kind of page, all kinds in turn: all pairs take minutes."""
    for number, param in enumerate(load_cases("negative")):
        case = param.values[0]
        for page in PAGES:
            is_untold = (case["id"], page.read) in UNTOLD
            if is_untold or page is PAGES[number % len(PAGES)]:
                marks = [pytest.mark.xfail(strict=True)] if is_untold else []
                yield pytest.param(case, page, id=f"{case['id']}-{page.read}", marks=marks)


def is_excused(case: dict[str, Any]) -> bool:
    """Tell whether a text makes sense only alone: on a spun page nobody could tell it from damage."""
    return bool(case["note"].startswith("only alone"))


def test_negative_collection_is_large() -> None:
    assert len(read_cases("negative")) >= 200


@pytest.mark.parametrize("case", load_cases("negative"))
def test_negative_stays_alone(case: dict[str, Any]) -> None:
    rewrite = repair(case["raw"])
    assert (rewrite.text, rewrite.edits) == (case["text"], ())


@pytest.mark.parametrize("case", [case for case in load_cases("negative") if not is_excused(case.values[0])])
def test_negative_stays_in_a_spun_page(case: dict[str, Any]) -> None:
    before, after = (damage(text, VARIANTS["many_keys"], seed=7) for text in (BEFORE, AFTER))
    assert edits_between(before, case["raw"], after) == []


@pytest.mark.parametrize(("case", "page"), list(in_pages()))
def test_negative_stays_in_a_page_of_mojibake(case: dict[str, Any], page: Page) -> None:
    before, after = (text.encode(page.written).decode(page.read, "ignore") for text in page.texts)
    assert edits_between(before, case["raw"], after) == []


def edits_between(before: str, text: str, after: str) -> list[Edit]:
    """Return the edits that a text gets between two damaged ones."""
    start, end = len(before) + 1, len(before) + 1 + len(text)
    rewrite = repair(f"{before}\n{text}\n{after}")
    return [edit for edit in rewrite.edits if edit.raw_start < end and edit.raw_end > start]
