"""Today: what I must do, what waits for my answer, what changed that concerns me (今日)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from luoshi.assessment.ballots import votes_of
from luoshi.assessment.duties import duties
from luoshi.documents.queries import drafts_to_settle
from luoshi.indicators.queries import desk, my_turns
from luoshi.matters.queries import my_matters
from luoshi.notices.actions.mark_read import mark_read
from luoshi.notices.queries import inbox
from luoshi.web.access import page
from luoshi.web.duty_words import duty_item
from luoshi.web.forms import row_key
from luoshi.web.named import named
from luoshi.web.pages.reports import STATES
from luoshi.web.request import Request
from luoshi.workdays.period_names import period_name
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from luoshi.assessment.ballots import Vote
    from luoshi.documents.queries import ToSettle
    from luoshi.indicators.models import Form
    from luoshi.indicators.queries import Filing, Turn, Waiting
    from luoshi.matters.card import Card
    from luoshi.org.tree import Node


@dataclass(frozen=True)
class Item:
    """One line of a list of Today: ``note`` says more, ``tone`` colours the badge ``state``."""

    words: str
    address: str
    due_on: date | None
    state: str = ""
    tone: str = "neutral"
    note: str = ""


def _sheet(form: Form, period: str, unit: Node) -> tuple[str, str]:
    """What a sheet is called, and its address."""
    words = f"{named(form)} · {period_name(Period.parse(period))} · {named(unit)}"
    return words, reverse("reports_sheet", args=[form.code, period, unit.code])


def _owed(filing: Filing) -> Item:
    words, address = _sheet(filing.round.form, filing.round.period, filing.unit)
    word = str(STATES[filing.state][1])
    tone = "bad" if filing.state in ("returned", "overdue") else "neutral"
    return Item(words, address, filing.dates.due_on, word, tone)


def _matter(card: Card, tone: str) -> Item:
    address = reverse("matters_item", args=[card.id])
    lead = named(card.lead) if card.lead else ""
    return Item(card.title, address, card.clock.due_on, named(card.stage), tone, lead)


def _to_rate(vote: Vote) -> Item:
    begun = _("draft kept, not submitted") if vote.state else ""
    return Item(
        named(vote.panel),
        reverse("assessment_rate", args=[vote.panel.pk]),
        vote.panel.closes_on,
        _("to rate"),
        "active",
        begun,
    )


def _to_verify(waiting: Waiting) -> Item:
    words, address = _sheet(waiting.sheet.round.form, waiting.sheet.round.period, waiting.unit)
    figures = ngettext("%(n)d figure to verify", "%(n)d figures to verify", waiting.values)
    return Item(words, address, waiting.sheet.round.closes_on, note=figures % {"n": waiting.values})


def _to_settle(waiting: ToSettle) -> Item:
    address = reverse("plan_document", args=[waiting.document.pk])
    drafts = ngettext("%(n)d draft to confirm", "%(n)d drafts to confirm", waiting.pending)
    return Item(waiting.document.title, address, None, note=drafts % {"n": waiting.pending})


def _findings(turns: list[Turn]) -> tuple[list[Item], list[Item]]:
    """A line a month: findings to explain, findings to decide on."""
    to_explain, to_decide = [], []
    for turn in turns:
        address = f"{reverse('reports_verification')}?period={turn.period}"
        words = _("Findings · %(month)s") % {"month": period_name(Period.parse(turn.period))}
        if turn.to_explain:
            note = ngettext("%(n)d to explain or correct", "%(n)d to explain or correct", turn.to_explain)
            to_explain.append(Item(words, address, None, note=note % {"n": turn.to_explain}))
        if turn.to_decide:
            note = ngettext("%(n)d explanation to judge", "%(n)d explanations to judge", turn.to_decide)
            to_decide.append(Item(words, address, None, note=note % {"n": turn.to_decide}))
    return to_explain, to_decide


def _by_clock(items: list[Item]) -> list[Item]:
    """What is due first comes first; what has no date comes last, in the order given."""
    return sorted(items, key=lambda item: item.due_on or date.max)


@page()
def today(request: Request) -> HttpResponse:
    """Three short lists in order of clock."""
    standing = request.standing
    matters = my_matters(standing)
    reports = desk(standing, request.as_of)
    notices = inbox(standing)
    turns = [Item(*duty_item(duty, standing.today)) for duty in duties(standing)]
    to_explain, to_decide = _findings(my_turns(standing))
    must = [
        *map(_owed, reports.owed),
        *(_matter(card, "active") for card in matters.must_do),
        *(_to_rate(vote) for vote in votes_of(standing) if not vote.submitted),
        *to_explain,
    ]
    waits = [
        *(_matter(card, "waiting") for card in matters.waits_for_me),
        *map(_to_verify, reports.waiting),
        *map(_to_settle, drafts_to_settle(standing)),
        *to_decide,
        *turns,
    ]
    context = {
        "must": _by_clock(must),
        "waits": _by_clock(waits),
        "overdue": sum(i.due_on is not None and i.due_on < standing.today for i in must),
        "unread": [n for n in notices if not n.is_read],
        "seen": [n for n in notices if n.is_read],
    }
    return render(request, "today/today.html", context)


@page()
def read(request: Request) -> HttpResponse:
    """Fold away the notices that have been seen."""
    if request.method == "POST":
        keys = map(row_key, request.POST.getlist("notice"))
        mark_read(request.standing, [key for key in keys if key is not None])
    return redirect("today")


routes = [path("", today, name="today"), path("today/read/", read, name="today_read")]
