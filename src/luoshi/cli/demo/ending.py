"""The end of the half-year: scheme, run, bulletin, seal (演示考核与通报)."""

from __future__ import annotations

from luoshi.cli.demo.agenda import moment
from luoshi.cli.demo.book import Book
from luoshi.ledger.seal import seal


def end(book: Book) -> None:
    """Everything that happens on the business date after the last figure came in."""
    seal(moment(book.today, 8, 59))
