"""A target is changed on authority only; what held before is kept, told, and known as of any day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cast import TODAY, moment
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.restate_base import NewBase, restate_base
from luoshi.kernel.realism import Remark
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.models import Post, Role
from luoshi.org.standing import Standing
from luoshi.targets.actions.change_target import change_target
from luoshi.targets.actions.set_curve import set_curve
from luoshi.targets.actions.set_target import NewTarget, set_target
from luoshi.targets.authority import Authority
from luoshi.targets.history import changes_of_year, history, late_change, place_of
from luoshi.targets.models import Target
from luoshi.targets.prospects import of_target, realism, realism_of_parts
from luoshi.targets.queries import in_force, outlooks
from luoshi.targets.vocabulary import CurveKind
from steering import Steering

pytestmark = pytest.mark.usefixtures("english")

APRIL, JULY = date(2015, 4, 10), date(2015, 7, 3)


def authority(reason: str = "产业政策调整") -> Authority:
    return Authority("青府发〔2015〕12号", Post.objects.get(role=Role.LEADER), reason)


def change(
    steering: Steering, target: Target, value: str, stretch: str | None = None, day: date = JULY
) -> Target:
    office = steering.district.standing("supervisor", day)
    changed = change_target(
        office, target, Decimal(value), None if stretch is None else Decimal(stretch), authority()
    )
    assert verify().holds, verify().findings
    return changed


def test_the_old_one_is_kept_and_the_parts_stay(steering: Steering) -> None:
    root = steering.root()
    parts = steering.split(root)
    new = change(steering, root, "8", "9")
    assert (new.value, new.stretch, new.level) == (8, 9, 216)
    assert (new.basis, new.change_reason) == ("青府发〔2015〕12号", "产业政策调整")
    found = steering.board()
    assert [p.target.pk for p in found.parts_of(found.rows[new.pk])] == [p.pk for p in parts.values()]
    office = steering.district.standing("supervisor")
    assert [t.pk for t in in_force(office, 2015, date(2015, 7, 2)) if t.unit.code == "QH"] == [root.pk]
    assert [t.pk for t in in_force(office, 2015, JULY) if t.unit.code == "QH"] == [new.pk]


def test_a_lowered_target_after_the_middle_of_the_year_is_visible(steering: Steering) -> None:
    root = steering.root()
    raised = change(steering, root, "11", day=APRIL)
    lowered = change(steering, raised, "8")
    office = steering.district.standing("supervisor")
    first, second, third = history(office, lowered, TODAY)
    assert (first.before, second.raised, second.late) == (None, True, False)
    assert (third.lowered, third.late, third.fields, third.on) == (True, True, ("value",), JULY)
    (found,) = changes_of_year(office, 2015, TODAY).values()
    assert late_change(found) == third
    assert late_change(changes_of_year(office, 2015, date(2015, 7, 2))[place_of(root)]) is None
    assert [c.after.pk for c in history(office, lowered, date(2015, 7, 2))] == [root.pk, raised.pk]


def test_a_ceiling_that_is_raised_asks_for_less(steering: Steering) -> None:
    root = steering.root("5", kind="level", base=None, op="<=")
    changed = change(steering, root, "7")
    (_set, found) = history(steering.district.standing("supervisor"), changed, TODAY)
    assert (found.lowered, found.raised) == (True, False)


def test_a_curve_is_no_change_of_what_is_asked(steering: Steering) -> None:
    root = steering.root()
    office = steering.district.standing("supervisor", JULY)
    new = set_curve(office, root, ["0"] * 11 + ["1"], authority=authority())
    (_set, found) = history(office, new, TODAY)
    assert (found.fields, found.lowered, found.late) == (("curve",), False, False)


def test_without_document_approver_and_reason_nothing_changes(steering: Steering) -> None:
    root = steering.root()
    office = steering.district.standing("supervisor", JULY)
    with pytest.raises(Refused) as refusal:
        change_target(office, root, Decimal(8), None, Authority(" ", None, ""))
    assert {p.code for p in refusal.value.problems} == {"basis", "approver", "reason"}
    with pytest.raises(Refused, match="Nothing is changed"):
        change_target(office, root, Decimal(10), None, authority())
    with pytest.raises(Refused, match="no more than the basic"):
        change_target(office, root, Decimal(8), Decimal(7), authority())
    with pytest.raises(Denied):
        change_target(steering.district.standing("t1_head"), root, Decimal(8), None, authority())
    new = change(steering, root, "8")
    with pytest.raises(Refused, match="superseded"):
        change_target(office, root, Decimal(9), None, authority())
    zero = set_target(office, NewTarget(root.indicator, root.unit, "zero", "2015", Decimal(0)), authority())
    with pytest.raises(Refused, match="no other value"):
        change_target(office, zero, Decimal(1), None, authority())
    assert Target.objects.get(pk=new.pk).superseded_at is None


def test_a_curve_from_own_past_names_its_years(steering: Steering) -> None:
    steering.remember()
    root = steering.split(steering.root())["QH-T1"]
    office = steering.district.standing("supervisor", JULY)
    new = set_curve(office, root, None, CurveKind.SEASONAL, authority())
    assert new.curve_years == [2009, 2010, 2011, 2012, 2013, 2014]
    assert new.curve_table is not None
    assert (new.curve_table[0], new.curve_table[11]) == ("0.0000", "1.0000")
    assert new.curve_table[5] == "0.4000", "the median of six years' June"
    assert verify().holds


def test_a_past_that_is_too_short_gives_no_curve(steering: Steering) -> None:
    root = steering.split(steering.root())["QH-T3"]
    office = steering.district.standing("supervisor", JULY)
    with pytest.raises(Refused, match="1 full past years are on record, 3 are needed"):
        set_curve(office, root, None, CurveKind.SEASONAL, authority())


def test_steps_hold_until_the_next(steering: Steering) -> None:
    office = steering.district.standing("supervisor", JULY)
    table = ["", "", "0.2", "", "", "0.5", "", "", "", "", "", "1"]
    new = set_curve(office, steering.root(), table, CurveKind.STEPS, authority())
    assert new.curve_table == ["0"] * 2 + ["0.2"] * 3 + ["0.5"] * 6 + ["1"]
    assert new.curve == CurveKind.STEPS


def test_a_target_is_held_against_what_is_known(steering: Steering) -> None:
    steering.remember()
    part = steering.split(steering.root())["QH-T1"]
    office = steering.district.standing("supervisor")
    said = realism(office, of_target(part, Decimal(80)), TODAY)
    assert said[0].remark == Remark.ABOVE_BEST_YEAR
    assert said[0].asked == pytest.approx(80 / 60 - 1)
    assert realism(office, of_target(part, Decimal("64.6")), TODAY) != said
    root = Target.objects.get(unit__code="QH", superseded_at=None)
    parts = [
        f for f in realism(office, of_target(root, Decimal(20)), TODAY) if f.remark == Remark.PARTS_SHORT
    ]
    assert (parts[0].asked, parts[0].against) == (240, 220)
    with pytest.raises(Denied):
        realism(Standing(at=moment()), of_target(part), TODAY)


def test_the_forecast_speaks_of_the_basic_value_and_names_the_stretch(steering: Steering) -> None:
    steering.remember()
    part = steering.split(steering.root())["QH-T1"]
    steering.report({"QH-T1": "26"})
    before = outlooks(steering.board(), [steering.position(part)])[part.pk]
    assert before.stretch_probability is None
    hoped = change(steering, part, str(part.value), str(part.value + 4))
    after = outlooks(steering.board(), [steering.position(hoped)])[hoped.pk]
    assert after.probability == before.probability
    assert after.probability is not None
    assert after.stretch_probability is not None
    assert after.stretch_probability < after.probability


def test_a_limit_of_a_moment_has_no_course(steering: Steering) -> None:
    office, unit = steering.district.standing("supervisor", JULY), steering.district.unit("QH-T1")
    statistician = steering.district.standing("statistician", APRIL)
    define_indicator(statistician, [NewIndicator("closure", "办结率", "%", "rate", aggregation="none")])
    floor = set_target(
        office, NewTarget(steering.indicator("closure"), unit, "floor", "2015", Decimal(95)), authority()
    )
    table = ["0.1"] * 11 + ["1"]
    with pytest.raises(Refused, match="no course over the year"):
        set_curve(office, floor, table, CurveKind.TABLE, authority())


def test_a_month_that_is_no_number_is_named(steering: Steering) -> None:
    office, root = steering.district.standing("supervisor", JULY), steering.root()
    with pytest.raises(Refused, match="“half” in month 6 is not a number"):
        set_curve(office, root, ["0.1"] * 5 + ["half"] + ["0.9"] * 5 + ["1"], CurveKind.TABLE, authority())
    with pytest.raises(Refused, match="Month 1 is empty"):
        set_curve(office, root, [""] * 12, CurveKind.TABLE, authority())


def test_what_is_asked_is_held_against_the_comparable_year_before(steering: Steering) -> None:
    steering.remember()
    part = steering.split(steering.root())["QH-T1"]
    office = steering.district.standing("supervisor", JULY)
    told = realism_of_parts(office, part, {part.unit_id: Decimal(66)}, JULY)[part.unit_id]
    assert [f.asked for f in told] == pytest.approx([0.1] * len(told)) and told
    owner = steering.district.standing("statistician", JULY)
    restate_base(
        owner, part.indicator, part.unit, NewBase("2014-12", Decimal(66), "可比口径", "说明", "迁出")
    )
    again = realism_of_parts(office, part, {part.unit_id: Decimal(66)}, JULY)[part.unit_id]
    assert [f.asked for f in again] == pytest.approx([0] * len(again)) and again
