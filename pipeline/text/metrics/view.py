"""What the tying rules look at: one sentence cut into chunks, and what was tied before."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from pipeline.text.metrics.chunks import Chunk
from pipeline.text.metrics.metric import Metric
from pipeline.text.names.mentions import Mention
from pipeline.text.quantities.lexicon import list_words, load_words
from pipeline.text.quantities.quantities import Quantity
from pipeline.text.times.dates import TimeExpression

__all__ = ["NOW_RE", "Scene", "Tie", "View", "bound_of", "find_heading", "paragraph_start"]

NOW_RE = re.compile(
    r"至今(?!年|天|日|晨|夏|冬|春|秋)|[成到]了?今天(?=的)|迄今|目前|现为|如今|(?<![出体表呈展])现在|当前|眼下|现时"
)
_PLAN_CUES = ("提出", "明确", "要求", "设定", "指出")
_PAGE = 3000
_LONGEST_ROW = 200
# 城镇新增就业：60万人以上 on a line of its own.
_ROW_RE = re.compile(
    r"[●•▪◆■○◎★*·\-—\s]*(?!\d\d?:\d\d)[^，,。；;：:\n]{2,24}[：:][^。；;？！\n]{1,48}[；;。]?|——[^。？！\n]{4,80}[；;。]?"
)


class Tie(NamedTuple):
    """A quantity with what has been tied to it so far; `place` is its index among the chunks."""

    quantity: Quantity
    place: int
    qualifier: str | None = None
    indicator: tuple[int, int] | None = None
    subject: str | None = None
    subject_id: str | None = None
    time: str | None = None
    change: str | None = None
    comparison: str | None = None
    target: bool = False
    rule: str = ""


class Scene(NamedTuple):
    """What a sentence finds when it comes: the day of publication, the topic, the names told before it."""

    published: str | None
    topic: Mention | None
    told: Sequence[Mention]


Value = TypeVar("Value")


class Lazy(Generic[Value]):
    """Work a fact of the sentence out once, when first asked; functools' own takes a lock each time."""

    def __init__(self, make: "Callable[[View], Value]") -> None:
        self._make = make

    def __get__(self, view: "View", owner: type) -> Value:
        value = view.__dict__[self._make.__name__] = self._make(view)
        return value


class View:
    """A sentence: its chunks, located things by index, and the metrics of the sentences before."""

    def __init__(
        self, text: str, start: int, end: int, chunks: list[Chunk], quantities: Sequence[Quantity],
        times: Sequence[TimeExpression], names: Sequence[Mention], earlier: Sequence[Metric],
        scene: Scene,
    ) -> None:  # fmt: skip
        """Keep everything; what is asked often is worked out once a sentence."""
        self.text = text
        self.start, self.end = start, end
        self.chunks = chunks
        self.quantities, self.times, self.names = quantities, times, names
        self.earlier = earlier
        self.published, self.topic, self.told = scene
        self.starts, _, self.kinds, _, self.surfaces = zip(*chunks, strict=True)
        self.time_places: list[int] = []
        self.name_places: list[int] = []
        self.has_target = "target" in self.kinds
        self._clause_starts: list[int] = []
        self._listed: list[bool] = []
        self._survey()
        self.moment: tuple[str | None, str | None] | None = None
        self.looked_back: dict[tuple[int, int, bool], Any] = {}

    @Lazy
    def has_list(self) -> bool:
        """Whether the sentence deals out numbers with 分别 or 依次."""
        if all(self.text.find(cue, self.start, self.end) < 0 for cue in ("分别", "依次", "依序")):
            return False
        return any(surface.startswith(("分别", "依次", "依序")) for surface in self.surfaces)

    @Lazy
    def has_design(self) -> bool:
        """Whether the sentence holds 设计 or 规划."""
        return any(self.text.find(cue, self.start, self.end) >= 0 for cue in ("设计", "规划"))

    @Lazy
    def has_plan(self) -> bool:
        """Whether the sentence tells what a plan says, and for when: 方案提出，到2025年."""
        if (
            self.text.find("到20", self.start, self.end) < 0
            and self.text.find("五", self.start, self.end) < 0
        ):
            return False
        return any(self.text.find(cue, self.start, self.end) >= 0 for cue in _PLAN_CUES)

    @Lazy
    def has_pronoun(self) -> bool:
        """Whether the sentence says 他 or 她."""
        return "他" in self.surfaces or "她" in self.surfaces

    @Lazy
    def tells_now(self) -> bool:
        """Whether the sentence tells of now (目前, 如今)."""
        return NOW_RE.search(self.text, self.start, self.end) is not None

    @Lazy
    def heading(self) -> str | None:
        """The line that announces the table this sentence is a row of."""
        return find_heading(self.text, self.start)

    @Lazy
    def goes_on(self) -> bool:
        """Whether the metric before stands in the same paragraph."""
        return bool(self.earlier) and self.text.find("\n", self.earlier[-1].end, self.start) < 0

    @Lazy
    def speech_ends(self) -> list[int]:
        """Indices of the chunks after each “X介绍，” and “X：”, the last first."""
        marks = [i for i, kind in enumerate(self.kinds) if i and kind in ("comma", "colon")]
        return [i + 1 for i in reversed(marks) if self._ends_speech(i)]

    def _ends_speech(self, index: int) -> bool:
        """Whether what comes after the comma or colon at chunk `index` is said by somebody named before it."""
        if self.text.endswith(list_words("speech"), self.start, self.chunks[index - 1].end):
            return True
        if self.kinds[index] == "comma" or self.text[self.starts[index] - 1].isdecimal():
            return False
        told = [
            self.names[int(chunk.value)]
            for chunk in self.chunks[self.clause_start(index) : index]
            if chunk.kind == "name"
        ]
        if any(name.label == "PERSON" for name in told):
            return True  # 店主严某算过一笔账：一年的开销...
        last: str = self.surfaces[index - 1]
        return self.kinds[index - 1] == "name" and last.endswith(list_words("reporter"))

    def told_before(self, position: int) -> list[Mention]:
        """Give the names before a position, those of the sentence itself included."""
        return [*self.told, *(name for name in self.names if name.end <= position)]

    def listed_after(self, index: int) -> bool:
        """Whether the quantity continues a list: only 、 or 和 between it and the one before."""
        return self._listed[index]

    def clause_start(self, index: int) -> int:
        """Index of the first chunk of the clause that holds chunk `index`."""
        return self._clause_starts[index]

    def _survey(self) -> None:
        """Note in one pass where times and names stand, where clauses begin and what continues a list."""
        first, before, joined = 0, "", False
        for index, kind in enumerate(self.kinds):
            self._clause_starts.append(first)
            self._listed.append(joined and before == "quantity")
            if kind == "and" or kind == "space":
                joined = True
                continue
            before, joined = kind, False
            if kind == "comma" or kind == "stop":
                first = index + 1
            elif kind == "time":
                self.time_places.append(index)
            elif kind == "name" or kind == "group":
                self.name_places.append(index)


def paragraph_start(text: str, position: int) -> int:
    """Give where the paragraph of `position` begins, looking back a page at most."""
    floor = position - _PAGE if position > _PAGE else 0
    return text.rfind("\n", floor, position) + 1 or floor


def bound_of(surface: str) -> str | None:
    """Bound that a word sets although it has another role too (突破 is also a verb)."""
    return load_words()["bound-verb"].get(surface)


def find_heading(text: str, start: int) -> str | None:
    """Give the line that announces a table of rows 指标：数值, if such a row stands at `start`.

    >>> find_heading("今年的目标：\\n新增就业：60万人", 7)
    '今年的目标：'
    """
    start = paragraph_start(text, start)
    if (row := _line(text, start)) is None or not _ROW_RE.fullmatch(row):
        return None
    while start > 0:
        start = paragraph_start(text, start - 1)
        line = _line(text, start)
        if line is None or (line and not _ROW_RE.fullmatch(line)):
            return line
    return None


def _line(text: str, start: int) -> str | None:
    """The short line that begins at `start`, None for a long one: prose announces no table."""
    end = text.find("\n", start, start + _LONGEST_ROW)
    if end < 0 and len(text) > start + _LONGEST_ROW:
        return None
    return text[start : end if end >= 0 else len(text)].strip()
