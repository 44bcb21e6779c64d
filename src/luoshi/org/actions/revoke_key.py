"""Take a key away from a program (吊销接口密钥)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.identity.models import ApiKey
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.policies import may_change_organisation
from luoshi.org.standing import Standing


@transaction.atomic
def revoke_key(standing: Standing, prefix: str, reason: str) -> ApiKey:
    """The key called ``prefix`` opens nothing any more. Refused for an unknown or revoked key and without reason."""
    require(may_change_organisation(standing))
    key = ApiKey.objects.select_for_update().filter(prefix=prefix).first()
    if key is None or key.revoked_at is not None:
        raise Refused(
            Problem(prefix, _("No key in force has this name."), _("Choose a key from the list."), "key")
        )
    if not reason.strip():
        raise Refused(
            Problem(_("Reason"), _("The reason is missing."), _("Say why the key is revoked."), "reason")
        )
    key.revoked_at = standing.at
    key.save(update_fields=["revoked_at"])
    record(
        standing.signature(),
        "org.revoke_key",
        chain=key.unit_code,
        subject=f"{key.label} ({key.prefix})",
        rows=[key],
        reason=reason.strip(),
    )
    return key
