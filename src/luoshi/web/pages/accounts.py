"""The three accounts of a target and of a unit, and the money tied to a target (三本账)."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.ledger.refusal import Refused, require
from luoshi.targets import policies
from luoshi.targets.accounts import tied_by_key
from luoshi.targets.actions.release_money import release_money
from luoshi.targets.actions.tie_money import tie_money
from luoshi.targets.positions import Position
from luoshi.targets.queries import Board
from luoshi.web.access import page
from luoshi.web.account_rows import accounts
from luoshi.web.forms import number_asked
from luoshi.web.gone import last_day_of
from luoshi.web.named import named
from luoshi.web.pages.targets import found_position, moved_on, year_board
from luoshi.web.request import Request
from luoshi.web.target_rows import rows_of

# What stands beside its field is not told a second time above.
MONEY_FIELDS = ("amount", "document", "condition")


@page()
def of_target(request: Request, key: int) -> HttpResponse:
    """Progress, quality and cost of failure of one target."""
    found, position = found_position(request, key)
    return moved_on(request, key, position, "targets_accounts") or _of_target(request, found, position)


def _of_target(
    request: Request, found: Board, position: Position, refusal: Refused | None = None
) -> HttpResponse:
    (account,), told = accounts(request, found, [position])
    told_wrong = refusal.problems if refusal else []
    context = {
        "board": found,
        "account": account,
        "row": account.row,
        "above": list(
            zip(
                rows_of(found, (a.position for a in account.dependents.above)),
                account.dependents.above,
                strict=True,
            )
        ),
        "below": rows_of(found, account.dependents.below),
        "stakes": told,
        "may_set": policies.may_set_targets(request.standing),
        "wrong": told_wrong,
        "problems": [problem for problem in told_wrong if problem.code not in MONEY_FIELDS],
        "typed": request.POST,
    }
    return render(request, "targets/accounts.html", context, status=422 if refusal else 200)


@page()
def of_unit(request: Request, code: str) -> HttpResponse:
    """The three accounts of every target that a unit carries this year."""
    found = year_board(request)
    node = next((n for n in found.tree.nodes.values() if n.code == code), None)
    if node is None:
        return last_day_of(request, code)
    mine = [p for p in found.rows.values() if p.target.unit_id == node.id]
    rows, told = accounts(request, found, mine) if mine else ([], None)
    lost = [a.stake.lost for a in rows if a.stake and a.stake.lost is not None]
    context = {
        "board": found,
        "unit": node,
        "name": named(node),
        "rows": rows,
        "stakes": told,
        "lost": sum(lost, Decimal(0)) if lost else None,
        "late": [a.row for a in rows if a.row.light in ("behind", "slightly_behind")],
        "money": sum((a.money_total for a in rows), Decimal(0)),
        "simulated": any(p.simulated for p in mine),
    }
    return render(request, "targets/unit_accounts.html", context)


@page()
@require_POST
def tie(request: Request, key: int) -> HttpResponse:
    """Record that a document ties money to the target."""
    found, position = found_position(request, key)
    if elsewhere := moved_on(request, key, position, "targets_accounts"):
        return elsewhere
    require(policies.may_set_targets(request.standing))
    try:
        amount = number_asked(_("Amount"), request.POST.get("amount", ""), "amount")
        document, condition = request.POST.get("document", ""), request.POST.get("condition", "")
        tie_money(request.standing, position.target, amount, document, condition)
    except Refused as refusal:
        return _of_target(request, found, position, refusal)
    messages.success(request, _("The money is recorded as tied to this target."))
    return redirect("targets_accounts", key=key)


@page()
@require_POST
def release(request: Request, key: int) -> HttpResponse:
    """Money no longer depends on its target."""
    tied = tied_by_key(request.standing, key)
    if tied is None:
        raise Http404
    found, position = found_position(request, tied.target_id)
    try:
        release_money(request.standing, tied, request.POST.get("release_reason", ""))
    except Refused as refusal:
        return _of_target(request, found, position, refusal)
    messages.success(request, _("The money no longer depends on this target; it stays on record."))
    return redirect("targets_accounts", key=position.target.pk)


routes = [
    path("targets/<int:key>/accounts/", of_target, name="targets_accounts"),
    path("targets/accounts/<str:code>/", of_unit, name="targets_unit_accounts"),
    path("targets/<int:key>/money/", tie, name="targets_tie_money"),
    path("targets/money/<int:key>/release/", release, name="targets_release_money"),
]
