"""A gap becomes a light; the boundary belongs to the better one, and not reported is neither."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.light import Light, Thresholds, lights

NAN = np.nan


@pytest.mark.parametrize(
    ("gap", "light"),
    [
        (0.0, Light.ON_PACE),
        (-1e-12, Light.ON_PACE),
        (-0.001, Light.SLIGHTLY_BEHIND),
        (-10.0, Light.SLIGHTLY_BEHIND),
        (-10.001, Light.BEHIND),
        (NAN, Light.NOT_APPLICABLE),
    ],
)
def test_a_boundary_belongs_to_the_better_light(gap: float, light: Light) -> None:
    assert lights([gap], True, True).tolist() == [light]


def test_not_reported_is_neither_late_nor_on_time() -> None:
    assert lights([-50.0, NAN, 5.0], [False, False, True], True).tolist() == [3, 3, 0]


def test_what_does_not_apply_needs_no_report() -> None:
    assert lights([-50.0, NAN], [True, False], [False, False]).tolist() == [Light.NOT_APPLICABLE] * 2


def test_every_indicator_may_have_its_own_thresholds() -> None:
    limits = Thresholds(on_pace=np.array([0.0, -10.0]), slightly_behind=np.array([-10.0, -30.0]))
    assert lights([[-5.0, -5.0], [-20.0, -30.0]], True, True, limits).tolist() == [[1, 0], [2, 1]]


@pytest.mark.parametrize("slightly", [1.0, NAN])
def test_thresholds_in_the_wrong_order_are_refused(slightly: float) -> None:
    with pytest.raises(ValueError, match="slightly_behind"):
        Thresholds(on_pace=0.0, slightly_behind=slightly)


@given(st.floats(-200, 200), st.floats(0, 50))
def test_a_smaller_gap_never_has_a_worse_light(gap: float, better: float) -> None:
    worse_light, better_light = lights([gap, gap + better], True, True)
    assert better_light <= worse_light
