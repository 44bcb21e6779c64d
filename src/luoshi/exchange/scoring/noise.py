"""How firm the ranks of a scored table are (排名稳健性): other weights and methods, and which of them matters."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from django.utils.translation import gettext_lazy as _

from luoshi.assessment.inputs import Inputs
from luoshi.assessment.robustness import Bench, Explained, bench, explained, noise_of
from luoshi.kernel.composite.sensitivity import DRAWS
from luoshi.kernel.composite.uncertainty import Drawn
from luoshi.kernel.outcome import RankOn
from luoshi.kernel.ranking import UNRANKED
from luoshi.kernel.robustness import RankRange, drawn_ranks
from luoshi.kernel.scheme import Scheme
from luoshi.ledger.refusal import Problem, Refused

FEWEST_DRAWS = 100
# More say nothing more, and would not fit into memory.
MOST_DRAWS = 100_000


@dataclass(frozen=True)
class Noise:
    """What is asked: every weight times 1 + U(-size, size), and the choices that the scheme names. No draws: not asked.

    ``size`` None is what the scheme says. ``on_totals``: ranked on totals that are not rounded, equal ones sharing a
    rank, as folders of the first format were.
    """

    draws: int = 0
    sensitivity_draws: int = 0
    size: float | None = None
    seed: int = 0
    on_totals: bool = False


def checked(noise: Noise, rules: Scheme) -> Noise:
    """``noise`` with the size that the scheme says where none is asked for; Refused where it cannot be drawn."""
    size = noise_of(rules) if noise.size is None else noise.size
    open_besides = rules.alternatives is not None and rules.alternatives.choices
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
    if not (0 < size < 1 or (open_besides and 0 <= size < 1)):
        problems.append(Problem(_("Noise"), _("%s is out of range.") % size, _("Write e.g. 0.2 for ±20 %.")))
    if problems:
        raise Refused(problems)
    return replace(noise, size=size)


def spread_of(rules: Scheme, inputs: Inputs, noise: Noise) -> RankRange | None:
    """Ranks at the 5th, 50th and 95th percentile of the draws (敏感性区间); None when no draws are asked."""
    if not noise.draws:
        return None
    laid = _laid(rules, inputs, noise)
    size = noise.size or 0.0
    # The first set was the scheme's own once and is not drawn.
    factor = np.random.default_rng(noise.seed).uniform(
        1 - size, 1 + size, (noise.draws + 1, len(rules.nodes))
    )
    drawn = Drawn(factor[1:].T, laid.index.draw(noise.draws, size, noise.seed).ways)
    return drawn_ranks(laid.index.standing(drawn, np.arange(len(inputs.units))), laid.race)


def importance_of(rules: Scheme, inputs: Inputs, noise: Noise) -> Explained | None:
    """What the ranks depend on: weights with siblings, and choices; None when it is not asked or there are none."""
    if not noise.sensitivity_draws:
        return None
    laid = _laid(rules, inputs, noise)
    rows = np.flatnonzero(laid.found.rank != UNRANKED)
    return explained(laid, rows, None, noise.sensitivity_draws, noise.size or 0.0, noise.seed)


def _laid(rules: Scheme, inputs: Inputs, noise: Noise) -> Bench:
    if noise.on_totals:
        rules = replace(rules, rank_on=RankOn.UNROUNDED, ties=(), alternatives=None)
    return bench(rules, inputs)
