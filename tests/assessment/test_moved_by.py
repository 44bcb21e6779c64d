"""Whom a changed target would move in the scores, before it is changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assessing import HALF, SCHEME, Assessment
from cast import TODAY
from luoshi.assessment.queries import live_table, moved_by, weights_of
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Denied
from luoshi.org.models import Post, Role
from luoshi.targets.actions.change_target import change_target
from luoshi.targets.authority import Authority
from luoshi.targets.models import Target
from luoshi.targets.prospects import otherwise
from luoshi.targets.queries import board
from luoshi.workdays.periods import Period

# The last day on which May is the last month that is over.
JUNE = TODAY.replace(month=6, day=20)


def test_it_is_what_the_score_is_then(assessment: Assessment) -> None:
    scheme = assessment.scheme()
    office = assessment.district.standing("supervisor")
    target = Target.objects.select_related("indicator", "unit").get(
        unit__code="QH-T1", indicator__code="invest"
    )
    found = board(office, Period(2015, 1, 12), JUNE)
    written = Entry.objects.count()
    meant = otherwise(office, found, target, Decimal(24), None).target
    said = moved_by(office, meant, JUNE)
    assert Entry.objects.count() == written
    assert target.level == 12
    (moved,) = [m for m in said if m.unit.code == "QH-T1"]
    assert said[0] == moved, "whose own target it is comes first"
    assert {m.scheme.pk for m in said} == {scheme.pk}
    now = live_table(office, scheme, HALF, JUNE).line("QH-T1")
    assert (moved.score[0], moved.rank[0]) == (now.score, now.rank)
    authority = Authority("纪要", Post.objects.get(role=Role.LEADER), "政策调整")
    change_target(assessment.district.standing("supervisor", JUNE), target, Decimal(24), None, authority)
    then = live_table(office, scheme, HALF, JUNE).line("QH-T1")
    assert (moved.score[1], moved.rank[1]) == (then.score, then.rank)
    assert moved.score[0] != moved.score[1]


def test_who_sees_no_trial_sees_no_trial_score(assessment: Assessment) -> None:
    target = Target.objects.first()
    assert target is not None
    with pytest.raises(Denied):
        moved_by(assessment.district.standing("t1_head"), target, JUNE)


def test_what_each_indicator_weighs(assessment: Assessment) -> None:
    head = assessment.district.standing("t1_head")
    assert weights_of(head, 2015, "towns", TODAY) == {}
    assessment.scheme()
    found = weights_of(head, 2015, "towns", TODAY)
    assert {code: round(share, 9) for code, share in found.items()} == {
        "invest": 0.4,
        "revenue": 0.3,
        "reporting.timeliness": 0.1,
        "matters.closure": 0.2,
    }
    assert weights_of(head, 2015, "villages", TODAY) == {}
    assert weights_of(head, 2015, "towns", date(2015, 1, 1)) == {}, "nobody had published it"
    assessment.scheme(SCHEME.replace("上半年考核方案", "上半年考核方案（修订）"))
    assert weights_of(head, 2015, "towns", TODAY) == found, "the next version takes the place of the first"
