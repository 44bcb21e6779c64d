"""Why a unit has its score and rank, what would move it, and what sets it apart from another (得分说明)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luoshi.assessment import policies
from luoshi.assessment.events import kept_events
from luoshi.assessment.levers import levers
from luoshi.assessment.opened import Opened, earlier_runs, open_live, open_run
from luoshi.assessment.shift import shift
from luoshi.assessment.trace import Step
from luoshi.assessment.unit_report import unit_report
from luoshi.briefing import queries as briefing_queries
from luoshi.ledger.refusal import Refused
from luoshi.web import event_words
from luoshi.web import explanation_words as words
from luoshi.web.access import page
from luoshi.web.bulletin_view import PAPER_ONLY
from luoshi.web.downloads import paper
from luoshi.web.formats import number
from luoshi.web.named import named
from luoshi.web.pages.assessment import asked_for, seen_run
from luoshi.web.request import Request
from luoshi.workdays.day_names import day as day_words
from luoshi.workdays.period_names import period_name
from luoshi.workdays.periods import Period

if TYPE_CHECKING:
    from luoshi.assessment.comparison import Difference
    from luoshi.assessment.levers import Lever, Outcome
    from luoshi.assessment.models import Run, Scheme


@dataclass(frozen=True)
class Subject:
    """One unit of one result: ``run`` is None and ``query`` says which day where nobody keeps it."""

    opened: Opened
    unit: str
    scheme: Scheme
    period: str
    day: date
    run: Run | None
    query: str = ""

    def address(self, view: str, unit: str = "") -> str:
        """Where another view of the same result is, of this unit or of another."""
        unit = unit or self.unit
        if self.run is not None:
            return reverse(f"assessment_{view}", args=[self.run.pk, unit])
        return f"{reverse(f'assessment_live_{view}', args=[unit])}?{self.query}"

    @property
    def table(self) -> str:
        """Where the table is that it stands in."""
        if self.run is not None:
            return reverse("assessment_run", args=[self.run.pk])
        return f"{reverse('assessment_live')}?{self.query}"

    @property
    def digits(self) -> int:
        return self.opened.scheme.rules.digits

    def frame(self, view: str) -> dict[str, Any]:
        """What every view of it shows: the way back, the other views, the unit's line."""
        line = self.opened.league.line(self.unit)
        tabs = [
            ("trace", _("How the score came about")),
            ("levers", _("What would move it")),
            ("comparison", _("Beside another unit")),
            ("shift", _("Since an earlier result")),
        ]
        if self.run is not None:
            tabs.append(("report", _("Report to the unit")))
        return {
            "scheme": self.scheme,
            "table_period": self.period,
            "day": self.day,
            "back": self.table,
            "tabs": [(self.address(name), label, name == view) for name, label in tabs],
            "line": line,
            "of": int(self.opened.account.of[self.opened.row(self.unit)]),
            "among_all": self.opened.among_all,
            "digits": self.digits,
            "why": self.address("trace"),
        }


def _kept(request: Request, key: int, unit: str) -> Subject:
    run = seen_run(request, key)
    opened = open_run(request.standing, run)
    return _found(Subject(opened, unit, run.scheme, run.period, run.as_of, run))


def _live(request: Request, unit: str) -> Subject:
    try:
        scheme, period, day = asked_for(request, request.GET.dict())
    except Refused as refusal:
        raise Http404 from refusal
    day = min(day, request.standing.today)
    opened = open_live(request.standing, scheme, period, day)
    asked = request.GET.copy()
    for own in ("other", "since"):
        asked.pop(own, None)
    return _found(Subject(opened, unit, scheme, period.code, day, None, asked.urlencode()))


def _found(subject: Subject) -> Subject:
    """404 where the unit was not assessed."""
    try:
        subject.opened.row(subject.unit)
    except KeyError as unknown:
        raise Http404 from unknown
    return subject


@page()
def trace(request: Request, key: int, unit: str) -> HttpResponse:
    """Why this score and this rank."""
    return _trace(request, _kept(request, key, unit))


@page(policies.sees_trials)
def live_trace(request: Request, unit: str) -> HttpResponse:
    """Why a unit stands where it does in the table of a day, calculated while it is asked for."""
    return _trace(request, _live(request, unit))


def _trace(request: Request, subject: Subject) -> HttpResponse:
    found = subject.opened.trace(subject.unit)
    context = {
        **subject.frame("trace"),
        "rows": [
            _step_row(subject, row) if isinstance(row, Step) else {"branch": row, "name": named(row.node)}
            for row in found.rows
        ],
        "lost": sum(part.lost or 0.0 for part in found.line.parts) if found.line.score is not None else None,
        "losses": words.loss_words(found.line),
        "plain": subject.opened.scheme.rules.is_plain,
        "added": words.beside_words(subject.opened, subject.unit),
        "events": [
            event_words.kept_row(event) for event in kept_events(subject.opened.figures, subject.unit)
        ],
        "decided": words.decided_words(subject.opened.decided(subject.unit)),
        "neighbours": words.neighbour_words(subject.opened, found),
    }
    return render(request, "assessment/trace.html", context)


def _step_row(subject: Subject, step: Step) -> dict[str, Any]:
    return {
        "step": step,
        "name": named(step.part.node),
        "account": words.step_words(step),
        "measure": words.measure_words(step),
        "target": words.target_words(step),
        "fired": words.fired_words(step),
        "rebased": words.rebased_words(step),
        "stages": words.stage_words(step),
        "unit": words.unit_words(step),
        "period": f"{subject.scheme.year}-{step.month:02d}" if step.month else "",
    }


@page()
def leverage(request: Request, key: int, unit: str) -> HttpResponse:
    """What would move the score most, and the smallest change that wins a place."""
    return _levers(request, _kept(request, key, unit))


@page(policies.sees_trials)
def live_leverage(request: Request, unit: str) -> HttpResponse:
    """The same in the table of a day."""
    return _levers(request, _live(request, unit))


def _levers(request: Request, subject: Subject) -> HttpResponse:
    found = levers(subject.opened, subject.unit)
    steps = {step.part.node.code: step for step in subject.opened.trace(subject.unit).steps}
    rows = [
        {
            **_step_row(subject, steps[lever.part.node.code]),
            "lever": lever,
            "outcomes": [
                _outcome(lever, lever.full, _("With the full mark")),
                _outcome(lever, lever.best, _("At the cap")),
                _outcome(lever, lever.place, _("Smallest change that wins a place")),
            ],
        }
        for lever in found.found
    ]
    context = {**subject.frame("levers"), "levers": found, "rows": rows, "said": words.lever_words(found)}
    return render(request, "assessment/explanation/levers.html", context)


def _outcome(lever: Lever, outcome: Outcome | None, label: str) -> dict[str, str]:
    if outcome is None:
        return {"label": label}
    return {
        "label": label,
        "gain": words.gain_words(outcome),
        "figure": words.outcome_words(lever, outcome),
    }


@page()
def comparison(request: Request, key: int, unit: str) -> HttpResponse:
    """Two units of a group side by side, item by item."""
    return _comparison(request, _kept(request, key, unit))


@page(policies.sees_trials)
def live_comparison(request: Request, unit: str) -> HttpResponse:
    """The same in the table of a day."""
    return _comparison(request, _live(request, unit))


def _comparison(request: Request, subject: Subject) -> HttpResponse:
    opened, peers = subject.opened, subject.opened.peers(subject.unit)
    line = opened.league.line(subject.unit)
    chosen = next((peer for peer in peers if peer.unit.code == request.GET.get("other")), None)
    other = chosen or _next_to(line.rank, peers)
    context = {**subject.frame("comparison"), "peers": peers, "other": other, "query": request.GET.items()}
    if other is not None:
        found = opened.compare(subject.unit, other.unit.code)
        steps = [
            {step.part.node.code: _step_row(subject, step) for step in opened.trace(code).steps}
            for code in (subject.unit, other.unit.code)
        ]
        context |= {
            "found": found,
            "said": words.comparison_words(found, line, other),
            "rows": [_difference_row(item, *steps) for item in found.items],
            "other_why": subject.address("trace", other.unit.code),
        }
    return render(request, "assessment/explanation/comparison.html", context)


def _next_to(rank: int | None, peers: tuple[Any, ...]) -> Any:
    """The unit just ahead, else the one just behind, else any; None where a unit is alone."""
    ahead = [peer for peer in peers if rank and peer.rank and peer.rank <= rank]
    return ahead[-1] if ahead else next(iter(peers), None)


def _difference_row(
    item: Difference, mine: dict[str, dict[str, Any]], theirs: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    code = item.rule.code
    return {"item": item, "name": named(item.rule), "mine": mine.get(code), "theirs": theirs.get(code)}


@page()
def since(request: Request, key: int, unit: str) -> HttpResponse:
    """What became of a unit since an earlier result: its own change, the others', the rules'."""
    return _since(request, _kept(request, key, unit))


@page(policies.sees_trials)
def live_since(request: Request, unit: str) -> HttpResponse:
    """The same up to the table of a day."""
    return _since(request, _live(request, unit))


def _since(request: Request, subject: Subject) -> HttpResponse:
    runs = earlier_runs(request.standing, subject.scheme.code, subject.day, request.as_of, subject.run)
    chosen = next((run for run in runs if str(run.pk) == request.GET.get("since")), next(iter(runs), None))
    context = {**subject.frame("shift"), "runs": runs, "since": chosen, "query": request.GET.items()}
    if chosen is not None:
        since = _run_words(chosen)
        context |= {"since_words": since, **_shifted(request, subject, chosen, since)}
    return render(request, "assessment/explanation/shift.html", context)


def _run_words(run: Run | None) -> str:
    """Which result is meant: 2015年上半年（截至2015年6月12日）."""
    assert run is not None
    return _("%(period)s, as known on %(day)s") % {
        "period": period_name(Period.parse(run.period)),
        "day": day_words(run.as_of),
    }


def _shifted(request: Request, subject: Subject, since: Run, said: str) -> dict[str, Any]:
    """The change since an earlier run, as the page draws it; {} where that run did not assess the unit."""
    opened = open_run(request.standing, since)
    then = Subject(opened, subject.unit, since.scheme, since.period, since.as_of, since)
    if subject.unit not in opened.codes:
        return {}
    found = shift(opened, subject.opened, subject.unit)
    before, now = (
        {step.part.node.code: _step_row(place, step) for step in place.opened.trace(place.unit).steps}
        for place in (then, subject)
    )
    return {
        "found": found,
        "said": words.shift_words(found, said),
        "then_why": then.address("trace"),
        "then_day": then.day,
        "rows": [
            {
                "item": item,
                "name": named(item.rule),
                "then": before.get(item.rule.code),
                "now": now.get(item.rule.code),
            }
            for item in found.items.items
        ],
        "group": [
            {
                "line": line,
                "why": subject.address("trace", line.unit.code),
                "then": opened.league.line(line.unit.code).rank if line.unit.code in opened.codes else None,
                "passed": line in found.passed,
                "passed_by": line in found.passed_by,
            }
            for line in subject.opened.table(subject.unit).lines
        ],
    }


@page()
def report(request: Request, key: int, unit: str) -> HttpResponse:
    """The whole result of one unit on one page, to be printed or kept as a document."""
    from luoshi.briefing.unit_report import chart_spec

    subject = _kept(request, key, unit)
    assert subject.run is not None
    found = unit_report(request.standing, subject.run, unit, request.as_of)
    rows = [
        {**_step_row(subject, marked.step), "mean": marked.mean, "part": marked.step.part}
        for marked in found.items
    ]
    title = _("Item scores of %s") % named(found.line.unit)
    scored = [row for row in rows if row["part"].score is not None]
    spec = chart_spec([(row["name"], row["part"].score) for row in scored], title, _("points"))
    twin = [[row["name"], number(row["part"].score, 2), number(row["mean"], 2)] for row in scored]
    context = {
        **subject.frame("report"),
        "found": found,
        "rows": rows,
        "place": words.place_words(found),
        "losses": words.loss_words(found.line),
        "levers": words.lever_words(found.levers),
        "firm": words.firm_words(found),
        "moved": words.shift_words(found.shift, _run_words(found.since)) if found.shift else "",
        "added": words.beside_words(subject.opened, subject.unit),
        "links": {name: subject.address(name) for name in ("levers", "shift")},
        "chart": {
            "spec": {**{k: v for k, v in spec.items() if k not in PAPER_ONLY}, "width": "container"},
            "table": {
                "caption": title,
                "columns": [_("Item"), _("Item score"), _("Mean of the group")],
                "rows": twin,
            },
        },
    }
    return render(request, "assessment/explanation/report.html", context)


@page()
def report_docx(request: Request, key: int, unit: str) -> HttpResponse:
    """The report as a document, in Chinese."""
    subject = _kept(request, key, unit)
    assert subject.run is not None
    return paper(*briefing_queries.unit_report(request.standing, subject.run, unit, request.as_of))


KEPT = "assessment/runs/<int:key>/units/<str:unit>/"
LIVE = "assessment/live/units/<str:unit>/"

routes = [
    path(KEPT, trace, name="assessment_trace"),
    path(f"{KEPT}levers/", leverage, name="assessment_levers"),
    path(f"{KEPT}comparison/", comparison, name="assessment_comparison"),
    path(f"{KEPT}since/", since, name="assessment_shift"),
    path(f"{KEPT}report/", report, name="assessment_report"),
    path(f"{KEPT}report.docx", report_docx, name="assessment_report_docx"),
    path(LIVE, live_trace, name="assessment_live_trace"),
    path(f"{LIVE}levers/", live_leverage, name="assessment_live_levers"),
    path(f"{LIVE}comparison/", live_comparison, name="assessment_live_comparison"),
    path(f"{LIVE}since/", live_since, name="assessment_live_shift"),
]
