"""A pipeline survives disk, bytes, worker processes and DocBin with everything it knows."""

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from pipeline.io.records import create_record
from tests.conftest import DAMAGED

CONTEXT = [(text, number) for number, text in enumerate(DAMAGED)]


def records(docs: list[Doc]) -> list[dict[str, object]]:
    return [create_record(doc) for doc in docs]


@pytest.fixture(scope="module")
def expected(nlp: Language) -> list[dict[str, object]]:
    return records([nlp(text) for text in DAMAGED])


@pytest.fixture(scope="module")
def saved(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved")
    nlp.to_disk(path)
    return path


def test_roundtrip_disk(saved: Path, expected: list[dict[str, object]]) -> None:
    loaded = spacy.load(saved)
    assert records([loaded(text) for text in DAMAGED]) == expected


def test_roundtrip_bytes(nlp: Language, expected: list[dict[str, object]]) -> None:
    loaded = spacy.util.load_model_from_config(nlp.config, auto_fill=True)
    loaded.from_bytes(nlp.to_bytes())
    assert records([loaded(text) for text in DAMAGED]) == expected


def test_roundtrip_pipe_keeps_context(nlp: Language, expected: list[dict[str, object]]) -> None:
    docs, numbers = zip(*nlp.pipe(CONTEXT, as_tuples=True), strict=True)
    assert list(numbers) == list(range(len(DAMAGED)))
    assert records(list(docs)) == expected


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_roundtrip_workers(saved: Path, tmp_path: Path, method: str) -> None:
    """Run in a process of its own: a start method is set once a process."""
    script = tmp_path / "workers.py"
    script.write_text(
        "import multiprocessing, sys, spacy\n"
        "if __name__ == '__main__':\n"
        "    multiprocessing.set_start_method(sys.argv[1])\n"
        "    nlp = spacy.load(sys.argv[2])\n"
        "    texts = ['上海市國資委承擔著1340億元的計畫。'] * 4\n"
        "    one = [(d.text, d._.raw_text, [e.kb_id_ for e in d.ents], d._.metrics) for d in nlp.pipe(texts)]\n"
        "    two = [(d.text, d._.raw_text, [e.kb_id_ for e in d.ents], d._.metrics)\n"
        "           for d in nlp.pipe(texts, n_process=2, batch_size=2)]\n"
        "    sys.exit(0 if one == two else 3)\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, script, method, saved], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_roundtrip_docbin(nlp: Language, expected: list[dict[str, object]]) -> None:
    data = DocBin(store_user_data=True, docs=[nlp(text) for text in DAMAGED]).to_bytes()
    assert records(list(DocBin().from_bytes(data).get_docs(nlp.vocab))) == expected


def test_roundtrip_without_importing_the_package(nlp: Language, saved: Path, tmp_path: Path) -> None:
    """`spacy.load` finds everything by entry points; a DocBin needs nothing of ours at all."""
    binary = tmp_path / "docs.spacy"
    DocBin(store_user_data=True, docs=[nlp(DAMAGED[1])]).to_disk(binary)
    code = (
        "import sys, spacy\n"
        "from spacy.tokens import DocBin\n"
        "doc, = DocBin().from_disk(sys.argv[2]).get_docs(spacy.vocab.Vocab())\n"
        "assert 'pipeline' not in sys.modules\n"
        "assert doc.user_data['pipeline.raw_text'].startswith('上海市國資委') and doc.ents[0].kb_id_\n"
        "doc = spacy.load(sys.argv[1])('上海市國資委')\n"
        "assert doc.ents[0]._.canonical == '上海市国有资产监督管理委员会'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, saved, binary], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr


def test_evaluate_of_spacy_runs(nlp: Language) -> None:
    from spacy.training import Example

    doc = nlp("上海市国资委说")
    assert nlp.evaluate([Example(nlp.make_doc(doc.text), doc)])["ents_f"] == 1.0
