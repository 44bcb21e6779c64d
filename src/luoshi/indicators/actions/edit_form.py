"""Change what a form asks for, and in which months (修改报表)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.actions.define_form import (
    LONGEST_NAME,
    LONGEST_NAME_EN,
    NewItem,
    item_problems,
    never_asked,
    unit_problems,
)
from luoshi.indicators.models import Cell, Form, FormDuty, FormItem, Indicator
from luoshi.indicators.policies import may_keep_catalogue
from luoshi.indicators.queries import district_code
from luoshi.indicators.schedules import stretch_on
from luoshi.ledger.models import Recorded
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.models import Unit
from luoshi.org.standing import Standing


@dataclass(frozen=True)
class FormChange:
    """The form's names, and its items in the order printed."""

    name: str
    items: tuple[NewItem, ...]
    name_en: str = ""


@transaction.atomic
def edit_form(standing: Standing, form: Form, change: FormChange) -> Form:
    """Write ``change``; what the form asks for is changed for all its months, those past included.

    Refused as :func:`define_form` refuses, and for an item taken off that units have filled in: its months stay
    asked for, else the figures filed would belong to no form. An item with no month left is one taken off.
    """
    require(may_keep_catalogue(standing))
    codes = [item.indicator for item in change.items]
    indicators = {i.code: i for i in Indicator.objects.filter(code__in=codes).select_related("data_owner")}
    units = {u.code: u for u in Unit.objects.filter(form_duties__in=FormDuty.objects.filter(form=form))}
    there = {item.indicator.code: item for item in form.items.select_related("indicator")}
    gone = [item for code, item in there.items() if code not in codes]
    problems = [
        *_form_problems(form, change, gone),
        *item_problems(change.items, indicators),
        *never_asked(change.items, stretch_on(form.pk, standing.today).cadence),
        *unit_problems(tuple(units), indicators, units),
    ]
    if problems:
        raise Refused(problems)
    form.name, form.name_en = change.name.strip(), change.name_en.strip()
    form.save(update_fields=["name", "name_en"])
    rows: list[Recorded] = [form]
    for order, item in enumerate(change.items, start=1):
        row = there.get(item.indicator) or FormItem(form=form, indicator=indicators[item.indicator])
        row.months, row.order = sorted(set(item.months)), order
        row.save()
        rows.append(row)
    removed = [(item._meta.label_lower, item.pk) for item in gone]
    FormItem.objects.filter(pk__in=[item.pk for item in gone]).delete()
    record(
        standing.signature(),
        "indicators.edit_form",
        chain=district_code(),
        subject=form.name,
        rows=rows,
        removed=removed,
    )
    return form


def _form_problems(form: Form, change: FormChange, gone: list[FormItem]) -> Iterator[Problem]:
    if not change.name.strip():
        yield Problem(form.code, _("The name is empty."), _("Write the form's name."), "name")
    yield from too_long(form.code, change.name, LONGEST_NAME, "name")
    yield from too_long(form.code, change.name_en, LONGEST_NAME_EN, "name_en")
    if not change.items:
        yield Problem(named(change), _("The form asks for nothing."), _("Add an indicator."))
    filled = Cell.objects.filter(sheet__round__form=form, value__isnull=False)
    for item in gone:
        if filled.filter(indicator=item.indicator).exists():
            yield Problem(
                named(item.indicator),
                _("Units have filled it in on this form."),
                _("Leave it on the form with the months in which it was asked for."),
            )
