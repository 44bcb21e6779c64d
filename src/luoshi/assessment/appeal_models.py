"""Tables of appeals (申诉与复核): what a unit objects to, its evidence, and every step. Evidence and steps are never rewritten."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.ledger.models import Recorded
from luoshi.org.models import Person, Unit


class AppealTerms(Recorded):
    """Terms of the appeals about a scheme's results (申诉时限), in working days after the step before.

    ``admission`` after the filing, ``answer`` and ``decision`` after the admission, ``further`` for asking for a
    further review after the decision. The window for the appeal itself is the scheme's ``review_days``.
    """

    code = models.SlugField(max_length=60)
    year = models.PositiveIntegerField()
    admission = models.PositiveSmallIntegerField(default=3)
    answer = models.PositiveSmallIntegerField(default=3)
    decision = models.PositiveSmallIntegerField(default=10)
    further = models.PositiveSmallIntegerField(default=5)
    document = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "year"], name="assessment_terms_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.year}"


class Appeal(Recorded):
    """An assessed unit objects to its own result or to a gate against it (申诉); with ``of`` it asks once more (复审).

    ``items`` are [code, name, English name] as the scheme had them, [] about a gate. ``number`` is given with the
    receipt; a draft has none.
    """

    number = models.CharField(max_length=40, blank=True)
    run = models.ForeignKey("assessment.Run", null=True, on_delete=models.PROTECT, related_name="appeals")
    gate = models.ForeignKey("assessment.Gate", null=True, on_delete=models.PROTECT, related_name="appeals")
    of = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="further")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    items = models.JSONField(default=list)
    wrong = models.TextField(help_text="What is wrong.")
    asks = models.TextField(help_text="What it asks for.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(run__isnull=False, gate__isnull=True)
                | models.Q(run__isnull=True, gate__isnull=False),
                name="assessment_appeal_subject",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~models.Q(number=""), name="assessment_appeal_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or 'draft'} {self.unit}"


class EvidenceKind(models.TextChoices):
    """What an appeal rests on (证据)."""

    DOCUMENT = "document", pgettext_lazy("evidence", "Document")
    FIGURE = "figure", pgettext_lazy("evidence", "Figure")
    FILE = "file", pgettext_lazy("evidence", "File")


class AppealEvidence(Recorded):
    """One piece of evidence: a document by number and title, a figure by its lineage, a file by name and fingerprint.

    The file itself stays with the unit; ``digest`` (SHA-256) proves later that it is the same one. ``figure`` is
    unit, indicator and period of a figure as its address has them.
    """

    append_only = True

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=8, choices=EvidenceKind)
    text = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, blank=True)
    figure = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.text}"


class StepKind(models.TextChoices):
    """A step of an appeal (申诉环节)."""

    DRAFTED = "drafted", _("Drafted")
    FILED = "filed", pgettext_lazy("appeal", "Filed")
    ADMITTED = "admitted", _("Admitted")
    DISMISSED = "dismissed", _("Inadmissible")
    ANSWERED = "answered", pgettext_lazy("appeal", "Answered")
    DECIDED = "decided", pgettext_lazy("appeal", "Decided")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CARRIED_OUT = "carried_out", _("Carried out")


class Outcome(models.TextChoices):
    """What was decided about an appeal (复核结论)."""

    UPHELD = "upheld", _("Upheld")
    PARTLY = "partly", _("Upheld in part")
    REJECTED = "rejected", pgettext_lazy("appeal", "Rejected")


CHANGES_RESULT = (Outcome.UPHELD, Outcome.PARTLY)


class AppealStep(Recorded):
    """One step, by whom and for which unit. ``text`` holds reasons or the answer, ``basis`` the legal basis.

    ``run`` is the result in which a decision was carried out, ``effect`` the unit's score and rank before and after.
    """

    append_only = True

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    basis = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    run = models.ForeignKey("assessment.Run", null=True, on_delete=models.PROTECT, related_name="+")
    effect = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.kind}"
