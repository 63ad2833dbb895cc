"""The command line: parses, prints, exits. Each verb calls a plain function that lives elsewhere."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from pipeline.errors import ConfigError, PipelineError

__all__ = ["app", "main"]

OVERRIDES = {"allow_extra_args": True, "ignore_unknown_options": True}
app = typer.Typer(
    help="Turn damaged Chinese web news into clean, annotated, traceable data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
Config = Annotated[str, typer.Argument(help="Path of a config, or the name of a shipped one (default).")]
Output = Annotated[str, typer.Argument(help="Output folder of a run, or its URL.")]


def main() -> NoReturn:
    """Run the command line; expected errors become one line and exit code 2."""
    try:
        app()
    except PipelineError as error:
        print(f"Error: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    sys.exit(0)


@app.command(context_settings=OVERRIDES)
def run(
    context: typer.Context,
    config: Config,
    retry_quarantine: Annotated[bool, typer.Option(help="Also try quarantined inputs again.")] = False,
    fail_fast: Annotated[bool, typer.Option(help="Stop at the first input that fails.")] = False,
    watch: Annotated[bool, typer.Option(help="Stay and process new files as they arrive.")] = False,
    log_format: Annotated[str, typer.Option(help="text or json, for messages on stderr.")] = "text",
) -> None:
    """Process a file or a folder; any config key can be overridden: --paths.input X --run.n_process 2."""
    from pipeline.run import run_batch

    overrides = parse_overrides(context.args)
    if fail_fast:
        overrides["run.fail_fast"] = True
    code = run_batch(config, overrides, retry_quarantine=retry_quarantine, watch=watch, log_format=log_format)
    raise typer.Exit(code)


@app.command(context_settings=OVERRIDES)
def explain(
    context: typer.Context,
    config: Config,
    text: Annotated[str, typer.Argument(help="A text, the path of a file, or - for standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the record as JSON.")] = False,
) -> None:
    """Show for one text what was repaired and why, and which rule found what."""
    from rich.console import Console

    from pipeline.explain import explain as explain_text
    from pipeline.explain import print_explanation
    from pipeline.loading import load

    record = explain_text(load(config, parse_overrides(context.args)), _read_text(text))
    if as_json:
        typer.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        print_explanation(record, Console())


@app.command(context_settings=OVERRIDES)
def evaluate(
    context: typer.Context,
    config: Config,
    gold: Annotated[Path, typer.Argument(help="A gold file, or a folder of them.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the scores as JSON.")] = False,
) -> None:
    """Score repair, entities and metrics against annotated files."""
    from rich.console import Console

    from pipeline.evaluation import evaluate as evaluate_gold
    from pipeline.evaluation import print_scores
    from pipeline.loading import load

    scores = evaluate_gold(load(config, parse_overrides(context.args)), gold)
    if as_json:
        typer.echo(json.dumps(scores, ensure_ascii=False, indent=2))
    else:
        print_scores(scores, Console())


@app.command()
def report(output: Output) -> None:
    """Write the self-contained HTML report of an output folder, counting every document."""
    from pipeline.report import write_report

    typer.echo(write_report(output, max_bytes=None))


@app.command()
def export(
    output: Output,
    export_format: Annotated[
        str, typer.Option("--format", help="parquet, label-studio, doccano, prodigy or brat.")
    ],
    target: Annotated[
        str | None, typer.Option(help="Where to write; default: a folder in the output.")
    ] = None,
) -> None:
    """Hand the results to other tools: tables, or tasks for an annotation tool."""
    from pipeline.io.exports import export as export_output

    for path in export_output(output, export_format, target):
        typer.echo(path)


@app.command(context_settings=OVERRIDES)
def check(context: typer.Context, config: Config) -> None:
    """Check config, data tables and models; process nothing."""
    from pipeline.checks import check as check_config

    for line in check_config(config, parse_overrides(context.args)):
        typer.echo(f"ok  {line}")


def parse_overrides(arguments: list[str]) -> dict[str, Any]:
    """Read `--section.key value` pairs as spaCy does; values are JSON, else text.

    spaCy's environment variable for overrides is left out: it would silently beat the
    command line. Paths stay text, also where they look like numbers.

    >>> parse_overrides(["--run.n_process", "2", "--paths.output", "2024"])
    {'run.n_process': 2, 'paths.output': '2024'}
    """
    from spacy.cli._util import parse_config_overrides

    for argument in arguments[:1]:
        if not argument.startswith("--"):
            raise ConfigError(f"Unexpected argument {argument!r}. Overrides look like --paths.input FOLDER.")
    for argument in arguments:
        if argument.startswith("--") and "." not in argument:
            raise ConfigError(
                f"Unknown option {argument!r}. Overrides name a config key: --section.key VALUE."
            )
    overrides = parse_config_overrides(list(arguments), env_var=None)
    return {
        key: str(value) if key.startswith("paths.") and value is not None else value
        for key, value in overrides.items()
    }


def _read_text(source: str) -> str:
    if source == "-":
        return sys.stdin.read()
    try:
        is_file = Path(source).is_file()
    except (OSError, ValueError):  # too long for a path, or with a NUL: it is a text
        is_file = False
    if not is_file:
        return source
    from pipeline.text.decode import decode

    return decode(Path(source).read_bytes()).text
