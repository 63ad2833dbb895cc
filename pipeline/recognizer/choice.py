"""Choose between the names of the rules and those of the model."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.recognizer.lattice import Found
from pipeline.recognizer.places import tell_place
from pipeline.text.names.mentions import Mention, select_longest

__all__ = ["KIND_OF", "Candidate", "choose"]

# What the model calls the labels that it knows.
KIND_OF = {"FAC": "LOC", "GPE": "LOC", "LOC": "LOC", "ORG": "ORG", "PERSON": "PER"}


# More than any name can be worth: entries of the user win, and so do kinds that the model does not know.
CERTAIN = 3.0


class Candidate(NamedTuple):
    """A name that may be kept, and what it is worth."""

    worth: float
    mention: Mention


def choose(
    mentions: Sequence[Mention], found: Sequence[Found], text: str, threshold: float, trust: float
) -> list[Mention]:
    """Keep the names of most worth of those that overlap, and what the rules see inside of them.

    A name is worth its probability, and `trust` more if the rules give it; below `threshold` it
    is dropped. Entries of the user always win, and kinds that the model does not know are the
    rules' alone.
    """
    candidates = sorted(
        [*weigh_rules(mentions, found, trust), *weigh_model(mentions, found, text)], key=_rank
    )
    kept: list[Mention] = []
    owners = bytearray(len(text))
    for worth, mention in candidates:
        if worth >= threshold and not any(owners[mention.start : mention.end]):
            owners[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            kept.append(mention)
    return sorted({*kept, *find_nested(mentions, kept)})


def weigh_rules(mentions: Sequence[Mention], found: Iterable[Found], trust: float) -> Iterator[Candidate]:
    """Weigh the names of the rules; nested ones have to rely on the model."""
    probable = {name[:3]: name.probability for name in found}
    outer = set(select_longest(mentions))
    for mention in mentions:
        kind = KIND_OF.get(mention.label)
        if mention in outer and (kind is None or mention.rule.startswith("user:")):
            yield Candidate(CERTAIN, mention)
        elif kind is not None:
            bonus = trust if mention in outer else 0.0
            yield Candidate(probable.get((*mention[:2], kind), 0.0) + bonus, mention)


def weigh_model(mentions: Iterable[Mention], found: Iterable[Found], text: str) -> Iterator[Candidate]:
    """Weigh what only the model sees."""
    known = {(*mention[:2], KIND_OF.get(mention.label)) for mention in mentions}
    for name in found:
        if name[:3] not in known:
            yield Candidate(name.probability, create_mention(name, text))


def create_mention(name: Found, text: str) -> Mention:
    """Make a record of a name that no rule saw: it is called what the text calls it."""
    surface = text[name.start : name.end]
    label = {"PER": "PERSON", "ORG": "ORG"}.get(name.kind) or tell_place(surface)
    return Mention(name.start, name.end, label, None, surface, None, f"model:{name.probability:.2f}")


def find_nested(mentions: Iterable[Mention], kept: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the mentions that lie inside a kept one and are shorter."""
    owners = {place: name for name in kept for place in range(name.start, name.end)}
    for mention in mentions:
        outer = owners.get(mention.start)
        if outer is owners.get(mention.end - 1) and outer is not None and mention[:2] != outer[:2]:
            yield mention


def _rank(candidate: Candidate) -> tuple[float, int, int]:
    return -candidate.worth, candidate.mention.start, -candidate.mention.end
