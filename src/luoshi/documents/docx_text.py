"""The text of a .docx as a reader sees it (Word 文稿): automatic numbers written out, tables row by row."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_lazy as _

from luoshi.documents.docx_numbers import Numbering
from luoshi.kernel.text.task_table import DITTO
from luoshi.ledger.refusal import Problem, Refused

MOST_COLUMNS = 63
LARGEST_UNPACKED = 200 * 1024 * 1024
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def docx_text(data: bytes, where: str) -> str:
    """Paragraphs in order, a line each; cells of a table row parted by tabs, the same columns in every row.

    A merged cell is read once: 〃 stands where it goes on below, nothing where it goes on to the right.

    Refused: password-protected or old .doc under a new name, damaged, unpacking to more than 200 MB.
    """
    _check_container(data, where)
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        document = docx.Document(BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, XMLSyntaxError) as error:
        raise Refused(_damaged(where)) from error
    return "\n".join(_lines(document.element.body, Numbering(document)))


def _check_container(data: bytes, where: str) -> None:
    if data.startswith(_OLD_OFFICE):
        raise Refused(
            Problem(
                where,
                _("The file is protected by a password, or is an old .doc with a new name."),
                _("Open it in Word or WPS, remove the password and save it as .docx."),
                "encrypted",
            )
        )
    try:
        with ZipFile(BytesIO(data)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
    except BadZipFile as error:
        raise Refused(_damaged(where)) from error
    if unpacked > LARGEST_UNPACKED:
        raise Refused(
            Problem(
                where,
                _("Unpacked, the file has %(size)d MB; at most %(limit)d MB can be read.")
                % {"size": unpacked // 2**20, "limit": LARGEST_UNPACKED // 2**20},
                _("Remove the pictures and save it again."),
                "too_large",
            )
        )


def _damaged(where: str) -> Problem:
    return Problem(
        where,
        _("This is not a .docx, or it is damaged."),
        _("Open it in Word or WPS and save it as .docx again."),
        "damaged",
    )


def _lines(parent: Any, numbering: Numbering) -> Iterator[str]:
    """Lines of paragraphs and tables, also inside content controls."""
    for child in parent.iterchildren():
        if child.tag == f"{_W}p":
            yield numbering.label(child) + "".join(_pieces(child))
        elif child.tag == f"{_W}tbl":
            for row in _rows(child):
                yield _row(row, numbering)
        elif child.tag == f"{_W}sdt":
            for content in child.findall(f"{_W}sdtContent"):
                yield from _lines(content, numbering)


def _rows(parent: Any) -> Iterator[Any]:
    """Rows of a table, not those of tables in its cells, also inside content controls."""
    for child in parent.iterchildren():
        if child.tag == f"{_W}tr":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent"}:
            yield from _rows(child)


def _row(row: Any, numbering: Numbering) -> str:
    cells = [""] * _columns(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
    for cell in row.findall(f"{_W}tc"):
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        continues = merge is not None and merge.get(f"{_W}val") != "restart"
        words = " ".join(" ".join(_lines(cell, numbering)).split()) if not continues else DITTO
        cells += [words] + [""] * (_columns(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1) - 1)
    return "\t".join(cells)


def _columns(stated: Any, otherwise: int) -> int:
    """How many columns an element states, at most as many as Word allows."""
    written = "" if stated is None else stated.get(f"{_W}val") or ""
    return min(int(written), MOST_COLUMNS) if written.isdecimal() and len(written) < 9 else otherwise


def _pieces(node: Any) -> Iterator[str]:
    """Text of a paragraph with insertions and links, without deletions and without fallback copies of pictures."""
    for child in node.iterchildren():
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in {_FALLBACK, f"{_W}pPr", f"{_W}rPr"}:
            yield from _pieces(child)
