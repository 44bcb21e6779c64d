"""A unit that manages others may have a form of its own: what it does not file itself is still theirs, counted once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from approval import approval
from cast import TODAY, moment
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.org.queries import tree
from luoshi.targets.accounts import quality_of
from luoshi.targets.actions.set_target import NewTarget, set_target
from luoshi.targets.bases import annual_bases
from luoshi.targets.lineage import members
from luoshi.targets.models import Target
from luoshi.targets.seasons import own_past
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
