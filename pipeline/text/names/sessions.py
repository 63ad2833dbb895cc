"""Spell the sessions of people's congresses in full: 区十七届人大六次会议."""

import re
from collections.abc import Iterable, Iterator

from pipeline.text.names.context import Context
from pipeline.text.names.mentions import Mention
from pipeline.text.names.resolution import is_about_shanghai
from pipeline.text.names.spelling import HOME

__all__ = ["spell_sessions"]

NUMBER = "[一二三四五六七八九十百零〇两\\d]+"
SESSION_RE = re.compile(
    f"(?P<place>[\u4e00-\u9fff]*?)第?(?P<term>{NUMBER})届(?:人大|人民代表大会)"
    f"(?P<standing>常委会|常务委员会)?第?(?P<session>{NUMBER})次会议"
)


def spell_sessions(context: Context, names: Iterable[Mention]) -> Iterator[Mention]:
    """Give each session of a congress of Shanghai the name that it opens under; others keep theirs.

    >>> from pipeline.text.names.context import create_context
    >>> places = [Mention(0, 3, "GPE", "district", "静安区", "x", "gazetteer:x")]
    >>> name = Mention(0, 12, "EVENT", "conference", None, None, "pattern:meeting")
    >>> context = create_context("静安区十七届人大六次会议", places, {})
    >>> [name.canonical for name in spell_sessions(context, [name])]
    ['上海市静安区第十七届人民代表大会第六次会议']
    """
    for name in names:
        session = SESSION_RE.fullmatch(context.text, name.start, name.end) if name.label == "EVENT" else None
        place = _spell_place(context, session["place"], name.start) if session else None
        if session and place:
            body = "人民代表大会" + ("常务委员会" if session["standing"] else "")
            full = f"{place}第{session['term']}届{body}第{session['session']}次会议"
            name = name._replace(canonical=full)
        yield name


def _spell_place(context: Context, place: str, position: int) -> str | None:
    """Spell the place of a congress, if it is Shanghai or a district of it."""
    places = {district for _, district in context.districts}
    if place == "区":
        place = context.district_before(position) or ""
    if place == "市":
        return HOME if is_about_shanghai(context.text) else None
    place = place.removeprefix(HOME)
    return HOME + place if not place or place in places else None
