"""Find all names of a text: the one entry that composes the finders of this package."""

import re
from collections.abc import Iterable, Sequence

from pipeline.text.names.abbreviations import expand
from pipeline.text.names.bureaus import find_bureaus
from pipeline.text.names.coded import find_coded
from pipeline.text.names.composition import find_compositions
from pipeline.text.names.context import Context, create_context
from pipeline.text.names.coordination import find_cities, find_coordinations, find_listed
from pipeline.text.names.cues import Cues, find_cues
from pipeline.text.names.definitions import find_defined, find_shortened
from pipeline.text.names.drugs import find_drugs
from pipeline.text.names.edges import extend_ends, number, prefix, trim
from pipeline.text.names.employers import find_employers
from pipeline.text.names.events import find_bare_events
from pipeline.text.names.firms import find_firms
from pipeline.text.names.fuller import spell_fully
from pipeline.text.names.gazetteer import Gazetteer
from pipeline.text.names.media import find_media
from pipeline.text.names.mentions import Mention
from pipeline.text.names.models import find_models
from pipeline.text.names.patterns import find_patterns, find_unquoted
from pipeline.text.names.people import find_people
from pipeline.text.names.places import find_again, find_counties, find_roads, find_stems, find_wings
from pipeline.text.names.platforms import tell_platforms
from pipeline.text.names.resolution import drop_accidents, resolve_hits
from pipeline.text.names.sessions import spell_sessions
from pipeline.text.names.titles import find_titles
from pipeline.text.names.unannounced import find_addressed, find_byline_names, find_unannounced
from pipeline.text.plain import as_plain
from pipeline.text.sections import Section, find_sections

__all__ = ["find_mentions"]

PARTS = ("FAC", "GPE", "LOC", "PERSON", "PRODUCT")  # what titles of works hold without meaning it
CRAFTS = ("”号", "」号", "”轮", "」轮", "”舰", "」舰", "”艇", "」艇")
WORK = 30  # the longest title of a work
STREET_RE = re.compile(
    "(?:上海市)?(?:[\u4e00-\u9fff]{2}新?区)?(?P<street>[\u4e00-\u9fff]{2,5}街道)办(?:事处)?"
)


def find_mentions(
    text: str, gazetteer: Gazetteer, sections: Sequence[Section] | None = None
) -> list[Mention]:
    """List the names of a Simplified text, nested ones too; no two cross each other.

    `sections`: the parts of the page, where they are known already.

    >>> from pipeline.text.names.gazetteer import Entry
    >>> gazetteer = Gazetteer([Entry("sh", "上海市", "GPE", "municipality", aliases=("上海",))])
    >>> [name.canonical for name in find_mentions("上海海洋气象研究院院长龚正", gazetteer)]
    ['上海市', '上海海洋气象研究院', '龚正']
    """
    text = as_plain(text)
    cues = find_cues(text)
    sections = find_sections(text) if sections is None else sections
    hits = drop_accidents(text, gazetteer.find(text), cues)
    cities = list(find_cities(text))
    known = [*resolve_hits(text, hits), *find_coordinations(text, gazetteer), *cities]
    known += find_counties(text, known, gazetteer)
    taken = {name.start: name.end for name in cities} | {hit.start: hit.end for hit in reversed(hits)}
    context = create_context(text, known, cues)
    composed = find_compositions(context)
    reach = {name.start: name.end for name in sorted(known, key=_end)}
    composed = [_identify(name, gazetteer) for name in composed if reach.get(name.start, 0) < name.end]
    covered = _cover(text, [*known, *composed])
    unannounced = [
        *find_unannounced(text, {*context.walls, *_role_ends(cues)}, covered),
        *find_byline_names(text, sections, covered),
    ]
    ends = {name.end for name in composed if name.label == "ORG"}
    countries = {name.end for name in known if name.subtype == "country"}
    people = find_people(text, cues, taken, unannounced, ends, countries)
    named = [*people, *(name for name in known if name.label == "PERSON")]
    people += find_addressed(text, cues, named, context.walls)
    covered = _cover(text, [*known, *composed, *people])
    models = [*find_models(text, context.walls, covered), *find_drugs(text, context.walls, covered)]
    firms = [*find_firms(context, covered), *find_employers(context, people, covered)]
    firms += find_coded(context, known, gazetteer)
    media = find_media(text, sections, {name.canonical for name in people if name.canonical})
    shaped = [
        *find_titles(text),
        *spell_sessions(context, find_patterns(text)),
        *models,
        *find_roads(text, cues),
    ]
    found = [*known, *composed, *people, *shaped, *firms, *media]
    found += list(find_defined(text, found))
    found += find_unquoted(text, found)
    found += _free(find_listed(text, found), found)
    found += _find_later(context, found, known, [*known, *composed], firms, gazetteer)
    return tell_platforms(text, expand(text, spell_fully(text, _tidy(text, found))))


def _find_later(
    context: Context,
    found: list[Mention],
    known: list[Mention],
    full: list[Mention],
    firms: list[Mention],
    gazetteer: Gazetteer,
) -> list[Mention]:
    """List the later mentions that say less than the first: 文旅局, 百联膳食, 正安."""
    text, walls = context.text, context.walls
    borders = [*walls, *(cue.end for cue in context.cues["firm"])]
    later = list(find_bureaus(text, known, gazetteer, walls))
    later += find_shortened(text, [*full, *firms], borders)
    later += _free(find_bare_events(text, found, walls), [*found, *later])
    later += _free(find_wings(text, full, gazetteer), [*found, *later])
    later += _free(find_again(text, found), [*found, *later])
    return later + _free(find_stems(text, full, borders, gazetteer), [*found, *later])


def _tidy(text: str, found: list[Mention]) -> list[Mention]:
    """Leave out titles of works, give names their edges and keep one mention a span."""
    names = [prefix(text, trim(text, name)) for name in found if not _is_title(text, name)]
    return [number(text, name) for name in _settle(text, extend_ends(text, names))]


def _role_ends(cues: Cues) -> list[int]:
    return [cue.end for kind in ("role", "role_weak") for cue in cues.get(kind, ())]


def _is_title(text: str, name: Mention) -> bool:
    """Tell whether a name is the title of a work or a part of it: 《浦江潮》, 《邯郸记》; bodies publish.

    What a ship is called after is none either: “地中海”号.
    """
    if name.label not in PARTS or name.rule.startswith("user:"):
        return False
    if name.label != "PRODUCT" and text.startswith(CRAFTS, name.end) and text[name.start - 1] in "“「":
        return True
    opening = text.rfind("《", max(0, name.start - WORK), name.start)
    if opening < 0 or "》" in text[opening : name.start] or "\n" in text[opening : name.start]:
        return False
    return "》" in text[name.end : name.end + WORK]


def _cover(text: str, mentions: Iterable[Mention]) -> bytearray:
    covered = bytearray(len(text) + 1)
    for mention in mentions:
        covered[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    return covered


def _free(names: Iterable[Mention], found: list[Mention]) -> list[Mention]:
    """Keep the guesses that touch no name found otherwise."""
    guesses = list(names)
    taken = {place for name in found for place in (name.start, name.end - 1)} if guesses else set()
    return [name for name in guesses if taken.isdisjoint(range(name.start, name.end))]


def _identify(name: Mention, gazetteer: Gazetteer) -> Mention:
    """Give a composed name the entry that its full spelling leads to: 区科委 of 松江区."""
    if name.entity_id is not None or name.canonical is None:
        return name
    if street := STREET_RE.fullmatch(name.canonical):
        return _seat(name, street["street"], gazetteer)
    entries = gazetteer.get(name.canonical)[0] or gazetteer.get(name.canonical.removeprefix("上海市"))[0]
    if len(entries) != 1 or entries[0].label != name.label:
        return name
    return name._replace(canonical=entries[0].name, entity_id=entries[0].id, subtype=entries[0].subtype)


def _seat(name: Mention, street: str, gazetteer: Gazetteer) -> Mention:
    """Spell a street office as it signs, by the government of its district: 平凉路街道办事处."""
    districts = {entry.district for entry in gazetteer.get(street)[0]}
    district = districts.pop() if len(districts) == 1 else None
    return name._replace(canonical=f"上海市{district}人民政府{street}办事处") if district else name


def _end(name: Mention) -> int:
    return name.end


def _settle(text: str, found: list[Mention]) -> list[Mention]:
    """Keep one mention a span, and of two that cross the longer one."""
    kept: dict[tuple[int, int], Mention] = {}
    owners: list[Mention | None] = [None] * len(text)
    for mention in sorted(found, key=_rank):
        start, end = span = mention[:2]
        outer = owners[start]
        if outer is not owners[end - 1] or span in kept or (outer is not None and _repeats(mention, outer)):
            continue
        kept[span] = mention
        owners[start:end] = [mention] * (end - start)
    return [kept[span] for span in sorted(kept)]


def _repeats(inner: Mention, outer: Mention) -> bool:
    """Tell whether a nested name is but a part of the spelling of the outer one: 同济 in 同济大学, 上海海 in 上海海洋."""
    if inner.rule.startswith("composition:") and inner.label != "ORG":
        return True
    return inner.label == outer.label and (inner.entity_id or inner.canonical) == (
        outer.entity_id or outer.canonical
    )


RULES = (
    "user definition code abroad coordination gazetteer title context shortened person city region short pattern composition road employer media"
).split()
RANKS = {rule: rank for rank, rule in enumerate(RULES)}


def _rank(mention: Mention) -> tuple[int, int, int]:
    rule = mention.rule[: mention.rule.index(":")]
    return mention.start - mention.end, RANKS.get(rule, 0), mention.start
