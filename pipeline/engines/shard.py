"""Process one shard: the same function in this process, in a pool, or on a cluster."""

import hashlib
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from traceback import extract_tb
from typing import Any

from spacy.attrs import NORM
from spacy.tokens import Doc
from thinc.api import Config

from pipeline import attrs
from pipeline.engines.outcomes import Outcome, Stopped, outcome_path
from pipeline.errors import DataError, InputError
from pipeline.io.folders import STATE
from pipeline.io.inputs import Input, parse_input, read_bytes
from pipeline.io.items import Item
from pipeline.io.pieces import cut_pieces, merge_docs
from pipeline.io.plan import Job
from pipeline.io.storage import open_folder
from pipeline.io.writers import ShardWriter, read_shard, records_path, write_quarantine
from pipeline.loading import build, read_settings
from pipeline.text.rewrite import Rewrite

__all__ = ["Worker", "process_shard"]

# Words that a worker keeps from shard to shard: some 20 MB, and what most texts use.
MAX_WORDS = 100_000


class Worker:
    """A loaded pipeline with its folders: what a process needs to work on shards."""

    def __init__(self, config: Config) -> None:
        self.settings = read_settings(config)
        self.inputs, _ = open_folder(self.settings.input or "", is_input=True)
        self.outputs, _ = open_folder(self.settings.output or "")
        self.nlp = build(config)
        if not any(getattr(pipe, "reads_words", True) for _, pipe in self.nlp.pipeline):
            _describe_words_less(self.nlp.vocab, docbin=self.settings.run.docbin)
        self._zone = ExitStack()
        self._limit = 0
        self.tokenizer: Any = self.nlp.tokenizer
        self.seconds: dict[str, float] = defaultdict(float)
        for part in ("repair", "script", "segmenter"):
            function = getattr(self.tokenizer, part)
            if function is not None:
                setattr(self.tokenizer, part, _Timed(function, part, self.seconds))

    def make_room(self) -> None:
        """Forget the words of earlier shards once they are many. No Doc of an earlier shard may be in use."""
        if len(self.nlp.vocab.strings) > self._limit:
            self._zone.close()
            self._zone.enter_context(self.nlp.memory_zone())
            self._limit = len(self.nlp.vocab.strings) + MAX_WORDS

    @contextmanager
    def clock(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - start

    def annotate(self, source: Rewrite, info: dict[str, Any]) -> Doc:
        """Run the pipeline over one text; over a long one piece by piece."""
        run = self.settings.run
        if len(source.text) <= run.max_chars:
            return self._annotate(source, info)
        if run.long_documents == "quarantine":
            raise InputError(
                f"The text has {len(source.text)} characters, above run.max_chars = {run.max_chars}. "
                'Raise it, or set run.long_documents = "split".'
            )
        pieces = [
            self._annotate(Rewrite.identity(piece), info) for piece in cut_pieces(source.text, run.max_chars)
        ]
        doc = merge_docs(pieces, source)
        attrs.set_input(doc, info)
        return doc

    def _annotate(self, source: Rewrite, info: dict[str, Any]) -> Doc:
        doc: Doc = self.tokenizer.make_doc(source)
        attrs.set_input(doc, info)
        for name, pipe in self.nlp.pipeline:
            with self.clock(name):
                doc = pipe(doc)
        return doc


def _describe_words_less(vocab: Any, *, docbin: bool) -> None:
    """Let new words have no shape, no flags: nobody asks, and to find them takes a fifth of the time.

    A DocBin holds the norm of every token.
    """
    vocab.lex_attr_getters = {NORM: vocab.lex_attr_getters[NORM]} if docbin else {}


class _Timed:
    """A part of the tokenizer that adds up its time."""

    def __init__(self, function: Any, stage: str, seconds: dict[str, float]) -> None:
        self.function, self.stage, self.seconds = function, stage, seconds

    def __call__(self, text: str) -> Any:
        start = time.perf_counter()
        try:
            return self.function(text)
        finally:
            self.seconds[self.stage] += time.perf_counter() - start

    def __getattr__(self, name: str) -> Any:
        return getattr(self.function, name)


def process_shard(
    worker: Worker,
    job: Job,
    *,
    killers: dict[str, str] | None = None,
    watch: Callable[[str | None], None] | None = None,
) -> Outcome:
    """Process the items of a job and write its shard, its quarantine and its outcome.

    `killers` gives the reason for items that must not be touched: they ended a process
    before. `watch` is told the id of every item before it is touched, and None before
    the shard is written; it may raise Stopped, because a worker whose run has died must not
    write into the next. Raises Stopped under `run.fail_fast`.
    """
    tell = watch or _tell_nobody
    worker.seconds.clear()
    run = worker.settings.run
    outcome = Outcome(job.shard, [], Counter(), Counter(), {})
    worker.make_room()
    writer = ShardWriter(worker.outputs, job.shard, docbin=run.docbin)
    for step in _steps(worker, job):
        if isinstance(step, Item):
            tell(step.id)
            _process_item(worker, writer, step, outcome, (killers or {}).get(step.id))
        else:
            writer.copy(*step)
    tell(None)
    with worker.clock("write"):
        writer.finish()
    outcome = outcome._replace(seconds=dict(worker.seconds))
    with worker.outputs.create(outcome_path(job.shard)) as file:
        file.write(outcome.dump())
    return outcome


def _tell_nobody(item: str | None) -> None:
    pass


def _steps(worker: Worker, job: Job) -> Iterator[Item | tuple[Doc | None, bytes]]:
    """List what goes into the shard: in a rewrite, changed items stand where the old ones stood."""
    if job.keep is None:
        yield from job.items
        return
    changed = {item.id: item for item in job.items}
    kept = 0
    old = read_shard(worker.outputs, job.shard, worker.nlp.vocab, docbin=worker.settings.run.docbin)
    for id, doc, line in old:
        if id in changed:
            yield changed.pop(id)
        elif id not in job.drop:
            kept += 1
            yield doc, line
    yield from changed.values()
    if kept != job.keep:
        raise DataError(
            f"Shard {job.shard} of {worker.outputs.name} should keep {job.keep} documents, but has {kept} of them. "
            f"Remove {records_path(job.shard)} and {STATE} there, and run again."
        )


def _process_item(
    worker: Worker, writer: ShardWriter, item: Item, outcome: Outcome, killer: str | None
) -> None:
    """Turn one input into one document or one quarantine entry, whatever it holds."""
    data: bytes | None = None
    sha256 = item.sha256
    reason = None
    try:
        if killer:
            raise InputError(killer)
        with worker.clock("read"):
            if not item.refusal:
                data = read_bytes(item, worker.inputs, worker.outputs)
                sha256 = hashlib.sha256(data).hexdigest()
            given = parse_input(item, data or b"", worker.settings.reader)
        doc = worker.annotate(given.source, _describe(item, sha256, given))
        with worker.clock("write"):
            _count(outcome, item, writer.add(doc))
    except InputError as error:
        reason = {"reason": str(error), "error": "InputError", "where": None}
    except Exception as error:  # a document must never end a run, whatever a component makes of it
        reason = {
            "reason": f"{type(error).__name__}: {error}",
            "error": type(error).__name__,
            "where": _place(error),
        }
    state = "quarantined" if reason else "ok"
    shard = None if reason else writer.shard
    row = {"id": item.id, "source": item.source, "sha256": sha256, "state": state, "shard": shard}
    outcome.rows.append(row)
    if reason:
        if worker.settings.run.fail_fast:
            raise Stopped(f"{item.source}: {reason['reason']}")
        about = {name: row[name] for name in ("id", "source", "sha256")} | reason
        write_quarantine(worker.outputs, worker.inputs, item, data, about)


def _describe(item: Item, sha256: str, given: Input) -> dict[str, Any]:
    own = {name: given.own.get(name) for name in ("title", "published", "url")}
    return {
        "id": item.id,
        "source": item.source,
        "sha256": sha256,
        "encoding": given.encoding,
        **own,
        "meta": given.meta,
    }


def _count(outcome: Outcome, item: Item, record: dict[str, Any]) -> None:
    outcome.edits.update(edit["kind"] for edit in record["edits"])
    outcome.counts.update(
        documents=1,
        bytes=item.size,
        characters=len(record["raw_text"]),
        tokens=len(record["tokens"]),
        entities=len(record["entities"]),
        metrics=len(record["metrics"]),
    )


def _place(error: Exception) -> str | None:
    """Name the last line of this package that an error passed, without the folders of this machine."""
    places = [frame for frame in extract_tb(error.__traceback__) if "pipeline" in frame.filename]
    if not places:
        return None
    return f"{places[-1].filename.rpartition('pipeline')[2].lstrip('/')}:{places[-1].lineno} in {places[-1].name}"
