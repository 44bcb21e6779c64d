"""People's panels: the list, setting one up, one's own ballot, the sealed result (评议)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from luoshi.assessment import panels, policies, surveys
from luoshi.assessment.actions.save_ballot import save_ballot
from luoshi.assessment.actions.seal_panel import seal_panel
from luoshi.assessment.actions.submit_ballot import submit_ballot
from luoshi.assessment.actions.withdraw_ballot import withdraw_ballot
from luoshi.assessment.ballots import (
    Filled,
    ballot_of,
    own_units,
    rated_units,
    rater_of,
    votes_of,
)
from luoshi.assessment.scale import Scale, scale_of
from luoshi.exchange.plain_table import table_csv
from luoshi.ledger.refusal import Problem, Refused
from luoshi.web import panel_words as words
from luoshi.web.access import page
from luoshi.web.downloads import CSV, download
from luoshi.web.formats import number
from luoshi.web.named import named
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.assessment.panel_models import Ballot, Panel
    from luoshi.org.tree import Node


@page()
def opinions(request: Request) -> HttpResponse:
    """Panels and surveys, the latest first, and what waits for one's own vote."""
    context = {
        "tab": "opinions",
        "sees_trials": policies.sees_trials(request.standing),
        "may_define": policies.may_score(request.standing),
        "votes": votes_of(request.standing) if request.as_of == request.standing.today else [],
        "panels": [(p, *words.state_of(p, request.as_of)) for p in panels.panels(request.as_of)],
        "surveys": surveys.surveys(request.as_of),
    }
    return render(request, "assessment/panels.html", context)


def _panel(request: Request, key: int) -> Panel:
    found = panels.find_panel(key, request.as_of)
    if found is None:
        raise Http404
    return found


@page()
def panel(request: Request, key: int) -> HttpResponse:
    """The rules of a panel, how far it is, and its result once it is sealed."""
    return _show(request, _panel(request, key))


def _show(request: Request, found: Panel, problems: list[Problem] | None = None) -> HttpResponse:
    standing = request.standing
    view = panels.panel_view(standing, found)
    now = request.as_of == standing.today
    office = policies.may_score(standing) and found.sealed_at is None and now
    scale = scale_of(found.scale)
    word, tone = words.state_of(found, request.as_of)
    context = {
        "panel": found,
        "view": view,
        "lines": _bars(found, view.lines, scale),
        "word": word,
        "tone": tone,
        "sentence": words.panel_sentence(view, request.as_of),
        "scale": words.scale_words(scale),
        "questions": [words.question_words(q) for q in found.questions],
        "office": office,
        "outstanding": panels.outstanding(standing, found) if office else [],
        "may_seal": office and standing.today > found.closes_on,
        "may_rate": now and any(vote.panel.pk == found.pk for vote in votes_of(standing)),
        "problems": problems or [],
    }
    return render(request, "assessment/panel.html", context, status=422 if problems else 200)


def _bars(
    found: Panel, lines: tuple[panels.Line, ...], scale: Scale
) -> list[tuple[panels.Line, float, list[tuple[str, Decimal | None]]]]:
    """Lines, the best first, each with the length of its bar in per cent of the scale and its answers by question."""
    ranked = sorted(lines, key=lambda line: (line.score is None, -(line.score or 0)))
    width = scale.high - scale.low
    questions = [words.question_words(q) for q in _several(found)]
    return [
        (
            line,
            float(((line.score or scale.low) - scale.low) / width * 100),
            [(q, line.answers[n] if line.answers else None) for n, q in enumerate(questions)],
        )
        for line in ranked
    ]


@page(policies.may_score)
@require_POST
def seal(request: Request, key: int) -> HttpResponse:
    """Make the result of a panel that is over."""
    found = _panel(request, key)
    try:
        seal_panel(request.standing, found)
    except Refused as refusal:
        return _show(request, found, refusal.problems)
    messages.success(request, _("The panel is sealed. Who gave what is on no record any more."))
    return redirect("assessment_panel", key)


@dataclass(frozen=True)
class Answer:
    """One answer of a ballot as it stands on the form."""

    name: str
    question: str
    text: str
    problem: str


@dataclass(frozen=True)
class BallotRow:
    """A unit of a ballot as it is shown; ``own`` units are not rated."""

    unit: Node
    own: bool
    answers: tuple[Answer, ...]
    reason: str
    reason_problem: str


@page()
def rate(request: Request, key: int) -> HttpResponse:
    """One's own ballot: all units on one page; kept as a draft, submitted, withdrawn."""
    found = _panel(request, key)
    vote = rater_of(request.standing, found)
    if vote is None:
        raise Http404
    problems: list[Problem] = []
    filled: Filled | None = None
    if request.method == "POST":
        filled = _filled(request, found)
        try:
            return _done(request, found, filled)
        except Refused as refusal:
            problems = refusal.problems
    ballot = ballot_of(vote, request.standing)
    submitted = ballot is not None and ballot.state == "submitted"
    rows = _rows(request, found, ballot, None if submitted else filled, problems)
    scale = scale_of(found.scale)
    shown = {answer.name for row in rows for answer in row.answers}
    shown |= {f"a-{row.unit.code}-reason" for row in rows}
    context = {
        "panel": found,
        "rows": rows,
        "own": sum(row.own for row in rows),
        "submitted": submitted,
        "ballot": ballot,
        "open": found.opens_on <= request.standing.today <= found.closes_on and found.sealed_at is None,
        "scale": scale,
        "scale_words": words.scale_words(scale),
        "questions": [words.question_words(q) for q in found.questions],
        "problems": [problem for problem in problems if f"a-{problem.code}" not in shown],
        "wrong": len([problem for problem in problems if f"a-{problem.code}" in shown]),
    }
    return render(request, "assessment/rate.html", context, status=422 if problems else 200)


def _done(request: Request, found: Panel, filled: Filled) -> HttpResponse:
    act = request.POST.get("do", "")
    if act == "withdraw":
        withdraw_ballot(request.standing, found)
        messages.success(request, _("Withdrawn. It does not count until you submit it again."))
        return redirect("assessment_rate", found.pk)
    if act == "submit":
        submit_ballot(request.standing, found, filled)
        messages.success(request, _("Submitted. You can withdraw it until the panel closes."))
        return redirect("assessment_panel", found.pk)
    save_ballot(request.standing, found, filled)
    messages.success(request, _("The draft is kept. It counts once you submit it."))
    return redirect("assessment_rate", found.pk)


def _filled(request: Request, found: Panel) -> Filled:
    units, size = rated_units(found), len(found.questions)
    return Filled(
        {u.code: [request.POST.get(f"a-{u.code}-{n}", "") for n in range(size)] for u in units},
        {u.code: request.POST.get(f"r-{u.code}", "") for u in units},
    )


def _rows(
    request: Request, found: Panel, ballot: Ballot | None, filled: Filled | None, problems: list[Problem]
) -> list[BallotRow]:
    """Every unit with what was typed, else with what is kept; a problem beside the answer it concerns."""
    own = own_units(request.standing, found)
    wrong = {problem.code: f"{problem.what} {problem.mend}" for problem in problems}
    answers: dict[str, Any] = dict(filled.answers if filled else ballot.ratings if ballot else {})
    reasons: dict[str, str] = dict(filled.recusals if filled else ballot.recusals if ballot else {})
    questions = [words.question_words(q) for q in found.questions]
    blank = [""] * len(questions)
    return [
        BallotRow(
            unit=unit,
            own=unit.code in own,
            answers=tuple(
                Answer(f"a-{unit.code}-{n}", questions[n], text, wrong.get(f"{unit.code}-{n}", ""))
                for n, text in enumerate(answers.get(unit.code, blank))
            ),
            reason=reasons.get(unit.code, ""),
            reason_problem=wrong.get(f"{unit.code}-reason", ""),
        )
        for unit in rated_units(found)
    ]


@page()
def export(request: Request, key: int) -> HttpResponse:
    """The result as CSV: what the page shows, and no more."""
    found = _panel(request, key)
    view = panels.panel_view(request.standing, found)
    head = [_("Unit"), _("Score"), *(words.question_words(q) for q in _several(found)), _("Raters")]
    classes = [named(line.rater_class) for line in view.classes]
    rows = [[named(found), found.period], [*head, *classes, _("Agreement")]]
    if found.simulated:
        rows.insert(0, [_("Simulated data")])
    for line in view.lines:
        asked = [number(value) or "" for value in line.answers] or [""] * len(_several(found))
        rows.append(
            [
                named(line.unit),
                number(line.score) or "",
                *asked,
                str(line.raters or _("fewer than 3")),
                *(map(str, line.by_class) if line.by_class else [""] * len(classes)),
                number(line.agreement) or "",
            ]
        )
    return download(table_csv(rows), CSV, f"panel-{found.code}-{found.period}.csv")


def _several(found: Panel) -> list[dict[str, str]]:
    """The questions, where there are several; one question is the score itself."""
    questions: list[dict[str, str]] = found.questions
    return questions if len(questions) > 1 else []


routes = [
    path("assessment/panels/", opinions, name="assessment_panels"),
    path("assessment/panels/<int:key>/", panel, name="assessment_panel"),
    path("assessment/panels/<int:key>/seal/", seal, name="assessment_panel_seal"),
    path("assessment/panels/<int:key>/rate/", rate, name="assessment_rate"),
    path("assessment/panels/<int:key>/table.csv", export, name="assessment_panel_export"),
]
