"""Open a matter: give it a number, a lead unit and a term (立项)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.documents.models import Clause, Document
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.matters.engine import begin, finish
from luoshi.matters.matter_type import MatterType, matter_type
from luoshi.matters.models import Matter, Register, SupportingUnit
from luoshi.matters.policies import may_open_matter
from luoshi.org.models import Unit
from luoshi.org.standing import Standing
from luoshi.workdays.queries import add_working_days


@transaction.atomic
def open_matter(  # noqa: PLR0913 - every part is named by the caller
    standing: Standing,
    *,
    type: str,
    title: str,
    text: str,
    lead: Unit,
    supporting: Sequence[Unit] = (),
    urgency: str = "normal",
    due_on: date | None = None,
    document: Document | None = None,
    clause: Clause | None = None,
    sentence_start: int | None = None,
    sentence_end: int | None = None,
) -> Matter:
    """Open a matter of ``type``; ``due_on`` defaults to today plus the working days of ``urgency``.

    The number is the next of the year's register, without gaps. Refused when the title is empty, the
    urgency unknown, the due date past, the lead unit also supporting, the sentence without its document, or the
    same matter opened today already (a form sent twice).
    """
    require(may_open_matter(standing))
    kind = matter_type(type)
    if urgency not in kind.terms:
        raise Refused(
            Problem(
                _("Urgency"),
                _("Unknown urgency “%s”.") % urgency,
                _("Use one of: %s.") % ", ".join(kind.terms),
                code="urgency",
            )
        )
    due_on = due_on or add_working_days(standing.today, kind.terms[urgency].days)
    problems = [
        *_problems(title, due_on, standing.today, lead, supporting),
        *_source_problems(document, clause, sentence_start, sentence_end),
    ]
    if problems:
        raise Refused(problems)
    register = _next_number(kind, standing.today.year)
    _check_once(standing, title.strip(), text.strip(), lead)
    matter = Matter.objects.create(
        number=kind.number.format(year=register.year, n=register.last),
        type=kind.code,
        stage=kind.initial.code,
        title=title.strip(),
        text=text.strip(),
        lead=lead,
        opened_at=standing.at,
        opened_by_id=standing.person_id,
        due_on=due_on,
        document=document,
        clause=clause,
        sentence_start=sentence_start,
        sentence_end=sentence_end,
        fields={"urgency": urgency},
    )
    rows = [SupportingUnit.objects.create(matter=matter, unit=unit) for unit in supporting]
    choice = begin(standing, matter, "open", {})
    finish(standing, choice, fields={"due_on": due_on.isoformat()}, rows=[register, *rows])
    return choice.matter


def _next_number(kind: MatterType, year: int) -> Register:
    """The register with its next number taken; the row stays locked until the matter is written."""
    Register.objects.get_or_create(type=kind.code, year=year)
    register = Register.objects.select_for_update().get(type=kind.code, year=year)
    register.last += 1
    register.save()
    return register


def _check_once(standing: Standing, title: str, text: str, lead: Unit) -> None:
    """Refuse what the same person has opened today in the same words; the locked register lets one come first."""
    same = Matter.objects.filter(title=title, text=text, lead=lead, opened_by=standing.person_id)
    earlier = same.filter(opened_at__date=standing.today).first()
    if earlier is not None:
        raise Refused(
            Problem(
                _("What is to be done"),
                _("You opened the same matter today as %s.") % earlier.number,
                _("Go on with that one, or say what is different."),
                code="title",
            )
        )


def _problems(
    title: str, due_on: date, today: date, lead: Unit, supporting: Sequence[Unit]
) -> Iterator[Problem]:
    if not title.strip():
        yield Problem(
            _("What is to be done"), _("The title is empty."), _("Say what is to be done."), code="title"
        )
    if len(title.strip()) > 200:
        yield Problem(
            _("What is to be done"),
            _("The title is longer than 200 characters."),
            _("Shorten it."),
            code="title",
        )
    if due_on < today:
        yield Problem(_("Due"), _("The due date has passed."), _("Choose today or later."), code="due_on")
    if lead.pk in {unit.pk for unit in supporting}:
        yield Problem(
            _("Supporting units"),
            _("The lead unit cannot support itself."),
            _("Take it out of the supporting units."),
            code="supporting",
        )


def _source_problems(
    document: Document | None, clause: Clause | None, start: int | None, end: int | None
) -> Iterator[Problem]:
    if clause is not None and (document is None or clause.document_id != document.pk):
        yield Problem(
            _("Clause"), _("The clause is not one of the document."), _("Choose one of its clauses.")
        )
    if start is None and end is None:
        return
    if document is None or start is None or end is None or not 0 <= start < end <= len(document.text):
        yield Problem(
            _("Sentence"),
            _("The sentence does not lie in the document."),
            _("Mark it in the document again."),
        )
