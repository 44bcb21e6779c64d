"""What an uploaded workbook is before it is read (上传文件检查): a real .xlsx of sane size, and where its formulas are.

The cells themselves are read by calamine, which gives values only; formulas and error cells are found here, in
one streaming pass over the sheet's XML.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
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
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True)
class CellMarks:
    """Cell references ("C7") of one sheet: formulas with a stored result, without one, and error values."""

    computed: frozenset[str]
    uncomputed: frozenset[str]
    errors: frozenset[str]


def open_package(content: bytes) -> zipfile.ZipFile:
    """The workbook as a package whose every part has been unpacked once within the limits.

    Refused when the file is too large, no .xlsx, protected by a password, damaged, a bomb, or carries
    document type declarations.
    """
    if len(content) > LARGEST_UPLOAD:
        raise _refused(_("The file is larger than 5 MB."), _("Use the template; it needs a few kilobytes."))
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        parts = package.infolist()
        if "xl/workbook.xml" not in package.namelist():
            raise zipfile.BadZipFile
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise _refused(
                _("The file unpacks to far more than a report sheet."),
                _("Download the template again and fill it in."),
            )
        for part in parts:
            _inspect(package, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise _refused(
            _("The file is not a readable .xlsx workbook."),
            _("In Excel or WPS choose “Save as”, type “Excel workbook (*.xlsx)”, without a password."),
        ) from error
    return package


def _inspect(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    with package.open(part) as stream:
        start = stream.read(4096)
        while stream.read(1 << 20):
            pass
    if part.filename.endswith((".xml", ".rels")) and b"<!" in start and b"<!DOCTYPE" in start.upper():
        raise _refused(
            _("The file carries a document type declaration."),
            _("Download the template again and fill it in."),
        )


def _refused(what: Words, mend: Words) -> Refused:
    return Refused(Problem(_("The file"), what, mend))


def cell_marks(package: zipfile.ZipFile, index: int) -> CellMarks:
    """Where the ``index``-th sheet (from 0) holds formulas and error values."""
    computed: set[str] = set()
    uncomputed: set[str] = set()
    errors: set[str] = set()
    with package.open(_sheet_part(package, index)) as stream:
        for _event, element in ElementTree.iterparse(stream):  # noqa: S314 - no DTD passes open_package
            if element.tag != f"{_MAIN}c":
                continue
            place, value = element.get("r", ""), element.findtext(f"{_MAIN}v")
            if element.get("t") == "e":
                errors.add(place)
            elif element.find(f"{_MAIN}f") is not None:
                (computed if value else uncomputed).add(place)
            element.clear()
    return CellMarks(frozenset(computed), frozenset(uncomputed), frozenset(errors))


def _sheet_part(package: zipfile.ZipFile, index: int) -> str:
    workbook = ElementTree.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - as above
    key = workbook.findall(f"{_MAIN}sheets/{_MAIN}sheet")[index].get(_RELATION)
    relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - as above
    for relation in relations.iter(_PACKAGE):
        if relation.get("Id") == key:
            target = relation.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
    raise _refused(_("The file is damaged."), _("Download the template again and fill it in."))
