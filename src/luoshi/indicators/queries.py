"""All reads that leave the indicators room."""

from __future__ import annotations

from luoshi.indicators.catalogue import (
    IndicatorView,
    Making,
    indicator_of,
    indicator_view,
)
from luoshi.indicators.catalogue import lines as catalogue_lines
from luoshi.indicators.completeness import Completeness, Report, completeness
from luoshi.indicators.computed import measured_in, months_to_measure
from luoshi.indicators.derivation import Derivation, InputState
from luoshi.indicators.expected import (
    Expected,
    expected_reports,
    punctuality,
    rounds_being_filed,
    rounds_within,
)
from luoshi.indicators.figures import (
    Cell,
    Figure,
    LastWord,
    Sought,
    figures_on,
    figures_seen,
    last_words,
)
from luoshi.indicators.filings import Desk, Filing, Matrix, Waiting, desk, filings, sees_all_filings
from luoshi.indicators.findings import (
    FindingState,
    FindingView,
    Turn,
    finding_view,
    findings_of,
    latest_run,
    my_turns,
    periods_checked,
    periods_to_check,
)
from luoshi.indicators.form_list import (
    FormOutline,
    FormSchedule,
    filers_on,
    form_of,
    forms_of_units,
    schedule_of,
    settled_until,
)
from luoshi.indicators.hands import hands_on
from luoshi.indicators.lineage import Lineage, lineage
from luoshi.indicators.look_backs import (
    ClaimView,
    LookBackView,
    UnitDeviation,
    claim_view,
    look_back_views,
    unit_deviations,
)
from luoshi.indicators.models import LONGEST_NOTE, RELATIVE, Aggregation, Form, Indicator
from luoshi.indicators.opening import rounds_to_open
from luoshi.indicators.record_check import RecordLine, RecordState, against_record
from luoshi.indicators.returns import Returned, returned
from luoshi.indicators.rule_text import rules
from luoshi.indicators.series import Point, Series
from luoshi.indicators.sheet_view import (
    Line,
    RoundTable,
    SheetPlace,
    SheetView,
    files_for,
    is_reported,
    previewed,
    round_table,
    sheet_address,
    sheet_place,
    sheet_view,
)
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
    "LONGEST_NOTE",
    "Cell",
    "ClaimView",
    "Completeness",
    "Contribution",
    "Derivation",
    "Desk",
    "Expected",
    "Figure",
    "Filing",
    "FindingState",
    "FindingView",
    "FormOutline",
    "FormSchedule",
    "IndicatorView",
    "Inheritance",
    "InputState",
    "LastWord",
    "Line",
    "Lineage",
    "LookBackView",
    "Making",
    "Matrix",
    "Meaning",
    "Point",
    "RecordLine",
    "RecordState",
    "Report",
    "Retold",
    "Returned",
    "RoundTable",
    "Series",
    "SheetPlace",
    "SheetView",
    "Sought",
    "Turn",
    "UnitDeviation",
    "Waiting",
    "additive_indicators",
    "against_record",
    "catalogue_lines",
    "claim_view",
    "completeness",
    "desk",
    "district_code",
    "expected_reports",
    "figures_on",
    "figures_seen",
    "filers_on",
    "files_for",
    "filings",
    "finding_view",
    "findings_of",
    "form_of",
    "forms",
    "forms_of_units",
    "hands_on",
    "indicator_of",
    "indicator_view",
    "inheritances",
    "is_reported",
    "last_words",
    "latest_run",
    "lineage",
    "look_back_views",
    "meaning",
    "measured_in",
    "months_to_measure",
    "my_turns",
    "periods_checked",
    "periods_to_check",
    "previewed",
    "problems_of",
    "punctuality",
    "retold",
    "returned",
    "round_table",
    "rounds_being_filed",
    "rounds_to_open",
    "rounds_within",
    "rules",
    "schedule_of",
    "sees_all_filings",
    "settled_until",
    "sheet_address",
    "sheet_place",
    "sheet_view",
    "unit_deviations",
]


def district_code() -> str:
    """Code of the unit at the head of the official order: the ledger chain of what concerns the whole district."""
    return Unit.objects.order_by("order", "pk").values_list("code", flat=True).first() or ""


def additive_indicators() -> list[Indicator]:
    """Indicators whose figures of parts add up to that of the whole, in catalogue order."""
    return list(Indicator.objects.filter(aggregation=Aggregation.SUM).exclude(nature__in=RELATIVE))


def forms() -> list[Form]:
    """Every form, in the order drawn up."""
    return list(Form.objects.order_by("pk"))
