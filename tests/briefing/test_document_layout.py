"""The .docx follows GB/T 9704-2012: page, grid, typefaces, order of parts."""

from datetime import date
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from briefing.sample import MARK, bulletin
from luoshi.briefing.gbt9704 import render
from luoshi.briefing.official import Annex, Column, Imprint, OfficialDocument, Paragraph, Table


def opened(document: OfficialDocument):
    return docx.Document(BytesIO(render(document)))


def letter(**changes) -> OfficialDocument:
    content = {"title": "督查通报", "body": [Paragraph("正文。")], "issuer": "区督查室"}
    return OfficialDocument(**({"issue_date": date(2015, 7, 6)} | content | changes))


def texts(document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def typeface(document, style: str) -> tuple[str, float]:
    properties = document.styles[style].element.rPr
    return properties.find(qn("w:rFonts")).get(qn("w:eastAsia")), document.styles[style].font.size.pt


def test_page_margins_and_grid():
    section = opened(letter()).sections[0]
    measures = [section.page_width, section.page_height, section.top_margin, section.left_margin]
    assert [round(length.mm) for length in measures] == [210, 297, 37, 28]
    assert round(section.right_margin.mm) == 26
    assert round(section.bottom_margin.mm) == 35
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.attrib == {
        qn("w:type"): "linesAndChars",
        qn("w:linePitch"): "580",
        qn("w:charSpace"): "-848",
    }


@pytest.mark.parametrize(
    ("style", "face"),
    [
        ("公文正文", ("仿宋_GB2312", 16)),
        ("Title", ("方正小标宋简体", 22)),
        ("heading 1", ("黑体", 16)),
        ("heading 2", ("楷体_GB2312", 16)),
        ("heading 3", ("仿宋_GB2312", 16)),
        ("heading 4", ("仿宋_GB2312", 16)),
        ("版记", ("仿宋_GB2312", 14)),
        ("footer", ("宋体", 14)),
    ],
)
def test_typefaces_and_sizes(style, face):
    assert typeface(opened(letter()), style) == face


def test_every_typeface_is_named_with_substitutes_and_none_is_embedded():
    document = opened(letter())
    table = next(
        part for part in document.part.package.iter_parts() if part.partname.endswith("fontTable.xml")
    )
    text = table.blob.decode()
    for name in ("仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"):
        assert f'w:name="{name}"' in text
    assert text.count("<w:altName ") == 5
    assert "embed" not in text


def test_parts_stand_in_order():
    found = texts(opened(bulletin()))
    order = [
        f"（{MARK}）",
        "各镇人民政府、街道办事处，区政府各部门：",
        "一、总体情况",
        "附件：1.\t慢序时项目",
        "2.\t按序时项目",
        "甲辰区人民政府办公室",
        "2015年7月6日",
        "附件1",
        "慢序时项目",
        "附件2",
        "按序时项目",
    ]
    places = [found.index(text) for text in order]
    assert places == sorted(places)


def test_the_only_annex_carries_no_number():
    found = texts(opened(letter(annexes=[Annex("名单", [Paragraph("略。")])])))
    assert "附件：名单" in found
    assert "附件" in found


def test_the_date_stands_four_characters_from_the_right_under_a_centred_issuer():
    document = opened(letter())
    issuer, written = document.paragraphs[-2:]
    date_right = written.paragraph_format.right_indent.twips / 316
    issuer_right = issuer.paragraph_format.right_indent.twips / 316
    assert date_right == 4
    assert issuer_right + 4 / 2 == pytest.approx(date_right + 6 / 2)


def test_no_red_head_unless_configured():
    assert "FF0000" not in opened(letter(number="甲府〔2015〕1号")).element.xml
    head = opened(letter(red_head="甲辰区人民政府文件", number="甲府〔2015〕1号"))
    assert texts(head)[0] == "甲辰区人民政府文件"
    assert 'w:color="FF0000"' in head.element.xml


@pytest.mark.parametrize("mark", [MARK, None])
def test_the_mark_is_on_odd_and_even_pages_and_under_the_title_only_for_simulated_data(mark):
    document = opened(letter(simulated_mark=mark))
    section = document.sections[0]
    heads = [section.header, section.even_page_header]
    assert all((MARK in header.paragraphs[0].text) is bool(mark) for header in heads)
    assert (f"（{MARK}）" in texts(document)) is bool(mark)
    assert document.settings.odd_and_even_pages_header_footer


def test_page_numbers_change_sides():
    section = opened(letter()).sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        xml = footer.paragraphs[0]._p.xml
        assert f'<w:jc w:val="{side}"/>' in xml
        assert 'w:instr=" PAGE "' in xml
        assert footer.paragraphs[0]._p.xpath("string(.)") == "— 1 —"


def test_tables_repeat_their_header_and_keep_rows_whole():
    table = opened(bulletin()).tables[0]
    headers = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert headers == [True] + [False] * 21
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert table.cell(0, 2).text == "全年目标\n（亿元）"
    assert 'w:jc w:val="right"' in table.cell(1, 3).paragraphs[0]._p.xml


def test_pictures_carry_their_words():
    document = opened(bulletin())
    words = [
        picture.get("descr") for picture in document.element.iter(qn("wp:docPr")) if picture.get("descr")
    ]
    assert "各单位完成率排名图" in words
    assert len(words) == 22


def test_free_columns_share_what_fixed_columns_leave():
    columns = [Column("甲", width_mm=56), Column("乙"), Column("丙")]
    table = opened(letter(body=[Table(columns, [["1", "2", "3"]])])).tables[0]
    assert [round(Mm(cell.width.mm).mm) for cell in table.rows[0].cells] == [56, 50, 50]


def test_content_that_cannot_be_set_is_refused_with_its_place():
    with pytest.raises(ValueError, match="'排名', row 2: 1 cells for 2 columns"):
        Table([Column("甲"), Column("乙")], [["1", "2"], ["3"]], "排名")
    with pytest.raises(ValueError, match="no columns"):
        Table([], [], "空表")
    with pytest.raises(ValueError, match="200 mm wide together; the page has 156 mm"):
        render(letter(body=[Table([Column("甲", width_mm=200)], [])]))


def test_imprint_names_copies_office_and_date():
    imprint = Imprint(["区委办公室", "区人大常委会办公室"], "区督查室", date(2015, 7, 7))
    box = opened(letter(imprint=imprint)).element.find(f".//{qn('w:txbxContent')}")
    rows = [row.xpath("string(.)") for row in box.iter(qn("w:tr"))]
    assert rows == ["抄送：区委办公室，区人大常委会办公室。", "区督查室2015年7月7日印发"]
    assert "抄送" not in opened(letter()).element.xml
