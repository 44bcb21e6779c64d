"""Number checks: bring a bulletin in, read what does not fit beside its text, decide it, take the report (核数)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.briefing.queries import check_report
from luoshi.documents import queries
from luoshi.documents.actions.check_numbers import check_numbers
from luoshi.documents.actions.import_document import LONGEST_TITLE, import_document
from luoshi.documents.actions.settle_finding import settle_finding
from luoshi.documents.policies import may_check, may_read_documents
from luoshi.indicators.queries import against_record
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.queries import tree
from luoshi.web.access import page
from luoshi.web.check_cards import finding_cards, ruling_of, tally_sentence
from luoshi.web.downloads import paper
from luoshi.web.plan_import import ACCEPT, asked_for
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.documents.actions.import_document import Heading
    from luoshi.documents.queries import Checked, FindingView
    from luoshi.web.plan_import import Asked

Failed = dict[int, tuple[Mapping[str, str], list[Problem]]]
SHOWN: dict[str, Callable[[FindingView], bool]] = {
    "all": lambda view: True,
    "open": lambda view: view.state == "open",
    "decided": lambda view: view.decision is not None and view.state != "holds",
    "holding": lambda view: view.state == "holds",
}


@page(may_read_documents)
def checks(request: Request) -> HttpResponse:
    """Documents with what their last check found, and the form to check a bulletin."""
    return _list(request, {"year": str(request.standing.today.year)}, [])


@page(may_check)
@require_POST
def checks_new(request: Request) -> HttpResponse:
    """Take a bulletin from a file or the clipboard and check it; on success straight to what was found."""
    try:
        asked = asked_for(request)
        unit = request.POST.get("unit", "")
        document = import_document(request.standing, unit, _bulletin(asked), asked.source, asked.file_name)
    except Refused as refused:
        return _list(request, request.POST.dict(), refused.problems)
    check_numbers(request.standing, document)
    return redirect("checks_document", document.pk)


@page(may_read_documents)
def checks_document(request: Request, document_id: int) -> HttpResponse:
    """The text with its numbers marked, and a card for each finding."""
    return _reader(request, document_id, {})


@page(may_check)
@require_POST
def checks_run(request: Request, document_id: int) -> HttpResponse:
    """Check a document that is here already, or check it again."""
    found = _checked(request, document_id, request.standing.today)
    check_numbers(request.standing, found.document)
    messages.success(request, _("The numbers were checked; earlier decisions still count."))
    return redirect("checks_document", document_id)


@page(may_check)
@require_POST
def checks_settle(request: Request, document_id: int, fingerprint: str) -> HttpResponse:
    """Accept a finding, with changes or as it is, or dismiss it; a check made anew meanwhile has it again."""
    found = _checked(request, document_id, request.standing.today)
    view = next((view for view in found.findings if view.finding.fingerprint == fingerprint), None)
    if view is None:
        raise Http404
    try:
        decision = settle_finding(request.standing, view.finding, ruling_of(request.POST.dict(), view))
    except Refused as refused:
        return _reader(request, document_id, {view.finding.pk: (request.POST.dict(), refused.problems)})
    messages.success(request, _("Decided: %s.") % decision.get_kind_display())
    following = _next_open(list(found.findings), view.finding.pk)
    anchor = f"#finding-{following.finding.pk}" if following else ""
    shown = request.GET.get("show", "all")
    return redirect(f"{reverse('checks_document', args=[document_id])}?show={quote(shown)}{anchor}")


@page(may_read_documents)
def checks_report(request: Request, document_id: int) -> HttpResponse:
    """The report of a check as an official document."""
    try:
        name, document = check_report(request.standing, document_id, request.as_of)
    except (ObjectDoesNotExist, LookupError) as error:
        raise Http404 from error
    return paper(name, document)


def _list(request: Request, entered: Mapping[str, str], problems: list[Problem]) -> HttpResponse:
    lines = queries.check_lines(request.standing, request.as_of)
    org = tree(request.as_of)
    tallies = [line.tally for line in lines if line.tally]
    context = {
        "lines": lines,
        "checked": len(tallies),
        "open": sum(tally.open for tally in tallies),
        "entered": entered,
        "errors": [str(problem) for problem in problems],
        "units": [node for node in org.nodes.values() if node.kind not in {"grid", "province", "prefecture"}],
        "accept": ACCEPT,
        "may_check": _may_act(request),
    }
    return render(request, "checks/list.html", context, status=422 if problems else 200)


def _reader(request: Request, document_id: int, failed: Failed) -> HttpResponse:
    found = _checked(request, document_id, request.as_of)
    asked = request.GET.get("show", "all")
    shown = asked if asked in SHOWN else "all"
    views = [view for view in found.findings if SHOWN[shown](view)]
    record = against_record(request.standing, found.document, request.as_of)
    stated = [(line.statement.start, line.statement.end) for line in record]
    context = {
        "found": found,
        "document": found.document,
        "tally": found.tally,
        "sentence": tally_sentence(found.tally),
        "paragraphs": queries.marked_text(found, views, queries.headings(found.document), stated),
        "cards": finding_cards(views, failed),
        "record": record,
        "shown": shown,
        "may_check": _may_act(request),
    }
    return render(request, "checks/document.html", context, status=422 if failed else 200)


def _checked(request: Request, document_id: int, as_of: date) -> Checked:
    try:
        return queries.checked(request.standing, document_id, as_of)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _may_act(request: Request) -> bool:
    """The past is read, not changed."""
    return may_check(request.standing) and request.as_of == request.standing.today


def _next_open(views: list[FindingView], settled: int) -> FindingView | None:
    """The finding to decide after the one with this key: the next open one, else the first; None when all are."""
    at = next(n for n, view in enumerate(views) if view.finding.pk == settled)
    waiting = [view for view in views[at + 1 :] + views[:at] if view.state == "open"]
    return waiting[0] if waiting else None


def _bulletin(asked: Asked) -> Heading:
    """What was entered about the bulletin; without a title, its first line or the name of its file."""
    first_line = PurePath(asked.file_name).stem
    if isinstance(asked.source, str):
        first_line = next(line.strip() for line in asked.source.splitlines() if line.strip())
    title = asked.heading.title.strip() or first_line[:LONGEST_TITLE]
    return replace(asked.heading, title=title, kind=queries.BULLETIN)


routes = [
    path("checks/", checks, name="checks"),
    path("checks/new/", checks_new, name="checks_new"),
    path("checks/<int:document_id>/", checks_document, name="checks_document"),
    path("checks/<int:document_id>/run/", checks_run, name="checks_run"),
    path("checks/<int:document_id>/findings/<slug:fingerprint>/", checks_settle, name="checks_settle"),
    path("checks/<int:document_id>/report/", checks_report, name="checks_report"),
]
