"""Find persons: by title, by byline, by what they say, by the dot of foreign names."""

import re
from collections.abc import Collection, Iterable, Iterator

from pipeline.text.names.cues import Cue, Cues
from pipeline.text.names.mentions import Mention
from pipeline.text.names.personal import (
    FOREIGN_DOT,
    is_common_word,
    is_name_like,
    lexicon,
    rate_following,
    read_chinese_name,
    read_foreign_name,
    read_name_before,
)

__all__ = ["find_people"]

CREDIT_GAP_RE = re.compile(r"[\s:：|/／丨｜]*")
LIST_GAP_RE = re.compile(r"[\s、，,/／|]+")
CREDIT_NAME_RE = re.compile(r"[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])")
CONJUNCTION_RE = re.compile(r"[、，,和与及]")
DOT_RE = re.compile(rf"(?<=[\u4e00-\u9fffA-Z])[{FOREIGN_DOT}](?=[\u4e00-\u9fffA-Z])")
MARKED_RE = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3})(?=\s*[/／ ]?\s*(?:摄|文|图|绘)(?:[)）\s]|$))")
BRACKETED_RE = re.compile("[（(]((?:[\u4e00-\u9fff]{2,3})(?:[ \u3000][\u4e00-\u9fff]{2,3})+)[）)]")  # （郝梓萱 曹毅）
LATIN_RE = re.compile("[A-Z][a-zé]+(?:[ -][A-Z][a-zé]+)+")
FIRM_RE = re.compile("(?:股份|有限)*公司|集团|银行|基金会|大学|学院|研究所|实验室")
LATIN_NOTE_RE = re.compile("[（(]([A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]*)+)(?=[，,；）)])")  # 阮文成（Nguyen Van Thanh，越南籍）
ADVERBS = tuple("则还也又亦均都就曾已再")
ANONYMOUS_RE = re.compile(r"[\u4e00-\u9fff]某(?:某|[甲乙丙丁])?")


def find_people(
    text: str, cues: Cues, taken: dict[int, int], unannounced: Iterable[Mention] = ()
) -> list[Mention]:
    """List the persons of a text, each later mention of a full name included.

    `taken` maps the start of each name of the tables to its end: what begins there is no
    person, whatever title stands before it. `unannounced`: persons found by shape.

        >>> from pipeline.text.names.cues import find_cues
        >>> text = "局长程合红表示，程合红将与埃隆·马斯克会面。马斯克说"
        >>> names = find_people(text, find_cues(text), {})
        >>> [(text[name.start:name.end], name.canonical) for name in names]
        [('程合红', '程合红'), ('程合红', '程合红'), ('埃隆·马斯克', '埃隆·马斯克'), ('马斯克', '埃隆·马斯克')]
    """
    found = [*_find_dotted(text, cues, taken), *_find_titled(text, cues, taken)]
    found += _find_credited(text, cues, taken)
    found += _find_before(text, cues, taken)
    found += _find_anonymous(text)
    unique = {(name.start, name.end): name for name in [*unannounced, *found]}
    names = [*unique.values(), *_find_again(text, [name for name in unique.values() if name.label == "PERSON"])]
    names += [
        name._replace(start=note.start(1), end=note.end(1), rule="person:note")
        for name in names
        if (note := LATIN_NOTE_RE.match(text, name.end))
    ]
    full = _parts(names)
    names = [name._replace(canonical=full.get(name.canonical or "", name.canonical)) for name in names]
    return sorted(names, key=_position)


def _position(name: Mention) -> tuple[int, int]:
    return name.start, -name.end


def _parts(names: Iterable[Mention]) -> dict[str, str]:
    """Map parts of a foreign name to the whole: 马斯克 is the 埃隆·马斯克 named before.

    The first part alone is used too, where it is long enough not to be a word.
    """
    fulls = [name.canonical for name in names if name.canonical and set(name.canonical) & set(FOREIGN_DOT)]
    parts = [(re.split(rf"[{FOREIGN_DOT}]", full), full) for full in reversed(fulls)]
    first = {names[0]: full for names, full in parts if len(names[0]) >= 3}
    return first | {names[-1]: full for names, full in parts if len(names[-1]) >= 2}


def _person(start: int, end: int, canonical: str, rule: str) -> Mention:
    return Mention(start, end, "PERSON", None, canonical, None, rule)


def _find_dotted(text: str, cues: Cues, taken: dict[int, int]) -> Iterator[Mention]:
    """Join runs of transliteration around dots: 唐纳德·特朗普, J·K·罗琳."""
    position = 0
    for dot in DOT_RE.finditer(text):
        if dot.start() < position:
            continue
        start = _extend_left(text, dot.start(), cues, taken)
        end = _extend_right(text, dot.end())
        while end < len(text) - 1 and text[end] in FOREIGN_DOT and DOT_RE.match(text, end):
            end = _extend_right(text, end + 1)
        if end - dot.end() >= 1 and dot.start() - start >= 1 and end - start >= 4:
            position = end
            firm = FIRM_RE.match(text, end)
            if firm:
                yield Mention(start, firm.end(), "ORG", "company", text[start : firm.end()], None, "person:dotted")
                continue
            yield _person(start, end, text[start:end], "person:dotted")


def _extend_left(text: str, dot: int, cues: Cues, taken: dict[int, int]) -> int:
    translit = lexicon().translit
    start = dot
    while start > 0 and dot - start < 8 and (text[start - 1] in translit or "A" <= text[start - 1] <= "Z" or text[start - 1] == "-"):
        start -= 1
    titles = (*cues.get("role", ()), *cues.get("role_weak", ()))
    ends = {cue.end for cue in titles if start < cue.end < dot}
    ends |= {cue.end for cue in titles if dot - 6 <= cue.end < dot}
    ends |= {end for begin, end in taken.items() if begin <= start and start < end < dot - 1}
    return max(ends, default=start)


def _extend_right(text: str, dot: int) -> int:
    if "A" <= text[dot : dot + 1] <= "Z":
        return dot + 1
    end = read_foreign_name(text, dot)
    if end:
        return end
    return next((end for end in range(dot + 1, min(dot + 6, len(text) + 1)) if rate_following(text, end) >= 2), dot)


def _find_titled(text: str, cues: Cues, taken: dict[int, int]) -> Iterator[Mention]:
    """Read the name after each title, and those listed after it."""
    titles = [(cue, True) for cue in cues.get("role", ())] + [(cue, False) for cue in cues.get("role_weak", ())]
    for cue, is_sure in titles:
        start = cue.end
        end = _read_name(text, start, taken, is_sure=is_sure)
        while end:
            yield _person(start, end, text[start:end], f"person:{cue.row['text']}")
            start = end + 1
            end = _read_name(text, start, taken) if CONJUNCTION_RE.match(text, end) else None
            if end and not _is_listed(text, start, end):
                end = None


def _is_listed(text: str, start: int, end: int) -> bool:
    """Tell whether a name in a list is one: nothing but the list itself announces it."""
    if LATIN_RE.match(text, start):
        return True
    if read_chinese_name(text, start, is_sure=False) is None:
        return False
    return end == len(text) or text[end] in "、，。；和与及等（" or not is_common_word(text[start : start + 2])


def _read_name(text: str, start: int, taken: dict[int, int], *, is_sure: bool = True) -> int | None:
    if taken.get(start, start) - start >= 2 or text[start : start + 1] in FOREIGN_DOT:
        return None
    if latin := LATIN_RE.match(text, start):
        return latin.end()
    chinese = read_chinese_name(text, start, is_sure=is_sure)
    foreign = read_foreign_name(text, start)
    if is_sure and foreign and foreign - start >= 4 and not text.startswith(tuple(FOREIGN_DOT), foreign):
        return foreign
    end = chinese or (_end_of_foreign(text, start, foreign) if is_sure else None)
    return None if end is None or text[end : end + 1] in tuple(FOREIGN_DOT) else end


def _end_of_foreign(text: str, start: int, end: int | None) -> int | None:
    """Accept a short transliteration only where the words around it leave no doubt."""
    if end is None or is_common_word(text[start : start + 2]):
        return None
    following = text[end : end + 2]
    return end if following in lexicon().following and len(following) == 2 else None


def _find_credited(text: str, cues: Cues, taken: dict[int, int]) -> Iterator[Mention]:
    """Read the names of bylines: 记者 张三 李四, 编辑：王五, 文/赵六."""
    covered = {place for cue in cues.get("role", ()) for place in range(cue.start, cue.end - 1)}
    for cue in cues.get("credit", ()):
        if cue.end - 1 in covered:  # 设计 in 总设计师
            continue
        gap = CREDIT_GAP_RE.match(text, cue.end)
        start = gap.end() if gap else cue.end
        is_weak = cue.end - cue.start == 1
        if is_weak and (start == cue.end or (cue.start and "\u4e00" <= text[cue.start - 1] <= "\u9fff")):
            continue
        if start == cue.end:
            end = _read_name(text, start, taken)
            if end is None:
                continue
            yield _person(start, end, text[start:end], f"person:{cue.row['text']}")
            start = _next_in_list(text, end)
        yield from _read_credits(text, start, cue, taken)


def _read_credits(text: str, start: int, cue: Cue, taken: dict[int, int]) -> Iterator[Mention]:
    while match := CREDIT_NAME_RE.match(text, start):
        if taken.get(start, start) >= match.end() or not is_name_like(match[0]):
            return
        yield _person(start, match.end(), match[0], f"person:{cue.row['text']}")
        start = _next_in_list(text, match.end())


def _next_in_list(text: str, end: int) -> int:
    gap = LIST_GAP_RE.match(text, end)
    return gap.end() if gap and "\n" not in gap[0] else len(text)


def _find_before(text: str, cues: Cues, taken: dict[int, int]) -> Iterator[Mention]:
    """Read the name before a title (王磊教授) or before what a person does (张华介绍)."""
    ends = set(taken.values()) | {cue.end for kind in ("role", "role_weak") for cue in cues.get(kind, ())}
    for cue in (*cues.get("honorific", ()), *cues.get("say", ()), *cues.get("group", ())):
        end = cue.start - (text[cue.start - 1 : cue.start] in ADVERBS and cue.row["kind"] == "say")
        start = read_name_before(text, end, ends)
        if cue.row["kind"] == "group" and start not in ends:
            continue
        if start is not None and not _is_inside(start, end, taken):
            yield _person(start, end, text[start:end], f"person:{cue.row['text']}")
    for match in BRACKETED_RE.finditer(text):
        for word in re.finditer("[\u4e00-\u9fff]{2,3}", match[1]):
            if all(is_name_like(name) for name in match[1].split()):
                start = match.start(1) + word.start()
                yield _person(start, start + len(word[0]), word[0], "person:brackets")
    for match in MARKED_RE.finditer(text):
        if is_name_like(match[1]):
            yield _person(match.start(), match.end(), match[1], "person:摄")


def _is_inside(start: int, end: int, taken: dict[int, int]) -> bool:
    return any(begin < end and start < stop for begin, stop in taken.items() if abs(begin - start) < 24)


def _find_anonymous(text: str) -> Iterator[Mention]:
    for match in ANONYMOUS_RE.finditer(text):
        if match[0][0] in lexicon().surnames:
            yield _person(match.start(), match.end(), match[0], "person:某")


def _find_again(text: str, names: Collection[Mention]) -> Iterator[Mention]:
    """Find later mentions: of a full name anywhere, of a foreign one by its last part."""
    surfaces = {name.canonical: name.canonical for name in names if name.canonical}
    surfaces |= _parts(names)
    taken = {place for name in names for place in range(name.start, name.end)}
    for surface in sorted(surfaces, key=len, reverse=True):
        if is_common_word(surface):
            continue
        for start in _occurrences(text, surface):
            if start not in taken and start + len(surface) - 1 not in taken:
                taken.update(range(start, start + len(surface)))
                yield _person(start, start + len(surface), surfaces[surface], "person:again")


def _occurrences(text: str, surface: str) -> Iterable[int]:
    start = text.find(surface)
    while start >= 0:
        yield start
        start = text.find(surface, start + len(surface))
