"""The parts of a .docx that hold its text (Word 文件包): found, unpacked and parsed within limits."""

from __future__ import annotations

import posixpath
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused

LARGEST_PART = 40 * 1024 * 1024
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
"""Namespaces of a document saved as “Strict Open XML”, and the usual ones."""
_NO_PACKAGE = (
    BadZipFile,
    # A compression that the zip library does not know.
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    zlib.error,
    LookupError,
    ValueError,
)
"""What unpacking raises where a file is no zip, is damaged, or packed in a way nobody uses."""
_OUT_OF_MEMORY = 2
_BEYOND_LIMITS = 114
"""The parser's error numbers; the second for depth or length beyond its limits."""


@dataclass(frozen=True)
class Parts:
    """Root elements; ``styles`` and ``numbering`` are None in a document without."""

    body: Any
    styles: Any
    numbering: Any


def open_docx(data: bytes, where: str) -> Parts:
    """The parts of a .docx that its text comes from.

    Refused: password-protected or old .doc under a new name, damaged, another kind of file, with document type
    declarations, a part that unpacks to more than 40 MB, nesting or single texts beyond the parser's limits.
    """
    if data.startswith(_OLD_OFFICE):
        raise Refused(
            Problem(
                where,
                _("The file is protected by a password, or is an old .doc with a new name."),
                _("Open it in Word or WPS, remove the password and save it as .docx."),
                "encrypted",
            )
        )
    from lxml.etree import XMLSyntaxError

    try:
        with ZipFile(BytesIO(data)) as package:
            return _parts(package, where)
    except XMLSyntaxError as error:
        if error.code == _OUT_OF_MEMORY:
            raise MemoryError from error
        problem = too_deep(where) if error.code == _BEYOND_LIMITS else _damaged(where)
        raise Refused(problem) from error
    except _NO_PACKAGE as error:
        raise Refused(_damaged(where)) from error


def _parts(package: ZipFile, where: str) -> Parts:
    main = _targets(package, "", where)["officeDocument"]
    related = _targets(package, main, where)
    body = _root(package, main, where).find(f"{W}body")
    if body is None:
        raise Refused(_damaged(where))
    styles, numbering = (
        _root(package, related[kind], where) if related.get(kind) in package.NameToInfo else None
        for kind in ("styles", "numbering")
    )
    return Parts(body, styles, numbering)


def _targets(package: ZipFile, source: str, where: str) -> dict[str, str]:
    """Names of the parts that ``source`` ("" for the package) refers to, by the last word of the relation's kind."""
    folder, name = posixpath.split(source)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if listing not in package.NameToInfo:
        return {}
    found: dict[str, str] = {}
    for relation in _root(package, listing, where).iter(_RELATION):
        target = relation.get("Target", "")
        path = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(posixpath.join(folder, target))
        )
        found.setdefault(relation.get("Type", "").rpartition("/")[2], path)
    return found


def _root(package: ZipFile, name: str, where: str) -> Any:
    from lxml.etree import XMLParser, fromstring

    with package.open(name) as stream:
        xml = stream.read(LARGEST_PART + 1)
    if len(xml) > LARGEST_PART:
        raise Refused(_too_large(where))
    for strict, usual in _STRICT:
        xml = xml.replace(strict, usual)
    root = fromstring(xml, XMLParser(resolve_entities=False, no_network=True))
    if root.getroottree().docinfo.doctype:
        raise Refused(_damaged(where))
    return root


def _damaged(where: str) -> Problem:
    return Problem(
        where,
        _("This is not a .docx, or it is damaged."),
        _("Open it in Word or WPS and save it as .docx again."),
        "damaged",
    )


def too_deep(where: str) -> Problem:
    """Tables or groups lie in each other deeper than any reader follows."""
    return Problem(
        where,
        _("Its tables lie too deep inside each other, or a single word of it is longer than a book."),
        _("Take the inner tables out, or copy the text and paste it."),
        "too_deep",
    )


def _too_large(where: str) -> Problem:
    return Problem(
        where,
        _("Unpacked, the text of the file has more than %d MB.") % (LARGEST_PART // 2**20),
        _("Save the part that holds the plan or the figures as a file of its own."),
        "too_large",
    )
