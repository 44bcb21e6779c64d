"""Tables of the checks: rules, the runs of them, and findings. A finding is never rewritten; what happens to it is appended."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.indicators.definition_models import LONGEST_EXPRESSION
from luoshi.ledger.models import Recorded
from luoshi.org.models import Dated, Person, Unit


class Check(models.TextChoices):
    """What was looked at (核查方法). The first three are set up as rules, the others run on every figure."""

    RULE = "rule", _("Validation rule")
    GROWTH = "growth", _("Level against growth")
    ELASTICITY = "elasticity", _("Growth beside its companion")
    OUTLIER = "outlier", _("Unusual for the month")
    PART_WHOLE = "part_whole", _("Part against whole")
    DIGITS = "digits", _("Last digits")
    SMOOTH = "smooth", _("Too smooth")
    LATE_REVISION = "late_revision", _("Revised just before the deadline")


class Comparison(models.TextChoices):
    """What must hold between the two sides (比较关系)."""

    EQUAL = "equal_to", "="
    NOT_EQUAL = "not_equal_to", "≠"
    GREATER = "greater_than", ">"
    GREATER_OR_EQUAL = "greater_than_or_equal_to", "≥"
    LESS = "less_than", "<"
    LESS_OR_EQUAL = "less_than_or_equal_to", "≤"
    COMPULSORY_PAIR = "compulsory_pair", _("both or neither")
    EXCLUSIVE_PAIR = "exclusive_pair", _("not both")


class MissingStrategy(models.TextChoices):
    """What a side does where figures are missing (缺失值处理)."""

    SKIP_IF_ANY = "skip_if_any", _("Skip if any is missing")
    SKIP_IF_ALL = "skip_if_all", _("Skip if all are missing")
    NEVER_SKIP = "never_skip", _("Count missing as zero")


class Importance(models.TextChoices):
    """How much a violation matters (重要程度)."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Rule(Dated):
    """What must normally hold between figures (校验规则), of the kind ``check``, for periods that end while it holds.

    RULE compares the sides; GROWTH holds the printed growth on the left against the level on the right;
    ELASTICITY holds the growth of the left against that of its companion on the right.
    """

    master = True

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    check_kind = models.CharField(max_length=16, choices=Check, default=Check.RULE)
    left = models.CharField(max_length=LONGEST_EXPRESSION)
    operator = models.CharField(max_length=30, choices=Comparison, default=Comparison.EQUAL)
    right = models.CharField(max_length=LONGEST_EXPRESSION)
    left_missing = models.CharField(
        max_length=12, choices=MissingStrategy, default=MissingStrategy.SKIP_IF_ANY
    )
    right_missing = models.CharField(
        max_length=12, choices=MissingStrategy, default=MissingStrategy.SKIP_IF_ANY
    )
    tolerance = models.DecimalField(max_digits=20, decimal_places=6, default=0)
    tolerance_percent = models.DecimalField(max_digits=8, decimal_places=4, default=0)
    importance = models.CharField(max_length=8, choices=Importance, default=Importance.MEDIUM)
    compulsory = models.BooleanField(default=False, help_text="A sheet that violates it cannot be submitted.")
    instruction = models.CharField(max_length=300, blank=True)
    instruction_en = models.CharField(max_length=300, blank=True)
    indicator = models.ForeignKey(
        "indicators.Indicator",
        on_delete=models.PROTECT,
        related_name="rules",
        help_text="The figure that is asked about: the first on the left.",
    )

    class Meta:
        ordering = ["code", "valid_from"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["code", "valid_from"], name="indicators_rule_version"),
        ]

    def __str__(self) -> str:
        return self.name


class CheckRun(Recorded):
    """One run of every check over one month (核查批次). Findings of the month not closed by then were seen in it."""

    append_only = True

    period = models.CharField(max_length=8)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    rules = models.PositiveIntegerField()
    fired = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["period", "at"])]

    def __str__(self) -> str:
        return f"{self.period} {self.at:%Y-%m-%d}"


class Finding(Recorded):
    """Something to ask about a figure (疑点): a signal, never an accusation. One a check, unit, figure and period."""

    append_only = True

    check_kind = models.CharField(max_length=16, choices=Check)
    rule_code = models.SlugField(max_length=40, blank=True)
    rule = models.ForeignKey(Rule, null=True, on_delete=models.PROTECT, related_name="findings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="findings")
    indicator = models.ForeignKey("indicators.Indicator", on_delete=models.PROTECT, related_name="findings")
    period = models.CharField(max_length=8)
    first_run = models.ForeignKey(CheckRun, on_delete=models.PROTECT, related_name="first_found")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_kind", "rule_code", "unit", "indicator", "period"],
                name="indicators_finding_once",
            )
        ]
        indexes = [models.Index(fields=["period", "unit"])]

    def __str__(self) -> str:
        return f"{self.unit} {self.indicator} {self.period} {self.check_kind}"


class Happening(models.TextChoices):
    """What can happen to a finding (疑点处理)."""

    SEEN = "seen", _("Found")
    CLOSED = "closed", _("No longer found")
    EXPLAINED = "explained", _("Explained")
    ACCEPTED = "accepted", _("Explanation accepted")
    CORRECTION = "correction", _("Correction asked for")
    REFERRED = "referred", _("Referred to a look-back")


class FindingEvent(Recorded):
    """One thing that happened to a finding (疑点记录); ``seen`` holds the figures seen, as text, of a SEEN."""

    append_only = True

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Happening)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(CheckRun, null=True, on_delete=models.PROTECT, related_name="events")
    text = models.TextField(blank=True)
    seen = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["finding", "kind"])]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.kind}"
