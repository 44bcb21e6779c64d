"""What an uploaded workbook is before it is read (上传文件检查): a real .xlsx of sane size, and where its formulas are.

The cells themselves are read by calamine, which gives values only; formulas and error cells are found here, in
one streaming pass over the sheet's XML.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

LARGEST_UPLOAD = 5 * 1024 * 1024
LARGEST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 300
# The reader lays out the rectangle up to the farthest cell, however few cells lie in it.
MOST_CELLS = 1_000_000
# A shared string is stored once and copied into every cell that names it.
MOST_CHARACTERS = 20_000_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
# The two percentages among the formats that every workbook has; in others a quoted or escaped sign is only printed.
_PERCENT_CODES = frozenset(("9", "10"))
_QUOTED = re.compile(r'"[^"]*"|\\.')
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

# What reading raises where a part is missing, is no XML, or says nonsense.
_NO_WORKBOOK = (ElementTree.ParseError, EOFError, LookupError, ValueError)


@dataclass(frozen=True)
class CellMarks:
    """Cell references ("C7") of one sheet: formulas with a stored result, without one, error values, and numbers
    that are shown a hundredfold with a per cent sign.
    """

    computed: frozenset[str]
    uncomputed: frozenset[str]
    errors: frozenset[str]
    percents: frozenset[str]


def open_package(content: bytes) -> zipfile.ZipFile:
    """The workbook as a package whose every part has been unpacked once within the limits.

    Refused when the file is too large, no .xlsx, protected by a password, damaged, a bomb, carries document
    type declarations, or has a cell so far out that its sheet would fill the memory.
    """
    if len(content) > LARGEST_UPLOAD:
        raise _refused(
            _("The file is larger than 5 MB."), _("Remove pictures and sheets that are not needed.")
        )
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = package.infolist()
        names = {part.filename.casefold() for part in parts}
        if "xl/workbook.xml" not in package.namelist() or len(names) < len(parts):
            raise zipfile.BadZipFile
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise _refused(
                _("The file unpacks to far more than a table needs."),
                _("Copy the cells into a new workbook and save that."),
            )
        for part in parts:
            _inspect(package, part)
        sheets = [_sheet_part(package, index) for index in range(_sheet_count(package))]
        laid_out = sum(_cells(package, name) for name in sheets)
        lengths = _string_lengths(package)
        _percent_styles(package)
        characters = sum(_characters(package, name, lengths) for name in sheets)
    except (
        zipfile.BadZipFile,
        zlib.error,
        # A compression that the zip library does not know.
        NotImplementedError,
        RuntimeError,
        OSError,
        *_NO_WORKBOOK,
    ) as error:
        raise _refused(
            _("The file is not a readable .xlsx workbook."),
            _("In Excel or WPS choose “Save as”, type “Excel workbook (*.xlsx)”, without a password."),
        ) from error
    if laid_out > MOST_CELLS:
        raise _refused(
            _("A cell far outside the table is filled in."),
            _("Copy the cells into a new workbook and save that."),
        )
    if characters > MOST_CHARACTERS:
        raise _refused(
            _("The file unpacks to far more than a table needs."),
            _("Copy the cells into a new workbook and save that."),
        )
    return package


def _inspect(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    declared, seam = False, b""
    with package.open(part) as stream:
        while block := stream.read(1 << 20):
            declared = declared or b"<!DOCTYPE" in (seam + block).upper()
            seam = block[-8:]
    if declared:
        raise _refused(
            _("The file carries a document type declaration."),
            _("Copy the cells into a new workbook and save that."),
        )


def _refused(what: Words, mend: Words) -> Refused:
    return Refused(Problem(_("The file"), what, mend))


def cell_marks(package: zipfile.ZipFile, index: int) -> CellMarks:
    """Where the ``index``-th sheet (from 0) holds formulas, error values and percentages."""
    computed: set[str] = set()
    uncomputed: set[str] = set()
    errors: set[str] = set()
    percents: set[str] = set()
    styles = _percent_styles(package)
    with package.open(_sheet_part(package, index)) as stream:
        for _event, element in ElementTree.iterparse(stream):  # noqa: S314 - no DTD passes open_package
            if element.tag != f"{_MAIN}c":
                continue
            place, value = element.get("r", ""), element.findtext(f"{_MAIN}v")
            if element.get("t") == "e":
                errors.add(place)
            elif element.find(f"{_MAIN}f") is not None:
                (computed if value else uncomputed).add(place)
            if value and element.get("t", "n") == "n" and element.get("s") in styles:
                percents.add(place)
            element.clear()
    return CellMarks(frozenset(computed), frozenset(uncomputed), frozenset(errors), frozenset(percents))


def _percent_styles(package: zipfile.ZipFile) -> frozenset[str]:
    """The styles of cells that show a number as a percentage, as cells name them: their place in the list."""
    part = next((n for n in package.namelist() if n.casefold() == "xl/styles.xml"), None)
    codes, styles = set(_PERCENT_CODES), set[str]()
    if part is None:
        return frozenset()
    with package.open(part) as stream:
        for _event, element in ElementTree.iterparse(stream):  # noqa: S314 - as above
            if element.tag == f"{_MAIN}numFmt" and "%" in _QUOTED.sub("", element.get("formatCode", "")):
                codes.add(element.get("numFmtId", ""))
            elif element.tag == f"{_MAIN}cellXfs":
                styles = {str(n) for n, style in enumerate(element) if style.get("numFmtId") in codes}
    return frozenset(styles)


def _cells(package: zipfile.ZipFile, name: str) -> int:
    """Cells of the rectangle from A1 to the last filled row and column of the sheet in part ``name``."""
    rows = columns = row = column = 0
    with package.open(name) as stream:
        for event, element in ElementTree.iterparse(stream, ("start", "end")):  # noqa: S314 - as above
            kind = element.tag.rpartition("}")[2]
            if kind == "row" and event == "start":
                row, column = int(element.get("r") or row + 1), 0
            elif kind == "c" and event == "end":
                row, column = _place(element.get("r"), row, column)
                if len(element):
                    rows, columns = max(rows, row), max(columns, column)
            if kind == "row" and event == "end":
                element.clear()
    return rows * columns


def _string_lengths(package: zipfile.ZipFile) -> list[int]:
    """Characters of each shared string, in their order; none in a workbook without."""
    part = next((n for n in package.namelist() if n.casefold() == "xl/sharedstrings.xml"), None)
    lengths: list[int] = []
    if part is None:
        return lengths
    with package.open(part) as stream:
        for _event, element in ElementTree.iterparse(stream):  # noqa: S314 - as above
            if element.tag == f"{_MAIN}si":
                lengths.append(sum(map(len, element.itertext())))
                element.clear()
    return lengths


def _characters(package: zipfile.ZipFile, name: str, lengths: list[int]) -> int:
    """Characters that the shared strings of the sheet in part ``name`` come to, each copied to its cells."""
    characters = 0
    with package.open(name) as stream:
        for _event, element in ElementTree.iterparse(stream):  # noqa: S314 - as above
            if element.tag == f"{_MAIN}c" and element.get("t") == "s":
                characters += lengths[int(element.findtext(f"{_MAIN}v") or 0)] if lengths else 0
            if element.tag == f"{_MAIN}row":
                element.clear()
    return characters


def _place(written: str | None, row: int, column: int) -> tuple[int, int]:
    """Row and column from 1; a cell that does not say where it is follows the one before. ValueError for nonsense."""
    if written is None:
        return row, column + 1
    found = _PLACE.fullmatch(written)
    if found is None:
        raise ValueError(written)
    letters, digits = found.groups()
    return int(digits), sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(letters)))


def _sheet_count(package: zipfile.ZipFile) -> int:
    workbook = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - as above
    return len(workbook.findall(f"{_MAIN}sheets/{_MAIN}sheet"))


def _sheet_part(package: zipfile.ZipFile, index: int) -> str:
    workbook = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - as above
    key = workbook.findall(f"{_MAIN}sheets/{_MAIN}sheet")[index].get(_RELATION)
    relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - as above
    for relation in relations.iter(_PACKAGE):
        if relation.get("Id") == key:
            target = relation.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
    raise _refused(_("The file is damaged."), _("Copy the cells into a new workbook and save that."))
