"""Appeals: the list, the form of a unit, one appeal with its steps, the reviewer's desk (申诉与复核)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.assessment import appeal_desk, policies, queries
from luoshi.assessment.actions.admit_appeal import admit_appeal
from luoshi.assessment.actions.answer_appeal import answer_appeal
from luoshi.assessment.actions.ask_further_review import ask_further_review
from luoshi.assessment.actions.carry_out_appeals import carry_out_appeals
from luoshi.assessment.actions.decide_appeal import decide_appeal
from luoshi.assessment.actions.dismiss_appeal import dismiss_appeal
from luoshi.assessment.actions.draft_appeal import NewEvidence, Objection, draft_appeal
from luoshi.assessment.actions.file_appeal import file_appeal
from luoshi.assessment.actions.set_appeal_terms import Terms, set_appeal_terms
from luoshi.assessment.actions.withdraw_appeal import withdraw_appeal
from luoshi.documents.queries import filed_papers
from luoshi.indicators.vocabulary import catalogue
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.queries import tree, unit_by_code
from luoshi.org.standing import Standing
from luoshi.web import appeal_words as words
from luoshi.web.access import page
from luoshi.web.forms import beside, row_key
from luoshi.web.named import named
from luoshi.web.pages.assessment import schemes, years
from luoshi.web.request import Request
from luoshi.workdays.period_names import period_name
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from luoshi.assessment.appeal_desk import AppealSheet
    from luoshi.assessment.appeal_models import AppealEvidence
    from luoshi.assessment.award_models import Gate
    from luoshi.assessment.models import Run, Scheme


@page()
def appeals(request: Request) -> HttpResponse:
    """Appeals that may be seen, those that wait for this reader first, and the terms."""
    return _list(request)


def _list(request: Request, problems: Sequence[Problem] = (), sent: int | None = None) -> HttpResponse:
    """The page; ``sent`` is the scheme whose terms were sent and refused."""
    standing = request.standing
    found = appeal_desk.appeals_seen(standing, years(request))
    waiting = {one.appeal.pk for one, _may in appeal_desk.waiting_for(standing)}
    in_force = _in_force(request)
    told = beside(problems, "admission", "document")
    context = {
        "sentence": words.sentence((o for o in found if o.state != "drafted"), standing.today),
        "waiting": words.rows((o for o in found if o.appeal.pk in waiting), standing.today),
        "others": words.rows((o for o in found if o.appeal.pk not in waiting), standing.today),
        "terms_of": [
            {
                "scheme": one,
                "terms": appeal_desk.scheme_terms(one),
                "may_set": policies.may_score(standing) and not appeal_desk.terms_stand(one),
                "entered": request.POST if one.pk == sent else {},
                "wrong": told["wrong"] if one.pk == sent else {},
            }
            for one in in_force
        ],
        "windows": appeal_desk.open_windows(standing),
        **told,
        "sees_trials": policies.sees_trials(standing),
        "tab": "appeals",
    }
    return render(request, "assessment/appeals.html", context, status=422 if problems else 200)


def _in_force(request: Request) -> list[Scheme]:
    """Schemes whose results may be appealed, the newest version of each."""
    found: dict[tuple[str, int], Scheme] = {}
    for one in schemes(request):
        if one.state in ("published", "locked"):
            kept = found.setdefault((one.code, one.year), one)
            if one.version > kept.version:
                found[one.code, one.year] = one
    return list(found.values())


@page(policies.may_score)
@require_POST
def terms(request: Request, key: int) -> HttpResponse:
    """Set the terms of a scheme's appeals."""
    scheme = queries.find_scheme(request.standing, key)
    if scheme is None:
        raise Http404
    days = [
        row_key(request.POST.get(name, "")) or 0 for name in ("admission", "answer", "decision", "further")
    ]
    try:
        set_appeal_terms(request.standing, scheme, Terms(*days), request.POST.get("document", ""))
    except Refused as refusal:
        return _list(request, refusal.problems, scheme.pk)
    messages.success(request, _("The terms are set; they stand on this page."))
    return redirect("assessment_appeals")


@page()
def new(request: Request, key: int) -> HttpResponse:
    """The form of a unit about its own final result."""
    run = queries.find_run(request.standing, key, request.as_of)
    if run is None:
        raise Http404
    return _form(request, run, None)


@page()
def of_gate(request: Request, key: int) -> HttpResponse:
    """The form of a unit about a gate against it."""
    gate = appeal_desk.find_gate(request.standing, key)
    if gate is None:
        raise Http404
    return _form(request, None, gate)


def _form(request: Request, run: Run | None, gate: Gate | None) -> HttpResponse:
    about = gate or run
    assert about is not None
    problems: list[Problem] = []
    if request.method == "POST":
        unit = gate.unit if gate else unit_by_code(request.POST.get("unit", ""))
        try:
            if unit is None:
                raise Refused(
                    Problem(_("Unit"), _("There is no such unit."), _("Choose one from the list."), "unit")
                )
            said = Objection(
                request.POST.get("wrong", ""),
                request.POST.get("asks", ""),
                tuple(request.POST.getlist("items")),
                _evidence(request, run, unit.code),
            )
            appeal = draft_appeal(request.standing, about, unit, said)
        except Refused as refusal:
            problems = refusal.problems
        else:
            messages.success(request, _("The draft is kept. Principal or deputy file it."))
            return redirect("assessment_appeal", appeal.pk)
    units = appeal_desk.may_object(request.standing, run) if run else []
    context = {
        "run": run,
        "gate": gate,
        "rule": words.gate_name(gate) if gate else "",
        "units": units,
        "over": run is not None
        and run.review_until is not None
        and run.review_until < request.standing.today,
        "items": appeal_desk.items_of(run.scheme) if run else [],
        "papers": list(filed_papers(request.standing, request.as_of)) if units or gate else [],
        "chosen": request.POST.getlist("items"),
        "entered": request.POST,
        **beside(problems, "unit", "wrong", "asks", "items", "document", "file"),
        "terms": appeal_desk.scheme_terms(about.scheme),
    }
    return render(request, "assessment/appeal_new.html", context, status=422 if problems else 200)


def _evidence(request: Request, run: Run | None, unit: str) -> tuple[NewEvidence, ...]:
    """A document, the figures of the items if ticked, and a file of which name and fingerprint are kept."""
    found = []
    if document := request.POST.get("document", "").strip():
        found.append(NewEvidence("document", document))
    if run is not None and "figures" in request.POST:
        for indicator, figure in appeal_desk.figures_of(run, unit, request.POST.getlist("items")):
            found.append(NewEvidence("figure", f"{indicator.name} {figure[2]}", figure=figure))
    file = request.FILES.get("file")
    if file is not None:
        found.append(NewEvidence("file", file.name or "", hashlib.sha256(file.read()).hexdigest()))
    return tuple(found)


def _sheet(request: Request, key: int) -> AppealSheet:
    found = appeal_desk.find_appeal(request.standing, key)
    if found is None:
        raise Http404
    return found


@page()
def appeal(request: Request, key: int) -> HttpResponse:
    """One appeal: what is said, on what evidence, how far it has come."""
    return _shown(request, _sheet(request, key))


def _shown(
    request: Request, sheet: AppealSheet, problems: Sequence[Problem] = (), verb: str = ""
) -> HttpResponse:
    """The page; what was wrong with the step ``verb`` stands beside its field, with what was typed."""
    one = sheet.history
    node = tree(request.standing.today).nodes.get(one.appeal.unit_id)
    context: dict[str, Any] = {
        "sheet": sheet,
        "one": one,
        "appeal": one.appeal,
        "unit": named(node) if node else one.appeal.unit.code,
        "simulated": node is not None and node.simulated,
        "items": words.item_names(one),
        "row": words.rows([one], request.standing.today)[0],
        "steps": words.steps(one, request.standing.today),
        "evidence": _evidence_rows(request, sheet),
        "decided": one.decision,
        "new_run": getattr(one.step("carried_out"), "run_id", None),
        "verb": verb,
        "entered": request.POST,
        **beside(problems, "outcome", "reason", "basis", "answer", "wrong", "asks"),
    }
    return render(request, "assessment/appeal.html", context, status=422 if problems else 200)


def _evidence_rows(request: Request, sheet: AppealSheet) -> list[tuple[AppealEvidence, str, str]]:
    """Each piece with its words and the address of a figure's lineage, or of a document that is on file here."""
    papers = any(piece.kind == "document" for piece in sheet.evidence)
    on_file = filed_papers(request.standing, request.as_of) if papers else {}
    figures = any(len(piece.figure) == 3 for piece in sheet.evidence)
    known = {one.code: one for one in catalogue()} if figures else {}
    rows = []
    for piece in sheet.evidence:
        words, address = piece.text, ""
        if len(piece.figure) == 3:
            _unit, code, period = piece.figure
            words = f"{named(known[code])} {period_name(Period.parse(period))}" if code in known else words
            address = reverse("reports_lineage", args=piece.figure)
        elif piece.kind == "document" and words in on_file:
            address = reverse("plan_document", args=[on_file[words]])
        rows.append((piece, words, address))
    return rows


def _further(standing: Standing, sheet: AppealSheet, post: dict[str, str]) -> object:
    document = post.get("document", "").strip()
    evidence = (NewEvidence("document", document),) if document else ()
    wrong, asks = post.get("wrong", ""), post.get("asks", "")
    return ask_further_review(standing, sheet.appeal, wrong, asks, evidence)


ACTS: dict[str, Callable[[Standing, AppealSheet, dict[str, str]], object]] = {
    "file": lambda who, sheet, post: file_appeal(who, sheet.appeal),
    "withdraw": lambda who, sheet, post: withdraw_appeal(who, sheet.appeal, post.get("reason", "")),
    "admit": lambda who, sheet, post: admit_appeal(who, sheet.appeal),
    "dismiss": lambda who, sheet, post: dismiss_appeal(
        who, sheet.appeal, post.get("reason", ""), post.get("basis", "")
    ),
    "answer": lambda who, sheet, post: answer_appeal(who, sheet.appeal, post.get("answer", "")),
    "decide": lambda who, sheet, post: decide_appeal(
        who, sheet.appeal, post.get("outcome", ""), post.get("reason", ""), post.get("basis", "")
    ),
    "further": _further,
}


@page()
@require_POST
def act(request: Request, key: int, verb: str) -> HttpResponse:
    """Take a step."""
    if verb not in ACTS:
        raise Http404
    sheet = _sheet(request, key)
    try:
        ACTS[verb](request.standing, sheet, request.POST.dict())
    except Refused as refusal:
        return _shown(request, sheet, refusal.problems, verb)
    messages.success(request, _("Done, and on record in the ledger."))
    return redirect("assessment_appeal", key)


@page(policies.may_score)
@require_POST
def carry_out(request: Request, key: int) -> HttpResponse:
    """Freeze a trial as the final result in which the decisions that wait are carried out."""
    trial = queries.find_run(request.standing, key, request.as_of)
    if trial is None:
        raise Http404
    made = carry_out_appeals(request.standing, trial)
    messages.success(request, _("The decisions stand in this result; its review window is open."))
    return redirect("assessment_run", made.pk)


routes = [
    path("assessment/appeals/", appeals, name="assessment_appeals"),
    path("assessment/runs/<int:key>/appeal/", new, name="assessment_appeal_new"),
    path("assessment/gates/<int:key>/appeal/", of_gate, name="assessment_appeal_gate"),
    path("assessment/appeals/<int:key>/", appeal, name="assessment_appeal"),
    path("assessment/appeals/<int:key>/<slug:verb>/", act, name="assessment_appeal_act"),
    path("assessment/runs/<int:key>/carry-out/", carry_out, name="assessment_carry_out"),
    path("assessment/schemes/<int:key>/terms/", terms, name="assessment_terms"),
]
