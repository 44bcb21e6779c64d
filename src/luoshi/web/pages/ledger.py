"""The ledger: what was done, by whom, on whose order; and whether the record holds."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.ledger import queries
from luoshi.ledger.check import check
from luoshi.ledger.queries import Search
from luoshi.ledger.refusal import Problem
from luoshi.ledger.verify import Finding
from luoshi.ledger.wording import act, describe
from luoshi.org.policies import may_check_ledger, may_read_ledger, visible_chains
from luoshi.org.queries import tree
from luoshi.web.access import page
from luoshi.web.forms import day_asked
from luoshi.web.named import named
from luoshi.web.request import Request
from luoshi.workdays.clock import end_of

if TYPE_CHECKING:
    from luoshi.ledger.models import Verification

SHOWN_FINDINGS = 50


@page(may_read_ledger)
def ledger(request: Request) -> HttpResponse:
    """Entries newest first, filtered; the last verification; the seals with their roots."""
    chains = visible_chains(request.standing)
    search = _search(request)
    found = queries.entries(chains, search, request.GET.get("page", "1"))
    units = {node.code: named(node) for node in tree(request.as_of).nodes.values()}
    last = queries.latest_verification()
    asked = {k: v for k, v in request.GET.items() if k in {"chain", "verb", "since", "until", "as_of"} and v}
    context = {
        "found": found,
        "rows": [
            {"entry": e, "unit": units.get(e.chain.key, e.chain.key), "act": act(e.verb)} for e in found
        ],
        "chains": [(key, units.get(key, key)) for key in queries.chain_keys(chains)],
        "acts": [(verb, act(verb)) for verb in queries.verbs()],
        "asked": request.GET,
        "address": urlencode(asked),
        "sees_all": chains is None,
        "may_check": may_check_ledger(request.standing),
        "last": last,
        "findings": _words(last),
        "more_findings": max(len(last.findings) - SHOWN_FINDINGS, 0) if last else 0,
        "seals": queries.seals(),
    }
    return render(request, "ledger/ledger.html", context)


@page(may_read_ledger)
def entry(request: Request, key: int) -> HttpResponse:
    """One entry with everything it says, the rows it vouches for, and its hash."""
    shown = queries.entry(visible_chains(request.standing), key)
    if shown is None:
        raise Http404
    units = {node.code: named(node) for node in tree(request.as_of).nodes.values()}
    context = {
        "entry": shown,
        "act": act(shown.verb),
        "unit": units.get(shown.chain.key, shown.chain.key),
        "detail": sorted(shown.detail.items()),
    }
    return render(request, "ledger/entry.html", context)


@page(may_check_ledger)
@require_POST
def ledger_check(request: Request) -> HttpResponse:
    """Check the whole ledger now and come back with the outcome."""
    outcome = check(request.standing.at, request.standing.name)
    if outcome.findings:
        messages.error(request, _("The ledger does not hold. What was found is listed below."))
    else:
        messages.success(request, _("The ledger holds."))
    return redirect("ledger")


def _words(last: Verification | None) -> list[Problem]:
    return [describe(Finding(*finding)) for finding in last.findings[:SHOWN_FINDINGS]] if last else []


def _search(request: Request) -> Search:
    since, until = (day_asked(request.GET.get(name, "")) for name in ("since", "until"))
    return Search(
        chain=request.GET.get("chain", ""),
        verb=request.GET.get("verb", ""),
        since=timezone.make_aware(datetime.combine(since, time.min)) if since else None,
        until=end_of(min(until, request.as_of) if until else request.as_of),
    )


routes = [
    path("ledger/", ledger, name="ledger"),
    path("ledger/check/", ledger_check, name="ledger_check"),
    path("ledger/<int:key>/", entry, name="ledger_entry"),
]
