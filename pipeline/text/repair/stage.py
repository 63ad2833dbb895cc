"""What a damage class looks like to `Repair`: a cheap scan and a finder."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.rewrite import Change

__all__ = ["Context", "Stage"]


class Context(NamedTuple):
    """What a finder may ask about the world, how sure it has to be, and how hard it looks.

    The defaults are those of the config. Margins and leads are in nats, confidences are chances.
    """

    model: LanguageModel

    margin: float = 0.3
    """By how much a reading must beat both the text as it stands and the next best reading."""

    lost_margin: float = 1.0
    """What comes on top for each vanished pair of bytes that a reading makes up."""

    confidence: float = 0.5
    """The least chance of being right at which a reading is applied."""

    disabled: frozenset[str] = frozenset()
    """Damage kinds to leave alone."""

    lost_confidence: float = 0.6
    """The least chance of being right at which a vanished pair is made up."""

    loss_lead: float = 0.0
    """By how much a reading must beat those that make up more vanished pairs."""

    obvious: float = 13.0
    """By how much a run that no orphan announces must beat the text as it stands."""

    min_keys: int = 3
    """How many different characters have to carry their readings to make a page a spun one."""

    min_commas: int = 1
    """How many marks of a spun page need a comma before them to make commas its cut byte."""

    beam: int = 5
    """How many readings are kept at each step, of those out of step and of those in step."""

    spread: float = 6.0
    """By how much a reading may be behind the best one and still be kept."""


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
