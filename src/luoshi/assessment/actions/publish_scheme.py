"""Put a scheme in force (印发考核方案)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.models import Scheme, SchemeState
from luoshi.assessment.policies import may_publish
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing


@transaction.atomic
def publish_scheme(standing: Standing, scheme: Scheme) -> Scheme:
    """Make the rules public; only then can a calculation by them be frozen."""
    require(may_publish(standing))
    scheme = Scheme.objects.select_for_update().get(pk=scheme.pk)
    if scheme.state == SchemeState.PUBLISHED:
        raise Refused(Problem(str(scheme), _("This version is already published.")))
    scheme.state = SchemeState.PUBLISHED
    scheme.published_at = standing.at
    scheme.save(update_fields=["state", "published_at"])
    record(
        standing.signature(),
        "assessment.publish_scheme",
        chain=district_code(),
        subject=str(scheme),
        rows=[scheme],
        detail={"digest": scheme.digest},
    )
    return scheme
