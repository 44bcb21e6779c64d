"""Figures carried into later boundaries: nothing is lost, nothing is invented."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.boundaries import Basis, Change, carry, transfer

UNITS = 5
YES = np.array([True])


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """Up to four days on which some units are shared out whole among some units."""
    lines = []
    for day in range(1, 1 + draw(st.integers(1, 4))):
        for predecessor in draw(st.sets(st.integers(0, UNITS - 1), min_size=1)):
            to = sorted(draw(st.sets(st.integers(0, UNITS - 1), min_size=1)))
            weights = [draw(st.integers(1, 50)) for _unit in to]
            lines += [
                Change(day, predecessor, s, Fraction(w, sum(weights)))
                for s, w in zip(to, weights, strict=True)
            ]
    return lines


FIGURES = st.lists(st.fractions(-1000, 1000), min_size=UNITS, max_size=UNITS)


@given(histories(), FIGURES, st.randoms())
def test_the_total_is_preserved_exactly_whatever_the_order_of_the_lines(
    changes: list[Change], figures: list[Fraction], chance: object
) -> None:
    shares = transfer(UNITS, changes, 0, 9)
    assert sum(shares @ np.array(figures, dtype=object)) == sum(figures)
    shuffled = list(changes)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert (transfer(UNITS, shuffled, 0, 9) == shares).all()


@given(histories(), st.integers(0, 4))
def test_a_chain_is_its_two_halves_one_after_the_other(changes: list[Change], day: int) -> None:
    halves = transfer(UNITS, changes, day, 9) @ transfer(UNITS, changes, 0, day)
    assert (halves == transfer(UNITS, changes, 0, 9)).all()


@given(histories(), FIGURES)
def test_a_cube_is_carried_as_the_exact_matrix_says(changes: list[Change], figures: list[Fraction]) -> None:
    cube = np.array([float(f) for f in figures])[:, None, None]
    found = carry(cube, np.ones((UNITS, 1), bool), [0], changes, 9, YES)
    exact = transfer(UNITS, changes, 0, 9) @ np.array(figures, dtype=object)
    for ours, theirs, basis in zip(exact, found.value[:, 0, 0], found.basis[:, 0, 0], strict=True):
        if basis == Basis.GONE:
            assert np.isnan(theirs) and ours == 0
        else:
            assert theirs == pytest.approx(float(ours), abs=1e-9)


def test_another_code_for_the_same_unit_is_identity_for_rates_too() -> None:
    cube = np.array([[[0.1]], [[np.nan]]])
    alive = np.array([[True], [False]])
    renamed = [Change(5, 0, 1, Fraction(1))]
    found = carry(cube, alive, [4], renamed, 9, np.array([False]))
    assert found.value[1, 0, 0] == 0.1
    assert np.isnan(found.value[0, 0, 0]) and found.basis[0, 0, 0] == Basis.GONE


def test_a_missing_part_leaves_the_sum_missing_and_says_so() -> None:
    cube = np.array([[[3.0, 4.0]], [[np.nan, 6.0]], [[np.nan, np.nan]]])
    alive = np.array([[True, True], [True, True], [False, False]])
    merged = [Change(5, 0, 2, Fraction(1)), Change(5, 1, 2, Fraction(1))]
    found = carry(cube, alive, [3, 4], merged, 9, YES)
    assert np.isnan(found.value[2, 0, 0]) and found.basis[2, 0, 0] == Basis.PART_MISSING
    assert found.value[2, 0, 1] == 10.0 and found.basis[2, 0, 1] == Basis.RESTATED


def test_a_rate_is_never_shared_out() -> None:
    cube = np.full((2, 1, 1), 0.5)
    part = [Change(5, 0, 1, Fraction(1, 4)), Change(5, 0, 0, Fraction(3, 4))]
    found = carry(cube, np.ones((2, 1), bool), [4], part, 9, np.array([False]))
    assert np.isnan(found.value).all() and (found.basis == Basis.NOT_ADDITIVE).all()


def test_a_change_counts_for_periods_before_it_and_up_to_the_day_asked_for() -> None:
    cube = np.full((2, 1, 3), 1 / 3)
    merged = [Change(5, 0, 1, Fraction(1))]
    alive = np.ones((2, 3), bool)
    found = carry(cube, alive, [4, 5, 6], merged, 9, YES)
    assert found.basis[1, 0].tolist() == [Basis.RESTATED, Basis.AS_REPORTED, Basis.AS_REPORTED]
    before = carry(cube, alive, [3, 4, 4], merged, 4, YES)
    assert (before.value == cube).all() and not before.basis.any()


def test_what_leaves_the_district_is_gone() -> None:
    shares = transfer(1, [Change(5, 0, 0, Fraction(2, 3))], 0, 9)
    assert shares[0, 0] == Fraction(2, 3)


@pytest.mark.parametrize("shares", [(Fraction(0),), (Fraction(-1, 2),), (Fraction(3, 4), Fraction(1, 2))])
def test_impossible_shares_are_refused(shares: tuple[Fraction, ...]) -> None:
    lines = [Change(5, 0, to, share) for to, share in enumerate(shares, start=1)]
    with pytest.raises(ValueError, match="share"):
        transfer(3, lines, 0, 9)


def test_figures_are_not_carried_backwards() -> None:
    with pytest.raises(ValueError, match="forward"):
        transfer(2, [], 5, 4)
