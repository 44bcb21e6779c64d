"""Documents and what was read from them. Offsets are characters of ``Document.text``, [start, end)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.ledger.models import Recorded
from luoshi.org.models import Person, Unit

# Signs that are kept; what is longer is refused.
LONGEST_REASON, LONGEST_FILE_NAME = 300, 200


class DocumentKind(models.TextChoices):
    """What kind of document (文种)."""

    SPEECH = "speech", _("Speech")
    WORK_REPORT = "work_report", _("Work report")
    PLAN = "plan", pgettext_lazy("document", "Plan")
    NOTICE = "notice", _("Notice")
    MINUTES = "minutes", _("Minutes")
    BULLETIN = "bulletin", _("Bulletin")


class Document(Recorded):
    """A document as it was received: the decoded text is never changed (文稿)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20, choices=DocumentKind)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True)
    year = models.PositiveIntegerField(help_text="The year the document plans for.")
    issued_on = models.DateField(null=True, blank=True)
    file_name = models.CharField(max_length=LONGEST_FILE_NAME, blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    text = models.TextField()
    text_digest = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-year", "-imported_at"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "text_digest"], name="documents_same_text_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Clause(Recorded):
    """A node of a document's outline (条款), with an id made from its content that survives edits elsewhere."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="clauses")
    key = models.CharField(max_length=40)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    level = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=300)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    order = models.PositiveIntegerField()
    # A clause that asks nothing of anybody is set aside with a reason, so that coverage stays honest.
    set_aside = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["document", "key"], name="documents_clause_key")]

    def __str__(self) -> str:
        return f"{self.mark}{self.title}"


class DraftKind(models.TextChoices):
    """What a draft would become (草案类别)."""

    TARGET = "target", _("Target")
    MATTER = "matter", _("Matter")


class DraftState(models.TextChoices):
    """What was decided about a draft (草案状态)."""

    PENDING = "pending", _("Pending")
    CONFIRMED = "confirmed", _("Confirmed")
    EDITED = "edited", _("Confirmed with changes")
    REJECTED = "rejected", _("Rejected")


class Draft(Recorded):
    """What the reader proposes and a person decides (草案): a target or a matter, tied to its sentence.

    ``proposal`` is what was read and never changes; ``decision`` is what the person made of it.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="drafts")
    clause = models.ForeignKey(Clause, null=True, on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=10, choices=DraftKind)
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.PENDING)
    order = models.PositiveIntegerField()
    start = models.PositiveIntegerField(help_text="The number or phrase itself.")
    end = models.PositiveIntegerField()
    sentence_start = models.PositiveIntegerField()
    sentence_end = models.PositiveIntegerField()
    proposal = models.JSONField()
    decision = models.JSONField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}-{self.end}"


class Edition(Recorded):
    """That a document is a new edition of an earlier one (新版本), text and clauses being its own.

    A table of its own, because the digest of a document on record does not know columns added later.
    """

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="edition")
    # One edition follows upon one: editions do not branch.
    earlier = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="later")
    first = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(help_text="2 for the first that follows the original.")

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.first} ({self.number})"


class CarriedState(models.TextChoices):
    """What became of an earlier decision in a new edition (沿用状态)."""

    CARRIED = "carried", _("Carried over")
    OPEN = "open", _("To look at again")
    KEPT = "kept", _("Kept after a second look")
    REPLACED = "replaced", _("Decided anew")


class Carried(Recorded):
    """A decision on a draft of an earlier edition, and what it is in a new one (沿用).

    ``origin`` is the draft on which the target or matter was set; ``draft`` what stands in its place in the
    new text, None where the text no longer says it.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="carried")
    origin = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="carried_into")
    draft = models.OneToOneField(Draft, null=True, on_delete=models.PROTECT, related_name="carried")
    state = models.CharField(max_length=10, choices=CarriedState)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        ordering = ["origin__document", "origin__order"]
        constraints = [models.UniqueConstraint(fields=["document", "origin"], name="documents_carried_once")]

    def __str__(self) -> str:
        return f"{self.state} {self.origin}"


class NumberCheck(Recorded):
    """One run of the number check over a document's text (核数), with the version of the grammar that read it."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="checks")
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    grammar = models.CharField(max_length=20)
    text_digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-checked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.checked_at:%Y-%m-%d}"


class Finding(Recorded):
    """A relation of printed numbers as one check judged it (核数结果), those that hold included. Never changed.

    ``type``, ``verdict``, ``severity``, ``grade``, ``formula``, ``recomputed`` and ``expected`` are those of
    ``kernel.text.number_check``; the sentences are made from them for each reader. ``operands`` lists
    [start, end, unit]; ``repair`` is None or {start, end, printed, kind}; ``remark`` is the kernel's own word on
    what it could not compute.
    """

    check_run = models.ForeignKey(NumberCheck, on_delete=models.PROTECT, related_name="findings")
    order = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=16)
    type = models.CharField(max_length=30)
    verdict = models.CharField(max_length=15)
    severity = models.CharField(max_length=10, blank=True)
    grade = models.CharField(max_length=12, blank=True)
    start = models.PositiveIntegerField(help_text="The number judged.")
    end = models.PositiveIntegerField()
    unit = models.CharField(max_length=20, blank=True)
    operands = models.JSONField(default=list)
    formula = models.TextField(blank=True)
    recomputed = models.CharField(max_length=80, blank=True)
    expected = models.CharField(max_length=40, blank=True)
    repair = models.JSONField(null=True)
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["check_run", "fingerprint"], name="documents_finding_once")
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.start}-{self.end}"


class DecisionKind(models.TextChoices):
    """What a person says about a finding (处理意见)."""

    ACCEPTED = "accepted", pgettext_lazy("finding", "Accepted")
    EDITED = "edited", _("Accepted with changes")
    REJECTED = "rejected", _("Dismissed")


class FindingDecision(Recorded):
    """What was decided about a finding (核数处理). It is the unit's: it holds for every later check of the unit's
    documents that makes the same finding, by ``fingerprint``. Another decision is another row; the last one counts.
    """

    append_only: ClassVar[bool] = True

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=16)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind)
    correction = models.CharField(max_length=60, blank=True)
    wording = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["unit", "fingerprint"])]

    def __str__(self) -> str:
        return f"{self.fingerprint} {self.kind}"
