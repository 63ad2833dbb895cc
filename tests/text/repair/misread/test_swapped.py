"""Two encodings that took each other's bytes are swapped back, and nothing else is."""

import pytest

from pipeline.resources import find_model
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.misread.swap_tables import swap_all
from pipeline.text.repair.misread.swapped import find_swapped
from pipeline.text.repair.stage import Context

TRADITIONAL = "專業機構認經濟發展態勢良"
SIMPLIFIED = "上海国际金融中心建设取得新进展，产业规模持续扩大，前景良好。"


@pytest.fixture(scope="module")
def context() -> Context:
    return Context(LanguageModel.load(find_model("language_model")))


def read(kind: str, raw: str, context: Context) -> str:
    """Return a text with all changes in place."""
    for change in reversed([*find_swapped(kind, raw, 0, len(raw), context)]):
        raw = raw[: change.raw_start] + change.after + raw[change.raw_end :]
    return raw


def test_big5_as_gbk_is_swapped_back(context: Context) -> None:
    assert read("big5_as_gbk", "盡穨诀篶粄竒蕾祇甶篈墩▆", context) == TRADITIONAL


def test_gbk_as_big5_is_swapped_back_by_the_table_that_read_it(context: Context) -> None:
    raw = SIMPLIFIED.encode("gbk").decode("big5hkscs")
    assert read("gbk_as_big5", raw, context) == SIMPLIFIED


@pytest.mark.parametrize("kind", ["big5_as_gbk", "gbk_as_big5"])
@pytest.mark.parametrize("text", [TRADITIONAL, SIMPLIFIED, "ABC 123", "\ufffd", ""])
def test_swapping_leaves_what_reads_well(kind: str, text: str, context: Context) -> None:
    assert read(kind, text, context) == text


@pytest.mark.parametrize("line", ["└──┴──┘", "Россия России", "ありがとうございます", "★★★★☆"])
def test_a_line_without_han_stays_between_damaged_ones(line: str, context: Context) -> None:
    damaged = TRADITIONAL.encode("big5").decode("gbk")
    page = f"{damaged}\n{line}\n{damaged}"
    assert read("big5_as_gbk", page, context) == f"{TRADITIONAL}\n{line}\n{TRADITIONAL}"


def test_bytes_that_do_not_pair_are_read_up_to_the_first_lost_one(context: Context) -> None:
    data = SIMPLIFIED.encode("gbk")
    raw = data[:20].decode("big5hkscs") + "\ufffd" + data[21:].decode("big5hkscs", "replace")
    raw = raw if (len(raw.encode("big5hkscs", "ignore")) + raw.count("\ufffd")) % 2 else f"{raw}\ufffd"
    assert read("gbk_as_big5", raw, context).startswith(SIMPLIFIED[:10])


def test_swap_all_returns_both_exchanges() -> None:
    assert swap_all("瓣") == ["國", swap_all("瓣")[1]]
    assert swap_all("a1") == ["a1", "a1"]
