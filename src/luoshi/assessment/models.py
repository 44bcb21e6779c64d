"""Rules of an assessment and frozen, replayable calculations."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Django finds the tables of a room through this module.
from luoshi.assessment import appeal_models, award_models, event_models, panel_models  # noqa: F401
from luoshi.ledger.models import Recorded
from luoshi.org.models import Person, Unit

# 公示期: five working days unless a scheme says otherwise.
REVIEW_DAYS = 5
# Signs that are kept of a reason, and of a document's number and title; longer ones are refused.
LONGEST_REASON, LONGEST_DOCUMENT = 300, 200


class SchemeState(models.TextChoices):
    """How far a scheme has come (方案状态). Published and locked schemes are in force.

    A version stays at ``HEARD`` when the units were asked about it and a later one was approved.
    """

    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("In consultation")
    HEARD = "heard", _("Consultation over")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    LOCKED = "locked", _("Locked")


IN_FORCE = (SchemeState.PUBLISHED, SchemeState.LOCKED)


class Scheme(Recorded):
    """The rules of an assessment (考核方案), as the YAML text that the assessed units can read.

    Every column after ``published_at`` says who took a step of its life, when, and by which document; None and empty
    in schemes of before. ``opinions_due_on`` is the last day of the consultation, ``review_days`` the working days
    for which a final result lies open. ``replaces`` is the locked version that this one changes.
    """

    later_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "drafted_at",
            "drafted_by",
            "consulted_at",
            "consulted_by",
            "opinions_due_on",
            "review_days",
            "approved_at",
            "approved_by",
            "document",
            "approval_reason",
            "published_by",
            "locked_at",
            "locked_by",
            "lock_reason",
            "replaces",
        }
    )

    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160, blank=True)
    year = models.PositiveIntegerField()
    source = models.TextField(help_text="YAML")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=SchemeState, default=SchemeState.DRAFT)
    published_at = models.DateTimeField(null=True)
    drafted_at = models.DateTimeField(null=True)
    drafted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    consulted_at = models.DateTimeField(null=True)
    consulted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    opinions_due_on = models.DateField(null=True)
    review_days = models.PositiveSmallIntegerField(default=REVIEW_DAYS)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    document = models.CharField(
        max_length=LONGEST_DOCUMENT, blank=True, default="", help_text="Number and title."
    )
    approval_reason = models.CharField(max_length=LONGEST_REASON, blank=True, default="")
    published_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    locked_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    lock_reason = models.CharField(max_length=LONGEST_REASON, blank=True, default="")
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        ordering = ["-year", "code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="assessment_scheme_version")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    def lock(self, at: datetime, by: int | None, reason: str = "") -> None:
        """Fill in that no word of it changes from now on; without ``reason`` its first result locks it."""
        self.state, self.locked_at, self.locked_by_id, self.lock_reason = SchemeState.LOCKED, at, by, reason


class Answer(models.TextChoices):
    """What became of an opinion (采纳情况)."""

    TAKEN = "taken", _("Taken")
    NOT_TAKEN = "not_taken", _("Not taken")


class Opinion(Recorded):
    """What an assessed unit says about a scheme in consultation (征求意见), and what was answered.

    ``text`` is empty where the unit has no objection; that needs no answer. ``item`` is the code of the item or block
    that it is about, empty for the whole. ``reason`` is owed where the opinion is not taken.
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="opinions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.scheme} {self.unit}"

    @property
    def waits(self) -> bool:
        """Whether an answer is owed."""
        return bool(self.text) and not self.answer


class SchemeChange(Recorded):
    """Why a locked scheme is changed (方案调整), and whom the change moves, kept as it was known when proposed.

    ``moves`` is canonical JSON of :mod:`luoshi.assessment.movement`: the same figures scored by both versions.
    """

    scheme = models.OneToOneField(Scheme, on_delete=models.PROTECT, related_name="change")
    number = models.CharField(max_length=80)
    title = models.CharField(max_length=120)
    reason = models.CharField(max_length=LONGEST_REASON)
    period = models.CharField(max_length=8)
    as_of = models.DateField()
    moves = models.TextField(help_text="Canonical JSON.")

    def __str__(self) -> str:
        return f"{self.scheme} {self.number}"


class RunKind(models.TextChoices):
    """What a result is for (结果类别). What was frozen before there were kinds is an in-year result."""

    IN_YEAR = "in_year", _("In-year")
    FINAL = "final", _("Final")


class RunState(models.TextChoices):
    """How binding a result is (结果状态)."""

    TRIAL = "trial", _("Trial")
    FROZEN = "frozen", _("Frozen")
    REVIEW = "review", _("Under review")
    SETTLED = "settled", pgettext_lazy("result", "Settled")
    PUBLISHED = "published", _("Published")


# A final result lies open to the assessed units from its freezing on (公示).
OPEN_TO_UNITS = (RunState.REVIEW, RunState.SETTLED, RunState.PUBLISHED)


class Run(Recorded):
    """One calculation (计分): inputs, rules and code version are kept, so that it replays to the same bytes.

    An in-year result goes from trial over frozen to published. A final one is open for review from its freezing to
    the end of ``review_until``, then settled (审定), then published. ``supersedes`` is the result that this one stands
    beside after an appeal or a corrected figure, ``reason`` says why.
    """

    later_fields: ClassVar[frozenset[str]] = frozenset(
        {"kind", "review_until", "settled_at", "settled_by", "supersedes", "reason"}
    )

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
    kind = models.CharField(max_length=8, choices=RunKind, default=RunKind.IN_YEAR)
    review_until = models.DateField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    reason = models.CharField(max_length=LONGEST_REASON, blank=True, default="")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.scheme} {self.period} {self.state}"
