"""End a person's tenure of a post (免职)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.dated import end_on
from luoshi.org.models import Tenure
from luoshi.org.policies import may_change_organisation
from luoshi.org.standing import Standing


@transaction.atomic
def end_tenure(standing: Standing, tenure: Tenure, since: date, reason: str = "") -> Tenure:
    """From ``since`` on the person no longer holds the post, nor the rights that come with it."""
    require(may_change_organisation(standing))
    ended = end_on(Tenure.objects.filter(pk=tenure.pk), since)
    if not ended:
        raise Refused(
            Problem(str(tenure), _("The tenure has already ended."), _("Choose a tenure that is running."))
        )
    record(
        standing.signature(),
        "org.end_tenure",
        chain=tenure.post.unit.code,
        subject=f"{tenure.post.title} {tenure.person.name}",
        rows=ended,
        reason=reason,
    )
    return ended[0]
