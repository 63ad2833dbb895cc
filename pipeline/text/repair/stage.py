"""What a damage class looks like to `Repair`: a cheap scan and a finder."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.rewrite import Change

__all__ = ["Context", "Stage"]


class Context(NamedTuple):
    """What a finder may ask about the world: the language model and how sure it has to be.

    `margin` is in nats: by how much a reading must beat both the text as it stands and
    the next best reading before it is applied; `lost_margin` comes on top for each vanished
    pair that a reading makes up. `confidence` is the least chance of being right at which it is.
    """

    model: LanguageModel
    margin: float = 0.8
    lost_margin: float = 4.0
    confidence: float = 0.3
    disabled: frozenset[str] = frozenset()
    lost_confidence: float = 0.9
    loss_lead: float = 2.0


class Stage(NamedTuple):
    """One damage class.

    `could_have` must cost next to nothing on clean text (one compiled scan) and may say
    yes too often. `find` proposes ordered, disjoint changes with offsets in the text it
    was given; it never raises and takes linear time on any string. `kinds` are the rows
    of data/damage_kinds.jsonl that it may return: a stage all of whose kinds are switched
    off does not run.
    """

    name: str
    kinds: tuple[str, ...]
    could_have: Callable[[str], bool]
    find: Callable[[str, Context], Iterable[Change]]
