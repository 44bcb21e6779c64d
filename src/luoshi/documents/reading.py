"""From an uploaded file to its text (读取文稿): what cannot be read whole is refused, with where and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from luoshi.documents.bounds import read_within_bounds
from luoshi.documents.docx_text import docx_text
from luoshi.documents.encodings import decode, refuse_damage
from luoshi.documents.html_text import html_text
from luoshi.documents.office import renewed
from luoshi.documents.pdf_text import pdf_text
from luoshi.documents.workbook_text import workbook_text
from luoshi.ledger.refusal import Problem, Refused

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words

LARGEST_FILE = 20 * 1024 * 1024
LONGEST_TEXT = 500_000
"""Characters: more than six hundred pages of an official document."""
LONGEST_CHECKED = 200_000
"""Characters of a text whose numbers are checked while a person waits: more than two hundred and fifty pages."""
SUFFIXES = (".txt", ".md", ".docx", ".doc", ".xlsx", ".xls", ".pdf", ".html", ".htm")
# What no keyboard puts into a text; tab, line ends and the soft break of Word are not among them.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# In a file, signs that no database keeps mark damage that no reader would miss.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_HEAD = 4096
"""Bytes of a web page in which it names its encoding."""
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9-]{2,20})""")


@dataclass(frozen=True)
class Reading:
    """The text of a file or of a paste. ``encoding`` is empty for what carries its own."""

    text: str
    encoding: str = ""


def refuse_too_long(name: str, text: str) -> None:
    """Refused where the number check of this text would keep a person waiting."""
    if len(text) > LONGEST_CHECKED:
        raise Refused(
            Problem(
                name,
                _("The text has %(length)d characters; numbers are checked in at most %(limit)d at a time.")
                % {"length": len(text), "limit": LONGEST_CHECKED},
                _("Divide it, for example by chapters, and check the parts one by one."),
                "too_large",
            )
        )


def read_file(data: bytes, file_name: str) -> Reading:
    """The text of a .txt, .md, .docx, .xlsx, .pdf or .html file, and of .doc and .xls where LibreOffice is installed.

    Refused: empty, larger than 20 MB, more than 500,000 characters, unknown kind, unknown encoding, damaged,
    encrypted, a scan without text, more than 20 seconds or 512 MB of work.
    """
    suffix = PurePath(file_name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Refused(_unknown_kind(file_name, suffix))
    if len(data) > LARGEST_FILE:
        raise Refused(
            Problem(
                file_name,
                _("The file has %(size)d MB; at most %(limit)d MB can be read.")
                % {"size": len(data) // 2**20, "limit": LARGEST_FILE // 2**20},
                _("Remove the pictures, or save the text alone as .docx or .txt."),
                "too_large",
            )
        )
    actual = kind_of(data)
    if actual not in {"", suffix}:
        raise Refused(_misnamed(file_name, actual))
    if suffix in _OLD:
        data, suffix = renewed(data, file_name, suffix), f"{suffix}x"
    if suffix in _PLAIN:
        return read_here(data, suffix, file_name)
    return Reading(*read_within_bounds(data, suffix, file_name))


def read_here(data: bytes, suffix: str, where: str) -> Reading:
    """The text of a file of a kind that needs no conversion, read in this process without bounds of time and memory.

    Refused: as in :func:`read_file`.
    """
    reading = _READERS[suffix](data, where)
    if not reading.text.strip():
        raise Refused(
            Problem(
                where,
                _("The file contains no text."),
                _("Check that the right file was chosen; a scan must be turned into text first."),
                "empty",
            )
        )
    _refuse_length(reading.text, where)
    return Reading(_UNSTORABLE.sub("", reading.text), reading.encoding)


def read_pasted(text: str) -> Reading:
    """A text pasted into a page. Line ends, which a browser sends as CR LF, are line feeds again.

    Refused: nothing but spaces, more than 500,000 characters, control characters (the first one is named),
    characters that an earlier conversion has destroyed.
    """
    where = _("The pasted text")
    if not text.strip():
        raise Refused(
            Problem(where, _("There is no text in it."), _("Paste the document, or choose a file."), "empty")
        )
    _refuse_length(text, where)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    control = _CONTROL.search(text)
    if control:
        raise Refused(
            Problem(
                _("The pasted text, line %d") % (text.count("\n", 0, control.start()) + 1),
                _("It holds a control character (U+%04X): what was copied is not text alone.")
                % ord(control[0]),
                _("Copy the text again from the program that shows it, or upload the file itself."),
                "control",
            )
        )
    refuse_damage(text, where)
    return Reading(text)


def _refuse_length(text: str, where: Words) -> None:
    if len(text) > LONGEST_TEXT:
        raise Refused(
            Problem(
                where,
                _("The text has %(length)d characters; at most %(limit)d can be read.")
                % {"length": len(text), "limit": LONGEST_TEXT},
                _("Import the part that holds the plan or the figures."),
                "too_large",
            )
        )


def _unknown_kind(file_name: str, suffix: str) -> Problem:
    mend: Words
    if suffix in {".wps", ".rtf", ".odt", ".ofd"}:
        mend = _("Open it in Word or WPS, choose “Save as” and save it as .docx.")
    else:
        mend = _("Use one of: %s.") % ", ".join(SUFFIXES)
    return Problem(
        file_name, _("Files of the kind “%s” cannot be read.") % (suffix or file_name), mend, "kind"
    )


def kind_of(data: bytes) -> str:
    """The suffix that a PDF, a Word document or a workbook should have; empty for all else."""
    if data.startswith(b"%PDF-"):
        return ".pdf"
    if data.startswith(b"PK\x03\x04"):
        return next((kind for part, kind in _PARTS.items() if part in data), "")
    return ""


def _misnamed(file_name: str, actual: str) -> Problem:
    return Problem(
        file_name,
        _("The ending of the name is wrong: this is a %s file.") % actual,
        _("Give the file a name that ends in %s and choose it again.") % actual,
        "kind",
    )


def _plain(data: bytes, file_name: str) -> Reading:
    return Reading(*decode(data, file_name))


def _html(data: bytes, file_name: str) -> Reading:
    declared = _CHARSET.search(data[:_HEAD])
    text, encoding = decode(data, file_name, declared[1].decode() if declared else "")
    return Reading(html_text(text), encoding)


def _docx(data: bytes, file_name: str) -> Reading:
    return Reading(docx_text(data, file_name))


def _xlsx(data: bytes, file_name: str) -> Reading:
    return Reading(workbook_text(data, file_name))


def _pdf(data: bytes, file_name: str) -> Reading:
    return Reading(pdf_text(data, file_name))


_PARTS = {b"word/document.xml": ".docx", b"xl/workbook.xml": ".xlsx"}
_PLAIN = (".txt", ".md")
_OLD = (".doc", ".xls")
_READERS: dict[str, Callable[[bytes, str], Reading]] = {
    ".txt": _plain,
    ".md": _plain,
    ".html": _html,
    ".htm": _html,
    ".docx": _docx,
    ".xlsx": _xlsx,
    ".pdf": _pdf,
}
