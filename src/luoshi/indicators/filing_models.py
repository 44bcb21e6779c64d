"""Tables of filing: how often forms are filed, a unit's own dates in a round, locks of cells, receipts of posts.

Only ever added to.
"""

from __future__ import annotations

from django.db import models

from luoshi.ledger.models import Recorded
from luoshi.org.models import Person, Unit


class Schedule(Recorded):
    """How often a form is filed from a day on, and by when (报送频率与期限的调整); before it, what the form itself says.

    ``since`` is the first day of a period of ``cadence``. Of two rows with the same day the later one counts.
    """

    append_only = True
    master = True

    form = models.ForeignKey("indicators.Form", on_delete=models.PROTECT, related_name="schedules")
    since = models.DateField()
    cadence = models.CharField(max_length=12)
    due_working_days = models.PositiveSmallIntegerField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return f"{self.form} {self.since} {self.cadence}"


class Term(Recorded):
    """The dates of a round for one unit (准予延期): the latest row counts instead of the dates of the round."""

    append_only = True
    master = True

    round = models.ForeignKey("indicators.Round", on_delete=models.PROTECT, related_name="terms")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    opens_on = models.DateField()
    due_on = models.DateField()
    closes_on = models.DateField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.round} {self.unit} {self.due_on}"


class CellLock(Recorded):
    """A figure locked or unlocked by hand (锁定, 解锁): the latest row of a unit, indicator and period counts.

    Unlocking lifts the lock of the verdict named, if any: once the figure is verified anew it is locked again.
    """

    append_only = True

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    indicator = models.ForeignKey("indicators.Indicator", on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=8)
    locked = models.BooleanField()
    verdict = models.ForeignKey("indicators.Verdict", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["unit", "period"])]

    def __str__(self) -> str:
        return f"{self.unit} {self.indicator} {self.period} {'locked' if self.locked else 'unlocked'}"


class Receipt(Recorded):
    """That one post of a sheet was taken (回执): the same post sent twice is taken once.

    ``key`` is the digest of what was sent, with the token that the page carried.
    """

    append_only = True

    sheet = models.ForeignKey("indicators.Sheet", on_delete=models.PROTECT, related_name="receipts")
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "key"], name="indicators_receipt_once")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.key[:8]}"
