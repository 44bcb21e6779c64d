"""Assessment: the league table, one run, why a unit has its score, the table as of any day (考核)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.assessment import appeal_desk, award_desk, policies, queries, scheme_life, standings
from luoshi.assessment.actions.freeze_run import freeze_run
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.actions.settle_run import settle_run
from luoshi.exchange.plain_table import table_csv, table_xlsx
from luoshi.ledger.refusal import Problem, Refused
from luoshi.web import appeal_words
from luoshi.web import scheme_words as life
from luoshi.web.access import page
from luoshi.web.downloads import CSV, XLSX, download
from luoshi.web.forms import beside, row_key
from luoshi.web.league_view import Around, league_context, league_rows
from luoshi.web.named import named
from luoshi.web.request import Request
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from luoshi.assessment.models import Run, Scheme
    from luoshi.assessment.queries import LiveView


KINDS = ("in_year", "final")


@page()
def current(request: Request) -> HttpResponse:
    """The result in force, group by group."""
    found = (queries.latest_published(request.standing, year, request.as_of) for year in years(request))
    run = next((run for run in found if run is not None), None)
    may_see_more = policies.sees_trials(request.standing)
    open_now = {
        "sees_trials": may_see_more,
        "reviews": queries.under_review(request.standing, years(request), request.as_of),
        "consultations": scheme_life.in_consultation(request.standing, request.as_of),
    }
    if run is None:
        return render(request, "assessment/none.html", open_now)
    view = queries.run_view(request.standing, run)
    context = {"view": view, "run": run, "tab": "current", **open_now, **_aftermath(request, run)}
    table = league_context(request, view.league, around_run(run))
    return render(request, "assessment/league.html", {**context, **table})


def around_run(found: Run) -> Around:
    """What stands beside the table of a run."""
    return Around(
        why=lambda unit: reverse("assessment_trace", args=[found.pk, unit]),
        firm=standings.run_robustness(found),
        firm_url=reverse("assessment_robustness", args=[found.pk]),
        as_of=found.as_of,
    )


def seen_run(request: Request, key: int) -> Run:
    """The run with this key as the reader could see it on the day asked for; 404 where he could not."""
    run = queries.find_run(request.standing, key, request.as_of)
    if run is None:
        raise Http404
    return run


@page()
def run(request: Request, key: int) -> HttpResponse:
    """One run: its state, what it was calculated from, and the check that it gives the same bytes again."""
    return _run(request, seen_run(request, key))


def _run(request: Request, found: Run, problems: Sequence[Problem] = ()) -> HttpResponse:
    view = queries.run_view(request.standing, found)
    context = {
        "view": view,
        "run": found,
        "replay": queries.replay(request.standing, found) if "replay" in request.GET else None,
        "entered": request.POST,
        **beside(problems, "reason"),
        **_next_step(request, found),
        **_aftermath(request, found),
    }
    if found.supersedes is not None:
        moves = queries.run_moves(request.standing, found)
        context["moved"] = life.move_sentence(moves)
        context["move_panels"] = life.move_panels(moves, only_moved=True)
    table = league_context(request, view.league, around_run(found))
    status = 422 if problems else 200
    return render(request, "assessment/run.html", {**context, **table}, status=status)


def _aftermath(request: Request, found: Run) -> dict[str, Any]:
    """What follows a final result: appeals about it, awards by it, gates beside its ranks."""
    if found.kind != "final":
        return {}
    return {
        "appeals": appeal_words.rows(
            appeal_desk.appeals_about(request.standing, found, request.as_of), request.as_of
        ),
        "may_object": appeal_desk.may_object(request.standing, found),
        "has_awards": award_desk.has_awards(found),
        "gated": award_desk.gated_units(found, request.as_of),
    }


def _next_step(request: Request, found: Run) -> dict[str, Any]:
    """The way of the run, what holds it open, and what this reader may do about it now."""
    state, standing = found.state, request.standing
    decides = policies.may_publish_run(standing, found)
    hindered = queries.hindrances(found, request.as_of) if state == "review" else []
    may_freeze = policies.may_freeze(standing, found.scheme) and state == "trial"
    earlier = queries.standing_final(found) if may_freeze else None
    return {
        "steps": life.run_steps(found, getattr(found, "later", None)),
        "hindered": hindered,
        "may_freeze": may_freeze,
        "earlier": earlier,
        "to_carry_out": appeal_desk.to_carry_out(standing, earlier) if earlier else [],
        "may_settle": decides and state == "review" and not hindered,
        "may_publish": decides and state in ("settled", "frozen"),
    }


@page(policies.sees_trials)
def runs(request: Request) -> HttpResponse:
    """Every scheme and run of the year, and the form of a new trial."""
    return render(request, "assessment/runs.html", _desk(request))


def _desk(request: Request) -> dict[str, Any]:
    runs = [r for year in years(request) for r in queries.runs(request.standing, year, request.as_of)]
    later = queries.superseding(request.standing, [run.pk for run in runs], request.as_of)
    found = schemes(request)
    newer = {s.replaces_id: s.version for s in found if s.replaces_id and s.published_at}
    return {
        "tab": "runs",
        "years": _covered(found, request.as_of.year),
        "runs": [(run, later.get(run.pk)) for run in runs],
        "schemes": found,
        "versions": [(scheme, newer.get(scheme.pk)) for scheme in found],
        "may_score": policies.may_score(request.standing),
        "periods": [code for year in years(request) for code in periods(year)],
        "entered": {
            "period": _default_period(request),
            "as_of": request.as_of.isoformat(),
            **request.POST.dict(),
        },
    }


def _covered(found: Sequence[Scheme], year: int) -> str:
    """The years of the schemes: 2015, or 2014–2015."""
    first = min((scheme.year for scheme in found), default=year)
    return str(year) if first == year else f"{first}–{year}"


def years(request: Request) -> tuple[int, int]:
    """This year and the last: in January the year just over is the one that is assessed."""
    return request.as_of.year, request.as_of.year - 1


def schemes(request: Request) -> list[Scheme]:
    """Schemes that may be chosen, this year's first."""
    return queries.schemes(request.standing, years(request))


def periods(year: int) -> list[str]:
    """Periods that a run can be made for: the halves, the year, the quarters and the months."""
    return [
        *(f"{year}-H{half}" for half in (1, 2)),
        str(year),
        *(f"{year}-Q{quarter}" for quarter in range(1, 5)),
        *(f"{year}-{month:02d}" for month in range(1, 13)),
    ]


def _default_period(request: Request) -> str:
    """The half-year of the month before: the one that is over, or that is under way."""
    if request.as_of.month == 1:
        return f"{request.as_of.year - 1}-H2"
    return f"{request.as_of.year}-H{1 if request.as_of.month < 8 else 2}"


def asked_for(
    request: Request, given: dict[str, str], known: Sequence[Scheme] = ()
) -> tuple[Scheme, Period, date]:
    """Scheme, period and day of a form; refused with the field that is wrong. ``known`` schemes are not read again."""
    key = row_key(given.get("scheme", ""))
    scheme = next((one for one in known if one.pk == key), None)
    if scheme is None and key is not None:
        scheme = queries.find_scheme(request.standing, key)
    problems = []
    if scheme is None:
        problems.append(Problem(_("Scheme"), _("No scheme was chosen."), _("Choose one from the list.")))
    try:
        period = Period.of_months(given.get("period", ""))
    except ValueError:
        problems.append(Problem(_("Period"), _("This is not a period."), _("Choose one from the list.")))
    try:
        day = date.fromisoformat(given.get("as_of", ""))
    except ValueError:
        problems.append(Problem(_("As of"), _("This is not a day."), _("Write it as 2015-06-30.")))
    if problems:
        raise Refused(problems)
    assert scheme is not None
    return scheme, period, day


@page(policies.may_score)
@require_POST
def trial(request: Request) -> HttpResponse:
    """Calculate a trial and show it."""
    try:
        made = run_trial(request.standing, *asked_for(request, request.POST.dict()))
    except Refused as refusal:
        context = {**_desk(request), "problems": refusal.problems}
        return render(request, "assessment/runs.html", context, status=422)
    messages.success(request, _("The trial has been calculated. Nobody outside the offices sees it."))
    return redirect("assessment_run", made.pk)


@page(policies.may_score)
@require_POST
def freeze(request: Request, key: int) -> HttpResponse:
    """Pin a trial down."""
    found, kind = seen_run(request, key), request.POST.get("kind", "")
    reason = request.POST.get("reason", "").replace("\r\n", "\n")
    try:
        if kind not in KINDS:
            mend = _("Freeze as final, or as in-year result.")
            raise Refused(Problem(_("Freeze"), _("None was chosen."), mend))
        frozen = freeze_run(request.standing, found, kind, reason)
    except Refused as refusal:
        return _run(request, found, refusal.problems)
    messages.success(request, _("The run is frozen. Later figures do not move it."))
    return redirect("assessment_run", frozen.pk)


@page(policies.may_publish)
@require_POST
def settle(request: Request, key: int) -> HttpResponse:
    """Settle a final result after its review."""
    found = seen_run(request, key)
    try:
        settled = settle_run(request.standing, found)
    except Refused as refusal:
        return _run(request, found, refusal.problems)
    messages.success(request, _("The result is settled. Publishing announces it."))
    return redirect("assessment_run", settled.pk)


@page(policies.may_publish)
@require_POST
def publish(request: Request, key: int) -> HttpResponse:
    """Announce a frozen run."""
    found = seen_run(request, key)
    try:
        published = publish_run(request.standing, found, request.POST.get("reason", ""))
    except Refused as refusal:
        return _run(request, found, refusal.problems)
    messages.success(request, _("The result is published. Every unit sees it from now on."))
    return redirect("assessment_run", published.pk)


@page(policies.sees_trials)
def live(request: Request) -> HttpResponse:
    """The table as of a day, calculated while it is asked for and kept nowhere.

    ``?firm`` also draws the intervals of a large district, which would hold the page up.
    """
    choices = schemes(request)
    given = {
        "scheme": str(choices[0].pk) if choices else "",
        "period": _default_period(request),
        "as_of": request.as_of.isoformat(),
        **{name: value for name, value in request.GET.dict().items() if isinstance(value, str) and value},
    }
    context: dict[str, Any] = {
        "tab": "live",
        "schemes": choices,
        "periods": [code for year in years(request) for code in periods(year)],
        "entered": given,
    }
    if choices:
        try:
            scheme, period, day = asked_for(request, given, choices)
            view = queries.live_view(request.standing, scheme, period, min(day, request.standing.today))
            context |= league_context(request, view.league, around_live(request, view, scheme, period, day))
        except Refused as refusal:
            context["problems"] = refusal.problems
    return render(request, "assessment/live.html", context, status=422 if context.get("problems") else 200)


def around_live(request: Request, view: LiveView, scheme: Scheme, period: Period, day: date) -> Around:
    """What stands beside a table that nobody keeps."""
    asked = (("scheme", str(scheme.pk)), ("period", period.code), ("as_of", day.isoformat()))
    kept = urlencode(asked)
    found = standings.live_result(view.league.scheme, view.inputs)
    firm = standings.robustness_of if "firm" in request.GET else standings.robustness_at_hand
    return Around(
        why=lambda unit: f"{reverse('assessment_live_trace', args=[unit])}?{kept}",
        firm=firm(found),
        firm_url=f"{reverse('assessment_live_robustness')}?{kept}",
        as_of=min(day, request.standing.today),
        asked=asked,
    )


@page()
def export(request: Request, key: int, form: str) -> HttpResponse:
    """The league table as CSV or workbook, simulated mark included."""
    found = seen_run(request, key)
    league = queries.run_view(request.standing, found).league
    head = [named(league.scheme), found.period, found.as_of.isoformat(), str(found.get_state_display())]
    rows = league_rows(league, standings.run_robustness(found), head)
    name = f"league-{found.period}-{found.pk}.{form}"
    if form == "csv":
        return download(table_csv(rows), CSV, name)
    return download(table_xlsx(rows, found.period), XLSX, name)


routes = [
    path("assessment/", current, name="assessment"),
    path("assessment/live/", live, name="assessment_live"),
    path("assessment/runs/", runs, name="assessment_runs"),
    path("assessment/runs/trial/", trial, name="assessment_trial"),
    path("assessment/runs/<int:key>/", run, name="assessment_run"),
    path("assessment/runs/<int:key>/freeze/", freeze, name="assessment_freeze"),
    path("assessment/runs/<int:key>/settle/", settle, name="assessment_settle"),
    path("assessment/runs/<int:key>/publish/", publish, name="assessment_publish"),
    path("assessment/runs/<int:key>/table.csv", export, {"form": "csv"}, name="assessment_export"),
    path("assessment/runs/<int:key>/table.xlsx", export, {"form": "xlsx"}, name="assessment_export_xlsx"),
]
