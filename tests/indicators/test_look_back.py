"""The look-back: drawn so that anybody can draw it again, visited from outside, and a cut figure superseded."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from cast import TODAY
from luoshi.indicators.actions.draw_look_back import draw_look_back
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.actions.settle_claim import settle_claim
from luoshi.indicators.actions.visit_claim import visit_claim
from luoshi.indicators.facts import district_year
from luoshi.indicators.look_back_models import Claim, LookBack
from luoshi.indicators.look_backs import redrawn, risks
from luoshi.indicators.models import Observation
from luoshi.indicators.queries import lineage, look_back_views, unit_deviations
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.verify import verify
from luoshi.org.models import Unit
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Period
from reporting import FILERS, Reporting

JUNE = "2015-06"
VISITED = TODAY + timedelta(days=10)


@pytest.fixture
def credited(reporting: Reporting) -> Reporting:
    """Four units with a verified June."""
    june = reporting.open()
    for unit in FILERS:
        reporting.file(june, {"invest": "10", "revenue": "600", "output": "3"}, unit=unit)
        reporting.verify(june, unit)
    return reporting


def drawn(reporting: Reporting, random: int = 12, by_risk: int = 0, seed: str = "公开摇号 37") -> LookBack:
    office = reporting.district.standing("supervisor", TODAY, 15)
    return draw_look_back(office, JUNE, random, by_risk, seed=seed)


def claim_of(unit: str, indicator: str) -> Claim:
    return Claim.objects.get(observation__unit__code=unit, observation__indicator__code=indicator)


def visited(reporting: Reporting, claim: Claim, amount: str) -> None:
    office = reporting.district.standing("supervisor", VISITED)
    visit_claim(office, claim, Decimal(amount), "查台账与合同，两份合同尚未履行")


def value(reporting: Reporting, unit: str, day: date) -> float:
    facts = district_year(2015, end_of(day))
    row = facts.unit_ids.index(Unit.objects.get(code=unit).pk)
    return float(facts.values[row, facts.indicator_codes.index("invest"), 5])


def test_the_ledger_holds_what_it_takes_to_draw_again(credited: Reporting) -> None:
    look_back = drawn(credited, 3, 2)
    entry = Entry.objects.get(verb="indicators.draw_look_back")
    assert entry.detail["seed"] == "公开摇号 37"
    again = redrawn(LookBack.objects.get())
    assert len(again.random) == 3
    assert [
        f"{c.observation.unit.code} {c.observation.indicator.code}"
        for c in look_back.claims.order_by("order")
    ] == [*again.random, *again.by_risk]
    assert look_back_views(credited.district.standing("inspector"))[0].agrees
    assert verify().holds


def test_without_a_public_draw_nobody_chooses_the_seed(credited: Reporting) -> None:
    first = drawn(credited, 1, seed="")
    second = drawn(credited, 1, seed="")
    assert len(first.seed) == len(second.seed) == 64
    assert first.seed != second.seed


def test_nothing_is_drawn_twice_or_unverified(credited: Reporting) -> None:
    drawn(credited)
    assert Claim.objects.count() == 12
    with pytest.raises(Refused):
        drawn(credited)
    assert Observation.objects.filter(claim__isnull=False, verdicts__isnull=True).count() == 0


def test_a_cut_figure_is_superseded_and_counts_from_then_on(credited: Reporting) -> None:
    drawn(credited)
    claim = claim_of("QH-T1", "invest")
    visited(credited, claim, "8.5")
    assert value(credited, "QH-T1", VISITED) == 10
    owner = credited.district.standing("statistician", VISITED, 16)
    settled = settle_claim(owner, claim)
    assert settled.haircut is not None
    assert value(credited, "QH-T1", VISITED) == 8.5
    assert value(credited, "QH-T1", TODAY) == 10
    told = lineage(credited.district.standing("inspector", VISITED), "QH-T1", "invest", JUNE, VISITED)
    assert [(v.observation.value, v.counts) for v in told.versions] == [(Decimal("8.5"), True), (10, False)]
    assert told.versions[0].observation.reported_by == credited.district.person("supervisor")
    assert verify().holds


def test_the_units_next_correction_does_not_bring_the_claim_back(credited: Reporting) -> None:
    drawn(credited)
    claim = claim_of("QH-T1", "invest")
    visited(credited, claim, "8.5")
    settle_claim(credited.district.standing("statistician", VISITED, 16), claim)
    june, town = credited.form.rounds.get(period=JUNE), credited.district.unit("QH-T1")
    day = VISITED + timedelta(days=1)
    credited.unlock(june, "revenue", day=day)
    reopen_sheet(credited.district.standing("t1_liaison", day), june, town, "更正税收")
    credited.file(june, {"revenue": "590"}, day=day)
    credited.verify_by("treasurer", june, day=day)
    assert value(credited, "QH-T1", day) == 8.5


def test_a_claim_that_holds_is_confirmed_and_more_is_not_added(credited: Reporting) -> None:
    drawn(credited)
    before = Observation.objects.count()
    owner = credited.district.standing("statistician", VISITED, 16)
    for unit, amount in (("QH-T1", "10"), ("QH-T2", "12")):
        claim = claim_of(unit, "invest")
        visited(credited, claim, amount)
        assert settle_claim(owner, claim).haircut is None
    assert Observation.objects.count() == before
    assert [(d.unit.code, d.visited, d.reduced) for d in unit_deviations(owner)] == [
        ("QH-T1", 1, 0),
        ("QH-T2", 1, 0),
    ]


def test_reporter_visitor_and_settler_are_apart(credited: Reporting) -> None:
    drawn(credited)
    claim = claim_of("QH-T1", "invest")
    for who in ("t1_liaison", "t1_head", "t2_liaison", "inspector", "leader"):
        with pytest.raises(Denied):
            visit_claim(credited.district.standing(who, VISITED), claim, Decimal(8), "台账")
    statistician = credited.district.standing("statistician", VISITED)
    visit_claim(statistician, claim, Decimal(8), "台账")
    with pytest.raises(Refused):
        settle_claim(statistician, claim)
    with pytest.raises(Denied):
        settle_claim(credited.district.standing("treasurer", VISITED), claim)


def test_a_visit_needs_amount_and_evidence(credited: Reporting) -> None:
    drawn(credited)
    office = credited.district.standing("supervisor", VISITED)
    with pytest.raises(Refused) as refused:
        visit_claim(office, claim_of("QH-T1", "invest"), None, " ")
    assert [p.code for p in refused.value.problems] == ["amount", "evidence"]
    with pytest.raises(Refused):
        settle_claim(credited.district.standing("statistician", VISITED), claim_of("QH-T1", "invest"))


def test_nothing_below_zero_is_found_of_an_amount(credited: Reporting) -> None:
    drawn(credited)
    with pytest.raises(Refused) as refused:
        visited(credited, claim_of("QH-T1", "invest"), "-1")
    assert [p.code for p in refused.value.problems] == ["amount"]
    visited(credited, claim_of("QH-T1", "invest"), "0")


def test_more_than_there_are_is_all_and_on_record_as_such(credited: Reporting) -> None:
    look_back = drawn(credited, random=900, by_risk=90)
    assert (look_back.random_size, look_back.risk_size, look_back.claims.count()) == (12, 0, 12)
    with (
        translation.override("en"),
        pytest.raises(Refused, match="Every verified value of this month was drawn"),
    ):
        drawn(credited)


def test_a_figure_revised_since_is_not_settled(credited: Reporting) -> None:
    drawn(credited)
    claim = claim_of("QH-T1", "invest")
    visited(credited, claim, "8.5")
    june, town = credited.form.rounds.get(period=JUNE), credited.district.unit("QH-T1")
    credited.unlock(june, "invest", day=VISITED)
    reopen_sheet(credited.district.standing("t1_liaison", VISITED), june, town, "更正")
    credited.file(june, {"invest": "9"}, day=VISITED)
    with pytest.raises(Refused):
        settle_claim(credited.district.standing("statistician", VISITED, 16), claim)


def test_a_unit_that_was_cut_is_drawn_more_easily_next_time(credited: Reporting) -> None:
    drawn(credited)
    claim = claim_of("QH-T1", "invest")
    visited(credited, claim, "8")
    settle_claim(credited.district.standing("statistician", VISITED, 16), claim)
    values = list(Observation.objects.filter(indicator__code="revenue").select_related("unit", "indicator"))
    assert risks(values, Period.parse(JUNE)) == {
        f"{unit} revenue": pytest.approx(3.0 if unit == "QH-T1" else 1.0) for unit in FILERS
    }


def test_units_see_their_own_claims_only(credited: Reporting) -> None:
    drawn(credited)
    views = look_back_views(credited.district.standing("t1_liaison"))
    assert {c.unit.code for v in views for c in v.claims} == {"QH-T1"}
    assert len(look_back_views(credited.district.standing("leader"))[0].claims) == 12


@pytest.mark.parametrize("table", ["lookback", "claim", "visit", "settlement"])
def test_the_database_refuses_to_rewrite(credited: Reporting, table: str) -> None:
    drawn(credited)
    claim = claim_of("QH-T1", "invest")
    visited(credited, claim, "8.5")
    settle_claim(credited.district.standing("statistician", VISITED, 16), claim)
    for change in ("UPDATE indicators_{} SET id = id", "DELETE FROM indicators_{}"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change.format(table))
