"""Reject a draft with a reason (不予立项)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.documents.actions.settle_draft import excerpt, settle_draft
from luoshi.documents.models import LONGEST_REASON, Draft, DraftState
from luoshi.ledger.refusal import Problem, Refused
from luoshi.ledger.texts import too_long
from luoshi.org.standing import Standing


@transaction.atomic
def reject_draft(standing: Standing, draft: Draft, reason: str) -> Draft:
    """Turn a pending draft down; refused without a reason, because coverage must stay explainable."""
    if not reason.strip():
        raise Refused(
            Problem(
                excerpt(draft),
                _("The reason is missing."),
                _("Say in a few words why nothing is to be done here."),
                "reason",
            )
        )
    if problems := too_long(excerpt(draft), reason, LONGEST_REASON, "reason"):
        raise Refused(problems)
    return settle_draft(standing, draft, DraftState.REJECTED, reason=reason.strip())
