"""Events to points: caps hold, the highest alone counts, every point is traced to its event, order is nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.tally import NO_MATTER, Events, Fired, Kind, tally

UNITS = 4
KINDS = [Kind(-1, cap=3), Kind(-0.5), Kind(2, cap=6), Kind(0.5), Kind(1, cap=0)]
rows = st.lists(
    st.tuples(
        st.integers(0, UNITS - 1), st.integers(0, len(KINDS) - 1), st.integers(0, 5), st.integers(-1, 2)
    ),
    max_size=25,
)


def events(listed: list[tuple[int, int, int, int]]) -> Events:
    unit, kind, times, matter = np.array(listed, dtype=np.int64).reshape(-1, 4).T
    return Events(unit, kind, times.astype(float), matter)


@given(rows, st.integers(0, 8), st.integers(0, 8))
def test_caps_hold_and_every_point_is_traced(
    listed: list[tuple[int, int, int, int]], bonus_cap: int, deduction_cap: int
) -> None:
    happened = events(listed)
    result = tally(happened, KINDS, UNITS, bonus_cap=bonus_cap, deduction_cap=deduction_cap)
    np.testing.assert_allclose(
        result.points, np.bincount(happened.unit, result.given, minlength=UNITS), atol=1e-9
    )
    np.testing.assert_allclose(result.points, result.bonus + result.deduction)
    assert (result.bonus <= bonus_cap + 1e-9).all() and (result.deduction >= -deduction_cap - 1e-9).all()
    for unit in range(UNITS):
        for number, kind in enumerate(KINDS):
            mine = (happened.unit == unit) & (happened.kind == number)
            assert abs(result.given[mine].sum()) <= (np.inf if kind.cap is None else kind.cap) + 1e-9
    worth = np.array([kind.points for kind in KINDS])[happened.kind] * happened.times
    whole = result.fired == Fired.COUNTED
    np.testing.assert_allclose(result.given[whole], worth[whole])
    assert (np.abs(result.given[~whole]) < np.abs(worth[~whole])).all()


@given(rows, st.randoms())
def test_the_order_of_events_has_no_influence(listed: list[tuple[int, int, int, int]], random) -> None:  # type: ignore[no-untyped-def]
    order = list(range(len(listed)))
    random.shuffle(order)
    plain = tally(events(listed), KINDS, UNITS, bonus_cap=4, deduction_cap=4)
    shuffled = tally(events([listed[n] for n in order]), KINDS, UNITS, bonus_cap=4, deduction_cap=4)
    np.testing.assert_allclose(shuffled.points, plain.points, atol=1e-9)
    np.testing.assert_allclose(shuffled.given, plain.given[order], atol=1e-9)
    np.testing.assert_array_equal(shuffled.fired, plain.fired[order])


@given(rows, st.integers(0, UNITS - 1), st.integers(0, len(KINDS) - 1))
def test_one_more_event_moves_its_own_unit_its_own_way(
    listed: list[tuple[int, int, int, int]], unit: int, kind: int
) -> None:
    before = tally(events(listed), KINDS, UNITS, bonus_cap=5, deduction_cap=5)
    after = tally(events([*listed, (unit, kind, 1, NO_MATTER)]), KINDS, UNITS, bonus_cap=5, deduction_cap=5)
    moved = after.points - before.points
    assert np.abs(np.delete(moved, unit)).max() < 1e-9
    assert moved[unit] * np.sign(KINDS[kind].points) >= -1e-9


def test_only_the_highest_of_a_matter_counts_in_each_unit() -> None:
    kinds = [Kind(5), Kind(3), Kind(1), Kind(-2), Kind(-4)]
    listed = [
        (0, 1, 1, 8),
        (0, 0, 1, 8),
        (0, 2, 1, 8),
        (1, 1, 1, 8),
        (0, 3, 1, 8),
        (0, 4, 1, 8),
        (0, 2, 1, 9),
    ]
    result = tally(events(listed), kinds, 2)
    assert result.given.tolist() == [0, 5, 0, 3, 0, -4, 1]
    assert [Fired(f).name for f in result.fired[:3]] == ["NOT_HIGHEST", "COUNTED", "NOT_HIGHEST"]
    assert (result.bonus.tolist(), result.deduction.tolist()) == ([6, 3], [-4, 0])


def test_equals_of_one_matter_share_the_place() -> None:
    result = tally(events([(0, 0, 1, 1), (0, 1, 1, 1)]), [Kind(2), Kind(2)], 1)
    assert result.given.tolist() == [1, 1] and result.points.item() == 2


def test_the_published_caps() -> None:
    kinds = [Kind(0.5, cap=3), Kind(2, cap=6)]
    result = tally(events([(0, 0, 9, -1), (0, 1, 2, -1), (1, 1, 4, -1), (2, 0, 6, -1)]), kinds, 4)
    assert result.points.tolist() == [7, 6, 3, 0]
    assert result.fired.tolist() == [Fired.KIND_CAPPED, Fired.COUNTED, Fired.KIND_CAPPED, Fired.COUNTED]


def test_nothing_happened() -> None:
    assert tally(events([]), KINDS, 3).points.tolist() == [0, 0, 0]


def test_unknown_counts_and_negative_caps_are_refused() -> None:
    happened = events([(0, 0, 1, -1)])
    for times in (np.nan, -1.0):
        with pytest.raises(ValueError, match="left out"):
            tally(happened._replace(times=np.array([times])), KINDS, 1)
    with pytest.raises(ValueError, match="negative"):
        tally(happened, KINDS, 1, bonus_cap=-1)
    with pytest.raises(ValueError, match="negative"):
        Kind(-1, cap=-3)
