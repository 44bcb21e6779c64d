"""Today: what I must do, what waits for my answer, what changed that concerns me (今日)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from luoshi.documents.queries import drafts_to_settle
from luoshi.indicators.queries import desk
from luoshi.matters.queries import my_matters
from luoshi.notices.actions.mark_read import mark_read
from luoshi.notices.queries import inbox
from luoshi.web.access import page
from luoshi.web.forms import row_key
from luoshi.web.request import Request


@page()
def today(request: Request) -> HttpResponse:
    """Three short lists in order of clock."""
    standing = request.standing
    matters = my_matters(standing)
    reports = desk(standing, request.as_of)
    drafts = drafts_to_settle(standing)
    notices = inbox(standing)
    return render(
        request,
        "today/today.html",
        {
            "reports": reports,
            "drafts": drafts,
            "matters": matters,
            "unread": [n for n in notices if not n.is_read],
            "seen": [n for n in notices if n.is_read],
            "must": len(reports.owed) + len(matters.must_do),
            "waits": len(reports.waiting) + len(matters.waits_for_me) + sum(d.pending for d in drafts),
        },
    )


@page()
def read(request: Request) -> HttpResponse:
    """Fold away the notices that have been seen."""
    if request.method == "POST":
        keys = map(row_key, request.POST.getlist("notice"))
        mark_read(request.standing, [key for key in keys if key is not None])
    return redirect("today")


routes = [path("", today, name="today"), path("today/read/", read, name="today_read")]
