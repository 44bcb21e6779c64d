"""Events that add or take points: two persons, append-only, a reason for going, and their way into a score."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from assessing import SCHEME, Assessment
from cast import District
from luoshi.assessment.actions.ask_withdrawal import ask_withdrawal
from luoshi.assessment.actions.confirm_event import confirm_event
from luoshi.assessment.actions.decline_withdrawal import decline_withdrawal
from luoshi.assessment.actions.define_event_kind import define_event_kind
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.record_event import NewEvent, record_event
from luoshi.assessment.actions.withdraw_event import withdraw_event
from luoshi.assessment.duties import duties
from luoshi.assessment.event_models import UnitEvent
from luoshi.assessment.events import event_codes, events, find_event, kept_events
from luoshi.assessment.models import Run
from luoshi.assessment.queries import replay
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.notices.models import Notice
from luoshi.org.queries import tree
from luoshi.org.standing import Standing

pytestmark = pytest.mark.django_db

TODAY, AFTER = date(2015, 7, 6), date(2015, 7, 8)
HAPPENED = date(2015, 5, 20)
BESIDE = """
adjustments:
  bonus_cap: 3
  deduction_cap: 2
  items:
    - {code: praise, name: 通报表扬, indicator: event.praise, each: 1, most: 2}
    - {code: prize, name: 省级奖励, indicator: event.prize.province, each: 2, most: 4}
    - {code: blame, name: 通报批评, indicator: event.blame, each: -1.5}
"""


def new(**changes: Any) -> NewEvent:
    sound = {
        "kind": "praise",
        "level": "city",
        "happened_on": HAPPENED,
        "title": "防汛工作受到通报表扬",
        "document": "市防指〔2015〕3号",
        "evidence": "通报第二条点名该镇",
    }
    return NewEvent(**{**sound, **changes})


def recorded(district: District, unit: str = "QH-T1", day: date = TODAY, **changes: Any) -> UnitEvent:
    return record_event(district.standing("supervisor", day), district.unit(unit), new(**changes))


def confirmed(district: District, unit: str = "QH-T1", day: date = TODAY, **changes: Any) -> UnitEvent:
    event = recorded(district, unit, day, **changes)
    confirm_event(district.standing("assessor", day), event)
    return event


def withdrawn(district: District, event: UnitEvent, reason: str, day: date = AFTER) -> None:
    """Asked for by one and done by another."""
    ask_withdrawal(district.standing("supervisor", day), event, reason)
    withdraw_event(district.standing("assessor", day), event)


def test_another_person_confirms_and_the_unit_is_told(kinds: District) -> None:
    event = recorded(kinds)
    with pytest.raises(Denied):
        confirm_event(kinds.standing("supervisor"), event)
    (duty,) = [d for d in duties(kinds.standing("assessor")) if d.event is not None]
    assert duty.event == event
    assert [d for d in duties(kinds.standing("supervisor")) if d.event is not None] == []
    confirm_event(kinds.standing("assessor"), event)
    assert [d for d in duties(kinds.standing("assessor")) if d.event is not None] == []
    told = set(Notice.objects.filter(kind="event.confirmed").values_list("person__code", flat=True))
    assert {"t1_head", "t1_liaison"} <= told and "t2_liaison" not in told
    with pytest.raises(Refused):
        confirm_event(kinds.standing("assessor"), event)
    assert verify().holds


@pytest.mark.parametrize("person", ["leader", "t1_head", "t2_liaison", "statistician", "inspector", "admin"])
def test_only_the_offices_record_and_withdraw(kinds: District, person: str) -> None:
    event = recorded(kinds)
    standing = kinds.standing(person)
    for attempt in (
        lambda: record_event(standing, kinds.unit("QH-T2"), new()),
        lambda: confirm_event(standing, event),
        lambda: withdraw_event(standing, event, "有误"),
    ):
        with pytest.raises(Denied):
            attempt()


def test_nobody_has_a_hand_in_what_concerns_his_own_unit(kinds: District) -> None:
    office = kinds.standing("supervisor")
    own = next(n for n in tree(TODAY).in_order() if n.id in office.units())
    with pytest.raises(Denied):
        record_event(office, kinds.unit(own.code), new())


def test_what_is_recorded_is_never_changed(kinds: District) -> None:
    event = confirmed(kinds)
    for attempt in (
        lambda: UnitEvent.objects.filter(pk=event.pk).update(title="另一件"),
        lambda: event.steps.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"kind": "none"}, {"kind"}),
        ({"level": "world"}, {"level"}),
        ({"happened_on": date(2015, 7, 7)}, {"happened_on"}),
        ({"title": " ", "document": "", "evidence": ""}, {"title", "document", "evidence"}),
        (
            {"title": "长" * 121, "document": "长" * 201, "evidence": "长" * 301},
            {"title", "document", "evidence"},
        ),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    kinds: District, changes: dict[str, Any], fields: set[str]
) -> None:
    with pytest.raises(Refused) as refusal:
        recorded(kinds, **changes)
    assert {p.code for p in refusal.value.problems} == fields
    assert not UnitEvent.objects.exists()


def test_one_event_is_recorded_once_until_it_is_withdrawn(kinds: District) -> None:
    first = recorded(kinds)
    with pytest.raises(Refused):
        recorded(kinds)
    with pytest.raises(Refused):
        withdraw_event(kinds.standing("assessor"), first, " ")
    with pytest.raises(Refused):
        withdraw_event(kinds.standing("assessor"), first, "长" * 301)
    withdraw_event(kinds.standing("assessor"), first, "单位写错")
    with pytest.raises(Refused):
        withdraw_event(kinds.standing("assessor"), first, "再撤一次")
    with pytest.raises(Refused):
        confirm_event(kinds.standing("assessor"), first)
    assert recorded(kinds).pk != first.pk
    assert not Notice.objects.filter(kind="event.withdrawn").exists(), "it never counted"
    assert verify().holds


def test_what_counts_is_withdrawn_by_two(kinds: District) -> None:
    event, asker, other = (
        confirmed(kinds),
        kinds.standing("supervisor", AFTER),
        kinds.standing("assessor", AFTER),
    )

    def asked_of(who: Standing) -> list[str]:
        return [duty.kind for duty in duties(who) if duty.event is not None]

    with pytest.raises(Refused):
        withdraw_event(other, event, "通报已撤销")
    with pytest.raises(Refused):
        decline_withdrawal(other, event, "登记无误")
    with pytest.raises(Refused):
        ask_withdrawal(asker, event, " ")
    step = ask_withdrawal(asker, event, "通报已撤销")
    assert (step.kind, step.reason) == ("asked", "通报已撤销")
    with pytest.raises(Refused):
        ask_withdrawal(other, event, "再申请一次")
    for attempt in (lambda: withdraw_event(asker, event), lambda: decline_withdrawal(asker, event, "算了")):
        with pytest.raises(Denied):
            attempt()
    assert (asked_of(asker), asked_of(other)) == ([], ["event.withdrawal"])
    view = find_event(other, event.pk, AFTER)
    assert view is not None and view.counts and view.asked == step
    before = find_event(other, event.pk, TODAY)
    assert before is not None and before.asked is None
    assert withdraw_event(other, event).reason == "通报已撤销", "the reason of who asked"
    assert asked_of(other) == []
    with pytest.raises(Refused):
        ask_withdrawal(asker, event, "再申请一次")
    assert Notice.objects.filter(kind="event.withdrawn", person__code="t1_head").exists()
    assert verify().holds


def test_a_request_that_was_declined_may_be_made_again(kinds: District) -> None:
    event, asker, other = (
        confirmed(kinds),
        kinds.standing("supervisor", AFTER),
        kinds.standing("assessor", AFTER),
    )
    ask_withdrawal(asker, event, "通报已撤销")
    with pytest.raises(Refused):
        decline_withdrawal(other, event, "")
    decline_withdrawal(other, event, "通报仍然有效")
    view = find_event(other, event.pk, AFTER)
    assert view is not None and view.counts and view.asked is None
    assert [(step.kind, step.reason) for step in view.requests] == [
        ("asked", "通报已撤销"),
        ("declined", "通报仍然有效"),
    ]
    ask_withdrawal(asker, event, "附撤销文件")
    withdraw_event(other, event)
    found = find_event(kinds.standing("t1_head", AFTER), event.pk, AFTER)
    assert found is not None and found.state == "withdrawn"
    assert verify().holds


def test_what_never_counted_needs_no_request(kinds: District) -> None:
    event = recorded(kinds)
    with pytest.raises(Refused):
        ask_withdrawal(kinds.standing("assessor"), event, "单位写错")
    withdraw_event(kinds.standing("supervisor"), event, "单位写错")


def test_kinds_have_one_code_each_and_stand_in_a_scheme(kinds: District) -> None:
    assert {"event.praise", "event.prize.province"} <= set(event_codes())
    for code in ("praise", "Praise", "a" * 31):
        with pytest.raises(Refused):
            define_event_kind(kinds.standing("assessor"), code, "表扬")
    with pytest.raises(Denied):
        define_event_kind(kinds.standing("supervisor"), "other", "其他")


def test_the_name_of_a_kind_is_never_cut_off(kinds: District) -> None:
    with pytest.raises(Refused) as refusal:
        define_event_kind(kinds.standing("assessor"), "long", "长" * 61, "l" * 81)
    assert {p.code for p in refusal.value.problems} == {"name", "name_en"}


def test_before_it_counts_only_some_see_it(kinds: District) -> None:
    waits, counts = recorded(kinds), confirmed(kinds, "QH-T2", document="市防指〔2015〕4号")

    def seen(person: str, day: date = TODAY) -> set[int]:
        return {view.event.pk for view in events(kinds.standing(person, day), day)}

    assert seen("supervisor") == seen("leader") == seen("inspector") == {waits.pk, counts.pk}
    assert seen("t1_liaison") == {waits.pk, counts.pk}
    assert seen("t2_liaison") == {counts.pk}
    assert find_event(kinds.standing("t2_liaison"), waits.pk, TODAY) is None
    assert seen("supervisor", date(2015, 7, 3)) == set(), "as it was known then"


def test_the_score_counts_what_was_confirmed_in_the_period(assessment: Assessment, kinds: District) -> None:
    confirmed(kinds)
    for n in range(2):
        confirmed(kinds, document=f"市防指〔2015〕{n + 4}号", happened_on=date(2015, 6, 1 + n))
    confirmed(kinds, kind="prize", level="province", document="省府〔2015〕8号")
    confirmed(kinds, kind="prize", level="city", document="市府〔2015〕8号")
    recorded(kinds, kind="blame", document="市府办〔2015〕2号")
    confirmed(kinds, "QH-T2", kind="blame", document="市府办〔2015〕2号")
    confirmed(kinds, "QH-T3", happened_on=date(2014, 12, 30))
    plain, beside = (_scores(assessment, text) for text in (SCHEME, SCHEME + BESIDE))
    # Three commendations give at most 2, a provincial award 2, both together at most 3; a criticism takes 1.5.
    moved = {code: round(beside[code] - plain[code], 2) for code in plain if beside[code] != plain[code]}
    assert moved == {"QH-T1": 3.0, "QH-T2": -1.5}


def _scores(assessment: Assessment, text: str) -> dict[str, float]:
    run = assessment.trial(assessment.adopt(text), TODAY)
    return {u["code"]: float(u["score"]) for u in json.loads(run.result)["units"] if u["score"] is not None}


def test_a_frozen_result_keeps_its_events_and_a_later_one_does_not_find_what_was_withdrawn(
    assessment: Assessment, kinds: District
) -> None:
    event = confirmed(kinds)
    run = assessment.frozen(assessment.scheme(SCHEME + BESIDE), TODAY)
    publish_run(kinds.standing("leader"), run)
    withdrawn(kinds, event, "通报已撤销")
    kept = Run.objects.get(pk=run.pk)
    assert replay(kinds.standing("leader", AFTER), kept).holds
    (told,) = kept_events(json.loads(kept.inputs), "QH-T1")
    assert (told["id"], told["title"], told["document"]) == (event.pk, event.title, event.document)
    assert Notice.objects.filter(kind="event.withdrawn", person__code="t1_head").exists()
