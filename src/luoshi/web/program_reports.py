"""Reports that programs of one's unit sent and that are not on record (程序报送): those that wait, and those refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language

from luoshi.identity.queries import State, state_of, unsettled
from luoshi.indicators.policies import REPORTERS
from luoshi.indicators.queries import sheet_address
from luoshi.org.queries import tree

if TYPE_CHECKING:
    from luoshi.identity.models import ReceivedRequest
    from luoshi.indicators.models import Round
    from luoshi.org.standing import Standing
    from luoshi.org.tree import Node

# How long a refusal stays on the page unless a later report mends it.
SHOWN_FOR = timedelta(days=14)


@dataclass(frozen=True)
class ProgramReport:
    """One report: of which sheet, by which program, and while it was refused, for which reasons."""

    round: Round
    unit: Node
    address: str
    program: str
    at: datetime
    waits: bool
    problems: list[str]


def program_reports(standing: Standing) -> list[ProgramReport]:
    """Those of the units in which the person reports, the latest first. One query."""
    units = sorted({post.unit_code for post in standing.posts if post.role in REPORTERS})
    rows = unsettled(units, standing.at - SHOWN_FOR) if units else []
    return [shown for row in rows if (shown := _shown(standing, row))]


def _shown(standing: Standing, row: ReceivedRequest) -> ProgramReport | None:
    form, period, unit = row.path.split("/")[4:7]
    try:
        round_, place = sheet_address(standing, form, period, unit)
    except LookupError:
        return None
    return ProgramReport(
        round_,
        tree(standing.today).nodes[place.pk],
        reverse("reports_sheet", args=[form, period, unit]),
        row.key.label,
        row.at,
        state_of(row) is State.WAITING,
        _problems(row),
    )


def _problems(row: ReceivedRequest) -> list[str]:
    if state_of(row) is State.WAITING:
        return []
    told = row.outcome.told
    answer = json.loads(told.get(get_language() or "") or next(iter(told.values())))
    return [
        " ".join(filter(None, (f"{one['where']}:" if one["where"] else "", one["what"], one["mend"])))
        for one in answer["problems"]
    ]
