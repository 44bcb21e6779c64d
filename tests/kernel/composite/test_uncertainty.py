"""Other defensible choices: every run is an index of its own, districts are ranked apart, memory stays small."""

import numpy as np
import pytest

from luoshi.kernel.composite import uncertainty
from luoshi.kernel.composite.combination import geometric_mean, harmonic_mean
from luoshi.kernel.composite.sensitivity import design, options_of, sensitivity
from luoshi.kernel.composite.uncertainty import Alternatives, moved, noisy_weights
from luoshi.kernel.ranking import competition_rank
from luoshi.kernel.weighted_tree import Missing, WeightedTree, arithmetic_mean, weigh

NAN = np.nan
TREE = WeightedTree((-1, 0, 0, 1, 1, 2, 2), (1, 60, 40, 2, 1, 1, 1))
METHODS = [arithmetic_mean, geometric_mean, harmonic_mean]
# Three districts of four townships.
GROUP = np.repeat([0, 1, 2], 4)


def index(order: np.ndarray | None = None, sets: int = 30) -> Alternatives:
    units = np.arange(12) if order is None else order
    scores = np.random.default_rng(1).uniform(10, 100, (2, 3, 12, 4))
    scores[..., 5, 2] = NAN
    applicable = np.ones((12, 4), bool)
    applicable[7, 1] = False
    return Alternatives(
        TREE,
        scores[:, :, units],
        noisy_weights(TREE, sets, 0.3, seed=2),
        METHODS,
        applicable[units],
        [Missing.EXCLUDE] * 4,
        GROUP[units],
    )


def runs(alternatives: Alternatives, number: int = 300) -> np.ndarray:
    return options_of(design(len(alternatives.options), number, seed=4).one, alternatives.options)


def test_every_run_is_the_index_with_those_options() -> None:
    alternatives = index()
    chosen = runs(alternatives, 40)
    totals, ranks = alternatives.totals(chosen), alternatives.ranks(chosen)
    for run, (treatment, scale, weights, method) in enumerate(chosen.tolist()):
        tree = WeightedTree(TREE.parent, tuple(alternatives.weights[weights]))
        plain = weigh(
            tree,
            alternatives.item_scores[treatment, scale],
            alternatives.applicable,
            alternatives.missing,
            combine=METHODS[method],
        ).total
        np.testing.assert_allclose(totals[:, run], plain, rtol=1e-13)
        np.testing.assert_array_equal(ranks[:, run], competition_rank(plain, GROUP))
    assert ranks.max() == 4


def test_weighted_means_by_gaps_are_those_of_the_tree() -> None:
    """Units with the same gaps share their shares, whatever becomes of a missing score."""
    random = np.random.default_rng(6)
    scores = random.uniform(0, 120, (1, 30, 4))
    scores[0][random.random((30, 4)) < 0.3] = NAN
    applicable = random.random((30, 4)) < 0.7
    missing = [Missing.ZERO, Missing.EXCLUDE, Missing.WITHHOLD, Missing.EXCLUDE]
    weights = noisy_weights(TREE, 20, 0.5, seed=7)
    group = np.repeat([0, 1, 2], 10)
    many = Alternatives(TREE, scores, weights, [arithmetic_mean], applicable, missing, group)
    totals = many.totals(np.stack([np.zeros(20, int), np.arange(20), np.zeros(20, int)], axis=1))
    for run, weight in enumerate(weights):
        plain = weigh(TREE, scores[0], applicable, missing, weight=weight).total
        np.testing.assert_allclose(totals[:, run], plain, rtol=1e-12)
    assert 0 < np.isnan(totals).all(axis=1).sum() < 30


def test_ranges_are_those_of_a_plain_count() -> None:
    alternatives = index()
    chosen = runs(alternatives)
    ranks, own = alternatives.ranks(chosen), alternatives.ranks(np.zeros((1, 4), dtype=int))
    result = moved(alternatives, chosen)
    np.testing.assert_allclose(result.shift, np.abs(ranks - own).mean(axis=0))
    np.testing.assert_allclose(result.mean, ranks.mean(axis=1))
    plain = np.percentile(ranks, [5, 50, 95], axis=1, method="inverted_cdf")
    np.testing.assert_array_equal(np.array(result.span), plain)


def test_chunks_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    alternatives = index()
    whole = moved(alternatives, runs(alternatives))
    monkeypatch.setattr(uncertainty, "CHUNK", 500)
    pieces = moved(alternatives, runs(alternatives))
    np.testing.assert_array_equal(pieces.shift, whole.shift)
    np.testing.assert_array_equal(np.array(pieces.span), np.array(whole.span))


def test_the_order_of_units_has_no_influence() -> None:
    order = np.random.default_rng(5).permutation(12)
    once, again = moved(index(), runs(index())), moved(index(order), runs(index()))
    np.testing.assert_allclose(again.shift, once.shift)
    np.testing.assert_array_equal(np.array(again.span), np.array(once.span)[:, order])


def test_a_choice_without_alternatives_explains_nothing() -> None:
    alternatives = index(sets=1)
    result = sensitivity(
        lambda sample: moved(alternatives, options_of(sample, alternatives.options)).shift, 4, draws=400
    )
    assert result.indices.first[2] == result.indices.total[2] == 0
    assert result.indices.total[[0, 1, 3]].min() > 0


def test_a_unit_without_any_score_is_never_ranked() -> None:
    scores = np.array([[NAN, NAN], [50.0, 60.0], [70.0, 20.0], [10.0, 90.0]])
    tree = WeightedTree((-1, 0, 0), (1, 1, 1))
    alternatives = Alternatives(
        tree,
        scores,
        noisy_weights(tree, 20),
        METHODS,
        np.ones((4, 2), bool),
        [Missing.EXCLUDE] * 2,
        GROUP[:4] * 0,
    )
    result = moved(alternatives, runs(alternatives))
    assert (result.span.p50[0], np.isnan(result.mean[0])) == (0, True)
    assert result.span.p95[1:].max() == 3


def test_the_first_set_of_weights_is_the_schemes_own() -> None:
    drawn = noisy_weights(TREE, 200, 0.2, seed=1)
    np.testing.assert_array_equal(drawn[0], TREE.weight)
    assert (np.abs(drawn / TREE.weight - 1) <= 0.2).all()
    np.testing.assert_array_equal(drawn, noisy_weights(TREE, 200, 0.2, seed=1))


def test_what_does_not_fit_is_refused() -> None:
    good = index()
    rest = (METHODS, good.applicable, good.missing, good.group)
    with pytest.raises(ValueError, match="unit, item"):
        Alternatives(TREE, good.item_scores[..., :3], good.weights, *rest)
    with pytest.raises(ValueError, match="set, node"):
        Alternatives(TREE, good.item_scores, good.weights[:, 1:], *rest)
    with pytest.raises(ValueError, match="positive"):
        Alternatives(TREE, good.item_scores, good.weights * 0, *rest)
    with pytest.raises(ValueError, match="noise"):
        noisy_weights(TREE, 3, 1.0)
