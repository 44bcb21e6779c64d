"""A PDF is read as running text: no page furniture, lines and pages joined, tables as rows."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter

from documents.pdf_maker import HEIGHT, Sheet, assembled, pdf, report
from luoshi.documents.pdf_text import pdf_text
from luoshi.documents.reading import read_file
from luoshi.kernel.text.outline import outline
from luoshi.ledger.refusal import Problem, Refused

PLAN = [
    "一、主要目标",
    "全区完成固定资产投资123.4亿元，增长8.5%以上，一般公共预算收入完成12.35亿元，同比增收0.65亿元，增长5.6%。",
    "（一）抓好项目建设",
    "要抓好项目建设，全年力争完成投资120亿元以上，新开工项目30个，建成标准厂房15万平方米，" * 9
    + "年底前完成。",
    "二、保障措施",
    "各单位要落实责任。",
]


def refused(data: bytes) -> Problem:
    with pytest.raises(Refused) as caught:
        read_file(data, "plan.pdf")
    (problem,) = caught.value.problems
    assert str(problem.where).startswith("plan.pdf")
    assert str(problem.what) and str(problem.mend)
    return problem


@pytest.mark.parametrize(
    "footer", ["— {page} —", "第 {page} 页 共 {pages} 页", "{page}", "{page}/{pages}", "青河区政府办 {page}"]
)
@pytest.mark.parametrize("header", ["", "青河区人民政府文件"])
def test_sentences_run_across_lines_and_pages(header: str, footer: str) -> None:
    assert pdf_text(report(PLAN * 3, header, footer), "a.pdf") == "\n".join(PLAN * 3)


def test_the_outline_and_every_number_are_those_of_the_plan() -> None:
    text = read_file(report(PLAN, "青河区人民政府文件"), "plan.pdf").text
    nodes = outline(text).nodes
    assert [(node.mark, node.title) for node in nodes] == [
        ("一、", "主要目标"),
        ("（一）", "抓好项目建设"),
        ("二、", "保障措施"),
    ]
    assert all(text[node.start :].startswith(node.mark) for node in nodes)
    assert re.findall(r"\d+\.\d+", text) == re.findall(r"\d+\.\d+", "".join(PLAN))


def test_paragraphs_without_indent_are_told_by_their_marks_and_ends() -> None:
    sheet = Sheet()
    full = "全区各单位要认真落实年度目标任务确保完成全年的各项工"
    for row, words in enumerate([full, full, "作。", f"二是{full[2:]}", "作。", "特此通知。"]):
        sheet.text(90, 100 + 28 * row, words)
    assert pdf_text(pdf([sheet]), "a.pdf").split("\n") == [
        full * 2 + "作。",
        f"二是{full[2:]}作。",
        "特此通知。",
    ]


def test_words_cut_at_the_margin_are_whole_again() -> None:
    sheet = Sheet()
    for row, words in enumerate(
        ["全区经济平稳运行，各项指标稳中有进，GDP 达到 develop-", "ment 的水平，完成投资12", "3.4亿元。"]
    ):
        sheet.text(90, 100 + 28 * row, words)
    assert "development 的水平" in pdf_text(pdf([sheet]), "a.pdf")


def test_bold_print_made_by_printing_twice_is_read_once() -> None:
    sheet = Sheet().text(90, 100, "增长8.55%").text(90.4, 100, "增长8.55%")
    assert pdf_text(pdf([sheet]), "a.pdf") == "增长8.55%"


def table() -> Sheet:
    """Two rows of heads, two of tasks; 序号, 任务 and 时限 merged down, 分工 across, the unit of both tasks down."""
    sheet = Sheet().text(90, 80, "任务分解表")
    across = {100: (90, 500), 130: (250, 410), 160: (90, 500), 190: (90, 250), 220: (90, 500)}
    for top, (left, right) in across.items():
        sheet.rule(left, top, right, top)
    sheet.rule(330, 190, 500, 190)
    for left, top in ((90, 100), (140, 100), (250, 100), (330, 130), (410, 100), (500, 100)):
        sheet.rule(left, top, left, 220)
    for left, top, words in (
        (92, 110, "序号"), (145, 110, "工作任务"), (290, 105, "分工"), (420, 110, "时限"),
        (255, 135, "牵头单位"), (335, 135, "配合单位"),
        (92, 165, "1"), (145, 162, "修路架"), (145, 175, "桥"), (255, 180, "财政局"), (335, 165, "统计局"), (420, 165, "6月底"),
        (92, 195, "2"), (145, 195, "植树"), (335, 195, "林业局"), (420, 195, "年底"),
    ):  # fmt: skip
        sheet.text(left, top, words, 12)
    return sheet.text(90, 240, "特此通知。")


def test_a_table_is_read_as_rows_merged_cells_once() -> None:
    assert pdf_text(pdf([table()]), "a.pdf").split("\n") == [
        "任务分解表",
        "序号\t工作任务\t分工\t\t时限",
        "〃\t〃\t牵头单位\t配合单位\t〃",
        "1\t修路架桥\t财政局\t统计局\t6月底",
        "2\t植树\t〃\t林业局\t年底",
        "特此通知。",
    ]


def ruled(rows: list[list[str]], top: float = 100) -> Sheet:
    """A page with a table of drawn lines, its columns 120 points wide."""
    sheet = Sheet()
    width, height = len(rows[0]), len(rows)
    for row in range(height + 1):
        sheet.rule(60, top + 30 * row, 60 + 120 * width, top + 30 * row)
    for column in range(width + 1):
        sheet.rule(60 + 120 * column, top, 60 + 120 * column, top + 30 * height)
    for row, cells in enumerate(rows):
        for column, words in enumerate(cells):
            if words:
                sheet.text(64 + 120 * column, top + 6 + 30 * row, words, 12)
    return sheet


HEADS = ["序号", "工作任务", "牵头单位", "时限"]


@pytest.mark.parametrize("repeated", [[], [HEADS]])
def test_a_row_that_a_page_break_cut_is_whole_again(repeated: list[list[str]]) -> None:
    first = ruled([HEADS, ["1", "修路41公", "交通局", "6月底前"]])
    second = ruled([*repeated, ["", "里，修桥3座", "", ""], ["2", "植树2万株", "林业局", "9月底前"]])
    head = ["\t".join(HEADS)]
    assert pdf_text(pdf([first, second]), "a.pdf").split("\n") == [
        *head,
        "1\t修路41公里，修桥3座\t交通局\t6月底前",
        *(head if repeated else []),
        "2\t植树2万株\t林业局\t9月底前",
    ]


@pytest.mark.parametrize(
    "row",
    [
        ["", "植树2万株", "林业局", "9月底前"],
        ["2", "植树2万株", "", ""],
        ["", "", "", "9月底前"],
    ],
)
def test_a_row_of_its_own_at_the_head_of_a_page_stays_one(row: list[str]) -> None:
    first = ruled([HEADS, ["1", "修路41公里", "交通局", ""]])
    second = ruled([row, ["3", "建桥3座", "交通局", "年底前"]])
    assert "\t".join(row) in pdf_text(pdf([first, second]), "a.pdf").split("\n")


def test_a_rule_or_a_frame_is_no_table() -> None:
    sheet = Sheet().rule(90, 95, 500, 95).text(90, 100, "增长8%。")
    for left, top, right, bottom in (
        (80, 90, 510, 90),
        (80, 130, 510, 130),
        (80, 90, 80, 130),
        (510, 90, 510, 130),
    ):
        sheet.rule(left, top, right, bottom)
    assert pdf_text(pdf([sheet]), "a.pdf") == "增长8%。"


def test_a_scan_with_printed_page_numbers_is_still_a_scan() -> None:
    scan = Sheet().picture().text(280, HEIGHT - 40, "- 2 -", 10)
    assert refused(pdf([scan])).code == "scanned"
    half = refused(pdf([Sheet().text(90, 100, "增长8%。"), scan]))
    assert half.code == "scanned"
    assert "2" in str(half.where)
    small = Sheet().picture(60, 60)
    assert read_file(pdf([Sheet().text(90, 100, "增长8%。"), small]), "plan.pdf").text == "增长8%。"


def test_a_locked_pdf_is_refused_and_one_that_opens_by_itself_read() -> None:
    for password, code in (("geheim", "encrypted"), ("", None)):
        writer = PdfWriter(clone_from=PdfReader(BytesIO(report(PLAN))))
        writer.encrypt(password, "owner", algorithm="AES-256")
        stream = BytesIO()
        writer.write(stream)
        if code:
            assert refused(stream.getvalue()).code == code
        else:
            assert read_file(stream.getvalue(), "plan.pdf").text == "\n".join(PLAN)


def test_radical_forms_of_a_print_from_a_browser_are_ordinary_characters() -> None:
    mapped = b"1 begincodespacerange<00><ff>endcodespacerange 2 beginbfchar<41><2F00><42><2ED3>endbfchar"
    content = b"BT /F 12 Tf 20 200 Td (ABA) Tj ET"
    data = assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]/MediaBox[0 0 300 300]>>",
            b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
            b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>",
            b"<</Length %d>>stream\n%s\nendstream" % (len(mapped), mapped),
        ]
    )
    assert pdf_text(data, "a.pdf") == "一长一"


def test_a_font_without_meaning_is_refused() -> None:
    data = (
        report(PLAN)
        .replace(b"/Encoding/UniGB-UCS2-H", b"/Encoding/Identity-H   ")
        .replace(b"(GB1)", b"(Own)")
    )
    problem = refused(data)
    assert problem.code == "scanned"
    assert "OCR" in str(problem.mend)
