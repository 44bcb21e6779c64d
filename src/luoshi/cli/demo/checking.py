"""A bulletin is checked before it goes out: one slip is accepted, one finding dismissed, the rest left (演示核数)."""

from __future__ import annotations

from datetime import date

from luoshi.cli.demo.agenda import Agenda, as_person
from luoshi.cli.demo.book import BULLETIN, Book
from luoshi.documents.actions.check_numbers import check_numbers
from luoshi.documents.actions.import_document import Heading, import_document
from luoshi.documents.actions.settle_finding import Ruling, settle_finding
from luoshi.documents.models import DecisionKind

CHECKED_ON = date(2015, 7, 3)
DISMISSED = "占比按含上级专项的支出计算，正文列的是区本级数（演示）"


def enter(agenda: Agenda, book: Book) -> None:
    """The supervision office checks the bulletin of the half-year while the figures of June come in."""
    agenda.at(CHECKED_ON, lambda: _check(book), 16)


def _check(book: Book) -> None:
    office = as_person("supervisor", CHECKED_ON, 16)
    data = BULLETIN.read_bytes()
    title = data.decode().splitlines()[0]
    heading = Heading(title=title, year=2015, kind="bulletin")
    document = import_document(office, book.root, heading, data, BULLETIN.name)
    swapped, doubted = check_numbers(office, document).findings.filter(severity="error")
    settle_finding(as_person("supervisor", CHECKED_ON, 16, 20), swapped, Ruling(DecisionKind.ACCEPTED))
    later = as_person("supervisor", CHECKED_ON, 16, 40)
    settle_finding(later, doubted, Ruling(DecisionKind.REJECTED, reason=DISMISSED))
