"""Find news media and firms by where pages put them: bylines, source and copyright lines."""

import re
from collections.abc import Collection, Iterable, Iterator

from pipeline.text.names.mentions import Mention
from pipeline.text.sections import Section

__all__ = ["find_media"]

NAME = r"(?P<name>[\u4e00-\u9fffA-Z][\u4e00-\u9fffA-Za-z]{1,15}?(?:（[\u4e00-\u9fff]{2,3}）[\u4e00-\u9fff]{2,12}?)?)"
# Each with words of which a line that it matches holds one; none: any line may match.
PATTERNS = tuple(
    (cues.split(), re.compile(pattern, re.MULTILINE))
    for cues, pattern in (
        (
            "记者",
            rf"^[ \u3000【\[]*{NAME}\s*(?:／|/|\||｜)?\s*(?:驻[\u4e00-\u9fff]{{1,4}})?(?:首席|特派|实习|见习|全媒体|融媒体|本报)?记者[\s:：/／|\u4e00-\u9fff]",
        ),
        ("》", rf"^[ \u3000【\[]*《{NAME}》[ \u3000]*(?:首席|特派|实习|见习|特约)?(?:记者|通讯员)"),
        ("讯 特稿 特约 综合报道", rf"^[ \u3000【\[]*{NAME}(?:专讯|讯|特稿|特约|综合报道)[】\]（(]"),
        ("综合 整理 讯", rf"^[ \u3000]*{NAME}[ \u3000]*(?:综合|整理|讯)[ \u3000]+(?=\d{{4}})"),
        ("整理 编译 发布", rf"[ \u3000]{NAME}(?:整理|编译|发布)[ \u3000]*$"),
        ("版权所有", rf"[ \u3000]{NAME}(?<=[报网刊经闻]社)[ \u3000]*版权所有"),
        (
            "特派员 特约撰述 综合报道 综合外电",
            rf"^[ \u3000]*{NAME}[ \u3000]*[/／|｜][ \u3000]*(?:特派员|特约撰述|综合报道|综合外电)",
        ),
        (
            "转载 授权自 摘自 版权 著作权属",
            rf"(?:转载自|转载(?!自)|授权自|摘自|版权属于?|版权归|著作权属)[ \u3000]*[《「]?{NAME}(?<=[报网社刊台会])(?=[\s》」，。‧·・所]|$)",
        ),
        (
            "编译组 编辑部 新媒体 评论部 资料室",
            rf"[/／][ \u3000]*{NAME}(?<=[报网社刊])(?:编译组|编辑部|新媒体|评论部|资料室)",
        ),
        ("《", rf"[ \u3000]《{NAME}(?<=[报刊志])》(?=[ \u3000]*\d{{4}}年)"),
        (
            "来源 供稿 转自 转载 图源 题图 供图 稿源 主办 主管",
            rf"(?:来源|供稿|转自|转载|主办|主管|主办单位|消息来源|图源|图片来源|题图来源|题图|供图|稿源)[:：]\s*{NAME}(?=[\s、，|｜/]|$)",
        ),
        (
            "© Ⓒ Copyright 版权所有",
            rf"^[ \u3000]*(?:[©Ⓒ]|(?:Copyright|版权所有)\s*[©Ⓒ]?)[ \u3000]*(?:\d{{4}}(?:[-—–]\d{{4}})?)?[ \u3000]*{NAME}(?=[\s|｜，。]|$|版权)",
        ),
        (
            "© Ⓒ 主办 承办 版权所有 版权作品 版权声明 独家稿件 原创作品",
            rf"^[ \u3000*]*[“「]?{NAME}[”」]?[ \u3000]*(?:[©Ⓒ]|主管主办|主办|承办|版权所有|版权作品|版权声明|独家稿件|原创作品)",
        ),
        ("本文 本新闻由", rf"(?:本文为|本文由|本文系|本新闻由){NAME}(?:独家|原创|授权|供稿|出品)"),
        ("©", rf"[©Ⓒ][ \u3000]*\d{{4}}[ \u3000]*{NAME}[ \u3000]*版权所有"),
        ("出品", rf"^[ \u3000]*出品[:：]\s*{NAME}(?=[\s、，|｜/]|$)"),
        (
            "ICP 公网安备 新网备 网文",
            rf"(?:^|[ \u3000]){NAME}(?:主管主办|主管|主办)?[ \u3000]+(?=[沪京粤浙苏]?(?:ICP|公网安备|新网备|网文))",
        ),
        (
            "文 作者 记者",
            rf"^[ \u3000]*{NAME}[ \u3000]*[|｜/／丨 \u3000][ \u3000]*(?:文|撰文|作者|记者)[:：/／ ]",
        ),
        ("日电", rf"^[ \u3000]*{NAME}(?<=[社网报台经闻端])[\u4e00-\u9fff]{{2,4}}\d{{1,2}}月\d{{1,2}}日电"),
        ("供图", rf"(?:^|[ \u3000]){NAME}供图(?=[ \u3000）)]|$)"),
        ("", rf"^[ \u3000]*{NAME}[ \u3000]+(?=\d{{4}}\s*[-/.年])"),
        ("| ｜", rf"^[ \u3000]*{NAME}[ \u3000]+[\u4e00-\u9fff]{{2,3}}[ \u3000]*[|｜]"),
        ("出品", rf"^[ \u3000]*{NAME}出品(?=[\s、，|｜/。]|$)"),
    )
)
# What a page disclaims may stand below its comments too.
DISCLAIMED_RE = re.compile(rf"(?:不代表|并非){NAME}(?<=[报网刊社台端讯号])的?(?:观点|立场|意见)")
TAIL_RE = re.compile(  # where a body publishes, and which of its offices
    "(?:官方)?(?:网站|官网|微信公众号|公众号|微信|微博|官微|客户端)$|(?<=[关局委会院厅部])[\u4e00-\u9fff]{2,4}处$|(?:综合|整理)$"
)
NOT_MEDIA_RE = re.compile(
    r"^(?:扫码|请洽|请|自|属|所有|归|Copyright|版权|本文|以上|本新闻|本报|本刊|本网|本台|本社|我们|网络|互联网|综合|受访者|采访对象|作者|记者|责任|编辑|图片|责编|未经|保留|所有|\d+|首席|特约|特派|实习|见习|通讯员|文字|摄影|视频|微信|微博|公众号)|(?:提供|供图|记者|编辑|报道|转载|授权|授予)$"
)


def find_media(text: str, sections: Iterable[Section], people: Collection[str]) -> Iterator[Mention]:
    """List the publishers that bylines, source lines and copyright lines name.

    Small media are in no table, yet their place on the page gives them away. `people`:
    names of persons, who stand in the same places.

    >>> text = "来源：瀛洲晨报\\n晚霞周刊记者 殷立"
    >>> [name.canonical for name in find_media(text, [Section(0, len(text), "byline")], ["殷立"])]
    ['晚霞周刊', '瀛洲晨报']
    """
    places = [
        (section.start, section.end) for section in sections if section.label in ("byline", "furniture")
    ]
    lines = "\n".join(text[start:end] for start, end in places)
    matches = [
        pattern.finditer(text, *place)
        for cues, pattern in PATTERNS
        if not cues or any(map(lines.__contains__, cues))
        for place in places
    ]
    for found in (*matches, DISCLAIMED_RE.finditer(text)):
        for match in found:
            name = TAIL_RE.sub("", match["name"])
            if len(name) >= 2 and name not in people and not NOT_MEDIA_RE.search(name):
                start = match.start("name")
                yield Mention(start, start + len(name), "ORG", "media", name, None, "media:byline")
