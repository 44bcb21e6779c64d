"""Indicators, forms and observations. An observation is never rewritten, only superseded."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.documents.models import Clause, Document

# Django finds the tables of a room through this module.
from luoshi.indicators import (  # noqa: F401
    basis_models,
    check_models,
    definition_models,
    filing_models,
    look_back_models,
)
from luoshi.ledger.models import Recorded
from luoshi.org.models import Dated, Person, Unit
from luoshi.workdays.periods import Cadence

CADENCES = {
    Cadence.DAILY: _("Daily"),
    Cadence.WEEKLY: _("Weekly"),
    Cadence.TEN_DAY: _("Every ten days"),
    Cadence.MONTHLY: _("Monthly"),
    Cadence.QUARTERLY: _("Quarterly"),
    Cadence.HALF_YEARLY: _("Half-yearly"),
    Cadence.YEARLY: _("Yearly"),
}
# Signs that are kept of a note; a longer one is refused.
LONGEST_NOTE = 300


def every_month() -> list[int]:
    """Asked for each month."""
    return list(range(1, 13))


class Nature(models.TextChoices):
    """How a value relates to time (时间性质)."""

    FLOW = "flow", _("Per period")
    CUMULATIVE = "cumulative", _("Cumulative since January")
    STOCK = "stock", _("At the end of the period")
    RATE = "rate", _("Rate")
    INDEX = "index", _("Index")


# Natures whose values neither add up over units nor over months.
RELATIVE = (Nature.RATE, Nature.INDEX)
# Natures whose values are levels of a moment, which no month adds to.
OF_MOMENT = (Nature.STOCK, *RELATIVE)
PERCENT_SIGNS = ("%", "％")


class Aggregation(models.TextChoices):
    """How the units below make up the unit above (汇总规则)."""

    SUM = "sum", _("Sum of the parts")
    MEAN = "mean", _("Mean of the parts")
    WEIGHTED = "weighted", _("Weighted mean of the parts")
    RATIO = "ratio", _("Ratio of sums")
    NONE = "none", _("Not added up")


class Indicator(Recorded):
    """What is measured (指标)."""

    master = True

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=100, blank=True)
    synonyms = models.JSONField(default=list, help_text="Other names that documents use.")
    unit_name = models.CharField(max_length=20, help_text="亿元, %, 户 …")
    unit_name_en = models.CharField(max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(default=2)
    direction = models.SmallIntegerField(default=1, help_text="1: more is better; -1: less is better.")
    nature = models.CharField(max_length=12, choices=Nature)
    aggregation = models.CharField(max_length=8, choices=Aggregation, default=Aggregation.SUM)
    data_owner = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="owned_indicators"
    )
    plausible_low = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    plausible_high = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]

    @property
    def is_relative(self) -> bool:
        """A rate or an index: it does not add up."""
        return self.nature in RELATIVE

    @property
    def of_moment(self) -> bool:
        """A rate, an index or a stock: a level that no month adds to."""
        return self.nature in OF_MOMENT

    @property
    def in_percent(self) -> bool:
        return self.unit_name in PERCENT_SIGNS

    def __str__(self) -> str:
        return self.name


class Form(Recorded):
    """A set of indicators reported together (报表), as often as ``cadence`` says (报送频率) until a ``Schedule`` changes it."""

    master = True

    later_fields = frozenset({"cadence"})

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    due_working_days = models.PositiveSmallIntegerField(
        default=5, help_text="Working days after the period's end."
    )
    cadence = models.CharField(
        max_length=12,
        choices=[(c.value, name) for c, name in CADENCES.items()],
        default=Cadence.MONTHLY.value,
    )

    def __str__(self) -> str:
        return self.name


class FormItem(Recorded):
    """One indicator on a form, and the months in which it is asked for.

    Output value is accounted quarterly ([3, 6, 9, 12]); where January is published together with February
    (1-2月合并) January is not asked for. Values stay cumulative; nothing is split silently.
    """

    master = True

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="items")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="form_items")
    months = models.JSONField(default=every_month)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["form", "indicator"], name="indicators_form_item")]

    def __str__(self) -> str:
        return f"{self.form}: {self.indicator}"


class FormDuty(Dated):
    """A unit must file a form, between dates (填报任务)."""

    master = True
    later_fields = frozenset({"recorded_at", "ended_at"})

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="duties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="form_duties")
    # When the duty, and when its end was put on record; null before such times were kept.
    recorded_at = models.DateTimeField(null=True, default=None)
    ended_at = models.DateTimeField(null=True, default=None)

    def __str__(self) -> str:
        return f"{self.unit} files {self.form}"


class Round(Recorded):
    """One period of one form: when it opens, is due and closes (报送期)."""

    master = True

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="rounds")
    period = models.CharField(max_length=8)
    opens_on = models.DateField()
    due_on = models.DateField()
    closes_on = models.DateField()

    class Meta:
        ordering = ["-period"]
        constraints = [models.UniqueConstraint(fields=["form", "period"], name="indicators_round_once")]

    def __str__(self) -> str:
        return f"{self.form} {self.period}"


class SheetState(models.TextChoices):
    """How far a sheet has come (报表状态)."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    VERIFIED = "verified", _("Verified")


class Sheet(Recorded):
    """One unit's filing in one round (报送单): the desk on which cells are filled before they become observations."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sheets")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sheets")
    state = models.CharField(max_length=10, choices=SheetState, default=SheetState.DRAFT)
    # Raised on every save: who was shown an earlier edition is told where somebody else changed the same cell.
    edition = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    first_submitted_at = models.DateTimeField(null=True)
    returned_reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="indicators_sheet_once")]

    def __str__(self) -> str:
        return f"{self.round} {self.unit}"


class Cell(Recorded):
    """One number being filled in (草稿单元格). Empty is missing; a reason may say why.

    ``edition`` is that of the sheet in which somebody last changed the cell, ``saved_by`` who did.
    """

    later_fields = frozenset({"edition", "saved_by"})

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="cells")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    edition = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "indicator"], name="indicators_cell_once")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.indicator}"


class Origin(models.TextChoices):
    """Where a value comes from (数据来源)."""

    REPORT = "report", _("Reported on a form")
    DOCUMENT = "document", _("Stated in a document")
    SUPPLIED = "supplied", _("Supplied by a person")
    IMPORT = "import", _("Imported history")
    LOOK_BACK = "look_back", _("Found by a look-back")
    COMPUTED = "computed", _("Computed from records")


class Observation(Recorded):
    """One reported value (观测值), bitemporal: ``period`` is what it is about, ``recorded_at`` is when we learned it.

    Database triggers refuse UPDATE and DELETE. A later observation of the same unit, indicator and period
    supersedes an earlier one; a null value retracts it. Later is what has the higher key: ``recorded_at`` says what
    was known when, and never puts versions in order, because a server's clock may be set back.
    """

    append_only = True

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="observations")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="observations")
    period = models.CharField(max_length=8)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    recorded_at = models.DateTimeField()
    origin = models.CharField(max_length=10, choices=Origin)
    simulated = models.BooleanField(default=False)
    sheet = models.ForeignKey(Sheet, null=True, on_delete=models.PROTECT, related_name="observations")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    clause = models.ForeignKey(Clause, null=True, on_delete=models.PROTECT, related_name="+")
    span_start = models.PositiveIntegerField(null=True)
    span_end = models.PositiveIntegerField(null=True)
    reported_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    supersedes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)

    class Meta:
        indexes = [
            # Covers the reading of a whole year, so that the table itself is not touched.
            models.Index(fields=["period", "unit", "indicator", "recorded_at", "value", "simulated"]),
            models.Index(fields=["recorded_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=Q(supersedes__isnull=False),
                name="indicators_superseded_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.indicator} {self.period} = {self.value}"


class Decision(models.TextChoices):
    """What the data owner decided about a value (核实结论)."""

    VERIFIED = "verified", _("Verified")
    RETURNED = "returned", _("Returned")


class Verdict(Recorded):
    """What the statistics owner decided about one observation (核实): never by its reporter, never rewritten."""

    append_only = True

    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="verdicts")
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["observation", "decision", "at"])]

    def __str__(self) -> str:
        return f"{self.observation_id} {self.decision}"
