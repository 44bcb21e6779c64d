"""The reading copy: one spelling, every character of it tied to its original."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.text.normalise import Normalised, normalise
from luoshi.kernel.text.outline import outline
from luoshi.kernel.text.page_marks import is_page_number
from luoshi.kernel.text.radicals import RADICALS

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def read(text: str) -> str:
    return normalise(text).text


@pytest.mark.parametrize(
    ("printed", "copy"),
    [
        ("增 长\u00a08 . 5 ％", "增长8.5%"),
        ("２０１５ 年，完成 １２３．４ 亿元", "2015年，完成123.4亿元"),
        ("2 0 1 5 年", "2015年"),
        ("增长 1 2. 5%", "增长12.5%"),
        ("完成12 .5亿元", "完成12.5亿元"),
        ("共1 234 567人", "共1234567人"),
        ("共1\u2009234人", "共1234人"),
        ("12\u200b3\ufeff4\u2060万元", "1234万元"),
        ("增\u202a长8%\u202c", "增长8%"),
        ("1. 5个项目", "1. 5个项目"),
        ("3\t5\t8个", "3 5 8个"),
        ("表1 2015年", "表1 2015年"),
        ("附件1 12个", "附件1 12个"),
        ("GDP 8 percent", "GDP 8 percent"),
        ("⼀、⽬标：增⻓8%", "一、目标：增长8%"),
        ('抓"放管服"改革', "抓“放管服”改革"),
        ("抓「放管服」和“双创“", "抓“放管服”和“双创”"),
        ('“甲"和"乙”', "“甲”和“乙”"),
        ("## 一、**目标**", "一、目标"),
        ("第一行\r第二行\u2028第三行\v第四行", "第一行\n第二行\n第三行\n第四行"),
        ("1,234.5万元", "1,234.5万元"),
    ],
)
def test_one_spelling(printed: str, copy: str) -> None:
    assert read(printed) == copy


SENTENCE = "全区完成固定资产投资一百二十三亿元同比增长百分之八点五高于序时进度二点三"
LINES = [SENTENCE[n:] + SENTENCE[:n] for n in range(12)]


@pytest.mark.parametrize(
    "mark", ["— 3 —", "-3-", "－ 3 －", "第 3 页 共 8 页", "第3页/共8页", "第三页", "Page 3 of 8"]
)
def test_a_page_number_does_not_part_a_sentence(mark: str) -> None:
    text = "\n".join(LINES[:4]) + f"\n\n{mark}\n\n" + "\n".join(LINES[4:8]) + "。\n完。"
    assert read(text) == "".join(LINES[:8]) + "。\n完。"


def test_a_page_or_a_mark_that_begins_no_line_is_no_end_of_a_sentence() -> None:
    cut = "完成投资十二亿元，涉及项目一百三十七个，建成八十个"
    assert read(f"{cut}\n\n— 3 —\n\n；其中违规三个。\n完。") == f"{cut}；其中违规三个。\n完。"
    assert read(f"{cut}\n— 3 —\n其余在建。") == f"{cut}其余在建。"
    assert read(f"{cut}\n— 3 —\n二、措施") == f"{cut}\n二、措施"
    assert read("抓项目\n、促投资") == "抓项目、促投资"


def test_headers_beside_page_numbers_and_form_feeds_are_left_out_where_they_recur() -> None:
    pages = ["\n".join(LINES[start : start + 4]) for start in (0, 4, 8)]
    numbered = "\n".join(f"青河区通报\n{page}\n— {n} —" for n, page in enumerate(pages))
    fed = "\n".join(f"青河区通报\n{page}\n{n}\n\f" for n, page in enumerate(pages))
    assert read(numbered) == "青河区通报\n" + "".join(LINES)
    assert read(fed) == "青河区通报\n" + "".join(LINES)
    assert read("\f" + fed) == "".join(LINES)


def test_what_stands_once_beside_a_page_number_is_text() -> None:
    assert (
        read("一、目标\n增长8%。\n— 1 —\n二、措施\n抓项目。\n— 2 —")
        == "一、目标\n增长8%。\n二、措施\n抓项目。"
    )


@pytest.mark.parametrize("line", ["3", "-5", "8.5", "3/8", "第三产业", "一、", "2015年", "—", "第3页纸"])
def test_a_line_of_data_is_no_page_number(line: str) -> None:
    assert not is_page_number(line)
    assert read(f"甲\n{line}\n乙").count("\n") == 2


def test_a_heading_of_a_markdown_file_is_a_clause() -> None:
    text = "# 一、目标\n增长8%。\n# 二、**措施**\n抓项目。"
    assert [(node.mark, node.title) for node in outline(text).nodes] == [("一、", "目标"), ("二、", "措施")]
    assert [text[node.start :][:2] for node in outline(text).nodes] == ["一、", "二、"]


ODD = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            list(
                '一二三完成增长亿万元年页第共12345.,%，。；：（）“”"「」#*-—/０１２３．，％　 \t\n\r\f\v\u00a0\u200b⼀⻓'
            )
        ),
        st.characters(),
    ),
    max_size=120,
)


def check(doc: Normalised) -> None:
    assert len(doc.offsets) == len(doc.text)
    assert all(before < after for before, after in zip(doc.offsets, doc.offsets[1:], strict=False))
    for char, offset in zip(doc.text, doc.offsets, strict=True):
        origin = doc.original[offset]
        if char == "\n":
            assert origin.isspace()
        elif char.isdecimal() or "\u4e00" <= char <= "\u9fff":
            assert char == RADICALS.get(
                origin, chr(ord(origin) - 0xFEE0) if "０" <= origin <= "９" else origin
            )
        elif char == " ":
            assert origin.isspace()


@given(ODD)
def test_every_character_has_its_original_in_order(text: str) -> None:
    check(normalise(text))


@given(st.lists(ODD, max_size=6))
def test_whole_texts_too(parts: list[str]) -> None:
    check(normalise("\n— 3 —\n".join(parts)))


@st.composite
def spread(draw: st.DrawFn) -> tuple[str, str]:
    """A number as a layout may print it, and the number."""
    number = str(draw(st.integers(1, 999_999))) + draw(st.sampled_from(["", ".5", ".0", ".25"]))
    printed = "".join(draw(st.sampled_from([sign, chr(ord(sign) + 0xFEE0)])) for sign in number)
    gap = draw(st.sampled_from(["", "\u200b", "\ufeff", " ", "\u00a0", "　", "\u2009"]))
    return gap.join(printed), number


@given(st.lists(spread(), min_size=1, max_size=5))
def test_the_original_of_a_number_reads_as_that_number(numbers: list[tuple[str, str]]) -> None:
    text = "，".join(f"完成{printed}亿元" for printed, _ in numbers)
    doc = normalise(text)
    found = list(NUMBER.finditer(doc.text))
    assert [match[0] for match in found] == [number for _, number in numbers]
    for match in found:
        start, end = doc.span(match.start(), match.end())
        assert normalise(text[start:end]).text == match[0]
