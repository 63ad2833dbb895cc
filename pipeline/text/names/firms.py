"""Find firms that no table holds by what stands beside them: a stock code, or a word for their trade."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.text.names.context import Context
from pipeline.text.names.mentions import Mention
from pipeline.text.names.personal import is_common_word, rate_following
from pipeline.text.names.tables import words
from pipeline.text.names.unannounced import USUAL_SOUND
from pipeline.text.tables import read_table

__all__ = ["find_firms"]

# Hong Kong codes begin with 0, mainland ones with the digits of their board; years and hotlines with neither.
CODE_RE = re.compile(
    r"[（(](?:股票代码：?|港股|股份代号：?|SH|SZ|HK)?(?:0\d{4}|\d{4}\.HK|(?:60|68|00|30|83|87|92)\d{4}(?:\.[SB][HZJ])?)[）)，,；;]"
)
INVESTED_RE = re.compile("联合领投|领投|跟投|参投")  # 国投创合|领投
JOINT_RE = re.compile("[和与及](?=[^和与及]{2,8}$)")
CHARS = range(2, 9)
HAN_RE = re.compile("[\u4e00-\u9fff]+")
LATIN_RE = re.compile("(?!App|[A-Z]{3}(?![A-Za-z]))[A-Z][A-Za-z]{2,}(?: [A-Z][A-Za-z]+)*")  # 公司CEO
NAMED = range(2, 6)
FIGURES = "两占数达超增降升跌同环较比仍已将亦也均则又与和及为是在由"  # what is said of firms in general: 跨境电商占五成
TAIL_RE = re.compile("(?:公司|集团)(?![司法])")
TECHNOLOGY = tuple(
    "智能 科技 机器人 动力 半导体 生物 电子 医疗 汽车 传感 传动 光电 软件 网络 新材 重工 精密 自动化 航空 资本 药业 制药".split()
)  # what firms are called after that the news does not list by kind, as it does 琵琶、古筝艺术
ROW_SIGN_RE = re.compile("公司|企业")
ROW_RE = re.compile("、(?=[\u4e00-\u9fff]{4})")
ROW_END_RE = re.compile("[，。；等]|[也均都]?(?:在|已|将|是)|[也均都]")
BRANDED = range(2, 5)
SOUND = 7  # the longest transliteration of a firm
# Here and below words stand first, so that the engine can skip to their first characters.
NEW_RE = re.compile("(?:初创|新创|品牌)(?<=[\u4e00-\u9fff]{4})(?=[\u4e00-\u9fffA-Z])")  # 烘焙品牌|麦穗屋
OWN_RE = re.compile("(?:他的|她的|这家|那家|一家|旗下)(?:子)?公司(?=[\u4e00-\u9fff]{4})")  # 他的公司|言序智能
KIND_RE = re.compile("(?=[企厂公商])(?:企业|厂商|公司|商)(?=[\u4e00-\u9fff]{4}|[A-Z][a-z]{3})")
KINDS = ("商", "企业", "巨头", "公司", "品牌")  # 软件商|贝特霍尔德公司


def find_firms(context: Context, covered: bytearray) -> Iterator[Mention]:
    """List the words before a stock code, and those after a word like 乳企.

    `covered`: one byte a character, set where other names stand.

        >>> from pipeline.text.names.context import create_context
        >>> from pipeline.text.names.cues import find_cues
        >>> text = "昨天，瀛洲机器人（02597）与沪企殷立在港签约"
        >>> context = create_context(text, [], find_cues(text))
        >>> [name.canonical for name in find_firms(context, bytearray(len(text)))]
        ['瀛洲机器人', '殷立']
    """
    text = context.text
    for match in CODE_RE.finditer(text):
        end = match.start()
        start = context.wall_before(end)
        if end - start in CHARS and not any(covered[start:end]) and not _is_plain(text[start:end]):
            yield _create(text, start, end, "code")
    for match in INVESTED_RE.finditer(text):
        yield from _find_investors(context, match.start(), covered)
    yield from _find_sounding(context)
    yield from _find_row(context, covered)
    starts = {cue.end: cue.row["text"] for cue in context.cues.get("firm", ())}
    starts |= {own.end(): "own" for own in OWN_RE.finditer(text) if _read_traded(text, own.end())}
    starts |= {kind.end(): kind[0] for kind in KIND_RE.finditer(text) if _is_announced(context, kind.end())}
    starts |= {
        kind.end(): kind[0]
        for kind in NEW_RE.finditer(text)
        if not is_common_word(text[kind.start() - 2 : kind.start()])  # 自主品牌|撑起
    }
    for start, how in starts.items():
        stop = _read_name(context, start)
        if stop is not None and context.generic.get(stop, stop) > start and not any(covered[start:stop]):
            yield _create(text, start, stop, how)


def _find_investors(context: Context, end: int, covered: bytearray) -> Iterator[Mention]:
    """List the firms that a row names before 领投 or 跟投: 星澜资本、云杉与浦东创投|跟投."""
    text = context.text
    while True:
        joint = JOINT_RE.search(text, context.wall_before(end), end)
        start = joint.end() if joint else context.wall_before(end)
        is_fund = (
            text.endswith(words("institution_rules", "fund"), start, end)
            and covered[start]
            and not covered[end - 1]
        )
        is_free = not any(covered[start:end]) and not _is_plain(text[start:end])
        if (is_fund or is_free) and end - start in CHARS and text[start] != "某":
            yield _create(text, start, end, "invested")
        if not joint and text[start - 1 : start] != "、":
            return
        end = joint.start() if joint else start - 1


def _find_row(context: Context, covered: bytearray) -> Iterator[Mention]:
    """List the firms of a row that ends with a brand and its trade: 快仓、赛赫智能|也在.

    Both have no everyday parts: 光伏、储能智能 are trades.
    """
    text = context.text
    if not ROW_SIGN_RE.search(text):
        return
    for joint in ROW_RE.finditer(text):
        end, start = _read_traded(text, joint.end()), context.wall_before(joint.start())
        if end is None or not ROW_END_RE.match(text, end) or any(covered[joint.end() : end]):
            continue
        if context.wall_before(end) > joint.end() or text[joint.end()] in FIGURES:
            continue
        is_free = not any(covered[start : joint.start()])
        is_name = joint.start() - start in BRANDED and HAN_RE.fullmatch(text, start, joint.start())
        first, second = text[start : joint.start()], text[joint.end() : end]
        is_trade = _trades().match(first) or _trades().match(second) or not second.endswith(TECHNOLOGY)
        if is_free and is_name and not is_trade and not _holds_word(first):
            yield _create(text, start, joint.start(), "row")
            yield _create(text, joint.end(), end, "row")


def _find_sounding(context: Context) -> Iterator[Mention]:
    """List the transliterations of three characters and more that 公司 closes: 贝特霍尔德公司."""
    text, sounds = context.text, _sounds()
    for tail in TAIL_RE.finditer(text):
        start = tail.start()
        while start > tail.start() - SOUND and text[start - 1 : start] in sounds:
            start -= 1
        is_apart = context.wall_before(start) == start or text.endswith(KINDS, 0, start)
        if tail.start() - start >= 3 and is_apart:
            yield _create(text, start, tail.end(), "sound")


@cache
def _sounds() -> frozenset[str]:
    rows = (row for row in read_table("translit") if row["count"] >= USUAL_SOUND)
    return frozenset(row["text"] for row in rows)


def _read_name(context: Context, start: int) -> int | None:
    """Return the end of the firm that starts here: a word of no everyday parts before a verb or a mark."""
    text = context.text
    if latin := LATIN_RE.match(text, start):
        return latin.end()
    if (traded := _read_traded(text, start)) is not None:
        return traded
    end = next((start + length for length in NAMED if rate_following(text, start + length) >= 2), None)
    if end is None or not HAN_RE.fullmatch(text, start, end):
        return None
    if text[start] in FIGURES:
        return None
    is_whole = context.wall_before(end) <= start  # no verb, no function word inside
    return end if is_whole and not _holds_word(text[start - 1 : end + 1]) else None


def _read_traded(text: str, start: int) -> int | None:
    """Return the end of a brand of no everyday parts and its trade: 擎岳|动力."""
    for stem in (2, 3, 4):
        trade = _trades().match(text, start + stem)
        if trade and not _holds_word(text[start - 1 : start + stem]):
            return trade.end()
    return None


def _is_announced(context: Context, start: int) -> bool:
    """Tell whether a brand and its trade stand there, and a verb or a mark after them: 企业|零数机器人|宣布."""
    if context.text[start : start + 1].isascii():
        return True  # 物流商|Van Dijk Logistics
    end = _read_traded(context.text, start)
    if end is None or context.wall_before(end) > start or context.text[start] in FIGURES:
        return False
    return rate_following(context.text, end) >= 2


@cache
def _trades() -> re.Pattern[str]:
    return re.compile("|".join(words("institution_rules", "trade")))


def _create(text: str, start: int, end: int, how: str) -> Mention:
    return Mention(start, end, "ORG", "company", text[start:end], None, f"employer:{how}")


def _is_plain(word: str) -> bool:
    """Tell whether nothing but everyday words stands there: 公司（600000）."""
    return all(is_common_word(word[index : index + 2]) for index in range(0, len(word) - 1, 2))


def _holds_word(words: str) -> bool:
    return any(is_common_word(words[index : index + 2]) for index in range(len(words) - 1))
