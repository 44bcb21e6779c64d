"""A rule is ended for the time to come; what it found stays."""

from __future__ import annotations

from datetime import date

import pytest

from cast import TODAY
from luoshi.indicators.actions.define_rule import NewRule, define_rule
from luoshi.indicators.actions.end_rule import end_rule
from luoshi.indicators.check_models import Rule
from luoshi.indicators.queries import rules
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from reporting import Reporting


@pytest.fixture
def ruled(reporting: Reporting) -> Reporting:
    office = reporting.district.standing("supervisor")
    define_rule(office, NewRule("small", "投资不过百", "invest", "less_than", "100"), date(2015, 1, 1))
    return reporting


def test_from_the_day_on_it_holds_no_more(ruled: Reporting) -> None:
    end_rule(ruled.district.standing("supervisor"), "small", TODAY, "口径已改")
    assert [rule.code for rule in rules(date(2015, 6, 30))] == ["small"]
    assert rules(TODAY) == []
    assert verify().holds


@pytest.mark.parametrize(
    ("code", "until", "reason", "wrong"),
    [
        ("small", date(2015, 6, 1), "改", "until"),
        ("small", None, "改", "until"),
        ("small", TODAY, " ", "reason"),
        ("other", TODAY, "改", "code"),
    ],
)
def test_the_past_is_not_cleared(
    ruled: Reporting, code: str, until: date | None, reason: str, wrong: str
) -> None:
    with pytest.raises(Refused) as refused:
        end_rule(ruled.district.standing("supervisor"), code, until, reason)
    assert [problem.code for problem in refused.value.problems] == [wrong]
    assert Rule.objects.get().valid_to is None


def test_units_end_no_rule(ruled: Reporting) -> None:
    with pytest.raises(Denied):
        end_rule(ruled.district.standing("t1_head"), "small", TODAY, "改")
