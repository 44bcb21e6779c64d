"""Targets: indicator x unit x period -> value, curve, owner, parent."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from luoshi.documents.models import Clause, Document
from luoshi.indicators.models import Indicator
from luoshi.ledger.models import Recorded
from luoshi.matters.models import Matter
from luoshi.org.models import Person, Post, Unit
from luoshi.targets.vocabulary import (
    BaseState,
    CurveKind,
    QuotaStepKind,
    Reach,
    SplitRule,
    TargetKind,
)


class Yardsticks(Recorded):
    """How far behind is behind (预警阈值), and how much over-allocation needs no reason; one row per district.

    Gaps are percentage points: of the year's target for level targets, of growth for growth targets.
    """

    level_on_pace = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(0))
    level_slightly_behind = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(-5))
    growth_on_pace = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(0))
    growth_slightly_behind = models.DecimalField(max_digits=6, decimal_places=2, default=Decimal(-2))
    over_allocation_limit = models.DecimalField(
        max_digits=6, decimal_places=4, default=Decimal("0.03"), help_text="Share of the whole."
    )

    def __str__(self) -> str:
        return f"level {self.level_slightly_behind}, growth {self.growth_slightly_behind}"


class Target(Recorded):
    """What a unit is to reach in a period (目标).

    ``value`` is a growth in per cent for kind growth, a rank for kind rank, else an amount in the indicator's unit.
    ``level`` is the level that this means; None while the base is unknown, which is asked for and never invented,
    and for a rank. ``value`` is the basic target (基本目标), ``stretch`` what is hoped for (奋斗目标), of the same kind.
    ``period`` is a period code, or "2016+5" for five years from 2016; what several years add up to says ``reach``.
    ``basis``, ``approved_by`` and ``change_reason`` say by which document, by whom and why it was set or changed.
    """

    later_fields: ClassVar[frozenset[str]] = frozenset(
        {"stretch", "reach", "peers", "curve_years", "basis", "approved_by", "change_reason"}
    )

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="targets")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="targets")
    period = models.CharField(max_length=8)
    kind = models.CharField(max_length=8, choices=TargetKind)
    op = models.CharField(max_length=2, default=">=")
    value = models.DecimalField(max_digits=20, decimal_places=6)
    base = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    base_state = models.CharField(max_length=10, choices=BaseState, default=BaseState.MISSING)
    base_start = models.PositiveIntegerField(null=True)
    base_end = models.PositiveIntegerField(null=True)
    base_source = models.CharField(max_length=200, blank=True)
    level = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    curve = models.CharField(max_length=8, choices=CurveKind, default=CurveKind.LINEAR)
    curve_table = models.JSONField(null=True, help_text="Twelve cumulative shares as strings, ending at 1.")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    rule = models.CharField(max_length=14, choices=SplitRule, default=SplitRule.ROOT)
    owner_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="targets")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="targets")
    clause = models.ForeignKey(Clause, null=True, on_delete=models.PROTECT, related_name="targets")
    span_start = models.PositiveIntegerField(null=True)
    span_end = models.PositiveIntegerField(null=True)
    sentence_start = models.PositiveIntegerField(null=True)
    sentence_end = models.PositiveIntegerField(null=True)
    over_reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    # A target is not rewritten: a changed one is a new row that supersedes the old.
    superseded_at = models.DateTimeField(null=True)
    stretch = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    reach = models.CharField(max_length=4, choices=Reach, blank=True)
    peers = models.JSONField(null=True, help_text="Names among which a rank counts, the unit's own included.")
    curve_years = models.JSONField(null=True, help_text="Years that a seasonal curve was drawn from.")
    basis = models.CharField(max_length=200, blank=True, help_text="The document, with its number.")
    approved_by = models.ForeignKey(
        Post, null=True, on_delete=models.PROTECT, related_name="approved_targets"
    )
    change_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["indicator__order", "unit__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "period", "kind"],
                condition=Q(superseded_at__isnull=True),
                name="targets_one_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.indicator} {self.period} {self.op} {self.value}"


class PublishedRank(Recorded):
    """A rank as somebody published it (公布的位次); a later row for the same period corrects the earlier one."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="ranks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="ranks")
    period = models.CharField(max_length=8)
    rank = models.PositiveSmallIntegerField()
    among = models.PositiveSmallIntegerField()
    published_on = models.DateField()
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["published_on", "pk"]

    def __str__(self) -> str:
        return f"{self.unit} {self.indicator} {self.period}: {self.rank}/{self.among}"


class MilestonePlan(Recorded):
    """A target that is reached by dated steps (里程碑目标), tied to a matter or to a clause of a document where there is one."""

    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="milestone_plans")
    year = models.PositiveSmallIntegerField()
    owner_post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="milestone_plans")
    matter = models.ForeignKey(Matter, null=True, on_delete=models.PROTECT, related_name="milestone_plans")
    clause = models.ForeignKey(Clause, null=True, on_delete=models.PROTECT, related_name="milestone_plans")
    basis = models.CharField(max_length=200)
    approved_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="approved_plans")
    change_reason = models.CharField(max_length=300, blank=True)
    simulated = models.BooleanField(default=False)
    # A plan is not rewritten: changed dates are a new plan in its place.
    before = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="after")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["unit__order", "unit__code", "pk"]

    @property
    def name(self) -> str:
        return self.title

    @property
    def name_en(self) -> str:
        return self.title_en

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"


class Milestone(Recorded):
    """One dated step (里程碑节点); done once there is evidence, and not undone."""

    plan = models.ForeignKey(MilestonePlan, on_delete=models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    evidence = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["due_on", "order"]
        constraints = [models.UniqueConstraint(fields=["plan", "order"], name="targets_one_step_a_place")]

    @property
    def name(self) -> str:
        return self.title

    @property
    def name_en(self) -> str:
        return self.title_en

    def __str__(self) -> str:
        return f"{self.due_on} {self.title}"


class QuotaStep(Recorded):
    """One step of agreeing on the part of a unit (两上两下); never rewritten. It counts for nothing until handed down.

    ``value`` is a level in the indicator's unit. A negotiation belongs to the place of ``target``, so that a
    change of its curve does not undo what was agreed.
    """

    append_only = True

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="quota_steps")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="quota_steps")
    kind = models.CharField(max_length=12, choices=QuotaStepKind)
    value = models.DecimalField(max_digits=20, decimal_places=6)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.target} {self.unit} {self.kind} {self.value}"


class TiedMoney(Recorded):
    """Money that a document ties to a target (挂钩资金), in 万元; ``released_at`` where the tie was undone."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="tied_money")
    amount = models.DecimalField(max_digits=20, decimal_places=6)
    document = models.CharField(max_length=200, help_text="Title and number of the document that says so.")
    condition = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    release_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.target} {self.amount}"
