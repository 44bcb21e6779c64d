"""What stands for what in another system, and what came along that has no place here (对照)."""

from __future__ import annotations

from django.db import models

from luoshi.indicators.models import Observation
from luoshi.ledger.models import Recorded


class Counterpart(Recorded):
    """An object of another system and what stands for it here (对照表).

    ``kind`` is the name of its list in DHIS2 metadata ("dataElements"), or "operands" for one disaggregation of
    a data element, whose ``uid`` joins both identifiers by a dot. ``ours`` is the code of our unit, indicator or
    form; empty where nothing here stands for it. ``carried`` is the object as it was sent, without accounts,
    access rights and contact data, so that it can be handed on as it came.
    """

    kind = models.CharField(max_length=40)
    uid = models.CharField(max_length=23)
    code = models.CharField(max_length=50, blank=True)
    name = models.CharField(max_length=230, blank=True)
    ours = models.CharField(max_length=40, blank=True)
    carried = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "uid"], name="exchange_counterpart_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid} {self.name}"


class ForeignMark(Recorded):
    """What the other system said of a value beside the value itself (原系统标注): the follow-up mark, who, when."""

    append_only = True

    observation = models.OneToOneField(Observation, on_delete=models.PROTECT, related_name="foreign_mark")
    followup = models.BooleanField(default=False)
    stored_by = models.CharField(max_length=255, blank=True)
    last_updated = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.observation_id} {self.stored_by}"
