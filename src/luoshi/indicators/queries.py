"""All reads that leave the indicators room."""

from __future__ import annotations

from luoshi.indicators.completeness import Completeness, Report, completeness
from luoshi.indicators.expected import Expected, expected_reports, rounds_being_filed, rounds_within
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
from luoshi.indicators.models import Form
from luoshi.indicators.opening import rounds_to_open
from luoshi.indicators.receipts import was_taken
from luoshi.indicators.record_check import RecordLine, RecordState, against_record
from luoshi.indicators.returns import Returned, returned
from luoshi.indicators.rule_text import rules
from luoshi.indicators.sheet_view import Line, RoundTable, SheetView, round_table, sheet_view
from luoshi.org.models import Unit

__all__ = [
    "Cell",
    "ClaimView",
    "Completeness",
    "Desk",
    "Expected",
    "Figure",
    "Filing",
    "FindingState",
    "FindingView",
    "FormOutline",
    "LastWord",
    "Line",
    "Lineage",
    "LookBackView",
    "Matrix",
    "RecordLine",
    "RecordState",
    "Report",
    "Returned",
    "RoundTable",
    "SheetView",
    "UnitDeviation",
    "Waiting",
    "against_record",
    "claim_view",
    "completeness",
    "desk",
    "district_code",
    "expected_reports",
    "figures_on",
    "filings",
    "finding_view",
    "findings_of",
    "forms",
    "forms_of_units",
    "last_words",
    "latest_run",
    "lineage",
    "look_back_views",
    "periods_checked",
    "periods_to_check",
    "returned",
    "round_table",
    "rounds_being_filed",
    "rounds_to_open",
    "rounds_within",
    "rules",
    "sees_all_filings",
    "sheet_view",
    "unit_deviations",
    "was_taken",
]


def district_code() -> str:
    """Code of the unit at the head of the official order: the ledger chain of what concerns the whole district."""
    return Unit.objects.order_by("order", "pk").values_list("code", flat=True).first() or ""


def forms() -> list[Form]:
    """Every form, in the order drawn up."""
    return list(Form.objects.order_by("pk"))
