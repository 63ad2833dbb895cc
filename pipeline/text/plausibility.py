"""How much does a string look like Chinese? Single characters only: enough to choose an encoding."""

from functools import cache

from pipeline.text.tables import read_table

__all__ = ["is_foreign_to", "is_traditional", "weigh"]

_MARKS = "，。、；：？！“”‘’（）《》〈〉「」『』【】—…·％\u3000０１２３４５６７８９●■★→"
_LATIN = "×÷°±§·äöüßéèêëáàâçñóíúÄÖÜÉ€£©®–•"
_TIERS = ((150, 3.0), (600, 2.0), (1500, 1.0), (3500, 0.3))
_MARK, _FOREIGN, _RARE_HAN, _OTHER, _STRANGE, _LOST = 2.5, -0.5, -0.6, -1.0, -4.0, -8.0
_STRANGE_RANGES = (
    ("\x80", "\x9f"),  # C1 controls
    ("\u2e80", "\u2fdf"),  # radicals
    ("\ua000", "\uabff"),  # Yi and the scripts after it
    ("\ud7b0", "\uf8ff"),  # Hangul extensions, surrogates, private use
    ("\ufb00", "\ufe2f"),  # presentation forms
    ("\ufff0", "\U0010ffff"),
)


def weigh(text: str) -> float:
    """Return how plausible the non-ASCII part of a text is as Chinese, from -8 to 3 a character.

    >>> weigh("上海今天晴") > 1 > weigh("奻漆踏毞")
    True
    """
    wide = [char for char in text if char > "\x7f"]
    return sum(map(_weigh_character, wide)) / len(wide) if wide else 0.0


def is_traditional(text: str) -> bool:
    """Tell whether more characters are Traditional only than Simplified only.

    >>> is_traditional("國家"), is_traditional("国家"), is_traditional("上海")
    (True, False, False)
    """
    traditional, simplified = _scripts()
    return sum(char in traditional for char in text) > sum(char in simplified for char in text)


def is_foreign_to(char: str, *, simplified: bool) -> bool:
    """Tell whether a character belongs to the other script only.

    >>> is_foreign_to("國", simplified=True), is_foreign_to("国", simplified=True)
    (True, False)
    """
    return char in _scripts()[0 if simplified else 1]


@cache
def _scripts() -> tuple[frozenset[str], frozenset[str]]:
    rows = [row for row in read_table("common_characters") if row["traditional"]]
    traditional = "".join(row["traditional"] for row in rows)
    return (
        frozenset(char for char in traditional if not char.encode("gb2312", "ignore")),
        frozenset(row["text"] for row in rows if not row["text"].encode("big5", "ignore")),
    )


@cache
def _weigh_character(char: str) -> float:
    known = _table().get(char)
    if known is not None:
        return known
    if char == "\ufffd":
        return _LOST
    if any(low <= char <= high for low, high in _STRANGE_RANGES):
        return _STRANGE
    return _RARE_HAN if "\u4e00" <= char <= "\u9fff" else _OTHER


@cache
def _table() -> dict[str, float]:
    weights = dict.fromkeys(_LATIN, _FOREIGN) | dict.fromkeys(_MARKS, _MARK)
    for row in read_table("common_characters"):
        weight = next(weight for rank, weight in _TIERS if row["rank"] <= rank)
        weights |= dict.fromkeys(row["text"] + row["traditional"], weight)
    return weights
