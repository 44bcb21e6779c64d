"""Tables of awards (评先): gates of eligibility, the plan, the list of one result and its deviations. Of units, never of persons."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.models import Recorded
from luoshi.org.models import Person, Unit


class Gate(Recorded):
    """A gate of eligibility against a unit (一票否决): closes the awards of a scheme to it, never changes its score.

    Holds from ``since`` to ``until`` (the last day), or until it is lifted. ``code`` names the rule, ``basis`` the
    law or provision, ``document`` the decision.
    """

    scheme = models.ForeignKey("assessment.Scheme", on_delete=models.PROTECT, related_name="gates")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    basis = models.CharField(max_length=200)
    document = models.CharField(max_length=200)
    since = models.DateField()
    until = models.DateField()
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    lift_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.unit}"


class TieRule(models.TextChoices):
    """What becomes of units that share the rank at the border of a tier (并列处理)."""

    ALL_IN = "all_in", _("All who tie get it")
    NONE_IN = "none_in", _("None who tie gets it")


class AwardPlan(Recorded):
    """How many units of each peer group get which award (评先方案). Kept with its first list as it stands.

    ``tiers`` from the best down: {name, name_en, share} with a share of the group's units as decimal text, or
    {name, name_en, count} with a number of units a group.
    """

    append_only = True

    scheme = models.ForeignKey("assessment.Scheme", on_delete=models.PROTECT, related_name="award_plans")
    document = models.CharField(max_length=200)
    tiers = models.JSONField()
    border = models.CharField(max_length=8, choices=TieRule)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.scheme} {self.document}"


class AwardList(Recorded):
    """The awards of one final result (评先名单). ``content`` is canonical JSON, kept when it is published."""

    plan = models.ForeignKey(AwardPlan, on_delete=models.PROTECT, related_name="lists")
    run = models.OneToOneField("assessment.Run", on_delete=models.PROTECT, related_name="awards")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    content = models.TextField(blank=True, help_text="Canonical JSON.")

    def __str__(self) -> str:
        return f"{self.run} {self.plan.document}"


class AwardDeviation(Recorded):
    """A unit that gets another award than its rank gives it (偏离名次): by a document, with the reason.

    ``tier`` is the place of the award in the plan, None where the unit is left out. The last one on a unit counts.
    """

    append_only = True

    list = models.ForeignKey(AwardList, on_delete=models.PROTECT, related_name="deviations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    tier = models.PositiveSmallIntegerField(null=True)
    document = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.list_id} {self.unit}"
