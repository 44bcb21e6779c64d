"""Take a scheme over from its text (拟定考核方案): every change is a new version."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.inputs import CLOSURE, TIMELINESS
from luoshi.assessment.models import Scheme
from luoshi.assessment.opinions import opinion_codes
from luoshi.assessment.policies import may_score
from luoshi.assessment.scheme_text import SchemeText, read_scheme
from luoshi.assessment.scoring import used_indicators
from luoshi.indicators.models import Indicator
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.queries import tree
from luoshi.org.standing import Standing


@transaction.atomic
def adopt_scheme(standing: Standing, source: str) -> Scheme:
    """A draft from YAML text, version 1 of its code or the next one.

    Refused with every wrong place; also when an indicator or a peer group does not exist, and when the text
    is the same as that of the latest version.
    """
    require(may_score(standing))
    text = read_scheme(source)
    problems = [*_unknown_groups(text, standing), *_unknown_indicators(text)]
    if problems:
        raise Refused(problems)
    latest = Scheme.objects.filter(code=text.code).order_by("-version").first()
    if latest is not None and latest.digest == text.digest:
        raise Refused(
            Problem(
                text.code,
                _("The text is the same as version %d.") % latest.version,
                _("Change it first, or use that version."),
            )
        )
    scheme = Scheme.objects.create(
        code=text.code,
        version=latest.version + 1 if latest else 1,
        title=text.name,
        title_en=text.name_en,
        year=text.year,
        source=source,
        digest=text.digest,
    )
    record(
        standing.signature(),
        "assessment.adopt_scheme",
        chain=district_code(),
        subject=str(scheme),
        rows=[scheme],
        detail={"digest": scheme.digest},
    )
    return scheme


def _unknown_groups(text: SchemeText, standing: Standing) -> list[Problem]:
    known = {n.group for n in tree(standing.today).nodes.values() if n.group}
    return [
        Problem(
            f"groups[{place}]",
            _("No unit is in a peer group “%s”.") % code,
            _("Use one of: %s.") % ", ".join(sorted(known)),
        )
        for place, code in enumerate(text.groups)
        if code not in known
    ]


def _unknown_indicators(text: SchemeText) -> list[Problem]:
    known = {TIMELINESS, CLOSURE, *opinion_codes(), *Indicator.objects.values_list("code", flat=True)}
    return [
        Problem(
            code,
            _("There is no such indicator in the catalogue."),
            _("Use one of: %s.") % ", ".join(sorted(known)),
        )
        for code in used_indicators(text.rules)
        if code not in known
    ]
