"""Targets: the tree with pace bars, one target's accounts, the split on screen (目标)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.indicators.actions.restate_base import NewBase, restate_base
from luoshi.indicators.boundaries import View
from luoshi.indicators.queries import district_code
from luoshi.kernel.light import Light
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.queries import posts_of
from luoshi.org.tree import Node
from luoshi.targets import policies, queries
from luoshi.targets.actions.assign_owner import assign_owner
from luoshi.targets.actions.cascade import Proposal, cascade, propose
from luoshi.targets.actions.set_yardsticks import in_use, set_yardsticks
from luoshi.targets.actions.supply_base import supply_base
from luoshi.targets.actions.take_over_base import take_over_base
from luoshi.targets.bases import annual_bases, carrying_units
from luoshi.targets.history import Change, Place, changes_of_year, history, late_change, place_of
from luoshi.targets.milestones import milestone_plans
from luoshi.targets.positions import HALF_YEAR, Position
from luoshi.targets.prospects import of_target, realism, realism_of_parts
from luoshi.targets.queries import Board, board
from luoshi.targets.spans import Span
from luoshi.targets.thresholds import ThresholdsSet, thresholds_set
from luoshi.targets.vocabulary import YARDSTICKS, SplitRule, TargetKind
from luoshi.web.access import page
from luoshi.web.authority_form import approvers, authority_form, beside, parts_form, said_in
from luoshi.web.basis_card import RESTATED_FIELDS, basis_card
from luoshi.web.formats import percent
from luoshi.web.forms import number_asked, number_typed
from luoshi.web.gone import on_its_last_day
from luoshi.web.imbalance_words import imbalance_card
from luoshi.web.judgement_words import judged_row, later_row, plan_row, remark_words
from luoshi.web.named import named
from luoshi.web.outlook_words import card
from luoshi.web.pace_words import change_mark
from luoshi.web.pages.judged_target import judged_page
from luoshi.web.periods_asked import period_asked
from luoshi.web.request import Request
from luoshi.web.target_rows import Row, row_of, rows_of, rows_of_chain

if TYPE_CHECKING:
    from luoshi.ledger.refusal import Words
    from luoshi.targets.models import Target

LATE = (Light.SLIGHTLY_BEHIND, Light.BEHIND)
# Splits by capacity and by agreement have pages of their own.
ON_SCREEN = (SplitRule.SHARE, SplitRule.EQUAL_GROWTH, SplitRule.BY_HAND)
CHART_HEIGHT, NAME_OFFSET = 170, 8
# Three to one against the surface of either theme.
LINES_IN_BOTH_THEMES = ["#1c8f8c", "#7d8b89"]


def view_asked(request: Request) -> View:
    """In which boundaries the page is asked for: today's unless the address says otherwise."""
    return View.THEN if request.GET.get("view") == View.THEN else View.TODAY


def year_board(request: Request) -> Board:
    """The board of the business year as of the day asked for, judged at the end of the period asked for."""
    period = period_asked(request, request.as_of.year)
    return board(request.standing, period, request.as_of, view_asked(request))


@page()
def tree(request: Request) -> HttpResponse:
    """Every target of the year, the district's first, its parts below."""
    found = year_board(request)
    limit = queries.yardsticks().over_allocation_limit
    expected = queries.outlooks(found, found.rows.values())
    moved = changes_of_year(request.standing, found.year, request.as_of)
    branches = [
        {
            "root": marked(row_of(found, root, outlook=expected[root.target.pk]), moved),
            "parts": [marked(row, moved) for row in rows_of_chain(found, root, expected)[1:]],
            "held": found.reconciliation(root, limit),
            "units": len(found.parts_of(root)),
            "counts": queries.light_counts(found.parts_of(root)),
        }
        for root in found.roots
    ]
    roots = rows_of(found, found.roots)
    day = f"?as_of={found.as_of:%Y-%m-%d}" if found.is_past else ""
    judged, later = queries.judged_and_to_come(request.standing, found.year, request.as_of)
    plans = milestone_plans(request.standing, found.year, request.as_of)
    context = {
        "judged_rows": [judged_row(j, found.tree, day) for j in judged],
        "later_rows": [later_row(target, found.tree, day) for target in later],
        "plans": [plan_row(view, found.tree, day) for view in plans],
        "late_judged": sum(j.light in LATE for j in judged) + sum(v.course.light in LATE for v in plans),
        "board": found,
        "branches": branches,
        "on_pace": sum(row.position.light == Light.ON_PACE for row in roots),
        "judged": sum(row.position.light != Light.NOT_APPLICABLE for row in roots),
        "late": [r for r in roots if r.position.light in LATE],
        "simulated_figures": any(row.position.simulated for row in roots),
        "may_set": policies.may_set_targets(request.standing),
    }
    return render(request, "targets/tree.html", context)


def marked(row: Row, moved: Mapping[Place, Sequence[Change]]) -> Row:
    """``row`` with what ``moved`` its target after the middle of the year, if anything did."""
    return replace(row, mark=change_mark(late_change(moved.get(place_of(row.position.target), ()))))


def year_board_of(request: Request, target: Target) -> Board:
    """The board of the year of ``target`` as of the day asked for."""
    period = period_asked(request, Span.parse(target.period).first.year)
    return board(request.standing, period, request.as_of, view_asked(request))


def found_position(request: Request, key: int) -> tuple[Board, Position]:
    """The board of the target's year, and what stands at the target's place on it; 404 when nothing does."""
    found = year_board(request)
    if key in found.rows:
        return found, found.rows[key]
    target = queries.target_by_key(request.standing, key)
    if target is None:
        raise Http404
    found = year_board_of(request, target)
    position = found.in_place_of(target) if queries.on_board(target) else None
    if position is None:
        raise Http404
    return found, position


def moved_on(
    request: Request, key: int, position: Position, name: str = "targets_item"
) -> HttpResponse | None:
    """Lead on from the address of a superseded target; what was posted to it is not taken."""
    if position.target.pk == key:
        return None
    if request.method == "POST":
        messages.warning(request, _("This target was changed in the meantime; look at it again."))
    day = f"?as_of={request.as_of:%Y-%m-%d}" if request.as_of < request.standing.today else ""
    return redirect(reverse(name, args=[position.target.pk]) + day)


@page()
def item(request: Request, key: int) -> HttpResponse:
    """One target: source, accounts, parts against the whole, the chain and where it stopped."""
    try:
        found, position = found_position(request, key)
    except Http404:
        target = queries.target_by_key(request.standing, key)
        if target is None:
            raise
        if queries.on_board(target):
            return on_its_last_day(request, target.unit_id)
        return judged_page(request, target)
    return moved_on(request, key, position) or _item(request, found, position)


def _item(request: Request, found: Board, position: Position, refusal: Refused | None = None) -> HttpResponse:
    """The page of a target, with what was wrong in a form beside its fields."""
    target = position.target
    months = queries.series(request.standing, target, request.as_of, found.view)
    links = rows_of_chain(found, position)
    above = found.above(position)
    expected = queries.outlooks(found, [position])[target.pk]
    may_set = policies.may_set_targets(request.standing)
    posted = request.POST if refusal else None
    authority = authority_form(request.standing, posted, ids="base") if may_set else None
    context = {
        "board": found,
        "row": row_of(found, position, outlook=expected),
        "outlook": card(expected),
        "above": row_of(found, above) if above else None,
        "links": links,
        "stopped": sum(bool(link.stop) for link in links),
        "held": found.reconciliation(position, queries.yardsticks().over_allocation_limit),
        "months": [row_of(found, month) for month in months],
        "half_year": next((month for month in months if month.month == HALF_YEAR), None),
        "chart": _chart(row_of(found, position), months)
        if any(m.actual is not None for m in months)
        else None,
        "imbalance": imbalance_card(found, position),
        "over_reason": _reason_in_force(found, position),
        "basis": basis_card(request.standing, found, position),
        "restated": {name: request.POST.get(name, "") for name in RESTATED_FIELDS},
        "sentence_text": queries.source_sentence(target),
        "base_text": queries.base_phrase(target),
        "posts": posts_of(target.unit_id, request.as_of),
        "may_assign": policies.may_assign_owner(request.standing, target),
        "may_split": policies.may_cascade(request.standing, target),
        "may_set": may_set,
        "history": (told := history(request.standing, target, request.as_of)),
        "mark": change_mark(late_change(told)),
        "drawn_from": _(", ").join(str(year) for year in target.curve_years or []),
        "remarks": [
            remark_words(f, target.indicator)
            for f in realism(
                request.standing,
                of_target(target, parts=[p.target.level for p in found.parts_of(position)]),
                request.as_of,
            )
        ],
        "typed": request.POST,
        "authority": authority,
        "approvers": [(key, named(post)) for key, post in authority.posts.items()] if authority else [],
        "problems": refusal.problems if refusal else [],
    }
    return render(request, "targets/item.html", context, status=422 if refusal else 200)


def _chart(row: Row, months: list[Position]) -> dict[str, Any]:
    """The months of a target against where they should have been, with the table twin."""
    from luoshi.briefing.charts import Series, trend

    target = row.position.target
    by_growth = target.kind == TargetKind.GROWTH
    asked = float(target.value) / 100
    lines = {
        (_("Growth") if by_growth else _("Completion")): [
            m.growth if by_growth else m.completion for m in months
        ],
        (_("Target") if by_growth or row.position.held_to_target else _("Curve")): [
            asked if by_growth else m.expected for m in months
        ],
    }
    names = [str(m.month) for m in months]
    series = [
        Series(name, [(n, None if v is None else v * 100) for n, v in zip(names, values, strict=True)])
        for name, values in lines.items()
    ]
    caption = _("%(name)s month by month") % {"name": row.name}
    return {
        "spec": for_page(trend(series, caption, "%")),
        "table": {
            "caption": caption,
            "columns": [_("Up to month"), *lines],
            "rows": [
                [n, *(percent(v) or "—" for v in pair)]
                for n, *pair in zip(names, *lines.values(), strict=True)
            ],
        },
    }


def for_page(spec: dict[str, Any]) -> dict[str, Any]:
    """The chart in the page's own type and colours, which follow the theme; lines in two that both themes bear."""
    color = {**spec["encoding"]["color"]}
    color["scale"] = {**color["scale"], "range": LINES_IN_BOTH_THEMES}
    *lines, names = spec["layer"]
    ends = sorted(names["data"]["values"], key=lambda end: -end["value"])
    return {
        **spec,
        "config": {},
        "width": "container",
        "height": CHART_HEIGHT,
        "encoding": {**spec["encoding"], "color": color},
        "layer": [*lines, *(_name_at(end, names, place) for place, end in enumerate(ends))],
    }


def _name_at(end: dict[str, Any], names: dict[str, Any], place: int) -> dict[str, Any]:
    """The name of one line at its end: of the highest line above it, of the others below, so that none hides."""
    return {
        "data": {"values": [end]},
        "mark": {**names["mark"], "dy": NAME_OFFSET * (2 * place - 1)},
        "encoding": {**names["encoding"], "color": None},
    }


@dataclass(frozen=True)
class PartRow:
    """One unit on the split page."""

    code: str
    name: str
    base: Decimal | None
    level: Decimal | None
    growth: Decimal | None
    share: Decimal | None
    entered: str
    remark: str


@page()
def split(request: Request, key: int) -> HttpResponse:
    """Split a target: choose a rule, see the parts against the whole, then hand down."""
    found, position = found_position(request, key)
    require(policies.may_cascade(request.standing, position.target))
    if elsewhere := moved_on(request, key, position, "targets_split"):
        return elsewhere
    able = carrying_units(found.tree, found.year, request.standing.at)
    children = [n for n in found.tree.children(position.target.unit_id) if n.id in able]
    units = [n.code for n in children]
    rule = request.POST.get("rule") or _rule_in_force(found, position)
    # Choosing to split by hand opens the fields: nothing could be typed before.
    typing = request.method == "POST" and any(name.startswith("part-") for name in request.POST)
    handed = typing or "apply" in request.POST
    by_hand = _by_hand(request, units) if handed and rule == SplitRule.BY_HAND else None
    over_reason = request.POST.get("over_reason", _reason_in_force(found, position))
    limit = queries.yardsticks().over_allocation_limit
    said = parts_form(
        request.standing, position.target, units, request.POST if request.method == "POST" else None
    )
    problems: list[Problem] = []
    proposal, refused = None, False
    try:
        if by_hand is not None and (wrong := _not_numbers(request, children)):
            raise Refused(wrong)
        if children and (rule != SplitRule.BY_HAND or by_hand is not None):
            proposal = propose(request.standing, position.target, rule, units, by_hand)
        if "apply" in request.POST:
            cascade(
                request.standing, position.target, rule, units, by_hand, over_reason, authority=said_in(said)
            )
            messages.success(request, _("Handed down to %(n)d units.") % {"n": len(units)})
            return redirect("targets_item", key=key)
    except Refused as refusal:
        problems, refused = beside(said, refusal), True
    context = {
        "authority": said,
        "board": found,
        "row": row_of(found, position),
        "rules": [(rule.value, rule.label) for rule in ON_SCREEN],
        "rule": rule,
        "by_hand": rule == SplitRule.BY_HAND,
        "over_reason": over_reason,
        "limit": limit,
        "problems": [_in_words(problem, children) for problem in problems],
        "places": {problem.where for problem in problems},
        "parts": _part_rows(request, found, position, children, proposal),
        "held": proposal.reconciliation if proposal else found.reconciliation(position, limit),
    }
    # Opening the page is no mistake, even where the rule in force cannot be applied.
    status = 422 if refused and request.method == "POST" else 200
    return render(request, "targets/split.html", context, status=status)


def _in_words(problem: Problem, children: list[Node]) -> Problem:
    """A problem that names a unit by its code names it by its name."""
    names = {node.code: named(node) for node in children}
    return replace(problem, where=names.get(str(problem.where), problem.where))


def _part_rows(
    request: Request, found: Board, position: Position, children: list[Node], proposal: Proposal | None
) -> list[PartRow]:
    """One row a unit: what the rule gives, else what is in force; by hand, what was typed, else the same."""
    digits = position.target.indicator.decimals
    now = {found.node(p).code: p.target for p in found.parts_of(position)}
    levels = {
        node.id: proposal.levels[node.code]
        if proposal
        else now[node.code].level
        if node.code in now
        else None
        for node in children
    }
    said = realism_of_parts(request.standing, position.target, levels, request.as_of)
    bases = (
        proposal.bases
        if proposal
        else annual_bases(
            position.target.indicator, found.year - 1, children, found.tree, request.standing.at
        )
    )
    rows = []
    for node in children:
        level, base = levels[node.id], bases[node.code]
        rows.append(
            PartRow(
                code=node.code,
                name=named(node),
                base=base,
                level=level,
                growth=level / base - 1 if base and level is not None else None,
                share=level / position.target.level if level is not None and position.target.level else None,
                entered=request.POST.get(f"part-{node.code}") or _as_text(level, digits),
                remark=next((remark_words(f, position.target.indicator) for f in said[node.id]), ""),
            )
        )
    return rows


def _rule_in_force(found: Board, position: Position) -> str:
    rules = [p.target.rule for p in found.parts_of(position)] or [SplitRule.SHARE]
    return rules[0] if rules[0] in ON_SCREEN else SplitRule.BY_HAND


def _reason_in_force(found: Board, position: Position) -> str:
    return next((p.target.over_reason for p in found.parts_of(position) if p.target.over_reason), "")


def _as_text(value: Decimal | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _not_numbers(request: Request, children: list[Node]) -> list[Problem]:
    """Texts typed for parts that are no numbers."""
    typed = {node: request.POST.get(f"part-{node.code}", "").strip() for node in children}
    return [
        Problem(node.code, _("“%s” is not a number.") % text, _("Write digits, such as 152.30."), node.code)
        for node, text in typed.items()
        if text and number_typed(text) is None
    ]


def _by_hand(request: Request, units: list[str]) -> dict[str, Decimal]:
    """What was typed for each unit; a text that is no number is not a value."""
    typed = {unit: number_typed(request.POST.get(f"part-{unit}", "")) for unit in units}
    return {unit: value for unit, value in typed.items() if value is not None}


@page()
@require_POST
def assign(request: Request, key: int) -> HttpResponse:
    """Name the post that answers for a target."""

    def act(target: Target) -> Target:
        posts = {str(p.pk): p for p in posts_of(target.unit_id, request.as_of)}
        post = posts.get(request.POST.get("post", ""))
        if post is None:
            raise Refused(
                Problem(_("Post"), _("No post was chosen."), _("Choose a post of the unit."), "post")
            )
        return assign_owner(request.standing, target, post)

    return _change(request, key, act, _("The post now answers for this target."))


@page()
@require_POST
def base(request: Request, key: int) -> HttpResponse:
    """Supply a base that the document does not state, with its source."""

    def act(target: Target) -> Target:
        amount = number_asked(_("Base"), request.POST.get("value", ""), "base")
        form = authority_form(request.standing, request.POST)
        authority = form.authority if target.base is not None and form.is_valid() else None
        return supply_base(request.standing, target, amount, request.POST.get("source", ""), authority)

    return _change(request, key, act, _("The base has been recorded with its source."))


@page()
@require_POST
def restate(request: Request, key: int) -> HttpResponse:
    """Restate the base of the year before, or of a month of it, to the rules of today."""

    def act(target: Target) -> Target:
        said = {name: request.POST.get(name, "") for name in RESTATED_FIELDS}
        value = number_asked(_("Base"), said["restated_value"], "restated_value")
        new = NewBase(
            said["restated_period"].strip(),
            value,
            said["restated_basis"],
            said["restated_source"],
            said["restated_reason"],
        )
        restate_base(request.standing, target.indicator, target.unit, new)
        return target

    return _change(request, key, act, _("The restated base has been recorded beside the published one."))


@page()
@require_POST
def take_over(request: Request, key: int) -> HttpResponse:
    """Let the amount of the target follow the restated base."""

    def act(target: Target) -> Target:
        approver = approvers(request.standing).get(request.POST.get("approver", ""))
        return take_over_base(request.standing, target, approver)

    return _change(request, key, act, _("The target's amount now follows the restated base."))


def _change(request: Request, key: int, act: Callable[[Target], Target], done: str) -> HttpResponse:
    """Do something to the target and show what is in force then; a refusal stands beside the form."""
    target = queries.target_by_key(request.standing, key)
    if target is not None and not queries.on_board(target):
        try:
            act(target)
        except Refused as refusal:
            return judged_page(request, target, refusal)
        messages.success(request, done)
        return redirect("targets_item", key=key)
    found, position = found_position(request, key)
    if elsewhere := moved_on(request, key, position):
        return elsewhere
    try:
        changed = act(position.target)
    except Refused as refusal:
        return _item(request, found, position, refusal)
    messages.success(request, done)
    return redirect("targets_item", key=changed.pk)


def _values(change: ThresholdsSet) -> list[tuple[Words, Decimal, int]]:
    """The thresholds set at one time, by name, with their decimals."""
    return [
        (label, Decimal(change.values[name]), digits)
        for name, (label, digits) in YARDSTICKS.items()
        if name in change.values
    ]


@page()
def yardsticks(request: Request) -> HttpResponse:
    """How far behind is behind: the thresholds of the lights, and who may change them."""
    row = queries.yardsticks()
    may_set = policies.may_set_targets(request.standing)
    problems: list[Problem] = []
    typed = {name: request.POST.get(name, f"{getattr(row, name):f}") for name in YARDSTICKS}
    posted = request.POST if request.method == "POST" else None
    said = authority_form(request.standing, posted) if may_set and in_use() else None
    refused = False
    if posted is not None:
        try:
            gaps = {n: number_asked(YARDSTICKS[n][0], text, n) for n, text in typed.items()}
            set_yardsticks(request.standing, chain=district_code(), authority=said_in(said), **gaps)
            messages.success(request, _("The thresholds have been set; every page judges by them now."))
            return redirect("targets_yardsticks")
        except Refused as refusal:
            problems, refused = beside(said, refusal), True
    fields = [
        {
            "name": name,
            "label": label,
            "value": typed[name],
            "errors": [f"{p.what} {p.mend}" for p in problems if p.code == name],
        }
        for name, (label, _digits) in YARDSTICKS.items()
    ]
    context = {
        "fields": fields,
        "may_set": may_set,
        "yardsticks": row,
        "authority": said,
        "changes": [(change, _values(change)) for change in thresholds_set()],
    }
    return render(request, "targets/yardsticks.html", context, status=422 if refused else 200)


routes = [
    path("targets/", tree, name="targets"),
    path("targets/yardsticks/", yardsticks, name="targets_yardsticks"),
    path("targets/<int:key>/", item, name="targets_item"),
    path("targets/<int:key>/split/", split, name="targets_split"),
    path("targets/<int:key>/owner/", assign, name="targets_owner"),
    path("targets/<int:key>/base/", base, name="targets_base"),
    path("targets/<int:key>/restate/", restate, name="targets_restate"),
    path("targets/<int:key>/take-over/", take_over, name="targets_take_over"),
]
