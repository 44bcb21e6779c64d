"""A locked scheme changes by a document, beside the old version, and whom the change moves is kept with it."""

from __future__ import annotations

from datetime import date

import pytest

from assessing import SCHEME, Assessment, changed
from luoshi.assessment.actions.approve_scheme import approve_scheme
from luoshi.assessment.actions.propose_change import Grounds, propose_change
from luoshi.assessment.models import Scheme, SchemeState
from luoshi.assessment.queries import live_table
from luoshi.assessment.rules_difference import differences
from luoshi.assessment.scheme_life import change_of, newer, preview
from luoshi.assessment.scheme_text import read_scheme
from luoshi.ledger.refusal import Refused
from luoshi.ledger.verify import verify
from luoshi.workdays.periods import Period

GROUNDS = Grounds("区考核办〔2015〕6号", "关于调整考核权重的通知", "统计制度调整")
# Investment counts no more than revenue does, and no completion above 110 per cent.
HEAVIER = changed("weight: 40", "weight: 10").replace("cap: 120", "cap: 110", 1)


@pytest.fixture(name="locked")
def locked_scheme(assessment: Assessment) -> Scheme:
    assessment.frozen()
    return Scheme.objects.get()


def proposed(assessment: Assessment, locked: Scheme) -> Scheme:
    return propose_change(assessment.district.standing("assessor"), locked, HEAVIER, GROUNDS)


def test_it_needs_number_title_and_reason(assessment: Assessment, locked: Scheme) -> None:
    with pytest.raises(Refused) as refused:
        propose_change(assessment.district.standing("assessor"), locked, HEAVIER, Grounds("", " ", ""))
    assert [p.code for p in refused.value.problems] == ["number", "title", "reason"]
    assert Scheme.objects.count() == 1


def test_a_change_that_changes_nothing_is_refused_beside_another_draft(
    assessment: Assessment, locked: Scheme
) -> None:
    """The latest version is the other draft, and the text is that of the locked one."""
    proposed(assessment, locked)
    with pytest.raises(Refused) as refused:
        propose_change(
            assessment.district.standing("assessor"), locked, locked.source, Grounds("6号", "通知", "")
        )
    told = [(problem.where, problem.code) for problem in refused.value.problems]
    assert told == [(locked.code, ""), ("理由", "reason")]
    assert Scheme.objects.count() == 2


def test_who_is_moved_is_kept_with_the_change(assessment: Assessment, locked: Scheme) -> None:
    draft = proposed(assessment, locked)
    found = change_of(assessment.district.standing("leader"), draft)
    assert found is not None
    _change, view = found
    assert (view.period, view.as_of) == ("2015-H1", date(2015, 6, 12))
    assert view == preview(assessment.district.standing("assessor"), locked, HEAVIER)
    leader, half = assessment.district.standing("leader"), Period.parse("2015-H1")
    before, after = (live_table(leader, scheme, half, date(2015, 6, 12)) for scheme in (locked, draft))
    for unit in (unit for group in view.moves for unit in group.units):
        for line, score, rank in (
            (before.line(unit.code), unit.score_before, unit.rank_before),
            (after.line(unit.code), unit.score_after, unit.rank_after),
        ):
            assert (None if line.score is None else str(line.score), line.rank) == (score, rank)
    towns = next(group for group in view.moves if group.code == "towns")
    assert {"QH-T1", "QH-T2"} <= {unit.code for unit in towns.moved}
    assert verify().holds


def test_old_and_new_words_stand_side_by_side(locked: Scheme) -> None:
    found = {
        (d.code, d.field): (d.before, d.after)
        for d in differences(read_scheme(locked.source), read_scheme(HEAVIER))
    }
    assert found == {
        ("investment", "weight"): ("40", "10"),
        ("investment", "score"): (
            "{measure: completion, cap: 120, floor: 0}",
            "{measure: completion, cap: 110, floor: 0}",
        ),
    }


def test_an_item_that_comes_or_goes_is_one_difference() -> None:
    whole = read_scheme(SCHEME)
    renamed = read_scheme(changed("code: investment", "code: building"))
    found = [(d.code, d.field, bool(d.before), bool(d.after)) for d in differences(whole, renamed)]
    assert found == [("investment", "", True, False), ("building", "", False, True)]


def test_approved_and_published_it_takes_the_place_of_the_old_one(
    assessment: Assessment, locked: Scheme
) -> None:
    draft, leader = proposed(assessment, locked), assessment.district.standing("leader")
    approved = approve_scheme(leader, draft, "区考核办〔2015〕6号")
    published = assessment.publish(approved)
    assert (published.state, published.replaces) == (SchemeState.LOCKED, locked)
    assert newer(locked) == published
    with pytest.raises(Refused):
        assessment.frozen(locked)
    assert assessment.frozen(published).scheme == published
    with pytest.raises(Refused):
        propose_change(assessment.district.standing("assessor"), locked, SCHEME + "\n", GROUNDS)
    assert verify().holds


def test_only_a_locked_scheme_and_only_under_its_own_code(assessment: Assessment) -> None:
    scheme = assessment.scheme()
    office = assessment.district.standing("assessor")
    other = HEAVIER.replace("code: trial", "code: other")
    with pytest.raises(Refused) as refused:
        propose_change(office, scheme, other, GROUNDS)
    assert len(refused.value.problems) == 2
