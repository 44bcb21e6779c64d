"""Raise a gate of eligibility (一票否决): awards are closed to a unit, its score stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
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
from luoshi.ledger.naming import named
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.notices.actions.notify import notify
from luoshi.org.models import Unit
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


@dataclass(frozen=True)
class Grounds:
    """Name of the rule, legal basis, deciding document, first and last day; None is one that cannot be read."""

    code: str
    basis: str
    document: str
    since: date | None
    until: date | None


@transaction.atomic
def raise_gate(standing: Standing, scheme: Scheme, unit: Unit | None, grounds: Grounds) -> Gate:
    """Close the awards of ``scheme`` to ``unit`` for a term; the unit is told and may appeal within the window.

    Refused with everything that is wrong, each beside its field; None is no unit that there is.
    """
    require(may_gate(standing))
    # Held, so that the same sent twice is one gate.
    Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    code = grounds.code.strip()
    problems = [
        *owed(
            ("code", grounds.code, _("Rule")),
            ("basis", grounds.basis, _("Legal basis")),
            ("document", grounds.document, pgettext_lazy("evidence", "Document")),
        ),
        *_term_problems(grounds),
        *_unit_problems(standing, scheme, unit, code, grounds),
    ]
    if scheme.state not in IN_FORCE:
        problems.append(Problem(str(scheme), _("The scheme is not in force.")))
    if problems:
        raise Refused(problems)
    assert unit is not None and grounds.since is not None and grounds.until is not None
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


def _term_problems(grounds: Grounds) -> Iterator[Problem]:
    for day, field in ((grounds.since, "since"), (grounds.until, "until")):
        if day is None:
            yield Problem(_("Term"), _("This is not a day."), _("Write it as 2015-06-30."), field)
    if grounds.since is not None and grounds.until is not None and grounds.until < grounds.since:
        yield Problem(_("Term"), _("It ends before it begins."), _("Choose a later last day."), "until")


def _unit_problems(
    standing: Standing, scheme: Scheme, unit: Unit | None, code: str, grounds: Grounds
) -> Iterator[Problem]:
    if unit is None:
        yield Problem(_("Unit"), _("There is no such unit."), _("Choose one from the list."), "unit")
        return
    node = tree(standing.today).nodes.get(unit.pk)
    if node is None or node.group not in read_scheme(scheme.source).groups:
        yield Problem(named(unit), _("The scheme does not assess this unit."), "", "unit")
    if any(one.unit_id == unit.pk and one.code == code for one in _standing(scheme, grounds)):
        yield Problem(
            named(unit),
            _("This gate stands against the unit in that term already."),
            _("Lift it first, or choose another term."),
            "code",
        )


def _standing(scheme: Scheme, grounds: Grounds) -> list[Gate]:
    """Gates of the scheme's code and year that are not lifted and meet the term; [] of a term that cannot be read."""
    if grounds.since is None or grounds.until is None:
        return []
    return list(
        Gate.objects.filter(
            scheme__code=scheme.code,
            scheme__year=scheme.year,
            lifted_at__isnull=True,
            since__lte=grounds.until,
            until__gte=grounds.since,
        )
    )
