"""Files that no sane program makes: bombs, cycles, damage (恶意与损坏文件). Each is made here, none is kept."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import xlsxwriter

from documents.pdf_maker import Sheet, assembled, pdf, report

SENTENCE = "全区完成固定资产投资123.4亿元，增长8.5%以上，一般公共预算收入完成12.35亿元。"
Bomb = tuple[str, Callable[[], bytes]]
KINDS = (".txt", ".md", ".docx", ".doc", ".xlsx", ".xls", ".pdf", ".html", ".htm")
_MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("一、目标")
    document.add_paragraph(SENTENCE)
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "财政局"
    table.cell(0, 1).text = "税收"
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def excel() -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 1, 0, "序号")
    sheet.write_string(0, 1, SENTENCE)
    book.close()
    return stream.getvalue()


def page() -> bytes:
    return f"<meta charset=utf-8><h1>一、目标</h1><table><tr><td rowspan=2>甲<td>{SENTENCE}</table>".encode()


def sound() -> dict[str, bytes]:
    """A sound file of each kind that needs no office to make."""
    ruled = Sheet().text(90, 100, SENTENCE[:28])
    for at in (150, 180, 210):
        ruled.rule(90, at, 500, at).rule(at, 150, at, 210)
    return {
        ".txt": SENTENCE.encode("gb18030") * 5,
        ".md": f"# 一、目标\n\n{SENTENCE}".encode(),
        ".docx": word(),
        ".xlsx": excel(),
        ".pdf": pdf([ruled, Sheet().text(90, 100, SENTENCE[:28])]),
        ".html": page(),
    }


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The file with bits flipped, cut off, a piece missing, doubled or overwritten, also inside its zip."""
    how = chance.randrange(6)
    if data.startswith(b"PK") and chance.random() < 0.6:
        return _inside(data, chance)
    at, length = chance.randrange(len(data)), chance.randrange(1, 200)
    if how == 0:
        return data[:at]
    if how == 1:
        return data[:at] + data[at + length :]
    if how == 2:
        return data[:at] + data[at : at + length] * chance.randrange(2, 40) + data[at:]
    if how == 3:
        return data[:at] + chance.randbytes(length) + data[at + length :]
    flipped = bytearray(data)
    for _ in range(chance.randrange(1, 30)):
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _inside(data: bytes, chance: random.Random) -> bytes:
    """The package with one of its parts damaged, the zip itself sound."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        names = old.namelist()
        victim = chance.choice([name for name in names if name.endswith((".xml", ".rels"))])
        for name in names:
            part = old.read(name)
            if name == victim:
                if chance.random() < 0.2:
                    continue
                part = damaged(part, chance)
            new.writestr(name, part)
    return stream.getvalue()


def packed(original: bytes, parts: dict[str, bytes]) -> bytes:
    """The package with these parts in the place of its own, or beside them."""
    stream = BytesIO()
    with ZipFile(BytesIO(original)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            new.writestr(name, part)
    return stream.getvalue()


def _body(inside: str) -> bytes:
    return f"<w:document {_MAIN}><w:body>{inside}</w:body></w:document>".encode()


def _laughs() -> bytes:
    entities = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "haha">' for n in range(10)
    )
    text = "<w:p><w:r><w:t>&l9;</w:t></w:r></w:p><w:p w:a='&l9;'/>"
    return f"<!DOCTYPE x [{entities}]>".encode() + _body(text)


def word_bombs() -> Iterator[Bomb]:
    main, plain = "word/document.xml", word()
    table = "<w:p/>"
    for _ in range(200):
        table = f"<w:tbl><w:tr><w:tc>{table}<w:p/></w:tc></w:tr></w:tbl>"
    yield "200 tables in each other", lambda: packed(plain, {main: _body(table)})
    yield (
        "30 MB of one letter",
        lambda: packed(plain, {main: _body(f"<w:p><w:r><w:t>{'a' * 30_000_000}</w:t></w:r></w:p>")}),
    )
    yield (
        "a million paragraphs",
        lambda: packed(plain, {main: _body("<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 1_000_000)}),
    )
    yield "300 MB of spaces", lambda: packed(plain, {main: b" " * 300_000_000})
    yield "attribute of 20 MB", lambda: packed(plain, {main: _body(f"<w:p w:rsid='{'a' * 20_000_000}'/>")})
    many = " ".join(f"a{n}=''" for n in range(1_000_000))
    yield "a million attributes", lambda: packed(plain, {main: _body(f"<w:p {many}/>")})
    yield "billion laughs", lambda: packed(plain, {main: _laughs()})
    yield "20,000 parts", lambda: packed(plain, {f"word/media/{n}.png": b"x" for n in range(20_000)})
    yield "zip in zip in zip", lambda: packed(plain, {main: packed(plain, {main: packed(plain, {})})})
    yield (
        "merged a million columns",
        lambda: packed(
            plain,
            {
                main: _body(
                    "<w:tbl>"
                    + "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='99999999'/></w:tcPr><w:p/></w:tc></w:tr>" * 9
                    + "</w:tbl>"
                )
            },
        ),
    )
    numbering = f"<w:numbering {_MAIN}><w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'><w:lvlText w:val='{'%1' * 500_000}'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num></w:numbering>"
    numbered = "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr></w:p>" * 500
    yield (
        "500 numbers of a million digits",
        lambda: packed(plain, {main: _body(numbered), "word/numbering.xml": numbering.encode()}),
    )


def excel_bombs() -> Iterator[Bomb]:
    plain, sheet = excel(), "xl/worksheets/sheet1.xml"
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    yield "300 MB of spaces", lambda: packed(plain, {sheet: b" " * 300_000_000})
    yield "20,000 parts", lambda: packed(plain, {f"xl/media/{n}.png": b"x" for n in range(20_000)})
    far = f"<worksheet {main}><sheetData><row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>"
    yield "a cell far out", lambda: packed(plain, {sheet: far.encode()})
    laughs = _laughs().replace(b"w:document", b"worksheet")
    yield "billion laughs", lambda: packed(plain, {sheet: laughs})
    deep = f"<worksheet {main}>{'<a>' * 100_000}{'</a>' * 100_000}</worksheet>"
    yield "100,000 elements in each other", lambda: packed(plain, {sheet: deep.encode()})


def pdf_bombs() -> Iterator[Bomb]:
    catalogue = b"<</Type/Catalog/Pages 2 0 R>>"
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<<>>>>"
    yield (
        "pages that hold themselves",
        lambda: assembled(
            [catalogue, b"<</Type/Pages/Count 1/Kids[2 0 R 3 0 R]>>", b"<</Type/Pages/Kids[2 0 R 3 0 R]>>"]
        ),
    )
    yield "a reference to itself", lambda: assembled([catalogue, b"2 0 R"])
    yield "references in a ring", lambda: assembled([catalogue, b"3 0 R", b"2 0 R"])
    yield (
        "a form that draws itself",
        lambda: assembled(
            [
                catalogue,
                b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
                b"<</Length 5>>stream\n/X Do\nendstream",
                b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 11>>stream\n/X Do /X Do\nendstream",
            ]
        ),
    )
    yield "a stream of 600 MB", swollen
    letters = b"BT /F 1 Tf " + b"(aaaaaaaaaa) Tj " * 2_000_000 + b"ET"
    small = zlib.compress(letters)
    yield (
        "20 million letters on a page",
        lambda: assembled(
            [
                catalogue,
                b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
                b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
                b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(small), small),
                b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            ]
        ),
    )
    yield (
        "300,000 objects",
        lambda: assembled([catalogue, b"<</Type/Pages/Count 0/Kids[]>>", *[b"<<>>"] * 300_000]),
    )
    kids = b" ".join(b"%d 0 R" % (3 + n) for n in range(20_000))
    yield (
        "20,000 pages",
        lambda: assembled([catalogue, b"<</Type/Pages/Count 20000/Kids[%s]>>" % kids, *[leaf] * 20_000]),
    )
    yield "arrays 100,000 deep", lambda: assembled([catalogue, b"[" * 100_000 + b"]" * 100_000])
    yield "a page of a billion points", lambda: report([SENTENCE]).replace(b"[0 0 595 842]", b"[0 0 1e9 1e9]")
    drawn = Sheet().text(90, 100, SENTENCE[:20])
    for n in range(20_000):
        drawn.rule(n * 0.02, 0, n * 0.02, 800)
    yield "a drawing of 20,000 rules", lambda: pdf([drawn])


def swollen() -> bytes:
    """A PDF whose page unpacks to 600 MB."""
    bomb = _deflated(600_000_000)
    return assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<<>>>>",
            b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(bomb), bomb),
        ]
    )


def _deflated(size: int) -> bytes:
    """So many spaces, packed a megabyte at a time."""
    packer = zlib.compressobj(1)
    block = b" " * 1_000_000
    return b"".join([*(packer.compress(block) for _ in range(size // 1_000_000)), packer.flush()])


def other_bombs() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    yield "10 MB in one line", lambda: SENTENCE.encode() * (10_000_000 // len(SENTENCE.encode())), ".txt"
    yield (
        "19 MB in one line, GB18030",
        lambda: SENTENCE.encode("gb18030") * (19_000_000 // len(SENTENCE.encode("gb18030"))),
        ".txt",
    )
    yield (
        "10 MB of a page in one line",
        lambda: SENTENCE.encode() * (10_000_000 // len(SENTENCE.encode())),
        ".html",
    )
    yield "100,000 tags left open", lambda: b"<a " * 100_000, ".html"
    yield "100,000 tables in each other", lambda: b"<table><tr><td>" * 100_000, ".html"
    yield (
        "a million cells merged",
        lambda: b"<table>" + b"<tr><td rowspan=500 colspan=63>a" * 100_000,
        ".html",
    )
    yield "nothing", lambda: b"", ".pdf"
    yield "a Word file named .pdf", word, ".pdf"
    yield "a PDF named .docx", lambda: report([SENTENCE]), ".docx"
    yield "a Word file named .xlsx", word, ".xlsx"
    yield "a workbook named .docx", excel, ".docx"
    yield "a picture named .txt", lambda: b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(100_000), ".txt"
    yield "a PDF named .doc", lambda: report([SENTENCE]), ".doc"


def bombs() -> Iterator[tuple[str, Callable[[], bytes], str]]:
    """Every bomb: what it is, what makes it, the suffix it comes under."""
    for suffix, kinds in ((".docx", word_bombs()), (".xlsx", excel_bombs()), (".pdf", pdf_bombs())):
        for name, make in kinds:
            yield f"{suffix}: {name}", make, suffix
    for name, make, suffix in other_bombs():
        yield f"{suffix}: {name}", make, suffix
