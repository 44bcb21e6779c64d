"""Every form with what it asks for and who files it (报表清单)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.indicators.models import Form, FormDuty, FormItem
from luoshi.org.models import Unit


@dataclass(frozen=True)
class FormOutline:
    """A form by code with the codes of its indicators, as printed, and of every unit that ever had to file it."""

    code: str
    name: str
    due_working_days: int
    indicators: tuple[str, ...]
    units: tuple[str, ...]


def forms_of_units(day: date = date.max) -> list[FormOutline]:
    """Every form in the order drawn up, with the duties that begin up to ``day``: three queries."""
    asked: dict[int, list[str]] = {}
    for form, code in FormItem.objects.order_by("order", "pk").values_list("form_id", "indicator__code"):
        asked.setdefault(form, []).append(code)
    filed: dict[int, dict[str, None]] = {}
    duties = FormDuty.objects.filter(valid_from__lte=day).order_by("unit__order", "unit__code")
    for form, code in duties.values_list("form_id", "unit__code"):
        filed.setdefault(form, {})[code] = None
    return [
        FormOutline(
            code=form.code,
            name=form.name,
            due_working_days=form.due_working_days,
            indicators=tuple(asked.get(form.pk, ())),
            units=tuple(filed.get(form.pk, ())),
        )
        for form in Form.objects.order_by("pk")
    ]


def form_of(code: str) -> tuple[Form, list[FormItem], list[Unit]] | None:
    """A form with its items in the order printed and the units that file it or ever did; None for an unknown code."""
    form = Form.objects.filter(code=code).first()
    if form is None:
        return None
    units = Unit.objects.filter(form_duties__form=form).distinct().order_by("order", "code")
    return form, list(form.items.select_related("indicator").order_by("order")), list(units)
