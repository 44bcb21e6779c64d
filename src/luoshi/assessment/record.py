"""What published results say over the years (历年记录): places, rolling means, runs of firsts, years under other rules."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial

import numpy as np

from luoshi.assessment.kept import Kept
from luoshi.assessment.league import decimal
from luoshi.assessment.models import Run, RunState, Scheme
from luoshi.assessment.policies import visible_runs
from luoshi.assessment.scheme_text import SchemeText, read_scheme
from luoshi.kernel.arrays import FloatArray
from luoshi.kernel.ranking import UNRANKED
from luoshi.kernel.record import Record, record, rolling_mean
from luoshi.kernel.scheme import Block, Item
from luoshi.kernel.scheme import Scheme as Rules
from luoshi.org.standing import Standing
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period

ROLLING = 3


@dataclass(frozen=True)
class Place:
    """Where a unit stood in one result: rank in its group of ``of`` ranked units, and its published score."""

    group: str
    rank: int | None
    of: int
    score: Decimal | None


@dataclass(frozen=True)
class Past:
    """One published result that stands: its run, without figures, its period and the places of its units by code."""

    run: Run
    period: Period
    places: Mapping[str, Place]

    @property
    def groups(self) -> set[str]:
        return {place.group for place in self.places.values()}


_PLACES: Kept[Mapping[str, Place]] = Kept(256)


def published_results(standing: Standing, as_of: date) -> list[Past]:
    """Published results that stand on ``as_of`` and may be seen, the oldest period first.

    Of several results of one period and group the last published stands; one that was superseded does not.
    """
    runs = list(
        Run.objects.filter(visible_runs(standing), state=RunState.PUBLISHED, published_at__lte=end_of(as_of))
        .select_related("scheme")
        .defer("inputs", "result", "scheme__source")
        .order_by("-published_at", "-pk")
    )
    superseded = {run.supersedes_id for run in runs}
    upheld = [run for run in runs if run.pk not in superseded]
    places = _places(upheld)
    taken: set[tuple[str, str]] = set()
    found = []
    for run in upheld:
        own = {c: p for c, p in places[run.pk].items() if (run.period, p.group) not in taken}
        taken |= {(run.period, place.group) for place in own.values()}
        if own:
            found.append(Past(run, Period.parse(run.period), own))
    return sorted(found, key=lambda past: (past.period.end, past.period.start, past.run.pk))


def _places(runs: Sequence[Run]) -> dict[int, Mapping[str, Place]]:
    """Places by run; only results that are not kept in memory are read."""
    kept = {run.pk: _PLACES.find(run.result_digest) for run in runs}
    found = {key: places for key, places in kept.items() if places is not None}
    digests = {run.pk: run.result_digest for run in runs if run.pk not in found}
    unknown = Run.objects.filter(pk__in=digests) if digests else Run.objects.none()
    for key, result in unknown.values_list("pk", "result"):
        found[key] = _PLACES.get(digests[key], make=partial(_read, result))
    return found


def _read(result: str) -> Mapping[str, Place]:
    return {
        u["code"]: Place(u["group"], u["rank"] or None, u["of"], decimal(u["score"]))
        for u in json.loads(result)["units"]
    }


def rank_series(past: Iterable[Past], like: Period, group: str, until: date) -> dict[str, list[int | None]]:
    """Ranks of the units of a group, oldest first, in results of as many months as ``like`` known by ``until``."""
    months = like.last_month - like.first_month
    chosen = [
        one
        for one in past
        if one.period.last_month - one.period.first_month == months
        and one.period.end <= like.end
        and one.run.as_of <= until
        and group in one.groups
    ]
    codes = {code for one in chosen for code, place in one.places.items() if place.group == group}
    return {code: [_rank(one, code, group) for one in chosen] for code in codes}


def _rank(one: Past, code: str, group: str) -> int | None:
    place = one.places.get(code)
    return place.rank if place is not None and place.group == group else None


@dataclass(frozen=True)
class Year:
    """One year of a record: the result, and whether its rules are those of the last year.

    ``afterwards`` (事后计算): the rules were published only when the period was over, so nobody was assessed by them.
    """

    past: Past
    same_rules: bool
    afterwards: bool

    @property
    def number(self) -> int:
        return self.past.period.year


@dataclass(frozen=True)
class UnitRecord:
    """The years of one unit in its group, oldest first; None where it was not ranked in that group.

    ``rolling`` is the mean of the last ``ROLLING`` years up to each one, None where one of them is missing or was
    scored by other rules than that year. ``elsewhere`` says in which years it stood in another group. ``running``
    never joins years that were calculated afterwards to years that were assessed at the time.
    """

    code: str
    ranks: tuple[int | None, ...]
    scores: tuple[Decimal | None, ...]
    rolling: tuple[float | None, ...]
    elsewhere: tuple[bool, ...]
    best: int | None
    worst: int | None
    firsts: int
    running: int
    longest: int
    years: int


@dataclass(frozen=True)
class GroupRecord:
    """The record of a peer group: its years, oldest first, and its units, the best of the last year first."""

    group: str
    years: tuple[Year, ...]
    units: tuple[UnitRecord, ...]


def spans(past: Iterable[Past]) -> list[str]:
    """What comes every year among these results, the whole year first: '' for it, '-H1' for the first half."""
    found = {one.run.period[4:] for one in past}
    order = {one.run.period[4:]: one.period for one in past}
    return sorted(found, key=lambda span: (order[span].first_month - order[span].last_month, span))


def group_records(past: Iterable[Past], span: str) -> list[GroupRecord]:
    """The record of every peer group of the last year, over the years of one span; [] without a result."""
    chosen = [one for one in past if one.run.period[4:] == span]
    if not chosen:
        return []
    versions = list(Scheme.objects.filter(code__in={one.run.scheme.code for one in chosen}))
    used = {one.run.scheme_id for one in chosen}
    texts = {version.pk: read_scheme(version.source) for version in versions if version.pk in used}
    published = _first_published(versions)
    after = {one.run.pk for one in chosen if _is_afterwards(one, published)}
    last = max(one.period.year for one in chosen)
    groups = dict.fromkeys(g for one in chosen if one.period.year == last for g in _groups(one, texts))
    return [
        _group_record(group, [one for one in chosen if group in one.groups], texts, after) for group in groups
    ]


def _first_published(versions: Iterable[Scheme]) -> dict[str, datetime]:
    """When the first version of each scheme was published, by its code; without those of which that was never recorded."""
    found: dict[str, datetime] = {}
    for version in versions:
        if version.published_at is not None:
            found[version.code] = min(version.published_at, found.get(version.code, version.published_at))
    return found


def _is_afterwards(one: Past, published: Mapping[str, datetime]) -> bool:
    since = published.get(one.run.scheme.code)
    return since is not None and since > end_of(one.period.end)


def _groups(one: Past, texts: Mapping[int, SchemeText]) -> list[str]:
    return [group for group in texts[one.run.scheme_id].groups if group in one.groups]


def _group_record(
    group: str, past: Sequence[Past], texts: Mapping[int, SchemeText], after: Collection[int]
) -> GroupRecord:
    rules = [same_rules(texts[one.run.scheme_id].rules) for one in past]
    years = tuple(
        Year(one, rule == rules[-1], one.run.pk in after) for one, rule in zip(past, rules, strict=True)
    )
    latest = past[-1].places
    codes = sorted(
        (code for code, place in latest.items() if place.group == group),
        key=lambda code: (latest[code].rank is None, latest[code].rank or 0),
    )
    # A year between without a result ends a run and leaves no mean: it has a column of its own, without ranks.
    first, last = past[0].period.year, past[-1].period.year
    column = [one.period.year - first for one in past]
    ranks = np.full((len(codes), last - first + 1), UNRANKED)
    scores = np.full(ranks.shape, np.nan)
    ranks[:, column] = [[_rank(one, code, group) or UNRANKED for one in past] for code in codes]
    scores[:, column] = [[_score(one, code, group) for one in past] for code in codes]
    means = _rolling(scores, dict(zip(column, rules, strict=True)))
    said = record(ranks)
    alike = [n for n, year in zip(column, years, strict=True) if year.afterwards == years[-1].afterwards]
    only = np.full_like(ranks, UNRANKED)
    only[:, alike] = ranks[:, alike]
    said = said._replace(running=record(only).running)
    return GroupRecord(
        group,
        years,
        tuple(_unit(code, row, past, group, means, said) for row, code in enumerate(codes)),
    )


def _score(one: Past, code: str, group: str) -> float:
    place = one.places.get(code)
    if place is None or place.group != group or place.score is None:
        return float("nan")
    return float(place.score)


def _rolling(scores: FloatArray, rules: Mapping[int, Rules]) -> list[list[float]]:
    """Rolling means [unit][year] of the years with rules (by column): for each of the years scored by its rules alone."""
    means = np.full((len(scores), len(rules)), np.nan)
    for place, (year, rule) in enumerate(rules.items()):
        alike = np.array([rules.get(other) == rule for other in range(scores.shape[1])])
        means[:, place] = rolling_mean(np.where(alike, scores, np.nan), ROLLING)[:, year]
    found: list[list[float]] = means.tolist()
    return found


def _unit(
    code: str, row: int, past: Sequence[Past], group: str, means: list[list[float]], said: Record
) -> UnitRecord:
    here = [one.places.get(code) for one in past]
    own = [place if place is not None and place.group == group else None for place in here]
    return UnitRecord(
        code=code,
        ranks=tuple(place.rank if place else None for place in own),
        scores=tuple(place.score if place else None for place in own),
        rolling=tuple(None if np.isnan(mean) else mean for mean in means[row]),
        elsewhere=tuple(place is not None and place.group != group for place in here),
        best=int(said.best[row]) or None,
        worst=int(said.worst[row]) or None,
        firsts=int(said.firsts[row]),
        running=int(said.running[row]),
        longest=int(said.longest[row]),
        years=int(said.years[row]),
    )


def same_rules(rules: Rules) -> Rules:
    """The rules without code, names and alternatives: two schemes score alike where these are equal."""
    return replace(rules, code="", name="", alternatives=None, items=tuple(map(_nameless, rules.items)))


def _nameless(node: Block | Item) -> Block | Item:
    if isinstance(node, Block):
        return replace(node, name="", items=tuple(map(_nameless, node.items)))
    return replace(node, name="")
