"""Tell an app from the firm of the same name by what stands beside it: 刷小红书, 小红书总裁."""

import re
from collections.abc import Iterable
from functools import cache

from pipeline.text.names.mentions import Mention
from pipeline.text.names.tables import words

__all__ = ["tell_platforms"]

USED_BEFORE_RE = re.compile(
    "(?:[刷用逛]|透过|打开|下载|登录|借助|通过|上线|关注|使用|抄在|发在|晒到|分享到|搬上|发布在|分享至)$"
)
PLACED_BEFORE_RE = re.compile("[在上从]$")
BOUGHT_AFTER_RE = re.compile("购买|购得|买[了到]|下单|预订|抢购")  # 在拼多多购买
USED_AFTER_RE = re.compile(
    "(?:这?个?平台)?(?:上(?![海市线架涨])|里|内(?!部)|平台(?:上|购买|下单|预订|退票|退款)|等(?:\\w{0,4})平台(?:的?会员|退票|退款|购买|预订|下单|购票|售票|开售|可|上|手续费)|App|APP|账号|号(?![线召])|小程序|客户端|下单|搜索|笔记|直播间|首页|热搜|博主|主页|评论区)"
)
SAID_AFTER_RE = re.compile(  # 在微博回应
    "回应|发文|发布|表示|宣布|写道|透露|晒|直播|留言|吐槽|走红|爆红|热传|刷屏"
)
JOINTS = ("、", "和", "与", "及")
LISTED_RE = re.compile("[”」]?、$")
BUTTONS_RE = re.compile(
    "(?<![\u4e00-\u9fff])分享[到至][：: \u3000]*(?:[^\\s，。：]{2,6}[ \u3000]+)+[^\\s，。：]{1,6}"
)
NAMED = 3  # apps that a bar holds besides buttons at most
VERSION_RE = re.compile(" ?[Vv]?\\d{1,2}(?:\\.\\d{1,2}){1,2}版")  # 文汇客户端|8.2.0版
FIRM_AFTER_RE = re.compile(
    "(?:公司|集团|科技|方面|创始人|联合创始人|CEO|董事长|总裁|副总裁|高级副总裁|首席|负责人|财报|旗下|骑手|员工|总部|研究院|宣布|表示|回应|相关负责人|电商负责人)"
)


def tell_platforms(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Label the names of platforms by their use here; without a sign the label of the table stays.

    >>> name = Mention(1, 4, "ORG", "company", "小红书", "org-x", "gazetteer:org-x")
    >>> [found.label for found in tell_platforms("刷小红书的人", [name])]
    ['PRODUCT']
    >>> [found.label for found in tell_platforms("和小红书副总裁", [name])]
    ['ORG']
    """
    mentions = _drop_buttons(text, mentions) if "分享" in text else mentions
    if "客户端" in text:
        mentions = [_use(text, name) if _is_version(text, name) else name for name in mentions]
    told = [_tell(text, name) if name.canonical in _platforms() else name for name in mentions]
    firms = {name.end for name in told if name.label == "ORG"}
    apps = {name.end for name in told if name.subtype == "software"}
    told = [_follow(text, name, firms, apps) if name.canonical in _platforms() else name for name in told]
    used = {name.start for name in told if name.subtype == "software" and USED_AFTER_RE.match(text, name.end)}
    return [_precede(text, name, used) if name.canonical in _platforms() else name for name in told]


def _drop_buttons(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Leave out the buttons of a share bar: 分享到：微信 微博 打印; one of apps alone names them."""
    mentions = list(mentions)
    rows = [row.span() for row in BUTTONS_RE.finditer(text)]
    apps = [name.start for name in mentions if name.label == "PRODUCT"] if rows else []
    rows = [row for row in rows if sum(row[0] <= app < row[1] for app in apps) < NAMED]
    return [
        name
        for name in mentions
        if name.label != "PRODUCT" or not any(start <= name.start < end for start, end in rows)
    ]


def _is_version(text: str, name: Mention) -> bool:
    """Tell whether the app of a newspaper is meant, which has versions."""
    return text.endswith("客户端", name.start, name.end) and VERSION_RE.match(text, name.end) is not None


def _precede(text: str, name: Mention, used: set[int]) -> Mention:
    """Label a platform as the app that ends its list: 小红书和大众点评|上."""
    return _use(text, name) if text[name.end : name.end + 1] in JOINTS and name.end + 1 in used else name


def _follow(text: str, name: Mention, firms: set[int], apps: set[int]) -> Mention:
    """Label a platform as the names are that it stands in one list with: 美团、饿了么; “随申办”、大众点评."""
    before = LISTED_RE.search(text, max(0, name.start - 2), name.start)
    if before is None:
        return name
    if before.start() in firms:
        return name._replace(label="ORG", subtype="company")
    return _use(text, name) if before.start() in apps else name


def _use(text: str, name: Mention) -> Mention:
    return name._replace(label="PRODUCT", subtype="software", canonical=text[name.start : name.end])


def _tell(text: str, name: Mention) -> Mention:
    before = text[max(0, name.start - 4) : name.start]
    is_placed = (
        PLACED_BEFORE_RE.search(before) is not None
        and (SAID_AFTER_RE.match(text, name.end) or BOUGHT_AFTER_RE.match(text, name.end)) is not None
    )
    if not is_placed and FIRM_AFTER_RE.match(text, name.end):
        return name._replace(label="ORG", subtype="company")
    if USED_BEFORE_RE.search(before) or is_placed or USED_AFTER_RE.match(text, name.end):
        return _use(text, name)
    return name


@cache
def _platforms() -> frozenset[str]:
    return frozenset(words("institution_rules", "platform"))
