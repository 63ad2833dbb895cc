"""What a Doc says of itself."""

import pytest
import spacy

from pipeline import attrs
from pipeline.components.sections import Sections

TEXT = "上海港再创新高\n上观新闻 记者 陆一帆 2025-03-02 06:30\n上海港昨日公布，吞吐量创新高。\n版权所有"


@pytest.mark.parametrize(
    ("source", "title", "published"),
    [
        ({}, "上海港再创新高", "2025-03-02"),
        ({"title": "港口", "published": "2025-03-03T08:00"}, "港口", "2025-03-03T08:00"),
    ],
    ids=["from the text", "from the input"],
)
def test_title_and_day_come_from_the_input_before_the_text(
    source: dict[str, str], title: str, published: str
) -> None:
    nlp = spacy.blank("zh")
    doc = Sections(nlp)(nlp.make_doc(TEXT))
    attrs.set_input(doc, source)
    assert (attrs.get_title(doc), attrs.get_published(doc)) == (title, published)


def test_a_text_without_a_head_has_neither_title_nor_day() -> None:
    nlp = spacy.blank("zh")
    doc = Sections(nlp)(nlp.make_doc("上海港于2025年3月1日公布，去年吞吐量创新高，比2024年多一成。"))
    assert (attrs.get_title(doc), attrs.get_published(doc)) == (None, None)
