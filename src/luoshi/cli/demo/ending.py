"""The end of the half-year: runs, bulletin, seal (演示考核与通报)."""

from __future__ import annotations

from functools import partial

from luoshi.assessment.actions.freeze_run import freeze_run
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.models import RunKind, Scheme
from luoshi.briefing.actions.draft_bulletin import draft_bulletin
from luoshi.briefing.actions.publish_bulletin import publish_bulletin
from luoshi.cli.demo.agenda import Agenda, as_person, moment
from luoshi.cli.demo.book import Book
from luoshi.ledger.seal import seal
from luoshi.workdays.periods import Period

HALF_YEAR = Period(2015, 1, 6)


def enter(agenda: Agenda, book: Book) -> None:
    """On the business date the rules are applied, signed and printed; the final result lies open from then on."""
    for month in range(3, 7):
        last = Period.month(2015, month).end
        agenda.at(last, partial(seal, moment(last, 18)), 18)
    agenda.at(book.today, lambda: _finish(book), 8, 50)


def _finish(book: Book) -> None:
    scheme = Scheme.objects.get(published_at__isnull=False)
    office = as_person("assessor", book.today, 8, 50)
    run = freeze_run(office, run_trial(office, scheme, HALF_YEAR, book.today))
    run = publish_run(as_person("head", book.today, 8, 52), run)
    draft = draft_bulletin(as_person("supervisor", book.today, 8, 54), HALF_YEAR.code, book.today, run)
    publish_bulletin(as_person("head", book.today, 8, 56), draft)
    _review(book, scheme)
    seal(moment(book.today, 8, 59))


def _review(book: Book, scheme: Scheme) -> None:
    """The final result of the half-year, which the units may object to for five working days."""
    office = as_person("assessor", book.today, 8, 57)
    freeze_run(office, run_trial(office, scheme, HALF_YEAR, book.today), RunKind.FINAL)
