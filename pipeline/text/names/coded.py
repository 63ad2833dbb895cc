"""Find the firms of Taiwan that stand before their stock code: 正新（2105）, 轮胎厂建大（2106）."""

import re
from collections.abc import Iterator, Sequence

from pipeline.text.names.context import Context
from pipeline.text.names.gazetteer import Gazetteer
from pipeline.text.names.mentions import Mention
from pipeline.text.names.personal import is_common_word

__all__ = ["find_coded"]

CODE_RE = re.compile("[（(](?<=[\u4e00-\u9fff].)(?!19|20[0-4])[1-9]\\d{3}(?:-TW|\\.TW)?[）)]")
THERE_RE = re.compile("台[湾股北商企积]|鸿海|联发科|新台币|上市柜|上柜|法说会")
KIND_RE = re.compile(
    "龙头|大厂|巨头|业者|厂商|龙头厂|双雄|[\u4e00-\u9fff]厂|[\u4e00-\u9fff]商|概念股|一哥|股王|旗下|子公司"
)
NAMED = range(2, 6)
FULL = "股份有限公司"
SHORE = ("listed-", "sh-")  # ids of what is listed or sits on the mainland: 南亚新材料科技
OTHER = tuple("路街室号楼年届版函线站村字期")  # 信义路（1234）


def find_coded(context: Context, known: Sequence[Mention], gazetteer: Gazetteer) -> Iterator[Mention]:
    """List the firms before four digits in brackets, which are no year; 南亚 is no region there.

    >>> from pipeline.text.names.context import create_context
    >>> from pipeline.text.names.cues import find_cues
    >>> text = "台股收红，轮胎厂建大（2106）涨停"
    >>> [name.canonical for name in find_coded(create_context(text, [], find_cues(text)), [], Gazetteer([]))]
    ['建大']
    """
    text = context.text
    codes = list(CODE_RE.finditer(text))
    if not codes or not THERE_RE.search(text):
        return
    firms = {name.end for name in known if name.label == "ORG"}
    for code in codes:
        end = code.start()
        start = context.wall_before(end)
        kinds = [kind.end() for kind in KIND_RE.finditer(text, start, end) if end - kind.end() >= 2]
        start = kinds[-1] if kinds else start
        surface = text[start:end]
        is_other = surface.endswith(OTHER) or end in firms
        full = surface if is_other or len(surface) not in NAMED else _spell(surface, gazetteer)
        is_name = bool(kinds) or full != surface or not _is_plain(surface)
        if not is_other and len(surface) in NAMED and is_name:
            yield Mention(start, end, "ORG", "company", full, None, "code:台湾")


def _is_plain(surface: str) -> bool:
    """Tell whether nothing but everyday words stands there: 附件（1234）."""
    return all(is_common_word(surface[index : index + 2]) for index in range(0, len(surface) - 1, 2))


def _spell(surface: str, gazetteer: Gazetteer) -> str:
    """Return the registered name that begins so, if the tables know just one: 正新|橡胶工业股份有限公司.

    A firm that goes by one character more is another: 南亚科 is not 南亚.
    """
    fulls = {
        entry.name
        for entry in gazetteer.entries
        if entry.label == "ORG"
        and entry.name.startswith(surface)
        and entry.name.endswith(FULL)
        and "（" not in entry.name
        and not entry.id.startswith(SHORE)
        and not any(alias.startswith(surface) and len(alias) == len(surface) + 1 for alias in entry.aliases)
    }
    return fulls.pop() if len(fulls) == 1 else surface
