"""Nobody has a hand in his own unit's events by another post, no event counts twice, and no text is other than it looks."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from assessing import HALF, SCHEME, Assessment
from assessment.test_events import AFTER, BESIDE, HAPPENED, TODAY, confirmed, recorded, withdrawn
from cast import FOUNDED, District
from luoshi.assessment.actions.confirm_event import confirm_event
from luoshi.assessment.actions.define_event_kind import define_event_kind
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.actions.withdraw_event import withdraw_event
from luoshi.assessment.duties import duties
from luoshi.assessment.event_models import UnitEvent
from luoshi.assessment.events import events, find_event, results_of
from luoshi.assessment.models import Run
from luoshi.assessment.queries import replay
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.actions.appoint import Appointment, appoint
from luoshi.org.actions.dissolve import dissolve
from luoshi.org.actions.end_tenure import end_tenure
from luoshi.org.actions.establish import NewUnit, establish
from luoshi.org.models import Tenure
from luoshi.org.queries import tree
from luoshi.web.event_words import result_rows, row_of

pytestmark = pytest.mark.django_db


def appointed(district: District, person: str, unit: str, since: date, role: str = "deputy") -> Tenure:
    """Another post for somebody who is there already."""
    post = Appointment(unit, role, "兼职", "Also here", person, "")
    (tenure,) = appoint(district.standing("admin"), [post], since)
    return tenure


@pytest.mark.parametrize("unit", ["QH-T1", "QH-T1-V1"])
def test_a_second_post_in_the_unit_or_below_it_keeps_apart(kinds: District, unit: str) -> None:
    waits, counts = recorded(kinds), confirmed(kinds, document="市防指〔2015〕4号")
    appointed(kinds, "assessor", unit, FOUNDED)
    office = kinds.standing("assessor")
    for attempt in (
        lambda: confirm_event(office, waits),
        lambda: withdraw_event(office, counts, "有误"),
    ):
        with pytest.raises(Denied):
            attempt()
    assert [duty for duty in duties(office) if duty.event is not None] == []


def test_who_was_of_the_unit_on_the_day_has_no_hand_in_it_after_leaving(kinds: District) -> None:
    left = HAPPENED + timedelta(days=10)
    tenure = appointed(kinds, "supervisor", "QH-T1", FOUNDED)
    end_tenure(kinds.standing("admin"), tenure, left)
    with pytest.raises(Refused) as refusal:
        recorded(kinds)
    assert {p.code for p in refusal.value.problems} == {"unit"}
    assert recorded(kinds, happened_on=left), "what happened after leaving is none of his own"
    of_other = appointed(kinds, "assessor", "QH-T2", FOUNDED)
    end_tenure(kinds.standing("admin"), of_other, left)
    with pytest.raises(Denied):
        confirm_event(kinds.standing("assessor"), recorded(kinds, "QH-T2"))


def test_who_recorded_does_not_confirm_from_another_post(kinds: District) -> None:
    event = recorded(kinds)
    appointed(kinds, "supervisor", "QH-AO", TODAY, "assessment_office")
    with pytest.raises(Denied):
        confirm_event(kinds.standing("supervisor"), event)


def test_who_has_left_the_office_confirms_nothing(kinds: District) -> None:
    event = recorded(kinds)
    held = Tenure.objects.get(person__code="assessor")
    end_tenure(kinds.standing("admin"), held, TODAY)
    with pytest.raises(Denied):
        confirm_event(kinds.standing("assessor"), event)


@pytest.mark.parametrize(
    "written",
    [
        "市防指[2015]3号",
        "市防指（2015）3号",
        "市防指〔２０１５〕３号",
        " 市防指 〔2015〕 3 号 ",
        "市防指〔2015〕第3号",
    ],
)
def test_a_document_written_in_another_way_is_the_same_document(kinds: District, written: str) -> None:
    recorded(kinds)
    with pytest.raises(Refused) as refusal:
        recorded(kinds, document=written)
    assert {p.code for p in refusal.value.problems} == {"document"}


def test_another_document_of_the_day_is_another_event(kinds: District) -> None:
    recorded(kinds)
    assert recorded(kinds, document="市防指〔2015〕31号")


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\u200b", "\ud800"])
def test_a_character_that_nobody_sees_is_refused_in_every_text(kinds: District, sign: str) -> None:
    text = f"通报{sign}表扬"
    with pytest.raises(Refused) as refusal:
        recorded(kinds, title=text, document=text, evidence=text)
    assert {p.code for p in refusal.value.problems} == {"title", "document", "evidence"}
    with pytest.raises(Refused):
        withdraw_event(kinds.standing("assessor"), recorded(kinds), text)
    with pytest.raises(Refused):
        define_event_kind(kinds.standing("assessor"), "other", text)
    assert UnitEvent.objects.count() == 1


def test_no_event_before_the_unit_was(kinds: District) -> None:
    with pytest.raises(Refused) as refusal:
        recorded(kinds, happened_on=FOUNDED - timedelta(days=1))
    assert {p.code for p in refusal.value.problems} == {"happened_on"}


def test_two_kinds_do_not_share_a_name(kinds: District) -> None:
    with pytest.raises(Refused) as refusal:
        define_event_kind(kinds.standing("assessor"), "praise2", "通报表扬")
    assert {p.code for p in refusal.value.problems} == {"name"}


def test_a_unit_that_is_no_more_is_called_as_it_was(kinds: District) -> None:
    founder = kinds.standing("admin")
    establish(founder, [NewUnit("QH-T9", "town", "古渡镇", 39, "QH", group="towns")], FOUNDED)
    event = confirmed(kinds, "QH-T9")
    dissolve(founder, kinds.unit("QH-T9"), AFTER, "并入石桥镇")
    with pytest.raises(Refused):
        recorded(kinds, "QH-T9", AFTER, document="市防指〔2015〕8号")
    view = find_event(kinds.standing("assessor", AFTER), event.pk, AFTER)
    assert view is not None
    assert row_of(view, tree(AFTER))["unit"] == "古渡镇"
    withdrawn(kinds, event, "登记有误")
    assert verify().holds


def counts(assessment: Assessment, day: date) -> dict[str, str]:
    """How many commendations the live inputs of the half-year hold, unit by unit."""
    scheme = assessment.adopt(SCHEME.replace("code: trial", "code: other") + BESIDE)
    run = run_trial(assessment.district.standing("assessor", day), scheme, HALF, day)
    return {u["code"]: u["figures"]["event.praise"]["actual"] for u in json.loads(run.inputs)["units"]}


def test_the_first_and_the_last_day_of_a_period_belong_to_it(assessment: Assessment, kinds: District) -> None:
    for n, day in enumerate(
        (date(2014, 12, 31), date(2015, 1, 1), date(2015, 6, 30), date(2015, 7, 1)), start=1
    ):
        confirmed(kinds, happened_on=day, document=f"市府〔2015〕{n}号")
    assert counts(assessment, TODAY)["QH-T1"] == "2"


def test_a_late_event_changes_no_final_result_and_counts_in_the_next_table(
    assessment: Assessment, kinds: District
) -> None:
    run = assessment.frozen(assessment.scheme(SCHEME + BESIDE), TODAY)
    publish_run(kinds.standing("leader"), run)
    confirmed(kinds, day=AFTER)
    kept = Run.objects.get(pk=run.pk)
    assert replay(kinds.standing("leader", AFTER), kept).holds
    assert '"event.praise":{"actual":"0"' in kept.inputs.replace(" ", "")
    assert counts(assessment, AFTER)["QH-T1"] == "1"
    (late,) = events(kinds.standing("t1_head", AFTER), AFTER)
    (told,) = results_of(kinds.standing("t1_head", AFTER), late.event, AFTER)
    assert (told.run, told.counted) == (kept, False)
    assert results_of(kinds.standing("t1_head", AFTER), late.event, date(2015, 7, 3)) == []


def test_an_event_names_the_results_that_count_it_also_when_it_is_withdrawn(
    assessment: Assessment, kinds: District
) -> None:
    event, other = (
        confirmed(kinds),
        confirmed(kinds, kind="blame", document="市府办〔2015〕2号", level="district"),
    )
    run = assessment.frozen(
        assessment.scheme(SCHEME + BESIDE.replace("event.blame", "event.blame.city")), TODAY
    )
    publish_run(kinds.standing("leader"), run)
    withdrawn(kinds, event, "通报已撤销")
    unit = kinds.standing("t1_head", AFTER)
    assert [(one.run.pk, one.counted) for one in results_of(unit, event, AFTER)] == [(run.pk, True)]
    assert results_of(unit, other, AFTER) == [], "the scheme names another level"
    assessment.trial(run.scheme, TODAY)
    office = results_of(kinds.standing("assessor", AFTER), event, AFTER)
    assert [one.run.pk for one in office] == [run.pk], "a trial is no result"
    with override("en"):
        (row,) = result_rows(office, event)
    assert row.word == "Counted in"
    assert [address for address, _name in row.links] == [reverse("assessment_trace", args=[run.pk, "QH-T1"])]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time anyway")
def test_of_two_who_record_at_once_the_second_waits(kinds: District) -> None:
    with CaptureQueriesContext(connection) as asked:
        recorded(kinds)
    held = next(n for n, one in enumerate(asked) if "FOR NO KEY UPDATE" in one["sql"])
    looked = next(n for n, one in enumerate(asked) if '"assessment_unitevent"' in one["sql"])
    assert held < looked
