"""Plan the awards of a scheme (评先方案): tiers, quotas, what happens to ties at the border."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.assessment.appeal_steps import owed
from luoshi.assessment.award_models import AwardPlan, TieRule
from luoshi.assessment.award_policies import may_draw_awards
from luoshi.assessment.models import IN_FORCE, Scheme
from luoshi.indicators.queries import district_code
from luoshi.ledger.record import record
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.standing import Standing

MOST_TIERS, LONGEST_NAME = 5, 60


@dataclass(frozen=True)
class Tier:
    """One award: its names, and either a share of the units of a peer group (0.2) or a number of units a group."""

    name: str
    name_en: str = ""
    share: Decimal | None = None
    count: int | None = None

    @property
    def sound(self) -> bool:
        by_share = self.share is not None and 0 < self.share <= 1 and self.count is None
        by_count = self.count is not None and self.count > 0 and self.share is None
        return bool(self.name.strip()) and self._short and (by_share or by_count)

    @property
    def _short(self) -> bool:
        return max(len(self.name.strip()), len(self.name_en.strip())) <= LONGEST_NAME

    def kept(self) -> dict[str, str | int]:
        quota: dict[str, str | int] = (
            {"count": self.count} if self.count is not None else {"share": f"{self.share:f}"}
        )
        return {"name": self.name.strip(), "name_en": self.name_en.strip(), **quota}


@transaction.atomic
def plan_awards(
    standing: Standing, scheme: Scheme, tiers: Sequence[Tier], border: str, document: str
) -> AwardPlan:
    """Put the plan on record by ``document``; a later one counts for lists that are drawn after it."""
    require(may_draw_awards(standing))
    problems = []
    if scheme.state not in IN_FORCE:
        problems.append(Problem(str(scheme), _("The scheme is not in force.")))
    if not 1 <= len(tiers) <= MOST_TIERS or not all(tier.sound for tier in tiers):
        problems.append(
            Problem(
                _("Awards"),
                _(
                    "Each has a name of at most %d characters, and either a share above 0 up to 100 %% or a whole "
                    "number of units."
                )
                % LONGEST_NAME,
                _("Write one line for each award, the best first."),
                "tiers",
            )
        )
    if border not in TieRule.values:
        problems.append(
            Problem(_("Equal ranks at the border"), _("None was chosen."), _("Choose one."), "border")
        )
    if not document.strip():
        problems.append(
            Problem(
                pgettext_lazy("evidence", "Document"),
                _("It is missing."),
                _("Name the document that sets the quotas."),
                "document",
            )
        )
    else:
        problems += owed(("document", document, pgettext_lazy("evidence", "Document")))
    if problems:
        raise Refused(problems)
    assert standing.person_id is not None
    plan = AwardPlan.objects.create(
        scheme=scheme,
        document=document.strip(),
        tiers=[tier.kept() for tier in tiers],
        border=border,
        at=standing.at,
        by_id=standing.person_id,
    )
    record(
        standing.signature(),
        "assessment.plan_awards",
        chain=district_code(),
        subject=str(plan),
        rows=[plan],
        detail={"tiers": len(tiers), "border": border},
    )
    return plan
