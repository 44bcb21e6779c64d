"""Editions of a plan document: import the next one, read what it changed, look again at what was decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from luoshi.documents import queries
from luoshi.documents.actions.import_edition import import_edition
from luoshi.documents.actions.keep_decision import keep_decision
from luoshi.documents.editions import Comparison, Review, comparison, editions, review
from luoshi.documents.policies import may_read_documents, may_settle
from luoshi.indicators.vocabulary import vocabulary
from luoshi.ledger.refusal import Problem, Refused
from luoshi.targets.actions.confirm_draft import proposed
from luoshi.targets.actions.supersede_target import supersede_target
from luoshi.targets.policies import may_set_targets
from luoshi.targets.queries import replaced_by, set_on
from luoshi.web.access import page
from luoshi.web.authority_form import approvers
from luoshi.web.named import named
from luoshi.web.plan_cards import told
from luoshi.web.plan_import import ACCEPT, asked_for, import_errors
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.documents.models import Carried, Document
    from luoshi.targets.models import Target

CHANGED = "changed"
SHOWN = ("edited", "added", "removed", "moved", "unchanged")
TONES = {"open": "waiting", "kept": "good", "replaced": "good"}


@dataclass(frozen=True)
class ReviewCard:
    """A decision to look at again as drawn: what was decided, what the new text asks, what is in force."""

    review: Review
    decided: str
    reads: str
    target: Target | None
    matter: tuple[int, str] | None
    errors: Sequence[str] = ()
    entered: Mapping[str, str] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        return self.review.carried.pk

    @property
    def tone(self) -> str:
        return TONES[self.review.state]

    @property
    def superseding(self) -> bool:
        """Whether what was refused was to supersede the target, not to keep the decision."""
        return "change_reason" in self.entered

    @property
    def may_supersede(self) -> bool:
        """Whether there is a target to supersede and a reading that says by what."""
        draft = self.review.carried.draft
        return (
            self.target is not None
            and draft is not None
            and draft.state == "pending"
            and not self.review.same
        )


@dataclass(frozen=True)
class Failed:
    """What was refused, and for which of the decisions."""

    carried: int
    problems: Sequence[Problem]
    entered: Mapping[str, str] = field(default_factory=dict)


@page(may_settle)
def plan_edition(request: Request, document_id: int) -> HttpResponse:
    """The form that imports the next edition, filled in from the newest one; on success straight to what changed."""
    newest = editions(_document(request, document_id, request.standing.today), request.standing.today).newest
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            asked = asked_for(request)
            made = import_edition(
                request.standing,
                _document(request, document_id, request.standing.today),
                asked.heading,
                asked.source,
                asked.file_name,
                vocabulary(),
            )
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("The new edition of “%s” was imported.") % made.title)
            return redirect("plan_changes", made.pk)
    entered = request.POST.dict() if problems else _filled_in(newest)
    context = {
        "document": newest,
        "entered": entered,
        "errors": import_errors(problems, entered),
        "kinds": queries.kinds(),
        "accept": ACCEPT,
    }
    return render(request, "plan/edition.html", context, status=422 if problems else 200)


@page(may_read_documents)
def plan_changes(request: Request, document_id: int) -> HttpResponse:
    """The edition beside the one before it, and the decisions that its words put in question."""
    return _changes(request, document_id, None)


@page(may_settle)
@require_POST
def plan_keep(request: Request, document_id: int, carried_id: int) -> HttpResponse:
    """Leave a decision as it was."""

    def keep(carried: Carried) -> str:
        keep_decision(request.standing, carried, request.POST.get("reason", ""))
        return _("The decision stands.")

    return _decide(request, document_id, carried_id, keep)


@page(may_settle)
@require_POST
def plan_keep_same(request: Request, document_id: int) -> HttpResponse:
    """Leave every decision as it was whose new words ask for the same."""
    found = comparison(
        request.standing, _document(request, document_id, request.standing.today), request.standing.today
    )
    same = [one.carried for one in found.reviews if one.is_open and one.same] if found else []
    for carried in same:
        keep_decision(request.standing, carried)
    kept = ngettext("%d decision stands.", "%d decisions stand.", len(same)) % len(same)
    messages.success(request, kept)
    return redirect("plan_changes", document_id)


@page(may_set_targets)
@require_POST
def plan_supersede(request: Request, document_id: int, carried_id: int) -> HttpResponse:
    """Set the target anew as the edition reads."""

    def supersede(carried: Carried) -> str:
        target = replaced_by(request.standing, carried.draft) if carried.draft else None
        if target is None or carried.draft is None:
            raise Refused(
                Problem(
                    "",
                    _("There is no target in force to supersede, or nothing that says by what."),
                    _("Confirm the draft beside its sentence."),
                )
            )
        new = supersede_target(
            request.standing,
            target,
            carried.draft,
            proposed(carried.draft, target.indicator),
            approvers(request.standing).get(request.POST.get("approver", "")),
            request.POST.get("change_reason", ""),
        )
        return _("Target superseded: %s.") % new.indicator.name

    return _decide(request, document_id, carried_id, supersede)


def _decide(
    request: Request, document_id: int, carried_id: int, act: Callable[[Carried], str]
) -> HttpResponse:
    try:
        carried = review(_document(request, document_id, request.standing.today), carried_id)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    try:
        messages.success(request, act(carried))
    except Refused as refused:
        return _changes(request, document_id, Failed(carried_id, refused.problems, request.POST.dict()))
    return redirect(f"{reverse('plan_changes', args=[document_id])}#again")


def _changes(request: Request, document_id: int, failed: Failed | None) -> HttpResponse:
    found = comparison(request.standing, _document(request, document_id, request.as_of), request.as_of)
    if found is None:
        raise Http404
    shown = request.GET.get("show", CHANGED)
    wanted = {shown} if shown in SHOWN else set(SHOWN) - ({"unchanged"} if shown == CHANGED else set())
    may_act = (
        may_settle(request.standing)
        and request.as_of == request.standing.today
        and found.editions.later is None
    )
    context = {
        "document": found.document,
        "earlier": found.earlier,
        "editions": found.editions,
        "comparison": found,
        "counts": found.counts,
        "total": sum(found.counts.values()),
        "sides": [side for side in found.sides if side.state in wanted],
        "shown": shown,
        "reviews": _cards(request, found, failed),
        "approvers": [(key, named(post)) for key, post in approvers(request.standing).items()],
        "same_count": sum(one.is_open and one.same for one in found.reviews),
        "may_settle": may_act,
        "may_set_targets": may_set_targets(request.standing) and may_act,
        "summary": _summary(found.counts),
    }
    return render(request, "plan/changes.html", context, status=422 if failed else 200)


def _summary(counts: Mapping[str, int]) -> str:
    """How many parts were edited, added, removed and moved, in words; what did not happen is left out."""
    words = [
        ngettext("%d passage edited", "%d passages edited", counts["edited"]) % counts["edited"],
        ngettext("%d added", "%d added", counts["added"]) % counts["added"],
        ngettext("%d removed", "%d removed", counts["removed"]) % counts["removed"],
        ngettext("%d moved", "%d moved", counts["moved"]) % counts["moved"],
    ]
    happened = [
        said
        for said, name in zip(words, ("edited", "added", "removed", "moved"), strict=True)
        if counts[name]
    ]
    return _(", ").join(happened) or _("nothing but layout and numbering changed")


def _cards(request: Request, found: Comparison, failed: Failed | None) -> list[ReviewCard]:
    """Open ones first, each in the order of the text."""
    rows = [one.carried for one in found.reviews if one.is_target]
    places = [place for row in rows for place in (row.origin, row.draft) if place is not None]
    targets = set_on(request.standing, places)
    drawn = []
    for one in found.reviews:
        origin, draft = one.carried.origin, one.carried.draft
        decided = origin.decision or {}
        wrong = failed is not None and failed.carried == one.carried.pk
        drawn.append(
            ReviewCard(
                review=one,
                decided=told(one.is_target, origin.proposal, decided),
                reads="" if draft is None else told(one.is_target, draft.proposal, None),
                target=targets.get(origin.pk) or (targets.get(draft.pk) if draft else None),
                matter=(decided["matter"], decided["number"]) if "matter" in decided else None,
                errors=[str(p) for p in failed.problems] if failed and wrong else (),
                entered=failed.entered if failed and wrong else {},
            )
        )
    return sorted(drawn, key=lambda card: not card.review.is_open)


def _filled_in(newest: Document) -> dict[str, str]:
    return {
        "title": newest.title,
        "kind": newest.kind,
        "year": str(newest.year),
        "number": newest.number,
        "issued_on": "",
    }


def _document(request: Request, document_id: int, as_of: date) -> Document:
    try:
        return queries.document(request.standing, document_id, as_of)
    except ObjectDoesNotExist as error:
        raise Http404 from error


routes = [
    path("plan/<int:document_id>/edition/", plan_edition, name="plan_edition"),
    path("plan/<int:document_id>/changes/", plan_changes, name="plan_changes"),
    path("plan/<int:document_id>/changes/keep-same/", plan_keep_same, name="plan_keep_same"),
    path("plan/<int:document_id>/changes/<int:carried_id>/keep/", plan_keep, name="plan_keep"),
    path("plan/<int:document_id>/changes/<int:carried_id>/supersede/", plan_supersede, name="plan_supersede"),
]
