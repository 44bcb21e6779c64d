"""Set how far behind is behind (设定预警阈值)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from luoshi.kernel.rounding import half_up
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing
from luoshi.targets.authority import NOBODY, Authority
from luoshi.targets.models import Target, Yardsticks
from luoshi.targets.policies import may_set_targets
from luoshi.targets.recipients import tell_approver_of_yardsticks
from luoshi.targets.vocabulary import YARDSTICKS

WIDEST = Decimal(100)


@transaction.atomic
def set_yardsticks(
    standing: Standing, *, chain: str, authority: Authority | None = None, **gaps: Decimal
) -> Yardsticks:
    """Change thresholds (percentage points) and the over-allocation limit (share of the whole) by name.

    Every page judges by the thresholds in force, past days too; what was issued keeps its lights. Refused when
    a number is out of range, when the worse light would begin above the better one, or the limit is negative; and
    without document, approver or reason once somebody is judged by what is in force (``in_use``).
    """
    require(may_set_targets(standing))
    if authority is not None or in_use():
        problems = (authority or NOBODY).problems(standing, reason_needed=True)
    else:
        problems = []
    wild = [name for name, value in gaps.items() if not _fits(name, value)]
    problems += [
        Problem(
            YARDSTICKS[name][0],
            _("The number is out of range or has too many decimals."),
            _("Gaps lie between -100 and 100 percentage points, with at most two decimals."),
            name,
        )
        for name in wild
    ]
    if problems:
        raise Refused(problems)
    row = Yardsticks.objects.select_for_update().first() or Yardsticks()
    for name, value in gaps.items():
        setattr(row, name, value)
    for kind in ("level", "growth"):
        if getattr(row, f"{kind}_slightly_behind") > getattr(row, f"{kind}_on_pace"):
            raise Refused(
                Problem(
                    YARDSTICKS[f"{kind}_slightly_behind"][0],
                    _("“Behind” would begin above “slightly behind”."),
                    _("Lower the second threshold."),
                    f"{kind}_slightly_behind",
                )
            )
    if row.over_allocation_limit < 0:
        raise Refused(
            Problem(
                YARDSTICKS["over_allocation_limit"][0],
                _("It cannot be negative."),
                _("Write 0 where every excess needs a reason."),
                "over_allocation_limit",
            )
        )
    row.save()
    row.refresh_from_db()
    said = authority.columns if authority else {}
    record(
        standing.signature(),
        "targets.set_yardsticks",
        chain=chain,
        subject=str(row),
        rows=[row],
        reason=str(said.get("change_reason", "")),
        detail={name: str(value) for name, value in gaps.items()}
        | (_by_whom(authority) if authority else {}),
    )
    if authority is not None:
        tell_approver_of_yardsticks(standing, row, authority, chain)
    return row


def _by_whom(authority: Authority) -> dict[str, str | int]:
    post = authority.approved_by
    said: dict[str, str | int] = {"basis": authority.basis.strip()}
    return said if post is None else {**said, "approved_by": str(post), "approver": post.pk}


def in_use() -> bool:
    """Whether the thresholds were set before, or a target is judged by those that hold without being set."""
    return Yardsticks.objects.exists() or Target.objects.exists()


def _fits(name: str, value: Decimal) -> bool:
    return value.is_finite() and abs(value) < WIDEST and half_up(value, YARDSTICKS[name][1]) == value
