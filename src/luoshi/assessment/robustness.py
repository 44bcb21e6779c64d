"""How firm the ranks of a result are (排名稳健性): sensitivity intervals, rank sets, what the ranks depend on.

What is varied is what the scheme says is open: the weights, and other methods where it names them. A scheme that says
nothing leaves its weights open by ``NOISE``, as every scheme's weights are a judgement.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from luoshi.assessment.inputs import Inputs
from luoshi.assessment.scoring import Account, account
from luoshi.kernel.arrays import FloatArray, IntArray
from luoshi.kernel.composite.sensitivity import Sensitivity, sensitivity
from luoshi.kernel.composite.uncertainty import Drawn, Index, Scored
from luoshi.kernel.rank_sets import rank_sets
from luoshi.kernel.ranking import UNRANKED
from luoshi.kernel.robustness import CERTAIN, drawn_ranks, mean_shift, neighbours
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
    """What other weights and methods, and the errors of surveys, say about the ranks; by code of each ranked unit.

    ``spans`` are the sensitivity intervals (敏感性区间): ranks at the 5th and 95th percentile of ``draws`` rankings,
    every weight times 1 + U(-``noise``, ``noise``) and every choice by its chances, ``ways`` combinations of which came
    up; the rank itself always lies within. ``alike`` are the ranks that are not told apart from the unit's: in fewer
    than ``certain`` of the draws the one ahead stays ahead. ``unusable`` of the ways the figures do not allow: their
    draws count for nothing. ``sets`` are rank sets (名次置信集) with joint ``coverage``, for units whose survey figures
    have a standard error; {} without.
    """

    draws: int
    noise: float
    ways: int
    unusable: int
    certain: float
    coverage: float
    spans: Mapping[str, Places]
    alike: Mapping[str, Places]
    sets: Mapping[str, Places]


@dataclass(frozen=True)
class Dependence:
    """How much of the movement of the ranks one thing explains that could be otherwise; shares with 90 % intervals.

    ``code`` is that of a node, whose weight it is, or with ``is_choice`` that of a choice among methods. ``first`` by
    itself (一阶), ``total`` together with the others (总效应).
    """

    code: str
    is_choice: bool
    first: float
    total: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Bench:
    """A result laid out to be ranked again by other weights and methods.

    ``index`` holds the units that are ranked, ``race`` int[unit] is with whom each is ranked, -1 for nobody.
    """

    rules: Scheme
    inputs: Inputs
    found: Account
    race: IntArray
    index: Index


def bench(rules: Scheme, inputs: Inputs) -> Bench:
    """Score the inputs and lay the result out."""
    found = account(rules, inputs)
    codes = [g.code for g in inputs.groups]
    group = np.array([codes.index(u.group) for u in inputs.units], dtype=np.int64)
    race = np.where(found.excluded | (found.rank == UNRANKED), -1, peers_of(rules.rank_among, group))
    index = Index(rules, _scored(found), lambda other: _scored(account(other, inputs)), group, race)
    return Bench(rules, inputs, found, race, index)


def _scored(found: Account) -> Scored:
    return Scored(
        np.where(found.not_reported, np.nan, found.score),
        found.applies,
        np.where(np.isnan(found.total), 0.0, found.total - found.sum),
    )


def noise_of(rules: Scheme) -> float:
    """How far the weights are varied: what the scheme says, else ``NOISE``."""
    return NOISE if rules.alternatives is None else rules.alternatives.noise


def robustness(rules: Scheme, inputs: Inputs) -> Robustness:
    """Draw other weights and methods and rank again. The same inputs give the same answer."""
    laid = bench(rules, inputs)
    rank, everybody = laid.found.rank, np.arange(len(inputs.units))
    drawn = laid.index.draw(DRAWS, noise_of(rules), SEED)
    standing = laid.index.standing(drawn, everybody)
    span, beside = drawn_ranks(standing, laid.race), neighbours(standing, rank, laid.race)
    best, worst = np.minimum(span.p5, rank), np.maximum(span.p95, rank)
    return Robustness(
        draws=DRAWS,
        noise=noise_of(rules),
        ways=np.unique(drawn.ways, axis=1).shape[1] if drawn.ways.size else 1,
        unusable=len(laid.index.unusable),
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
    """On which weights and choices the ranks of a peer group depend, the strongest first; those of one ``unit`` where it is named.

    Sobol indices of how many places the units move on average (of the unit's rank), over ``DRAWS`` x (factors + 2)
    rankings. () where nothing moves anybody, or the unit is not ranked.
    """
    laid = bench(rules, inputs)
    ours = 0 if rules.rank_among is Among.ALL else [g.code for g in inputs.groups].index(group)
    rows = np.flatnonzero((laid.race == ours) & (laid.found.rank != UNRANKED))
    codes = [inputs.units[row].code for row in rows]
    if not codes or (unit and unit not in codes):
        return ()
    found = explained(laid, rows, codes.index(unit) if unit else None, DRAWS, noise_of(rules), SEED)
    if found is None or found.shares.variance <= 0:
        return ()
    shares = found.shares
    columns = (shares.indices.first, shares.indices.total, shares.low.total, shares.high.total)
    told = [
        Dependence(*factor, *map(float, numbers))
        for factor, *numbers in zip(found.factors, *columns, strict=True)
    ]
    return tuple(sorted(told, key=lambda one: one.total, reverse=True))


@dataclass(frozen=True)
class Explained:
    """What explains the movement of ranks: codes of nodes (their weights), and of choices with True; and their shares."""

    factors: tuple[tuple[str, bool], ...]
    shares: Sensitivity


def explained(
    laid: Bench, rows: IntArray, place: int | None, draws: int, noise: float, seed: int
) -> Explained | None:
    """Sobol indices over the units ``rows``, of the rank of the one at ``place`` among them, or of the mean shift of all.

    None where nothing is open.
    """
    index = laid.index
    nodes, choices = index.free if noise > 0 else [], index.choices
    if not nodes and not choices:
        return None

    def outcome(sample: FloatArray) -> FloatArray:
        factor = np.ones((len(laid.rules.nodes), len(sample)))
        factor[nodes] = 1 - noise + 2 * noise * sample[:, : len(nodes)].T
        standing = index.standing(Drawn(factor, index.ways_of(sample[:, len(nodes) :].T)), rows)
        if place is None:
            return mean_shift(standing, laid.found.rank[rows], laid.race[rows])
        # Without a total in a draw it stands behind everybody.
        known = np.nan_to_num(standing, nan=-np.inf)
        return np.asarray((known > known[place]).sum(axis=0), float)

    factors = [*((laid.rules.nodes[node].code, False) for node in nodes), *((c.code, True) for c in choices)]
    return Explained(tuple(factors), sensitivity(outcome, len(factors), draws, seed))


def fingerprint(inputs: Inputs) -> str:
    """SHA-256 of figures that nobody keeps, with their errors: the same table has the same one."""
    seal = hashlib.sha256(f"{inputs.scheme_digest}{inputs.units}{inputs.indicators}".encode())
    for figures in (inputs.actual, inputs.target, inputs.base, inputs.applies):
        seal.update(np.ascontiguousarray(figures).tobytes())
    errors = {place: said[ERROR] for place, said in inputs.evidence.items() if ERROR in said}
    seal.update(repr(sorted(errors.items())).encode())
    return seal.hexdigest()
