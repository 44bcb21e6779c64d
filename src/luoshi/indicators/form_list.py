"""Every form with what it asks for and who files it (报表清单)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from luoshi.indicators.filing_models import Schedule
from luoshi.indicators.models import Form, FormDuty, FormItem
from luoshi.indicators.schedules import Stretch, stretch_on, stretches
from luoshi.org.queries import on
from luoshi.org.tree import Node, OrgTree
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Cadence, Period


@dataclass(frozen=True)
class FormOutline:
    """A form by code with the codes of its indicators, as printed, and of every unit that files it.

    ``units``, ``cadence`` and ``due_working_days`` are those of the day asked about.
    """

    code: str
    name: str
    cadence: Cadence
    due_working_days: int
    indicators: tuple[str, ...]
    units: tuple[str, ...]


def forms_of_units(day: date = date.max) -> list[FormOutline]:
    """Every form in the order drawn up, with the units that have the duty to file it on ``day``: three queries."""
    asked: dict[int, list[str]] = {}
    for form, code in FormItem.objects.order_by("order", "pk").values_list("form_id", "indicator__code"):
        asked.setdefault(form, []).append(code)
    filed: dict[int, dict[str, None]] = {}
    duties = FormDuty.objects.filter(on(day)).order_by("unit__order", "unit__code")
    for form, code in duties.values_list("form_id", "unit__code"):
        filed.setdefault(form, {})[code] = None
    return [
        FormOutline(
            code=form.code,
            name=form.name,
            cadence=stretch_on(form.pk, day).cadence,
            due_working_days=stretch_on(form.pk, day).due_working_days,
            indicators=tuple(asked.get(form.pk, ())),
            units=tuple(filed.get(form.pk, ())),
        )
        for form in Form.objects.order_by("pk")
    ]


def filers_on(form: Form, day: date) -> list[str]:
    """Codes of the units that have the duty to file the form on ``day``."""
    duties = FormDuty.objects.filter(on(day), form=form).order_by("unit__order", "unit__code")
    return list(duties.values_list("unit__code", flat=True))


def settled_until(form: Form, day: date) -> date:
    """The last day from ``day`` on for which it is on record that a unit begins or ends filing the form; ``day`` where none is."""
    spans = FormDuty.objects.filter(form=form).values_list("valid_from", "valid_to")
    return max([day, *(end for span in spans for end in span if end is not None)])


def form_of(code: str, org: OrgTree) -> tuple[Form, list[FormItem], list[Node]] | None:
    """A form with its items in the order printed, and the units of ``org`` that file it on its day or will; None for no such code."""
    form = Form.objects.filter(code=code).first()
    if form is None:
        return None
    unended = Q(valid_to__isnull=True) | Q(valid_to__gt=org.day)
    filing = set(FormDuty.objects.filter(unended, form=form).values_list("unit_id", flat=True))
    items = list(form.items.select_related("indicator").order_by("order"))
    return form, items, [node for node in org.in_order() if node.id in filing]


@dataclass(frozen=True)
class FormSchedule:
    """How often a form is filed and by when: at first, every change of it by day, and what holds on the day.

    ``first_free`` is the first period, by the cadence now in force, that no round was opened for yet.
    """

    first: Stretch
    changes: tuple[Schedule, ...]
    now: Stretch
    first_free: Period


def schedule_of(form: Form, as_of: date) -> FormSchedule:
    """The schedule of ``form`` with the changes recorded by ``as_of``; two queries."""
    changes = form.schedules.filter(at__lte=end_of(as_of)).select_related("by").order_by("since", "pk")
    first = stretches()[form.pk][0]
    begun = [Stretch(c.since, Cadence(c.cadence), c.due_working_days) for c in changes if c.since <= as_of]
    now = [first, *begun][-1]
    opened = [Period.parse(code).end for code in form.rounds.values_list("period", flat=True)]
    free = now.cadence.containing(as_of)
    if opened and max(opened) >= free.start:
        free = now.cadence.containing(max(opened)).after()
    return FormSchedule(first, tuple(changes), now, free)
