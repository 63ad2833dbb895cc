"""Write a shard: DocBin, records, quarantine, and last the outcome that says it is done."""

import json
import re
from collections.abc import Iterator
from typing import Any

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from pipeline.io.docs import load_docbin
from pipeline.io.folders import Folder
from pipeline.io.items import Item
from pipeline.io.ledger import Ledger
from pipeline.io.records import create_record, dump_record

__all__ = [
    "QUARANTINE",
    "ShardWriter",
    "docs_path",
    "read_shard",
    "records_path",
    "remove_shard",
    "sweep",
    "write_quarantine",
]

QUARANTINE = "quarantine"
SUFFIX_RE = re.compile(r"\.[A-Za-z0-9]{1,8}(\.gz)?$")
CHUNK = 1 << 20


def docs_path(shard: int) -> str:
    return f"docs/{shard:05d}.spacy"


def records_path(shard: int) -> str:
    return f"documents/{shard:05d}.jsonl"


class ShardWriter:
    """Gathers the documents of one shard, then writes them at once.

    The same documents give the same bytes, in any process: DocBin sorts its strings, and
    everything else is in the order of the documents.
    """

    def __init__(self, folder: Folder, shard: int, *, docbin: bool) -> None:
        self.folder = folder
        self.shard = shard
        self.docs = DocBin(store_user_data=True) if docbin else None
        self.lines: list[bytes] = []

    def add(self, doc: Doc) -> dict[str, Any]:
        """Add a processed document and return its record. Raises DataError if the record does not hold."""
        record = create_record(doc)
        line = dump_record(record).encode() + b"\n"
        if self.docs is not None:
            self.docs.add(doc)
        self.lines.append(line)
        return record

    def copy(self, doc: Doc | None, line: bytes) -> None:
        """Add a document that an earlier run processed."""
        if self.docs is not None and doc is not None:
            self.docs.add(doc)
        self.lines.append(line)

    def finish(self) -> None:
        """Write the shard; one without documents has no files."""
        if not self.lines:
            remove_shard(self.folder, self.shard)
            return
        if self.docs is None:  # an earlier config may have written one
            self.folder.remove(docs_path(self.shard))
        else:
            with self.folder.create(docs_path(self.shard)) as file:
                file.write(self.docs.to_bytes())
        with self.folder.create(records_path(self.shard)) as file:
            file.writelines(self.lines)


def remove_shard(folder: Folder, shard: int) -> None:
    """Remove the files of a shard."""
    folder.remove(docs_path(shard))
    folder.remove(records_path(shard))


def read_shard(
    folder: Folder, shard: int, vocab: Vocab, *, docbin: bool
) -> Iterator[tuple[str, Doc | None, bytes]]:
    """Stream id, Doc and record line of a written shard.

    A rewrite that was killed between the two files finds them at different states, so
    they are matched by id; one that was to empty the shard may find none.
    """
    docs: dict[str, Doc] = {}
    if docbin and folder.exists(docs_path(shard)):
        docs = {doc._.id: doc for doc in load_docbin(folder.read(docs_path(shard))).get_docs(vocab)}
    lines = folder.read(records_path(shard)) if folder.exists(records_path(shard)) else b""
    for line in lines.splitlines(keepends=True):
        id = json.loads(line)["id"]
        if not docbin or id in docs:
            yield id, docs.get(id), line


def write_quarantine(
    outputs: Folder, inputs: Folder, item: Item, data: bytes | None, reason: dict[str, Any]
) -> None:
    """Keep the original bytes of an input beside the reason why it was not processed.

    `data` is None for an input that was never read into memory; it is copied as a stream.
    """
    home = f"{QUARANTINE}/{item.id}"
    name = item.source.rsplit("/", 1)[-1].split("#")[0]
    suffix = SUFFIX_RE.search(name)
    original = f"{home}/original{suffix[0] if suffix else ''}"
    if data is not None:
        with outputs.create(original) as file:
            file.write(data)
    elif item.size:
        _copy(outputs, outputs if item.spooled else inputs, item, original)
    with outputs.create(f"{home}/reason.json") as file:
        file.write(json.dumps(reason, ensure_ascii=False, indent=1).encode() + b"\n")


def _copy(outputs: Folder, home: Folder, item: Item, original: str) -> None:
    try:
        source = home.open(item.path)
    except OSError:
        return
    with source, outputs.create(original) as file:
        source.seek(item.offset or 0)
        rest = item.size
        while rest and (chunk := source.read(min(CHUNK, rest))):
            file.write(chunk)
            rest -= len(chunk)


def sweep(outputs: Folder, ledger: Ledger) -> None:
    """Remove shards and quarantined inputs that no line of the manifest speaks of."""
    shards = set(ledger.shards())
    for home in ("docs", "documents"):
        for name in outputs.list(home):
            stem = name.split(".")[0]
            if stem.isdigit() and int(stem) not in shards:
                outputs.remove(f"{home}/{name}")
    for id in outputs.list(QUARANTINE):
        if not ledger.is_quarantined(id):
            outputs.remove(f"{QUARANTINE}/{id}")
