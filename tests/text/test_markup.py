"""HTML source to text: what a reader sees, with every removal an edit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.markup import find_html_metadata, strip_markup
from pipeline.text.rewrite import replay

PAGE = """<!DOCTYPE html>
<html><head><meta charset="gbk"><title>上海&amp;北京</title><style>p{color:red}</style>
<meta property="og:title" content="上海与北京">
<meta name="pubdate" content="2016-5-3 10:20"><link rel="canonical" href="https://example.com/a?x=1&amp;y=2"></head>
<body><!-- 导航 --><div><p>第一段&nbsp;<b>粗</b>体
续行</p><p>第二段<br>换行</p></div><script>var a = "<p>不是正文</p>";</script>
<table><tr><td>甲</td><td>乙</td></tr></table></body></html>
"""


def test_strip_markup_page() -> None:
    assert strip_markup(PAGE).text == "上海&北京\n第一段\u00a0粗体续行\n第二段\n换行\n甲\t乙"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("上海\n北京\n", "上海\n北京\n"),
        ("a < b && c > d", "a < b && c > d"),
        ("<p>a < b & c</p>", "a < b & c"),
        ("<p>List&lt;String&gt;</p>", "List<String>"),
        ("<p>上?!?/span>加快</p>", "上?!?/span>加快"),
        ('<p title="a<b">正文</p>', "正文"),
        ("<p title='x>正文</p>完", "正文\n完"),
        ("<p>未完<a href='x", "未完"),
        ("<p><!-- 没有结束 正文</p>", "没有结束 正文"),
        ("<script>没有结束<p>正文</p>", "没有结束\n正文"),
        ("<script>var a;?/script><p>正文</p>", "正文"),
        ("<pre>a\n  b</pre><p>c\nd</p>", "a\n  b\nc d"),
        ("<p>English\n  words</p>", "English words"),
        ("<p>上海 <em>加快</em> 发展</p>", "上海 加快 发展"),
        ("<ul><li>一<li>二</ul>", "一\n二"),
        ("<P>大写<BR/>标签</P>", "大写\n标签"),
        ("<p>&#20013;&#x56fd;&copy;&hellip;</p>", "中国©…"),
        ("<p>?a=1&copy=2</p>", "?a=1&copy=2"),
        ("", ""),
    ],
)
def test_strip_markup(source: str, text: str) -> None:
    rewrite = strip_markup(source)
    assert rewrite.text == text
    assert {edit.kind for edit in rewrite.edits} <= {"markup", "entity"}


@given(
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "p",
                "/",
                "<p>",
                "</p>",
                "<!--",
                "-->",
                "<script>",
                "</script>",
                '"',
                "'",
                "=",
                "&",
                "lt;",
                "上海",
                " ",
                "\n",
                "<pre>",
            ]
        ),
        max_size=40,
    )
)
def test_strip_markup_takes_anything(parts: list[str]) -> None:
    source = "".join(parts)
    rewrite = strip_markup(source)
    assert replay(source, rewrite.edits) == rewrite.text


def test_find_html_metadata() -> None:
    assert find_html_metadata(PAGE) == {
        "title": "上海与北京",
        "published": "2016-05-03T10:20:00",
        "url": "https://example.com/a?x=1&y=2",
        "charset": "gbk",
    }


@pytest.mark.parametrize(
    ("source", "published"),
    [
        (
            '<meta property="article:published_time" content="2024-06-01T08:00:00+0800">',
            "2024-06-01T08:00:00+08:00",
        ),
        ("<time datetime='2024-06-01'>", "2024-06-01"),
        ('<script type="application/ld+json">{"datePublished": "2024-6-1"}</script>', "2024-06-01"),
        ('<meta name="publishdate" content="2016年05月03日">', "2016-05-03"),
        ('<meta name="date" content="gestern">', None),
        ('<meta name="date" content="2024-13-45">', None),
        ("", None),
    ],
)
def test_find_html_metadata_published(source: str, published: str | None) -> None:
    assert find_html_metadata(source)["published"] == published


def test_find_html_metadata_content_type() -> None:
    source = '<meta http-equiv="Content-Type" content="text/html; charset=big5"><title> 甲\n 乙 </title>'
    assert find_html_metadata(source) == {"title": "甲 乙", "published": None, "url": None, "charset": "big5"}
