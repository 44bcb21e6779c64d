"""A web page is read as it is seen; tables of data become rows, tables that set out the page do not."""

from __future__ import annotations

import pytest

from luoshi.documents.html_text import html_text
from luoshi.documents.reading import read_file


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (
            "<p hidden>密</p><p style='display: none'>藏</p><p>见<span style='DISPLAY:NONE'>不</span>完</p>",
            "见完",
        ),
        ("<div style='visibility:hidden'><div>甲</div><br>乙</div>丙", "丙"),
        ("<head><title>题</title><body><p>正文", "正文"),
        ("甲<select><option>选</select><button>按</button><noscript>无</noscript>乙", "甲乙"),
        ("<script>if (a<b) '</p>'</script><!-- 注 --><p>c&#160;d&lt;e</p>", "c\u00a0d<e"),
        ("<pre>一\n  二</pre>三<br>四", "一\n二\n三\n四"),
    ],
)
def test_only_what_is_seen_is_read(page: str, text: str) -> None:
    assert html_text(page) == text


def test_paragraphs_in_a_cell_stay_in_their_row() -> None:
    page = "<table><tr><td><p>序号</p></td><td><p>任务</p></td></tr><tr><td><p>1</p></td><td><p>修路</p><p>架桥</p></td></tr></table>"
    assert html_text(page) == "序号\t任务\n1\t修路 架桥"


def test_a_table_that_sets_out_the_page_is_read_block_by_block() -> None:
    inner = "<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table>"
    assert html_text(f"<table><tr><td><p>上</p>{inner}<p>下</p></td><td>旁</td></tr></table>完") == (
        "上\n甲\t乙\n丙\t丁\n下\n旁\n完"
    )
    article = "".join(f"<p>{'工作要点' * 30}</p>" for _ in range(10))
    assert html_text(f"<table><tr><td>{article}</td><td>旁</td></tr></table>").count("\n") == 10


@pytest.mark.parametrize(
    ("declared", "written", "text"),
    [
        ("gb2312", "gb18030", "增长8%"),
        ("GBK", "gb18030", "镕"),
        ("big5", "big5hkscs", "裏"),
        ("gb2312", "utf-8", "增长8%"),
        ("nonsense", "gb18030", "全区的工作"),
    ],
)
def test_the_declared_charset_decides_what_the_bytes_do_not(declared: str, written: str, text: str) -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}"><p>{text}</p>'
    assert read_file(page.encode(written), "a.htm").text == text
