"""Find persons: by title, by byline, by what they say, by the dot of foreign names."""

import re
from collections.abc import Collection, Iterable, Iterator

from pipeline.text.names.anonymous import find_anonymous
from pipeline.text.names.cues import Cue, Cues
from pipeline.text.names.foreign import find_dotted, map_parts
from pipeline.text.names.mentions import Mention
from pipeline.text.names.occurrences import find_all
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
from pipeline.text.names.tables import words

__all__ = ["find_people", "map_surnames"]

CREDIT_GAP_RE = re.compile(r"[\s:：|/／丨｜]*")
DATELINE_RE = re.compile(r"\d{1,2}日(?:专|综合外)?电")
LIST_GAP_RE = re.compile(r"[\s、，,/／|]+")
CREDIT_NAME_RE = re.compile(r"[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])")
CONJUNCTION_RE = re.compile(r"[、，,和与及]")
MARKED_RE = re.compile(
    r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff]{2,3})(?=\s*[/／ ]?\s*(?:摄|文|图|绘)(?:[)）\s]|$))"
)
BRACKETED_RE = re.compile(
    "[（(]((?:[\u4e00-\u9fff]{2,3})(?:[ \u3000][\u4e00-\u9fff]{2,3})+)[）)]"
)  # （郝梓萱 曹毅）
LATIN_RE = re.compile("[A-Z][a-zà-öø-ÿ]+(?:[ -][A-Z][a-zà-öø-ÿ]+)+")
LATIN_NOTE_RE = re.compile(
    "[（(]([A-Z][A-Za-z.'-]+(?: [A-Z][A-Za-z.'-]*)+)(?=[，,；）)])"
)  # 阮文成（Nguyen Van Thanh，越南籍）
SIGNED_RE = re.compile("[摄文图绘](?:[)）\\s]|$)")
NO_SURNAMES = ("时", "楼")  # 少年|时, 居民|楼
NOT_AFTER_CREDIT = ("会", "证", "席", "站", "团", "节", "协")  # 记者会时
CREDITED = ("者", "员", "生", "编", "编辑")  # people, where the other words of credits are deeds: 制作
ADVERBS = tuple("则还也又亦均都就曾已再")
NICKNAME_RE = re.compile("[“「][^“”「」]{1,6}[”」]")  # 邻居|“阿毛”|陈志毛


def find_people(
    text: str,
    cues: Cues,
    taken: dict[int, int],
    unannounced: Collection[Mention] = (),
    ends: Collection[int] = (),
    countries: Collection[int] = (),
) -> list[Mention]:
    """List the persons of a text, each later mention of a full name included.

    `taken` maps the start of each name of the tables to its end: what begins there is no
    person, whatever title stands before it. `unannounced`: persons found by shape. `ends`: where
    other names end, behind which a name may stand without a mark; `countries`: where countries end.

        >>> from pipeline.text.names.cues import find_cues
        >>> text = "局长程合红表示，程合红将与埃隆·马斯克会面。马斯克说"
        >>> names = find_people(text, find_cues(text), {})
        >>> [(text[name.start:name.end], name.canonical) for name in names]
        [('程合红', '程合红'), ('程合红', '程合红'), ('埃隆·马斯克', '埃隆·马斯克'), ('马斯克', '埃隆·马斯克')]
    """
    titles = {cue.end for kind in ("role", "role_weak") for cue in cues.get(kind, ())}
    borders = titles.union((end for start, end in taken.items() if end - start > 1), ends)
    found = [*find_dotted(text, titles, borders, taken), *_find_titled(text, cues, taken)]
    found += _find_credited(text, cues, taken)
    found += _find_before(text, cues, taken, borders)
    found += [*find_anonymous(text), *_find_nationals(text, cues, countries, taken)]
    found += _find_listed(text, [*unannounced, *found], taken)
    not_names = lexicon().not_names
    unique = {
        (name.start, name.end): name
        for name in [*unannounced, *found]
        if text[name.start : name.end] not in not_names
    }
    names = [
        *unique.values(),
        *_find_again(text, [name for name in unique.values() if name.label == "PERSON"]),
    ]
    names += [
        name._replace(start=note.start(1), end=note.end(1), rule="person:note")
        for name in names
        if (note := LATIN_NOTE_RE.match(text, name.end))
    ]
    full = map_parts(names) | map_surnames(names) | _map_given(names)
    names = [
        name._replace(canonical=full.get(name.canonical or text[name.start : name.end], name.canonical))
        for name in names
    ]
    return sorted(names, key=_position)


def _position(name: Mention) -> tuple[int, int]:
    return name.start, -name.end


def _person(start: int, end: int, canonical: str, rule: str) -> Mention:
    return Mention(start, end, "PERSON", None, canonical, None, rule)


def _find_titled(text: str, cues: Cues, taken: dict[int, int]) -> Iterator[Mention]:
    """Read the name after each title, and those listed after it."""
    titles = [(cue, True) for cue in cues.get("role", ())] + [
        (cue, False) for cue in cues.get("role_weak", ())
    ]
    for cue, is_sure in titles:
        nickname = NICKNAME_RE.match(text, cue.end)
        start = nickname.end() if nickname else cue.end
        end = _read_name(text, start, taken, is_sure=is_sure and not nickname)
        is_broken = _is_broken(text, start, cue)
        is_word = end is not None and text[start : start + 2] in lexicon().following  # 校长|任职, 主席|许可
        if is_broken or is_word or (not is_sure and text[start : start + 1] in NO_SURNAMES):
            continue
        while end:
            yield _person(start, end, text[start:end], f"person:{cue.row['text']}")
            start = end + 1
            end = _read_name(text, start, taken) if CONJUNCTION_RE.match(text, end) else None
            if end and not _is_listed(text, start, end):
                end = None


def _find_listed(text: str, names: Iterable[Mention], taken: dict[int, int]) -> Iterator[Mention]:
    """Read the names that follow a name in a list: 许晓婷、仲慧入选."""
    for name in names:
        end: int | None = name.end
        while end and CONJUNCTION_RE.match(text, end) and text[end] != "，":
            start = end + 1
            end = _read_name(text, start, taken, is_sure=False)
            if end and not (_is_listed(text, start, end) and rate_following(text, end) >= 2):
                end = None
            if end:
                yield _person(start, end, text[start:end], "person:list")


def _is_broken(text: str, start: int, cue: Cue) -> bool:
    """Tell whether a word stands across the title and the surname: 养护工|程, 市长|江路, but 店长|江利."""
    is_broken = text[start - 1 : start + 1] in words("person_titles", "broken")
    return is_broken and cue.row["text"] not in words("person_titles", "headed")


def _find_nationals(
    text: str, cues: Cues, countries: Collection[int], taken: dict[int, int]
) -> Iterator[Mention]:
    """Read the transliterations after a country and 人, or a title that says little: 西班牙人|卡洛斯, 美国游客|迈克."""
    starts = {end + 1 for end in countries if text.startswith("人", end)}
    starts |= {cue.end for cue in cues.get("role_weak", ()) if cue.start in countries}
    for start in sorted(starts):
        end = read_foreign_name(text, start)
        if end is None or start in taken or is_common_word(text[start : start + 2]):
            continue
        if end - start >= 3 or rate_following(text, end) >= 2:
            yield _person(start, end, text[start:end], "person:national")


def _is_listed(text: str, start: int, end: int) -> bool:
    """Tell whether a name in a list is one: nothing but the list itself announces it."""
    if LATIN_RE.match(text, start):
        return True
    if read_chinese_name(text, start, is_sure=False) is None:
        return False
    return (
        end == len(text) or text[end] in "、，。；和与及等（" or not is_common_word(text[start : start + 2])
    )


def _read_name(text: str, start: int, taken: dict[int, int], *, is_sure: bool = True) -> int | None:
    is_surname = is_sure and taken.get(start) == start + 2 and text[start : start + 2] in lexicon().compound
    if (taken.get(start, start) - start >= 2 and not is_surname) or text[start : start + 1] in FOREIGN_DOT:
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
    is_listed = end - start >= 3 and following[:1] in tuple("、，。；）")
    return end if is_listed or (following in lexicon().following and len(following) == 2) else None


def _find_credited(text: str, cues: Cues, taken: dict[int, int]) -> Iterator[Mention]:
    """Read the names of bylines: 记者 张三 李四, 编辑：王五, 文/赵六."""
    covered = {place for cue in cues.get("role", ()) for place in range(cue.start, cue.end - 1)}
    for cue in cues.get("credit", ()):
        if cue.end - 1 in covered or text.startswith(NOT_AFTER_CREDIT, cue.end):  # 设计 in 总设计师
            continue
        gap = CREDIT_GAP_RE.match(text, cue.end)
        start = gap.end() if gap else cue.end
        is_weak = cue.end - cue.start == 1
        if is_weak and (start == cue.end or (cue.start and "\u4e00" <= text[cue.start - 1] <= "\u9fff")):
            continue
        if start == cue.end:
            end = _read_name(text, start, taken, is_sure=cue.row["text"].endswith(CREDITED))
            if end is None or text[start:end] in lexicon().following:
                continue
            yield _person(start, end, text[start:end], f"person:{cue.row['text']}")
            start = _next_in_list(text, end)
        yield from _read_credits(text, start, cue, taken)


def _read_credits(text: str, start: int, cue: Cue, taken: dict[int, int]) -> Iterator[Mention]:
    while end := _end_of_credit(text, start, taken):
        yield _person(start, end, text[start:end], f"person:{cue.row['text']}")
        start = _next_in_list(text, end)


def _end_of_credit(text: str, start: int, taken: dict[int, int]) -> int | None:
    """Return where a name ends before a mark, or before place and day: 林可欣|台北3日电."""
    match = CREDIT_NAME_RE.match(text, start)
    ends = [match.end()] if match else [end for end in (start + 3, start + 2) if end in taken]
    for end in ends:
        is_last = match or DATELINE_RE.match(text, taken[end])
        if is_last and taken.get(start, start) < end and is_name_like(text[start:end]):
            return end
    return None


def _next_in_list(text: str, end: int) -> int:
    gap = LIST_GAP_RE.match(text, end)
    return gap.end() if gap and "\n" not in gap[0] else len(text)


def _find_before(text: str, cues: Cues, taken: dict[int, int], ends: Collection[int]) -> Iterator[Mention]:
    """Read the name before a title (王磊教授) or before what a person does (张华介绍)."""
    covered = bytearray(len(text) + 1)
    for begin, stop in taken.items():
        covered[begin:stop] = b"\1" * (stop - begin)
    for cue in (*cues.get("honorific", ()), *cues.get("say", ()), *cues.get("group", ())):
        end = cue.start - (text[cue.start - 1 : cue.start] in ADVERBS and cue.row["kind"] == "say")
        start = read_name_before(text, end, ends)
        if cue.row["kind"] == "group" and start not in ends:
            continue
        if start is not None and not any(covered[start:end]):
            yield _person(start, end, text[start:end], f"person:{cue.row['text']}")
    for match in BRACKETED_RE.finditer(text) if "（" in text or "(" in text else ():
        for word in re.finditer("[\u4e00-\u9fff]{2,3}", match[1]):
            if all(is_name_like(name) for name in match[1].split()):
                start = match.start(1) + word.start()
                yield _person(start, start + len(word[0]), word[0], "person:brackets")
    for match in MARKED_RE.finditer(text) if SIGNED_RE.search(text) else ():
        if is_name_like(match[1]):
            yield _person(match.start(), match.end(), match[1], "person:摄")


def _find_again(text: str, names: Collection[Mention]) -> Iterator[Mention]:
    """Find later mentions: of a full name anywhere, of a foreign one by its last part."""
    surfaces = {name.canonical: name.canonical for name in names if name.canonical}
    surfaces |= map_parts(names)
    taken = {place for name in names for place in range(name.start, name.end)}
    places = sorted(
        find_all(text, (word for word in surfaces if not is_common_word(word))), key=_longest_first
    )
    for surface, start in places:
        end = start + len(surface)
        if start not in taken and end - 1 not in taken:
            taken.update(range(start, end))
            yield _person(start, end, surfaces[surface], "person:again")


def map_surnames(names: Iterable[Mention]) -> dict[str, str]:
    """Map a surname to the one full name that the text has for it: 徐先生 is the 徐寄尘 named before."""
    fulls: dict[str, set[str]] = {}
    for name in names:
        if name.canonical and len(name.canonical) in (2, 3):
            fulls.setdefault(name.canonical[0], set()).add(name.canonical)
    return {surname: full for surname, (full, *more) in fulls.items() if not more}


def _map_given(names: Iterable[Mention]) -> dict[str, str]:
    """Map given names to the one full name that the text has for them: 惠芳阿姐 is the 陶惠芳 named before."""
    fulls: dict[str, set[str]] = {}
    for name in names:
        if name.canonical and len(name.canonical) == 3:
            fulls.setdefault(name.canonical[1:], set()).add(name.canonical)
    return {given: full for given, (full, *more) in fulls.items() if not more}


def _longest_first(place: tuple[str, int]) -> tuple[int, int]:
    return -len(place[0]), place[1]
