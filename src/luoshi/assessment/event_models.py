"""Tables of events that add or take points (加减分事项). Of units, never of persons; nothing of an event is rewritten."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.ledger.models import Recorded
from luoshi.org.models import Person, Unit


class EventKind(Recorded):
    """What sort of event is counted (事项类别), such as 通报表扬; a scheme names it ``event.CODE``."""

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    defined_at = models.DateTimeField()
    defined_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.code


class EventLevel(models.TextChoices):
    """Who commended, awarded or criticised (级别); a scheme names one ``event.CODE.LEVEL``."""

    NATION = "nation", pgettext_lazy("event", "National")
    PROVINCE = "province", pgettext_lazy("event", "Provincial")
    CITY = "city", pgettext_lazy("event", "City")
    DISTRICT = "district", pgettext_lazy("event", "District")


class UnitEvent(Recorded):
    """An event recorded for a unit (加减分事项). It counts from its confirmation on, until it is withdrawn.

    ``document`` is the paper it rests on, ``evidence`` what shows that it happened and concerns this unit.
    """

    append_only = True

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.ForeignKey(EventKind, on_delete=models.PROTECT, related_name="events")
    level = models.CharField(max_length=8, choices=EventLevel)
    happened_on = models.DateField()
    title = models.CharField(max_length=120)
    document = models.CharField(max_length=200)
    evidence = models.CharField(max_length=300)
    simulated = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-happened_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"


class EventStepKind(models.TextChoices):
    """What becomes of an event after it was recorded (事项办理)."""

    CONFIRMED = "confirmed", _("Confirmed")
    ASKED = "asked", _("Withdrawal requested")
    DECLINED = "declined", _("Withdrawal declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Of the others there may be one after another: who was declined may ask again.
ONCE = (EventStepKind.CONFIRMED, EventStepKind.WITHDRAWN)


class EventStep(Recorded):
    """A confirmation by another person, or a withdrawal with its reason; each at most once an event.

    What counts is withdrawn by two: one asks with a reason, another withdraws it or declines.
    """

    append_only = True

    event = models.ForeignKey(UnitEvent, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=EventStepKind)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "kind"],
                condition=models.Q(kind__in=ONCE),
                name="assessment_eventstep_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.kind}"
