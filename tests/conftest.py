"""What several test files share: the default pipeline, built once, and short damaged texts."""

from pathlib import Path

import pytest
from spacy.language import Language

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

DAMAGED = [
    "習(xí)近平29日在上海考察時(shí)強(qiáng)調(diào),要加快發(fā)展。\n編輯: | 秦?fù)P軻 |\nCopyright ? 2016 Kankanews.com",
    "上海市國資委表示，2018年以來，該產業規模從1340億元提升至2024年的4500億元。",
    "承擔著使命的&nbsp;科研人員\u200b隨著時代前進</p>",
    "Clean ASCII only, 42 km.",
    "",
    " \n\n 空白 \t 行 ",
]


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline of configs/default.cfg."""
    import pipeline

    return pipeline.load(ROOT / "configs" / "default.cfg")
