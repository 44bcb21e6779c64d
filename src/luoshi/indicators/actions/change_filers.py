"""Say which units file a form from a day on (调整填报单位)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.actions.define_form import unit_problems
from luoshi.indicators.duties import end_duties
from luoshi.indicators.form_list import settled_until
from luoshi.indicators.models import Form, FormDuty, Indicator
from luoshi.indicators.policies import may_keep_catalogue
from luoshi.indicators.queries import district_code
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


@dataclass(frozen=True)
class NewFilers:
    """All units that file from ``since`` on, by code; ``since`` None is a day that cannot be read."""

    units: tuple[str, ...]
    since: date | None
    reason: str


@transaction.atomic
def change_filers(standing: Standing, form: Form, change: NewFilers) -> list[FormDuty]:
    """Units named begin to file with the period that ends on ``since`` or later; those left out end with the one before.

    What was expected of a unit before that day stays expected. Refused without a reason, for a day that is over or
    before a change on record, a unit that does not exist then or would verify what it reports, and when nothing
    would change.
    """
    require(may_keep_catalogue(standing))
    Form.objects.select_for_update().get(pk=form.pk)
    problems = list(_problems(standing, form, change))
    if problems or change.since is None:
        raise Refused(problems)
    filing = Q(valid_to__isnull=True) | Q(valid_to__gt=change.since)
    duties = FormDuty.objects.filter(filing, form=form)
    there = set(duties.values_list("unit__code", flat=True))
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=change.units)}
    if there == units.keys():
        raise Refused(
            Problem(
                named(form), _("These units file it already."), _("Tick others, or take some out."), "units"
            )
        )
    left_out = FormDuty.objects.filter(form=form).exclude(unit__code__in=change.units)
    ended = end_duties(left_out, change.since, standing.at)
    begun = [
        FormDuty.objects.create(form=form, unit=unit, valid_from=change.since, recorded_at=standing.at)
        for code, unit in sorted(units.items())
        if code not in there
    ]
    record(
        standing.signature(),
        "indicators.change_filers",
        chain=district_code(),
        subject=form.name,
        rows=[*ended, *begun],
        reason=change.reason.strip(),
        detail={"since": change.since.isoformat(), "begin": len(begun), "end": len(ended)},
    )
    return [*ended, *begun]


def _problems(standing: Standing, form: Form, change: NewFilers) -> Iterator[Problem]:
    if change.since is None or change.since < standing.today:
        yield Problem(
            _("From"),
            _("It cannot begin on this day."),
            _("Choose today or a day that is still to come."),
            "since",
        )
    elif (settled := settled_until(form, change.since)) > change.since:
        yield Problem(
            _("From"),
            _("A change from %s on is already recorded.") % settled.isoformat(),
            _("Choose a later day."),
            "since",
        )
    if not change.reason.strip():
        yield Problem(_("Reason"), _("The change needs a reason."), _("Say why."), "reason")
    yield from too_long(_("Reason"), change.reason, field="reason")
    existing = {node.code for node in tree(change.since or standing.today).nodes.values()}
    units = {u.code: u for u in Unit.objects.filter(code__in=change.units) if u.code in existing}
    indicators = {
        i.code: i for i in Indicator.objects.filter(form_items__form=form).select_related("data_owner")
    }
    for problem in unit_problems(change.units, indicators, units):
        yield Problem(problem.where, problem.what, problem.mend, "units")
