"""By which document, by whom and why a target is set or changed (依据、批准人、理由)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem
from luoshi.ledger.texts import LONGEST_DOCUMENT, too_long
from luoshi.org.models import Post, Role
from luoshi.org.standing import Standing
from luoshi.targets.models import Target
from luoshi.targets.succession import parts_in_force, versions
from luoshi.targets.vocabulary import CurveKind
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class Authority:
    """The document with its number, the post of the leader who approved, and the reason in words."""

    basis: str
    approved_by: Post | None
    reason: str = ""

    def problems(self, standing: Standing, *, reason_needed: bool) -> list[Problem]:
        """What is missing or too long to be kept, beside the fields basis, approver and reason; nobody approves what he records himself."""
        found = []
        if not self.basis.strip():
            found.append(
                Problem(
                    _("Document"),
                    _("The document is missing."),
                    _("Name it with its number, such as “区政府常务会议纪要〔2015〕6号”."),
                    "basis",
                )
            )
        if self.approved_by is None or self.approved_by.role != Role.LEADER:
            found.append(
                Problem(
                    _("Approved by"),
                    _("Nobody has approved it."),
                    _("Choose the district leader who did."),
                    "approver",
                )
            )
        elif any(held.post_id == self.approved_by.pk for held in standing.posts):
            found.append(
                Problem(
                    _("Approved by"),
                    _("Whoever records it cannot approve it."),
                    _("Name another leader, or let the supervision office record it."),
                    "approver",
                )
            )
        if reason_needed and not self.reason.strip():
            found.append(
                Problem(_("Reason"), _("The reason is missing."), _("Say why, in a sentence."), "reason")
            )
        found += too_long(_("Document"), self.basis, LONGEST_DOCUMENT, "basis")
        found += too_long(_("Reason"), self.reason, field="reason")
        return found

    @property
    def columns(self) -> dict[str, object]:
        """What it says in the columns of a target or a plan."""
        return {
            "basis": self.basis.strip(),
            "approved_by_id": self.approved_by.pk if self.approved_by else None,
            "change_reason": self.reason.strip(),
        }


NOBODY = Authority("", None)


def still_without_curve(target: Target, today: date) -> bool:
    """Whether choosing a curve is still part of setting ``target``, and no change of it (初定时序).

    No other than the linear one was ever chosen at its place, nothing was handed down from it, and no month has
    ended since it was first set, so that nobody was told of a pace by the curve that it has.
    """
    before = versions(target)
    first_set = timezone.localtime(min(row.recorded_at for row in before)).date()
    return (
        all(row.curve == CurveKind.LINEAR for row in before)
        and not parts_in_force(target).exists()
        and today <= Period.month(first_set.year, first_set.month).end
    )
