"""Change one's own password (修改密码)."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.identity.models import Account
from luoshi.ledger.record import Signature, record
from luoshi.ledger.refusal import Problem, Refused, require


@transaction.atomic
def change_password(signature: Signature, old: str, new: str, *, chain: str) -> Account:
    """Replace the signer's own password. Refused when ``old`` is wrong or ``new`` is weak.

    A demonstration account has no password and gets none.
    """
    require(signature.account_id is not None)
    account = Account.objects.select_for_update().get(pk=signature.account_id or 0)
    require(not account.is_demo, _("Demonstration accounts have no password."))
    if not account.check_password(old):
        raise Refused(Problem(_("Old password"), _("It is wrong."), _("Type your present password.")))
    try:
        validate_password(new, account)
    except ValidationError as error:
        raise Refused([Problem(_("New password"), message) for message in error.messages]) from error
    account.set_password(new)
    account.save(update_fields=["password"])
    record(signature, "identity.change_password", chain=chain, subject=account.username, rows=[account])
    return account
