"""Undo the GBK spinner: readings behind characters, and runs that were read one byte late."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.spun.bytestream import read_bytes, read_with_holes
from pipeline.text.repair.spun.commas import find_commas, find_twins, has_twins
from pipeline.text.repair.spun.gbk import LEADS, char_of, codes_of
from pipeline.text.repair.spun.glosses import (
    Gloss,
    char_before,
    could_have_glosses,
    find_ends,
    find_glosses,
    has_reading,
)
from pipeline.text.repair.spun.lost_pairs import find_holes
from pipeline.text.repair.spun.memory import Memory, remember
from pipeline.text.repair.spun.page import Page, find_authored, read_page
from pipeline.text.repair.spun.sprinkled import find_sprinkled
from pipeline.text.repair.spun.stretch import CUT, Stretch
from pipeline.text.repair.spun.verdict import decide
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import REPAIRED, Change

__all__ = ["KINDS", "could_have_spinner", "find_spinner", "is_suspect"]

KINDS = ("gloss", "byte_shift", "lost_pair", "misplaced_gloss", "stray_comma", "swallowed")
_CROWD, _NEAR = 12, 8
_CLOSE = 100
"""Characters that earlier runs restored among which an open bracket is looked for."""

_PAGE = 20_000
"""Characters a suspicious place; where they are rarer, remembering the page costs more than it gives."""
_HEAD_RE, _TAIL_RE = (
    re.compile(r"\([^\x00-\x60\u2000-\uffff]{1,6}$"),
    re.compile(r"[^\x00-\x60\u2000-\uffff]{0,6} ?\)"),
)
_QUOTED = ("“”", "‘’", "「」", "『』", '""')
_SPEAKS_RE = re.compile("讀作|读作|念作|唸作|音同|[讀读念唸][“「]|[讀读]音")
_CUT_COMMA_RE = re.compile("(?<!,),(?:[。、；！，]|,(?!,))")
_HALF_COMMA_RE = re.compile(r",\?[？！；?]")
_GLANCE, _NONSENSE = 4, -7.0
"""So many characters behind a mark, and the mean score at which they are no beginning of a sentence."""
_ORPHAN_RE = re.compile(r"\?(?<!\?\?)(?=[!;,？！；，。、]|\?{1,3}(?!\?))")
_SHOWN = 0.85
"""Confidence of a run that shows what kind of page it stands on, though no character carries its reading."""

_START_RE = re.compile("[?!;？！；](?=[\u4e00-\u9fff])")
_STOP_RE = re.compile(r"[!！](?=[\r\n0-9A-Z]|/[a-z]|\Z)")
_WIDE_RE, _WIDE_MARK_RE = re.compile("[０-９Ａ-Ｚａ-ｚ]"), re.compile(r"(?<!\?)[！，；？]")


def could_have_spinner(text: str) -> bool:
    """Tell whether the text has a reading in brackets, or a mark that could be the start of a run.

    >>> could_have_spinner("業(yè)務"), could_have_spinner("上??疾"), could_have_spinner("業務。")
    (True, True, False)
    """
    return (
        _START_RE.search(text) is not None
        or _ORPHAN_RE.search(text) is not None
        or could_have_glosses(text)
        or has_twins(text)
    )


def is_suspect(text: str) -> bool:
    """Tell whether a page shows clear signs of a spinner, or signs that only a spinner may read.

    >>> is_suspect("上??疾鞎r"), is_suspect("上海?")
    (True, False)
    """
    if "?" in text and (_ORPHAN_RE.search(text) or could_have_glosses(text)):
        return True
    if ")" in text and any(not gloss.reading.isascii() for gloss in find_glosses(text, [""])):
        return True  # a bracket was swallowed, and its orphan dropped
    return len(find_glosses(text, [opener for opener in "(（" if opener in text])) > 1


def find_spinner(text: str, context: Context) -> Iterable[Change]:
    """Find what a spinner did to a page."""
    glosses = find_glosses(text) if could_have_glosses(text) else []
    page = read_page(text, glosses, context.model, context.min_keys) if glosses else None
    if page is not None:
        glosses = sorted([*glosses, *find_glosses(text, [""])])
    if page is None or not page.eats_space:
        glosses = [gloss._replace(space=False) for gloss in glosses]
    changes = list(_find_runs(text, glosses, page, context))
    is_spun = page is not None
    if page is None and glosses and any(change.status == REPAIRED for change in changes):
        page = read_page(text, glosses, context.model, min_keys=1)  # a run has shown that it is spun
    if page is not None:
        changes += _find_plain(text, glosses, page, changes, is_spun=is_spun)
    changes += (
        Change(gloss.start, gloss.end, "", "gloss", confidence=0.95)
        for gloss in find_sprinkled(text, glosses, page.keys if page else (), context.model)
    )
    changes.sort()
    commas = find_commas(text, changes, context.min_commas) if changes else find_twins(text)
    changes = sorted([*changes, *commas])
    return _disjoint(change for change in changes if change.kind not in context.disabled)


def _disjoint(changes: Iterable[Change]) -> Iterator[Change]:
    """Keep the first of changes that overlap."""
    done = 0
    for change in changes:
        if change.raw_start >= done:
            done = change.raw_end
            yield change


def _find_plain(
    text: str, glosses: list[Gloss], page: Page, runs: list[Change], *, is_spun: bool
) -> Iterator[Change]:
    """Find the glosses that stand where they belong, outside the runs found already."""
    starts, ends = {run.raw_end: run.raw_start for run in runs}, find_ends(glosses)
    order, authored = sorted(starts), find_authored(text, glosses, page)
    for gloss in glosses:
        if gloss.start in authored:
            continue
        index = bisect_right(order, gloss.start)
        if gloss.opener != "(" or (index < len(order) and starts[order[index]] < gloss.end):
            continue
        key = text[gloss.start - 1] if gloss.start else ""
        if key in page.keys and _is_damage(text, gloss, key):
            yield Change(gloss.start, gloss.end + gloss.space, "", "gloss", confidence=0.99)
        elif _is_straddled(text, gloss, ends) and (
            is_spun or text.find("?", max(0, gloss.start - _CLOSE), gloss.start) < 0
        ):
            yield Change(*_widen(text, gloss), "", "gloss", confidence=0.95)


def _is_damage(text: str, gloss: Gloss, key: str) -> bool:
    """Tell a spinner's gloss from an author's, who quotes the character: 讀“葉(yè)”."""
    before, after = text[max(0, gloss.start - 2) : gloss.start - 1], text[gloss.end : gloss.end + 1]
    is_quoted = f"{before}{after}" in _QUOTED or _SPEAKS_RE.search(
        text, max(0, gloss.start - 5), gloss.start - 1
    )
    return has_reading(key, gloss.reading) and not is_quoted


def _is_straddled(text: str, gloss: Gloss, ends: Mapping[int, int]) -> bool:
    """Tell whether a letter and the byte before it make the key: “A(láo) holds 癆 = B0 41."""
    letter, before = text[gloss.start - 1 : gloss.start], char_before(text, gloss.start - 1, ends)
    if not before or not "@" <= letter <= "~":
        return False
    codes = codes_of(before, is_folded=True)
    return any(has_reading(char_of(code[1], ord(letter)), gloss.reading) for code in codes if len(code) == 2)


def _widen(text: str, gloss: Gloss) -> tuple[int, int]:
    """Take in the gloss within which another one was put: 優(yōu(zī))."""
    start, end = gloss.start, gloss.end + gloss.space
    head, tail = _HEAD_RE.search(text, max(0, start - 10), start), _TAIL_RE.match(text, end)
    if head and tail and _could_carry(text[head.start() - 1], f"{head[0][1:]}{tail[0].rstrip(' )')}"):
        return head.start(), tail.end()
    return start, end


def _could_carry(char: str, reading: str) -> bool:
    """Tell whether a reading fits a character, or one that ends in this letter."""
    if not "@" <= char <= "~":
        return has_reading(char, reading)
    return any(has_reading(char_of(lead, ord(char)), reading) for lead in LEADS)


def _find_runs(text: str, glosses: list[Gloss], page: Page | None, context: Context) -> Iterator[Change]:
    orphans = {match.start() for match in _ORPHAN_RE.finditer(text)}
    orphans |= {gloss.start for gloss in glosses if gloss.opener == "?"}
    seeds = dict.fromkeys(orphans, False)
    for drop in _find_drops(text, glosses, page, context.model):  # an orphan close by explains more
        if orphans.isdisjoint(range(drop - 1, drop + _NEAR)):
            seeds[drop] = True
    seeds = _thin(seeds)
    if not seeds:
        return
    memory = remember(text, context.model) if len(text) <= _PAGE * len(seeds) else Memory(context.model)
    stretch = _create_stretch(text, glosses, memory, context)
    keys = _page_keys(text, glosses, page)
    changes = list(_read_runs(stretch, seeds, keys, context, is_spun=page is not None))
    if page is None and any(change.status == REPAIRED and change.confidence > _SHOWN for change in changes):
        changes = list(_read_runs(stretch, seeds, keys, context, is_spun=True))
    yield from changes


def _read_runs(
    stretch: Stretch, seeds: dict[int, bool], keys: Mapping[str, str], context: Context, *, is_spun: bool
) -> Iterator[Change]:
    """Read what may begin at each seed, in order; what is restored helps the rest of its line."""
    done, told, restored = 0, 0, ""
    for seed, drops in sorted(seeds.items()):
        if seed >= done:
            restored = restored if stretch.text.find("\n", told, seed) < 0 else ""
            stretch = stretch._replace(drops=drops, restored=restored, losses=0, holes=frozenset())
            search = read_bytes(stretch, seed)
            if holes := find_holes(stretch, search.readings, search.stuck):
                stretch = stretch._replace(losses=1 + (search.end - seed > 14), holes=holes)
                search = read_with_holes(stretch, seed, search)
            done = search.end
            for change in decide(stretch, seed, done, search.readings, keys, context, is_spun=is_spun):
                restored = (restored + (change.after if change.status == REPAIRED else ""))[-_CLOSE:]
                restored, told = restored.rpartition("\n")[2], change.raw_end
                done = max(done, told)
                yield change


def _thin(seeds: dict[int, bool]) -> dict[int, bool]:
    """Leave out what stands so thick that nobody could read it: sprinkled question marks."""
    places = sorted(seeds)
    kept = {}
    for index, place in enumerate(places):
        near = places[max(0, index - _CROWD // 2) : index + _CROWD // 2]
        if len(near) < _CROWD - 1 or near[-1] - near[0] >= _CROWD * 8:
            kept[place] = seeds[place]
    return kept


def _find_drops(text: str, glosses: list[Gloss], page: Page | None, model: LanguageModel) -> Iterator[int]:
    """Find where a lead byte may have vanished without a trace: marks before characters that follow nothing."""
    bare = [gloss.start for gloss in glosses if not gloss.opener] if page is not None else []
    yield from bare
    shows_orphans = any(gloss.opener == "?" for gloss in glosses) or _ORPHAN_RE.search(text) is not None
    drops = bool(bare) or (page is not None and not shows_orphans)
    if drops:
        yield from (match.start() for match in chain(_START_RE.finditer(text), _STOP_RE.finditer(text)))
        return
    for match in _START_RE.finditer(text):
        end = match.end()
        codes = model.encode(text[end - 1 : end + _GLANCE])
        scores = model.score_row(codes, 1)
        if len(scores) == _GLANCE and sum(scores) / _GLANCE < _NONSENSE:
            yield match.start()


def _create_stretch(text: str, glosses: list[Gloss], memory: Memory, context: Context) -> Stretch:
    return Stretch(
        text,
        context.model,
        {gloss.start: gloss for gloss in glosses},
        memory,
        is_folded=_WIDE_RE.search(text) is None,
        shows_cuts=text.count(CUT) > 1,
        is_drop_site=_is_drop_site(glosses),
        has_commas=_shows_commas(text),
        folds_marks=_WIDE_MARK_RE.search(text) is None,
        ends=find_ends(glosses),
        beam=context.beam,
        spread=context.spread,
    )


def _is_drop_site(glosses: Iterable[Gloss]) -> bool:
    """Tell whether readings have lost their brackets, and none of them left a `?`."""
    openers = {gloss.opener for gloss in glosses}
    return "" in openers and "?" not in openers


def _shows_commas(text: str) -> bool:
    """Tell whether the cut byte is a comma: before other marks, or before an orphan where print has full-width commas."""
    if _CUT_COMMA_RE.search(text):
        return True
    return ",?" in text and "，" in text and _HALF_COMMA_RE.search(text) is not None


def _page_keys(text: str, glosses: list[Gloss], page: Page | None) -> Mapping[str, str]:
    if page is None:
        return {}
    keys = {
        text[gloss.start - 1]: text[gloss.start : gloss.end + gloss.space]
        for gloss in glosses
        if gloss.start and gloss.opener == "("
    }
    return {key: keys[key] for key in page.keys}
