"""Issue a key with which a program acts for a person (签发接口密钥)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.identity.keys import Scope, is_prefix, new_prefix, new_secret
from luoshi.identity.models import ApiKey
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Tenure
from luoshi.org.policies import may_change_organisation
from luoshi.org.queries import on
from luoshi.org.standing import Standing

# Somebody has to look at a key again after a year.
LONGEST_DAYS = 366


@dataclass(frozen=True)
class NewKey:
    """A key asked for: for which person, in the posts of which unit, for what, until which day (not included).

    ``prefix`` is the name that the key will have, so that what is asked for twice is issued once; empty draws one.
    """

    label: str
    person: str
    unit: str
    scopes: Collection[str]
    until: date | None
    prefix: str = ""


@dataclass(frozen=True)
class IssuedKey:
    """The key on record, and its text, which is never to be had again."""

    key: ApiKey
    text: str


@transaction.atomic
def issue_key(standing: Standing, new: NewKey) -> IssuedKey:
    """Issue the key, valid from today. Only the administrator may.

    Refused without a label, for a person without account or without a post in the unit today, without scope, and
    for an end that is missing, past or more than a year away (codes are the names of the fields).
    """
    require(may_change_organisation(standing))
    tenure = (
        # Locked, so that of two that ask under one name the second sees the first one's key.
        Tenure.objects.select_for_update(of=("self",))
        .filter(on(standing.today), person__code=new.person, post__unit__code=new.unit)
        .select_related("person__account", "post__unit")
        .first()
    )
    problems = list(_problems(standing, new, tenure))
    if problems or tenure is None or tenure.person.account is None:
        raise Refused(problems)
    secret = new_secret(new.prefix or new_prefix())
    key = ApiKey.objects.create(
        prefix=secret.prefix,
        secret_hash=secret.kept,
        label=new.label.strip(),
        account=tenure.person.account,
        unit_code=new.unit,
        scopes=sorted(set(new.scopes)),
        valid_from=standing.today,
        valid_to=new.until,
        issued_at=standing.at,
    )
    record(
        standing.signature(),
        "org.issue_key",
        chain=new.unit,
        subject=f"{key.label} ({key.prefix})",
        rows=[key],
        detail={"person": tenure.person.name, "scopes": key.scopes},
    )
    return IssuedKey(key, secret.text)


def _problems(standing: Standing, new: NewKey, tenure: Tenure | None) -> Iterator[Problem]:
    if ApiKey.objects.filter(prefix=new.prefix).exists():
        yield Problem(
            _("Key"),
            _("Key %s is issued already, and shown no second time.") % new.prefix,
            _("If nobody noted it, revoke it and issue another."),
            "prefix",
        )
    elif new.prefix and not is_prefix(new.prefix):
        yield Problem(
            _("Key"),
            _("“%s” is no name of a key.") % new.prefix,
            _("Open the page again and issue it there."),
            "prefix",
        )
    if not new.label.strip():
        yield Problem(_("Program"), _("The name is missing."), _("Say which program uses the key."), "label")
    if tenure is None:
        yield Problem(
            _("Person"),
            _("This person holds no post in the unit today."),
            _("Choose somebody who does."),
            "person",
        )
    elif tenure.person.account is None:
        yield Problem(
            tenure.person.name, _("The person has no account."), _("Open an account first."), "person"
        )
    if not new.scopes or not set(new.scopes) <= set(Scope):
        yield Problem(
            _("Allowed to"), _("Nothing is chosen."), _("Choose reading, reporting or both."), "scopes"
        )
    if new.until is None or not 0 < (new.until - standing.today).days <= LONGEST_DAYS:
        yield Problem(
            _("Until"),
            _("A key ends within a year."),
            _("Choose a day after today, a year from now at the latest."),
            "until",
        )
