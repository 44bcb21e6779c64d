"""PDF files written by hand: Chinese text in a font that every reader knows, rules, pictures."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

WIDTH, HEIGHT = 595, 842
_FONT = b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>"
_SONG = (
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
    b"/Supplement 2>>/DW 1000/W[1 95 500]/FontDescriptor 5 0 R>>"
)
_SHAPE = (
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880"
    b"/Descent -120/CapHeight 880/StemV 80>>"
)
_PICTURE = (
    b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n"
    b"\x80\nendstream"
)


class Sheet:
    """One page; places in points from the left and the top."""

    def __init__(self) -> None:
        self.drawn: list[str] = []

    def text(self, left: float, top: float, words: str, size: float = 16) -> Sheet:
        code = words.encode("utf-16-be").hex()
        self.drawn.append(f"BT /F {size} Tf 1 0 0 1 {left} {HEIGHT - top - size} Tm <{code}> Tj ET")
        return self

    def rule(self, left: float, top: float, right: float, bottom: float) -> Sheet:
        self.drawn.append(f"{left} {HEIGHT - top} m {right} {HEIGHT - bottom} l S")
        return self

    def picture(self, width: float = WIDTH, height: float = HEIGHT) -> Sheet:
        self.drawn.append(f"q {width} 0 0 {height} 0 0 cm /I Do Q")
        return self

    def content(self) -> bytes:
        return "\n".join(self.drawn).encode()


def pdf(sheets: Sequence[Sheet], trailer: bytes = b"") -> bytes:
    """The file; ``trailer`` is added to its trailer."""
    kids = " ".join(f"{7 + 2 * n} 0 R" for n in range(len(sheets))).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 %d %d]>>" % (len(sheets), kids, WIDTH, HEIGHT),
        _FONT,
        _SONG,
        _SHAPE,
        _PICTURE,
    ]
    for n, sheet in enumerate(sheets):
        packed = zlib.compress(sheet.content())
        objects.append(
            b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/Resources<</Font<</F 3 0 R>>/XObject<</I 6 0 R>>>>>>"
            % (8 + 2 * n)
        )
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed))
    return assembled(objects, trailer)


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1; the first is the catalogue."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    ending = b"<</Size %d/Root 1 0 R%s>>" % (size, trailer)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer%s\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        ending,
        len(out),
    )


def set_in(words: str, per_line: int) -> list[str]:
    """A paragraph as a printer sets it: the first line two characters in, full lines, the rest."""
    first = per_line - 2
    rest = [words[start : start + per_line] for start in range(first, len(words), per_line)]
    return ["　　" + words[:first], *rest]


def report(
    paragraphs: Sequence[str], header: str = "", footer: str = "— {page} —", per_line: int = 28
) -> bytes:
    """Paragraphs over as many pages as they need, 22 lines of 16 points each, with header and footer."""
    lines = [line for words in paragraphs for line in set_in(words, per_line)]
    sheets = []
    for start in range(0, len(lines), 22):
        sheet = Sheet()
        page = len(sheets) + 1
        if header:
            sheet.text(90, 40, header, 10)
        for row, words in enumerate(lines[start : start + 22]):
            bare = words.lstrip("　")
            sheet.text(74 + 16 * (len(words) - len(bare)), 105 + 28 * row, bare)
        sheet.text(270, 780, footer.format(page=page, pages=-(-len(lines) // 22)), 12)
        sheets.append(sheet)
    return pdf(sheets)
