"""Who sees what, and who is kept apart from what."""

from __future__ import annotations

import pytest

from cast import District
from desk_work import accepted, opened
from luoshi.ledger.refusal import Denied
from luoshi.matters.actions.accept import accept
from luoshi.matters.actions.assign import assign
from luoshi.matters.actions.chase import chase
from luoshi.matters.actions.close import close
from luoshi.matters.actions.look_back import look_back
from luoshi.matters.actions.remind import remind
from luoshi.matters.actions.report import report
from luoshi.matters.actions.review import review
from luoshi.matters.queries import desk, matter_view
from luoshi.org.actions.appoint import Appointment, appoint
from luoshi.org.models import Person, Post
from luoshi.org.queries import standing_of_person
from luoshi.org.standing import Standing

SEES = {
    "leader": True,
    "supervisor": True,
    "assessor": True,
    "inspector": True,
    "deputy_overseer": True,
    "t1_head": True,
    "t1_liaison": True,
    "v1_head": False,
    "t2_head": False,
    "finance_head": False,
    "statistician": False,
    "admin": False,
}


@pytest.mark.parametrize(("person", "sees"), SEES.items())
def test_who_sees_a_matter_of_a_town(district: District, person: str, sees: bool) -> None:
    matter = accepted(district)
    standing = district.standing(person)
    assert desk(standing, standing.today).total == int(sees)
    if sees:
        assert matter_view(standing, matter.pk, standing.today) is not None
    else:
        with pytest.raises(Denied):
            matter_view(standing, matter.pk, standing.today)


def test_a_village_sees_it_once_it_is_in_the_chain_and_supporters_always(district: District) -> None:
    matter = accepted(district, supporting=[district.unit("QH-T2")])
    assert desk(district.standing("t2_head"), district.standing("t2_head").today).total == 1
    assign(district.standing("t1_head"), matter, unit=district.unit("QH-T1-V1"))
    assert desk(district.standing("v1_head"), district.standing("v1_head").today).total == 1


@pytest.mark.parametrize(
    "person", ["t2_head", "v1_head", "admin", "leader", "inspector", "assessor", "supervisor"]
)
def test_only_the_holder_accepts_and_reports(district: District, person: str) -> None:
    matter = opened(district)
    assign(district.standing("supervisor"), matter)
    with pytest.raises(Denied):
        accept(district.standing(person), matter)
    accept(district.standing("t1_head"), matter)
    with pytest.raises(Denied):
        report(district.standing(person), matter, "代报")


@pytest.mark.parametrize("person", ["t1_head", "leader", "assessor", "inspector", "admin"])
def test_only_the_office_reviews_chases_and_closes(district: District, person: str) -> None:
    matter = accepted(district)
    with pytest.raises(Denied):
        chase(district.standing(person), matter)
    report(district.standing("t1_head"), matter, "已清理")
    with pytest.raises(Denied):
        review(district.standing(person), matter, passed=True)
    review(district.standing("supervisor"), matter, passed=True)
    with pytest.raises(Denied):
        close(district.standing(person), matter)


def _appoint(district: District, unit: str, role: str, person: str, name: str) -> Standing:
    founder = district.standing("admin")
    appoint(founder, [Appointment(unit, role, "兼职", "Second post", person, name)], founder.today)
    return standing_of_person(Person.objects.get(code=person), founder.at)


def test_whoever_reported_neither_reviews_nor_closes_nor_looks_back(district: District) -> None:
    both = _appoint(district, "QH-T1", "liaison", "supervisor", "苏明")
    colleague = _appoint(district, "QH-SO", "supervision_office", "colleague", "苏清")
    matter = accepted(district)
    report(both, matter, "已清理")
    for passed in (True, False):
        with pytest.raises(Denied):
            review(both, matter, passed=passed, reason="自己审核")
    review(colleague, matter, passed=True)
    with pytest.raises(Denied):
        close(both, matter)
    close(colleague, matter)
    with pytest.raises(Denied):
        look_back(both, matter, effective=True, finding="自己看")
    look_back(colleague, matter, effective=True, finding="属实")


def test_nobody_passes_his_own_report_further_down(district: District) -> None:
    head, deputy = district.standing("t1_head"), district.standing("t1_deputy")
    matter = accepted(district)
    assign(head, matter, post=Post.objects.get(unit__code="QH-T1", role="deputy"))
    accept(deputy, matter)
    report(deputy, matter, "已清理")
    with pytest.raises(Denied):
        review(deputy, matter, passed=True)
    review(head, matter, passed=True)


def test_people_cannot_speak_for_the_calendar(district: District) -> None:
    matter = accepted(district)
    for person in ("supervisor", "t1_head"):
        with pytest.raises(Denied):
            remind(district.standing(person), matter)
