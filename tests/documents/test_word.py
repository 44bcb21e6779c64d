"""A Word document is read as it is seen: boxes, changes, links and tables, nothing of the page's margins."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.oxml import parse_xml

from luoshi.documents.docx_text import docx_text
from luoshi.documents.reading import read_file
from luoshi.ledger.refusal import Refused

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def word(*blocks: str) -> bytes:
    """A .docx whose body is these elements."""
    document = docx.Document()
    body = document.element.body
    for place, block in enumerate(blocks):
        body.insert(place, parse_xml(block.replace(">", f" {NAMES}>", 1)))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def changed(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The package with every part changed."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return stream.getvalue()


def run(words: str) -> str:
    return f"<w:r><w:t>{words}</w:t></w:r>"


def para(*inside: str) -> str:
    return f"<w:p>{''.join(inside)}</w:p>"


def lines(*blocks: str) -> list[str]:
    return docx_text(word(*blocks), "a.docx").split("\n")


def test_tracked_changes_read_as_accepted() -> None:
    assert lines(
        para(
            run("增长"),
            f"<w:ins>{run('8%')}</w:ins>",
            "<w:del><w:r><w:tab/><w:delText>7%</w:delText></w:r></w:del>",
            f"<w:moveFrom>{run('以上')}</w:moveFrom>",
            run("左右"),
            f"<w:moveTo>{run('以上')}</w:moveTo>",
        ),
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>",
        para(run("乙")),
        f"<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>{para(run('删'))}</w:tc></w:tr>"
        f"<w:tr><w:tc>{para(run('留'))}</w:tc></w:tr></w:tbl>",
    ) == ["增长8%左右以上", "甲乙", "留"]


def test_links_breaks_and_fields_are_read_as_shown() -> None:
    assert lines(
        para(f"<w:hyperlink>{run('全文')}</w:hyperlink>", "<w:r><w:br/></w:r>", run("完")),
        para(
            '<w:r><w:instrText> PAGE </w:instrText></w:r><w:fldSimple w:instr="DATE">',
            run("2015年"),
            "</w:fldSimple>",
        ),
        para("<w:r><w:t>一</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>二</w:t></w:r>"),
    ) == ["全文", "完", "2015年", "一-二"]


def test_hidden_text_is_not_read() -> None:
    assert lines(
        para(run("见"), "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"),
        para('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r>'),
    ) == ["见", "显"]


def test_a_text_box_follows_its_paragraph_once() -> None:
    box = f"<w:txbxContent>{para(run('框内'))}{para(run('二行'))}</w:txbxContent>"
    drawn = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert lines(para(run("框前"), drawn, run("框后"))) == ["框前框后", "框内", "二行"]


def test_headers_footers_notes_and_contents_are_not_mixed_in() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.sections[0].footer.paragraphs[0].text = "— 3 —"
    document.styles.add_style("toc 1", 1)
    document.add_paragraph("一、目标\t3", style="toc 1")
    document.add_paragraph("一、目标")
    stream = BytesIO()
    document.save(stream)
    assert docx_text(stream.getvalue(), "a.docx").strip() == "一、目标"
    note = "<w:r><w:footnoteReference w:id='1'/></w:r>"
    assert lines(
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr>"
        f"<w:sdtContent>{para(run('目录'))}</w:sdtContent></w:sdt>",
        f"<w:sdt><w:sdtContent>{para(run('正文'), note)}</w:sdtContent></w:sdt>",
    ) == ["正文"]


def test_a_strict_document_is_read() -> None:
    strict = changed(
        word(para(run("增长8%"))),
        lambda _name, part: part.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    assert read_file(strict, "a.docx").text == "增长8%"


def nested(depth: int) -> str:
    inside = para(run("底"))
    for _ in range(depth):
        inside = f"<w:tbl><w:tr><w:tc>{inside}<w:p/></w:tc></w:tr></w:tbl>"
    return inside


def test_tables_in_tables_are_read_to_any_sane_depth() -> None:
    assert lines(nested(40)) == ["底"]


def test_tables_too_deep_are_refused_with_a_way_out() -> None:
    deep = changed(
        word(para(run("甲"))),
        lambda name, part: (
            part.replace(b"<w:sectPr", nested(200).encode() + b"<w:sectPr", 1)
            if name == "word/document.xml"
            else part
        ),
    )
    with pytest.raises(Refused) as caught:
        read_file(deep, "a.docx")
    (problem,) = caught.value.problems
    assert problem.code == "too_deep"
    assert str(problem.mend)


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_declared_entities_are_refused(declared: str) -> None:
    data = changed(
        word(para(run("甲"))),
        lambda name, part: (
            part.replace(b"<w:document", declared.encode() + b"<w:document", 1)
            if name == "word/document.xml"
            else part
        ),
    )
    with pytest.raises(Refused) as caught:
        read_file(data, "a.docx")
    assert [problem.code for problem in caught.value.problems] == ["damaged"]


def test_numbers_beyond_reason_in_a_list_cost_nothing() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for key, form in (("77", "upperRoman"), ("78", "upperLetter"), ("79", "chineseCounting")):
        numbering.insert(
            0,
            parse_xml(
                f'<w:abstractNum {NAMES} w:abstractNumId="{key}"><w:lvl w:ilvl="0"><w:start w:val="999999999"/>'
                f'<w:numFmt w:val="{form}"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"/></w:abstractNum>'
            ),
        )
        numbering.append(
            parse_xml(f'<w:num {NAMES} w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>')
        )
        document.add_paragraph("甲")._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {NAMES}><w:ilvl w:val="0"/><w:numId w:val="{key}"/></w:numPr>')
        )
    stream = BytesIO()
    document.save(stream)
    assert docx_text(stream.getvalue(), "a.docx").split("\n") == ["999999999.甲"] * 3
