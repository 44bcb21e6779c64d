"""The form of a scheme: the same text written with fewer slips, and today's table by it while it is written (方案表单)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from luoshi.assessment import draft_preview, policies, queries, scheme_form
from luoshi.assessment.actions.adopt_scheme import adopt_scheme
from luoshi.assessment.actions.propose_change import Grounds, propose_change
from luoshi.assessment.draft_preview import Tried, tried
from luoshi.assessment.recipes import OWN, RECIPES
from luoshi.assessment.scheme_form import FormNode, Place, outline, path_of, place_of
from luoshi.assessment.scheme_lines import with_lines
from luoshi.assessment.scheme_text import digest_of
from luoshi.assessment.schemes import built_in
from luoshi.indicators.vocabulary import catalogue
from luoshi.kernel.scheme import Item
from luoshi.ledger.refusal import Problem, Refused
from luoshi.web import editor_rows as rows
from luoshi.web import scheme_words as words
from luoshi.web.access import page
from luoshi.web.forms import row_key
from luoshi.web.league_words import rule_words
from luoshi.web.pairwise_rows import pairs_of
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.assessment.models import Scheme

EXAMPLE = "half-year-2015"
GROUNDS = ("number", "title", "reason")


@dataclass
class Desk:
    """The text on the desk, which node is open, and what could not be done. ``seen`` is the version begun from."""

    source: str
    place: Place
    seen: str | None
    problems: list[Problem]
    acted: str = ""
    by_hand: bool = False


@page(policies.may_score)
def edit(request: Request) -> HttpResponse:
    """Open a version in the form, change it step by step, save it as a draft; before that nothing is kept."""
    desk = _worked(request) if request.method == "POST" else _begun(request)
    result = tried(request.standing, desk.source)
    if desk.acted == "save" and not desk.problems and not result.problems:
        saved = _saved(request, desk, result)
        if saved is not None:
            return saved
    refused = desk.acted == "save"
    return render(
        request,
        "assessment/editor/page.html",
        _context(request, desk, result),
        status=422 if refused else 200,
    )


def _begun(request: Request) -> Desk:
    """The version asked for, else the scheme that comes with the product."""
    key = row_key(request.GET.get("from", ""))
    found = None if key is None else queries.find_scheme(request.standing, key)
    if key is not None and found is None:
        raise Http404
    source = built_in(EXAMPLE) if found is None else found.source
    newest = draft_preview.latest(request.standing, found.code if found else EXAMPLE)
    return Desk(source, place_of(request.GET.get("open", "")), newest.digest if newest else "", [])


def _worked(request: Request) -> Desk:
    """The text with what was typed in the form; where the text itself was changed by hand, the text counts."""
    given = request.POST
    source = given.get("source", "").replace("\r\n", "\n")
    act, _colon, target = given.get("act", "").partition(":")
    place = place_of(given.get("node", ""))
    by_hand = digest_of(source) != given.get("drawn", "")
    desk = Desk(source, place, given.get("seen"), [], act, by_hand and "drawn" in given)
    try:
        if not by_hand:
            desk.source = _filled(request, source, place)
        if act == "into":
            block = place_of(given.get("into", ""))
            desk.source, desk.place = scheme_form.relocated(desk.source, place_of(target), block)
        _act(desk, act, place_of(target))
    except Refused as refusal:
        desk.problems = refusal.problems
    return desk


def _filled(request: Request, source: str, place: Place) -> str:
    given = request.POST
    weights = {place_of(key[2:]): str(value) for key, value in given.items() if key.startswith("w:items[")}
    typed = rows.typed_rows({key: str(value) for key, value in given.items()})
    if "f:weight" in typed and weights.get(place) is not None:
        del weights[place]
    source = scheme_form.filled(source, place, typed, weights)
    wanted = given.get("recipe", OWN)
    if wanted not in (OWN, given.get("recipe_drawn", OWN)):
        source = scheme_form.scored_by(source, place, wanted)
    return source


def _act(desk: Desk, act: str, place: Place) -> None:
    """What a button of the tree asks for."""
    match act:
        case "open":
            desk.place = place
        case "up" | "down":
            desk.source, desk.place = scheme_form.moved(desk.source, place, -1 if act == "up" else 1)
        case "remove":
            desk.source, desk.place = scheme_form.removed(desk.source, place), place[:-1]
        case "item" | "block":
            desk.source, desk.place = scheme_form.added(desk.source, place, block=act == "block")


def _saved(request: Request, desk: Desk, result: Tried) -> HttpResponse | None:
    """The draft, or where it is shown already; None with the problems on the desk."""
    assert result.text is not None
    newest = draft_preview.latest(request.standing, result.text.code)
    if newest is not None and newest.digest == result.text.digest and desk.seen != newest.digest:
        return redirect("assessment_scheme", newest.pk)
    try:
        made = _made(request, desk, result)
    except Refused as refusal:
        desk.problems = refusal.problems
        if newest is not None and any(problem.code == "stale" for problem in refusal.problems):
            desk.seen = newest.digest
        return None
    if made.replaces_id is not None:
        messages.success(request, _("The change is proposed. A leader approves it."))
        return redirect("assessment_difference", made.pk)
    messages.success(request, _("Version %d is a draft. Put it to the units next.") % made.version)
    return redirect("assessment_scheme", made.pk)


def _made(request: Request, desk: Desk, result: Tried) -> Scheme:
    if not result.by_document:
        return adopt_scheme(request.standing, desk.source, desk.seen)
    assert result.against is not None
    grounds = Grounds(*(request.POST.get(name, "") for name in GROUNDS))
    return propose_change(request.standing, result.against, desk.source, grounds, desk.seen)


def _context(request: Request, desk: Desk, result: Tried) -> dict[str, Any]:
    problems = [*desk.problems, *result.problems]
    context: dict[str, Any] = {
        "desk": desk,
        "drawn": digest_of(desk.source),
        "tried": result,
        "problems": problems,
        "entered": request.POST,
        "wrong": {problem.code: problem for problem in desk.problems if problem.code},
        "lines": min(32, desk.source.count("\n") + 2),
        "digits": result.text.rules.digits if result.text else 2,
        "panels": words.move_panels(result.moves, only_moved=False),
        "moved": words.move_sentence(result.moves) if result.against and result.moves else "",
    }
    try:
        nodes = outline(desk.source)
    except Refused as refusal:
        return context | {"problems": with_lines(desk.source, problems or refusal.problems)}
    opened = next((node for node in nodes if node.place == desk.place), nodes[0])
    elsewhere = with_lines(desk.source, rows.elsewhere(problems, opened))
    drawn = _form(nodes, opened, problems, result)
    return context | drawn | {"problems": elsewhere, "acted": desk.acted}


def _form(nodes: list[FormNode], opened: FormNode, problems: list[Problem], result: Tried) -> dict[str, Any]:
    """The tree, and the fields of the open node with their problems."""
    indicators = rows.indicator_choices(catalogue())
    rule = _rule(result, opened)
    return {
        "tree": rows.tree_rows(nodes, opened, problems),
        "live": ",".join(["#source", "#drawn", *(f"#share-{n}" for n in range(1, len(nodes) + 1))]),
        "opened": opened,
        "opened_path": path_of(opened.place),
        "fields": rows.drawn_fields(opened, problems, indicators),
        "pairs": pairs_of(opened, problems),
        "blocks": rows.blocks_for(nodes, opened),
        "recipes": [(recipe.code, str(recipe.label)) for recipe in RECIPES],
        "how": rule_words(rule, dict(indicators)) if rule else "",
        "curve": rows.curve_of(rule) if rule else None,
    }


def _rule(result: Tried, opened: FormNode) -> Item | None:
    """The open item as it was read; None where it is none, and while the text has problems."""
    nodes = result.text.nodes if result.text else ()
    found = (node.rule for node in nodes if node.code == opened.raw.get("code"))
    return next((rule for rule in found if isinstance(rule, Item)), None)


routes = [path("assessment/schemes/form/", edit, name="assessment_form")]
