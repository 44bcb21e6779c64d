"""Plan documents: import, read with drafts beside the text, see which clauses nobody owns yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.documents import queries
from luoshi.documents.actions.import_document import import_document
from luoshi.documents.actions.reject_draft import reject_draft
from luoshi.documents.actions.set_aside_clause import set_aside_clause
from luoshi.documents.policies import may_read_documents, may_settle
from luoshi.indicators.vocabulary import catalogue, vocabulary
from luoshi.ledger.refusal import Problem, Refused
from luoshi.matters.actions.confirm_draft import MatterDecision
from luoshi.matters.actions.confirm_draft import confirm_draft as confirm_matter
from luoshi.matters.policies import may_open_matter
from luoshi.matters.printed_names import unit_named
from luoshi.org.queries import tree
from luoshi.targets.actions.confirm_draft import TargetDecision, as_printed, confirm_draft, proposed
from luoshi.targets.actions.supersede_target import same_place, supersede_target
from luoshi.targets.coverage import NOBODY, coverage
from luoshi.targets.prospects import of_target, realism
from luoshi.targets.queries import replaced_by
from luoshi.targets.vocabulary import SIGNS, TargetKind
from luoshi.web.access import page
from luoshi.web.authority_form import approvers
from luoshi.web.forms import beside, number_asked
from luoshi.web.judgement_words import remark_words
from luoshi.web.named import named
from luoshi.web.plan_cards import beside_change, cards
from luoshi.web.plan_import import ACCEPT, asked_for, import_errors, no_date
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.documents.models import Draft
    from luoshi.targets.models import Target

Failed = dict[int, tuple[Mapping[str, str], list[Problem]]]
SHOWN = ("pending", "targets", "matters", "all")


@page(may_read_documents)
def plan(request: Request) -> HttpResponse:
    """All documents with how far their drafts are settled, and the form to import another."""
    return _list(request, {"year": str(request.standing.today.year), "kind": queries.kinds()[0][0]}, [])


@page(may_settle)
@require_POST
def plan_import(request: Request) -> HttpResponse:
    """Read the uploaded file or the pasted text; on success straight to its reader."""
    root = tree(request.standing.today).root
    try:
        asked = asked_for(request)
        if root is None:
            raise Refused(
                Problem("", _("No district is set up yet."), _("Establish its units first."), "unit")
            )
        document = import_document(
            request.standing, root.code, asked.heading, asked.source, asked.file_name, vocabulary()
        )
    except Refused as refused:
        return _list(request, request.POST.dict(), refused.problems)
    messages.success(
        request, _("“%s” was imported. Confirm, change or reject what was read.") % document.title
    )
    return redirect("plan_document", document.pk)


@page(may_read_documents)
def plan_document(request: Request, document_id: int) -> HttpResponse:
    """The text with its marked sentences, and a card for each draft."""
    return _reader(request, document_id, {})


@page(may_settle)
@require_POST
def plan_confirm_target(request: Request, document_id: int, draft_id: int) -> HttpResponse:
    """Set the target that a card proposes; one that an earlier edition set for the same is superseded."""

    def confirm(draft: Draft) -> str:
        decision = _target_decision(request.POST, draft)
        before = replaced_by(request.standing, draft)
        if before is not None and same_place(before, draft, decision):
            approver = approvers(request.standing).get(request.POST.get("approver", ""))
            reason = request.POST.get("change_reason", "")
            try:
                target = supersede_target(request.standing, before, draft, decision, approver, reason)
            except Refused as refused:
                raise Refused(beside_change(refused)) from refused
            _consider(request, target)
            return _("Target superseded: %s.") % target.indicator.name
        target = confirm_draft(request.standing, draft, decision)
        _consider(request, target)
        return _("Target set: %s.") % target.indicator.name

    return _settle(request, document_id, draft_id, confirm)


@page(may_open_matter)
@require_POST
def plan_confirm_matter(request: Request, document_id: int, draft_id: int) -> HttpResponse:
    """Open the matter that a card proposes."""

    def confirm(draft: Draft) -> str:
        matter = confirm_matter(request.standing, draft, _matter_decision(request))
        return _("Matter opened: %s.") % matter

    return _settle(request, document_id, draft_id, confirm)


@page(may_settle)
@require_POST
def plan_reject(request: Request, document_id: int, draft_id: int) -> HttpResponse:
    """Turn a draft down with a reason."""

    def reject(draft: Draft) -> str:
        reject_draft(request.standing, draft, request.POST.get("reason", ""))
        return _("Rejected.")

    return _settle(request, document_id, draft_id, reject)


@page(may_read_documents)
def plan_coverage(request: Request, document_id: int) -> HttpResponse:
    """Every clause with who owns it; by default those that nobody owns."""
    return _coverage(request, document_id)


def _coverage(
    request: Request, document_id: int, problems: Sequence[Problem] = (), aside: str = ""
) -> HttpResponse:
    """The page; ``aside`` is the clause that could not be set aside."""
    try:
        found = coverage(request.standing, document_id, request.as_of)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    shown = request.GET.get("show", NOBODY)
    lines = [line for line in found.clauses if shown == "all" or line.state in {shown, "partly"}]
    # Of what is partly owned only the part in question matters; the whole stays as its heading.
    keep = {line.clause.pk for line in lines if line.state != "partly"}
    for line in reversed(found.clauses):
        if line.clause.pk in keep and line.clause.parent_id:
            keep.add(line.clause.parent_id)
    context = {
        "document": found.document,
        "coverage": found,
        "counts": found.counts,
        "lines": [line for line in found.clauses if shown == "all" or line.clause.pk in keep],
        "shown": shown,
        "editions": found.editions,
        "may_settle": _may_act(request) and found.editions.later is None,
        "aside": aside,
        "entered": request.POST,
        **beside(problems, "reason"),
    }
    return render(request, "plan/coverage.html", context, status=422 if problems else 200)


@page(may_settle)
@require_POST
def plan_set_aside(request: Request, document_id: int, key: str) -> HttpResponse:
    """Say that a clause asks nothing of anybody."""
    try:
        clause = queries.clause(request.standing, document_id, key, request.standing.today)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    try:
        set_aside_clause(request.standing, clause, request.POST.get("reason", ""))
    except Refused as refused:
        return _coverage(request, document_id, refused.problems, key)
    messages.success(request, _("Set aside: %s.") % clause)
    return redirect("plan_coverage", document_id)


def _list(request: Request, entered: Mapping[str, str], problems: list[Problem]) -> HttpResponse:
    lines = queries.documents(request.standing, request.as_of)
    context = {
        "lines": lines,
        "pending": sum(line.progress.pending for line in lines),
        "entered": entered,
        "errors": import_errors(problems, entered),
        "kinds": queries.kinds(),
        "accept": ACCEPT,
        "may_settle": _may_act(request),
    }
    return render(request, "plan/plan.html", context, status=422 if problems else 200)


def _reader(request: Request, document_id: int, failed: Failed) -> HttpResponse:
    try:
        found = queries.reader(request.standing, document_id, request.as_of)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    may_act = _may_act(request) and found.editions.later is None
    org = tree(request.as_of)
    drawn = cards(found.drafts, org, request.standing.today, failed)
    posts = approvers(request.standing) if may_act and any(card.in_question for card in drawn) else {}
    shown = request.GET.get("show", "all")
    wanted: dict[str, Callable[[Any], bool]] = {
        "pending": lambda card: card.is_pending,
        "targets": lambda card: card.view.is_target,
        "matters": lambda card: not card.view.is_target,
    }
    context = {
        "reader": found,
        "document": found.document,
        "progress": found.progress,
        "cards": [card for card in drawn if shown not in wanted or wanted[shown](card)],
        "target_count": sum(card.view.is_target for card in drawn),
        "matter_count": sum(not card.view.is_target for card in drawn),
        "asked": sum(card.asks_for_base for card in drawn),
        "shown": shown,
        "filters": SHOWN,
        "indicators": catalogue(),
        "approvers": [(key, named(post)) for key, post in posts.items()],
        "signs": SIGNS,
        "kinds": TargetKind.choices,
        "units": [node for node in org.nodes.values() if node.kind not in {"grid", "province", "prefecture"}],
        "editions": found.editions,
        "may_settle": may_act,
        "may_open": may_open_matter(request.standing) and may_act,
    }
    return render(request, "plan/document.html", context, status=422 if failed else 200)


def _may_act(request: Request) -> bool:
    """The past is read, not changed."""
    return may_settle(request.standing) and request.as_of == request.standing.today


def _settle(request: Request, document_id: int, draft_id: int, act: Callable[[Draft], str]) -> HttpResponse:
    try:
        draft = queries.draft(request.standing, document_id, draft_id, request.standing.today)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    try:
        messages.success(request, act(draft))
    except Refused as refused:
        return _reader(request, document_id, {draft.pk: (request.POST.dict(), refused.problems)})
    following = queries.next_pending(draft)
    anchor = f"#draft-{following.pk}" if following else ""
    shown = quote(request.GET.get("show", "all"))
    return redirect(f"{reverse('plan_document', args=[document_id])}?show={shown}{anchor}")


def _consider(request: Request, target: Target) -> None:
    """Say what is remarkable about a target that was set; it stands all the same."""
    for found in realism(request.standing, of_target(target), request.standing.today):
        messages.info(request, _("To consider: %s.") % remark_words(found, target.indicator))


def _target_decision(posted: Mapping[str, str], draft: Draft) -> TargetDecision:
    indicators = {indicator.code: indicator for indicator in catalogue()}
    indicator = indicators.get(posted.get("indicator", ""))
    if indicator is None:
        raise Refused(
            Problem(
                _("Indicator"),
                _("No indicator was chosen."),
                _("Choose the one that the sentence means; a new one is added in the catalogue first."),
                "indicator",
            )
        )
    base = number_asked(_("Base"), posted["base"], "base") if posted.get("base", "").strip() else None
    return replace(
        proposed(draft, indicator)
        if posted.get("value") == draft.proposal["value"]
        else _written(posted, draft, indicator),
        kind=posted.get("kind", ""),
        op=posted.get("op", ""),
        period=posted.get("period", "").strip(),
        base=base,
        base_source=posted.get("base_source", ""),
        takes_stated_base="leave_open" not in posted,
        stretch=as_printed(draft, indicator, number_asked(_("Stretch value"), posted["stretch"], "stretch"))
        if posted.get("stretch", "").strip()
        else None,
        peers=tuple(line.strip() for line in posted.get("peers", "").splitlines() if line.strip()),
    )


def _written(posted: Mapping[str, str], draft: Draft, indicator: Any) -> TargetDecision:
    value = as_printed(draft, indicator, number_asked(_("Value"), posted.get("value", ""), "value"))
    return TargetDecision(indicator=indicator, kind="", op="", value=value, period="")


def _matter_decision(request: Request) -> MatterDecision:
    posted = request.POST
    org = tree(request.standing.today)
    problems: list[Problem] = []

    def code(name: str, place: str) -> str:
        node = unit_named(org, name)
        if node is None:
            what = _("No unit is called “%s”.") % name if name else _("No lead unit was chosen.")
            problems.append(Problem(_("Unit"), what, _("Choose one from the list."), place))
            return ""
        return node.code

    lead = code(posted.get("lead", "").strip(), "lead")
    names = posted.get("supporting", "").replace("，", "、").replace(",", "、").split("、")
    supporting = tuple(code(name.strip(), "supporting") for name in names if name.strip())
    due = posted.get("due_on", "").strip()
    try:
        due_on = date.fromisoformat(due) if due else None
    except ValueError:
        due_on = None
        problems.append(no_date(_("Due"), due, "due_on"))
    if problems:
        raise Refused(problems)
    return MatterDecision(
        title=posted.get("title", ""),
        text=posted.get("text", ""),
        lead=lead,
        supporting=tuple(dict.fromkeys(supporting)),
        due_on=due_on,
    )


routes = [
    path("plan/", plan, name="plan"),
    path("plan/import/", plan_import, name="plan_import"),
    path("plan/<int:document_id>/", plan_document, name="plan_document"),
    path("plan/<int:document_id>/coverage/", plan_coverage, name="plan_coverage"),
    path(
        "plan/<int:document_id>/drafts/<int:draft_id>/target/",
        plan_confirm_target,
        name="plan_confirm_target",
    ),
    path(
        "plan/<int:document_id>/drafts/<int:draft_id>/matter/",
        plan_confirm_matter,
        name="plan_confirm_matter",
    ),
    path("plan/<int:document_id>/drafts/<int:draft_id>/reject/", plan_reject, name="plan_reject"),
    path("plan/<int:document_id>/clauses/<slug:key>/aside/", plan_set_aside, name="plan_set_aside"),
]
