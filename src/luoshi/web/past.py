"""Pages as we knew them on an earlier day (截至当日口径): what every such page has in common stands here once.

``Viewer`` reads the day from the address. In a past view each address on the page keeps the day, what would change
something is not offered, and nothing that is posted is taken. A page that is about today only says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from luoshi.ledger.refusal import Problem
from luoshi.web.request import Request

# Pages that tell what is so now: the desk of a person, switches and settings without a past, and pages to act on.
OF_TODAY = frozenset(
    {
        "login",
        "logout",
        "demo_sign_in",
        "set_language",
        "today",
        "today_read",
        "plan_import",
        "plan_edition",
        "checks_new",
        "targets_capacity",
        "targets_change",
        "targets_milestones_change",
        "targets_milestones_new",
        "targets_new",
        "targets_split",
        "targets_yardsticks",
        "reports_template",
        "matters_new",
        "matters_notice",
        "assessment_adopt",
        "assessment_audit",
        "assessment_appeal",
        "assessment_appeal_gate",
        "assessment_appeal_new",
        "assessment_appeals",
        "assessment_award_plan",
        "assessment_awards",
        "assessment_change",
        "assessment_form",
        "assessment_difference",
        "assessment_event_kinds",
        "assessment_event_new",
        "assessment_opinions",
        "assessment_panel_new",
        "assessment_rate",
        "assessment_scheme",
        "assessment_survey_enter",
        "assessment_survey_new",
        "settings_account",
        "settings_boundaries",
        "settings_calendar",
        "settings_definition",
        "settings_history",
        "settings_keys",
        "settings_indicator_edit",
        "settings_indicator_new",
        "settings_form",
        "settings_form_new",
        "settings_form_filers",
        "settings_forms",
    }
)
# Those among them that one opens in order to change something: no button of a past view leads there.
TO_ACT = OF_TODAY - {
    "login",
    "logout",
    "set_language",
    "today",
    "targets_yardsticks",
    "assessment_appeal",
    "assessment_appeals",
    "assessment_award_plan",
    "assessment_awards",
    "assessment_difference",
    "assessment_opinions",
    "assessment_scheme",
    "settings_account",
    "settings_forms",
}

# By the tenth the figures of the month before are in.
READING_DAY, READING_DAYS = 10, 3
READING = ("GET", "HEAD")
_ADDRESS = re.compile(r'(?<!data-now )\b(href|hx-get)="([/?][^"#]*)(#[^"]*)?"')
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.S)
_BUTTON = re.compile(r'<a\b[^>]*\bclass="btn[^"]*"[^>]*\bhref="([^"?#]+)[^"]*"[^>]*>.*?</a>', re.S)
_WITHOUT_WORDS = re.compile(
    r"<(details|fieldset)\b[^>]*>\s*(?:<summary\b[^>]*>(?:(?!</summary>).)*</summary>)?\s*</\1>", re.S
)
_HEAD_ONLY = re.compile(
    r'<section\b[^>]*>\s*<div class="panel-head">(?:(?!<div|</div>).)*</div>'
    r'\s*(?:<div class="panel-body">(?:\s|<p class="note">(?:(?!</p>).)*</p>)*</div>)?\s*</section>',
    re.S,
)


class PastView:
    """Keeps a reader in the day he asked for, and from acting in it."""

    def __init__(self, respond: Callable[[Request], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: Request) -> HttpResponse:
        response = self.respond(request)
        day = request.day_kept
        if (
            day
            and response.headers.get("Content-Type", "").startswith("text/html")
            and not response.streaming
        ):
            page = response.content.decode()
            acts = request.as_of == request.standing.today
            response.content = with_day(page if acts else without_acts(page), day)
        return response

    def process_view(self, request: Request, *_view: Any) -> HttpResponse | None:
        """A page of today is given today; what is posted out of a past view is refused."""
        today = request.standing.today
        if request.as_of == today:
            return None
        if request.resolver_match is None or request.resolver_match.url_name in OF_TODAY:
            request.as_of = today
            return None
        if request.method in READING:
            return None
        problem = Problem(
            _("Past view"),
            _("What was known on an earlier day cannot be changed."),
            _("Go back to today first."),
        )
        return render(request, "refused.html", {"problems": [problem]}, status=422)


def has_past(request: Request) -> bool:
    """Whether the page asked for can be read as of an earlier day."""
    match = request.resolver_match
    return match is not None and match.url_name not in OF_TODAY


def days_near(request: Request) -> list[tuple[date, str]]:
    """Days that are often asked for, with this page's address on each: yesterday, a week ago, the last reading days."""
    today = request.standing.today
    tenth = today.replace(day=READING_DAY)
    reading: list[date] = []
    while len(reading) < READING_DAYS:
        if tenth < today:
            reading.append(tenth)
        tenth = (tenth.replace(day=1) - timedelta(days=1)).replace(day=READING_DAY)
    days = {today - timedelta(days=1), today - timedelta(days=7), *reading}
    return [(day, here_on(request, day)) for day in sorted(days, reverse=True)]


def here_on(request: Request, day: date | None) -> str:
    """The address of this page as of ``day``; of today when None."""
    asked = request.GET.copy()
    asked.pop("as_of", None)
    if day is not None:
        asked["as_of"] = day.isoformat()
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def with_day(page: str, day: str) -> str:
    """``page`` with the day (2015-05-31) in every address of the product and in every form that asks for a page."""

    def address(found: re.Match[str]) -> str:
        name, where, place = found[1], found[2], found[3] or ""
        if "as_of=" in where or where.startswith("/static/"):
            return found[0]
        joint = "&amp;" if "?" in where else "?"
        return f'{name}="{where}{joint}as_of={day}{place}"'

    def form(found: re.Match[str]) -> str:
        if 'method="post"' in found[1] or 'name="as_of"' in found[2]:
            return found[0]
        return f'<form{found[1]}><input type="hidden" name="as_of" value="{day}">{found[2]}</form>'

    return _ADDRESS.sub(address, _FORM.sub(form, page))


def without_acts(page: str) -> str:
    """``page`` without forms that post, buttons that lead to a place to act, and the panels that held nothing else."""
    before, opened, rest = page.partition("<main")
    main, closed, after = rest.partition("</main>") if opened else (before, "", "")
    main = _FORM.sub(lambda found: "" if 'method="post"' in found[1] else found[0], main)
    main = _BUTTON.sub(lambda found: "" if _leads_to_act(found[1]) else found[0], main)
    main = _HEAD_ONLY.sub("", _WITHOUT_WORDS.sub("", main))
    return before + opened + main + closed + after if opened else main


def _leads_to_act(where: str) -> bool:
    try:
        return resolve(where).url_name in TO_ACT
    except Resolver404:
        return False
