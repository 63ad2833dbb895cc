"""Render the page: figures and charts by templates, the rows as data for its own small script."""

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.report import charts
from pipeline.report.figures import create_figures
from pipeline.report.summary import Summary
from pipeline.report.words import both, list_words, name_kind, name_label, number, say

__all__ = ["render"]

SCRIPTS = ("dom.js", "tips.js", "lists.js", "documents.js", "repairs.js", "metrics.js", "main.js")
# Nothing is loaded, nothing leaves, and no markup is made from text: the script only sets text nodes.
POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src data:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


def render(summary: Summary, run: dict[str, Any], quarantine: list[dict[str, str]]) -> str:
    """Make the page of a summary."""
    script = "\n".join(_read(name) for name in SCRIPTS)
    style = _read("report.css")
    return (
        _environment()
        .get_template("report.html")
        .render(
            **create_figures(summary, run),
            run=run,
            quarantine=quarantine,
            policy=POLICY.format(script=_hash(script), style=_hash(style)),
            script=Markup(script),
            style=Markup(style),
            data=_create_data(summary),
        )
    )


def _create_data(summary: Summary) -> Markup:
    edits = [row for kind in sorted(summary.edit_samples) for row in summary.edit_samples[kind]]
    data = {
        "words": list_words(),
        "documents": list(summary.document_sample),
        "edits": edits,
        "left": list(summary.left_sample),
        "metrics": list(summary.metric_sample),
    }
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Inside a script element only `<` can end the text or open a comment; JSON may escape it.
    return Markup(written.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(say=say, both=both, name_kind=name_kind, name_label=name_label)
    environment.globals.update(draw_bar=charts.draw_bar, draw_dot=charts.draw_dot)
    environment.filters["number"] = number
    return environment


def _read(name: str) -> str:
    return files("pipeline.report").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(source: str) -> str:
    return f"sha256-{b64encode(sha256(source.encode()).digest()).decode()}"
