"""Raise a gate of eligibility (一票否决): awards are closed to a unit, its score stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.assessment.appeal_steps import of_units, owed
from luoshi.assessment.award_models import Gate
from luoshi.assessment.award_policies import may_gate
from luoshi.assessment.models import IN_FORCE, Scheme
from luoshi.assessment.scheme_text import read_scheme
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.notices.actions.notify import notify
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


@dataclass(frozen=True)
class Grounds:
    """Name of the rule, legal basis, deciding document, first and last day."""

    code: str
    basis: str
    document: str
    since: date
    until: date


@transaction.atomic
def raise_gate(standing: Standing, scheme: Scheme, unit: Unit, grounds: Grounds) -> Gate:
    """Close the awards of ``scheme`` to ``unit`` for a term; the unit is told and may appeal within the window."""
    require(may_gate(standing))
    problems = owed(
        ("code", grounds.code, _("Rule")),
        ("basis", grounds.basis, _("Legal basis")),
        ("document", grounds.document, pgettext_lazy("evidence", "Document")),
    )
    if scheme.state not in IN_FORCE:
        problems.append(Problem(str(scheme), _("The scheme is not in force.")))
    node = tree(standing.today).nodes.get(unit.pk)
    if node is None or node.group not in read_scheme(scheme.source).groups:
        problems.append(Problem(str(unit), _("The scheme does not assess this unit."), "", "unit"))
    if grounds.until < grounds.since:
        problems.append(
            Problem(_("Term"), _("It ends before it begins."), _("Choose a later last day."), "until")
        )
    # Held, so that the same sent twice is one gate.
    Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    code = grounds.code.strip()
    if any(one.unit_id == unit.pk and one.code == code for one in _standing(scheme, grounds)):
        problems.append(
            Problem(
                str(unit),
                _("This gate stands against the unit in that term already."),
                _("Lift it first, or choose another term."),
                "code",
            )
        )
    if problems:
        raise Refused(problems)
    assert standing.person_id is not None
    gate = Gate.objects.create(
        scheme=scheme,
        unit=unit,
        code=code,
        basis=grounds.basis.strip(),
        document=grounds.document.strip(),
        since=grounds.since,
        until=grounds.until,
        raised_at=standing.at,
        raised_by_id=standing.person_id,
    )
    record(
        standing.signature(),
        "assessment.raise_gate",
        chain=unit.code,
        subject=str(gate),
        rows=[gate],
        reason=gate.basis,
        detail={"document": gate.document, "since": str(gate.since), "until": str(gate.until)},
    )
    told = of_units([unit.pk], standing.today)
    notify(standing, told, "gate.raised", f"gate:{gate.pk}", {"rule": gate.code}, chain=unit.code)
    return gate


def _standing(scheme: Scheme, grounds: Grounds) -> list[Gate]:
    """Gates of the scheme's code and year that are not lifted and meet the term."""
    return list(
        Gate.objects.filter(
            scheme__code=scheme.code,
            scheme__year=scheme.year,
            lifted_at__isnull=True,
            since__lte=grounds.until,
            until__gte=grounds.since,
        )
    )
