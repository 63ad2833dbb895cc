"""Imports run one way through the house."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "pipeline"
# A module may import its own room and the rooms to the right of it.
ROOMS = [
    "cli",
    "run",
    "engines",
    "loading",
    "registry",
    "components",
    "tokenizer",
    "scorers",
    "io",
    "spans",
    "attrs",
    "segmenters",
    "recognizer",
    "text",
    "resources",
    "settings",
    "errors",
]
# Doors of the house: verbs beside `run`, and what assembles public names.
VERBS = {"checks", "evaluation", "explain", "report", "watch"}
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def room_of(module: str) -> str:
    name = module.split(".")[1] if "." in module else "__init__"
    return "run" if name in VERBS else name


def imports_of(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "pipeline":
                found += [f"pipeline.{alias.name}" for alias in node.names]
            else:
                found.append(node.module)
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_layers_run_one_way(path: Path) -> None:
    here = room_of("pipeline." + ".".join(path.relative_to(PACKAGE).with_suffix("").parts))
    for module in imports_of(path):
        if not module.startswith("pipeline.") or here not in ROOMS:
            continue
        there = room_of(module)
        if there in ROOMS:
            assert ROOMS.index(here) <= ROOMS.index(there), f"{here} must not import {module}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "text").rglob("*.py")), ids=lambda path: path.name)
def test_layers_keep_spacy_out_of_text(path: Path) -> None:
    assert not [name for name in imports_of(path) if name.split(".")[0] in ("spacy", "thinc")]


@pytest.mark.parametrize("path", sorted((PACKAGE / "components").glob("*.py")), ids=lambda path: path.name)
def test_layers_keep_components_apart(path: Path) -> None:
    assert not [name for name in imports_of(path) if name.startswith("pipeline.components.")]


TEXT = PACKAGE / "text"
# Inside `text`: a room may import those to the right of it; the three families of damage do not know each other.
TEXT_ROOMS = ["metrics", "times", "quantities", "names"]
DAMAGES = ["spun", "misread", "debris"]


@pytest.mark.parametrize("room", TEXT_ROOMS)
def test_layers_tie_facts_last(room: str) -> None:
    later = TEXT_ROOMS[: TEXT_ROOMS.index(room)]
    imported = {name for path in (TEXT / room).glob("*.py") for name in imports_of(path)}
    assert not [
        name for name in imported if name.startswith("pipeline.text.") and name.split(".")[2] in later
    ]


@pytest.mark.parametrize("damage", DAMAGES)
def test_layers_keep_damages_apart(damage: str) -> None:
    imported = {name for path in (TEXT / "repair" / damage).glob("*.py") for name in imports_of(path)}
    others = tuple(f"pipeline.text.repair.{other}" for other in DAMAGES if other != damage)
    assert not [name for name in imported if name.startswith(others)]


def test_layers_let_errors_import_nothing() -> None:
    assert imports_of(PACKAGE / "errors.py") == []
