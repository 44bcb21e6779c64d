"""Targets by dated steps: set, done with evidence, changed on authority, known as of any day."""

from __future__ import annotations

from datetime import date

import pytest

from cast import TODAY, District
from luoshi.kernel.light import Light
from luoshi.kernel.milestones import State
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.models import Post, Role
from luoshi.targets.actions.finish_milestone import finish_milestone
from luoshi.targets.actions.set_milestones import NewPlan, NewStep, set_milestones
from luoshi.targets.authority import Authority
from luoshi.targets.milestones import PlanView, milestone_plan, milestone_plans
from luoshi.targets.models import MilestonePlan

pytestmark = pytest.mark.usefixtures("english")

ON = date(2015, 1, 12)
STEPS = (
    NewStep("完成立项批复", date(2015, 3, 31)),
    NewStep("开工建设", date(2015, 6, 15)),
    NewStep("主体完工", date(2015, 11, 30)),
)


def authority(reason: str = "") -> Authority:
    return Authority("青府办〔2015〕3号", Post.objects.get(role=Role.LEADER), reason)


def plan(district: District) -> MilestonePlan:
    new = NewPlan("石桥水厂扩建", district.unit("QH-T1"), 2015, STEPS)
    made = set_milestones(district.standing("supervisor", ON), new, authority())
    assert verify().holds, verify().findings
    return made


def seen(district: District, day: date = TODAY) -> PlanView:
    (found,) = milestone_plans(district.standing("supervisor"), 2015, day)
    return found


def test_a_step_is_done_with_evidence(district: District) -> None:
    made = plan(district)
    first, second, _third = made.steps.all()
    assert seen(district).course.light == Light.BEHIND
    t1 = district.standing("t1_liaison", date(2015, 7, 3))
    finish_milestone(t1, first, date(2015, 3, 30), "发改委批复")
    finish_milestone(t1, second, date(2015, 6, 20), "开工令")
    assert verify().holds
    found = seen(district)
    assert [state for _step, state in found.steps] == [State.DONE, State.DONE_LATE, State.TO_COME]
    assert (found.course.light, found.course.done) == (Light.ON_PACE, 2)
    assert found.next_step is not None
    assert found.next_step.title == "主体完工"
    # Whatever day it was done on, in June nobody knew.
    assert seen(district, date(2015, 6, 20)).course.light == Light.BEHIND


def test_who_may_say_so_and_with_what(district: District) -> None:
    first = plan(district).steps.first()
    assert first is not None
    with pytest.raises(Denied):
        finish_milestone(district.standing("t2_liaison"), first, TODAY, "照片")
    t1 = district.standing("t1_head")
    with pytest.raises(Refused) as refusal:
        finish_milestone(t1, first, date(2015, 8, 1), " ")
    assert {p.code for p in refusal.value.problems} == {"done_on", "evidence"}
    with pytest.raises(Refused, match="more than a year before"):
        finish_milestone(t1, first, date(2013, 12, 31), "照片")
    finish_milestone(t1, first, TODAY, "照片")
    with pytest.raises(Refused, match="done already"):
        finish_milestone(t1, first, TODAY, "照片")


def test_a_change_keeps_what_was_done_and_what_held(district: District) -> None:
    made = plan(district)
    first, *_rest = made.steps.all()
    finish_milestone(district.standing("t1_head", date(2015, 3, 30)), first, date(2015, 3, 30), "批复")
    later = (STEPS[0], NewStep("开工建设", date(2015, 8, 31)), STEPS[2])
    new = NewPlan(made.title, made.unit, 2015, later)
    office = district.standing("supervisor", date(2015, 7, 3))
    with pytest.raises(Refused) as refusal:
        set_milestones(office, new, authority(), made)
    assert {p.code for p in refusal.value.problems} == {"reason"}
    with pytest.raises(Refused, match="cannot be left out"):
        set_milestones(office, NewPlan(made.title, made.unit, 2015, later[1:]), authority("雨季"), made)
    changed = set_milestones(office, new, authority("汛期提前"), made)
    assert verify().holds
    assert seen(district).course.light == Light.ON_PACE
    assert seen(district, date(2015, 7, 2)).plan.pk == made.pk
    assert seen(district, date(2015, 7, 2)).course.light == Light.BEHIND
    found = milestone_plan(district.standing("t2_head"), changed.pk, TODAY)
    assert found is not None
    assert found.plan.before == made
    with pytest.raises(Refused, match="superseded"):
        set_milestones(office, new, authority("再改"), made)


def test_a_plan_that_says_nothing_is_refused(district: District) -> None:
    office, unit = district.standing("supervisor", ON), district.unit("QH-T1")

    def refused(title: str, *steps: NewStep) -> set[str]:
        with pytest.raises(Refused) as refusal:
            set_milestones(office, NewPlan(title, unit, 2015, steps), authority())
        return {problem.code for problem in refusal.value.problems}

    assert refused("", *STEPS) == {"title"}
    assert refused("水厂") == {"steps"}
    assert refused("水厂", NewStep("", date(2015, 3, 1))) == {"steps"}
    assert refused("水厂", NewStep("开工", date(2016, 3, 1))) == {"steps"}
    assert refused("水厂", STEPS[0], STEPS[0]) == {"steps"}
    with pytest.raises(Denied):
        set_milestones(district.standing("t1_head"), NewPlan("水厂", unit, 2015, STEPS), authority())


def test_a_second_plan_of_one_title_is_refused(district: District) -> None:
    office = district.standing("supervisor", ON)
    set_milestones(office, NewPlan("石桥水厂扩建", district.unit("QH-T1"), 2015, STEPS), authority())
    with pytest.raises(Refused) as refusal:
        set_milestones(office, NewPlan(" 石桥水厂扩建", district.unit("QH-T1"), 2015, STEPS), authority())
    assert [problem.code for problem in refusal.value.problems] == ["title"]
