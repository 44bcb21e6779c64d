"""Official bulletins as they were issued."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.models import Run
from luoshi.ledger.models import Recorded
from luoshi.org.models import Person, Unit


class BulletinState(models.TextChoices):
    """Whether a bulletin is out (通报状态)."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class Bulletin(Recorded):
    """A bulletin (通报): its content is frozen as canonical JSON, so that page and .docx always say the same."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="bulletins")
    title = models.CharField(max_length=200)
    serial = models.PositiveIntegerField(null=True, help_text="Number within the unit and year, once issued.")
    period = models.CharField(max_length=8)
    as_of = models.DateField()
    issued_on = models.DateField()
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="bulletins")
    content = models.TextField(help_text="Canonical JSON.")
    content_digest = models.CharField(max_length=64)
    simulated = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=BulletinState, default=BulletinState.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-issued_on", "-pk"]

    @property
    def number(self) -> str:
        """The document's number (发文字号), e.g. 〔2015〕1号; empty before it is issued."""
        return "" if self.serial is None else f"〔{self.issued_on.year}〕{self.serial}号"

    def __str__(self) -> str:
        return self.title
