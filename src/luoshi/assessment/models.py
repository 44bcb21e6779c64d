"""Rules of an assessment and frozen, replayable calculations."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

# Django finds the tables of a room through this module.
from luoshi.assessment import panel_models  # noqa: F401
from luoshi.ledger.models import Recorded
from luoshi.org.models import Person


class SchemeState(models.TextChoices):
    """Whether a scheme is in force (方案状态)."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class Scheme(Recorded):
    """The rules of an assessment (考核方案), as the YAML text that the assessed units can read."""

    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    year = models.PositiveIntegerField()
    source = models.TextField(help_text="YAML")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=SchemeState, default=SchemeState.DRAFT)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-year", "code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="assessment_scheme_version")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class RunState(models.TextChoices):
    """How binding a result is (结果状态)."""

    TRIAL = "trial", _("Trial")
    FROZEN = "frozen", _("Frozen")
    PUBLISHED = "published", _("Published")


class Run(Recorded):
    """One calculation (计分): inputs, rules and code version are kept, so that it replays to the same bytes."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="runs")
    period = models.CharField(max_length=8)
    as_of = models.DateField(help_text="What was known at the end of this day.")
    state = models.CharField(max_length=10, choices=RunState, default=RunState.TRIAL)
    code_version = models.CharField(max_length=40)
    inputs = models.TextField(help_text="Canonical JSON.")
    inputs_digest = models.CharField(max_length=64)
    result = models.TextField(help_text="Canonical JSON.")
    result_digest = models.CharField(max_length=64)
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.scheme} {self.period} {self.state}"
