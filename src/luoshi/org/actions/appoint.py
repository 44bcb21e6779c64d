"""Create a post and appoint a person to it (任职)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.identity.actions.create_account import create_account
from luoshi.ledger.models import Recorded
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Person, Post, Role, Tenure, Unit
from luoshi.org.policies import may_change_organisation
from luoshi.org.standing import Standing


@dataclass(frozen=True)
class Appointment:
    """A post of a unit and who takes it up. ``person`` is the person's code; an unknown one is a new person."""

    unit: str
    role: str
    title: str
    title_en: str
    person: str
    name: str
    name_en: str = ""
    order: int = 0
    account: bool = False
    simulated: bool = False


@transaction.atomic
def appoint(standing: Standing, appointments: list[Appointment], since: date) -> list[Tenure]:
    """Create posts and tenures from ``since`` on, all or none. Unknown units and roles are refused by name."""
    require(may_change_organisation(standing))
    units = {u.code: u for u in Unit.objects.filter(code__in={a.unit for a in appointments})}
    problems = [
        Problem(a.name, _("No unit has the code %s.") % a.unit, _("Establish the unit first."))
        for a in appointments
        if a.unit not in units
    ] + [
        Problem(a.name, _("Unknown role “%s”.") % a.role, _("Use one of: %s.") % ", ".join(Role.values))
        for a in appointments
        if a.role not in Role.values
    ]
    if problems:
        raise Refused(problems)
    people = {p.code: p for p in Person.objects.filter(code__in={a.person for a in appointments})}
    tenures = []
    for a in appointments:
        rows: list[Recorded] = []
        person = people.get(a.person)
        if person is None:
            account = None
            if a.account:
                account = create_account(
                    standing.signature(), a.person, None, chain=a.unit, is_demo=a.simulated
                )
            person = Person.objects.create(
                code=a.person, name=a.name, name_en=a.name_en, account=account, simulated=a.simulated
            )
            people[a.person] = person
            rows.append(person)
        post = Post.objects.create(
            unit=units[a.unit], role=a.role, title=a.title, title_en=a.title_en, order=a.order
        )
        tenure = Tenure.objects.create(post=post, person=person, valid_from=since)
        record(
            standing.signature(),
            "org.appoint",
            chain=a.unit,
            subject=f"{a.title} {a.name}",
            rows=[*rows, post, tenure],
        )
        tenures.append(tenure)
    return tenures
