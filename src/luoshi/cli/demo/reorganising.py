"""A village changes its town at mid-year, and the base of one plant that moved is restated (演示区划调整与基数调整)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from luoshi.cli.demo.agenda import Agenda, as_person
from luoshi.cli.demo.book import Book
from luoshi.cli.demo.figures import Figures
from luoshi.indicators.actions.restate_base import NewBase, restate_base
from luoshi.indicators.actions.split_unit import Part, split_unit
from luoshi.indicators.models import Indicator
from luoshi.indicators.succession_plan import Decree
from luoshi.org.models import Unit

# The half-year itself is not touched: the change holds from its end on, and both towns have no verified June.
HANDED_OVER, RESTATED_ON = date(2015, 7, 1), date(2015, 7, 2)
INDICATOR, MONTHS = "industry_revenue", (2, 3, 4, 5, 6)


def enter(agenda: Agenda, book: Book, figures: Figures) -> None:
    """The administrator hands the village over; the statistician restates the base a day later."""
    agenda.at(HANDED_OVER, lambda: _hand_over(book), 11)
    agenda.at(RESTATED_ON, lambda: _restate(book, figures), 11)


def _hand_over(book: Book) -> None:
    said = book.raw["village_handed_over"]
    share = Fraction(said["share"])
    decree = Decree(
        HANDED_OVER, said["document"], said["approver"], said["reason"], weight=said["measured_by"]
    )
    parts = [Part(said["to"], share, along=(said["village"],)), Part(said["from"], 1 - share)]
    split_unit(as_person("admin", HANDED_OVER, 11), said["from"], parts, decree)


def _restate(book: Book, figures: Figures) -> None:
    said = book.raw["restated_base"]
    indicator, unit = Indicator.objects.get(code=INDICATOR), Unit.objects.get(code=said["unit"])
    for month in MONTHS:
        published = figures[unit.code, INDICATOR, 2014, month]
        restated = Decimal(round(published * (1 - Fraction(said["moved_away"]))))
        new = NewBase(f"2014-{month:02d}", restated, said["basis"], said["source"], said["reason"])
        restate_base(as_person("statistician", RESTATED_ON, 11), indicator, unit, new)
