"""All reads that leave the indicators room."""

from __future__ import annotations

from luoshi.indicators.figures import Cell, Figure, LastWord, figures_on, last_words
from luoshi.indicators.filings import Desk, Filing, Matrix, Waiting, desk, filings, sees_all_filings
from luoshi.indicators.findings import (
    FindingState,
    FindingView,
    finding_view,
    findings_of,
    latest_run,
    periods_checked,
    periods_to_check,
)
from luoshi.indicators.form_list import FormOutline, forms_of_units
from luoshi.indicators.lineage import Lineage, lineage
from luoshi.indicators.look_backs import (
    ClaimView,
    LookBackView,
    UnitDeviation,
    claim_view,
    look_back_views,
    unit_deviations,
)
from luoshi.indicators.models import Aggregation, Form, Indicator, Nature
from luoshi.indicators.record_check import RecordLine, RecordState, against_record
from luoshi.indicators.returns import Returned, returned
from luoshi.indicators.rule_text import rules
from luoshi.indicators.sheet_view import Line, RoundTable, SheetView, round_table, sheet_view
from luoshi.indicators.succession_history import (
    Contribution,
    Inheritance,
    Retold,
    inheritances,
    retold,
)
from luoshi.indicators.succession_plan import Meaning, meaning, problems_of
from luoshi.org.models import Unit

__all__ = [
    "Cell",
    "ClaimView",
    "Contribution",
    "Desk",
    "Figure",
    "Filing",
    "FindingState",
    "FindingView",
    "FormOutline",
    "Inheritance",
    "LastWord",
    "Line",
    "Lineage",
    "LookBackView",
    "Matrix",
    "Meaning",
    "RecordLine",
    "RecordState",
    "Retold",
    "Returned",
    "RoundTable",
    "SheetView",
    "UnitDeviation",
    "Waiting",
    "additive_indicators",
    "against_record",
    "claim_view",
    "desk",
    "district_code",
    "figures_on",
    "filings",
    "finding_view",
    "findings_of",
    "forms",
    "forms_of_units",
    "inheritances",
    "last_words",
    "latest_run",
    "lineage",
    "look_back_views",
    "meaning",
    "periods_checked",
    "periods_to_check",
    "problems_of",
    "retold",
    "returned",
    "round_table",
    "rules",
    "sees_all_filings",
    "sheet_view",
    "unit_deviations",
]


def district_code() -> str:
    """Code of the unit at the head of the official order: the ledger chain of what concerns the whole district."""
    return Unit.objects.order_by("order", "pk").values_list("code", flat=True).first() or ""


def additive_indicators() -> list[Indicator]:
    """Indicators whose figures of parts add up to that of the whole, in catalogue order."""
    return list(Indicator.objects.filter(aggregation=Aggregation.SUM).exclude(nature=Nature.RATE))


def forms() -> list[Form]:
    """Every form, in the order drawn up."""
    return list(Form.objects.order_by("pk"))
