"""A unit that manages others may have a form of its own: what it does not file itself is still theirs, counted once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from approval import approval
from cast import TODAY, moment
from luoshi.indicators.actions.change_filers import NewFilers, change_filers
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.composition import composition
from luoshi.org.queries import tree
from luoshi.targets.accounts import quality_of
from luoshi.targets.actions.set_target import NewTarget, set_target
from luoshi.targets.bases import annual_bases
from luoshi.targets.lineage import members
from luoshi.targets.models import Target
from luoshi.targets.queries import board
from luoshi.targets.seasons import own_past
from luoshi.workdays.periods import Period
from steering import SET_ON, Steering

PAST = {"QH-S1": "44.4", "QH-T1": "21.6", "QH-T2": "11", "QH-T3": "5"}


def form_of_its_own(steering: Steering, unit: str, code: str) -> None:
    """A monthly form that only ``unit`` files."""
    statistician = steering.district.standing("statistician", SET_ON)
    define_form(statistician, NewForm("own", "园区月报", (NewItem(code),), (unit,)), date(2015, 1, 1))


def park(steering: Steering) -> Target:
    """南门街道 manages 柳林镇, files the air quality itself, and has a target for investment."""
    steering.hand_over("QH-T2", "QH-S2")
    statistician = steering.district.standing("statistician", SET_ON)
    define_indicator(
        statistician, [NewIndicator("air", "优良天数", "天", "flow", data_owner="QH-STAT", decimals=0)]
    )
    form_of_its_own(steering, "QH-S2", "air")
    asked = NewTarget(steering.indicator(), steering.district.unit("QH-S2"), "level", "2015", Decimal(33))
    return set_target(steering.district.standing("supervisor", SET_ON), asked, approval())


def test_a_form_of_its_own_does_not_hide_what_the_units_below_file(steering: Steering) -> None:
    target = park(steering)
    steering.report(PAST)
    found = steering.position(target)
    assert (found.actual, found.base_same_period, found.reporting, found.due) == (11, 10, 1, 1)
    assert (found.members, found.files_itself) == (1, False)
    board = steering.board()
    assert [line.unit.code for line in members(board, found)] == ["QH-T2"]
    told = quality_of(steering.district.standing("supervisor"), board, [found])[target.pk]
    assert told.due > 0 and told.reported > 0


def test_nor_the_base_and_the_past_of_what_they_file(steering: Steering) -> None:
    park(steering)
    org, node = tree(TODAY), steering.district.unit("QH-S2")
    bases = annual_bases(steering.indicator(), 2014, [org.nodes[node.pk]], org, moment(TODAY))
    assert bases == {"QH-S2": Decimal(30)}
    assert own_past(steering.indicator(), node.pk, org, 2015, moment(TODAY))[-1, 11] == 30


def test_a_figure_filed_above_and_below_counts_once(steering: Steering) -> None:
    root = steering.root()
    form_of_its_own(steering, "QH-T1-V1", "invest")
    steering.report(PAST)
    found = steering.position(root)
    assert (found.actual, found.reporting, found.due) == (82, 4, 4)
    assert "QH-T1-V1" not in [line.unit.code for line in members(steering.board(), found)]


def test_who_files_from_a_later_month_on_leaves_the_months_before_to_the_units_below(
    steering: Steering,
) -> None:
    root = steering.root()
    steering.hand_over("QH-T2", "QH-S2")
    steering.report(
        {"QH-S1": "30", "QH-T1": "18", "QH-T2": "9", "QH-T3": "4"}, "2015-05", day=date(2015, 6, 2)
    )
    of = NewFilers(("QH-S1", "QH-T1", "QH-T3", "QH-S2"), date(2015, 6, 3), "园区统一报送")
    change_filers(steering.district.standing("supervisor", date(2015, 6, 3)), steering.form, of)
    steering.report({"QH-S1": "44", "QH-T1": "21", "QH-T3": "5"})
    office = steering.district.standing("supervisor")
    may = board(office, Period(2015, 1, 5), TODAY).rows[root.pk]
    assert (may.actual, may.reporting, may.due) == (61, 4, 4)
    june = steering.position(root)
    assert (june.actual, june.reporting, june.due) == (70, 3, 4)
    org, key, street = tree(TODAY), steering.indicator().pk, steering.district.unit("QH-S2").pk
    made = composition(org, street, key, "2015-05", moment(TODAY))
    assert made is not None and [part.unit.code for part in made.parts] == ["QH-T2"]
    assert composition(org, street, key, "2015-06", moment(TODAY)) is None
