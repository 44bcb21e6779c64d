"""Audit of a scheme on its last result (方案体检): what its items promise by weight, and what they do to the ranking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from luoshi.assessment.inputs import Inputs
from luoshi.assessment.robustness import Bench, bench
from luoshi.kernel.arrays import BoolArray, FloatArray
from luoshi.kernel.composite import audit as kernel
from luoshi.kernel.scheme import Block, Scheme

# Below this number of units a correlation is an accident.
LEAST_UNITS = 8
# An item makes much less, or much more, of the differences than it weighs.
MUCH_LESS, MUCH_MORE, LEAST_GAP = 0.5, 2.0, 0.05
HARDLY_REPORTED, NEARLY_ALIKE = 0.8, 0.9


class Kind(StrEnum):
    """What was found (体检结论)."""

    SAME = "same"
    """Two items of one block say the same 重复计分."""
    OPPOSED = "opposed"
    """Two items of one block pull against each other 此消彼长."""
    NOTHING = "nothing"
    """Without the item or block every unit would stand where it stands 不起作用."""
    WEAK = "weak"
    """It makes much less of the differences than it weighs 名重实轻."""
    STRONG = "strong"
    """It makes much more of the differences than it weighs 名轻实重."""
    AGAINST = "against"
    """It evens out what the others make 与总分反向."""
    ALIKE = "alike"
    """Nearly all units have the same score 拉不开差距."""
    SILENT = "silent"
    """Many of those asked did not report 报送不全."""


@dataclass(frozen=True)
class Finding:
    """One conclusion on one or two nodes of the scheme; ``figures`` are what it rests on, in the order of the words."""

    kind: Kind
    codes: tuple[str, ...]
    figures: tuple[float, ...]


@dataclass(frozen=True)
class ItemAudit:
    """One item: its stated share of the whole, the share of differences it makes, and its scores; None where unknown.

    ``reported`` is a share of the units asked, ``alike`` the share of them with the commonest score, ``shift`` the
    mean number of places units would move without it; it ``decides`` where any unit would move or have no rank.
    """

    code: str
    stated: float
    makes: float | None
    reported: float | None
    alike: float | None
    shift: float | None
    decides: bool


@dataclass(frozen=True)
class BlockAudit:
    """Whether the items of a block measure one thing: Cronbach's alpha 信度系数; None where it cannot be told."""

    code: str
    items: int
    alpha: float | None


@dataclass(frozen=True)
class Audit:
    """``correlations`` [item][item] of scores, None where it cannot be told; () with fewer than ``LEAST_UNITS``."""

    units: int
    items: tuple[ItemAudit, ...]
    blocks: tuple[BlockAudit, ...]
    correlations: tuple[tuple[float | None, ...], ...]
    findings: tuple[Finding, ...]
    removal_examined: bool

    @property
    def enough_units(self) -> bool:
        return self.units >= LEAST_UNITS


def audit(rules: Scheme, inputs: Inputs) -> Audit:
    """Examine the rules on the figures of one result; scores are those of all its units together."""
    laid = bench(rules, inputs)
    found = laid.found
    scores = np.where(found.not_reported, np.nan, found.score)
    units = int((~np.isnan(found.total)).sum())
    enough = units >= LEAST_UNITS
    shift, decides = _without(laid, scores)
    items = _items(laid, scores, shift, decides)
    return Audit(
        units=units,
        items=items,
        blocks=tuple(_blocks(rules, scores)) if enough else (),
        correlations=_rows(kernel.correlations(scores, scores)) if enough else (),
        findings=(
            *(_pairs(rules, scores) if enough else ()),
            *_nothing(rules, decides),
            *(finding for item in items for finding in _of_item(item, enough)),
        ),
        removal_examined=rules.is_plain,
    )


def _without(laid: Bench, scores: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Places moved without each node, and whether it decides anything [node].

    NaN and True where blocks are no weighted means and this is not examined.
    """
    rules = laid.rules
    if not rules.is_plain:
        return np.full(len(rules.nodes), np.nan), np.ones(len(rules.nodes), dtype=bool)
    missing = [item.missing for item in rules.leaves]
    found = kernel.removals(rules.tree, scores, laid.found.applies, missing, laid.race)
    return found.shift, ~found.decides_nothing


def _items(laid: Bench, scores: FloatArray, shift: FloatArray, decides: BoolArray) -> tuple[ItemAudit, ...]:
    rules, found = laid.rules, laid.found
    stated = kernel.effective_weights(rules.tree)
    looks = kernel.statistics(scores, found.applies)
    makes = np.full(len(rules.leaves), np.nan)
    if rules.is_plain:
        makes = kernel.shares_of_difference(found.points, found.total, laid.race)
    return tuple(
        ItemAudit(
            code=item.code,
            stated=float(stated[node]),
            makes=_known(makes[place]),
            reported=_known(looks.reported[place]),
            alike=_known(looks.same[place]),
            shift=_known(shift[node]),
            decides=bool(decides[node]),
        )
        for place, (node, item) in enumerate(zip(rules.tree.leaves, rules.leaves, strict=True))
    )


def _blocks(rules: Scheme, scores: FloatArray) -> Iterator[BlockAudit]:
    """Every block with at least two items of its own."""
    place = {leaf: position for position, leaf in enumerate(rules.tree.leaves)}
    for node, kids in sorted(rules.tree.children.items()):
        inside = [place[kid] for kid in kids if kid in place]
        if len(inside) > 1:
            assert isinstance(rules.nodes[node], Block)
            yield BlockAudit(rules.nodes[node].code, len(inside), _known(kernel.alpha(scores[:, inside])))


def _pairs(rules: Scheme, scores: FloatArray) -> Iterator[Finding]:
    for kind, pairs in (
        (Kind.SAME, kernel.redundant(scores, rules.tree)),
        (Kind.OPPOSED, kernel.opposed(scores, rules.tree)),
    ):
        for pair in pairs:
            codes = (rules.leaves[pair.one].code, rules.leaves[pair.other].code)
            yield Finding(kind, codes, (pair.correlation,))


def _nothing(rules: Scheme, decides: BoolArray) -> Iterator[Finding]:
    """Nodes that decide nothing; of a block that does not, its items are not listed again."""
    told: set[int] = set()
    share = kernel.effective_weights(rules.tree)
    for node in rules.tree.downward[1:]:
        inside = rules.tree.parent[node] in told
        if inside or not decides[node]:
            told.add(node)
        if not decides[node] and not inside:
            yield Finding(Kind.NOTHING, (rules.nodes[node].code,), (float(share[node]),))


def _of_item(item: ItemAudit, enough: bool) -> Iterator[Finding]:
    if item.makes is not None and item.decides:
        far = abs(item.makes - item.stated) >= LEAST_GAP
        figures = (item.stated, item.makes)
        if item.makes < 0 and far:
            yield Finding(Kind.AGAINST, (item.code,), figures)
        elif far and item.makes < MUCH_LESS * item.stated:
            yield Finding(Kind.WEAK, (item.code,), figures)
        elif far and item.makes > MUCH_MORE * item.stated:
            yield Finding(Kind.STRONG, (item.code,), figures)
    if enough and item.alike is not None and item.alike >= NEARLY_ALIKE:
        yield Finding(Kind.ALIKE, (item.code,), (item.alike,))
    if item.reported is not None and item.reported < HARDLY_REPORTED:
        yield Finding(Kind.SILENT, (item.code,), (item.reported,))


def _rows(values: FloatArray) -> tuple[tuple[float | None, ...], ...]:
    return tuple(tuple(_known(value) for value in row) for row in values)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
