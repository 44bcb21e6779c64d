"""What a person is told."""

from __future__ import annotations

from django.db import models

from luoshi.ledger.models import Recorded
from luoshi.org.models import Person


class Notice(Recorded):
    """One line in somebody's inbox (提醒). Words are made from ``kind`` and ``params`` in the reader's language."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    # A path inside the product, made by the surface that shows it from this key, e.g. "matter:12".
    about = models.CharField(max_length=80)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "read_at"])]
        constraints = [
            # The calendar may run twice on a day; a person is told once.
            models.UniqueConstraint(fields=["person", "kind", "about", "at"], name="notices_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} -> {self.person}"
