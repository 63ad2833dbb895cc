"""Pages made at build time from what the package itself says: record, configuration, models, known failures."""

import dataclasses
import inspect
import json
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import mkdocs_gen_files
from spacy.language import Language
from spacy.util import registry

import pipeline.registry
from docs import pictures

ROOT = Path(__file__).parents[1]
Schema = dict[str, Any]
BLOCKS = {
    "pipeline.Reader.v1": "`[reader]`",
    "pipeline.Run.v1": "`[run]`",
    "pipeline.Tokenizer.v1": "`[nlp.tokenizer]`",
    "pipeline.Repair.v1": "`[nlp.tokenizer.repair]`",
    "pipeline.Script.v1": "`[nlp.tokenizer.script]`",
    "pipeline.Pkuseg.v1": "`[nlp.tokenizer.segmenter]`",
    "pipeline.Rjieba.v1": "`[nlp.tokenizer.segmenter]`",
    "pipeline.Characters.v1": "`[nlp.tokenizer.segmenter]`",
    "pipeline.Lines.v1": "`[nlp.tokenizer.segmenter]`",
    "pipeline.model.v1": "`[initialize.tokenizer.*]`",
}


def main() -> None:
    """Write the generated pages and pictures."""
    write(
        "record.md",
        "".join(describe_record(json.loads((ROOT / "docs/record.schema.json").read_text("utf-8")))),
    )
    write("configuration.md", "".join(describe_configuration()))
    write("models.md", "".join(describe_models()))
    write("known-failures.md", "".join(describe_failures()))
    write("assets/shift.svg", pictures.draw_shift())
    write("assets/gloss.svg", pictures.draw_gloss())
    write("assets/flow.svg", pictures.draw_flow())


def write(name: str, content: str) -> None:
    with mkdocs_gen_files.open(name, "w") as file:
        file.write(content)


def describe_record(schema: Schema) -> Iterator[str]:
    """Write the record field by field from its JSON Schema."""
    yield "# The document record\n\n"
    yield f"{schema['description']}\n\n"
    yield "The [JSON Schema](record.schema.json) is the contract; this page is generated from it.\n\n"
    yield from describe_fields(schema["properties"])
    for name, field in schema["properties"].items():
        if field.get("type") == "array":
            yield f"\n## {name}\n\n{field['description']}\n\n"
            yield from describe_fields(field["items"]["properties"])


def describe_fields(fields: Schema) -> Iterator[str]:
    yield "| field | type | meaning |\n|---|---|---|\n"
    for name, field in fields.items():
        yield f"| `{name}` | {escape(describe_type(field))} | {escape(field.get('description', ''))} |\n"


def describe_type(field: Schema) -> str:
    if "enum" in field:
        return ", ".join("null" if value is None else f"`{value}`" for value in field["enum"])
    types = field["type"] if isinstance(field["type"], list) else [field["type"]]
    return " or ".join(types)


def describe_configuration() -> Iterator[str]:
    """Write every registered block with its arguments, from the signatures that are the schema."""
    yield "# Configuration\n\n"
    yield (
        "A config is a spaCy config with two more blocks, `[reader]` and `[run]`, and `[paths]`. Shipped are "
        "`default` (everything, by rules), `ner` (default and a statistical recognizer of names, for text other than news), "
        "`clean` (repair and script only) and `fast` (a dictionary segmenter). "
        "Any key can be set on the command line: `--run.n_process 2`. Values are JSON, else text. "
        "A misspelt key is an error before anything runs: the signatures below are the schema.\n\n"
    )
    for name, where in BLOCKS.items():
        kind = "tokenizers" if name == "pipeline.Tokenizer.v1" else "misc"
        yield from describe_function(name, where, getattr(registry, kind).get(name))
    yield "## Components\n\n"
    for name in sorted(factory for factory in Language.factories if factory.startswith("pipeline_")):
        yield from describe_factory(name)
    for path in sorted((ROOT / "configs").glob("*.cfg")):
        yield f"## configs/{path.name}\n\n```ini\n{path.read_text('utf-8')}```\n\n"


def describe_function(name: str, where: str, function: Callable[..., Any]) -> Iterator[str]:
    yield f"## {name}\n\nIn {where}.\n\n{inspect.getdoc(function) or ''}\n\n"
    yield from describe_arguments(function)


def describe_factory(name: str) -> Iterator[str]:
    meta = Language.get_factory_meta(name)
    yield f"### {name}\n\n{inspect.getdoc(getattr(pipeline.registry, name.replace('pipeline_', 'create_'))) or ''}\n\n"
    yield f"Sets: {', '.join(f'`{item}`' for item in meta.assigns) or 'nothing'}."
    yield f" Needs: {', '.join(f'`{item}`' for item in meta.requires) or 'nothing'}.\n\n"


def describe_arguments(function: Callable[..., Any]) -> Iterator[str]:
    hints = typing.get_type_hints(function.__init__ if inspect.isclass(function) else function)
    parameters = [
        p for p in inspect.signature(function).parameters.values() if p.name not in ("self", "nlp", "name")
    ]
    if not parameters:
        yield "No arguments.\n\n"
        return
    yield "| key | type | default |\n|---|---|---|\n"
    for parameter in parameters:
        kind = inspect.formatannotation(hints.get(parameter.name, parameter.annotation))
        yield f"| `{parameter.name}` | `{escape(kind)}` | {describe_default(parameter)} |\n"
    yield "\n"


def describe_default(parameter: inspect.Parameter) -> str:
    if parameter.default is inspect.Parameter.empty:
        return "required"
    default = parameter.default
    if dataclasses.is_dataclass(default) or callable(default):
        return "built in"
    return f"`{escape(json.dumps(default) if isinstance(default, bool | int | float | str | None) else repr(default))}`"


def describe_models() -> Iterator[str]:
    """Gather the cards that lie beside the models."""
    yield "# Models\n\nWhat ships in `models/`: data, licence, figures, and the command that rebuilds it.\n\n"
    for card in sorted((ROOT / "models").glob("*/README.md")):
        yield card.read_text("utf-8").replace("\n## ", "\n### ").replace("# ", "## ", 1) + "\n\n"


def describe_failures() -> Iterator[str]:
    """List the cases that are known to fail and tested to fail."""
    yield "# Known failures\n\n"
    yield "Each is a case that a test expects to fail, strictly: an accidental improvement is noticed.\n\n"
    for path in sorted((ROOT / "tests/cases").rglob("*.jsonl")):
        rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
        failing = [row for row in rows if row.get("expect") == "fail" or path.stem == "known-failures"]
        if failing:
            yield f"## {path.relative_to(ROOT / 'tests/cases').as_posix()}\n\n| case | text | why |\n|---|---|---|\n"
        for row in failing:
            shown = row.get("raw", row.get("text", ""))
            shown = shown if len(shown) <= 60 else shown[:60] + "…"
            yield f"| {escape(row.get('id', ''))} | {escape(shown)} | {escape(row.get('note', ''))} |\n"
        if failing:
            yield "\n"


def escape(text: str) -> str:
    """Keep a text inside a cell of a table, as text."""
    shown = "".join(c if c.isprintable() else " " for c in str(text).replace("\n", " ⏎ "))
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), ("|", "&#124;"), ("*", "&#42;"), ("[", "&#91;")):
        shown = shown.replace(character, entity)
    return shown


main()
