"""What figures of different days may be compared by: successions of units, and restated bases. Nothing of it is rewritten."""

from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.db.models import F, Q

from luoshi.documents.models import Clause, Document
from luoshi.ledger.models import Recorded
from luoshi.org.models import Person, Unit


class Succession(Recorded):
    """From ``on`` on, a share of ``predecessor`` belongs to ``successor`` (承继).

    A predecessor that lives on has a row to itself with what it keeps; what the rows of one day leave over has
    left the district. A row without ``indicator`` holds for all that have none of their own on that day.
    """

    append_only = True
    master = True

    predecessor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inheritances")
    on = models.DateField()
    # The share is kept as an exact fraction: a third has no decimal.
    numerator = models.PositiveBigIntegerField()
    denominator = models.PositiveBigIntegerField()
    indicator = models.ForeignKey(
        "indicators.Indicator", null=True, on_delete=models.PROTECT, related_name="successions"
    )
    weight = models.CharField(max_length=100, blank=True, help_text="What the share was measured by.")
    document = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    approver = models.CharField(max_length=100)
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator__gt=0) & Q(denominator__gte=F("numerator")),
                name="indicators_succession_share",
            )
        ]

    @property
    def share(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor} {self.share} {self.on}"


class RestatedBase(Recorded):
    """The figure of a past period as it would be by the rules of today (调整后基数, 可比口径).

    Growth over that period is measured on it once the indicator's data owner vouches for it. The published
    figure stays where it is; the latest row of a period counts.
    """

    append_only = True

    indicator = models.ForeignKey(
        "indicators.Indicator", on_delete=models.PROTECT, related_name="restated_bases"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="restated_bases")
    period = models.CharField(max_length=8)
    value = models.DecimalField(max_digits=20, decimal_places=6)
    published = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    basis = models.CharField(max_length=60)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    clause = models.ForeignKey(Clause, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    verified = models.BooleanField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["period", "unit", "indicator"])]

    def __str__(self) -> str:
        return f"{self.unit} {self.indicator} {self.period} = {self.value}"
