"""Tables of the definitions: what an indicator means, from which period on, and how it is made up (指标口径)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.models import Recorded
from luoshi.org.models import Person

# A figure kept by age and sex is the sum of a dozen others.
LONGEST_EXPRESSION = 4000


class PriceBasis(models.TextChoices):
    """At which prices an amount of money is stated (价格口径)."""

    NONE = "none", _("Not applicable")
    CURRENT = "current", _("Current prices")
    COMPARABLE = "comparable", _("Comparable prices")
    FIXED = "fixed", _("Prices of a fixed year")


class OverTime(models.TextChoices):
    """How the months of a span make up the span's figure (时间汇总)."""

    SUM = "sum", _("Sum of the months")
    LAST = "last", _("Last month")
    MEAN = "mean", _("Mean of the months")
    NONE = "none", _("Not added up")


class Definition(Recorded):
    """One version of what an indicator means (指标口径版本), for periods that begin with ``holds_from`` or later.

    A version is never rewritten and rewrites no value: another one is put beside it. ``formula`` derives the figure
    from others when it is read; ``measure`` names what computes it from records; both empty: it is reported.
    ``weight`` belongs to a weighted mean; ``numerator``, ``denominator`` and ``scale`` to a ratio of sums.
    """

    append_only = True

    indicator = models.ForeignKey(
        "indicators.Indicator", on_delete=models.PROTECT, related_name="definitions"
    )
    version = models.PositiveSmallIntegerField()
    holds_from = models.CharField(max_length=8, help_text="A month, such as 2015-01.")
    text = models.TextField()
    text_en = models.TextField(blank=True)
    source = models.CharField(max_length=200)
    price_basis = models.CharField(max_length=10, choices=PriceBasis, default=PriceBasis.NONE)
    base_year = models.PositiveSmallIntegerField(null=True, blank=True)
    comparable = models.CharField(max_length=300, blank=True, help_text="可比口径")
    aggregation = models.CharField(max_length=8)
    weight = models.ForeignKey("indicators.Indicator", null=True, on_delete=models.PROTECT, related_name="+")
    numerator = models.ForeignKey(
        "indicators.Indicator", null=True, on_delete=models.PROTECT, related_name="+"
    )
    denominator = models.ForeignKey(
        "indicators.Indicator", null=True, on_delete=models.PROTECT, related_name="+"
    )
    scale = models.DecimalField(max_digits=20, decimal_places=6, default=Decimal(1))
    over_time = models.CharField(max_length=4, choices=OverTime)
    formula = models.CharField(max_length=LONGEST_EXPRESSION, blank=True)
    measure = models.CharField(max_length=60, blank=True)
    document = models.CharField(max_length=200, blank=True, help_text="What approved it.")
    reason = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["indicator", "version"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "version"], name="indicators_definition_version")
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.version} {self.holds_from}"
