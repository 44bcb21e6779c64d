"""The cascade: level by level, by capacity, by agreement, and where its chains are broken (级联)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from luoshi.exchange.plain_table import table_csv, table_xlsx
from luoshi.indicators.vocabulary import catalogue
from luoshi.ledger.refusal import Problem, Refused, require
from luoshi.org.queries import unit_by_code
from luoshi.org.tree import Node
from luoshi.targets import policies, queries
from luoshi.targets.actions.agree_quota import agree_quota
from luoshi.targets.actions.cascade import Proposal, cascade, propose
from luoshi.targets.actions.counter_quota import counter_quota
from luoshi.targets.actions.propose_quota import propose_quota
from luoshi.targets.bases import carrying_units
from luoshi.targets.broken_chain import Break, broken_links
from luoshi.targets.capacity import Capacity
from luoshi.targets.levels import levels
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board
from luoshi.targets.quotas import Negotiation, negotiations
from luoshi.targets.vocabulary import QuotaStepKind, SplitRule
from luoshi.web.access import page
from luoshi.web.authority_form import AuthorityForm, beside, parts_form, said_in
from luoshi.web.chain_words import BREAKS, STATES, BrokenRow, broken_row
from luoshi.web.downloads import XLSX, download
from luoshi.web.forms import number_asked, number_typed
from luoshi.web.named import named
from luoshi.web.pages.targets import found_position, moved_on, year_board
from luoshi.web.request import Request
from luoshi.web.target_rows import row_of

# In both languages whatever the reader's: a file travels.
SIMULATED = "演示数据 / simulated"


@page()
def by_level(request: Request, key: int) -> HttpResponse:
    """One target down to the posts: every level against the one above, and the mark-up on the way."""
    found, position = found_position(request, key)
    if elsewhere := moved_on(request, key, position, "targets_levels"):
        return elsewhere
    told = levels(found, position, queries.yardsticks().over_allocation_limit)
    context = {
        "board": found,
        "row": row_of(found, position),
        "told": told,
        "steps": [(_(", ").join(step.kinds), step) for step in told.steps],
        "last": told.steps[-1] if told.steps else None,
        "rows": [(row_of(found, line.position, line.depth), line) for line in told.rows],
        "answered": told.answered / told.leaves if told.leaves else None,
        "limit": queries.yardsticks().over_allocation_limit,
        "may_split": policies.may_cascade(request.standing, position.target),
    }
    return render(request, "targets/levels.html", context)


@dataclass(frozen=True)
class CapacityRow:
    """One unit on the page of a split by capacity; texts as they were typed."""

    code: str
    name: str
    capacity: Decimal | None
    entered: str
    headroom: str
    part: Decimal | None
    growth: Decimal | None


@page()
def by_capacity(request: Request, key: int) -> HttpResponse:
    """Split a target by what units can carry: choose the measure, see the parts, hand down."""
    found, position = found_position(request, key)
    target = position.target
    require(policies.may_cascade(request.standing, target))
    if elsewhere := moved_on(request, key, position, "targets_capacity"):
        return elsewhere
    children = _carriers(request, found, position)
    units = [n.code for n in children]
    given = _capacity(request, position, units)
    measures = catalogue()
    over_reason = request.POST.get("over_reason", "")
    said = parts_form(request.standing, target, units, request.POST if request.method == "POST" else None)
    problems: list[Problem] = []
    proposal, refused = None, False
    try:
        if request.method == "POST" and (wrong := _not_numbers(request, units)):
            raise Refused(wrong)
        if units and (given.indicator or request.method == "POST"):
            proposal = propose(request.standing, target, SplitRule.CAPACITY, units, capacity=given)
        if "apply" in request.POST:
            cascade(
                request.standing,
                target,
                SplitRule.CAPACITY,
                units,
                None,
                over_reason,
                capacity=given,
                authority=said_in(said),
            )
            messages.success(request, _("Handed down to %(n)d units.") % {"n": len(units)})
            return redirect("targets_item", key=key)
    except Refused as refusal:
        problems, refused = beside(said, refusal), True
    context = {
        "authority": said,
        "board": found,
        "row": row_of(found, position),
        "parts": _capacity_rows(request, children, proposal),
        "measures": [(i.code, named(i)) for i in measures],
        "digits": next((i.decimals for i in measures if i.code == given.indicator), 2),
        "measure": given.indicator,
        "held": proposal.reconciliation if proposal else None,
        "limit": queries.yardsticks().over_allocation_limit,
        "over_reason": over_reason,
        "problems": _in_words(problems, children),
        "places": {problem.where for problem in problems},
    }
    status = 422 if refused and request.method == "POST" else 200
    return render(request, "targets/capacity.html", context, status=status)


def _carriers(request: Request, found: Board, position: Position) -> list[Node]:
    able = carrying_units(found.tree, found.year, request.standing.at)
    return [n for n in found.tree.children(position.target.unit_id) if n.id in able]


def _capacity(request: Request, position: Position, units: list[str]) -> Capacity:
    """What was typed; on opening, last year's level of the target's own indicator without headroom."""
    if request.method != "POST":
        return Capacity(position.target.indicator.code)

    def typed(field: str) -> dict[str, Decimal]:
        numbers = {unit: number_typed(request.POST.get(f"{field}-{unit}", "")) for unit in units}
        return {unit: number for unit, number in numbers.items() if number is not None}

    return Capacity(request.POST.get("measure", ""), typed("capacity"), typed("headroom"))


def _not_numbers(request: Request, units: list[str]) -> list[Problem]:
    """Texts typed as capacity or headroom that are no numbers: left out, they would change what everybody gets."""
    typed = [
        (unit, request.POST.get(f"{field}-{unit}", "").strip())
        for unit in units
        for field in ("capacity", "headroom")
    ]
    return [
        Problem(unit, _("“%s” is not a number.") % text, _("Write digits, such as 152.30."), unit)
        for unit, text in typed
        if text and number_typed(text) is None
    ]


def _capacity_rows(request: Request, children: list[Node], proposal: Proposal | None) -> list[CapacityRow]:
    rows = []
    for node in children:
        part = proposal.levels[node.code] if proposal else None
        base = proposal.bases[node.code] if proposal else None
        rows.append(
            CapacityRow(
                code=node.code,
                name=named(node),
                capacity=proposal.capacities[node.code] if proposal else None,
                entered=request.POST.get(f"capacity-{node.code}", ""),
                headroom=request.POST.get(f"headroom-{node.code}", ""),
                part=part,
                growth=part / base - 1 if base and part is not None else None,
            )
        )
    return rows


def _in_words(problems: list[Problem], nodes: list[Node]) -> list[Problem]:
    """A problem that names a unit by its code names it by its name."""
    names = {node.code: named(node) for node in nodes}
    return [Problem(names.get(str(p.where), p.where), p.what, p.mend, p.code) for p in problems]


@page()
def by_agreement(request: Request, key: int) -> HttpResponse:
    """The parts of a target under negotiation: one page for both sides (两上两下)."""
    found, position = found_position(request, key)
    if elsewhere := moved_on(request, key, position, "targets_quotas"):
        return elsewhere
    problems: list[Problem] = []
    refused = False
    said = None
    if request.method == "POST":
        if request.POST.get("act") == "hand_down":
            said = parts_form(request.standing, position.target, request.POST.getlist("agreed"), request.POST)
        try:
            messages.success(request, _take_step(request, position, said))
            return redirect("targets_quotas", key=key)
        except Refused as refusal:
            problems, refused = beside(said, refusal), True
    talks = negotiations(request.standing, position.target, request.as_of)
    agreed = [talk for talk in talks if talk.state == QuotaStepKind.AGREED]
    may_split = policies.may_cascade(request.standing, position.target)
    if said is None and may_split and agreed:
        said = parts_form(request.standing, position.target, [talk.unit.code for talk in agreed])
    held = None
    # On a past day the talks may have stood elsewhere than the parts that would be handed down today.
    if agreed and not found.is_past:
        units = [talk.unit.code for talk in agreed]
        held = propose(request.standing, position.target, SplitRule.NEGOTIATED, units).reconciliation
    context: dict[str, Any] = {
        "board": found,
        "row": row_of(found, position),
        "talks": [(talk, *STATES[talk.state], _typed(request, talk)) for talk in talks],
        "agreed": agreed,
        "held": held,
        "open_above": sum(talk.state == QuotaStepKind.PROPOSED for talk in talks),
        "open_below": sum(talk.waits_for_unit for talk in talks),
        "limit": queries.yardsticks().over_allocation_limit,
        "over_reason": request.POST.get("over_reason", ""),
        "may_split": may_split,
        "authority": said,
        "problems": _in_words(problems, [talk.unit for talk in talks]),
        "at_unit": request.POST.get("unit", ""),
    }
    return render(request, "targets/quotas.html", context, status=422 if refused else 200)


def _typed(request: Request, talk: Negotiation) -> dict[str, str]:
    """What was typed for this unit and refused."""
    mine = request.POST.get("unit") == talk.unit.code
    return {name: request.POST.get(name, "") if mine else "" for name in ("value", "reason")}


def _take_step(request: Request, position: Position, said: AuthorityForm | None) -> str:
    """Propose, answer, agree or hand down what is agreed; the sentence that says so. 404 for a unit that is none."""
    standing, target, act = request.standing, position.target, request.POST.get("act", "")
    reason = request.POST.get("reason", "")
    if act == "hand_down":
        units = request.POST.getlist("agreed")
        over_reason = request.POST.get("over_reason", "")
        cascade(standing, target, SplitRule.NEGOTIATED, units, None, over_reason, authority=said_in(said))
        return _("Handed down to %(n)d units.") % {"n": len(units)}
    unit = unit_by_code(request.POST.get("unit", ""))
    if unit is None:
        raise Http404
    if act == "agree":
        agree_quota(standing, target, unit, reason)
        return _("Agreed. The part counts once it is handed down.")
    step = {"propose": propose_quota, "counter": counter_quota}.get(act)
    if step is None:
        raise Http404
    step(standing, target, unit, number_asked(_("Amount"), request.POST.get("value", ""), "value"), reason)
    return _("Recorded. The other side answers next.")


@page()
def broken(request: Request) -> HttpResponse:
    """Every break in the chains of the year, with what to do about each."""
    rows = _broken_rows(request)
    kinds = [(str(BREAKS[kind][0]), sum(row.kind == kind for row in rows)) for kind in Break]
    context = {
        "rows": rows,
        "counts": [(word, n) for word, n in kinds if n],
        "targets": len({row.address for row in rows}),
        "simulated": any(row.simulated for row in rows),
        "year": request.as_of.year,
        "as_of": request.as_of,
    }
    return render(request, "targets/broken.html", context)


def _broken_rows(request: Request) -> list[BrokenRow]:
    found = year_board(request)
    day = f"?as_of={found.as_of:%Y-%m-%d}" if found.is_past else ""
    return [broken_row(link, day) for link in broken_links(request.standing, found)]


@page()
def broken_file(request: Request, kind: str) -> HttpResponse:
    """The same list as csv or xlsx."""
    rows = _broken_rows(request)
    head = [_("Break"), _("Unit"), _("Indicator"), _("Target"), _("Post"), _("What to do")]
    table = [[_("Broken chains as of %s") % f"{request.as_of:%Y-%m-%d}"]]
    if any(row.simulated for row in rows):
        table.append([SIMULATED])
    table += [head, *([r.word, r.unit, r.indicator, r.target, r.post, r.mend] for r in rows)]
    name = f"broken-chains-{request.as_of:%Y-%m-%d}"
    if kind == "csv":
        return download(table_csv(table), "text/csv; charset=utf-8", f"{name}.csv")
    return download(table_xlsx(table, f"{request.as_of:%Y-%m-%d}"), XLSX, f"{name}.xlsx")


routes = [
    path("targets/broken/", broken, name="targets_broken"),
    path("targets/broken/export.csv", broken_file, {"kind": "csv"}, name="targets_broken_csv"),
    path("targets/broken/export.xlsx", broken_file, {"kind": "xlsx"}, name="targets_broken_xlsx"),
    path("targets/<int:key>/levels/", by_level, name="targets_levels"),
    path("targets/<int:key>/capacity/", by_capacity, name="targets_capacity"),
    path("targets/<int:key>/quotas/", by_agreement, name="targets_quotas"),
]
