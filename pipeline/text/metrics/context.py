"""What a sentence inherits as its subject: from the sentence before, the speaker, the text as a whole."""

import re
from typing import NamedTuple

from pipeline.text.metrics.referents import find_referent
from pipeline.text.metrics.view import View, paragraph_start
from pipeline.text.names.mentions import Mention
from pipeline.text.quantities.lexicon import list_words, load_words

__all__ = [
    "NOUN",
    "Subject",
    "about",
    "fits",
    "inherit",
    "name_subject",
    "noun_subject",
    "speech_end",
    "tell",
]

NOUN = "noun"
_PRONOUN_RE = re.compile("[他她]")
# What a page about a firm calls it.
_FIRM = frozenset({"公司", "集团", "该公司", "该股", "该集团"})
_BREAK_RE = re.compile(r"[，,。；;、：:“”（）()\s是的在了对为与和]")
# What a firm announces is its own; what it says may be about anybody.
_ANNOUNCING = ("宣布", "公告")
_PLACE_WORD_RE = re.compile(r"全[市省区县国](?:各级)?[^，。；的共、]{2,8}")
_UNRELATED = frozenset({"PERSON", "LAW"})
_SHOWN = 10  # characters in which 这 and its noun stand
_LONGEST_MODIFIER = 12


class Subject(NamedTuple):
    """Surface and entity id of a subject, and the rule that chose it."""

    surface: str | None
    entity_id: str | None
    rule: str | None


_NOBODY = Subject(None, None, None)


def name_subject(view: View, place: int, rule: str) -> Subject:
    """Give the subject that the name or group word at chunk `place` stands for."""
    chunk = view.chunks[place]
    if chunk.kind == "group":
        return _resolve(view, chunk.surface, chunk.start, place, rule)
    return Subject(chunk.surface, view.names[int(chunk.value)].entity_id, rule)


def noun_subject(view: View, span: tuple[int, int], rule: str = NOUN) -> Subject:
    """Give the subject that a stretch of the text names, with its entity if it is one."""
    name = next((name for name in view.names if (name.start, name.end) == span), None)
    return Subject(view.text[slice(*span)], name.entity_id if name else None, rule)


def inherit(view: View, index: int, spoken: int, indicator: tuple[int, int] | None) -> Subject:
    """Give what the sentence before was about, the name before, the firm that speaks, or the topic.

    Args:
        view: the sentence.
        index: that of the quantity.
        spoken: index of the first chunk after “X介绍，”.
        indicator: what the quantity measures.

    """
    if view.topic and view.topic.label == "ORG" and "我们" in view.surfaces[spoken:]:
        return about(view)
    if spoken > 1 and view.surfaces[spoken - 2].endswith(_ANNOUNCING) and (firm := _speaker(view, spoken)):
        return firm
    if _is_spell(view, index, indicator):
        return _speaker(view, spoken) or _NOBODY
    if indicator is not None and indicator[0] > view.chunks[index].start and _carried(view):
        return _NOBODY  # 30多家商户加入: those who are counted act themselves
    told = None if spoken else _carried(view) or _recent(view)  # who speaks seldom goes on with what was told
    known = told or _speaker(view, spoken)
    return known or (about(view) if fits(view, indicator) else _NOBODY)


def about(view: View) -> Subject:
    """Give what the text as a whole is about."""
    return tell(view, view.topic, "topic") if view.topic else _NOBODY


def _is_spell(view: View, index: int, indicator: tuple[int, int] | None) -> bool:
    """Whether the quantity is how long something takes, which is seldom told of what was told before."""
    if view.quantities[int(view.chunks[index].value)].kind not in ("duration", "year"):
        return False
    return indicator is None or not view.text.endswith(list_words("measure"), *indicator)


def fits(view: View, indicator: tuple[int, int] | None) -> bool:
    """Whether what the text is about may have what is measured: a place its statistics, an authority only the rows of its own table."""
    topic = view.topic
    if topic is None or indicator is None or view.text.find("\n", 0, view.end) < 0:
        return topic is not None
    if topic.label != "GPE":
        return view.heading is not None or not _is_authority(topic)
    phrase = view.text[slice(*indicator)]
    return any(word in phrase for word in list_words("statistic"))


def speech_end(view: View, index: int) -> int:
    """Index of the chunk after the last “X介绍，” before the quantity; 0 without one."""
    for end in view.speech_ends:
        if end <= index:
            return end
    return 0


def _resolve(view: View, word: str, start: int, place: int, rule: str) -> Subject:
    """Give the name that a group word (该厂, 公司, 全市) refers to."""
    if bodies := _bodies(view.text, start):
        return Subject(bodies, None, rule)
    if word[0] == "该" and (named := _antecedent(view, word[1:], start)):
        return Subject(named, None, "antecedent")
    if word in _FIRM and (firm := _speaker(view, speech_end(view, place))):
        return firm
    if word in _FIRM and view.topic and view.topic.label == "ORG":
        return _in_full(view, view.topic, "topic")
    if referent := find_referent(word, view.told_before(start)):
        return (_in_full if word in _FIRM else tell)(view, referent, "referent")
    if word in _FIRM or word[0] == "该":
        return _carried(view) or _recent(view) or Subject(word, None, rule)
    return Subject(word, None, rule)


def _bodies(text: str, start: int) -> str | None:
    """Give 全市各级法院 where that stands: the bodies of a place are not the place."""
    match = _PLACE_WORD_RE.match(text, start)
    phrase = match.group() if match else ""
    ends = [phrase.find(word) + len(word) for word in list_words("bodies") if phrase.find(word) >= 0]
    return phrase[: min(ends)] if ends else None


def tell(view: View, name: Mention, rule: str) -> Subject:
    """A place is told by its full name (上海市, not 沪), all else as the text has it."""
    surface = name.canonical if name.label == "GPE" else view.text[name.start : name.end]
    return Subject(surface, name.entity_id, rule)


def _in_full(view: View, firm: Mention, rule: str) -> Subject:
    """What 公司 stands for has its full name: 上海芯衍微电子股份有限公司, not 芯衍微."""
    return Subject(firm.canonical or view.text[firm.start : firm.end], firm.entity_id, rule)


def _carried(view: View) -> Subject | None:
    """What the sentence before in the paragraph was about."""
    last = view.earlier[-1] if view.goes_on else None
    if last is None or last.subject is None or f"subject={NOUN}" in last.rule:
        return None
    if _is_person(view, last.subject) and not _PRONOUN_RE.search(view.text, view.start, view.end):
        return None
    return Subject(last.subject, last.subject_id, "carried")


def _is_person(view: View, surface: str) -> bool:
    """Whether a name told before is a person's: what is said next is seldom about who said it."""
    names = (name for name in view.told if view.text.startswith(surface, name.start))
    return any(name.label == "PERSON" for name in names)


def _antecedent(view: View, noun: str, before: int) -> str | None:
    """What 该产业 means: the phrase that ends in 产业, named before in the paragraph."""
    start = paragraph_start(view.text, before)
    for phrase in reversed(_BREAK_RE.split(view.text[start:before])):
        if (place := phrase.rfind(noun, 1, _LONGEST_MODIFIER + len(noun))) > 0:
            return phrase[: place + len(noun)].removeprefix("以下").removeprefix("简称").removeprefix("称")
    return None


def _recent(view: View) -> Subject | None:
    """The first name of the sentence before that acts in it, else the name told last in the paragraph."""
    start = paragraph_start(view.text, view.start)
    names = [
        name
        for name in view.told
        if name.start >= start and name.label not in _UNRELATED and (name.label != "ORG" or _is_firm(name))
    ]
    if not names:
        return None
    sentence = max(view.text.rfind(mark, start, view.start - 1) for mark in "。！？；")
    acting = [name for name in names if name.start > sentence and not _is_placed(view.text, name.start)]
    bodies = [name for name in acting if name.label != "GPE"]
    name = _shown(view, names) or next(iter([*bodies, *acting]), names[-1])
    return Subject(view.text[name.start : name.end], name.entity_id, "recent")


def _is_authority(name: Mention) -> bool:
    """Whether a body speaks of others: a bureau, a court, a university."""
    full = name.canonical or ""
    return name.label == "ORG" and full.endswith(list_words("reporter")) and not full.endswith("俱乐部")


def _is_firm(name: Mention) -> bool:
    return (name.canonical or "").endswith(tuple(load_words()["group"]["公司"].split("|")))


def _shown(view: View, names: list[Mention]) -> Mention | None:
    """The name that 这台望远镜 at the head of the sentence points at: the last that ends so."""
    if not view.text.startswith("这", view.start):
        return None
    shown = view.text[view.start + 1 : view.start + _SHOWN]
    return next((name for name in reversed(names) if view.text[name.end - 2 : name.end] in shown), None)


def _is_placed(text: str, start: int) -> bool:
    """Whether the characters before a name say where, with whom or for whom something is done."""
    return text[max(0, start - 4) : start].endswith(list_words("aside"))


def _speaker(view: View, spoken: int) -> Subject | None:
    """The company whose officer speaks: it speaks about itself, an authority about others."""
    for i in range(spoken):
        chunk = view.chunks[i]
        if chunk.kind == "name" and view.names[int(chunk.value)].label == "ORG":
            if chunk.surface.endswith(list_words("reporter")) or _is_authority(view.names[int(chunk.value)]):
                return None
            return name_subject(view, i, "speaker")
    return None
