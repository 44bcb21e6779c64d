"""Create an account (开户)."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.identity.models import Account
from luoshi.ledger.record import Signature, record
from luoshi.ledger.refusal import Problem, Refused


@transaction.atomic
def create_account(
    signature: Signature, username: str, password: str | None, *, chain: str, is_demo: bool = False
) -> Account:
    """Create an account; without a password it can only be used by demonstration sign-in.

    Whether the signer may is asked by the org room, which knows posts. A weak password or a taken
    name is refused.
    """
    if Account.objects.filter(username=username).exists():
        raise Refused(Problem(_("Username"), _("“%s” is taken.") % username, _("Choose another.")))
    account = Account(username=username, is_demo=is_demo)
    if password is None:
        account.set_unusable_password()
    else:
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise Refused([Problem(_("Password"), message) for message in error.messages]) from error
        account.set_password(password)
    account.save(force_insert=True)
    record(signature, "identity.create_account", chain=chain, subject=username, rows=[account])
    return account
