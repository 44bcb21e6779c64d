"""Will the year be met: what the figures of past years and of this one say about a target, as known on a day."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import TODAY
from luoshi.indicators import journal
from luoshi.indicators.models import Indicator, Nature
from luoshi.kernel.extrapolation import Method
from luoshi.kernel.forecast import Reason
from luoshi.targets.forecasts import Outlook
from luoshi.targets.models import Target
from luoshi.targets.positions import Position
from luoshi.targets.queries import outlooks
from steering import LONG_PAST, WHOLE, Steering

JUNE = {"QH-S1": "44", "QH-T1": "22", "QH-T2": "11.4", "QH-T3": "5"}
IN_MAY = date(2015, 5, 6)


def outlook(steering: Steering, target: Target, as_of: date = TODAY) -> Outlook:
    found = steering.board(as_of)
    return outlooks(found, [found.rows[target.pk]])[target.pk]


@pytest.fixture
def parts(steering: Steering) -> dict[str, Target]:
    steering.remember()
    return steering.split(steering.root(), "equal_growth")


def test_a_target_with_a_past_has_a_probability_a_range_and_what_it_takes(
    steering: Steering, parts: dict[str, Target]
) -> None:
    steering.report(JUNE)
    found = outlook(steering, parts["QH-T1"])
    assert (found.reason, found.month, found.years, found.tried) == (Reason.NONE, 6, 6, 5)
    assert found.goal == pytest.approx(66)
    assert found.low is not None and found.center is not None and found.high is not None
    assert 22 < found.low < found.center < found.high
    assert found.probability is not None and 0 < found.probability < 1
    assert found.method in found.errors
    assert found.typical_error is not None and 0 < found.typical_error < 0.1
    assert found.rest == pytest.approx(44)
    assert found.monthly == pytest.approx(44 / 6)
    assert found.growth == pytest.approx(44 / 40 - 1)
    assert found.best == pytest.approx(40 / (0.93 * 0.60 * 60) - 1)
    assert not found.beyond
    assert found.of_goal(33) == pytest.approx(0.5)


def test_more_done_is_more_likely(steering: Steering, parts: dict[str, Target]) -> None:
    steering.report({"QH-S1": "39", "QH-T1": "27"})
    slow, fast = (outlook(steering, parts[unit]).probability for unit in ("QH-S1", "QH-T1"))
    assert slow is not None and fast is not None
    assert slow < 0.2
    assert fast > 0.8


def test_a_ceiling_is_met_by_staying_below(steering: Steering) -> None:
    steering.remember(WHOLE)
    steering.report(JUNE)
    floor, ceiling = (
        outlook(steering, steering.root("215", kind=kind, base="200", op=op))
        for kind, op in (("level", ">="), ("growth", "<="))
    )
    assert ceiling.ceiling and not floor.ceiling
    assert ceiling.goal == pytest.approx(200 * 3.15)
    assert floor.probability is not None and 0 < floor.probability < 1
    assert ceiling.probability == pytest.approx(1, abs=0.01)
    assert floor.best is not None and ceiling.best is not None
    assert ceiling.best < floor.best
    assert not ceiling.beyond


def test_a_short_past_says_so_and_still_says_what_it_takes(
    steering: Steering, parts: dict[str, Target]
) -> None:
    steering.report(JUNE)
    found = outlook(steering, parts["QH-T3"])
    assert (found.reason, found.probability, found.method, found.errors) == (Reason.SHORT, None, None, {})
    assert found.growth == pytest.approx(6 / 5 - 1)
    assert found.rest == pytest.approx(6)


def test_a_sum_rests_on_the_years_and_months_that_all_its_units_have(steering: Steering) -> None:
    root = steering.root()
    steering.remember()
    steering.report(JUNE)
    assert outlook(steering, root).reason == Reason.SHORT
    steering.remember(("QH-T3",))
    whole = outlook(steering, root)
    assert (whole.reason, whole.month, whole.years) == (Reason.NONE, 6, 6)
    assert whole.goal == pytest.approx(220)
    assert whole.rest == pytest.approx(220 - 82.4)


def test_a_stock_is_forecast_by_how_it_moves(steering: Steering, parts: dict[str, Target]) -> None:
    Indicator.objects.update(nature=Nature.STOCK)
    steering.report(JUNE)
    found = outlook(steering, parts["QH-T1"])
    assert found.of_level
    assert found.method in (Method.LAST, Method.YEAR_BEFORE, Method.CHANGE)
    assert (found.rest, found.growth) == (pytest.approx(44), None)
    assert found.best == pytest.approx(40)


def test_amounts_of_single_months_are_never_added_over_a_gap(
    steering: Steering, parts: dict[str, Target]
) -> None:
    Indicator.objects.update(nature=Nature.FLOW)
    steering.report(JUNE)
    found = outlook(steering, parts["QH-T1"])
    assert found.reason == Reason.NOT_REPORTED
    assert found.probability is None


def test_a_silent_unit_leaves_the_sum_at_the_last_month_of_all(
    steering: Steering, parts: dict[str, Target]
) -> None:
    steering.remember(("QH-T3",))
    root = Target.objects.get(parent=None, superseded_at=None)
    steering.report({unit: JUNE[unit] for unit in LONG_PAST})
    silent, sum_of_all = outlook(steering, parts["QH-T3"]), outlook(steering, root)
    assert (silent.reason, sum_of_all.reason) == (Reason.NOT_REPORTED, Reason.NOT_REPORTED)
    assert outlook(steering, parts["QH-T1"]).reason == Reason.NONE


def test_only_verified_figures_count_and_the_others_are_counted(
    steering: Steering, parts: dict[str, Target]
) -> None:
    june = steering.open_round("2015-06")
    steering.file_one(june, "QH-T1", "22")
    waiting = outlook(steering, parts["QH-T1"])
    assert (waiting.reason, waiting.unverified) == (Reason.NOT_REPORTED, 1)
    steering.verify_one(june, "QH-T1")
    verified = outlook(steering, parts["QH-T1"])
    assert (verified.reason, verified.unverified) == (Reason.NONE, 0)


def test_the_day_asked_for_is_honoured(steering: Steering, parts: dict[str, Target]) -> None:
    steering.report(JUNE)
    earlier = outlook(steering, parts["QH-T1"], IN_MAY)
    assert earlier.reason == Reason.NOT_REPORTED
    assert earlier.month == 0
    january = outlook(steering, parts["QH-T1"], date(2015, 1, 20))
    assert (january.reason, january.month) == (Reason.NONE, 0)
    assert january.rest == pytest.approx(66)


def test_a_handed_over_unit_brings_its_past_along(steering: Steering) -> None:
    steering.remember()
    steering.hand_over("QH-T1", "QH-S2")
    target = steering.split(steering.root(), "equal_growth", ("QH-S1", "QH-S2", "QH-T2", "QH-T3"))["QH-S2"]
    steering.report(JUNE)
    found = outlook(steering, target)
    assert (found.reason, found.years) == (Reason.NONE, 6)
    assert found.goal == pytest.approx(66)


def test_many_targets_are_no_more_queries(steering: Steering, parts: dict[str, Target]) -> None:
    steering.report(JUNE)
    found = steering.board()
    rows = list(found.rows.values())
    journal._kept.clear()

    def asked(among: list[Position]) -> int:
        with CaptureQueriesContext(connection) as queries:
            outlooks(found, among)
        return len(queries)

    first = asked(rows[:1])
    journal._kept.clear()
    assert asked(rows) == first
    assert asked(rows) < first
    assert len(rows) == 5
