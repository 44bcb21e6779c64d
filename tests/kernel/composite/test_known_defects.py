"""What COINr 1.1.14, the reference tool, was found to get wrong (measured): none of it happens here."""

import numpy as np
import pytest

from kernel.schemes import scheme_of
from luoshi.kernel.alternatives import Choice, Option
from luoshi.kernel.composite.combination import copeland, outranking, power_mean
from luoshi.kernel.composite.sensitivity import sensitivity
from luoshi.kernel.composite.treatment import log_to_maximum
from luoshi.kernel.composite.weights import principal_weights, weights_to_influence
from luoshi.kernel.weighted_tree import Missing, WeightedTree, weigh

NAN = np.nan
TREE = WeightedTree((-1, 0, 0, 0), (1, 5, 3, 2))
SCORES = np.array([[90.0, 40.0, 55.0], [60.0, 60.0, 60.0], [50.0, 70.0, NAN], [20.0, 30.0, 10.0]])
ALL = np.ones((4, 3), bool)
EXCLUDE = [Missing.EXCLUDE] * 3


def test_the_logarithm_of_the_innovation_index_does_not_return_its_input() -> None:
    np.testing.assert_allclose(log_to_maximum(np.array([1.0, 3.0, 21.0])), np.log([1.0, 3.0, 21.0]))


def test_copeland_can_be_used_in_a_tree() -> None:
    total = weigh(TREE, SCORES, ALL, EXCLUDE, combine=copeland).total
    assert total.tolist() == [2, 2, -1, -3]


def test_units_without_a_common_item_do_not_beat_each_other_whatever_their_order() -> None:
    values = np.array([[90.0, NAN, 50.0], [NAN, 10.0, 20.0]])
    share = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5]])
    for order in ([0, 1, 2], [1, 0, 2], [2, 1, 0]):
        beats = outranking(share[:, order], values[:, order])
        first, second = order.index(0), order.index(1)
        assert np.isnan(beats[[first, second], [second, first]]).all()
        won = copeland(share[:, order], values[:, order])
        assert won[[first, second, order.index(2)]].tolist() == [1, -1, 0]


def test_a_power_mean_rebases_around_a_missing_score_like_every_other_mean() -> None:
    total = weigh(TREE, SCORES, ALL, EXCLUDE, combine=power_mean(0.5)).total
    assert total[2] == pytest.approx(((5 * np.sqrt(50) + 3 * np.sqrt(70)) / 8) ** 2)


@pytest.mark.parametrize("seed", range(5))
def test_weights_from_figures_are_never_negative(seed: int) -> None:
    random = np.random.default_rng(seed)
    common = random.normal(size=(60, 1))
    scores = common * [1.0, 1.0, -1.0, 0.2] + 0.3 * random.normal(size=(60, 4))
    component = principal_weights(scores)
    assert component.against.any()
    assert (component.weights >= 0).all()
    assert (weights_to_influence(scores, np.ones(4)).weights > 0).all()


def test_the_first_order_does_not_exceed_the_total_order_at_the_default_number_of_draws() -> None:
    found = sensitivity(lambda x: x[:, 0] * x[:, 1] + x[:, 2], 4).indices
    assert (found.first <= found.total + 0.005).all()
    few = [sensitivity(lambda x: x[:, 0] * x[:, 1] + x[:, 2], 4, draws=100, seed=s).indices for s in range(5)]
    assert any((each.first > each.total).any() for each in few), "a hundred draws are noise"


def test_an_option_does_not_depend_on_what_else_was_drawn() -> None:
    few = np.array([0.10, 0.20, 0.24])
    own = scheme_of("items: [{code: a, name: A, weight: 1, indicator: a, score: {measure: value}}]")
    choice = Choice("c", "C", tuple(Option(name, 1 / 4, own) for name in "opq"))
    assert choice.drawn(few).tolist() == [0, 0, 0], "parts of [0, 1), not of the range of the sample"
    assert choice.drawn(np.append(few, 0.99))[:3].tolist() == [0, 0, 0]
