"""Tie quantities to what they measure: from numbers in a text to metrics.

A sentence that holds no quantity costs nothing. In one that does, every quantity
is tied by the same small set of rules, and `Metric.rule` says which of them spoke.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from pipeline.text.metrics.chunks import Chunk, chunk_sentence
from pipeline.text.metrics.comparisons import find_comparison
from pipeline.text.metrics.directions import find_bound, find_change
from pipeline.text.metrics.indicators import find_indicator
from pipeline.text.metrics.metric import Metric
from pipeline.text.metrics.moments import find_moment
from pipeline.text.metrics.referents import find_topic
from pipeline.text.metrics.subjects import find_subject
from pipeline.text.metrics.targets import is_target
from pipeline.text.metrics.view import Scene, Tie, View, paragraph_start
from pipeline.text.names.mentions import Mention, select_longest
from pipeline.text.plain import as_plain
from pipeline.text.quantities.currencies import localise
from pipeline.text.quantities.filters import refuse
from pipeline.text.quantities.quantities import Quantity, find_quantities
from pipeline.text.times.dates import Context, TimeExpression, find_times
from pipeline.text.times.occasions import find_lead, find_period, find_season, find_spans

__all__ = ["find_metrics"]

# Text without full stops is read in pieces, so that no input costs more than linear time.
_LONGEST_SENTENCE = 500
_TOLD = 60  # names before a sentence that its words may refer to
_REMEMBERED = 4  # metrics before a sentence that it may go on from
_FIELDS = ("indicator=", "subject=", "time=", "change=")
_END_RE = re.compile(r"[。！？!?\n]+[”」』）]?")
_TITLE_RE = re.compile(r"《[^》\n]{1,60}》")
# A year since which, or which something is compared with (较2021年同期), is not what the text goes on with.
_YEAR_RE = re.compile(r"(?<![比较])(?:19|20)\d\d(?!年(?:同期|[^，,。；;]{0,12}(?:以来|起)))")
COMPARISON_RE = re.compile(
    r"""
    [同按年比较与环月季](?:       # a set in front lets the engine skip to the next candidate
        (?P<yoy>
            (?<=同)比 | (?<=按)年
          | (?<=年)(?<![去今前明本全当半\d]年)(?=[增减升跌涨](?!率)|成长|衰退)
          | (?<=[比较与])(?:上年|去年(?![末底])|上一年|前一年|去年同期|上年同期|同期)(?:同期|同月|同季|末|底)?(?:相比)?(?!的|高[点位]|低[点位]|[峰谷]值|最[高低]|高峰)
        )
      | (?P<mom>
            (?<=环)比 | (?<=按)[月季]
          | (?<=[月季])(?<![\d本上个当三一二四九].)(?=[增减升跌涨](?!幅))
          | (?<=[比较与])(?:上个?月|上个?季度?|上一季度|前月|前一月|前季|\d{1,2}月(?![末底]))[末底]?(?:相比)?
        )
    )
    """,
    re.VERBOSE,
)


def find_metrics(
    text: str,
    names: Sequence[Mention] = (),
    published: str | None = None,
    regions: Iterable[tuple[int, int]] | None = None,
    edges: bytes | None = None,
) -> list[Metric]:
    """Find the metrics of a text, in order.

    `names` are the entities found before, `published` is an ISO date, `regions` are
    the half-open ranges to read (default: all), `edges` marks word boundaries (a
    byte a character, 1 for an edge) if a segmenter has been at work.

        >>> text = "2024年，全市产业规模达1340亿元，同比增长5%。"
        >>> [(m.text, m.indicator, m.subject, m.time, m.change, m.comparison) for m in find_metrics(text)]
        [('1340亿元', '产业规模', '全市', '2024', None, None), ('5%', '产业规模', '全市', '2024', 'increase', 'yoy')]
    """
    written, text = text, as_plain(text)
    found: list[Metric] = []
    ordered = select_longest(names)
    extra = _after_codes(text, ordered)
    starts = [name.start for name in ordered]
    topic = find_topic(text, ordered)
    for low, high in regions if regions is not None else [(0, len(text))]:
        for start, end, quantities in _sentences(text, low, high, extra):
            place = bisect_left(starts, start)
            inner = ordered[place : bisect_left(starts, end)]
            scene = Scene(published, topic, ordered[max(0, place - _TOLD) : place])
            found.extend(_read_sentence(text, start, end, quantities, inner, scene, found, edges))
    return found if text is written else [_as_written(written, metric) for metric in found]


def _as_written(text: str, metric: Metric) -> Metric:
    """Give the surfaces of a metric as the text has them."""
    start, end = metric.indicator_start, metric.indicator_end
    indicator = metric.indicator if start is None else text[start:end]
    return metric._replace(text=text[metric.start : metric.end], indicator=indicator)


def _after_codes(text: str, names: list[Mention]) -> list[Quantity]:
    """Find the quantities written onto a name that ends in a digit: C919|12架."""
    found: list[Quantity] = []
    for name in names:
        if text[name.end - 1].isdecimal() and text[name.end : name.end + 1].isdecimal():
            first = find_quantities(text[name.end : name.end + 20])[:1]
            found.extend(_shift(quantity, name.end) for quantity in first if quantity.start == 0)
    return found


def _sentences(
    text: str, low: int, high: int, extra: list[Quantity]
) -> Iterator[tuple[int, int, list[Quantity]]]:
    """Yield the sentences of a region that hold quantities, with these."""
    region = text[low:high] if (low, high) != (0, len(text)) else text
    quantities = localise(region, find_quantities(region))
    if low:
        quantities = [_shift(quantity, low) for quantity in quantities]
    if inner := [quantity for quantity in extra if low <= quantity.start < high]:
        taken = {quantity.start for quantity in inner}
        quantities = sorted([*inner, *(q for q in quantities if q.start not in taken)])
    position, index = low, 0
    while index < len(quantities):
        end = _END_RE.search(text, position, min(high, position + _LONGEST_SENTENCE))
        stop = end.end() if end else min(high, position + _LONGEST_SENTENCE)
        first = index
        while index < len(quantities) and quantities[index].start < stop:
            index += 1
        if index > first:
            yield position, stop, quantities[first:index]
        position = stop


def _shift(quantity: Quantity, by: int) -> Quantity:
    start, end, number_start = quantity.start + by, quantity.end + by, quantity.number_start + by
    return Quantity._make((start, end, *quantity[2:11], number_start, quantity.rank))


def _read_sentence(
    text: str,
    start: int,
    end: int,
    quantities: list[Quantity],
    names: Sequence[Mention],
    scene: Scene,
    earlier: list[Metric],
    edges: bytes | None,
) -> list[Metric]:
    kept = {quantity.start: quantity for quantity in quantities if refuse(text, quantity) is None}
    if not kept:
        return []
    times = _times(text, start, end, scene.published, earlier)
    chunks = chunk_sentence(
        text, start, end, _locate(text, start, end, quantities, kept, times, names), edges
    )
    view = View(text, start, end, chunks, quantities, times, names, earlier[-_REMEMBERED:], scene)
    ties: list[Tie] = []
    for index, chunk in enumerate(chunks):
        if chunk.kind == "quantity":
            ties.append(_tie(view, index, quantities[int(chunk.value)], ties))
    return [_metric(text, tie) for tie in ties]


def _times(
    text: str, start: int, end: int, published: str | None, earlier: list[Metric]
) -> list[TimeExpression]:
    year = _year_before(text, paragraph_start(text, start), start)
    told = next((metric.time for metric in reversed(earlier[-_REMEMBERED:]) if metric.time), None)
    lead = find_lead(text, published)
    period = find_period(text, published) or lead.period
    context = Context(published, year, told, period, lead.day, find_spans(text), find_season(text))
    times = find_times(text[start:end], context)
    return [TimeExpression(low + start, high + start, value, kind) for low, high, value, kind in times]


def _year_before(text: str, floor: int, position: int) -> int | None:
    """Give the last calendar year that is written out in text[floor:position], over a look back (而2023年为)."""
    while (position := text.rfind("年", floor, position)) >= 0:
        if position - 4 >= floor and (year := _YEAR_RE.match(text, position - 4)):
            told = int(year.group())
            looks_back = text.startswith("而", position - 5)
            return max(told, _year_before(text, floor, position - 5) or told) if looks_back else told
        if text.startswith("今", position - 1):
            return None
    return None


def _locate(
    text: str, start: int, end: int, quantities: list[Quantity], kept: dict[int, Quantity],
    times: list[TimeExpression], names: Sequence[Mention],
) -> list[Chunk]:  # fmt: skip
    """List the located spans, disjoint: quantities before titles, comparisons, times, names, refused numbers."""
    spans = [(q.start, q.end, "quantity", str(i)) for i, q in enumerate(quantities) if q.start in kept]
    if text.find("《", start, end) >= 0:
        spans += [(*match.span(), "law", "") for match in _TITLE_RE.finditer(text, start, end)]
    spans += [
        (*match.span(), "comparison", match.lastgroup or "")
        for match in COMPARISON_RE.finditer(text, start, end)
    ]
    spans += [(time.start, time.end, "time", str(i)) for i, time in enumerate(times)]
    spans += [(name.start, name.end, "name", str(i)) for i, name in enumerate(names)]
    if len(kept) < len(quantities):
        spans += [(q.start, q.end, "refused", "") for q in quantities if q.start not in kept]
    taken = bytearray(end - start)
    located: list[Chunk] = []
    for low, high, kind, value in spans:
        if taken.find(1, low - start, high - start) < 0:
            taken[low - start : high - start] = b"\1" * (high - low)
            located.append(Chunk(low, high, kind, value, text[low:high]))
    return sorted(located)


def _tie(view: View, index: int, quantity: Quantity, ties: list[Tie]) -> Tie:
    change, change_rule = find_change(view, index, ties)
    grown = change == "from" and index > 0 and view.kinds[index - 1] == "change"  # 由上半年的增长1.1%
    sense = view.chunks[index - 1].value if grown else change
    indicator, indicator_rule = find_indicator(view, index, quantity, sense, ties)
    subject, subject_id, subject_rule = find_subject(view, index, indicator, ties)
    time, time_rule = find_moment(view, index, change, ties)
    comparison = find_comparison(view, index, change, time, ties)
    qualifier = find_bound(view, index, ties)
    target = is_target(view, index, time, change, ties)
    rule = _join_rules(indicator_rule, subject_rule, time_rule, change_rule)
    return Tie(
        quantity, index, qualifier, indicator, subject, subject_id, time, change, comparison, target, rule
    )


@lru_cache(maxsize=1024)
def _join_rules(*rules: str | None) -> str:
    return "; ".join(field + rule for field, rule in zip(_FIELDS, rules, strict=True) if rule)


def _metric(text: str, tie: Tie) -> Metric:
    quantity, indicator = tie.quantity, tie.indicator
    start, end = indicator or (None, None)
    return Metric(
        quantity.start,
        quantity.end,
        quantity.text,
        quantity.value.lstrip("-") if tie.change else quantity.value,
        quantity.value_max,
        quantity.unit,
        quantity.unit_code,
        tie.qualifier,
        text[start:end] if indicator else None,
        start,
        end,
        tie.subject,
        tie.subject_id,
        tie.time,
        tie.change,
        tie.comparison,
        tie.target,
        quantity.rank,
        tie.rule,
    )
