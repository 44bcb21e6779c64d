"""Record that a document ties money to a target (挂钩资金)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.numerals import kept_exactly
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.ledger.texts import LONGEST_DOCUMENT, too_long
from luoshi.org.standing import Standing
from luoshi.targets.models import Target, TiedMoney
from luoshi.targets.policies import may_set_targets
from luoshi.targets.succession import locked


@transaction.atomic
def tie_money(
    standing: Standing, target: Target, amount: Decimal, document: str, condition: str
) -> TiedMoney:
    """``amount`` in 万元 depends on ``target``: ``document`` says so, ``condition`` how.

    Refused for an amount that is not above zero, and without document or condition, and for one that is too long.
    """
    require(may_set_targets(standing))
    target = locked(target)
    problems = []
    if not kept_exactly(amount) or amount <= 0:
        problems.append(
            Problem(_("Amount"), _("This is not an amount."), _("Write a number above zero."), "amount")
        )
    if not document.strip():
        problems.append(
            Problem(
                _("Document"), _("No document was named."), _("Name the document and its number."), "document"
            )
        )
    if not condition.strip():
        problems.append(
            Problem(
                _("Condition"),
                _("No condition was given."),
                _("Say what happens to the money if the target is missed."),
                "condition",
            )
        )
    problems += too_long(_("Document"), document, LONGEST_DOCUMENT, "document")
    problems += too_long(_("Condition"), condition, field="condition")
    if problems:
        raise Refused(problems)
    tied = TiedMoney.objects.create(
        target=target,
        amount=amount,
        document=document.strip(),
        condition=condition.strip(),
        recorded_at=standing.at,
    )
    record(
        standing.signature(),
        "targets.tie_money",
        chain=target.unit.code,
        subject=f"{target.indicator.name} {target.period}: {tied.document}",
        rows=[tied],
        detail={"amount": str(amount)},
    )
    return tied
