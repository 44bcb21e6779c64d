"""Every form with what it asks for and who files it (报表清单)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from luoshi.indicators.models import Form, FormDuty, FormItem
from luoshi.org.tree import Node, OrgTree


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


def form_of(code: str, org: OrgTree) -> tuple[Form, list[FormItem], list[Node]] | None:
    """A form with its items in the order printed, and the units of ``org`` that file it or did; None for no such code."""
    form = Form.objects.filter(code=code).first()
    if form is None:
        return None
    filing = set(FormDuty.objects.filter(form=form).values_list("unit_id", flat=True))
    items = list(form.items.select_related("indicator").order_by("order"))
    return form, items, [node for node in org.in_order() if node.id in filing]
