"""The component that stores the parts of a page."""

import spacy
from spacy.tokens import DocBin

from pipeline.attrs import get_sections
from pipeline.components.sections import Sections

TEXT = "上海港再创新高\n记者 陆一帆\n上海港昨日公布，吞吐量创新高。\n版权所有"


def test_sections_are_stored_and_survive_docbin() -> None:
    nlp = spacy.blank("zh")
    doc = Sections(nlp)(nlp.make_doc(TEXT))
    assert [section.label for section in get_sections(doc)] == ["title", "byline", "body", "furniture"]
    (back,) = DocBin(store_user_data=True, docs=[doc]).get_docs(nlp.vocab)
    assert get_sections(back) == get_sections(doc)


def test_sections_store_nothing_of_their_own() -> None:
    component = Sections(spacy.blank("zh"))
    assert component.from_bytes(component.to_bytes()) is component
