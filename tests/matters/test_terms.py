"""Terms in working days: make-up days, extensions, chases."""

from __future__ import annotations

from datetime import date

import pytest

from cast import District
from desk_work import accepted, later, opened
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.matters.actions.ask_extension import ask_extension
from luoshi.matters.actions.chase import chase
from luoshi.matters.actions.decide_extension import decide_extension
from luoshi.matters.engine import load
from luoshi.matters.queries import my_matters
from luoshi.notices.queries import inbox
from luoshi.workdays.actions.seed_days import seed_days


@pytest.mark.parametrize(
    ("urgency", "due"),
    [("urgent", date(2015, 2, 28)), ("normal", date(2015, 3, 13)), ("document", date(2015, 4, 3))],
)
def test_a_term_counts_the_make_up_saturday_after_the_spring_festival(
    district: District, urgency: str, due: date
) -> None:
    # 18-24 February 2015 were off; Saturday 28 February was worked, so the fifth day is that Saturday.
    seed_days(district.standing("admin"), [2015], chain="QH")
    matter = opened(district, date(2015, 2, 16), urgency=urgency, due_on=None)
    assert matter.due_on == due


def test_an_unknown_urgency_is_refused(district: District) -> None:
    with pytest.raises(Refused, match="urgent, normal, document"):
        opened(district, urgency="whenever")


def test_an_extension_is_asked_for_before_the_term_ends_and_decided_by_the_office(district: District) -> None:
    office, town = district.standing("supervisor"), district.standing("t1_head")
    matter = accepted(district)
    with pytest.raises(Refused):
        ask_extension(town, matter, date(2015, 7, 31), "汛期")
    ask_extension(town, matter, date(2015, 8, 14), "汛期")
    assert load(matter).due_on == date(2015, 7, 31)
    assert [c.extension for c in my_matters(office).waits_for_me] == [date(2015, 8, 14)]
    with pytest.raises(Refused):
        ask_extension(town, matter, date(2015, 8, 21), "再延")
    with pytest.raises(Denied):
        decide_extension(town, matter, granted=True)
    decide_extension(office, matter, granted=True)
    situation = load(matter)
    matter.refresh_from_db()
    assert (situation.due_on, situation.extension) == (date(2015, 8, 14), None)
    assert [matter.due_on, situation.chain[0].due_on] == [date(2015, 8, 14)] * 2
    assert "matter.extension_granted" in [line.kind for line in inbox(town)]
    assert verify().holds, verify().findings


def test_a_refused_extension_leaves_the_term_and_needs_a_reason(district: District) -> None:
    matter = accepted(district)
    ask_extension(district.standing("t1_head"), matter, date(2015, 8, 14), "汛期")
    with pytest.raises(Refused):
        decide_extension(district.standing("supervisor"), matter, granted=False)
    decide_extension(district.standing("supervisor"), matter, granted=False, reason="已近尾声")
    assert (load(matter).due_on, load(matter).extension) == (date(2015, 7, 31), None)


def test_after_the_term_no_extension_can_be_asked_for(district: District) -> None:
    matter = accepted(district)
    with pytest.raises(Refused, match="2015-07-31"):
        ask_extension(district.standing("t1_head", date(2015, 8, 1)), matter, date(2015, 8, 14), "晚了")


def test_chases_keep_a_minimum_interval(district: District) -> None:
    matter = accepted(district)
    chase(district.standing("supervisor"), matter, "请抓紧")
    with pytest.raises(Refused, match="2015-07-08"):
        chase(district.standing("supervisor", later(1)), matter)
    chase(district.standing("supervisor", later(2)), matter)
    chased = [line for line in inbox(district.standing("t1_liaison")) if line.kind == "matter.chased"]
    assert len(chased) == 2
