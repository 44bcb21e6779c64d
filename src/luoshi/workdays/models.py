"""The editable table of days, and the business clock."""

from __future__ import annotations

from django.db import models

from luoshi.ledger.models import Recorded


class Day(Recorded):
    """A day that differs from the plain week (调休): a weekday off, or a weekend day worked."""

    master = True

    day = models.DateField(unique=True)
    works = models.BooleanField()
    name = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'work' if self.works else 'off'}"


class BusinessClock(Recorded):
    """The one business clock (业务日期): runs with the wall clock, or stands on a fixed date in a demonstration."""

    master = True

    fixed_date = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.fixed_date or "wall clock")
