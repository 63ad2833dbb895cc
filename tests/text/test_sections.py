"""Parts of a page: title, byline, body, furniture, comment."""

import itertools

import pytest

from pipeline.text.sections import LABELS, find_sections

BODY = "上海港昨日公布，今年前三季度完成集装箱吞吐量四千余万标准箱，同比增长百分之六，创历史同期新高。"


def labels(*lines: str) -> list[str]:
    return [section.label for section in find_sections("\n".join(lines))]


def test_sections_of_a_page() -> None:
    page = ("上海港再创新高", "看看新闻记者 陆一帆 2026-03-14 08:20", BODY, BODY, "编辑：顾晓雯　责编：宋若愚",
            "Copyright © 2016 某某传媒 版权所有", "全部评论", "暂无评论,快来发表你的评论吧")  # fmt: skip
    assert labels(*page) == ["title", "byline", "body", "byline", "furniture", "comment"]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("编辑: | 秦扬轲 |", "byline"),
        ("责任编辑：许文贞", "byline"),
        ("编辑 / 方乐儿", "byline"),
        ("栏目主编：李晔　题图来源：视觉中国", "byline"),
        ("举报电话:12318(市文化执法总队)", "furniture"),
        ("分享到：微信 微博 QQ空间", "furniture"),
        ("沪ICP备05012345号-2", "furniture"),
        ("网友评论 0 条 | 登录后发表评论", "comment"),
        ("留言区：请先登入会员", "comment"),
        (BODY, "body"),
        ("编辑部的故事仍在继续。", "body"),
        ("这家公司的版权所有者多次起诉，法院最终认定侵权成立，判决赔偿经济损失一百万元，并公开道歉，双方均未上诉，"
         "判决已经生效并执行完毕，引起业内广泛关注和讨论，专家认为这一判例具有重要的示范意义，值得各方认真研究。", "body"),
    ],
)  # fmt: skip
def test_sections_label_the_last_line(line: str, label: str) -> None:
    assert labels("标题一行", BODY, line)[-1] == label


def test_sections_take_only_the_first_short_line_as_title() -> None:
    assert labels("标题一行", BODY, "小标题", BODY) == ["title", "body"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("编辑：顾晓雯", "弄堂口的猫：先生走好", "明年一定要中签！"), ["byline", "comment"]),
        (("责编：宋若愚", "上一版　下一版　返回目录", "momo：沪惠保今年涨不涨价啊"), ["byline", "furniture", "comment"]),
        (("分享到：微信 微博", BODY), ["furniture", "body"]),
        (("编辑：顾晓雯", "又一篇的标题", BODY), ["byline", "body"]),
        (("市民参与讨论的热情很高", "网友热议不断"), []),
        (("侵权案今日宣判", BODY), []),
    ],
    ids=["after a credit", "after legal lines", "furniture on top", "two articles", "no credit", "words of cues"],
)  # fmt: skip
def test_sections_take_short_lines_at_the_foot_for_comments(
    lines: tuple[str, ...], expected: list[str]
) -> None:
    assert labels("标题一行", BODY, *lines) == ["title", "body", *expected]


def test_sections_leave_a_lone_paragraph_as_body() -> None:
    assert labels(BODY) == ["body"] and labels("短短一行") == ["body"]


def test_sections_hold_whole_lines_in_order() -> None:
    text = f"标题一行\n\n记者 张三\n{BODY}\n版权所有"
    sections = find_sections(text)
    assert all(section.label in LABELS for section in sections)
    assert all(section.start == 0 or text[section.start - 1] == "\n" for section in sections)
    assert all(left.end <= right.start for left, right in itertools.pairwise(sections))
    assert find_sections("") == []
