"""The whole language on figures: what a reader may rely on whatever the scheme says."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.schemes import run, scheme_of
from luoshi.kernel.codes import Codes
from luoshi.kernel.evaluation import evaluate
from luoshi.kernel.measure import Figures
from luoshi.kernel.piecewise import Fired

NAN = np.nan
# Every stage, rule, method and what follows the sum, in one text.
WHOLE = """
missing: exclude
screening: {least_reported: 0.2}
items:
  - code: economy
    name: 经济
    weight: 60
    weights: {by: entropy}
    items:
      - code: output
        name: 产值
        indicator: output
        per: {indicator: people, scale: 100}
        impute: {by: median}
        treat: {winsorise: 1, skewness: 1, then: log}
        normalise: {by: min_max, low: 40}
      - {code: invest, name: 投资, indicator: invest, score: {measure: completion, cap: 120}}
      - code: place
        name: 位次
        indicator: output
        score: {measure: rank, ladder: {top: [100, 90], between: 70, tied: mean}}
  - code: work
    name: 工作
    weight: 40
    combine: geometric
    least_reported: 0.5
    items:
      - code: deals
        name: 招商
        weight: 2
        indicator: deals
        difficulty: {by_unit: {U1: 1.2}}
        score: {measure: share_of_best, floor: 5}
      - code: papers
        name: 报送
        weight: 1
        events: {points: 10, start: 10, floor: 10, counted: [{indicator: late, each: -1}]}
adjustments:
  bonus_cap: 3
  items: [{code: awards, name: 表彰, indicator: awards, each: 2, most: 4}]
vetoes: [{code: accident, name: 事故, basis: 安全生产法, indicator: accidents}]
grades: [{code: a, name: 优秀, share: 0.4}, {code: b, name: 一般}]
quota: {places: nearest, border: all_in}
"""
INDICATORS = scheme_of(
    WHOLE.replace("code: a,", "code: first,").replace("code: b,", "code: rest,")
).indicators
WHOLE = WHOLE.replace("code: a,", "code: first,").replace("code: b,", "code: rest,")


def figures(random: np.random.Generator, units: int) -> dict[str, Sequence[float]]:
    found: dict[str, Sequence[float]] = {}
    for code in INDICATORS:
        counted = code in ("late", "awards", "accidents")
        column = random.integers(0, 4, units) if counted else random.choice([50.0, 70, 90, 200], units)
        found[code] = np.where(random.random(units) < 0.1, NAN, column).tolist()
    return found


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_the_order_of_units_has_no_influence(seed: int) -> None:
    random = np.random.default_rng(seed)
    units, group = 12, np.arange(12) % 3
    known, goals = figures(random, units), figures(random, units)
    applies = {code: (random.random(units) > 0.1).tolist() for code in INDICATORS}
    order = random.permutation(units)
    straight = run(WHOLE, known, goals, group=group.tolist(), applies=applies)
    shuffled = run(WHOLE, known, goals, group=group.tolist(), applies=applies, order=order.tolist())
    np.testing.assert_allclose(shuffled.total, straight.total[order], atol=1e-9)
    np.testing.assert_allclose(shuffled.item_score, straight.item_score[order], atol=1e-9)
    for name in ("rank", "grade", "vetoed", "screened_out", "not_reported"):
        np.testing.assert_array_equal(getattr(shuffled, name), getattr(straight, name)[order])


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_what_does_not_apply_has_no_influence_whatever_was_filed(seed: int) -> None:
    random = np.random.default_rng(seed)
    known, goals = figures(random, 9), figures(random, 9)
    applies = {code: (random.random(9) > 0.3).tolist() for code in INDICATORS if code != "people"}
    filed = {
        code: np.where(applies.get(code, [True] * 9), column, 1e6).tolist() for code, column in known.items()
    }
    one, other = (run(WHOLE, each, goals, applies=applies) for each in (known, filed))
    np.testing.assert_array_equal(one.total, other.total)
    np.testing.assert_array_equal(one.grade, other.grade)


def test_a_weight_that_does_not_apply_goes_to_its_siblings() -> None:
    text = "combine: geometric\nitems: " + ", ".join(
        [
            "[{code: a, name: A, weight: 1, indicator: a, score: {measure: value}}",
            "{code: b, name: B, weight: 3, indicator: b, score: {measure: value}}]",
        ]
    )
    found = run(text, {"a": [64, 64], "b": [16, 16]}, applies={"a": [1, 1], "b": [1, 0]})
    assert found.total.tolist() == pytest.approx([22.627417, 64])


def test_months_are_evaluated_side_by_side() -> None:
    random = np.random.default_rng(5)
    months = [(figures(random, 8), figures(random, 8)) for _ in range(3)]

    def cube(place: int) -> np.ndarray:
        return np.stack([np.array([m[place][code] for code in INDICATORS]).T for m in months], axis=2)

    actual = cube(0)
    group, nothing = np.arange(8) % 2, np.full(actual.shape, NAN)
    whole = evaluate(
        scheme_of(WHOLE),
        Figures(actual, cube(1), nothing),
        Codes(INDICATORS),
        np.array(True),
        group,
        Codes([f"U{n}" for n in range(8)]),
    )
    for month, (known, goals) in enumerate(months):
        alone = run(WHOLE, known, goals, group=group.tolist())
        np.testing.assert_allclose(whole.total[:, month], alone.total)
        np.testing.assert_allclose(whole.added[:, :, month], alone.added)
        np.testing.assert_array_equal(whole.rank[:, month], alone.rank)
        np.testing.assert_array_equal(whole.grade[:, month], alone.grade)
        np.testing.assert_array_equal(whole.screened_out[:, month], alone.screened_out)


def item(rules: str) -> str:
    return f"items: [{{code: a, name: A, weight: 1, {rules}}}]"


def test_an_estimate_counts_and_is_marked() -> None:
    text = item("indicator: v, impute: {by: mean}, score: {measure: value}")
    found = run(text, {"v": [60, NAN, 80, NAN]}, group=[0, 0, 0, 1])
    np.testing.assert_array_equal(found.total, [60, 70, 80, NAN])
    assert found.staged is not None
    assert found.staged.imputed[:, 0].tolist() == [False, True, False, False]
    assert np.isnan(found.staged.raw[1, 0])
    assert found.not_reported[:, 0].tolist() == [False, False, False, True]


def test_groups_are_normalised_apart_unless_all_are_compared() -> None:
    text = item("indicator: v, normalise: {by: min_max}")
    values, group = {"v": [1, 3, 10, 30]}, [0, 0, 1, 1]
    assert run(text, values, group=group).total.tolist() == [0, 100, 0, 100]
    among = text.replace("min_max", "min_max, among: all")
    assert run(among, values, group=group).total.tolist() == pytest.approx([0, 6.896552, 31.034483, 100])
    np.testing.assert_allclose(run(text, values, group=[-1, 0, 0, 0]).total, [NAN, 0, 700 / 27, 100])


def test_a_normalised_figure_may_be_scored_by_a_curve() -> None:
    text = item(
        "indicator: v, normalise: {by: percentile}, score: {measure: value, knots: [[0, 60], [100, 90]]}"
    )
    assert run(text, {"v": [1, 2, 3]}).total.tolist() == [60, 75, 90]


def test_growth_per_head_divides_both_years() -> None:
    text = item(
        "indicator: v, of: growth, per: {indicator: people}, score: {measure: value, knots: [[0, 0], [1, 100]]}"
    )
    found = run(text, {"v": [120], "people": [10]}, base={"v": [100], "people": [20]})
    assert found.item_measure.tolist() == [[pytest.approx(1.4)]]


def test_coefficients_outside_the_published_range_are_named_not_used() -> None:
    text = item("indicator: v, difficulty: {indicator: k, most: 1.2}, score: {measure: value}")
    found = run(text, {"v": [50, 50], "k": [1.2, 1.3]})
    np.testing.assert_array_equal(found.total, [60, NAN])
    assert [told.code for told in found.unusable] == ["a"]


def test_a_reference_unit_that_is_not_assessed_is_named() -> None:
    text = item("indicator: v, normalise: {by: distance_to_unit, unit: U9}")
    found = run(text, {"v": [50, 60]})
    assert np.isnan(found.total).all()
    assert "U9" in found.unusable[0].reason


def test_a_count_below_zero_is_named_not_used() -> None:
    text = item("events: {points: 5, start: 5, counted: [{indicator: n, each: -1}]}")
    found = run(text, {"n": [-1, 1]})
    np.testing.assert_array_equal(found.total, [NAN, 80])
    assert found.unusable[0].code == "a"


def two(head: str, first: str = "score: {measure: value}") -> str:
    return (
        f"{head}\nitems: [{{code: a, name: A, indicator: a, {first}}}, "
        "{code: b, name: B, indicator: b, score: {measure: value}}]"
    )


def test_weights_that_the_figures_do_not_give_withhold_the_total() -> None:
    found = run(two("weights: {by: principal}"), {"a": [90, 60, 50], "b": [40, 60, 80]})
    assert np.isnan(found.total).all()
    assert (found.rank == 0).all()
    assert found.unusable[0].code == "s"
    alike = run(two("weights: {by: entropy}"), {"a": [50, 50, 50], "b": [40, 40, 40]})
    assert np.isnan(alike.total).all()
    few = run(
        two("weights: {by: influence}").replace("indicator", "weight: 1, indicator"),
        {"a": [5, 6], "b": [4, 7]},
    )
    assert "three units" in few.unusable[0].reason


def test_components_that_agree_weigh() -> None:
    found = run(two("weights: {by: principal}"), {"a": [90, 60, 50], "b": [80, 70, 40]})
    np.testing.assert_allclose(found.effective_weight[0, 1:], [0.5, 0.5])


def test_methods_that_compare_units_stay_inside_the_group() -> None:
    for method in ("copeland", "topsis"):
        text = two(f"combine: {method}\nweights: {{by: equal}}")
        figures = {"a": [90, 10, 50, 40], "b": [80, 20, 60, 30]}
        assert run(text, figures, group=[0, 0, 1, 1]).total.tolist() == [100, 0, 100, 0]


def test_the_gain_of_a_full_mark_is_what_the_total_would_gain() -> None:
    text = two("combine: geometric\nweights: {by: equal}")
    now, then = run(text, {"a": [25], "b": [64]}), run(text, {"a": [100], "b": [64]})
    assert now.gain is not None
    assert now.gain[0, 0] == pytest.approx(then.total[0] - now.total[0])
    assert run(two("weights: {by: equal}"), {"a": [25], "b": [64]}).gain is None


def test_points_are_rounded_on_the_weight_that_is_left() -> None:
    text = "item_digits: 1\n" + two("weights: {by: equal}")
    found = run(text, {"a": [81.23, 81.23], "b": [70, 70]}, applies={"a": [1, 1], "b": [1, 0]})
    assert found.total.round(9).tolist() == [75.6, 81.2]


def test_rounded_points_do_not_hide_what_was_not_reported() -> None:
    text = "item_digits: 1\nmissing: zero\n" + two("weights: {by: equal}")
    found = run(text, {"a": [81.23, NAN], "b": [70, 70]})
    assert found.total.round(9).tolist() == [75.6, 35]
    assert found.not_reported.tolist() == [[False, False], [True, False]]


def test_what_separates_equal_totals_separates_their_grades() -> None:
    text = "ties: [b]\n" + two("weights: {by: equal}")
    text += "\ngrades: [{code: x, name: X, share: 0.5}, {code: y, name: Y}]\nquota: {places: down, border: none_in}"
    found = run(text, {"a": [80, 60, 70, 50], "b": [60, 80, 70, 20]})
    assert found.rank.tolist() == [3, 1, 2, 4]
    assert found.grade.tolist() == [1, 0, 0, 1]


def test_an_item_of_events_is_reported_where_any_of_its_counts_is() -> None:
    text = """
screening: {least_reported: 0.5}
missing: zero
items:
  - {code: a, name: A, weight: 1, indicator: a, score: {measure: value}}
  - {code: e, name: E, weight: 1, events: {points: 4, start: 4, counted: [{indicator: n, each: -1}, {indicator: m, each: -1}]}}
"""
    found = run(text, {"a": [NAN, NAN, 50], "n": [NAN, NAN, 1], "m": [1, NAN, 1]})
    assert found.screened_out.tolist() == [False, True, False]


def test_a_block_with_too_few_figures_passes_its_weight_on() -> None:
    text = """
missing: exclude
items:
  - code: x
    name: X
    weight: 50
    least_reported: 0.6
    items:
      - {code: a, name: A, weight: 1, indicator: a, score: {measure: value}}
      - {code: b, name: B, weight: 1, indicator: b, score: {measure: value}}
  - {code: c, name: C, weight: 50, indicator: c, score: {measure: value}}
"""
    assert run(text, {"a": [80, 80], "b": [NAN, 60], "c": [40, 40]}).total.tolist() == [40, 55]


def test_points_beside_the_hundred_leave_the_sum_and_what_is_unknown_adds_nothing() -> None:
    text = item("indicator: v, score: {measure: value}") + (
        "\nadjustments: {bonus_cap: 3, items: [{code: x, name: X, indicator: n, each: 2},"
        " {code: y, name: Y, indicator: m, each: -1}]}"
    )
    found = run(text, {"v": [80, 80, NAN], "n": [2, NAN, 1], "m": [1, NAN, 0]})
    np.testing.assert_array_equal(found.total, [82, 80, NAN])
    np.testing.assert_array_equal(found.node_score[:, 0], [80, 80, NAN])
    np.testing.assert_array_equal(found.added[:2], [[3, -1], [NAN, NAN]])


def test_an_excluded_unit_is_scored_and_not_ranked() -> None:
    text = item("indicator: v, score: {measure: value}") + "\nexclusions: [{unit: U0, reason: 新设}]"
    found = run(text, {"v": [90, 80, 70]})
    assert (found.total.tolist(), found.rank.tolist()) == ([90, 80, 70], [0, 1, 2])


def test_an_item_of_events_tells_what_was_counted() -> None:
    text = item("missing: zero, events: {points: 5, start: 5, counted: [{indicator: n, each: -1}]}")
    found = run(text, {"n": [2, NAN, 9]})
    assert found.counted is not None
    np.testing.assert_array_equal(found.counted[:, 0], [-2, NAN, -9])
    assert found.total.tolist() == [60, 0, 0]
    assert found.not_reported[:, 0].tolist() == [False, True, False]
    assert found.piece[1, 0] == Fired.MISSING


def test_a_plain_scheme_is_of_the_first_format_and_any_new_word_makes_it_the_second() -> None:
    plain = item("indicator: v, score: {measure: completion, cap: 120}, missing: zero")
    assert scheme_of(plain).format == 1
    assert (
        scheme_of(
            item("indicator: v, score: {measure: completion}, impute: {by: mean}").replace(
                "completion", "value"
            )
        ).format
        == 2
    )
    for word in ("rank_among: all", "combine: median", "item_digits: 1", "screening: {least_reported: 0.1}"):
        assert scheme_of(f"{word}\n{plain}").format == 2, word
