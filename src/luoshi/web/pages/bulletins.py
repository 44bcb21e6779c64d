"""Bulletins: what was issued, what is being drafted, and one bulletin as a page and as a file (通报)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.briefing import policies, queries
from luoshi.briefing.actions.draft_bulletin import draft_bulletin
from luoshi.briefing.actions.publish_bulletin import publish_bulletin
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.queries import tree
from luoshi.targets.policies import may_see_targets
from luoshi.web.access import page
from luoshi.web.bulletin_view import Opens, PageBlock, page_blocks
from luoshi.web.downloads import paper
from luoshi.web.request import Request
from luoshi.workdays.period_names import period_name
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from luoshi.assessment.models import Run
    from luoshi.briefing.models import Bulletin
    from luoshi.briefing.official import Source
    from luoshi.org.standing import Standing


# Places that whoever may see no targets does not open.
OF_TARGETS = ("target", "imbalance", "targets")


@dataclass(frozen=True)
class Tally:
    """How the units' targets stood: on pace, judged and not reported."""

    on_pace: int
    judged: int
    not_reported: int


def _periods(today: date) -> list[tuple[str, str]]:
    """Halves, quarters, months and the year whose first month is over, the latest of each kind first."""
    spans = [
        Period(today.year, first, first + size - 1)
        for size in (6, 3, 1, 12)
        for first in range(13 - size, 0, -size)
    ]
    return [(p.code, period_name(p)) for p in spans if Period.month(p.year, p.first_month).end < today]


@page()
def bulletins(request: Request) -> HttpResponse:
    """The list, and for the office the form that drafts a new one."""
    entered = {"period": "", "as_of": request.as_of.isoformat(), "run": ""}
    problems: list[Problem] = []
    if request.method == "POST":
        entered = {name: request.POST.get(name, "") for name in entered}
        try:
            drafted = _draft(request, entered)
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("The draft is frozen: later reports do not change it."))
            return redirect("bulletins_item", key=drafted.pk)
    found = queries.bulletins(request.standing, request.as_of)
    context = {
        "found": [(bulletin, period_name(Period.parse(bulletin.period))) for bulletin in found],
        "issued": [bulletin for bulletin in found if bulletin.number],
        "drafts": sum(not bulletin.number for bulletin in found),
        "may_draft": policies.may_draft(request.standing),
        "periods": _periods(request.standing.today),
        "runs": queries.published_runs(request.standing, request.as_of),
        "entered": entered,
        "errors": {p.code: [str(q) for q in problems if q.code == p.code] for p in problems},
    }
    return render(request, "bulletins/list.html", context, status=422 if problems else 200)


def _draft(request: Request, entered: dict[str, str]) -> Bulletin:
    runs: dict[str, Run] = {
        str(run.pk): run for run in queries.published_runs(request.standing, request.standing.today)
    }
    if entered["run"] and entered["run"] not in runs:
        raise Refused(Problem(_("Scores"), _("There is no such run."), _("Choose one from the list."), "run"))
    return draft_bulletin(
        request.standing, entered["period"], _day(entered["as_of"]), runs.get(entered["run"])
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused(
            Problem(_("As of"), _("“%s” is not a day.") % text, _("Write it like 2015-07-06."), "as_of")
        ) from error


def _bulletin(request: Request, key: int) -> Bulletin:
    try:
        return queries.bulletin(request.standing, key, request.as_of)
    except LookupError as error:
        raise Http404 from error


def _opens(bulletin: Bulletin) -> dict[str, Opens]:
    """What opens behind the name and the score of each unit there was on the day of the bulletin."""
    known = f"?as_of={bulletin.as_of.isoformat()}"
    scored = (
        set() if bulletin.run is None else {unit["code"] for unit in json.loads(bulletin.run.result)["units"]}
    )
    return {
        node.name: Opens(
            reverse("targets_unit", args=[node.code]) + known,
            reverse("assessment_trace", args=[bulletin.run_id, node.code]) if node.code in scored else "",
        )
        for node in tree(bulletin.as_of).nodes.values()
    }


def _address(bulletin: Bulletin, standing: Standing, source: Source) -> str:
    """Where a figure of the text is told as known on the bulletin's day, at its month; "" for whom it is closed."""
    kind, _sign, rest = source.place.partition("/")
    known, address = f"?as_of={bulletin.as_of.isoformat()}", ""
    judged = f"{known}&period={bulletin.period}"
    if kind in OF_TARGETS and not may_see_targets(standing):
        return address
    match kind:
        case "target":
            address = f"{reverse('targets_lineage', args=[rest])}{judged}#{source.at}"
        case "imbalance":
            address = f"{reverse('targets_item', args=[rest])}{judged}#imbalance"
        case "targets":
            address = reverse("targets") + judged
        case "score":
            address = reverse("assessment_trace", args=[bulletin.run_id, rest])
        case "run":
            address = reverse("assessment_run", args=[bulletin.run_id])
        case "figure":
            address = reverse("reports_lineage", args=rest.split("/")) + known
    return address


@page()
def item(request: Request, key: int) -> HttpResponse:
    """One bulletin as it was frozen."""
    bulletin = _bulletin(request, key)
    content = queries.content(bulletin)
    counts, opens = content.tally, _opens(bulletin)
    address = partial(_address, bulletin, request.standing)
    annexes: list[tuple[str, list[PageBlock]]] = [
        (annex.title, page_blocks(annex.blocks, f"annex-{place}", opens, address))
        for place, annex in enumerate(content.annexes, start=1)
    ]
    context: dict[str, Any] = {
        "bulletin": bulletin,
        "content": content,
        "period": period_name(Period.parse(bulletin.period)),
        "blocks": page_blocks(content.body, "body", opens, address),
        "annexes": annexes,
        "tally": Tally(
            on_pace=counts.get("on_pace", 0),
            judged=sum(counts.values()) - counts.get("not_applicable", 0),
            not_reported=counts.get("not_reported", 0),
        ),
        "may_publish": policies.may_publish(request.standing) and not bulletin.number,
    }
    return render(request, "bulletins/item.html", context)


@page(policies.may_publish)
@require_POST
def publish(request: Request, key: int) -> HttpResponse:
    """Sign and issue a draft."""
    issued = publish_bulletin(request.standing, _bulletin(request, key))
    messages.success(request, _("Issued as %(number)s.") % {"number": issued.number})
    return redirect("bulletins_item", key=key)


@page()
def docx(request: Request, key: int) -> HttpResponse:
    """The bulletin as an official document to print."""
    try:
        name, document = queries.docx(request.standing, key)
    except LookupError as error:
        raise Http404 from error
    return paper(name, document)


routes = [
    path("bulletins/", bulletins, name="bulletins"),
    path("bulletins/<int:key>/", item, name="bulletins_item"),
    path("bulletins/<int:key>/publish/", publish, name="bulletins_publish"),
    path("bulletins/<int:key>/docx/", docx, name="bulletins_docx"),
]
