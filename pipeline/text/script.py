"""Traditional to Simplified, character by character, as a rewrite.

OpenCC knows the characters; this module adds what it leaves open: which lines are
Traditional at all, the particle reading of U+8457, and where each character went.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby

import numpy as np
import numpy.typing as npt
import opencc

from pipeline.errors import ConfigError
from pipeline.text.rewrite import SCRIPT, Change, Rewrite
from pipeline.text.tables import read_table

__all__ = ["CONFIGS", "Script", "detect_script"]

CONFIGS = ("hk2s", "hk2sp", "t2s", "tw2s", "tw2sp")

ZHU = "\N{CJK UNIFIED IDEOGRAPH-8457}"  # Traditional for both readings; Simplified only for zhù
ZHE = "\N{CJK UNIFIED IDEOGRAPH-7740}"  # the Simplified particle
HAN_RE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
LINE_RE = re.compile(r"[^\n]*\n|[^\n]+")
# Dictionary words never run across these, so each clause converts alone. 64 bounds the cost.
CLAUSE_RE = re.compile(r"[^\s，。、；：！？,.;:!?]{1,64}|.", re.DOTALL)
SURROGATE_RE = re.compile("[\ud800-\udfff]")
# Below a tenth of the evidence, the other script counts as quotation or noise.
MINORITY = 0.1


class Script:
    """Convert text to Simplified Chinese and report each run of changed characters.

    A line counts as Traditional when it holds more characters that only Traditional
    uses than characters that only Simplified uses. In other lines a character that
    Simplified uses as well (乾, 覆, 著) is left alone: 乾清宫 on a Simplified page is right.

    `config` is an OpenCC configuration to Simplified: `t2s` (default) keeps one code point
    per code point, `tw2sp` and `hk2sp` also replace regional vocabulary. Raises ConfigError
    for another name.

    >>> Script()("隨著顯著的發展").text
    '随着显著的发展'
    >>> [(edit.before, edit.after) for edit in Script("tw2sp")("網際網路的軟體").edits]
    [('網際網路', '互联网'), ('軟體', '软件')]
    """

    def __init__(self, config: str = "t2s") -> None:
        if config not in CONFIGS:
            raise ConfigError(
                f"Unknown script config {config!r} in [nlp.tokenizer.script]. Use one of {', '.join(CONFIGS)}."
            )
        self.config = config

    def __call__(self, text: str) -> Rewrite:
        """Return the Simplified form of `text`; without evidence of Traditional, the text itself."""
        hant, hans = _evidence()
        if not hant.search(text):
            if ZHU in text and not hans.search(text):
                return Rewrite.build(text, _changes([(text, _convert_neutral(text))]))
            return Rewrite.identity(text)
        is_hant_page = detect_script(text) == "Hant"
        pieces = (piece for line in LINE_RE.findall(text) for piece in self._convert_line(line, is_hant_page))
        return Rewrite.build(text, _changes(pieces))

    def _convert_line(self, line: str, is_hant_page: bool) -> "Iterable[Piece]":
        hant, hans = _count_evidence(line)
        if SURROGATE_RE.search(line) or not (hant or is_hant_page):
            return [(line, line)]
        if hant > hans or (is_hant_page and hant == hans):
            return _convert_whole(line, self.config)
        return [(line, _convert_certain(line))]


def detect_script(text: str) -> str:
    """Tell which script a text is written in: `Hans`, `Hant`, `mixed`, or `other` without Han characters.

    Han text that reads the same in both scripts counts as `Hans`.

    >>> [detect_script(text) for text in ("发展", "發展", "發展与发展", "2024 Q1", "中文")]
    ['Hans', 'Hant', 'mixed', 'other', 'Hans']
    """
    hant, hans = _count_evidence(text)
    if hant + hans == 0:
        return "Hans" if HAN_RE.search(text) else "other"
    share = hant / (hant + hans)
    if share > 1 - MINORITY:
        return "Hant"
    return "mixed" if share > MINORITY else "Hans"


Piece = tuple[str, str]


def _convert_whole(line: str, config: str) -> Iterator[Piece]:
    """Convert a Traditional line; yield aligned pieces that join to the line and its conversion."""
    if not config.endswith("p"):
        yield line, _apply_rules(line, _protected(line, config))
        return
    for clause in CLAUSE_RE.findall(line):
        for piece, after in _align(clause, config):
            yield piece, _apply_rules(piece, after) if len(piece) == len(after) else after


def _convert_certain(line: str) -> str:
    """Convert only the characters that Simplified does not use."""
    return _evidence()[0].sub(_convert_character, line)


def _convert_neutral(text: str) -> str:
    """Convert the particle after a verb where nothing tells the script (穿著)."""
    return "".join(
        ZHE if character == ZHU and _follows_verb(text, at) and _is_particle(text, at) else character
        for at, character in enumerate(text)
    )


def _convert_character(match: re.Match[str]) -> str:
    return _convert("t2s", match[0])


def _align(clause: str, config: str) -> Iterator[Piece]:
    """Cut a clause wherever converting the two sides apart gives the whole.

    OpenCC replaces dictionary phrases without saying which; between two such cuts
    stands exactly one phrase or one character.
    """
    if _protected(clause, config) == _convert("t2s", clause):
        yield clause, _convert("t2s", clause)
        return
    cuts = [0]
    for at in range(1, len(clause) + 1):
        piece = _protected(clause[cuts[-1] : at], config)
        if at == len(clause) or piece + _protected(clause[at:], config) == _protected(
            clause[cuts[-1] :], config
        ):
            cuts.append(at)
            yield clause[cuts[-2] : at], piece


def _protected(text: str, config: str) -> str:
    """Convert, but keep U+8457 as it is: the regional tables turn 顯著 into 显着."""
    if ZHU not in text or config == "t2s":
        return _convert(config, text)
    return ZHU.join(_convert(config, part) if part else "" for part in text.split(ZHU))


def _apply_rules(line: str, converted: str) -> str:
    """Apply the house rules to a conversion of equal length."""
    rules = _rules()
    for before, after in rules["phrase"].items():
        if before in converted:
            converted = converted.replace(before, after)
    for kept in rules["keep"]:
        if kept in line:
            converted = "".join(kept if a == kept else b for a, b in zip(line, converted, strict=True))
    if ZHU in converted:
        converted = "".join(
            ZHE if character == ZHU and _is_particle(converted, at) else character
            for at, character in enumerate(converted)
        )
        converted = converted.replace("沈" + ZHE, "沉" + ZHE)
    return converted


def _is_particle(text: str, at: int) -> bool:
    """Tell whether U+8457 at this place is the particle (隨著), not the written work (著作).

    The longest listed word that covers the place decides; without one it is the particle,
    unless it ends a credit line such as 魯迅著.
    """
    rules = _rules()
    follows_verb = _follows_verb(text, at)
    verdicts = {"particle": True, "written_work": False}
    verdicts |= {"particle_object": True} if follows_verb else {"written_work_unless_verb": False}
    best = (0, 0, True)
    for rule, verdict in verdicts.items():
        for word in rules[rule]:
            start = at - word.index(ZHU)
            if start >= 0 and text.startswith(word, start):
                best = max(best, (len(word), at - start, verdict))
    if best[0]:
        return best[2]
    closes = at + 1 == len(text) or text[at + 1] in " \t\r\n\u3000)）】]》|/"
    return follows_verb or not (closes or (at > 0 and text[at - 1] in " \u3000"))


def _follows_verb(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] in _rules()["particle_after"]


@cache
def _rules() -> dict[str, dict[str, str]]:
    rules: dict[str, dict[str, str]] = {}
    for row in read_table("script_rules"):
        rules.setdefault(row["rule"], {})[row["text"]] = row.get("to", "")
    rules["particle_after"] = dict.fromkeys("".join(rules["particle_after"]), "")
    return rules


@cache
def _converter(config: str) -> Callable[[str], str]:
    # Without the dictionaries whose results few fonts can show, such as 頔 to a character beyond U+FFFF.
    return opencc.OpenCC(config, include_tofu_risk_dictionaries=False).convert


def _convert(config: str, text: str) -> str:
    return _converter(config)(text)


@cache
def _evidence() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Build the classes of characters that only Traditional, and only Simplified, text uses.

    A character that OpenCC would convert although the other script's old national
    standard (GB 2312, Big5) holds it proves nothing: 乾, 里, 后. Nor do the variants that
    the Table of General Standard Chinese Characters (2013) readmitted for names: 昇, 邨.
    """
    han = [chr(code) for code in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))]
    joined = "\n".join(han)
    ours = _rules()["keep"] | _rules()["simplified_too"]
    hant = [
        a
        for a, b in zip(han, _convert("t2s", joined).split("\n"), strict=True)
        if a != b and a not in ours and not _encodes(a, "gb2312")
    ]
    hant += [a for a in _rules()["phrase"] if len(a) == 1 and not _encodes(a, "gb2312")]
    hans = [
        a
        for a, b in zip(han, _convert("s2t", joined).split("\n"), strict=True)
        if a != b and not _encodes(a, "big5")
    ]
    return re.compile(f"[{''.join(hant)}]"), re.compile(f"[{''.join(hans)}]")


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _count_evidence(text: str) -> tuple[int, int]:
    hant, hans = _evidence()
    return len(hant.findall(text)), len(hans.findall(text))


def _changes(pieces: Iterable[Piece]) -> Iterator[Change]:
    """Turn aligned pieces into one change a run of changed characters."""
    position = 0
    for is_aligned, group in groupby(pieces, key=_is_aligned):
        if is_aligned:
            befores, afters = zip(*group, strict=True)
            before = "".join(befores)
            yield from _runs(before, "".join(afters), position)
            position += len(before)
            continue
        for before, after in group:
            yield Change(position, position + len(before), after, SCRIPT)
            position += len(before)


def _is_aligned(piece: Piece) -> bool:
    return len(piece[0]) == len(piece[1])


def _runs(before: str, after: str, offset: int) -> Iterator[Change]:
    """Find the runs of differing characters in two texts of equal length."""
    if before == after:
        return
    differs = np.zeros(len(before) + 2, dtype=np.int8)
    differs[1:-1] = _code_points(before) != _code_points(after)
    borders = np.flatnonzero(np.diff(differs)).tolist()
    for start, end in zip(borders[::2], borders[1::2], strict=True):
        yield Change(start + offset, end + offset, after[start:end], SCRIPT)


def _code_points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
