"""Targets: the tree with pace bars, one target's accounts, the split on screen (目标)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.queries import posts_of
from luoshi.targets import policies, queries
from luoshi.targets.actions.assign_owner import assign_owner
from luoshi.targets.actions.cascade import Proposal, cascade, propose
from luoshi.targets.actions.set_curve import set_curve
from luoshi.targets.actions.supply_base import supply_base
from luoshi.targets.bases import carrying_units
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board, board
from luoshi.targets.vocabulary import SplitRule
from luoshi.web.access import page
from luoshi.web.named import named
from luoshi.web.pace_words import Row, bar, light_code, stop_words, target_words
from luoshi.web.request import Request
from luoshi.workdays.periods import Period


def rows_of(found: Board, positions: list[Position]) -> list[Row]:
    """Table rows in the order of ``positions``."""
    return [row_of(found, position) for position in positions]


def row_of(found: Board, position: Position, depth: int = 0, stop: str = "") -> Row:
    node = found.node(position)
    return Row(
        position=position,
        name=named(position.target.indicator),
        unit=named(node),
        group=node.group_name,
        target=target_words(position.target),
        bar=bar(position),
        light=light_code(position.light),
        depth=depth,
        stop=stop_words(stop),
    )


def year_board(request: Request) -> Board:
    """The board of the business year as of the day asked for."""
    return board(request.standing, Period(request.as_of.year, 1, 12), request.as_of)


@page()
def tree(request: Request) -> HttpResponse:
    """Every target of the year, the district's first, its parts below."""
    found = year_board(request)
    limit = queries.yardsticks().over_allocation_limit
    branches = [
        {
            "root": row_of(found, root),
            "parts": rows_of(found, found.parts_of(root)),
            "held": found.reconciliation(root, limit),
            "counts": queries.light_counts(found.parts_of(root)),
        }
        for root in found.roots
    ]
    return render(
        request,
        "targets/tree.html",
        {
            "board": found,
            "branches": branches,
            "roots": [b["root"] for b in branches],
            "may_set": policies.may_set_targets(request.standing),
        },
    )


def _position(request: Request, key: int) -> tuple[Board, Position]:
    found = year_board(request)
    if key not in found.rows:
        raise Http404
    return found, found.rows[key]


@page()
def item(request: Request, key: int) -> HttpResponse:
    """One target: source, accounts, parts against the whole, the chain and where it stopped."""
    found, position = _position(request, key)
    target = position.target
    links = [row_of(found, link.position, link.depth, link.stop) for link in queries.chain(found, position)]
    return render(
        request,
        "targets/item.html",
        {
            "board": found,
            "row": row_of(found, position),
            "links": links,
            "stopped": [link for link in links if link.stop],
            "held": found.reconciliation(position, queries.yardsticks().over_allocation_limit),
            "series": queries.series(request.standing, target, request.as_of),
            "sentence_text": queries.source_sentence(target),
            "base_text": queries.base_phrase(target),
            "posts": posts_of(target.unit_id, request.as_of),
            "may_assign": policies.may_assign_owner(request.standing, target),
            "may_split": policies.may_cascade(request.standing, target),
            "may_set": policies.may_set_targets(request.standing),
            "months": list(enumerate(target.curve_table or [""] * 12, start=1)),
        },
    )


@dataclass(frozen=True)
class PartRow:
    """One unit on the split page."""

    code: str
    name: str
    base: Decimal | None
    value: Decimal | None
    level: Decimal | None
    growth: Decimal | None
    entered: str


@page()
def split(request: Request, key: int) -> HttpResponse:
    """Split a target: choose a rule, see the parts against the whole, then hand down."""
    found, position = _position(request, key)
    target = position.target
    require(policies.may_cascade(request.standing, target))
    able = carrying_units(found.tree, found.year, request.standing.at)
    children = [n for n in found.tree.children(target.unit_id) if n.id in able]
    chosen = request.POST.get("rule") or _rule_in_force(found, position)
    entered = {n.code: request.POST.get(f"part-{n.code}", "").strip() for n in children}
    over_reason = request.POST.get("over_reason", "")
    context: dict[str, Any] = {
        "board": found,
        "row": row_of(found, position),
        "rules": SplitRule.choices[1:],
        "rule": chosen,
        "over_reason": over_reason,
        "limit": queries.yardsticks().over_allocation_limit,
    }
    status = 200
    proposal: Proposal | None = None
    try:
        by_hand = _by_hand(entered) if chosen == SplitRule.BY_HAND and request.method == "POST" else None
        units = [n.code for n in children]
        if chosen != SplitRule.BY_HAND or by_hand is not None:
            proposal = propose(request.standing, target, chosen, units, by_hand)
        if request.method == "POST" and "apply" in request.POST:
            cascade(request.standing, target, chosen, units, by_hand, over_reason)
            messages.success(request, _("Handed down to %(n)d units.") % {"n": len(units)})
            return redirect("targets_item", key=key)
    except Refused as refusal:
        # Opening the page is no mistake, even where the rule in force cannot be applied.
        context["problems"], status = refusal.problems, 422 if request.method == "POST" else 200
    parts = {found.node(p).code: p.target for p in found.parts_of(position)}
    context["parts"] = [
        PartRow(
            code=n.code,
            name=named(n),
            base=proposal.bases[n.code] if proposal else getattr(parts.get(n.code), "base", None),
            value=proposal.values[n.code] if proposal else None,
            level=proposal.levels[n.code] if proposal else getattr(parts.get(n.code), "level", None),
            growth=_growth(proposal, n.code),
            entered=entered[n.code]
            or _as_text(getattr(parts.get(n.code), "level", None), target.indicator.decimals),
        )
        for n in children
    ]
    context["held"] = proposal.reconciliation if proposal else None
    return render(request, "targets/split.html", context, status=status)


def _rule_in_force(found: Board, position: Position) -> str:
    parts = found.parts_of(position)
    return parts[0].target.rule if parts else SplitRule.SHARE


def _growth(proposal: Proposal | None, code: str) -> Decimal | None:
    if proposal is None or not proposal.bases[code] or proposal.levels[code] is None:
        return None
    base, level = proposal.bases[code], proposal.levels[code]
    return (level / base - 1) if base and level is not None else None


def _as_text(value: Decimal | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _by_hand(entered: dict[str, str]) -> dict[str, Decimal]:
    values = {}
    for code, text in entered.items():
        try:
            value = Decimal(text.replace(",", "").replace("，", ""))
        except InvalidOperation:
            continue
        if value.is_finite() and value >= 0:
            values[code] = value
    return values


@page()
def assign(request: Request, key: int) -> HttpResponse:
    """Name the post that answers for a target."""
    _found, position = _position(request, key)
    posts = {str(p.pk): p for p in posts_of(position.target.unit_id, request.as_of)}
    post = posts.get(request.POST.get("post", ""))
    if request.method == "POST" and post is not None:
        assign_owner(request.standing, position.target, post)
        messages.success(request, _("%(post)s now answers for this target.") % {"post": post.title})
    return redirect("targets_item", key=key)


@page()
def curve(request: Request, key: int) -> HttpResponse:
    """Set the monthly table of a target, or return to the linear curve."""
    _found, position = _position(request, key)
    if request.method == "POST":
        shares = [request.POST.get(f"m{m}", "").strip() for m in range(1, 13)]
        table = None if request.POST.get("curve") == "linear" else shares
        set_curve(request.standing, position.target, table)
        messages.success(request, _("The curve has been set."))
    return redirect("targets_item", key=key)


def _amount(request: Request) -> Decimal:
    text = request.POST.get("value", "").replace(",", "").strip()
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise Refused(
            Problem(_("Base"), _("“%s” is not a number.") % text, _("Write digits, such as 152.30."))
        ) from error


@page()
def base(request: Request, key: int) -> HttpResponse:
    """Supply a base that the document does not state, with its source."""
    _found, position = _position(request, key)
    if request.method == "POST":
        supply_base(request.standing, position.target, _amount(request), request.POST.get("source", ""))
        messages.success(request, _("The base has been recorded with its source."))
    return redirect("targets_item", key=key)


routes = [
    path("targets/", tree, name="targets"),
    path("targets/<int:key>/", item, name="targets_item"),
    path("targets/<int:key>/split/", split, name="targets_split"),
    path("targets/<int:key>/owner/", assign, name="targets_owner"),
    path("targets/<int:key>/curve/", curve, name="targets_curve"),
    path("targets/<int:key>/base/", base, name="targets_base"),
]
