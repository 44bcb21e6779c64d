"""Give a person a way to sign in (开户)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.identity.actions.create_account import create_account
from luoshi.identity.models import Account
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Person, Tenure
from luoshi.org.policies import may_change_organisation
from luoshi.org.queries import on
from luoshi.org.standing import Standing


@transaction.atomic
def open_account(standing: Standing, person_code: str, username: str, password: str) -> Account:
    """Create the account ``username`` for the person with this code, who must hold a post today.

    The first administrator of an installation gets an account this way too: nobody can sign in before,
    so whoever may run the command founds it.
    """
    require(may_change_organisation(standing) or not Account.objects.exists())
    person = Person.objects.select_for_update().filter(code=person_code).first()
    tenure = (
        Tenure.objects.filter(on(standing.today), person=person).select_related("post__unit").first()
        if person
        else None
    )
    if person is None or tenure is None:
        raise Refused(
            Problem(
                _("Person"),
                _("Nobody with the code “%s” holds a post today.") % person_code,
                _("Appoint the person first: luoshi org appoint."),
            )
        )
    if person.account_id is not None:
        raise Refused(
            Problem(person.name, _("The person has an account already."), _("Change its password instead."))
        )
    chain = tenure.post.unit.code
    account = create_account(standing.signature(), username, password, chain=chain)
    person.account = account
    person.save(update_fields=["account"])
    record(standing.signature(), "org.open_account", chain=chain, subject=person.name, rows=[person])
    return account
