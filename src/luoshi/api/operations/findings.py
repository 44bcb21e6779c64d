"""Findings of the checks: what was seen, and what the unit says to it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import Http404, HttpResponse
from ninja import Field, Path, Query, Router, Schema

from luoshi.api.access import READ, REPORT, Caller
from luoshi.api.asked import Listed, Paging, part, period_of
from luoshi.api.problems import FINDS, READS, WRITES
from luoshi.api.writing import Token, once
from luoshi.indicators.actions.explain_finding import explain_finding
from luoshi.indicators.queries import FindingView, finding_view, findings_of
from luoshi.web.verification_words import saw

router = Router(tags=["verification"])
Key = Annotated[int, Path(ge=1, le=2**63 - 1)]


class EventOut(Schema):
    """What happened to a finding: seen, explained, accepted, correction, referred or closed."""

    kind: str
    at: datetime
    by: str
    text: str


class FindingOut(Schema):
    """A question about a figure; ``state`` says whose turn it is: reporter, owner, or accepted, referred, closed."""

    id: int
    check: str
    rule: str
    unit: str
    indicator: str
    period: str
    saw: str
    state: str
    first_seen: datetime
    last_seen: datetime
    may_explain: bool
    events: list[EventOut]


class ExplanationIn(Schema):
    """Why the figure is so, and where that can be seen."""

    text: str = Field(min_length=1, max_length=2000)


@router.get("/findings", response={200: Listed[FindingOut], **READS}, operation_id="list_findings", auth=READ)
def findings(
    request: Caller, paging: Query[Paging], period: Annotated[str, Query(max_length=8)]
) -> Listed[FindingOut]:
    """The findings of a month that the person may see: what waits for this person first, the closed last."""
    found = findings_of(request.standing, period_of(period).code)
    return part([_finding(view) for view in found], paging)


@router.get("/findings/{id}", response={200: FindingOut, **FINDS}, operation_id="read_finding", auth=READ)
def finding(request: Caller, id: Key) -> FindingOut:
    """One finding with everything that happened to it."""
    return _finding(_view(request, id))


@router.post(
    "/findings/{id}/explanation",
    response={200: FindingOut, **WRITES},
    operation_id="explain_finding",
    auth=REPORT,
)
def explain(request: Caller, id: Key, body: ExplanationIn, token: Token) -> HttpResponse:
    """Answer for the unit's figure; what was said before stays."""
    view = _view(request, id)

    def act() -> FindingOut:
        explain_finding(request.standing, view.finding, body.text)
        return _finding(_view(request, id))

    return once(request, token, act)


def _view(request: Caller, key: int) -> FindingView:
    view = finding_view(request.standing, key)
    if view is None:
        raise Http404
    return view


def _finding(view: FindingView) -> FindingOut:
    found = view.finding
    return FindingOut(
        id=found.pk,
        check=found.check_kind,
        rule=found.rule_code,
        unit=view.unit.code,
        indicator=found.indicator.code,
        period=found.period,
        saw=saw(view),
        state=view.state.value,
        first_seen=view.first_seen,
        last_seen=view.last_seen,
        may_explain=view.may_explain,
        events=[
            EventOut(kind=event.kind, at=event.at, by=event.by.name if event.by else "", text=event.text)
            for event in view.history.events
        ],
    )
