"""A bulletin from draft to issue: who may, who sees, what is frozen, how it is numbered."""

from __future__ import annotations

from datetime import date

import pytest

from briefing.half_year_district import publish_run, revise_june
from cast import TODAY, District
from luoshi.briefing import queries
from luoshi.briefing.actions.draft_bulletin import draft_bulletin
from luoshi.briefing.actions.publish_bulletin import publish_bulletin
from luoshi.briefing.models import Bulletin
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from reporting import Reporting

EVERYBODY = [
    "leader",
    "supervisor",
    "admin",
    "assessor",
    "statistician",
    "finance_head",
    "inspector",
    "deputy_overseer",
    "t1_head",
    "t1_deputy",
    "t1_liaison",
    "v1_head",
]
MAKERS = {"leader", "supervisor"}


def draft(district: District, hour: int = 11) -> Bulletin:
    return draft_bulletin(district.standing("supervisor", hour=hour), "2015-H1", TODAY)


def publish(district: District, bulletin: Bulletin, hour: int = 12) -> Bulletin:
    return publish_bulletin(district.standing("leader", hour=hour), bulletin)


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_the_office_drafts_and_only_a_leader_signs(mid_year: District, who: str) -> None:
    made = draft(mid_year)
    standing = mid_year.standing(who, hour=13)
    if who != "supervisor":
        with pytest.raises(Denied):
            draft_bulletin(standing, "2015-H1", TODAY)
    if who != "leader":
        with pytest.raises(Denied):
            publish_bulletin(standing, made)


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_draft_is_seen_by_its_makers_and_an_issued_one_by_all(mid_year: District, who: str) -> None:
    made = draft(mid_year)
    standing = mid_year.standing(who, hour=13)
    assert bool(queries.bulletins(standing, TODAY)) == (who in MAKERS)
    publish(mid_year, made)
    assert [b.number for b in queries.bulletins(standing, TODAY)] == ["〔2015〕1号"]


def test_nothing_is_seen_before_it_existed(mid_year: District) -> None:
    publish(mid_year, draft(mid_year))
    assert queries.bulletins(mid_year.standing("t1_head"), date(2015, 7, 5)) == []


def test_somebody_without_a_post_sees_none(mid_year: District) -> None:
    made = publish(mid_year, draft(mid_year))
    with pytest.raises(LookupError):
        queries.docx(mid_year.standing("t1_head", date(2009, 1, 1)), made.pk)


def test_the_frozen_content_does_not_follow_later_figures(mid_year: District, reporting: Reporting) -> None:
    made = draft(mid_year)
    before = made.content
    revise_june(reporting)
    made.refresh_from_db()
    assert made.content == before
    later = draft(mid_year, hour=17)
    assert later.content_digest != made.content_digest
    assert publish(mid_year, made, hour=18).content == before


def test_numbers_have_no_gap_whatever_order_drafts_were_written_in(mid_year: District) -> None:
    first, dropped, second = (draft(mid_year, hour) for hour in (10, 11, 12))
    assert publish(mid_year, second, 13).number == "〔2015〕1号"
    assert publish(mid_year, first, 14).number == "〔2015〕2号"
    dropped.refresh_from_db()
    assert dropped.number == ""


def test_what_was_issued_is_not_issued_again(mid_year: District) -> None:
    made = publish(mid_year, draft(mid_year))
    with pytest.raises(Refused):
        publish(mid_year, made, 13)


def test_both_acts_are_on_record(mid_year: District) -> None:
    made = publish(mid_year, draft(mid_year))
    acts = Entry.objects.filter(verb__startswith="briefing.").order_by("pk")
    assert [(e.verb, e.chain.key, e.actor) for e in acts] == [
        ("briefing.draft_bulletin", "QH-SO", "苏明"),
        ("briefing.publish_bulletin", "QH-SO", "高远"),
    ]
    assert acts[1].detail == {"content": made.content_digest, "number": "〔2015〕1号"}
    assert verify().holds


def test_a_rewritten_bulletin_is_found(mid_year: District) -> None:
    made = publish(mid_year, draft(mid_year))
    Bulletin.objects.filter(pk=made.pk).update(content=made.content.replace("滞后", "略慢"))
    assert not verify().holds


@pytest.mark.parametrize(
    ("period", "as_of", "field"),
    [
        ("half", TODAY, "period"),
        ("2015-H1", date(2015, 7, 7), "as_of"),
        ("2015-H1", date(2015, 1, 31), "as_of"),
        ("2014-H1", TODAY, "period"),
    ],
)
def test_bad_input_is_named_and_nothing_is_drafted(
    mid_year: District, period: str, as_of: date, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        draft_bulletin(mid_year.standing("supervisor"), period, as_of)
    assert [p.code for p in refused.value.problems] == [field]
    assert not Bulletin.objects.exists()


@pytest.mark.parametrize(("state", "period"), [("frozen", "2015-H1"), ("published", "2015-06")])
def test_only_published_scores_of_the_same_period_are_taken(
    mid_year: District, state: str, period: str
) -> None:
    run = publish_run(mid_year, state, period)
    with pytest.raises(Refused) as refused:
        draft_bulletin(mid_year.standing("supervisor"), "2015-H1", TODAY, run)
    assert [p.code for p in refused.value.problems] == ["run"]
