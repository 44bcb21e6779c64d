"""Worked examples printed in Chinese assessment rules, replayed to the printed digits."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from luoshi.kernel.composite.weights import ahp
from luoshi.kernel.efficacy import Tiers, efficacy_curve
from luoshi.kernel.measure import Figures, Measure, measured
from luoshi.kernel.ranking import competition_rank
from luoshi.kernel.weighted_tree import Missing, WeightedTree, weigh

CASES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "scoring_cn" / "formula_cases.json"


def case(name: str) -> dict[str, Any]:
    if not CASES.exists():
        pytest.skip("the published scoring cases (../shared/data/scoring_cn) are not on this machine")
    return next(c for c in json.loads(CASES.read_text("utf-8")) if c["id"] == name)


def test_efficacy_coefficient_below_the_minimum_is_not_clipped() -> None:
    example = case("efficacy_60_40")
    given = example["inputs"]
    curve = efficacy_curve(given["not_allowed"], given["satisfactory"])
    assert curve(given["x"]).score == pytest.approx(example["expected"], abs=example["tolerance"])


def test_tier_coefficient_is_the_share_of_the_way_to_the_next_tier() -> None:
    example = case("mof1999_coefficient")
    given = example["inputs"]
    tiers = Tiers((given["upper_tier"], given["this_tier"]), (1.0, 0.6))
    share = tiers(given["x"]).adjustment / (100 - 60)
    assert share == pytest.approx(example["expected"], abs=example["tolerance"])


def test_best_relative_score() -> None:
    example = case("wenzhou2013_best_relative")
    given = example["inputs"]
    actual = np.array([[given["value"]], [given["best"]], [given["best"] * 2]])
    share = measured(Measure.SHARE_OF_BEST, Figures(actual, actual, actual), np.array([0, 0, 1]))
    assert share[0, 0] * given["points"] == pytest.approx(example["expected"], abs=example["tolerance"])


def test_blocks_of_70_and_30_points_add_up_and_rank() -> None:
    example = case("weighted_sum_30_70")
    given, expected = example["inputs"], example["expected"]
    out_of_100 = np.stack([np.array(given["gov70"]) / 0.7, np.array(given["eco30"]) / 0.3], axis=1)
    tree = WeightedTree((-1, 0, 0), (1, 70, 30))
    total = weigh(tree, out_of_100, np.ones_like(out_of_100, dtype=bool), [Missing.WITHHOLD] * 2).total
    np.testing.assert_allclose(total, expected["total"], atol=example["tolerance"])
    assert competition_rank(total, np.zeros(total.size, dtype=int)).tolist() == expected["rank"]


def test_weights_from_judgements_by_roots() -> None:
    example = case("ahp_3x3")
    judged, expected = ahp(np.array(example["inputs"]["A"]), by_roots=True), example["expected"]
    ours = {
        "w": judged.weights,
        "lambda_max": judged.largest_eigenvalue,
        "CI": judged.consistency_index,
        "CR": judged.consistency_ratio,
    }
    for name, value in ours.items():
        np.testing.assert_allclose(value, expected[name], atol=example["tolerance"])
    assert judged.consistent
