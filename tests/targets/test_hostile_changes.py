"""What cannot be meant is refused, and a past day knows nothing of what came after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from approval import approval
from luoshi.indicators.models import Observation
from luoshi.ledger.refusal import Refused
from luoshi.org.standing import Standing
from luoshi.targets.actions.change_target import change_target
from luoshi.targets.actions.record_rank import record_rank
from luoshi.targets.actions.set_curve import set_curve
from luoshi.targets.actions.set_milestones import NewPlan, NewStep, set_milestones
from luoshi.targets.actions.set_target import NewTarget, set_target
from luoshi.targets.actions.supply_base import supply_base
from luoshi.targets.models import PublishedRank, Target
from luoshi.targets.queries import judgement_of
from steering import Steering
from web.signed_in import signed_in

PEERS = ("青河区", "白水区", "绿林县")
EARLIER, LATER = date(2015, 3, 2), date(2015, 7, 3)


def made(steering: Steering, kind: str, value: str, day: date = EARLIER, period: str = "2015") -> Target:
    peers = PEERS if kind == "rank" else ()
    new = NewTarget(
        steering.indicator(), steering.district.unit("QH"), kind, period, Decimal(value), peers=peers
    )
    return set_target(steering.district.standing("supervisor", day), new, approval())


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [p.code for p in refusal.value.problems]


def test_a_target_of_a_week_would_stand_on_no_page(steering: Steering) -> None:
    with pytest.raises(Refused) as refusal:
        made(steering, "level", "5", period="2015-W10")
    assert codes(refusal) == ["period"]
    assert not Target.objects.exists()


def test_a_rank_of_a_week_is_no_rank_of_the_targets_period(steering: Steering) -> None:
    target = made(steering, "rank", "2")
    office = steering.district.standing("supervisor")
    with pytest.raises(Refused) as refusal:
        record_rank(office, target, "2015-W10", 1, LATER, "通报")
    assert codes(refusal) == ["period"]
    assert not PublishedRank.objects.exists()


def straight(standing: Standing, target: Target) -> object:
    return set_curve(standing, target, ["0"] * 11 + ["1"], authority=approval())


def based(standing: Standing, target: Target) -> object:
    return supply_base(standing, target, Decimal(5), "年鉴")


@pytest.mark.parametrize(
    ("kind", "value", "act", "place"),
    [
        ("rank", "2", straight, "curve"),
        ("zero", "0", straight, "curve"),
        ("rank", "2", based, "base"),
        ("zero", "0", based, "base"),
        ("ceiling", "80", based, "base"),
    ],
)
def test_what_has_no_course_or_base_gets_none(
    steering: Steering, kind: str, value: str, act: Callable[[Standing, Target], object], place: str
) -> None:
    target = made(steering, kind, value)
    before = Observation.objects.count()
    with pytest.raises(Refused) as refusal:
        act(steering.district.standing("supervisor"), target)
    assert codes(refusal) == [place]
    assert Target.objects.get() == target
    assert Observation.objects.count() == before, "no figure of the year before was stated either"


def test_a_day_before_a_target_was_set_does_not_know_it(steering: Steering) -> None:
    target = made(steering, "ceiling", "80", LATER)
    assert judgement_of(target, EARLIER) is None
    for name in ("targets_item", "targets_lineage"):
        where = reverse(name, args=[target.pk])
        assert signed_in("supervisor").get(where).status_code == 200
        assert signed_in("supervisor").get(where, {"as_of": "2015-03-02"}).status_code == 404


def test_a_day_before_a_change_does_not_tell_of_it(steering: Steering) -> None:
    target = made(steering, "ceiling", "80")
    new = change_target(
        steering.district.standing("supervisor", LATER), target, Decimal(85), None, approval()
    )
    where, link = (reverse("targets_item", args=[one.pk]) for one in (target, new))
    browser = signed_in("supervisor")
    assert f'"{link}' in browser.get(where).content.decode()
    assert f'"{link}' not in browser.get(where, {"as_of": "2015-05-02"}).content.decode()


def test_a_day_before_dates_were_moved_does_not_tell_of_it(steering: Steering) -> None:
    town, who = steering.district.unit("QH-T1"), steering.district.standing

    def plan(day: date) -> NewPlan:
        return NewPlan("扩建水厂", town, 2015, (NewStep("开工", day),))

    old = set_milestones(who("supervisor", EARLIER), plan(date(2015, 6, 30)), approval())
    new = set_milestones(who("supervisor", LATER), plan(date(2015, 9, 30)), approval(), old)
    where, link = (reverse("targets_milestones", args=[one.pk]) for one in (old, new))
    browser = signed_in("supervisor")
    assert f'"{link}' in browser.get(where).content.decode()
    assert f'"{link}' not in browser.get(where, {"as_of": "2015-05-02"}).content.decode()
