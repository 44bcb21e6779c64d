"""Parts add up to the whole exactly; an impossible split is refused with its reason."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.cascade import MissingFigureError, by_share, capacities, equal_growth, layers, reconcile

D = Decimal
money = st.decimals(0, 10**6, places=2)
bases = st.dictionaries(st.text("abcdefgh", min_size=1), money, min_size=1).filter(lambda b: any(b.values()))


def test_units_left_over_go_to_the_largest_remainders() -> None:
    parts = by_share(D("100"), {"x": D(1), "y": D(1), "z": D(1)}, 2)
    assert parts == {"x": D("33.34"), "y": D("33.33"), "z": D("33.33")}
    assert by_share(D("10"), {"small": D("1.5"), "large": D("8.5")}, 0) == {"small": D(1), "large": D(9)}


@given(st.decimals(-(10**9), 10**9, places=2), bases)
def test_parts_add_up_exactly_and_stay_within_one_step_of_their_share(
    total: Decimal, base: dict[str, Decimal]
) -> None:
    parts = by_share(total, base, 2)
    assert sum(parts.values()) == total
    whole = sum(base.values())
    for name, part in parts.items():
        assert abs(part - total * base[name] / whole) < D("0.0100001")


@given(st.decimals(0, 10**6, places=1), bases, st.randoms(use_true_random=False))
def test_the_order_of_the_units_has_no_influence(
    total: Decimal, base: dict[str, Decimal], random: st.DrawFn
) -> None:
    names = list(base)
    random.shuffle(names)  # type: ignore[attr-defined]
    assert by_share(total, {name: base[name] for name in names}, 1) == by_share(total, base, 1)


def test_a_figure_of_many_digits_is_split_exactly() -> None:
    total = D("123456789012345678901234567890.12")
    parts = by_share(total, {"a": D(1), "b": D(2)}, 2)
    assert sum(Fraction(part) for part in parts.values()) == Fraction(total)
    assert by_share(total, {"a": D(1)}, 2)["a"] == total


@pytest.mark.parametrize(
    ("total", "base", "message"),
    [
        (D(1), {"a": D(-1), "b": D(2)}, "negative for: a"),
        (D(1), {"a": D(0)}, "add up to zero"),
        (D("1.234"), {"a": D(1)}, "cannot be split exactly"),
    ],
)
def test_an_impossible_split_is_refused(
    total: Decimal, base: dict[str, Decimal | None], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        by_share(total, base, 2)


@pytest.mark.parametrize("missing", [None, D("NaN")])
def test_missing_bases_are_named(missing: Decimal | None) -> None:
    with pytest.raises(MissingFigureError, match="no base for: dong, xi") as error:
        by_share(D(1), {"xi": missing, "nan": D(1), "dong": None}, 2)
    assert error.value.names == ("dong", "xi")
    with pytest.raises(MissingFigureError, match="no base for: xi"):
        equal_growth({"xi": missing}, D("0.08"))
    with pytest.raises(MissingFigureError, match="no part for: xi"):
        reconcile(D(1), {"xi": missing}, D(0))


@given(bases, st.decimals("-0.5", "0.5", places=3))
def test_equal_growth_of_the_parts_is_the_growth_of_the_whole(
    base: dict[str, Decimal], growth: Decimal
) -> None:
    assert sum(equal_growth(base, growth).values()) == sum(base.values()) * (1 + growth)


@pytest.mark.parametrize(
    ("parts", "shortfall", "over", "ratio", "needs_reason", "balanced"),
    [
        (["40", "60"], "0", "0", "0", False, True),
        (["40", "50"], "10", "0", "0", False, False),
        (["45", "60"], "0", "5", "0.05", False, False),
        (["45", "60.01"], "0", "5.01", "0.0501", True, False),
    ],
)
def test_parts_are_held_against_the_whole(
    parts: list[str], shortfall: str, over: str, ratio: str, needs_reason: bool, balanced: bool
) -> None:
    verdict = reconcile(D(100), {str(n): D(part) for n, part in enumerate(parts)}, D("0.05"))
    assert (verdict.shortfall, verdict.over_allocation, verdict.over_ratio) == (
        D(shortfall),
        D(over),
        D(ratio),
    )
    assert (verdict.needs_reason, verdict.balanced) == (needs_reason, balanced)


def test_any_part_of_nothing_needs_a_reason() -> None:
    verdict = reconcile(D(0), {"a": D("0.01")}, D("0.05"))
    assert (verdict.over_ratio, verdict.needs_reason) == (None, True)


def test_capacity_is_a_level_with_headroom() -> None:
    able = capacities({"a": D(100), "b": D(50)}, {"b": D("0.2")})
    assert able == {"a": D(100), "b": D("60.0")}
    assert by_share(D(160), able, 0) == {"a": D(100), "b": D(60)}
    with pytest.raises(MissingFigureError):
        capacities({"a": None}, {})
    with pytest.raises(ValueError, match="less than nothing"):
        capacities({"a": D(1)}, {"a": D(-2)})


@given(st.lists(st.tuples(st.decimals(1, 10**6, places=2), st.decimals(0, 10**6, places=2)), max_size=5))
def test_the_cumulative_factor_is_the_product_of_the_levels(steps: list[tuple[Decimal, Decimal]]) -> None:
    product = Fraction(1)
    for layer, (whole, total) in zip(layers(steps), steps, strict=True):
        product *= Fraction(total) / Fraction(whole)
        assert layer.cumulative is not None
        assert abs(Fraction(layer.cumulative) - product) <= Fraction(1, 10**6)


def test_below_a_level_of_nothing_no_factor_is_known() -> None:
    found = layers([(D(10), D(11)), (D(0), D(1)), (D(1), D(1))])
    assert [(layer.factor, layer.cumulative) for layer in found] == [
        (D("1.1"), D("1.1")),
        (None, None),
        (D(1), None),
    ]
