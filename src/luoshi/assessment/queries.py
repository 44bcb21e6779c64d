"""All reads that leave the assessment room."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import OuterRef, Q, QuerySet, Subquery

from luoshi.assessment import calculation, review
from luoshi.assessment.calculation import Replay
from luoshi.assessment.facts import gather
from luoshi.assessment.inputs import Assessed, Inputs
from luoshi.assessment.league import League, kept_league, live_league
from luoshi.assessment.models import Run, RunKind, RunState, Scheme
from luoshi.assessment.movement import Moves, moves_between
from luoshi.assessment.policies import sees_trials, visible_runs, visible_schemes
from luoshi.assessment.scheme_text import SchemeText, read_scheme
from luoshi.assessment.scoring import used_indicators
from luoshi.assessment.versions import in_force
from luoshi.kernel.weighted_tree import Missing, weigh
from luoshi.ledger.refusal import Problem, require
from luoshi.org.standing import Standing
from luoshi.targets.facts import MONTHS
from luoshi.targets.models import Target
from luoshi.targets.positions import HALF_YEAR
from luoshi.targets.queries import last_complete_month
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period


@dataclass(frozen=True)
class RunView:
    """A run with its league table, and the published run before it, whose ranks the changes are against."""

    run: Run
    league: League
    before: Run | None


@dataclass(frozen=True)
class LiveView:
    """A table that nobody keeps, and the inputs it was calculated from."""

    league: League
    inputs: Inputs


def schemes(standing: Standing, years: Collection[int]) -> list[Scheme]:
    """Schemes of these years that may be seen, the latest year's first, the newest version of each first."""
    return list(Scheme.objects.filter(visible_schemes(standing), year__in=years))


def find_scheme(standing: Standing, key: int) -> Scheme | None:
    """The scheme with this key; None when there is none or it may not be seen."""
    seen = Scheme.objects.filter(visible_schemes(standing), pk=key)
    return seen.select_related(
        "drafted_by", "consulted_by", "approved_by", "published_by", "locked_by", "replaces"
    ).first()


def runs_of(standing: Standing, scheme: Scheme) -> list[Run]:
    """Results by this version that may be seen, trials left out, the newest first, without their figures."""
    return list(
        Run.objects.filter(visible_runs(standing), scheme=scheme)
        .exclude(state=RunState.TRIAL)
        .defer("inputs", "result")
    )


def under_review(standing: Standing, years: Collection[int], as_of: date) -> list[Run]:
    """Final results of these years whose review window is open on ``as_of``, without their figures."""
    return list(
        Run.objects.filter(
            visible_runs(standing),
            scheme__year__in=years,
            kind=RunKind.FINAL,
            frozen_at__lte=end_of(as_of),
            review_until__gte=as_of,
            superseded_by__isnull=True,
        )
        .select_related("scheme")
        .defer("inputs", "result", "scheme__source")
    )


def scheme_text(scheme: Scheme) -> SchemeText:
    """The rules of a scheme, read from its text."""
    return read_scheme(scheme.source)


def runs(standing: Standing, year: int, as_of: date) -> list[Run]:
    """Runs of a year that could be seen on ``as_of``, the newest first, without their figures; states of that day."""
    found = (
        Run.objects.filter(seen_on(standing, as_of), scheme__year=year)
        .select_related("scheme", "created_by", "frozen_by", "settled_by", "published_by")
        .defer("inputs", "result", "scheme__source")
    )
    return [_as_it_was(run, as_of) for run in found]


def find_run(standing: Standing, key: int, as_of: date) -> Run | None:
    """The run with this key in its state of ``as_of``; None when there was none then or it could not be seen.

    ``later`` is the key of the run that had taken its place.
    """
    later = _later(standing, as_of).filter(supersedes=OuterRef("pk")).order_by("-pk")
    found = (
        Run.objects.filter(seen_on(standing, as_of), pk=key)
        .annotate(later=Subquery(later.values("pk")[:1]))
        .select_related(
            "scheme", "created_by", "frozen_by", "settled_by", "published_by", "supersedes__scheme"
        )
        .first()
    )
    return None if found is None else _as_it_was(found, as_of)


def superseding(standing: Standing, runs: Collection[int], as_of: date) -> dict[int, int]:
    """By run (keys), the run that had taken its place on ``as_of``, as far as this person may see it."""
    later = _later(standing, as_of).filter(supersedes__in=runs)
    return dict(later.order_by("pk").values_list("supersedes_id", "pk"))


def _later(standing: Standing, as_of: date) -> QuerySet[Run]:
    """Runs that had taken the place of others: with its publication, and with its freezing that of one not published."""
    known = end_of(as_of)
    announced = Q(supersedes__published_at__isnull=False, supersedes__published_at__lte=known)
    since = Q(published_at__lte=known) | Q(kind=RunKind.FINAL, frozen_at__lte=known) & ~announced
    return Run.objects.filter(since, seen_on(standing, as_of))


def seen_on(standing: Standing, as_of: date) -> Q:
    """Runs made by ``as_of`` that this person could see on it: what was published later was a trial then."""
    known = end_of(as_of)
    if sees_trials(standing):
        return Q(created_at__lte=known)
    return visible_runs(standing) & (Q(published_at__lte=known) | Q(kind=RunKind.FINAL, frozen_at__lte=known))


def _as_it_was(run: Run, as_of: date) -> Run:
    """``run`` without what was decided about it after ``as_of``; not to be saved."""
    known = end_of(as_of)
    final = run.kind == RunKind.FINAL
    if run.published_at is not None and run.published_at > known:
        run.published_at, run.published_by = None, None
        run.state = RunState.SETTLED if final else RunState.FROZEN
        if not final:
            run.supersedes, run.reason = None, ""
    if run.settled_at is not None and run.settled_at > known:
        run.settled_at, run.settled_by, run.state = None, None, RunState.REVIEW
    if run.frozen_at is not None and run.frozen_at > known:
        run.frozen_at, run.frozen_by, run.state = None, None, RunState.TRIAL
        run.kind, run.review_until, run.supersedes, run.reason = RunKind.IN_YEAR, None, None, ""
    return run


def latest_published(standing: Standing, year: int, as_of: date) -> Run | None:
    """The newest result of a year that was in force on ``as_of``."""
    return (
        Run.objects.filter(
            visible_runs(standing),
            scheme__year=year,
            state=RunState.PUBLISHED,
            published_at__lte=end_of(as_of),
        )
        .select_related("scheme", "frozen_by", "published_by")
        .order_by("-published_at", "-pk")
        .first()
    )


def run_view(standing: Standing, run: Run) -> RunView:
    """The league table of ``run``; denied when it may not be seen."""
    require(Run.objects.filter(visible_runs(standing), pk=run.pk).exists())
    before = published_before(run)
    league = kept_league(
        read_scheme(run.scheme.source), json.loads(run.inputs), json.loads(run.result), ranks_of(before)
    )
    return RunView(run, league, before)


def run_moves(standing: Standing, run: Run) -> Moves:
    """Whom ``run`` moved against the one it supersedes, and by which items; () where it supersedes none."""
    require(Run.objects.filter(visible_runs(standing), pk=run.pk).exists())
    if run.supersedes is None:
        return ()
    tables = [
        kept_league(read_scheme(of.scheme.source), json.loads(of.inputs), json.loads(of.result), {})
        for of in (run.supersedes, run)
    ]
    return moves_between(*tables)


def standing_final(run: Run) -> Run | None:
    """The final result that ``run`` would supersede if it became final; None where there is none yet."""
    return review.last_final(run)


def hindrances(run: Run, today: date) -> list[Problem]:
    """Why a result under review cannot be settled and published yet, each with what to do."""
    return review.hindrances(run, today)


def replay(standing: Standing, run: Run) -> Replay:
    """Calculate a visible run again and compare every byte; whoever sees a result may check it."""
    require(Run.objects.filter(visible_runs(standing), pk=run.pk).exists())
    return calculation.replay(run)


def live_table(standing: Standing, scheme: Scheme, period: Period, as_of: date) -> League:
    """The league table as of a day, calculated in memory and kept nowhere; for those who see trials.

    Changes of rank are against the last published run of the scheme's code.
    """
    return live_view(standing, scheme, period, as_of).league


def live_view(standing: Standing, scheme: Scheme, period: Period, as_of: date) -> LiveView:
    """The same with the inputs it was calculated from."""
    require(sees_trials(standing))
    text = read_scheme(scheme.source)
    inputs = gather(standing, text, period, as_of, evidence=False)
    last = (
        Run.objects.filter(
            scheme__code=scheme.code, state=RunState.PUBLISHED, published_at__lte=end_of(as_of)
        )
        .order_by("-published_at", "-pk")
        .first()
    )
    return LiveView(live_league(text, inputs, ranks_of(last)), inputs)


@dataclass(frozen=True)
class Moved:
    """A unit whose score or rank a changed target would move, as of a day."""

    scheme: Scheme
    unit: Assessed
    score: tuple[Decimal | None, Decimal | None]
    rank: tuple[int | None, int | None]


def moved_by(standing: Standing, target: Target, as_of: date) -> list[Moved]:
    """Whom the published schemes of the year would score otherwise if ``target`` held, kept nowhere.

    ``target`` is the one in force with another value, not written. Those come first whose own target it is, then
    those whose rank it moves. For those who see trials.
    """
    require(sees_trials(standing))
    year = int(target.period[:4])
    month = max(last_complete_month(Period(year, 1, MONTHS), as_of), 1)
    period = Period(year, 1, HALF_YEAR if month <= HALF_YEAR else MONTHS)
    found = []
    for scheme in _standing_versions(in_force(year=year)):
        text = read_scheme(scheme.source)
        if target.indicator.code not in used_indicators(text.rules):
            continue
        now, then = (
            live_league(text, gather(standing, text, period, as_of, evidence=False, instead=instead), {})
            for instead in (None, target)
        )
        for before in now.lines:
            after = then.line(before.unit.code)
            if (before.score, before.rank) != (after.score, after.rank):
                scores, ranks = (before.score, after.score), (before.rank, after.rank)
                found.append(Moved(scheme, before.unit, scores, ranks))
    own = target.unit.code
    return sorted(found, key=lambda m: (m.unit.code != own, m.scheme.pk, m.rank[0] or 0))


def weights_of(standing: Standing, year: int, group: str, as_of: date) -> dict[str, float]:
    """What each indicator weighs, as a share of the whole, in the schemes of the year for a peer group.

    Where every item applies, in the schemes published by ``as_of``; {} without one. The latest published version of
    a scheme counts; where several schemes score an indicator, the largest of its weights. Whoever has a post may know.
    """
    found: dict[str, float] = {}
    then = in_force(year=year, published_at__lte=end_of(as_of)).filter(visible_schemes(standing))
    for scheme in _standing_versions(then):
        text = read_scheme(scheme.source)
        if group not in text.groups:
            continue
        tree, leaves = text.rules.tree, text.rules.leaves
        scores = np.ones((1, len(leaves)))
        whole = weigh(tree, scores, scores > 0, [Missing.ZERO] * len(leaves)).effective_weight[0]
        own: dict[str, float] = {}
        for node, item in zip(tree.leaves, leaves, strict=True):
            own[item.indicator] = own.get(item.indicator, 0.0) + float(whole[node])
        found |= {code: max(weight, found.get(code, 0.0)) for code, weight in own.items()}
    return found


def _standing_versions(schemes: Iterable[Scheme]) -> list[Scheme]:
    """The newest version of each code; ``schemes`` with the newest of a code first."""
    newest: dict[str, Scheme] = {}
    for scheme in schemes:
        newest.setdefault(scheme.code, scheme)
    return list(newest.values())


def published_before(run: Run) -> Run | None:
    """The last published run of the same scheme code that looks at an earlier day."""
    return (
        Run.objects.filter(scheme__code=run.scheme.code, state=RunState.PUBLISHED, as_of__lt=run.as_of)
        .exclude(pk=run.pk)
        .order_by("-as_of", "-published_at", "-pk")
        .first()
    )


def ranks_of(run: Run | None) -> Mapping[str, int]:
    """Rank by unit code; units without one are left out, and all where there is no run."""
    if run is None:
        return {}
    units: list[dict[str, Any]] = json.loads(run.result)["units"]
    return {u["code"]: u["rank"] for u in units if u["rank"]}
