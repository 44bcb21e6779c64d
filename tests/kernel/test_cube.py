"""The latest version of each value counts, and missing stays missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.cube import Nature, build_cube, cumulate

NAN = np.nan
SHAPE = (3, 2, 12)


def cube_of(rows: list[tuple[int, int, int, int, float]]) -> np.ndarray:
    unit, indicator, month, version, value = (np.array(column) for column in zip(*rows, strict=True))
    return build_cube(unit, indicator, month, version, value.astype(float), SHAPE)


def test_the_latest_version_counts_and_a_retraction_leaves_the_cell_missing() -> None:
    cube = cube_of(
        [(0, 0, 0, 1, 5.0), (0, 0, 0, 3, 7.0), (0, 0, 0, 2, 6.0), (2, 1, 11, 1, 9.0), (2, 1, 11, 2, NAN)]
    )
    assert cube[0, 0, 0] == 7
    assert np.isnan(cube[2, 1, 11])
    assert np.isnan(cube).sum() == cube.size - 1


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_has_no_influence(random: st.DrawFn) -> None:
    rows = [
        (u, i, m, v, u + 10 * i + 100 * m + v / 7)
        for u in range(3)
        for i in range(2)
        for m in range(12)
        for v in range(3)
    ]
    expected = cube_of(rows)
    random.shuffle(rows)  # type: ignore[attr-defined]
    np.testing.assert_array_equal(cube_of(rows), expected)


def test_rows_in_order_give_what_rows_in_disorder_give() -> None:
    rows = [(u, 1, m, v, 100 * u + m + v / 7) for u in range(3) for m in range(12) for v in range(1 + m % 3)]
    expected = cube_of(rows[::-1])
    np.testing.assert_array_equal(cube_of(rows), expected)
    # By cell, and inside a cell from the newest to the oldest.
    descending = sorted(rows, key=lambda row: (*row[:3], -row[3]))
    np.testing.assert_array_equal(cube_of(descending), expected)
    with pytest.raises(ValueError, match="unit 2, indicator 1, month 12"):
        cube_of([*rows, rows[-1]])


def test_rows_in_the_order_of_their_versions_give_what_rows_in_disorder_give() -> None:
    # Versions of one count, as the keys of a table: filed month by month, some cells corrected later.
    cells = [(u, i, m) for m in range(12) for u in range(3) for i in range(2)]
    later = [cell for n, cell in enumerate(reversed(cells)) if n % 5 == 0]
    rows = [
        (*cell, version, NAN if version % 7 == 0 else version / 3)
        for version, cell in enumerate(cells + later)
    ]
    np.testing.assert_array_equal(cube_of(rows), cube_of(rows[::-1]))


def test_two_latest_versions_are_refused_with_their_place() -> None:
    with pytest.raises(ValueError, match="unit 1, indicator 0, month 4"):
        cube_of([(1, 0, 3, 2, 5.0), (1, 0, 3, 2, 6.0), (1, 0, 3, 1, 4.0)])


@pytest.mark.parametrize("row", [(3, 0, 0), (-1, 0, 0), (0, 2, 0), (0, 0, 12)])
def test_codes_outside_the_cube_are_refused(row: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="the cube has"):
        cube_of([(*row, 1, 1.0)])


def test_no_facts_make_an_empty_cube() -> None:
    none = np.array([], dtype=np.int64)
    assert np.isnan(build_cube(none, none, none, none, none.astype(float), SHAPE)).all()


def test_a_flow_is_stated_only_while_every_month_is_reported() -> None:
    cube = np.array([[[1.0, 2.0, NAN, 4.0], [1.0, 2.0, NAN, 4.0], [1.0, 2.0, NAN, 4.0]]])
    year = cumulate(cube, [Nature.FLOW, Nature.CUMULATIVE, Nature.STOCK])
    np.testing.assert_array_equal(year.value[0], [[1, 3, NAN, NAN], [1, 2, NAN, 4], [1, 2, NAN, 4]])
    np.testing.assert_array_equal(year.reported[0, 0], [True, True, False, True])
    np.testing.assert_array_equal(year.missing_months[0], [[0, 0, 1, 1], [0, 0, 1, 0], [0, 0, 1, 0]])


def test_every_indicator_needs_a_nature() -> None:
    with pytest.raises(ValueError, match="2 indicators need 2 natures"):
        cumulate(np.ones((1, 2, 12)), [Nature.FLOW])
