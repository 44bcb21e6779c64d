"""By which document, by whom and why a target is set or changed (依据、批准人、理由)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from luoshi.ledger.refusal import Problem
from luoshi.org.models import Post, Role


@dataclass(frozen=True)
class Authority:
    """The document with its number, the post of the leader who approved, and the reason in words."""

    basis: str
    approved_by: Post | None
    reason: str = ""

    def problems(self, *, reason_needed: bool) -> list[Problem]:
        """What is missing, beside the fields basis, approver and reason."""
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
        if reason_needed and not self.reason.strip():
            found.append(
                Problem(_("Reason"), _("The reason is missing."), _("Say why, in a sentence."), "reason")
            )
        return found

    @property
    def columns(self) -> dict[str, object]:
        """What it says in the columns of a target or a plan."""
        return {
            "basis": self.basis.strip()[:200],
            "approved_by": self.approved_by,
            "change_reason": self.reason.strip()[:300],
        }
