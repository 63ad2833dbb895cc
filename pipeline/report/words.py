"""The words of the interface in Chinese and English; the page's script swaps them."""

import json
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from pipeline.text.tables import read_table

__all__ = ["both", "list_words", "name_kind", "name_label", "number", "say"]


def say(key: str, attribute: str | None = None, **values: object) -> Markup:
    """Write an element that speaks both languages, or attributes that do.

    >>> say("yes")
    Markup('<span data-en="yes" data-zh="是">yes</span>')
    """
    english, chinese = (text.format(**values) for text in read_words()[key])
    return both(english, chinese, attribute)


def both(english: str, chinese: str, attribute: str | None = None) -> Markup:
    """Write a text in both languages; with `attribute`, as attributes of the element around it."""
    if attribute:
        pattern = '{}="{}" data-attribute="{}" data-en="{}" data-zh="{}"'
        return Markup(pattern).format(Markup(attribute), english, attribute, english, chinese)
    return Markup('<span data-en="{}" data-zh="{}">{}</span>').format(english, chinese, english)


def number(value: float) -> str:
    """Write a count with thousands separators.

    >>> number(1234567)
    '1,234,567'
    """
    return f"{value:,}"


def name_kind(kind: str) -> tuple[str, str]:
    """Name a damage class in both languages; one that has no words yet keeps its own name."""
    english, chinese = read_words().get(f"kind.{kind}", (kind.replace("_", " "), kind))
    return english, chinese


def name_label(label: str) -> tuple[str, str]:
    """Name an entity label in both languages; another component's label keeps its own name."""
    return read_words().get(f"label.{label}", (label, label))


def list_words() -> dict[str, tuple[str, str]]:
    """List the words that the page's script needs: its own, and the names of kinds and labels."""
    prefixes = ("js.", "kind.", "label.", "status.", "section.", "change.", "qualifier.")
    words = {key: pair for key, pair in read_words().items() if key.startswith(prefixes)}
    named = {f"kind.{row['kind']}": name_kind(row["kind"]) for row in read_table("damage_kinds")}
    return named | words


@cache
def read_words() -> dict[str, tuple[str, str]]:
    path = files("pipeline.report").joinpath("templates", "words.json")
    return {key: (pair[0], pair[1]) for key, pair in json.loads(path.read_text(encoding="utf-8")).items()}
