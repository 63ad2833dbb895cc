"""Fuzz reading and repairing with atheris, for as long as you like; CI runs tests/io/test_fuzz.py instead.

    pip install atheris
    python tests/fuzz/run_fuzz.py -max_total_time=3600 -timeout=20 corpus/news

A crash is any exception but InputError; a hang is one input of more than -timeout seconds.
"""

import sys
from hashlib import sha256

import atheris

with atheris.instrument_imports(include=["pipeline"]):
    import pipeline
    from pipeline.errors import InputError
    from pipeline.io.inputs import parse_input
    from pipeline.io.items import Item
    from pipeline.io.records import create_record
    from pipeline.settings import ReaderSettings

NLP = pipeline.load("default")
KINDS = ("text", "html", "json", "csv")
READER = ReaderSettings()


def test_one_input(data: bytes) -> None:
    """Read, process and write one input whose first byte says what it is."""
    choice, data = (data[0], data[1:]) if data else (0, b"")
    digest = sha256(data).hexdigest()
    item = Item(
        "0" * 32, "fuzz", digest, len(data), KINDS[choice % 4], "fuzz", packed=choice & 4 > 0, header="text"
    )
    try:
        given = parse_input(item, data, READER)
        create_record(NLP(NLP.tokenizer.make_doc(given.source)))
    except InputError:
        pass


if __name__ == "__main__":
    atheris.Setup(sys.argv, test_one_input)
    atheris.Fuzz()
