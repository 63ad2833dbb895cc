"""The time of a quantity: named in its clause, carried in its sentence or its paragraph."""

import re
from datetime import timedelta

from pipeline.text.metrics.backdrop import Moment, find_backdrop
from pipeline.text.metrics.lists import find_place
from pipeline.text.metrics.reach import (
    is_able,
    is_aside,
    is_cut,
    is_designed,
    is_in_a_row,
    is_passing,
    is_term,
)
from pipeline.text.metrics.targets import aims, names_goal
from pipeline.text.metrics.view import NOW_RE, Tie, View
from pipeline.text.quantities.numerals import parse_numeral
from pipeline.text.times.occasions import find_close, find_period
from pipeline.text.times.periods import is_future

__all__ = ["find_moment"]

# What was said on a day was so before.
_SAID_RE = re.compile(r"[^，,。；;]{0,24}?(?:说|表示|介绍|透露|指出|坦言|分析)")
_YEARLY_RE = re.compile("年均(?:复合)?(?:增|成长)|其间|此间")
_BRACKETED = ("open", "time", "close")
_YEARS_RE = re.compile(r"\d{4}/\d{4}")
_DAYS_RE = re.compile(r"([两三四五六七八九十]|[2-9]|1\d)天")


def find_moment(view: View, index: int, change: str | None, ties: list[Tie]) -> Moment:
    """Give the ISO time of the quantity at chunk `index` and the rule that found it."""
    if bracketed := _bracketed(view, index):
        return bracketed, "own"
    if change in ("from", "to") and (end := _end_of_span(view, index, change)):
        return end, "span"
    if change in ("from", "to") and (pair := _parallel(view, index, change, ties)):
        return pair, "parallel"
    if is_designed(view, index) or is_in_a_row(view, index) or is_term(view, index):
        return None, None
    first = view.clause_start(index)
    if view.tells_now and _is_now(view, first, index):
        return None, None
    if yearly := _yearly(view, index, ties):
        return yearly
    if named := _named(view, index, change):
        return (None, None) if named[1] == "sentence" and is_able(view, index) else named
    if change == "from":
        return None, None  # a time says when the end was reached, not the start
    if is_able(view, index):
        return None, None
    given = _after_pair(ties) or find_backdrop(view)
    is_plan = "target" in view.kinds[:index] and given[1] in ("carried", "opened", "report")
    return (None, None) if is_plan else given


def _is_now(view: View, first: int, index: int) -> bool:
    """Whether the clause says, after what it counted before, that the quantity is so now."""
    told = max((i + 1 for i in range(first, index) if view.kinds[i] == "quantity"), default=first)
    start = view.chunks[index].start
    return told < index and NOW_RE.search(view.text, view.chunks[told].start, start) is not None


def _named(view: View, index: int, change: str | None) -> Moment | None:
    """The time that the sentence names for the quantity, (None, None) if it names that there is none."""
    crossed = False
    for position in range(index - 1, (view.time_places or [index])[0] - 1, -1):
        kind = view.kinds[position]
        if kind == "stop" and view.kinds[position + 1] not in ("light", "change", "target"):
            crossed = True
        if kind == "time" and (told := _told(view, position, index, change, crossed)):
            return told
    if change == "from":
        return None
    if days := _days_of_event(view, index):
        return days, "event"
    reported = _reported(view, index)
    return (reported, "reported") if reported and find_period(view.text, view.published) is None else None


def _told(view: View, position: int, index: int, change: str | None, crossed: bool) -> Moment | None:
    """What the time at chunk `position` says of the quantity; None if it speaks of something else."""
    time = view.times[int(view.chunks[position].value)]
    owner = _owner(view, position)
    if owner not in (None, index) or time.value is None or time.kind == "dayword":
        return None
    if time.kind == "since" and change != "from":
        return (time.value, "since") if _is_beginning(view, position, index) else None
    if is_aside(view, position, index):
        return None
    passing = is_passing(view, position)
    if passing and "stop" in view.kinds[position:index]:
        return None
    if crossed and "quantity" in view.kinds[view.clause_start(position) : position]:
        return None  # 年产5万吨，7月投产；二期...: told of what was counted before it
    if _is_over(view, position, index, change, crossed) or (owner is None and is_cut(view, position, index)):
        return None, None
    if year := _dealt_year(view, index, position):
        return year, "list"
    first = view.clause_start(index)
    return (
        time.value,
        "own" if owner else "passing" if passing else "clause" if position >= first else "sentence",
    )


def _is_over(view: View, position: int, index: int, change: str | None, crossed: bool) -> bool:
    """Whether a time that an earlier clause names is not that of the quantity.

    That of a start, of a plan told before a semicolon, of a day since which something has come about
    (去年底233家，已增至1791家).
    """
    first = view.clause_start(index)
    if position >= first:
        return False
    time = view.times[int(view.chunks[position].value)]
    value = time.value or ""
    if change == "from" and time.kind != "since":
        return True
    start = view.chunks[index].start
    now = NOW_RE.search(view.text, view.chunks[position].end, start) if view.tells_now else None
    if now and view.text[now.end()] != "的":
        return True
    if change == "to" and len(value) == 10 and "已" in view.surfaces[first:index]:
        return True
    is_to_come = crossed and bool(view.published) and is_future(value, view.published or "")
    return is_to_come and not aims(view, view.chunks[first].start, view.chunks[index].start)


def _reported(view: View, index: int) -> str | None:
    """The day on which what the sentence counts was made known, if nobody said it of another time."""
    for position in reversed(view.time_places):
        time = view.times[int(view.chunks[position].value)]
        if position < index and time.kind == "dayword" and _owner(view, position) in (None, index):
            is_said = _SAID_RE.match(view.text, view.chunks[position].end)
            if time.value and not is_said and not is_aside(view, position, index):
                return time.value
    return None


def _is_beginning(view: View, position: int, index: int) -> bool:
    """Whether the quantity is the first told after 2023年5月起, of that month."""
    value = view.times[int(view.chunks[position].value)].value or ""
    is_month = len(value) == 7 and view.surfaces[position].endswith("起")
    return is_month and "quantity" not in view.kinds[position : view.clause_start(index)]


def _days_of_event(view: View, index: int) -> str | None:
    """The days of an event that has closed, where the sentence counts them: 三天累计进场23万人次."""
    close = find_close(view.text, view.published)
    if close is None or view.start > close[1]:
        return None
    for chunk in reversed(view.chunks[: index + 1]):
        if days := _DAYS_RE.fullmatch(chunk.surface):
            count = int(parse_numeral(days[1]) or 1)
            return f"{close[0] - timedelta(days=count - 1)}/{close[0]}"
    return None


def _bracketed(view: View, index: int) -> str | None:
    """The time in brackets after the quantity: 从10万人（2018年）到29万人（2024年）."""
    if view.kinds[index + 1 : index + 4] != _BRACKETED:
        return None
    return view.times[int(view.chunks[index + 2].value)].value


def _end_of_span(view: View, index: int, change: str) -> str | None:
    """The first year of a span for where a change began, its last for where it ended: 2021年到2024年，占比由31%降至18%."""
    places = [place for place in view.time_places if place < index]
    if not places or not _sets_time(view, places[-1], index):
        return None
    value = view.times[int(view.chunks[places[-1]].value)].value or ""
    if not _YEARS_RE.fullmatch(value) or not view.surfaces[places[-1]][0].isdigit():
        return None
    return value[:4] if change == "from" else value[5:]


def _sets_time(view: View, place: int, index: int) -> bool:
    """Whether a span is when the numbers are from, not what they are compared with: 与2016年至2020年相比，由3亿元."""
    chunk = view.chunks[place]
    return view.clause_start(place) == view.clause_start(index) or not (
        view.text.endswith(("与", "同", "较", "比"), view.start, chunk.start)
        or view.text.startswith("相比", chunk.end)
    )


def _owner(view: View, position: int) -> int | None:
    """Chunk index of the quantity that a time belongs to alone: 从2018年的1340亿元, 由上半年的增长1.1%, 3座（2024年）."""
    if position > 1 and view.kinds[position - 2 : position + 2] == ("quantity", *_BRACKETED):
        return position - 2
    if view.kinds[position + 1] == "quantity" and names_goal(view, position + 1):
        return position + 1
    if position + 2 >= len(view.chunks) or view.surfaces[position + 1] != "的":
        return None
    owned = position + 3 if view.kinds[position + 2] == "change" else position + 2
    return owned if owned < len(view.chunks) and view.kinds[owned] == "quantity" else None


def _dealt_year(view: View, index: int, position: int) -> str | None:
    """The time of one of as many numbers as there are times: 2022年至2024年, 2023年、2024年分别为A和B."""
    place = find_place(view, index)
    if place is None:
        return None
    row = [position]
    while view.kinds[row[0] - 2 : row[0]] == ("time", "and"):
        row.insert(0, row[0] - 2)
    if len(row) == place[1]:
        value, whole = (
            view.times[int(view.chunks[at].value)].value or "" for at in (row[place[0]], position)
        )
        return value + whole[4:] if len(value) == 4 and whole[4:5] == "-" else value  # 2023年、2024年上半年
    first, _, last = (view.times[int(view.chunks[position].value)].value or "").partition("/")
    if len(first) != 4 or len(last) != 4:
        return None
    return str(int(first) + place[0]) if place[1] == int(last) - int(first) + 1 else None


def _parallel(view: View, index: int, change: str, ties: list[Tie]) -> str | None:
    """Time of the same end of an earlier from-to pair, if this pair names none of its own."""
    first = view.clause_start(index)
    if any(_names_time(view, position) for position in range(first, index)):
        return None
    same = [tie.time for tie in ties if tie.change == change and tie.time]
    return same[-1] if same else None


def _names_time(view: View, position: int) -> bool:
    """Whether chunk `position` is a time of its own, not 同期."""
    chunk = view.chunks[position]
    return chunk.kind == "time" and chunk.surface != "同期"


def _yearly(view: View, index: int, ties: list[Tie]) -> Moment | None:
    """The years that 年均增长 or 其间 is told of, those of the pair before."""
    start = view.chunks[index].start
    if not _YEARLY_RE.search(view.text, view.chunks[view.clause_start(index)].start, start):
        return None
    ends = {tie.change: tie.time for tie in ties if tie.time and tie.change in ("from", "to")}
    if len(ends) == 2:
        return f"{ends['from']}/{ends['to']}", "pair"
    return None


def _after_pair(ties: list[Tie]) -> Moment | None:
    """A clause after 从2020年的A到2025年的B goes on at the later time."""
    owned = [tie.time for tie in ties if tie.change == "to" and "time=own" in tie.rule]
    return (owned[-1], "pair") if owned else None
