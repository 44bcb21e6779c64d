"""End a rule of the checks (停用校验规则): it holds no longer, and what it found stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.check_models import Rule
from luoshi.indicators.policies import may_keep_catalogue
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.dated import end_on
from luoshi.org.standing import Standing


@transaction.atomic
def end_rule(standing: Standing, code: str, until: date | None, reason: str) -> Rule:
    """Let the rule hold for periods that end before ``until`` only.

    Refused without a reason, for a day that is over (what was found would be found no more), and for a rule that
    does not hold then.
    """
    require(may_keep_catalogue(standing))
    problems = list(_problems(standing, until, reason))
    if problems or until is None:
        raise Refused(problems)
    ended = end_on(Rule.objects.filter(code=code), until)
    if not ended:
        raise Refused(
            Problem(code, _("No rule of this code holds then."), _("Choose one that is in force."), "code")
        )
    record(
        standing.signature(),
        "indicators.end_rule",
        chain=district_code(),
        subject=ended[0].name,
        rows=ended,
        reason=reason.strip(),
        detail={"code": code, "until": until.isoformat()},
    )
    return ended[0]


def _problems(standing: Standing, until: date | None, reason: str) -> Iterator[Problem]:
    if until is None or until < standing.today:
        yield Problem(
            _("Day"),
            _("A rule is not ended for a day that is over: what it found would be found no more."),
            _("Choose today or a later day."),
            "until",
        )
    if not reason.strip():
        yield Problem(_("Reason"), _("A rule is not ended without a reason."), _("Say why."), "reason")
