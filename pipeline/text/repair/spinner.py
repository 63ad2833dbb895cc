"""Undo the GBK spinner: readings behind characters, and runs that were read one byte late."""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from pipeline.text.damage import fold
from pipeline.text.repair.bytestream import Reading, Stretch, look_back, read_bytes
from pipeline.text.repair.gbk import char_of, codes_of
from pipeline.text.repair.glosses import Gloss, Page, could_have_glosses, find_glosses, has_reading, read_page
from pipeline.text.repair.language_model import LanguageModel
from pipeline.text.repair.proof import is_proven
from pipeline.text.repair.stage import Context
from pipeline.text.rewrite import AMBIGUOUS, REPAIRED, Change

__all__ = ["KINDS", "could_have_spinner", "find_spinner"]

KINDS = ("gloss", "byte_shift", "lost_pair", "misplaced_gloss", "stray_comma")

_POOR, _HOPELESS = -7.3, -8.8
"""Mean of the worst three characters in a row, in nats: where to look for vanished pairs, and where to give up."""

_CROWD = 12
_PAGE = 20_000
"""Characters a suspicious place; where they are rarer, remembering the page costs more than it gives."""

_OBVIOUS = 15.0
"""Nats by which a run that nothing announces has to beat the page as it stands."""

_CONTENDERS, _FAR = 16, 9.0
"""How many readings are put to the proof, and how far behind the best one it does not matter any more."""

_BRACKETS = (("“", "”"), ("《", "》"), ("「", "」"), ("『", "』"))
_BRACKET_RE = re.compile("[“”《》「」『』]")
_HEAD_RE, _TAIL_RE = re.compile(r"\([^\x00-\x60\u2000-\uffff]{1,6}$"), re.compile(r"[^\x00-\x60\u2000-\uffff]{0,6} ?\)")
_QUOTED = ("“”", "‘’", "「」", "『』", '""')
_SPEAKS_RE = re.compile("讀作|读作|念作|唸作|音同|[讀读念唸][“「]|[讀读]音")
_UNBALANCED, _LINE = 1.5, 400
"""Nats for each bracket that has no partner in its line, and how far a line is looked at."""

_COMMA_RE = re.compile("(?<![,，]),(?=[。、；！？，])|(?<![,，、。]),(?=[,;!?])")
_MIN_COMMAS = 4
_GLANCE, _NONSENSE = 4, -7.0
"""So many characters behind a mark, and the mean score at which they are no beginning of a sentence."""

LOST_MARGIN = 4.0
"""Nats more that a reading has to win by for each vanished pair that it makes up."""

_ORPHAN_RE = re.compile(r"(?<!\?)\?(?=[!;,？！；，。、])|(?<!\?)\?(?=\?{1,3}(?!\?))")
_START_RE = re.compile("[?!;？！；](?=[\u4e00-\u9fff])")
_SUSPECT_RE = re.compile(r"\?[^\s\x00-\x7f]{0,12}|\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,7} ?\)")
_WIDE_RE, _WIDE_MARK_RE = re.compile("[０-９Ａ-Ｚａ-ｚ]"), re.compile("[！，；？]")


def could_have_spinner(text: str) -> bool:
    """Tell whether the text has a reading in brackets, or a mark that could be the start of a run.

    >>> could_have_spinner("業(yè)務"), could_have_spinner("上??疾"), could_have_spinner("業務。")
    (True, True, False)
    """
    return _START_RE.search(text) is not None or could_have_glosses(text)


def is_suspect(text: str) -> bool:
    """Tell whether a page shows clear signs of a spinner, or signs that only a spinner may read.

    >>> is_suspect("上??疾鞎r"), is_suspect("上海?")
    (True, False)
    """
    if "?" in text and (_ORPHAN_RE.search(text) or could_have_glosses(text)):
        return True
    return "(" in text and len(find_glosses(text, ["("])) > 1


def find_spinner(text: str, context: Context) -> Iterable[Change]:
    """Find what a spinner did to a page."""
    glosses = find_glosses(text) if could_have_glosses(text) else []
    page = read_page(text, glosses, context.model) if glosses else None
    if page is not None:
        glosses = sorted([*glosses, *find_glosses(text, [""])])
    if page is None or not page.eats_space:
        glosses = [gloss._replace(space=False) for gloss in glosses]
    changes = list(_find_runs(text, glosses, page, context))
    if page is None and glosses and any(change.status == REPAIRED for change in changes):
        page = read_page(text, glosses, context.model, min_keys=1)  # a run has shown that it is spun
    if page is not None:
        changes += _find_plain(text, glosses, page, changes)
    changes.sort()
    changes = sorted([*changes, *_find_commas(text, changes)])
    return [change for change in changes if change.kind not in context.disabled]


def _find_commas(text: str, others: list[Change]) -> Iterator[Change]:
    """Find the visible commas that some sites put before their marks: only on a page that is spun otherwise."""
    commas = [match.start() for match in _COMMA_RE.finditer(text)]
    if not others or len(commas) < _MIN_COMMAS:
        return
    starts = [change.raw_start for change in others]
    for comma in commas:
        index = bisect_right(starts, comma) - 1
        if index < 0 or others[index].raw_end <= comma:
            yield Change(comma, comma + 1, "", "stray_comma", confidence=0.95)


def _find_plain(text: str, glosses: list[Gloss], page: Page, runs: list[Change]) -> Iterator[Change]:
    """Find the glosses that stand where they belong, outside the runs found already."""
    taken = [(run.raw_start, run.raw_end) for run in runs]
    for gloss in glosses:
        if gloss.opener != "(" or any(start < gloss.end and gloss.start < end for start, end in taken):
            continue
        key = text[gloss.start - 1] if gloss.start else ""
        if key in page.keys and _is_damage(text, gloss, key):
            yield Change(gloss.start, gloss.end + gloss.space, "", "gloss", confidence=0.99)
        elif _is_straddled(text, gloss):
            yield Change(*_widen(text, gloss), "", "gloss", confidence=0.95)


def _is_damage(text: str, gloss: Gloss, key: str) -> bool:
    """Tell a spinner's gloss from an author's, who quotes the character: 讀“葉(yè)”."""
    before, after = text[max(0, gloss.start - 2) : gloss.start - 1], text[gloss.end : gloss.end + 1]
    is_quoted = f"{before}{after}" in _QUOTED or _SPEAKS_RE.search(text, max(0, gloss.start - 5), gloss.start - 1)
    return has_reading(key, gloss.reading) and not is_quoted


def _is_straddled(text: str, gloss: Gloss) -> bool:
    """Tell whether a letter and the byte before it make the key: “A(láo) holds 癆 = B0 41."""
    letter, before = text[gloss.start - 1 : gloss.start], text[max(0, gloss.start - 2) : gloss.start - 1]
    if not before or not "@" <= letter <= "~":
        return False
    codes = codes_of(before, is_folded=True)
    return any(has_reading(char_of(code[1], ord(letter)), gloss.reading) for code in codes if len(code) == 2)


def _widen(text: str, gloss: Gloss) -> tuple[int, int]:
    """Take in the gloss within which another one was put: 優(yōu(zī))."""
    start, end = gloss.start, gloss.end + gloss.space
    head, tail = _HEAD_RE.search(text, max(0, start - 10), start), _TAIL_RE.match(text, end)
    if head and tail and has_reading(text[head.start() - 1], f"{head[0][1:]}{tail[0].rstrip(' )')}"):
        return head.start(), tail.end()
    return start, end


def _find_runs(text: str, glosses: list[Gloss], page: Page | None, context: Context) -> Iterator[Change]:
    seeds = dict.fromkeys(_find_drops(text, glosses, page, context.model), True)
    seeds |= {match.start(): False for match in _ORPHAN_RE.finditer(text)}
    seeds |= {gloss.start: False for gloss in glosses if gloss.opener == "?"}
    seeds = _thin(seeds)
    if not seeds:
        return
    stretch = _create_stretch(text, glosses, context)
    if len(text) <= _PAGE * len(seeds):
        stretch = stretch._replace(memory=_remember(text, context))
    keys = _page_keys(text, glosses, page)
    done = 0
    for seed, drops in sorted(seeds.items()):
        if seed >= done:
            stretch = stretch._replace(drops=drops)
            done, readings = read_bytes(stretch, seed)
            if readings and (holes := _find_holes(stretch, readings[0])):
                done, readings = read_bytes(stretch._replace(losses=1 + (done - seed > 14), holes=holes), seed)
            yield from _decide(stretch, seed, done, readings, keys, context.margin)


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
    for match in _START_RE.finditer(text):
        if bare:
            yield match.start()
            continue
        end = match.end()
        codes = model.encode(text[end - 1 : end + _GLANCE])
        scores = [model.score_next(codes[max(0, i - 3) : i], codes[i]) for i in range(1, len(codes))]
        if len(scores) == _GLANCE and sum(scores) / _GLANCE < _NONSENSE:
            yield match.start()


def _create_stretch(text: str, glosses: list[Gloss], context: Context) -> Stretch:
    return Stretch(
        text,
        context.model,
        {gloss.start: gloss for gloss in glosses},
        is_folded=_WIDE_RE.search(text) is None,
        folds_marks=_WIDE_MARK_RE.search(text) is None,
        ends={gloss.end + gloss.space: gloss.start for gloss in glosses if gloss.opener == "("},
    )


def _remember(text: str, context: Context) -> Mapping[int, Mapping[int, float]]:
    """Count what follows each character on the page, outside suspicious stretches and glosses."""
    codes = context.model.encode(_SUSPECT_RE.sub("\n", text))
    follows = Counter(pairwise(codes))
    totals = Counter(codes)
    memory: dict[int, dict[int, float]] = {}
    for (code, after), count in follows.items():
        memory.setdefault(code, {})[after] = count / (totals[code] + 2)
    return memory


def _page_keys(text: str, glosses: list[Gloss], page: Page | None) -> Mapping[str, str]:
    if page is None:
        return {}
    keys = {text[gloss.start - 1]: text[gloss.start : gloss.end + gloss.space] for gloss in glosses if gloss.start and gloss.opener == "("}
    return {key: keys[key] for key in page.keys}


def _decide(
    stretch: Stretch, start: int, end: int, readings: list[Reading], keys: Mapping[str, str], margin: float
) -> Iterator[Change]:
    """Turn the best reading of a stretch into changes or marks, run by run."""
    literal = _score_literal(stretch, start, end)
    if not readings or readings[0].score <= literal:
        return
    readings = _balance(stretch, start, end, readings)
    proven = list(_select_proven(stretch, readings, keys))
    best = proven[0] if proven else readings[0]
    for run in best.runs:
        run_start, run_end, after, lost = run
        if lost < 0:
            if not has_reading(stretch.text[run_start - 1], stretch.glosses[run_start].reading):
                yield Change(run_start, run_end, "", "gloss", confidence=0.95)  # its key was restored just now
            continue
        damaged = stretch.text[run_start:run_end]
        others = [(other.score, _reading_of(other, run_start, damaged)) for other in proven if run not in other.runs]
        rival, rejected = max([*others, (literal, damaged)])
        if stretch.drops and not _is_plain(stretch, best, run, literal):
            continue
        confidence, kind = _confidence(best.score - rival), _kind(stretch, run_start, lost)
        is_clear = best.score - rival >= margin + LOST_MARGIN * lost and _is_readable(stretch, run)
        if proven and is_clear:
            shown = fold(after) if stretch.folds_marks else after
            yield Change(run_start, run_end, shown, kind, REPAIRED, confidence, rejected)
        elif not stretch.drops or run_start in stretch.glosses:
            yield Change(run_start, run_end, damaged, kind, AMBIGUOUS, min(confidence, 0.5), after)


def _balance(stretch: Stretch, start: int, end: int, readings: list[Reading]) -> list[Reading]:
    """Prefer readings that close the brackets and quotation marks of their line."""
    restored = ["".join(run[2] for run in reading.runs) for reading in readings]
    if not any(_BRACKET_RE.search(text) for text in restored):
        return readings
    low = stretch.text.rfind("\n", max(0, start - _LINE), start) + 1
    high = stretch.text.find("\n", end, end + _LINE)
    around = stretch.text[low:start] + stretch.text[end : high if high >= 0 else end + _LINE]
    scores = [
        reading.score - _UNBALANCED * sum(abs((around + text).count(a) - (around + text).count(b)) for a, b in _BRACKETS)
        for reading, text in zip(readings, restored, strict=True)
    ]
    balanced = [reading._replace(score=score) for reading, score in zip(readings, scores, strict=True)]
    return sorted(balanced, key=_score, reverse=True)


def _score(reading: Reading) -> float:
    return reading.score


def _select_proven(stretch: Stretch, readings: list[Reading], keys: Mapping[str, str]) -> Iterator[Reading]:
    """Yield the likeliest readings that give the page when they are damaged again, and no hopeless rivals."""
    known: dict[tuple[int, int, str, int], bool] = {}
    best = -math.inf
    for reading in readings[:_CONTENDERS]:
        if reading.score < best - _FAR:
            return
        for run in reading.runs:
            if run[3] >= 0 and run not in known:
                known[run] = _prove(stretch, *run[:3], keys)
        if all(known.get(run, True) for run in reading.runs):
            best = max(best, reading.score)
            yield reading


def _is_plain(stretch: Stretch, best: Reading, run: tuple[int, int, str, int], literal: float) -> bool:
    """Tell whether a run without any orphan to show for it is beyond doubt all the same."""
    is_gloss = run[0] in stretch.glosses
    return is_gloss or (
        best.score - literal > _OBVIOUS and len(run[2]) > 2 and _quality(stretch, run) >= _HOPELESS
    )


def _kind(stretch: Stretch, start: int, lost: int) -> str:
    if lost:
        return "lost_pair"
    return "misplaced_gloss" if start in stretch.glosses else "byte_shift"


def _find_holes(stretch: Stretch, reading: Reading) -> frozenset[int]:
    """Return where in a run a pair of bytes may have vanished: near the places that still read badly."""
    holes: set[int] = set()
    for run in reading.runs:
        if run[3] >= 0:
            for spot, score in enumerate(_windows(stretch, run)):
                if score < _POOR:
                    holes.update(range(run[0] + spot - 2, run[0] + spot + 4 + (run[1] - run[0]) // 4))
    return frozenset(holes)


def _is_readable(stretch: Stretch, run: tuple[int, int, str, int]) -> bool:
    """Tell whether a restored run makes sense; a character or two that a reading proves may be a rare name."""
    is_name = run[0] in stretch.glosses and len(run[2]) < 3 and not run[3]
    return is_name or _quality(stretch, run) >= _HOPELESS


def _quality(stretch: Stretch, run: tuple[int, int, str, int]) -> float:
    """Return the mean score of the worst three characters in a row."""
    return min(_windows(stretch, run), default=0.0)


def _windows(stretch: Stretch, run: tuple[int, int, str, int]) -> list[float]:
    """Return the mean scores of each three characters in a row, the first two behind the run included."""
    start, end, after, _ = run
    left, right = stretch.text[max(0, start - 3) : start], stretch.text[end : end + 2]
    codes = stretch.model.encode(left + after + right)
    scores = [stretch.model.score_next(codes[max(0, i - 3) : i], codes[i]) for i in range(len(left), len(codes))]
    return [sum(scores[i : i + 3]) / 3 for i in range(max(1, len(scores) - 2))]


def _reading_of(reading: Reading, start: int, damaged: str) -> str:
    return next((after for run_start, _, after, _ in reading.runs if run_start == start), damaged)


def _score_literal(stretch: Stretch, start: int, end: int) -> float:
    return stretch.model.score(stretch.text, start, end)


def _prove(stretch: Stretch, start: int, end: int, after: str, keys: Mapping[str, str]) -> bool:
    text = stretch.text
    inside = [gloss for position in range(start, end) if (gloss := stretch.glosses.get(position))]
    original = look_back(stretch, start)[-1:] + after + text[end : end + 2]
    return is_proven(original, text[start:end], inside, keys, drops=stretch.drops)


def _confidence(margin: float) -> float:
    return round(1 / (1 + math.exp(-margin)), 3)
