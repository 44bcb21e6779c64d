"""Money no longer depends on a target, or was recorded by mistake."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import too_long
from luoshi.org.standing import Standing
from luoshi.targets.models import TiedMoney
from luoshi.targets.policies import may_set_targets


@transaction.atomic
def release_money(standing: Standing, tied: TiedMoney, reason: str) -> TiedMoney:
    """From now on ``tied`` counts no more; it stays on record. Refused without a reason, for one that is too long, and when done already."""
    require(may_set_targets(standing))
    tied = TiedMoney.objects.select_for_update().get(pk=tied.pk)
    if tied.released_at is not None:
        raise Refused(
            Problem(tied.document, _("This money has been released already."), _("Look at the page again."))
        )
    if not reason.strip():
        raise Refused(
            Problem(
                _("Reason"),
                _("No reason was given."),
                _("Say why the money no longer depends on the target."),
                "reason",
            )
        )
    problems = too_long(_("Reason"), reason, field="reason")
    if problems:
        raise Refused(problems)
    tied.released_at, tied.release_reason = standing.at, reason.strip()
    tied.save(update_fields=["released_at", "release_reason"])
    record(
        standing.signature(),
        "targets.release_money",
        chain=tied.target.unit.code,
        subject=f"{tied.target.indicator.name} {tied.target.period}: {tied.document}",
        rows=[tied],
        reason=tied.release_reason,
    )
    return tied
