"""Find the one festival or fair of a text again where it says no more than its kind: 本届艺术节."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from pipeline.text.names.edges import number
from pipeline.text.names.mentions import Mention
from pipeline.text.names.occurrences import find_all
from pipeline.text.names.tables import words

__all__ = ["find_bare_events"]

JOINTS = ("和", "与", "及", "、", "届", "年", "在", "到")
GOING_ON = ("目", "组委", "中心", "上的节目")


def find_bare_events(text: str, found: Iterable[Mention], walls: Collection[int]) -> Iterator[Mention]:
    """List the bare kinds of events of which the text names one in full, or one above all.

    `walls`: where a name may begin.

    >>> full = Mention(0, 7, "EVENT", "festival", "海澄国际艺术节", None, "composition:艺术节")
    >>> names = find_bare_events("海澄国际艺术节闭幕，艺术节的票，校园艺术节", [full], {0, 10, 15})
    >>> [(name.start, name.canonical) for name in names]
    [(10, '海澄国际艺术节')]
    """
    endings = words("institution_rules", "bare_event")
    events = [
        name for name in found if name.label == "EVENT" and text.endswith(endings, name.start, name.end)
    ]
    kinds: dict[str, Mention] = {}
    for kind in endings if events else ():
        if (full := _find_only([name for name in events if _is_full(text, name, kind)])) is not None:
            kinds[kind] = number(text, full)
    borders = set(walls) if kinds else set()
    for kind, start in find_all(text, kinds):
        end = start + len(kind)
        is_apart = start in borders or text.startswith(JOINTS, start - 1)
        if is_apart and text[start - 1 : start] != "的" and not text.startswith(GOING_ON, end):  # 澳门的|书展
            yield kinds[kind]._replace(start=start, end=end, rule=f"shortened:{kinds[kind].canonical}")


def _find_only(fulls: list[Mention]) -> Mention | None:
    """Return the event that the text is about: the only one, or the one named more than all others."""
    counts = Counter(name.canonical for name in fulls)
    canonical, count = counts.most_common(1)[0] if counts else (None, 0)
    is_main = 2 * count > len(fulls)
    return next(name for name in fulls if name.canonical == canonical) if is_main else None


def _is_full(text: str, name: Mention, kind: str) -> bool:
    return text.endswith(kind, name.start, name.end) and name.end - name.start >= len(kind) + 2
