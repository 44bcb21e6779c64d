"""How far sheets were at the end of a past day (报送状态回看): from what was stated and decided by then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from luoshi.indicators.models import Decision, Observation, SheetState, Verdict
from luoshi.workdays.clock import end_of


def states_on(sheets: Collection[int], as_of: date) -> dict[int, str]:
    """The state at the end of ``as_of`` of each sheet (key) that stated anything by then; two queries.

    verified   every value that stood was verified by then
    returned   the latest decision on a value that stood was to send it back
    submitted  anything else: also while a unit had taken the sheet back, for what it had stated stood until the
               correction was submitted
    """
    known = end_of(as_of)
    stood: dict[int, set[int]] = defaultdict(set)
    replaced: set[int] = set()
    for pk, sheet, supersedes in Observation.objects.filter(
        sheet__in=list(sheets), recorded_at__lte=known
    ).values_list("pk", "sheet_id", "supersedes_id"):
        stood[sheet].add(pk)
        replaced.add(supersedes)
    decided = dict(
        Verdict.objects.filter(observation__sheet__in=list(sheets), at__lte=known)
        .order_by("pk")
        .values_list("observation_id", "decision")
    )
    return {sheet: _state({decided.get(o) for o in values - replaced}) for sheet, values in stood.items()}


def _state(decisions: set[str | None]) -> str:
    if decisions == {Decision.VERIFIED}:
        return SheetState.VERIFIED
    return SheetState.RETURNED if Decision.RETURNED in decisions else SheetState.SUBMITTED
