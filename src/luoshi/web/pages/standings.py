"""Behind the league table: how firm ranks are, what they depend on, the audit of a scheme, the record of years (排行分析)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode

from luoshi.assessment import policies, queries, standings
from luoshi.assessment.audit import LEAST_UNITS
from luoshi.assessment.record import GroupRecord, UnitRecord, Year
from luoshi.ledger.refusal import Refused
from luoshi.org.queries import dissolved, tree, unit_by_code
from luoshi.web import league_words as words
from luoshi.web import standing_words as told
from luoshi.web.access import page
from luoshi.web.alternative_words import unusable_words
from luoshi.web.formats import number, rounded
from luoshi.web.named import group_named, named
from luoshi.web.pages.assessment import asked_for, seen_run
from luoshi.web.request import Request

if TYPE_CHECKING:
    from luoshi.assessment.league import League
    from luoshi.assessment.standings import Result

# A table of every pair is read up to here; beyond it only the findings are.
PAIRS = 16
STRONG, WEAK = 0.9, Decimal("0.5")


@page()
def robustness(request: Request, key: int) -> HttpResponse:
    """How firm the ranks of a run are, and on which weights they depend."""
    run = seen_run(request, key)
    league = queries.run_view(request.standing, run).league
    context = {
        "run": run,
        "back": reverse("assessment_run", args=[run.pk]),
        "day": run.as_of,
        "table_period": run.period,
    }
    return _firm(
        request,
        league,
        standings.result_of(request.standing, run),
        lambda unit: reverse("assessment_trace", args=[run.pk, unit]),
        context,
    )


@page(policies.sees_trials)
def live_robustness(request: Request) -> HttpResponse:
    """The same of a table that nobody keeps."""
    try:
        given = {"as_of": request.as_of.isoformat(), **request.GET.dict()}
        scheme, period, day = asked_for(request, given)
    except Refused as refusal:
        raise Http404 from refusal
    day = min(day, request.standing.today)
    view = queries.live_view(request.standing, scheme, period, day)
    kept = {"scheme": str(scheme.pk), "period": period.code, "as_of": day.isoformat()}
    context = {
        "back": f"{reverse('assessment_live')}?{urlencode(kept)}",
        "day": day,
        "table_period": period.code,
        "asked": list(kept.items()),
    }
    return _firm(
        request,
        view.league,
        standings.live_result(view.league.scheme, view.inputs),
        lambda unit: f"{reverse('assessment_live_trace', args=[unit])}?{urlencode(kept)}",
        context,
    )


def _firm(
    request: Request, league: League, result: Result, why: Callable[[str], str], context: dict[str, Any]
) -> HttpResponse:
    """``?group=`` chooses the peer group, ``?unit=`` one unit's rank, ``?calculate`` asks for what takes longer."""
    firm = standings.robustness_of(result)
    tables = [table for table in league.tables if any(line.rank for line in table.lines)]
    table = next((t for t in tables if t.group.code == request.GET.get("group")), next(iter(tables), None))
    context |= {"league": league, "firm": firm, "why": why, "groups": [], "panel": None}
    if table is not None:
        line = next((ln for ln in table.lines if ln.rank and ln.unit.code == request.GET.get("unit")), None)
        unit = line.unit.code if line else ""
        found = standings.dependences_of(result, table.group.code, unit, calculate="calculate" in request.GET)
        of = named(line.unit) if line else named(table.group)
        panels = words.panels(league, why, words.Beside(firm))
        context |= {
            "groups": [(t.group.code, named(t.group)) for t in tables],
            "group": table.group.code,
            "panel": next(p for p in panels if p.code == table.group.code),
            "sentence": told.firm_sentence(panels),
            "chart": told.spans_chart(table, firm),
            "method": [
                w
                for w in (
                    told.firm_words(firm, league.scheme),
                    unusable_words(firm),
                    told.alike_words(firm),
                    told.set_words(firm),
                )
                if w
            ],
            "units": [(ln.unit.code, named(ln.unit)) for ln in table.lines if ln.rank],
            "unit": unit,
            "choices": bool(league.scheme.choices),
            "weights": None if found is None else told.weights(found, league.scheme),
            "depends": "" if found is None else told.weights_sentence(found, league.scheme, of),
        }
    return render(request, "assessment/standings/robustness.html", context)


@page()
def audit(request: Request, key: int) -> HttpResponse:
    """What the items of a scheme promise by weight, and what they did to its newest result."""
    scheme = queries.find_scheme(request.standing, key)
    if scheme is None:
        raise Http404
    text = queries.scheme_text(scheme)
    found = standings.audit_of(request.standing, scheme)
    context: dict[str, Any] = {"scheme": scheme, "run": found.run, "audit": found.audit}
    if found.audit is not None:
        items = text.items
        context |= {
            "sentence": told.audit_sentence(found.audit),
            "findings": [told.told(finding, text) for finding in found.audit.findings],
            "items": [(named(node), item) for node, item in zip(items, found.audit.items, strict=True)],
            "blocks": [
                (named(text if one.code == text.code else text.node(one.code)), one)
                for one in found.audit.blocks
            ],
            "pairs": _pairs([named(node) for node in items], found.audit.correlations),
            "least": LEAST_UNITS,
        }
    return render(request, "assessment/standings/audit.html", context)


@dataclass(frozen=True)
class Pair:
    """A correlation as it is shown: the number, and the word for a strong one."""

    text: str
    tone: str


def _pairs(
    names: list[str], rows: tuple[tuple[float | None, ...], ...]
) -> list[tuple[int, str, list[Pair | None]]]:
    """The lower half of the table, numbered; [] where there are too many items to read."""
    if len(names) > PAIRS or not rows:
        return []
    return [
        (n + 1, name, [_pair(rows[n][other]) if other < n else None for other in range(len(names) - 1)])
        for n, name in enumerate(names)
    ]


def _pair(value: float | None) -> Pair:
    if value is None:
        return Pair("—", "")
    # By what is printed: 0.4996 stands there as 0.50, and the note says that heavy type begins at 0.5.
    shown = rounded(value, 2) or Decimal(0)
    tone = "same" if value > STRONG else "strong" if abs(shown) >= WEAK else ""
    return Pair(number(shown, 2) or "", tone)


@page()
def record(request: Request) -> HttpResponse:
    """The years of every unit, group by group."""
    spans, span, records = standings.record_of(request.standing, request.as_of, request.GET.get("span"))
    units, groups = _names(request, records)
    chosen = request.GET.get("group", "")
    chosen = chosen if chosen in {one.group for one in records} else ""
    shown = [year.past.run for one in records if chosen in ("", one.group) for year in one.years]
    sources = sorted({run.pk: run for run in shown}.values(), key=lambda run: (run.period, run.pk))
    context = {
        "tab": "record",
        "sees_trials": policies.sees_trials(request.standing),
        "spans": [(code, told.span_name(code)) for code in spans],
        "span": span,
        "group": chosen,
        "groups": [(one.group, groups.get(one.group, one.group)) for one in records],
        "sentence": told.record_sentence(records, lambda code: units.get(code, code)),
        "tables": [
            {
                "code": one.group,
                "name": groups.get(one.group, one.group),
                "years": [(year, told.year_marks(year)) for year in one.years],
                "marks": told.record_marks(one),
                "rows": [
                    (units.get(unit.code, unit.code), unit, _cells(one, unit))
                    for unit in one.units
                    if unit.years
                ],
            }
            for one in records
            if chosen in ("", one.group)
        ],
        "simulated": any(run.simulated for run in sources),
        "sources": sources,
    }
    return render(request, "assessment/standings/record.html", context)


@page()
def unit_record(request: Request, unit: str) -> HttpResponse:
    """The years of one unit."""
    spans, span, records = standings.record_of(request.standing, request.as_of, request.GET.get("span"))
    units, groups = _names(request, records)
    held = [(one, own) for one in records for own in one.units if own.code == unit]
    if unit not in units or not held:
        raise Http404
    one, own = held[0]
    context = {
        "name": units[unit],
        "code": unit,
        "spans": [(code, told.span_name(code)) for code in spans],
        "span": span,
        "group": groups.get(one.group, one.group),
        "own": own,
        "sentence": told.unit_sentence(units[unit], own),
        "marks": told.record_marks(one),
        "cells": _cells(one, own),
        "simulated": any(year.past.run.simulated for year in one.years),
    }
    return render(request, "assessment/standings/unit_record.html", context)


@dataclass(frozen=True)
class YearCell:
    """One year of one unit; ``why`` is where its score opens."""

    year: Year
    rank: int | None
    score: Any
    rolling: float | None
    elsewhere: bool
    why: str

    @property
    def marks(self) -> str:
        """What stands beside the year."""
        return told.year_marks(self.year)

    @property
    def digits(self) -> int:
        """Decimals of the mean: those of the score, two at least."""
        return 2 if self.score is None else max(2, -int(self.score.as_tuple().exponent))


def _cells(one: GroupRecord, unit: UnitRecord) -> list[YearCell]:
    return [
        YearCell(
            year,
            rank,
            score,
            rolling,
            elsewhere,
            reverse("assessment_trace", args=[year.past.run.pk, unit.code]) if rank else "",
        )
        for year, rank, score, rolling, elsewhere in zip(
            one.years, unit.ranks, unit.scores, unit.rolling, unit.elsewhere, strict=True
        )
    ]


def _names(request: Request, records: Sequence[GroupRecord]) -> tuple[dict[str, str], dict[str, str]]:
    """Names of units by code, and of peer groups, as of the day; of a unit of ``records`` that is gone, its last."""
    nodes = list(tree(request.as_of).nodes.values())
    unknown = {own.code for one in records for own in one.units} - {n.code for n in nodes}
    former = {unit.pk for code in unknown if (unit := unit_by_code(code))}
    gone = [node for node, _until in dissolved(former, request.as_of)]
    return {n.code: named(n) for n in [*gone, *nodes]}, {n.group: group_named(n) for n in nodes if n.group}


routes = [
    path("assessment/record/", record, name="assessment_record"),
    path("assessment/record/<str:unit>/", unit_record, name="assessment_unit_record"),
    path("assessment/live/robustness/", live_robustness, name="assessment_live_robustness"),
    path("assessment/runs/<int:key>/robustness/", robustness, name="assessment_robustness"),
    path("assessment/schemes/<int:key>/audit/", audit, name="assessment_audit"),
]
