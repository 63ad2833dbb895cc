"""Any bytes end in a document or in quarantine: nothing is lost, nothing raises."""

import gzip
import io
import os
import shutil
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.batch import Batch

NAMES = [
    "a.txt",
    "a.md",
    "a.html",
    "a.htm.gz",
    "a.jsonl",
    "a.csv",
    "a.txt.gz",
    "a.csv.gz",
    "a.zip",
    "a.tar",
    "a.tgz",
    "a.bin",
]
FRAGMENTS = [
    b'{"text": "', b'"}\n', b"<script>", b"</p>", b"<!--", b"&#x", b"&nbsp;", b'"', b",", b"\n", b"\r\n", b"\0",
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xed\xa0\x80", b"\x81\x30", b"\\ud800", "習(xí)近平".encode(),
    "上海市".encode("gbk"), "\u2028\x85".encode(), b"PK\x03\x04", b"\x1f\x8b\x08", "萍紕".encode(), "1340亿元".encode(),
]  # fmt: skip
contents = st.one_of(
    st.binary(max_size=300),
    st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=8), max_size=40).map(b"".join),
)


@pytest.fixture(scope="module")
def home() -> Path:
    home = Path(tempfile.mkdtemp(prefix="fuzz-"))
    yield home  # type: ignore[misc]
    shutil.rmtree(home)


def wrap(name: str, content: bytes, is_whole: bool) -> bytes:
    """Pack content so that it gets past the unpacking, sometimes."""
    if name.endswith(("gz", "tgz")) and is_whole:
        return gzip.compress(content)
    if name.endswith("zip") and is_whole:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("a.html", content)
            archive.writestr("a.jsonl", content)
        return packed.getvalue()
    return content


@settings(max_examples=80, deadline=None)
@given(name=st.sampled_from(NAMES), content=contents, is_whole=st.booleans())
def test_any_bytes_end_in_ok_or_quarantined(home: Path, name: str, content: bytes, is_whole: bool) -> None:
    patch = pytest.MonkeyPatch()
    patch.setattr(os, "fsync", int)
    shutil.rmtree(home)
    batch = Batch(home)
    batch.write(name, wrap(name, content, is_whole))
    code = batch.run()
    patch.undo()
    states = list(batch.states().values())
    assert states and set(states) <= {"ok", "quarantined"}
    assert code == (3 if "quarantined" in states else 0)
    assert states.count("ok") == len(batch.records())
    assert states.count("quarantined") == len(batch.reasons())
    for reason in batch.reasons().values():
        assert "Error: " not in reason, reason
