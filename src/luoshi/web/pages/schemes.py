"""Assessment schemes: the rules as the units read them, their life, and a new version from YAML (考核方案)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.assessment import draft_preview, policies, queries, scheme_life
from luoshi.assessment.actions.adopt_scheme import adopt_scheme
from luoshi.assessment.actions.approve_scheme import approve_scheme
from luoshi.assessment.actions.lock_scheme import lock_scheme
from luoshi.assessment.actions.open_consultation import open_consultation
from luoshi.assessment.actions.publish_scheme import publish_scheme
from luoshi.assessment.scheme_lines import with_lines
from luoshi.assessment.scheme_text import Node, SchemeText, plain
from luoshi.assessment.schemes import built_in
from luoshi.indicators.vocabulary import catalogue
from luoshi.kernel.scheme import FROM_FIGURES, Block, Item, Weighing
from luoshi.kernel.scheme_reading import WITHOUT_WEIGHT
from luoshi.ledger.refusal import Problem, Refused
from luoshi.org.queries import tree
from luoshi.web import league_words as words
from luoshi.web import scheme_words as life
from luoshi.web.access import page
from luoshi.web.alternative_words import choice_rows, open_words
from luoshi.web.editor_rows import indicator_choices
from luoshi.web.forms import beside, row_key
from luoshi.web.named import group_named, named
from luoshi.web.outcome_words import consequences, inside_words
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.assessment.models import Opinion, Scheme

EXAMPLE = "half-year-2015"


@dataclass(frozen=True)
class Row:
    """A block or an item as the reader sees it; ``share`` is its part of the whole when everything applies.

    ``weight`` is empty where it is not written, ``share`` None where the figures find it.
    """

    name: str
    note: str
    depth: int
    is_item: bool
    weight: str
    share: float | None
    how: str
    missing: str


def _scheme(request: Request, key: int) -> Scheme:
    found = queries.find_scheme(request.standing, key)
    if found is None:
        raise Http404
    return found


def _rows(text: SchemeText, indicators: Mapping[str, str]) -> list[Row]:
    nodes, parents = text.rules.nodes, text.rules.tree.parent
    shares: list[float | None] = [1.0]
    by = [Weighing.HAND]
    for place, parent in enumerate(parents[1:], start=1):
        above = nodes[parent]
        assert isinstance(above, Block)
        by.append(above.inside.weighing)
        whole, known = shares[parent], above.inside.weighing not in FROM_FIGURES
        part = nodes[place].weight / sum(one.weight for one in above.items)
        shares.append(whole * part if known and whole is not None else None)
    return [
        Row(
            name=named(node),
            note=noted(node),
            depth=node.depth,
            is_item=node.is_item,
            weight="" if found in WITHOUT_WEIGHT else f"{node.rule.weight:g}",
            share=share,
            how=words.rule_words(node.rule, indicators)
            if isinstance(node.rule, Item)
            else inside_words(node.rule.inside),
            missing=words.missing_words(node.rule.missing) if isinstance(node.rule, Item) else "",
        )
        for node, share, found in zip(text.nodes, shares[1:], by[1:], strict=True)
    ]


def noted(thing: Node | SchemeText) -> str:
    """The note in the reader's language, the Chinese one where there is no other."""
    return thing.note if (get_language() or "zh").startswith("zh") else thing.note_en or thing.note


@page()
def scheme(request: Request, key: int) -> HttpResponse:
    """The rules as a table, and the very text that is followed."""
    return _shown(request, _scheme(request, key))


def _shown(request: Request, found: Scheme, problems: Sequence[Problem] = ()) -> HttpResponse:
    text = queries.scheme_text(found)
    names = {n.group: group_named(n) for n in tree(request.as_of).nodes.values()}
    indicators = dict(indicator_choices(catalogue()))
    asked = scheme_life.asked_about(found)
    said = scheme_life.opinions(request.standing, asked)
    newer, results = scheme_life.newer(found), queries.runs_of(request.standing, found)
    later = queries.superseding(request.standing, [run.pk for run in results], request.as_of)
    steps = [step for step in life.scheme_steps(found, asked, said) if step.day is not None or newer is None]
    return render(
        request,
        "assessment/scheme.html",
        {
            "scheme": found,
            "text": text,
            "note": noted(text),
            "rows": _rows(text, indicators),
            "inside": inside_words(text.rules.inside),
            "consequences": consequences(text, indicators),
            "choices": choice_rows(text),
            "left_open": open_words(text),
            "groups": _(", ").join(names.get(code, code) for code in text.groups),
            "shared_ranks": not text.rules.ties,
            "steps": steps,
            "asked": asked,
            "newer": newer,
            "results": [(run, later.get(run.pk)) for run in results],
            "may_score": policies.may_score(request.standing),
            "sees_trials": policies.sees_trials(request.standing),
            **_next_step(request, found, said),
            "entered": request.POST,
            **beside(problems, "days", "review_days", "document", "reason"),
        },
        status=422 if problems else 200,
    )


def _next_step(request: Request, found: Scheme, said: list[Opinion]) -> dict[str, Any]:
    """What this reader may do about the scheme now."""
    state, standing = found.state, request.standing
    decides = policies.may_approve(standing, found)
    hindered = scheme_life.undecided(found, standing.today)
    return {
        "hindered": hindered,
        "waiting": sum(opinion.waits for opinion in said),
        "speaks": bool(scheme_life.spoken_for(standing, found)),
        "may_consult": policies.may_score(standing) and state == "draft",
        "may_approve": decides and state in ("draft", "consultation") and not hindered,
        "may_publish": decides and state == "approved",
        "may_lock": policies.may_publish(standing) and state == "published",
        "may_change": policies.may_score(standing) and state == "locked",
    }


@page(policies.may_score)
def adopt(request: Request) -> HttpResponse:
    """Write or change a scheme; wrong places are named beside the text, which is kept as typed.

    Refused once when another version was saved since the page was drawn.
    """
    problems: list[Problem] = []
    source, seen = request.POST.get("source", "").replace("\r\n", "\n"), request.POST.get("seen")
    if request.method == "POST":
        try:
            made = adopt_scheme(request.standing, source, seen)
        except Refused as refusal:
            problems = with_lines(source, refusal.problems)
            if any(problem.code == "stale" for problem in problems):
                seen = _latest(request, str(plain(source)["code"]))
        else:
            messages.success(request, _("Version %d is a draft. Put it to the units next.") % made.version)
            return redirect("assessment_scheme", made.pk)
    else:
        source, seen = _start(request)
    lines = max(20, source.count("\n") + 2)
    context = {"source": source, "seen": seen, "problems": problems, "lines": lines}
    return render(request, "assessment/adopt.html", context, status=422 if problems else 200)


def _start(request: Request) -> tuple[str, str]:
    """The text to begin with, the version asked for or the scheme that comes with the product; and its latest version."""
    key = row_key(request.GET.get("from", ""))
    found = None if key is None else _scheme(request, key)
    source = built_in(EXAMPLE) if found is None else found.source
    return source, _latest(request, EXAMPLE if found is None else found.code)


def _latest(request: Request, code: str) -> str:
    """The digest of the latest version of a scheme; empty without one."""
    newest = draft_preview.latest(request.standing, code)
    return "" if newest is None else newest.digest


@page(policies.may_publish)
@require_POST
def publish(request: Request, key: int) -> HttpResponse:
    """Make the rules public."""
    found = _scheme(request, key)
    try:
        published = publish_scheme(request.standing, found)
    except Refused as refusal:
        return _shown(request, found, refusal.problems)
    messages.success(request, _("The rules are published."))
    return redirect("assessment_scheme", published.pk)


@page(policies.may_score)
@require_POST
def consult(request: Request, key: int) -> HttpResponse:
    """Put a draft to the units."""
    found = _scheme(request, key)
    days, review_days = (_days(request, name) for name in ("days", "review_days"))
    try:
        asked = open_consultation(request.standing, found, days, review_days)
    except Refused as refusal:
        return _shown(request, found, refusal.problems)
    messages.success(request, _("The units see the draft and give their opinions."))
    return redirect("assessment_opinions", asked.pk)


def _days(request: Request, name: str) -> int:
    """A number of days; what is none is refused by the action as no sensible number."""
    return row_key(request.POST.get(name, "")) or 0


@page(policies.may_publish)
@require_POST
def approve(request: Request, key: int) -> HttpResponse:
    """Approve the rules by a document."""
    found, given = _scheme(request, key), request.POST
    document, reason = given.get("document", ""), given.get("reason", "")
    try:
        approved = approve_scheme(request.standing, found, document, reason)
    except Refused as refusal:
        return _shown(request, found, refusal.problems)
    messages.success(request, _("The scheme is approved. Publishing puts it in force."))
    return redirect("assessment_scheme", approved.pk)


@page(policies.may_publish)
@require_POST
def lock(request: Request, key: int) -> HttpResponse:
    """Lock the rules by order."""
    found = _scheme(request, key)
    try:
        locked = lock_scheme(request.standing, found, request.POST.get("reason", ""))
    except Refused as refusal:
        return _shown(request, found, refusal.problems)
    messages.success(request, _("The scheme is locked. It changes by a document only."))
    return redirect("assessment_scheme", locked.pk)


routes = [
    path("assessment/schemes/new/", adopt, name="assessment_adopt"),
    path("assessment/schemes/<int:key>/", scheme, name="assessment_scheme"),
    path("assessment/schemes/<int:key>/consult/", consult, name="assessment_consult"),
    path("assessment/schemes/<int:key>/approve/", approve, name="assessment_approve"),
    path("assessment/schemes/<int:key>/publish/", publish, name="assessment_publish_scheme"),
    path("assessment/schemes/<int:key>/lock/", lock, name="assessment_lock"),
]
