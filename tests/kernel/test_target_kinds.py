"""Each kind of target is judged in its own way: limits, zero, ranks, milestones, spans."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.kernel.curve import linear
from luoshi.kernel.light import Light
from luoshi.kernel.limits import allowance, allowance_lights, room_above, room_below, room_lights
from luoshi.kernel.milestones import State, Step, course
from luoshi.kernel.rank_target import places_behind, rank_lights
from luoshi.kernel.span import level_on_the_way, share_of_part, share_of_years, year_share
from luoshi.kernel.zero import kept_at_zero, zero_lights

NAN = float("nan")
AMOUNT = st.floats(0, 1e6)
DAY = st.integers(0, 400).map(lambda n: date(2015, 1, 1) + timedelta(days=n))


def test_an_exceeded_allowance_is_behind_even_where_the_year_has_gone_by() -> None:
    found = allowance(3.02, 3.0, 1.0)
    assert found.gap_points > -1, "a small gap"
    assert allowance_lights(found).item() == Light.BEHIND


def test_the_last_of_an_allowance_may_be_used() -> None:
    found = allowance(3.0, 3.0, 1.0)
    assert (bool(found.exceeded), allowance_lights(found).item()) == (False, Light.ON_PACE)


def test_an_allowance_of_nothing_and_a_missing_figure_have_no_share() -> None:
    found = allowance([1.0, NAN], [0.0, 3.0], 0.5)
    assert np.isnan(found.used).all()
    assert not found.exceeded.any()
    assert allowance_lights(found).tolist() == [Light.NOT_REPORTED, Light.NOT_REPORTED]


@given(actual=AMOUNT, more=AMOUNT, ceiling=st.floats(0.1, 1e6), share=st.floats(0, 1))
def test_more_use_is_never_better(actual: float, more: float, ceiling: float, share: float) -> None:
    light = allowance_lights(allowance([actual, actual + more], ceiling, share))
    assert light[0] <= light[1]


@given(actual=AMOUNT, limit=AMOUNT)
def test_a_limit_has_room_on_one_side_only(actual: float, limit: float) -> None:
    below, above = room_below(actual, limit), room_above(actual, limit)
    assert below.room == -above.room
    assert bool(below.held) or bool(above.held)
    assert room_lights(below).item() in (Light.ON_PACE, Light.BEHIND)


def test_a_quiet_month_does_not_mend_an_event() -> None:
    kept = kept_at_zero([[0, 1, 0, 0, 0, 0] + [NAN] * 6], cumulative=False)
    assert (kept.broken.item(), kept.first.item(), kept.known_to.item()) == (True, 2, 6)
    assert zero_lights(kept).tolist() == [Light.BEHIND]


def test_a_cumulative_count_is_not_added_up_again() -> None:
    assert kept_at_zero([0, 1, 1, 2] + [NAN] * 8, cumulative=True).events == 2
    assert kept_at_zero([0, 1, 1, 2] + [NAN] * 8, cumulative=False).events == 4


def test_a_silent_month_is_not_a_quiet_one() -> None:
    kept = kept_at_zero([NAN] * 12, cumulative=True)
    assert zero_lights(kept).item() == Light.NOT_REPORTED
    with pytest.raises(ValueError, match="not negative"):
        kept_at_zero([-1] + [0] * 11, cumulative=False)
    with pytest.raises(ValueError, match="12 months"):
        kept_at_zero([0] * 11, cumulative=False)


@given(st.lists(st.sampled_from([0.0, 1.0, NAN]), min_size=12, max_size=12), st.integers(0, 11))
def test_once_broken_whatever_follows(months: list[float], at: int) -> None:
    months[at] = 1.0
    kept = kept_at_zero(months, cumulative=False)
    assert bool(kept.broken)
    assert int(kept.first) <= at + 1


def test_a_rank_is_compared_when_it_is_published() -> None:
    assert rank_lights([1, 3, 4, 5, NAN], 3).tolist() == [
        Light.ON_PACE,
        Light.ON_PACE,
        Light.SLIGHTLY_BEHIND,
        Light.BEHIND,
        Light.NOT_APPLICABLE,
    ]
    with pytest.raises(ValueError, match="count from 1"):
        places_behind(0, 3)


def test_the_day_itself_is_in_time_and_later_days_are_not_known() -> None:
    step = Step(date(2015, 6, 30), date(2015, 7, 2))
    assert course([step], date(2015, 6, 30)).states == (State.SOON,)
    assert course([step], date(2015, 7, 1)).light == Light.SLIGHTLY_BEHIND
    assert course([step], date(2015, 7, 2)).states == (State.DONE_LATE,)
    assert course([step], date(2015, 1, 1)).light == Light.NOT_APPLICABLE
    with pytest.raises(ValueError, match="at least one"):
        course([], date(2015, 7, 1))


@given(st.lists(st.builds(Step, DAY, st.none() | DAY), min_size=1, max_size=6), DAY)
def test_doing_a_step_never_makes_the_light_worse(steps: list[Step], day: date) -> None:
    done = [Step(step.due_on, step.done_on or day) for step in steps]
    before, after = course(steps, day), course(done, day)
    order = [Light.ON_PACE, Light.NOT_APPLICABLE, Light.SLIGHTLY_BEHIND, Light.BEHIND]
    assert order.index(after.light) <= order.index(before.light)
    assert (before.light == Light.BEHIND) == (before.late_days > 10)


def test_a_part_of_the_year_has_its_own_whole() -> None:
    assert share_of_part(linear(), 7, 12, 9) == pytest.approx(0.5)
    assert share_of_part(linear(), 4, 6, 6) == 1
    late = np.array([0.0] * 6 + [0.2, 0.4, 0.6, 0.8, 0.9, 1.0])
    assert share_of_part(late, 1, 6, 3) == pytest.approx(0.5), "linear where the curve expects nothing"
    with pytest.raises(ValueError, match="does not lie"):
        share_of_part(linear(), 4, 6, 7)


@given(st.floats(1, 1e6), st.lists(st.floats(0, 1e5), min_size=1, max_size=4))
def test_bringing_what_is_needed_reaches_the_whole(target: float, years: list[float]) -> None:
    span = len(years) + 2
    needed = year_share(target, sum(years), span, len(years)).needed.item()
    assert sum(years) + 2 * needed >= target * (1 - 1e-12)


def test_what_is_left_is_shared_by_the_years_that_are_left() -> None:
    share = year_share(100.0, 110.0, 5, 4)
    assert (share.planned.item(), share.needed.item()) == (20, 0)
    assert share_of_years(5, 0, 0.0) == 0
    assert share_of_years(5, 4, 1.0) == 1
    assert level_on_the_way(60.0, 50.0, 0.4).item() == pytest.approx(56)
    for wrong in ((5, 5, 0.5), (5, -1, 0.5), (5, 1, 1.5)):
        with pytest.raises(ValueError):
            share_of_years(*wrong)
    with pytest.raises(ValueError, match="does not lie"):
        year_share(100.0, 0.0, 5, 5)
