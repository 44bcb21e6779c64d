"""A supervision item from opening to the archive, and back again."""

from __future__ import annotations

from datetime import date

import pytest

from cast import TODAY, District
from desk_work import accepted, closed, opened
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.matters.actions.archive import archive
from luoshi.matters.actions.assign import assign
from luoshi.matters.actions.look_back import look_back
from luoshi.matters.actions.open_matter import open_matter
from luoshi.matters.actions.report import report
from luoshi.matters.actions.review import review
from luoshi.matters.engine import load
from luoshi.matters.models import Event, LinkState, Matter


def test_a_matter_goes_from_opening_to_the_archive(district: District) -> None:
    office = district.standing("supervisor")
    matter = closed(district)
    assert (matter.number, matter.stage) == ("督办〔2015〕1号", "closed")
    assert matter.closed_at == office.at
    look_back(office, matter, effective=True, finding="河道畅通")
    archive(office, matter)
    log = [(e.verb, e.from_stage, e.to_stage) for e in Event.objects.filter(matter=matter)]
    assert log == [
        ("open", "draft", "opened"),
        ("assign", "opened", "assigned"),
        ("accept", "assigned", "in_progress"),
        ("report", "in_progress", "reported"),
        ("pass", "reported", "under_review"),
        ("close", "under_review", "closed"),
        ("look_back", "closed", "looked_back"),
        ("archive", "looked_back", "archived"),
    ]
    assert verify().holds, verify().findings


def test_a_returned_report_is_done_again(district: District) -> None:
    office, town = district.standing("supervisor"), district.standing("t1_liaison")
    matter = accepted(district)
    report(town, matter, "已清理")
    with pytest.raises(Refused) as refusal:
        review(office, matter, passed=False)
    assert [p.code for p in refusal.value.problems] == ["reason"]
    review(office, matter, passed=False, reason="照片不清")
    situation = load(matter)
    assert situation.stage.code == "returned"
    assert situation.chain[0].state == LinkState.RETURNED
    report(town, matter, "已补照片")
    assert load(matter).stage.code == "reported"


def test_a_look_back_without_effect_reopens_with_a_new_term_and_chain(district: District) -> None:
    office = district.standing("supervisor")
    matter = closed(district)
    with pytest.raises(Refused):
        look_back(office, matter, effective=False, finding="又堵了")
    look_back(office, matter, effective=False, finding="又堵了", due_on=date(2015, 8, 14))
    situation = load(matter)
    assert (situation.stage.code, situation.chain, situation.due_on) == ("reopened", (), date(2015, 8, 14))
    assert situation.closed_on is None
    link = assign(office, matter, unit=district.unit("QH-T2"))
    matter.refresh_from_db()
    assert matter.lead == district.unit("QH-T2")
    assert matter.closed_at is None
    assert [p.link for p in load(matter).chain] == [link]
    assert link.due_on == date(2015, 8, 14)
    assert verify().holds, verify().findings


def test_numbers_run_without_gaps_in_each_year(district: District) -> None:
    first = opened(district)
    with pytest.raises(Refused):
        opened(district, title=" ")
    second = opened(district)
    assert [first.number, second.number] == ["督办〔2015〕1号", "督办〔2015〕2号"]
    later = district.standing("supervisor", date(2016, 1, 4))
    third = open_matter(later, type="supervision", title="新年事项", text="", lead=district.unit("QH-T1"))
    assert third.number == "督办〔2016〕1号"


def test_what_is_wrong_with_a_new_matter_is_told_at_once(district: District) -> None:
    with pytest.raises(Refused) as refusal:
        opened(
            district, title="", due_on=date(2015, 7, 3), supporting=[district.unit("QH-T1")], sentence_start=3
        )
    assert [p.code for p in refusal.value.problems] == ["title", "due_on", "supporting", ""]
    assert not Matter.objects.exists()


def test_only_the_supervision_office_opens(district: District) -> None:
    for person in ("leader", "t1_head", "assessor", "admin", "inspector"):
        with pytest.raises(Denied):
            open_matter(
                district.standing(person, TODAY),
                type="supervision",
                title="事项",
                text="",
                lead=district.unit("QH-T1"),
            )


def test_a_form_sent_twice_opens_one_matter(district: District) -> None:
    first = opened(district, text="清理石桥段")
    with pytest.raises(Refused, match=first.number):
        opened(district, text="清理石桥段")
    assert opened(district, text="清理柳林段").number == "督办〔2015〕2号"
    assert verify().holds
