"""Every kind of file is read whole or refused with where and how to mend it."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.oxml import parse_xml

from luoshi.documents import docx_package, reading
from luoshi.documents.docx_text import docx_text
from luoshi.documents.reading import read_file
from luoshi.ledger.refusal import Problem, Refused

SIMPLIFIED = "全区各单位要认真落实年度目标任务,确保生产总值增长8%。"
TRADITIONAL = "全區各單位要認真落實年度目標任務,確保生產總值增長8%。"


def refused(data: bytes, name: str) -> Problem:
    with pytest.raises(Refused) as caught:
        read_file(data, name)
    (problem,) = caught.value.problems
    assert str(problem.where).startswith(name)
    assert str(problem.what)
    assert str(problem.mend)
    return problem


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-32"]
)
def test_simplified_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    text = SIMPLIFIED + "\r\n" + SIMPLIFIED
    found = read_file(text.encode(encoding), "plan.txt")
    assert found.text == text
    assert found.encoding == encoding.removesuffix("-sig")


def test_traditional_text_is_read_in_big5() -> None:
    found = read_file(TRADITIONAL.encode("big5"), "plan.txt")
    assert (found.text, found.encoding) == (TRADITIONAL, "big5")


def test_ascii_and_english_text_is_utf_8() -> None:
    assert read_file(b"# Plan\n\nGrow by 8 %.", "plan.md").text == "# Plan\n\nGrow by 8 %."


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bytes(range(128, 256)) * 8, "encoding"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(40), "encoding"),
        (SIMPLIFIED.encode("utf-8").decode("gb18030", errors="replace").encode("utf-8"), "damaged"),
        (("锟斤拷" + SIMPLIFIED).encode(), "damaged"),
        (b"\xff\xfeA", "encoding"),
        (b"", "empty"),
        ("  \n\u3000".encode(), "empty"),
    ],
)
def test_text_that_cannot_be_read_is_refused(data: bytes, code: str) -> None:
    assert refused(data, "plan.txt").code == code


def test_utf_8_once_read_as_gb18030_is_recognised() -> None:
    twice = "落实目标责任。".encode().decode("gb18030", errors="ignore")
    assert refused(twice.encode(), "plan.txt").code == "damaged"


@pytest.mark.parametrize("name", ["plan.xyz", "plan", "plan.wps"])
def test_unknown_kinds_name_a_way_out(name: str) -> None:
    problem = refused(SIMPLIFIED.encode(), name)
    assert problem.code == "kind"
    assert ".docx" in str(problem.mend)


def test_a_file_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 10)
    assert refused(SIMPLIFIED.encode(), "plan.txt").code == "too_large"


def test_html_keeps_blocks_and_drops_scripts() -> None:
    page = (
        "<html><head><title>x</title></head><body><nav>首页</nav><h1>一、目标</h1>"
        "<p>增长&nbsp;8%<b>以上</b></p><script>var a = 1</script><table><tr><td>甲</td><td>乙</td></tr></table></body>"
    )
    assert read_file(page.encode("gb18030"), "plan.html").text == "一、目标\n增长\u00a08%以上\n甲\t乙"


def _docx() -> BytesIO:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            '<w:abstractNum xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
            'w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
            '<w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(
        parse_xml(
            '<w:num xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" w:numId="77">'
            '<w:abstractNumId w:val="77"/></w:num>'
        )
    )
    for text, depth in (("总体目标", 0), ("工业", 1), ("农业", 1), ("保障措施", 0), ("组织", 1)):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(
            parse_xml(
                '<w:numPr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                f'<w:ilvl w:val="{depth}"/><w:numId w:val="77"/></w:numPr>'
            )
        )
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "财政局"
    table.cell(0, 1).text = "税收"
    table.cell(1, 1).text = "非税"
    document.add_paragraph("完")
    stream = BytesIO()
    document.save(stream)
    return stream


def test_docx_numbers_are_written_out_and_merged_cells_read_once() -> None:
    assert read_file(_docx().getvalue(), "plan.docx").text.split("\n") == [
        "一、总体目标",
        "（一）工业",
        "（二）农业",
        "二、保障措施",
        "（一）组织",
        "财政局\t税收",
        "〃\t非税",
        "完",
    ]


def test_docx_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(b"PK\x03\x04 nothing", "plan.docx").code == "damaged"
    assert refused(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "plan.docx").code == "encrypted"
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", " " * 100_000)
    assert refused(stream.getvalue(), "plan.docx").code == "damaged"
    monkeypatch.setattr(docx_package, "LARGEST_PART", 10_000)
    with pytest.raises(Refused) as caught:
        docx_text(_docx().getvalue(), "plan.docx")
    assert [problem.code for problem in caught.value.problems] == ["too_large"]


def _pdf(*contents: bytes, encrypt: bytes = b"") -> bytes:
    """A PDF written by hand: one page for each content stream."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(contents))).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(contents), kids),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for n, content in enumerate(contents):
        image = b"/XObject<</I %d 0 R>>" % (4 + 2 * len(contents))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>%s>>>>"
            % (5 + 2 * n, image)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
    objects.append(
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n"
        b"\x80\nendstream"
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"<</Size %d/Root 1 0 R%s>>" % (len(objects) + 1, encrypt)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer%s\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
        trailer,
        len(out),
    )


TEXT_PAGE = b"BT /F 12 Tf 20 200 Td (GDP grows by 8 percent) Tj 0 -180 Td (- 3 -) Tj ET"
SCANNED_PAGE = b"q 300 0 0 300 0 0 cm /I Do Q"


def test_a_pdf_with_text_is_read_without_its_page_numbers() -> None:
    assert (
        read_file(_pdf(TEXT_PAGE, TEXT_PAGE), "plan.pdf").text
        == "GDP grows by 8 percent\nGDP grows by 8 percent"
    )


def test_a_scan_is_refused_with_its_pages() -> None:
    problem = refused(_pdf(SCANNED_PAGE), "plan.pdf")
    assert problem.code == "scanned"
    half = refused(_pdf(TEXT_PAGE, SCANNED_PAGE), "plan.pdf")
    assert half.code == "scanned"
    assert "2" in str(half.where)


def test_an_encrypted_pdf_is_refused() -> None:
    key = b"(" + b"x" * 32 + b")"
    encrypt = (
        b"/ID[(0123456789abcdef)(0123456789abcdef)]/Encrypt<</Filter/Standard/V 1/R 2/O%s/U%s/P -4>>"
        % (key, key)
    )
    assert refused(_pdf(TEXT_PAGE, encrypt=encrypt), "plan.pdf").code == "encrypted"


def test_a_file_that_is_no_pdf_is_refused() -> None:
    assert refused(b"%PDF-1.4 broken", "plan.pdf").code == "damaged"
