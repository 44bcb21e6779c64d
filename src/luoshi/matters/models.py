"""Matters and their chains. Clocks are recomputed from the events, never kept as counters."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.documents.models import Clause, Document
from luoshi.ledger.models import Recorded
from luoshi.org.models import Person, Post, Unit


class Register(Recorded):
    """The register of a year (督办登记簿): the last number given, so that numbers run without gaps."""

    type = models.SlugField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["type", "year"], name="matters_register_once")]

    def __str__(self) -> str:
        return f"{self.type} {self.year}: {self.last}"


class Matter(Recorded):
    """Something to be done by somebody by some date (事项). ``type`` names a YAML definition; ``stage`` is one of its stages."""

    number = models.CharField(max_length=40, unique=True)
    type = models.SlugField(max_length=40)
    stage = models.SlugField(max_length=40)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="led_matters")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="matters")
    clause = models.ForeignKey(Clause, null=True, on_delete=models.PROTECT, related_name="matters")
    sentence_start = models.PositiveIntegerField(null=True)
    sentence_end = models.PositiveIntegerField(null=True)
    fields = models.JSONField(default=dict)

    class Meta:
        ordering = ["due_on", "number"]
        indexes = [models.Index(fields=["stage", "due_on"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class SupportingUnit(Recorded):
    """A unit that supports the lead unit (配合单位)."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="supporting")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="supported_matters")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "unit"], name="matters_supporting_once")]

    def __str__(self) -> str:
        return f"{self.unit} supports {self.matter}"


class LinkState(models.TextChoices):
    """What the unit of a link did with it (责任链状态)."""

    ASSIGNED = "assigned", _("Assigned")
    ACCEPTED = "accepted", _("Accepted")
    OBJECTED = "objected", _("Objected")
    PASSED_ON = "passed_on", _("Passed on")
    REPORTED = "reported", _("Reported")
    RETURNED = "returned", _("Returned")
    DONE = "done", _("Done")


class Link(Recorded):
    """One link of the chain down which a matter was assigned (交办链): district -> unit -> post -> village …"""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="links")
    position = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="matter_links")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="matter_links")
    state = models.CharField(max_length=10, choices=LinkState, default=LinkState.ASSIGNED)
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    # Set when the link leaves the chain: replaced by another, or the matter was reopened.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.matter} {self.position} {self.unit}"


class Event(Recorded):
    """One line of a matter's log (办理记录); clocks and waiting times are computed from these."""

    append_only = True

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="events")
    link = models.ForeignKey(Link, null=True, on_delete=models.PROTECT, related_name="events")
    verb = models.SlugField(max_length=40)
    from_stage = models.SlugField(max_length=40, blank=True)
    to_stage = models.SlugField(max_length=40, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    fields = models.JSONField(default=dict)

    class Meta:
        # The order of writing: a demonstration's clock stands on one date and may go back within it.
        ordering = ["pk"]
        indexes = [models.Index(fields=["matter", "at"])]

    def __str__(self) -> str:
        return f"{self.matter} {self.verb}"
