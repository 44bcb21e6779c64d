"""The whole story in one transaction: either the demonstration district stands complete, or nothing does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.db import transaction

from luoshi.cli.demo import (
    agreeing,
    appealing,
    checking,
    commending,
    commitments,
    consulting,
    duties,
    ending,
    looking_back,
    meanings,
    opinions,
    reorganising,
    verifying,
)
from luoshi.cli.demo.agenda import Agenda
from luoshi.cli.demo.book import PLAN, read_book
from luoshi.cli.demo.figures import invent
from luoshi.cli.demo.founding import found
from luoshi.cli.demo.months import Desk
from luoshi.cli.demo.plan import hand_down, read_plan, settle_matters, settle_targets

Told = Callable[[date], None]


@transaction.atomic
def tell(plan: Path | None = None, told: Told = lambda day: None) -> None:
    """Found the district, read ``plan`` (the shipped document when None), and live from January to 23 July 2015."""
    book = read_book()
    figures = invent(book)
    found(book, figures)
    document = read_plan(book, plan or PLAN)
    hand_down(book, settle_targets(document))
    matters = settle_matters(document)
    agenda = Agenda()
    commitments.enter(agenda, book)
    Desk(book, figures).enter(agenda)
    verifying.enter(agenda)
    meanings.enter(agenda)
    duties.enter(agenda, book, matters)
    checking.enter(agenda, book)
    reorganising.enter(agenda, book, figures)
    agreeing.enter(agenda)
    commending.enter(agenda)
    looking_back.enter(agenda)
    consulting.enter(agenda)
    opinions.enter(agenda, book)
    appealing.enter(agenda)
    ending.enter(agenda, book, figures)
    agenda.run(told)
