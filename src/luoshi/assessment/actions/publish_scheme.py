"""Put a scheme in force (印发考核方案)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.models import Scheme, SchemeState
from luoshi.assessment.policies import may_approve
from luoshi.assessment.versions import overtaken
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing


@transaction.atomic
def publish_scheme(standing: Standing, scheme: Scheme) -> Scheme:
    """Make approved rules public; only then can a calculation by them be frozen.

    A version that changes a locked one takes its place at once and is locked as well.
    """
    scheme = Scheme.objects.select_for_update(of=("self",)).get(pk=scheme.pk)
    require(may_approve(standing, scheme), _("A leader publishes, and not who drew up the scheme."))
    if scheme.published_at is not None:
        raise Refused(Problem(str(scheme), _("This version is already published.")))
    if scheme.state != SchemeState.APPROVED:
        raise Refused(
            Problem(
                str(scheme),
                _("This version has not been approved."),
                _("A leader approves it first, by a document."),
            )
        )
    if problems := overtaken(scheme):
        raise Refused(problems)
    scheme.state = SchemeState.PUBLISHED
    scheme.published_at, scheme.published_by_id = standing.at, standing.person_id
    if scheme.replaces_id is not None:
        scheme.lock(standing.at, standing.person_id)
    scheme.save()
    record(
        standing.signature(),
        "assessment.publish_scheme",
        chain=district_code(),
        subject=str(scheme),
        rows=[scheme],
        detail={"digest": scheme.digest},
    )
    return scheme
