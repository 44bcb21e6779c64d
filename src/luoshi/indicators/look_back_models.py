"""Tables of the look-back: the draw, what it drew, visits, and how each claim was settled. Nothing of it is rewritten."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.models import Recorded
from luoshi.org.models import Person


class LookBack(Recorded):
    """One draw among the credited values of a month (回头看抽样). ``population`` is the risk of each key as text.

    With ``seed`` and ``population`` anybody draws the same sample again.
    """

    append_only = True

    period = models.CharField(max_length=8)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seed = models.CharField(max_length=100)
    random_size = models.PositiveIntegerField()
    risk_size = models.PositiveIntegerField()
    population = models.JSONField()

    def __str__(self) -> str:
        return f"{self.period} {self.at:%Y-%m-%d}"


class Chosen(models.TextChoices):
    """How a claim came into the sample (抽取方式)."""

    RANDOM = "random", _("By lot")
    RISK = "risk", _("By risk")


class Claim(Recorded):
    """One credited value that was drawn (抽中数据)."""

    append_only = True

    look_back = models.ForeignKey(LookBack, on_delete=models.PROTECT, related_name="claims")
    observation = models.OneToOneField(
        "indicators.Observation", on_delete=models.PROTECT, related_name="claim"
    )
    chosen = models.CharField(max_length=8, choices=Chosen)
    order = models.PositiveIntegerField()

    class Meta:
        ordering = ["look_back", "order"]

    def __str__(self) -> str:
        return f"{self.look_back_id}#{self.order}"


class Visit(Recorded):
    """What somebody from another unit found on the spot (现场核查): the amount verified, and the evidence in words."""

    append_only = True

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="visits")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=20, decimal_places=6)
    evidence = models.TextField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.claim} {self.amount}"


class Settlement(Recorded):
    """The data owner's end of a claim (核定): confirmed, or superseded by the amount verified."""

    append_only = True

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="settlement")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    haircut = models.OneToOneField(
        "indicators.Observation",
        null=True,
        on_delete=models.PROTECT,
        related_name="settled_by",
        help_text="The value that supersedes the claim; none where the claim was confirmed.",
    )

    def __str__(self) -> str:
        return f"{self.claim} {'confirmed' if self.haircut_id is None else 'cut'}"
