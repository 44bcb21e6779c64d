"""The text layer of a PDF (PDF 文字层)."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem, Refused

MOST_PAGES = 500
_PAGE_NUMBER = re.compile(r"[-—–－·\s]*\d{1,4}[-—–－·\s]*")


def pdf_text(data: bytes, where: str) -> str:
    """Text of all pages in order, page numbers that stand alone at head or foot left out.

    Refused: damaged, encrypted, more than 500 pages, and any page that is a picture without text, by number.
    """
    import pdfplumber
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                raise Refused(_too_long(where, len(pdf.pages)))
            pages = [_page(page) for page in pdf.pages]
    except (PdfminerException, MalformedPDFException) as error:
        raise Refused(_unreadable(where, error)) from error
    scanned = [
        number for number, (text, pictures) in enumerate(pages, start=1) if pictures and not text.strip()
    ]
    if scanned or not any(text.strip() for text, _pictures in pages):
        raise Refused(_scanned(where, scanned, len(pages)))
    return "\n".join(text for text, _pictures in pages if text.strip())


def _page(page: Any) -> tuple[str, bool]:
    """The text of a page and whether it shows pictures; the page's objects are let go at once."""
    lines = (page.extract_text() or "").split("\n")
    while lines and _PAGE_NUMBER.fullmatch(lines[-1]):
        lines.pop()
    while lines and _PAGE_NUMBER.fullmatch(lines[0]):
        lines.pop(0)
    found = "\n".join(lines), bool(page.images)
    page.close()
    return found


def _unreadable(where: str, error: Exception) -> Problem:
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    cause = error.args[0] if error.args else None
    if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
        return Problem(
            where,
            _("The PDF is encrypted."),
            _("Open it with its password and print it to a new PDF, or ask the sender for the .docx."),
            "encrypted",
        )
    return Problem(
        where,
        _("This is not a PDF, or it is damaged."),
        _("Open it in a PDF reader; if that works, print it to a new PDF and import that one."),
        "damaged",
    )


def _scanned(where: str, scanned: list[int], pages: int) -> Problem:
    numbers = ", ".join(map(str, scanned[:12])) + ("…" if len(scanned) > 12 else "")
    place = _("%(file)s, page %(pages)s") % {"file": where, "pages": numbers} if scanned else where
    if len(scanned) < pages and scanned:
        what = _(
            "These pages are pictures without text; the rest could be read, but half a document is not imported."
        )
    else:
        what = _("The PDF has no text: it is a scan.")
    return Problem(
        place,
        what,
        _("Ask the sender for the .docx, or run text recognition (OCR) over it and check the result first."),
        "scanned",
    )


def _too_long(where: str, pages: int) -> Problem:
    return Problem(
        where,
        _("The PDF has %(pages)d pages; at most %(limit)d can be read.")
        % {"pages": pages, "limit": MOST_PAGES},
        _("Import the part that holds the plan."),
        "too_large",
    )
