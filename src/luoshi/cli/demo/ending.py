"""The end of the half-year: scheme, run, bulletin, seal (演示考核与通报)."""

from __future__ import annotations

from datetime import date
from functools import partial
from importlib.resources import files

from luoshi.assessment.actions.adopt_scheme import adopt_scheme
from luoshi.assessment.actions.freeze_run import freeze_run
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.publish_scheme import publish_scheme
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.briefing.actions.draft_bulletin import draft_bulletin
from luoshi.briefing.actions.publish_bulletin import publish_bulletin
from luoshi.cli.demo.agenda import Agenda, as_person, moment
from luoshi.cli.demo.book import Book
from luoshi.ledger.seal import seal
from luoshi.workdays.periods import Period

SCHEME = "half-year-2015.yaml"
ADOPTED_ON = date(2015, 3, 12)
HALF_YEAR = Period(2015, 1, 6)


def enter(agenda: Agenda, book: Book) -> None:
    """The rules are made public in March; on the business date they are applied, signed and printed."""
    agenda.at(ADOPTED_ON, _adopt, 16)
    for month in range(3, 7):
        last = Period.month(2015, month).end
        agenda.at(last, partial(seal, moment(last, 18)), 18)
    agenda.at(book.today, lambda: _finish(book), 8, 50)


def _adopt() -> None:
    text = files("luoshi.assessment.schemes").joinpath(SCHEME).read_text(encoding="utf-8")
    scheme = adopt_scheme(as_person("assessor", ADOPTED_ON, 16), text)
    publish_scheme(as_person("head", ADOPTED_ON, 17), scheme)


def _finish(book: Book) -> None:
    from luoshi.assessment.models import Scheme

    scheme = Scheme.objects.get()
    office = as_person("assessor", book.today, 8, 50)
    run = freeze_run(office, run_trial(office, scheme, HALF_YEAR, book.today))
    run = publish_run(as_person("head", book.today, 8, 52), run)
    draft = draft_bulletin(as_person("supervisor", book.today, 8, 54), HALF_YEAR.code, book.today, run)
    publish_bulletin(as_person("head", book.today, 8, 56), draft)
    seal(moment(book.today, 8, 59))
