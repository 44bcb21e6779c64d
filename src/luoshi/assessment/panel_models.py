"""Tables of people's panels and of surveys. What a rater gave is bound to him until the panel is sealed, then to nobody."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.ledger.models import Recorded
from luoshi.org.models import Person, Post, Unit


class Panel(Recorded):
    """Units rated by people in named posts between two days (评议). ``groups`` are codes of peer groups.

    ``questions`` are {text, text_en}. ``scale`` is {low, high} in whole numbers, or {grades: [{value, name, name_en}]}
    with values as decimals in text, the best first. ``trim`` is the per cent dropped at each end of a class.
    Written when the panel is sealed: ``turnout``, [{invited, submitted}] by class, and ``concordance`` (Kendall's W).
    """

    code = models.SlugField(max_length=40)
    period = models.CharField(max_length=8)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    groups = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    scale = models.JSONField(default=dict)
    trim = models.PositiveSmallIntegerField(default=0)
    least = models.PositiveSmallIntegerField(help_text="Fewer raters than these give a unit no result.")
    opens_on = models.DateField()
    closes_on = models.DateField()
    simulated = models.BooleanField(default=False)
    defined_at = models.DateTimeField()
    defined_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField(null=True)
    turnout = models.JSONField(default=list)
    concordance = models.DecimalField(max_digits=7, decimal_places=6, null=True)

    class Meta:
        ordering = ["-closes_on", "code"]
        constraints = [models.UniqueConstraint(fields=["code", "period"], name="assessment_panel_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.period}"


class RaterClass(Recorded):
    """Raters whose mean has one weight (评议主体类别), such as 领导 40, 部门 30, 基层 30."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="classes")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True)
    weight = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["panel", "order"], name="assessment_raterclass_once")]

    def __str__(self) -> str:
        return f"{self.panel} {self.name}"


class Rater(Recorded):
    """A post whose holder rates (评议人). Who holds the post when rating decides, and one ballot is one vote."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="raters")
    rater_class = models.ForeignKey(RaterClass, on_delete=models.PROTECT, related_name="raters")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["rater_class__order", "post__unit__order", "post__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["panel", "post"], name="assessment_rater_once")]

    def __str__(self) -> str:
        return f"{self.panel} rater {self.pk}"


class BallotState(models.TextChoices):
    """Whether a ballot counts (评议票状态)."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")


class Ballot(Recorded):
    """What a rater gives (评议票), until the panel is sealed: then the row is removed.

    ``ratings`` are lists of answers, decimals in text, by code of the unit; ``recusals`` reasons by code. ``salt`` is
    drawn anew with every save, so that the digest in the ledger does not let anybody try out what was given.
    """

    rater = models.OneToOneField(Rater, on_delete=models.PROTECT, related_name="ballot")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=BallotState, default=BallotState.DRAFT)
    ratings = models.JSONField(default=dict)
    recusals = models.JSONField(default=dict)
    salt = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"ballot {self.pk}"


class PanelResult(Recorded):
    """What the sealed ballots say of a unit (评议结果). ``score`` is None with fewer raters than the panel asks for.

    ``ratings`` are, by class, the lists of answers in order of size, question by question and (first) overall: nothing
    tells which answers came from one ballot. ``salt`` keeps the digest in the ledger from being tried out.
    """

    append_only = True

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="results")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    raters = models.PositiveSmallIntegerField()
    score = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    answers = models.JSONField(default=list)
    agreement = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    ratings = models.JSONField(default=list)
    salt = models.CharField(max_length=64)

    class Meta:
        ordering = ["unit__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["panel", "unit"], name="assessment_panelresult_once")]

    def __str__(self) -> str:
        return f"{self.panel} {self.unit}"


class Measured(models.TextChoices):
    """What a survey counts (调查口径)."""

    SHARE = "share", _("Share of the satisfied")
    MEAN = "mean", _("Mean score")


class Survey(Recorded):
    """A satisfaction survey of a period (满意度调查). No row of it concerns a citizen: aggregates by unit only."""

    code = models.SlugField(max_length=40)
    period = models.CharField(max_length=8)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    groups = models.JSONField(default=list)
    measured = models.CharField(max_length=8, choices=Measured, default=Measured.SHARE)
    least = models.PositiveIntegerField(help_text="Fewer answers than these give a unit no figure.")
    simulated = models.BooleanField(default=False)
    defined_at = models.DateTimeField()
    defined_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-period", "code"]
        constraints = [models.UniqueConstraint(fields=["code", "period"], name="assessment_survey_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.period}"


class SurveyReturn(Recorded):
    """What a survey found in a unit, from a document (调查结果). The latest row of a unit counts; none is rewritten."""

    append_only = True

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="returns")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    population = models.PositiveIntegerField(null=True)
    sent = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    satisfied = models.PositiveIntegerField(null=True)
    mean = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    deviation = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.survey} {self.unit}"
