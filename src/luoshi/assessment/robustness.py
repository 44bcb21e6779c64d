"""How firm the ranks of a result are (排名稳健性): sensitivity intervals, rank sets, what the ranks depend on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from luoshi.assessment.inputs import Inputs
from luoshi.assessment.scoring import Account, account
from luoshi.kernel.arrays import FloatArray, IntArray
from luoshi.kernel.composite.sensitivity import Sensitivity, sensitivity
from luoshi.kernel.outcome import RankOn
from luoshi.kernel.rank_sets import rank_sets
from luoshi.kernel.ranking import UNRANKED
from luoshi.kernel.reweighing import free_nodes, reweighed
from luoshi.kernel.robustness import CERTAIN, drawn_ranks, mean_shift, neighbours
from luoshi.kernel.rounding import for_ranking
from luoshi.kernel.scheme import Scheme
from luoshi.kernel.stages import Among, peers_of

DRAWS, NOISE, COVERAGE, SEED = 10_000, 0.2, 0.95, 0
SURVEY = "survey."
ERROR = "se"


@dataclass(frozen=True)
class Places:
    """Ranks from the best to the worst."""

    best: int
    worst: int

    @property
    def several(self) -> bool:
        return self.worst > self.best


@dataclass(frozen=True)
class Robustness:
    """What other weights, and the errors of surveys, say about the ranks; by code of each ranked unit.

    ``spans`` are the sensitivity intervals (敏感性区间): ranks at the 5th and 95th percentile of ``draws`` weightings,
    every weight times 1 + U(-``noise``, ``noise``); the rank itself always lies within. ``alike`` are the ranks that
    are not told apart from the unit's: in fewer than ``certain`` of the draws the one ahead stays ahead. ``sets`` are
    rank sets (名次置信集) with joint ``coverage``, for units whose survey figures have a standard error; {} without.
    """

    draws: int
    noise: float
    certain: float
    coverage: float
    spans: Mapping[str, Places]
    alike: Mapping[str, Places]
    sets: Mapping[str, Places]


@dataclass(frozen=True)
class Dependence:
    """How much of the movement of the ranks the weight of one node explains; shares with their 90 % intervals.

    ``first`` by itself (一阶), ``total`` together with the other weights (总效应).
    """

    code: str
    first: float
    total: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Bench:
    """A result laid out to be ranked again under other weights.

    Totals are drawn from ``score`` and ``applies`` [unit, item]; ``beside`` [unit] are the points beside the hundred,
    ``race`` int[unit] is with whom each unit is ranked, -1 for nobody.
    """

    rules: Scheme
    inputs: Inputs
    found: Account
    group: IntArray
    race: IntArray

    def totals(self, factor: FloatArray, rows: IntArray) -> FloatArray:
        """What the rules rank [unit, draw] for the units ``rows``, with every weight times ``factor`` [node, draw]."""
        found = self.found
        score = np.where(found.not_reported, np.nan, found.score)
        beside = np.where(np.isnan(found.total), 0.0, found.total - found.sum)
        drawn = reweighed(self.rules, score[rows], found.applies[rows], self.group[rows], factor)
        drawn = for_ranking(drawn + beside[rows, None])
        if self.rules.rank_on is RankOn.UNROUNDED:
            return drawn
        return np.asarray(np.copysign(np.floor(np.abs(drawn) * 10**self.rules.digits + 0.5), drawn))


def bench(rules: Scheme, inputs: Inputs) -> Bench:
    """Score the inputs and lay the result out."""
    found = account(rules, inputs)
    codes = [g.code for g in inputs.groups]
    group = np.array([codes.index(u.group) for u in inputs.units], dtype=np.int64)
    race = np.where(found.excluded, -1, peers_of(rules.rank_among, group))
    return Bench(rules, inputs, found, group, race)


def robustness(rules: Scheme, inputs: Inputs) -> Robustness:
    """Draw other weights and rank again. The same inputs give the same answer."""
    laid = bench(rules, inputs)
    rank, everybody = laid.found.rank, np.arange(len(inputs.units))
    random = np.random.default_rng(SEED).uniform(1 - NOISE, 1 + NOISE, (len(rules.nodes), DRAWS))
    random[:, 0] = 1.0
    totals = laid.totals(random, everybody)
    span, beside = drawn_ranks(totals, laid.race), neighbours(totals, rank, laid.race)
    best, worst = np.minimum(span.p5, rank), np.maximum(span.p95, rank)
    return Robustness(
        draws=DRAWS,
        noise=NOISE,
        certain=CERTAIN,
        coverage=COVERAGE,
        spans=_by_unit(inputs, rank, best, worst),
        alike=_by_unit(inputs, rank, beside.first, beside.last),
        sets=_sets(laid),
    )


def _by_unit(inputs: Inputs, ranked: IntArray, best: IntArray, worst: IntArray) -> dict[str, Places]:
    return {
        unit.code: Places(int(best[row]), int(worst[row]))
        for row, unit in enumerate(inputs.units)
        if ranked[row] != UNRANKED
    }


def _sets(laid: Bench) -> dict[str, Places]:
    error = standard_errors(laid)
    if error is None:
        return {}
    found = rank_sets(laid.found.total, error, laid.race, coverage=COVERAGE, seed=SEED)
    return _by_unit(laid.inputs, found.best, found.best, found.worst)


def standard_errors(laid: Bench) -> FloatArray | None:
    """Standard error of every total [unit] from those of its survey figures; None where no figure has one.

    Each figure is moved by its error up and down, and half of what the total moves is its share; shares of different
    surveys are independent. 0 for a unit that no survey concerns; NaN where the error of a figure is not known.
    """
    inputs = laid.inputs
    squares, any_known = np.zeros(len(inputs.units)), False
    for column, code in enumerate(inputs.indicators):
        if not code.startswith(SURVEY):
            continue
        told = [inputs.evidence.get((unit.code, code), {}).get(ERROR) for unit in inputs.units]
        error = np.array([np.nan if one is None else float(one) for one in told])
        any_known |= bool((~np.isnan(error)).any())
        up, down = (_moved(laid, column, sign * np.nan_to_num(error)) for sign in (1, -1))
        concerned = inputs.applies[:, column] & ~np.isnan(inputs.actual[:, column])
        squares += np.where(concerned, np.where(np.isnan(error), np.nan, (up - down) / 2) ** 2, 0.0)
    return np.sqrt(squares) if any_known else None


def _moved(laid: Bench, column: int, by: FloatArray) -> FloatArray:
    actual = laid.inputs.actual.copy()
    actual[:, column] += by
    return account(laid.rules, replace(laid.inputs, actual=actual)).total


def dependences(rules: Scheme, inputs: Inputs, group: str, unit: str = "") -> tuple[Dependence, ...]:
    """On which weights the ranks of a peer group depend, the strongest first; those of one ``unit`` where it is named.

    Sobol indices of how many places the units move on average (of the unit's rank), over ``DRAWS`` x (weights + 2)
    weightings. () where no other weight moves anybody, or the unit is not ranked.
    """
    laid = bench(rules, inputs)
    ours = 0 if rules.rank_among is Among.ALL else [g.code for g in inputs.groups].index(group)
    rows = np.flatnonzero((laid.race == ours) & (laid.found.rank != UNRANKED))
    codes, nodes = [inputs.units[row].code for row in rows], free_nodes(rules.tree)
    if not nodes or not codes or (unit and unit not in codes):
        return ()
    place = codes.index(unit) if unit else 0

    def outcome(sample: FloatArray) -> FloatArray:
        factor = np.ones((len(rules.nodes), len(sample)))
        factor[nodes] = 1 - NOISE + 2 * NOISE * sample.T
        totals = laid.totals(factor, rows)
        if unit:
            return np.asarray((totals > totals[place]).sum(axis=0), float)
        return mean_shift(totals, laid.found.rank[rows])

    found = sensitivity(outcome, len(nodes), DRAWS, SEED)
    return _dependences([rules.nodes[node].code for node in nodes], found)


def _dependences(codes: list[str], found: Sensitivity) -> tuple[Dependence, ...]:
    if found.variance <= 0:
        return ()
    told = [
        Dependence(code, *(float(x) for x in shares))
        for code, *shares in zip(
            codes, found.indices.first, found.indices.total, found.low.total, found.high.total, strict=True
        )
    ]
    return tuple(sorted(told, key=lambda one: one.total, reverse=True))


def fingerprint(inputs: Inputs) -> str:
    """SHA-256 of figures that nobody keeps, with their errors: the same table has the same one."""
    seal = hashlib.sha256(f"{inputs.scheme_digest}{inputs.units}{inputs.indicators}".encode())
    for figures in (inputs.actual, inputs.target, inputs.base, inputs.applies):
        seal.update(np.ascontiguousarray(figures).tobytes())
    errors = {place: said[ERROR] for place, said in inputs.evidence.items() if ERROR in said}
    seal.update(repr(sorted(errors.items())).encode())
    return seal.hexdigest()
