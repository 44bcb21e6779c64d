"""Sign and issue a bulletin (签发)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from luoshi.briefing.models import Bulletin, BulletinState
from luoshi.briefing.policies import may_publish
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.models import Unit
from luoshi.org.standing import Standing


@transaction.atomic
def publish_bulletin(standing: Standing, bulletin: Bulletin) -> Bulletin:
    """Issue the draft as it was frozen, under the unit's next number of the year; the numbers have no gap.

    Refused when it was issued before.
    """
    require(may_publish(standing))
    # Whoever issues for the unit waits here, so that two leaders cannot take one number.
    unit = Unit.objects.select_for_update().get(pk=bulletin.unit_id)
    bulletin = Bulletin.objects.select_for_update(of=("self",)).get(pk=bulletin.pk)
    if bulletin.state != BulletinState.DRAFT:
        raise Refused(
            Problem(
                bulletin.title,
                _("This bulletin was issued before."),
                _("Draft a new one if something changed."),
            )
        )
    year = standing.today.year
    issued = Bulletin.objects.filter(unit=unit, issued_on__year=year, state=BulletinState.PUBLISHED)
    bulletin.serial = (issued.aggregate(last=Max("serial"))["last"] or 0) + 1
    bulletin.issued_on = standing.today
    bulletin.published_at, bulletin.published_by_id = standing.at, standing.person_id
    bulletin.state = BulletinState.PUBLISHED
    bulletin.save()
    record(
        standing.signature(),
        "briefing.publish_bulletin",
        chain=unit.code,
        subject=f"{bulletin.title} {bulletin.number}",
        rows=[bulletin],
        detail={"content": bulletin.content_digest, "number": bulletin.number},
    )
    return bulletin
