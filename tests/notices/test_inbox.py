"""A person is told once, in his own language, and reads only for himself."""

from __future__ import annotations

import pytest
from django.utils import translation

from cast import District
from desk_work import opened
from luoshi.ledger.refusal import Denied
from luoshi.ledger.verify import verify
from luoshi.matters.actions.assign import assign
from luoshi.notices.actions.mark_read import mark_read
from luoshi.notices.actions.notify import notify
from luoshi.notices.queries import inbox
from luoshi.notices.wording import WORDS, both, in_words
from luoshi.org.queries import tree
from luoshi.org.standing import Standing

PARAMS = {"number": "督办〔2015〕1号", "title": "修路", "due_on": "2015-07-31"}


def test_telling_twice_tells_once(district: District) -> None:
    office, town = district.standing("supervisor"), district.standing("t1_head")
    for _time in range(2):
        notify(office, {town.person_id or 0}, "matter.chased", "matter:7", PARAMS, chain="QH-T1")
    assert [(line.kind, line.about) for line in inbox(town)] == [("matter.chased", ("matter", 7))]
    assert verify().holds, verify().findings


def test_words_follow_the_reader(district: District) -> None:
    matter = opened(district)
    assign(district.standing("supervisor"), matter)
    with translation.override("en"):
        (line,) = inbox(district.standing("t1_head"))
        assert line.words == "督办〔2015〕1号 “整治河道” has been assigned to you, due 2015-07-31."


def test_reading_is_for_oneself(district: District) -> None:
    assign(district.standing("supervisor"), opened(district))
    head, liaison = district.standing("t1_head"), district.standing("t1_liaison")
    foreign = [line.id for line in inbox(liaison)]
    assert mark_read(head, foreign) == 0
    assert [len(inbox(who, unread_only=True)) for who in (head, liaison)] == [1, 1]
    assert mark_read(head) == 1
    assert [len(inbox(who, unread_only=True)) for who in (head, liaison)] == [0, 1]
    assert [line.is_read for line in inbox(head)] == [True]
    assert verify().holds, verify().findings


def test_a_visitor_has_no_inbox_and_tells_nobody(district: District) -> None:
    visitor = Standing(at=district.standing("leader").at)
    assert inbox(visitor) == []
    with pytest.raises(Denied):
        mark_read(visitor)
    with pytest.raises(Denied):
        notify(visitor, {1}, "matter.chased", "matter:7", PARAMS, chain="QH")


def test_a_kind_without_words_cannot_be_told(district: District) -> None:
    with pytest.raises(KeyError):
        notify(district.standing("supervisor"), {1}, "matter.sung", "matter:7", {}, chain="QH")


@pytest.mark.parametrize("kind", WORDS)
def test_every_kind_uses_only_what_is_given(kind: str) -> None:
    known = {"number", "title", "due_on", "unit", "sheet", "form", "period", "rule"} | {
        "indicator",
        "value",
        "measure",
        "basis",
        "counted",
        "verified",
    }
    assert str(WORDS[kind]) % dict.fromkeys(known, "x")


def test_a_period_and_the_names_follow_the_reader(district: District) -> None:
    office, town = district.standing("supervisor"), district.standing("t1_head")
    unit = tree(office.today).nodes[district.unit("QH-T1").pk]
    params = {**both(unit=[unit, unit], form=None), "period": "2015-06", "due_on": "2015-07-07"}
    notify(office, {town.person_id or 0}, "report.due_today", "round:3", params, chain="QH-T1")
    assert "2015年6月" in inbox(town)[0].words
    with translation.override("en"):
        assert inbox(town)[0].words.startswith("Shiqiao Town, Shiqiao Town:")
        assert "June 2015" in inbox(town)[0].words


def test_a_whole_year_is_read_as_it_is_written(district: District) -> None:
    for period in ("2015", "2016+5"):
        params = {"indicator": "投资", "period": period, "unit": "青河区", "basis": "青府发1号"}
        assert period in in_words("target.approved", params)
