"""Rules that counties print, each written as a scheme; the numbers are those of the rule (rows of a catalogue)."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kernel.schemes import Columns, run, scheme_of

CASES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "scoring_cn" / "formula_cases.json"


def case(name: str) -> dict[str, Any]:
    if not CASES.exists():
        pytest.skip("the published scoring cases (../shared/data/scoring_cn) are not on this machine")
    return next(c for c in json.loads(CASES.read_text("utf-8")) if c["id"] == name)


def one(rules: str, weight: float = 100) -> str:
    """A scheme of one item."""
    return f"items: [{{code: a, name: A, weight: {weight}, {rules}}}]"


@pytest.mark.parametrize(
    ("row", "rules", "actual", "target", "points"),
    [
        (
            "3: full mark at the target, in proportion below",
            "indicator: v, score: {measure: completion}",
            {"v": [50, 100, 130]},
            {"v": [100, 100, 100]},
            [50, 100, 100],
        ),
        (
            "4: 5 points for every 5 per cent either way, 0 to 120",
            "indicator: v, score: {measure: completion, cap: 120}",
            {"v": [80, 105, 130, 0]},
            {"v": [100] * 4},
            [80, 105, 120, 0],
        ),
        (
            "4: mirrored where less is better",
            "indicator: v, score: {measure: completion, cap: 120, lower_is_better: true}",
            {"v": [110, 95, 70]},
            {"v": [100] * 3},
            [90, 105, 120],
        ),
        (
            "5: nothing below the target, 60 at it, half a point for every 10 per cent more, at most 10",
            "indicator: v, score: {measure: completion, knots: [[1, 0], [1, 60], [3, 70]]}",
            {"v": [99, 100, 120, 900]},
            {"v": [100] * 4},
            [0, 60, 61, 70],
        ),
        (
            "6: a point more brings .6 / .3 / .1 by the size of the target",
            (
                "indicator: v, score: {measure: completion, cap: null, above: extend, classes: {at_least: [5000, 3000],"
                " knots: [[[0, 0], [1, 100], [1.01, 100.6]], [[0, 0], [1, 100], [1.01, 100.3]],"
                " [[0, 0], [1, 100], [1.01, 100.1]]]}}"
            ),
            {"v": [5500, 3300, 1100]},
            {"v": [5000, 3000, 1000]},
            [106, 103, 101],
        ),
        (
            "7: bands 100 / 75 / 50 / 0, each only where a fifth of the money is paid in",
            (
                "indicator: v, gate: {indicator: paid, measure: completion, at_least: 0.2}, score: {measure: completion,"
                " knots: [[0, 0], [0.5, 0], [0.5, 50], [0.8, 50], [0.8, 75], [1, 75], [1, 100]]}"
            ),
            {"v": [100, 80, 50, 49, 100], "paid": [20, 30, 25, 90, 19]},
            {"v": [100] * 5, "paid": [100] * 5},
            [100, 75, 50, 0, 0],
        ),
        (
            "9: 100 for the first place, 95, 90, then 5 less each, the points of a shared place for all who share it",
            "indicator: v, score: {measure: rank, ladder: {top: [100, 95, 90, 85]}}",
            {"v": [7, 9, 8, 7]},
            {},
            [90, 100, 95, 90],
        ),
        (
            "10: one point less for every missing report, until none is left",
            "events: {points: 12, start: 12, counted: [{indicator: late, each: -1, most: 12}]}",
            {"late": [0, 3, 12, 15]},
            {},
            [100, 75, 0, 0],
        ),
        (
            "11: half a point each, at most 3, and 2 each, at most 6, on an item of 20 points",
            (
                "indicator: v, score: {measure: value}, events: {points: 20, cap: null, counted:"
                " [{indicator: small, each: 0.5, most: 3}, {indicator: large, each: 2, most: 6}]}"
            ),
            {"v": [100, 100], "small": [9, 2], "large": [1, 9]},
            {},
            [125, 135],
        ),
        (
            "11: of one project only the highest",
            (
                "indicator: v, score: {measure: value}, events: {points: 20, cap: null, counted:"
                " [{indicator: ten, each: 4, matter: project}, {indicator: fifty, each: 8, matter: project}]}"
            ),
            {"v": [100, 100], "ten": [1, 1], "fifty": [0, 1]},
            {},
            [120, 140],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value[0].isdigit() else "",
)
def test_a_row_of_the_catalogue(
    row: str, rules: str, actual: Columns, target: Columns, points: list[float]
) -> None:
    assert run(one(rules), actual, target).total == pytest.approx(points), row


def test_1_the_efficacy_coefficient_is_not_clipped() -> None:
    example = case("efficacy_60_40")
    given = example["inputs"]
    rules = f"{{not_allowed: {given['not_allowed']}, satisfactory: {given['satisfactory']}}}"
    found = run(one(f"indicator: v, score: {{measure: value, efficacy: {rules}}}"), {"v": [given["x"]]})
    assert found.published[0] == pytest.approx(example["expected"], abs=example["tolerance"])


def test_2_the_tier_coefficient_is_the_share_of_the_way_to_the_tier_above() -> None:
    example = case("mof1999_coefficient")
    given = example["inputs"]
    tiers = f"{{standards: [{given['upper_tier']}, {given['this_tier']}], coefficients: [1, 0.8]}}"
    found = run(one(f"indicator: v, score: {{measure: value, tiers: {tiers}}}"), {"v": [given["x"], 2, 0.5]})
    assert (found.total[0] - 80) / 20 == pytest.approx(example["expected"], abs=example["tolerance"])
    assert found.total[1:].tolist() == [100, 0], "never above the full mark, nothing below the last tier"


def test_2a_items_to_two_decimals_the_total_to_one() -> None:
    text = "digits: 1\nitem_digits: 2\nitems: " + (
        "[{code: a, name: A, weight: 1, indicator: a, score: {measure: value}},"
        " {code: b, name: B, weight: 2, indicator: b, score: {measure: value}}]"
    )
    found = run(text, {"a": [70.0], "b": [71.0]})
    points = found.item_score * found.effective_weight[:, 1:]
    assert points.round(9).tolist() == [[23.33, 47.33]]
    assert found.published.tolist() == [70.7]


def test_8_the_share_of_the_best_after_the_coefficient_of_difficulty() -> None:
    example = case("wenzhou2013_best_relative")
    given = example["inputs"]
    best = "indicator: v, score: {measure: share_of_best}"
    found = run(one(best), {"v": [given["value"], given["best"]]})
    assert found.total[0] / 100 * given["points"] == pytest.approx(
        example["expected"], abs=example["tolerance"]
    )
    hard = run(one(f"{best}, difficulty: {{by_unit: {{U0: 1.28}}}}"), {"v": [given["value"], given["best"]]})
    assert hard.total[0] == pytest.approx(80)
    held = run(one(f"{best}, difficulty: {{indicator: k}}"), {"v": [0.5, 0.8], "k": [1.28, 1]})
    np.testing.assert_array_equal(held.total, hard.total)


def test_9a_the_first_five_of_the_province_get_points_beside_the_hundred_the_last_five_lose_some() -> None:
    text = one("indicator: v, score: {measure: value}") + (
        "\nadjustments: {items: [{code: place, name: 省排名, indicator: place, score: {measure: value,"
        " knots: [[1, 5], [5, 1], [6, 0], [95, 0], [96, -1], [100, -5]]}}]}"
    )
    places = [1, 3, 5, 6, 95, 96, 100]
    found = run(text, {"v": [90] * 7, "place": places})
    assert found.total.tolist() == [95, 93, 91, 90, 90, 89, 85]


def test_12_and_13_a_veto_closes_the_grades_and_leaves_score_and_rank() -> None:
    grades = "\ngrades: [{code: a1, name: 优秀, at_least: 90}, {code: b1, name: 良好, at_least: 80}, {code: c1, name: 一般}]"
    veto = "\nvetoes: [{code: safety, name: 安全, basis: 安全生产法, indicator: accidents}]"
    scored = one("indicator: v, score: {measure: value}")
    figures = {"v": [95, 90, 85, 79.99], "accidents": [1, 0, 0, 0]}
    plain, vetoed = run(scored + grades, figures), run(scored + grades + veto, figures)
    assert plain.grade.tolist() == [0, 0, 1, 2]
    assert vetoed.grade.tolist() == [2, 0, 1, 2]
    np.testing.assert_array_equal(vetoed.total, plain.total)
    np.testing.assert_array_equal(vetoed.rank, plain.rank)


def test_14_the_first_fifth_of_each_group_after_the_veto() -> None:
    text = one("indicator: v, score: {measure: value}") + (
        "\ngrades: [{code: a1, name: 优秀, share: 0.2}, {code: c1, name: 一般}]"
        "\nquota: {places: down, border: all_in}"
        "\nvetoes: [{code: safety, name: 安全, basis: 安全生产法, indicator: accidents}]"
    )
    figures = {"v": list(range(99, 84, -1)), "accidents": [1] + [0] * 14}
    found = run(text, figures, group=[0] * 10 + [1] * 5)
    assert np.flatnonzero(found.grade == 0).tolist() == [1, 2, 10], (
        "two of ten, one of five; the place goes on"
    )


def test_15_two_boards_folded() -> None:
    example = case("weighted_sum_30_70")
    given, expected = example["inputs"], example["expected"]
    text = """
items:
  - {code: board, name: 党建, weight: 70, items: [{code: a, name: A, weight: 1, indicator: a, score: {measure: value}}]}
  - {code: work, name: 经济, weight: 30, items: [{code: b, name: B, weight: 1, indicator: b, score: {measure: value}}]}
"""
    found = run(text, {"a": np.array(given["gov70"]) / 0.7, "b": np.array(given["eco30"]) / 0.3})
    np.testing.assert_allclose(found.published, expected["total"], atol=example["tolerance"])
    assert found.rank.tolist() == expected["rank"]


def test_16_groups_are_ranked_apart() -> None:
    best = one("indicator: v, score: {measure: share_of_best}")
    assert run(best, {"v": [50, 80, 10, 20]}, group=[0, 0, 1, 1]).rank.tolist() == [2, 1, 2, 1]
    everybody = one("indicator: v, score: {measure: share_of_best, among: all}") + "\nrank_among: all"
    found = run(everybody, {"v": [50, 80, 10, 20]}, group=[0, 0, 1, 1])
    assert (found.rank.tolist(), found.total.tolist()) == ([2, 1, 4, 3], [62.5, 100, 12.5, 25])


def test_17_large_items_have_no_decimals_and_equal_totals_are_separated() -> None:
    text = """
ties: [a, b]
items:
  - {code: a, name: A, weight: 90, item_digits: 0, indicator: a, score: {measure: value}}
  - {code: b, name: B, weight: 10, item_digits: 1, indicator: b, score: {measure: value}}
"""
    found = run(text, {"a": [80.2, 78.9], "b": [50, 60]})
    assert (found.total.tolist(), found.rank.tolist()) == ([77, 77], [1, 2])


def test_18_an_index_of_comparison_values() -> None:
    text = """
items:
  - {code: a, name: A, weight: 3, indicator: a, score: {measure: completion, cap: null}}
  - {code: b, name: B, weight: 1, indicator: b, score: {measure: completion, cap: null}}
"""
    assert run(text, {"a": [120], "b": [50]}, {"a": [100], "b": [100]}).total.tolist() == [102.5]


def test_19_weights_from_judgements() -> None:
    example = case("ahp_3x3")
    items = ", ".join(f"{{code: {c}, name: C, indicator: {c}, score: {{measure: value}}}}" for c in "abc")
    text = f"weights: {{by: ahp, roots: true, judgements: {example['inputs']['A']}}}\nitems: [{items}]"
    ours = [item.weight for item in scheme_of(text).leaves]
    np.testing.assert_allclose(ours, example["expected"]["w"], atol=example["tolerance"])


def test_20_and_21_entropy_weights_and_topsis() -> None:
    items = ", ".join(f"{{code: {c}, name: C, indicator: {c}, score: {{measure: value}}}}" for c in "ab")
    text = f"combine: topsis\nweights: {{by: entropy}}\nitems: [{items}]"
    figures = {"a": [20.0, 30, 50], "b": [30.0, 40, 30]}
    found = run(text, figures)
    share = np.array([figures["a"], figures["b"]]) / 100
    told = 1 + (share * np.log(share)).sum(axis=1) / np.log(3)
    weight = told / told.sum()
    np.testing.assert_allclose(found.effective_weight[0, 1:], weight)
    weighted = weight[:, None] * np.array([figures["a"], figures["b"]])
    to_best = np.linalg.norm(weighted - weighted.max(axis=1, keepdims=True), axis=0)
    to_worst = np.linalg.norm(weighted - weighted.min(axis=1, keepdims=True), axis=0)
    np.testing.assert_allclose(found.total, 100 * to_worst / (to_best + to_worst))
