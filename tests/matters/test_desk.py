"""The desk asks three questions; units are counted by what fell due."""

from __future__ import annotations

from datetime import date

from cast import District
from desk_work import accepted, closed, opened
from luoshi.matters.actions.assign import assign
from luoshi.matters.actions.object_to import object_to
from luoshi.matters.actions.report import report
from luoshi.matters.actions.review import review
from luoshi.matters.queries import Closure, closure, desk, matter_view

AUGUST = date(2015, 8, 3)


def test_each_matter_stands_in_one_column(district: District) -> None:
    done, started, not_started = closed(district), accepted(district), opened(district)
    late = accepted(district, due_on=date(2015, 7, 10))
    office = district.standing("supervisor", date(2015, 7, 13))
    columns = {c.question: [card.id for card in c.cards] for c in desk(office, office.today).columns}
    assert columns == {
        "overdue": [late.pk],
        "why": [not_started.pk],
        "progress": [started.pk],
        "effect": [done.pk],
    }


def test_the_desk_can_be_asked_for_an_earlier_day(district: District) -> None:
    closed(district, closing=date(2015, 7, 20))
    office = district.standing("supervisor", AUGUST)
    assert desk(office, date(2015, 7, 10)).counts == {"overdue": 0, "why": 0, "progress": 1, "effect": 0}
    assert desk(office, AUGUST).counts == {"overdue": 0, "why": 0, "progress": 0, "effect": 1}
    assert desk(office, date(2015, 7, 1)).total == 0


def test_the_desk_is_filtered_by_unit_and_words(district: District) -> None:
    opened(district, title="修路")
    opened(district, title="修桥", lead=district.unit("QH-T2"))
    office = district.standing("supervisor")
    assert desk(office, office.today, lead=district.unit("QH-T2").pk).total == 1
    assert desk(office, office.today, words="修").total == 2
    assert desk(office, office.today, words="修路").total == 1
    assert [n.code for n in desk(office, office.today, words="修路").leads] == ["QH-T1", "QH-T2"]


def test_closure_tells_on_time_late_waiting_and_overdue_apart(district: District) -> None:
    closed(district, closing=date(2015, 7, 31))
    closed(district, closing=AUGUST)
    accepted(district)
    waiting = accepted(district)
    report(district.standing("t1_head", AUGUST), waiting, "已清理")
    accepted(district, due_on=date(2015, 9, 30))
    units = [district.unit("QH-T1").pk, district.unit("QH-T2").pk]
    assert closure(units, AUGUST) == {
        units[0]: Closure(due=4, on_time=1, late=1, waiting=1, overdue=1),
        units[1]: Closure(),
    }
    assert closure(units, date(2015, 7, 31))[units[0]] == Closure(due=1, on_time=1)
    assert closure(units, AUGUST, since=date(2015, 8, 1))[units[0]] == Closure()


def test_a_span_ends_before_the_day_it_is_looked_at_from(district: District) -> None:
    """A half-year answers for what fell due in it; what fell due since then belongs to the next."""
    closed(district, closing=date(2015, 7, 31))
    accepted(district, due_on=date(2015, 7, 10))
    unit = district.unit("QH-T1").pk
    july_10 = date(2015, 7, 10)
    assert closure([unit], AUGUST)[unit] == Closure(due=2, on_time=1, overdue=1)
    assert closure([unit], AUGUST, until=july_10)[unit] == Closure(due=1, overdue=1)
    assert closure([unit], july_10, until=date(2015, 12, 31))[unit] == Closure()


def test_what_the_office_has_not_decided_is_not_held_against_the_unit(district: District) -> None:
    """An objection within the term lies with the office, and so does what it never assigned; a late one does not."""
    opened(district)
    objected, late = opened(district), opened(district)
    for matter in (objected, late):
        assign(district.standing("supervisor"), matter)
    object_to(district.standing("t1_head"), objected, "不在辖区")
    object_to(district.standing("t1_head", AUGUST), late, "不在辖区")
    unit = district.unit("QH-T1").pk
    assert closure([unit], AUGUST)[unit] == Closure(due=3, waiting=2, overdue=1)


def test_the_clock_stops_for_the_review_and_runs_on_after_a_return(district: District) -> None:
    office = district.standing("supervisor", AUGUST)
    matter = accepted(district)
    report(district.standing("t1_head", date(2015, 7, 31)), matter, "已清理")
    sheet = matter_view(office, matter.pk, AUGUST)
    assert sheet is not None and (sheet.card.clock.state, sheet.card.clock.on_time) == ("stopped", True)
    review(office, matter, passed=False, reason="不实")
    sheet = matter_view(office, matter.pk, AUGUST)
    assert sheet is not None and (sheet.card.clock.state, sheet.card.clock.days) == ("overdue", -1)


def test_verbs_are_offered_only_to_those_who_may(district: District) -> None:
    matter = opened(district)
    assign(district.standing("supervisor"), matter)

    def verbs(person: str) -> list[str]:
        standing = district.standing(person)
        sheet = matter_view(standing, matter.pk, standing.today)
        assert sheet is not None
        return [offer.verb.code for offer in sheet.offers]

    assert verbs("t1_liaison") == ["accept", "object", "ask_extension"]
    assert verbs("supervisor") == ["chase"]
    assert verbs("leader") == []
    assert verbs("inspector") == []
