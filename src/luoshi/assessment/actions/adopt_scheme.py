"""Take a scheme over from its text (拟定考核方案): every change is a new version."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.models import Scheme, SchemeState
from luoshi.assessment.policies import may_score
from luoshi.assessment.scheme_text import read_scheme
from luoshi.assessment.versions import new_version
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing


@transaction.atomic
def adopt_scheme(standing: Standing, source: str, seen: str | None = None) -> Scheme:
    """A draft from YAML text, version 1 of its code or the next one.

    Refused with every wrong place; also when an indicator or a peer group does not exist, when the text is the same
    as that of the latest version, and when the scheme is locked: then it takes a document (``propose_change``).
    With ``seen`` also when another version than that digest has been saved last.
    """
    require(may_score(standing))
    code = read_scheme(source).code
    if Scheme.objects.filter(code=code, state=SchemeState.LOCKED).exists():
        raise Refused(
            Problem(
                code,
                _("The scheme is locked."),
                _("Change it with a document and a reason, on the page of the scheme."),
            )
        )
    scheme = new_version(standing, source, seen=seen)
    record(
        standing.signature(),
        "assessment.adopt_scheme",
        chain=district_code(),
        subject=str(scheme),
        rows=[scheme],
        detail={"digest": scheme.digest},
    )
    return scheme
