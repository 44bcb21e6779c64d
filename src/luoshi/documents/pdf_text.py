"""The text layer of a PDF (PDF 文字层): paragraphs across lines and pages, without what belongs to the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

from django.utils.translation import gettext_lazy as _

from luoshi.documents.pdf_page import Line, Page, read_page
from luoshi.documents.pdf_paragraphs import paragraphs
from luoshi.documents.pdf_rows import with_whole_rows
from luoshi.kernel.text.page_marks import is_page_number, running, shape
from luoshi.ledger.refusal import Problem, Refused

MOST_PAGES = 500
_EDGE = 0.12
"""How far from the upper and lower end of a page, as a share of its height, headers and footers stand."""
_MOST_UNKNOWN = 0.05
"""Characters without meaning that a readable PDF may have (bullets of symbol fonts), as a share."""


def pdf_text(data: bytes, where: str) -> str:
    """Paragraphs of all pages in order, a line each; rows of ruled tables as in a .docx, cells parted by tabs.

    Page numbers, running headers and footers are left out, lines cut at the margin are joined, and rows cut by a
    page break, across pages too. A table without drawn lines is running text.
    Refused: damaged, encrypted, more than 500 pages, a font that does not say what its characters are, and any page
    that is a picture without text, by number.
    """
    import pdfplumber
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                raise Refused(_too_long(where, len(pdf.pages)))
            pages = _without_furniture([read_page(page) for page in pdf.pages])
    except (PdfminerException, MalformedPDFException) as error:
        if any(isinstance(cause, MemoryError) for cause in error.args):
            raise MemoryError from error
        raise Refused(_unreadable(where, error)) from error
    if not pages:
        raise Refused(_damaged(where))
    scanned = [number for number, page in enumerate(pages, start=1) if page.is_picture and not page.lines]
    if scanned or not any(page.lines for page in pages):
        raise Refused(_scanned(where, scanned, len(pages)))
    text = "\n".join(paragraphs(with_whole_rows(pages)))
    if sum(page.unknown for page in pages) > _MOST_UNKNOWN * len(text):
        raise Refused(_meaningless(where))
    return text


def _without_furniture(pages: Sequence[Page]) -> list[Page]:
    recurring = running(line.text for page in pages for line in page.lines if _at_edge(line, page))
    return [replace(page, lines=_body(page, recurring)) for page in pages]


def _body(page: Page, recurring: frozenset[str]) -> tuple[Line, ...]:
    lines = [line for line in page.lines if not (_at_edge(line, page) and shape(line.text) in recurring)]
    while lines and is_page_number(lines[-1].text, at_edge=True):
        lines.pop()
    while lines and is_page_number(lines[0].text, at_edge=True):
        lines.pop(0)
    return tuple(lines)


def _at_edge(line: Line, page: Page) -> bool:
    return not line.is_row and (line.bottom < _EDGE * page.height or line.top > (1 - _EDGE) * page.height)


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
    return _damaged(where)


def _damaged(where: str) -> Problem:
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


def _meaningless(where: str) -> Problem:
    return Problem(
        where,
        _("The fonts of this PDF do not say which characters they show; its text cannot be taken out."),
        _("Ask the sender for the .docx, or run text recognition (OCR) over it and check the result first."),
        "scanned",
    )
