"""How firm the ranks of a scored table are (排名稳健性): other weights, and which weight matters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.inputs import Inputs
from luoshi.assessment.scheme_text import SchemeText
from luoshi.assessment.scoring import Account
from luoshi.kernel.arrays import FloatArray, IntArray
from luoshi.kernel.codes import Codes
from luoshi.kernel.composite.sensitivity import DRAWS, Sensitivity, sensitivity
from luoshi.kernel.composite.uncertainty import Alternatives, moved, noisy_weights
from luoshi.kernel.robustness import RankRange
from luoshi.kernel.rounding import for_ranking
from luoshi.kernel.stages import peers_of
from luoshi.kernel.weighted_tree import ROOT, arithmetic_mean
from luoshi.ledger.refusal import Problem, Refused

FEWEST_DRAWS = 100
# More say nothing more, and would not fit into memory.
MOST_DRAWS = 100_000


@dataclass(frozen=True)
class Noise:
    """What is asked: every weight times 1 + U(-size, size). No draws: not asked."""

    draws: int = 0
    sensitivity_draws: int = 0
    size: float = 0.2
    seed: int = 0


@dataclass(frozen=True)
class Importance:
    """First and total order indices of the weights of ``nodes`` on the mean shift of ranks."""

    nodes: tuple[str, ...]
    found: Sensitivity


def checked(noise: Noise) -> Noise:
    """``noise``; Refused where it cannot be drawn."""
    problems = []
    for draws, least in ((noise.draws, FEWEST_DRAWS), (noise.sensitivity_draws, DRAWS)):
        if draws and draws < least:
            problems.append(
                Problem(_("Draws"), _("%d draws are noise.") % draws, _("Use at least %d.") % least)
            )
        if draws > MOST_DRAWS:
            problems.append(
                Problem(_("Draws"), _("%s is out of range.") % draws, _("Use at most %d.") % MOST_DRAWS)
            )
    if noise.seed < 0:
        problems.append(
            Problem(_("Seed"), _("%s is out of range.") % noise.seed, _("Write a whole number from 0 on."))
        )
    if not 0 < noise.size < 1:
        problems.append(
            Problem(_("Noise"), _("%s is out of range.") % noise.size, _("Write e.g. 0.2 for ±20 %."))
        )
    if problems:
        raise Refused(problems)
    return noise


def spread_of(scheme: SchemeText, inputs: Inputs, found: Account, noise: Noise) -> RankRange | None:
    """Ranks at the 5th, 50th and 95th percentile of the draws (敏感性区间); None when no draws are asked."""
    if not noise.draws:
        return None
    tree = scheme.rules.tree
    # The first set is the scheme's own and is not drawn.
    weights = noisy_weights(tree, noise.draws + 1, noise.size, noise.seed)
    drawn = _chosen(np.arange(1, noise.draws + 1))
    return moved(_alternatives(scheme, inputs, found, weights), drawn).span


def importance_of(scheme: SchemeText, inputs: Inputs, found: Account, noise: Noise) -> Importance | None:
    """Which weights the ranks depend on, those with siblings; None when it is not asked or there are none."""
    tree = scheme.rules.tree
    varied = [
        node for node, parent in enumerate(tree.parent) if parent != ROOT and len(tree.children[parent]) > 1
    ]
    if not noise.sensitivity_draws or not varied:
        return None

    def shift(sample: FloatArray) -> FloatArray:
        factor = np.ones((len(sample) + 1, len(tree.parent)))
        factor[1:, varied] += noise.size * (2 * sample - 1)
        weights = factor * np.array(tree.weight)
        drawn = _chosen(np.arange(1, len(sample) + 1))
        return moved(_alternatives(scheme, inputs, found, weights), drawn).shift

    names = tuple(scheme.rules.nodes[node].code for node in varied)
    return Importance(names, sensitivity(shift, len(varied), noise.sensitivity_draws, noise.seed))


def _chosen(sets: IntArray) -> IntArray:
    """Runs [run, choice]: a set of weights, and the one method."""
    return np.stack([sets, np.zeros_like(sets)], axis=1)


def _alternatives(scheme: SchemeText, inputs: Inputs, found: Account, weights: FloatArray) -> Alternatives:
    rules = scheme.rules
    groups = Codes((group.code for group in inputs.groups), "peer groups")
    race = peers_of(rules.rank_among, groups.of([unit.group for unit in inputs.units]))
    alternatives = Alternatives(
        tree=rules.tree,
        item_scores=found.score,
        weights=weights,
        methods=(arithmetic_mean,),
        applicable=found.applies,
        missing=[item.missing for item in rules.leaves],
        group=np.where(found.excluded, -1, race),
    )
    own = for_ranking(alternatives.totals(_chosen(np.zeros(1, np.int64)))[:, 0])
    if not np.array_equal(own, for_ranking(found.total), equal_nan=True):
        raise Refused(
            Problem(
                _("Draws"),
                _("The scheme does not add its scores up by fixed weights."),
                _("Weights can only be varied where every block is a weighted mean."),
            )
        )
    return alternatives
