"""What a visit does to a figure, to the digit: where less is better, of nothing, below zero, after a revision."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cast import FOUNDED, TODAY
from luoshi.indicators.actions.define_form import NewForm, NewItem, define_form
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.draw_look_back import draw_look_back
from luoshi.indicators.actions.open_round import open_round
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.actions.return_sheet import return_sheet
from luoshi.indicators.actions.settle_claim import settle_claim
from luoshi.indicators.actions.visit_claim import LONGEST_EVIDENCE, visit_claim
from luoshi.indicators.facts import district_year
from luoshi.indicators.look_back_models import Claim, Settlement
from luoshi.indicators.look_backs import credited, redrawn, risks
from luoshi.indicators.models import Form, Indicator, Observation
from luoshi.indicators.quality import qualities
from luoshi.indicators.queries import claim_view, look_back_views, unit_deviations
from luoshi.ledger.refusal import Refused
from luoshi.ledger.verify import verify
from luoshi.org.models import Unit
from luoshi.workdays.clock import end_of
from luoshi.workdays.periods import Cadence, Period
from reporting import FILERS, Reporting

JUNE, MAY = "2015-06", "2015-05"
VISITED = TODAY + timedelta(days=10)
NEXT = VISITED + timedelta(days=1)
CLAIMED = {
    "QH-S1": {"accidents": "0", "balance": "-10"},
    "QH-T1": {"accidents": "2", "balance": "0"},
    "QH-T2": {"accidents": "5", "balance": "-10"},
    "QH-T3": {"accidents": "0", "balance": "0"},
}
# What was found, whether it supersedes the claim, and the part overstated in per cent.
FOUND = [
    ("QH-S1", "accidents", "3", True, "100"),
    ("QH-T1", "accidents", "8", True, "300"),
    ("QH-T2", "accidents", "3", False, "-40"),
    ("QH-T3", "accidents", "0", False, "0"),
    ("QH-S1", "balance", "-12.5", True, "25"),
    ("QH-T1", "balance", "-2", True, "100"),
    ("QH-T2", "balance", "-8", False, "-20"),
    ("QH-T3", "balance", "4", False, "0"),
]


def filed(reporting: Reporting, form: str, period: str, values: dict[str, dict[str, str]]) -> None:
    """Each unit's figures of a form, reported and verified."""
    day = Period.parse(period).end + timedelta(days=1)
    office = reporting.district.standing("supervisor", day)
    round_ = open_round(office, Form.objects.get(code=form), period)
    for unit, told in values.items():
        reporting.file(round_, told, unit=unit, day=day)
        reporting.verify_by("statistician", round_, unit, day)


@pytest.fixture
def safety(reporting: Reporting) -> Reporting:
    """Accidents, of which less is better, and a balance that may be below zero."""
    office = reporting.district.standing("supervisor", date(2015, 1, 5))
    define_indicator(
        office,
        [
            NewIndicator("accidents", "事故", "起", "flow", "QH-STAT", decimals=0, direction=-1),
            NewIndicator("balance", "结余", "万元", "stock", "QH-STAT", decimals=1),
        ],
    )
    items = (NewItem("accidents"), NewItem("balance"))
    define_form(office, NewForm("safety", "月报", items, FILERS, name_en="Safety"), FOUNDED)
    filed(reporting, "safety", JUNE, CLAIMED)
    return reporting


def draw(reporting: Reporting, period: str = JUNE) -> None:
    draw_look_back(reporting.district.standing("supervisor", TODAY, 15), period, 99, 0, seed="公开摇号 37")


def claim_of(unit: str, indicator: str) -> Claim:
    return Claim.objects.get(observation__unit__code=unit, observation__indicator__code=indicator)


def visit(reporting: Reporting, claim: Claim, amount: str, who: str = "supervisor", hour: int = 9) -> None:
    visit_claim(reporting.district.standing(who, VISITED, hour), claim, Decimal(amount), "查看台账")


def settle(reporting: Reporting, claim: Claim, day: date = VISITED, hour: int = 16) -> Settlement:
    return settle_claim(reporting.district.standing("statistician", day, hour), claim)


def told(unit: str, indicator: str, day: date = VISITED) -> float:
    facts = district_year(2015, end_of(day))
    row = facts.unit_ids.index(Unit.objects.get(code=unit).pk)
    return float(facts.values[row, facts.indicator_codes.index(indicator), 5])


def test_the_cut_to_the_digit(safety: Reporting) -> None:
    draw(safety)
    owner = safety.district.standing("statistician", VISITED, 17)
    for unit, indicator, amount, cut, share in FOUND:
        claim = claim_of(unit, indicator)
        visit(safety, claim, amount)
        settled = settle(safety, claim)
        assert (settled.haircut is not None) == cut, (unit, indicator)
        expected = amount if cut else CLAIMED[unit][indicator]
        assert told(unit, indicator) == float(expected), (unit, indicator)
        view = claim_view(owner, claim.pk)
        assert view is not None and view.share == Decimal(share), (unit, indicator)
    told_of = {d.unit.code: (d.visited, d.reduced) for d in unit_deviations(owner)}
    assert told_of == {"QH-S1": (2, 2), "QH-T1": (2, 2), "QH-T2": (2, 0), "QH-T3": (2, 0)}
    units = [Unit.objects.get(code=unit).pk for unit in FILERS]
    keys = {code: Indicator.objects.get(code=code).pk for code in ("accidents", "balance")}
    asked = {code: (units, key) for code, key in keys.items()}
    quality = qualities(owner, asked, 2015, 6, VISITED)
    assert [(quality[code].cuts, quality[code].cut) for code in keys] == [(2, 3 + 6), (2, Decimal("4.5"))]
    assert verify().holds


def test_a_unit_whose_zero_held_is_still_drawn_by_risk(safety: Reporting) -> None:
    draw(safety)
    claim = claim_of("QH-T3", "accidents")
    visit(safety, claim, "0")
    settle(safety, claim)
    filed(safety, "safety", MAY, {"QH-T3": {"accidents": "1", "balance": "1"}})
    values = credited(Period.parse(MAY), safety.district.standing("supervisor", NEXT).at)
    assert set(risks(values, Period.parse(MAY)).values()) == {1.0}


def revise(reporting: Reporting, claim: Claim, value: str) -> None:
    """The unit is unlocked and files another figure."""
    observation = claim.observation
    unit = observation.unit
    round_ = Form.objects.get(code="safety").rounds.get(period=JUNE)
    reporting.unlock(round_, observation.indicator.code, unit=unit.code, day=VISITED, hour=10)
    liaison = {"QH-T1": "t1_liaison"}[unit.code]
    reopen_sheet(reporting.district.standing(liaison, VISITED, 11), round_, unit, "更正")
    reporting.file(round_, {observation.indicator.code: value}, unit=unit.code, day=VISITED)


def test_a_unit_does_not_escape_by_a_small_revision(safety: Reporting) -> None:
    draw(safety)
    claim = claim_of("QH-T1", "accidents")
    visit(safety, claim, "8")
    revise(safety, claim, "3")
    with pytest.raises(Refused):
        settle(safety, claim)
    round_ = Form.objects.get(code="safety").rounds.get(period=JUNE)
    safety.verify_by("statistician", round_, day=VISITED, hour=17)
    settled = settle(safety, claim, NEXT)
    assert settled.haircut is not None and settled.haircut.supersedes is not None
    assert settled.haircut.supersedes.value == 3 and told("QH-T1", "accidents", NEXT) == 8
    assert verify().holds


def test_a_unit_that_corrected_itself_stays_in_the_statistics(safety: Reporting) -> None:
    draw(safety)
    claim = claim_of("QH-T1", "accidents")
    visit(safety, claim, "8")
    revise(safety, claim, "8")
    round_ = Form.objects.get(code="safety").rounds.get(period=JUNE)
    safety.verify_by("statistician", round_, day=VISITED, hour=17)
    before = Observation.objects.count()
    assert settle(safety, claim, NEXT).haircut is None
    owner = safety.district.standing("statistician", NEXT, 17)
    view = claim_view(owner, claim.pk)
    assert view is not None and view.corrected and Observation.objects.count() == before
    assert [(d.visited, d.reduced, d.share) for d in unit_deviations(owner)] == [(1, 1, 3.0)]


def test_a_revision_that_was_returned_leaves_the_claim_to_be_cut(safety: Reporting) -> None:
    draw(safety)
    claim = claim_of("QH-T1", "accidents")
    visit(safety, claim, "8")
    revise(safety, claim, "1")
    round_ = Form.objects.get(code="safety").rounds.get(period=JUNE)
    return_sheet(
        safety.district.standing("statistician", VISITED, 17), round_, claim.observation.unit, "不符"
    )
    settled = settle(safety, claim, NEXT)
    assert settled.haircut is not None and told("QH-T1", "accidents", NEXT) == 8
    owner, key = safety.district.standing("statistician", NEXT, 17), claim.observation.indicator_id
    told_of = qualities(owner, {"one": ([claim.observation.unit_id], key)}, 2015, 6, NEXT)["one"]
    # From the 2 that counted, not from the 1 that was returned.
    assert (told_of.revisions, told_of.cuts, told_of.cut) == (0, 1, 6)
    assert verify().holds


def test_what_a_visit_may_not_say(safety: Reporting) -> None:
    draw(safety)
    claim, office = claim_of("QH-T1", "accidents"), safety.district.standing("supervisor", VISITED)
    for amount, words, field in (
        ("7.5", "台账", "amount"),
        ("8", "账" * (LONGEST_EVIDENCE + 1), "evidence"),
    ):
        with pytest.raises(Refused) as refused:
            visit_claim(office, claim, Decimal(amount), words)
        assert [p.code for p in refused.value.problems] == [field]


def test_long_evidence_is_kept_whole(safety: Reporting) -> None:
    draw(safety)
    claim, words = claim_of("QH-T1", "accidents"), "账" * LONGEST_EVIDENCE
    visit_claim(safety.district.standing("supervisor", VISITED), claim, Decimal(8), words)
    made = settle(safety, claim).haircut
    assert made is not None and made.note == "" and made.verdicts.get().reason == words


def test_the_thirds_that_make_a_month_are_drawn_each(reporting: Reporting) -> None:
    office = reporting.district.standing("supervisor", date(2015, 1, 5))
    define_indicator(office, [NewIndicator("guests", "客流", "人", "flow", "QH-STAT", decimals=0)])
    form = NewForm("thirds", "旬报", (NewItem("guests"),), FILERS, name_en="Thirds", cadence="ten_day")
    define_form(office, form, FOUNDED)
    thirds = [Cadence.TEN_DAY.containing(date(2015, 6, day)).code for day in (1, 11, 21)]
    for third, value in zip(thirds, ("10", "20", "30"), strict=True):
        filed(reporting, "thirds", third, {"QH-T1": {"guests": value}})
    assert told("QH-T1", "guests") == 60
    draw(reporting)
    assert Claim.objects.count() == 3
    view = look_back_views(reporting.district.standing("inspector", VISITED))[0]
    assert view.agrees and len(redrawn(view.look_back).random) == 3
    claim = Claim.objects.get(observation__period=thirds[1])
    visit(reporting, claim, "15")
    settle(reporting, claim)
    assert told("QH-T1", "guests") == 55 and told("QH-T1", "guests", TODAY) == 60
    assert verify().holds


def test_a_day_that_was_cut_stands_in_the_quality_account(reporting: Reporting) -> None:
    office = reporting.district.standing("supervisor", date(2015, 1, 5))
    define_indicator(office, [NewIndicator("guests", "客流", "人", "flow", "QH-STAT", decimals=0)])
    form = NewForm("days", "日报", (NewItem("guests"),), FILERS, name_en="Days", cadence="daily")
    define_form(office, form, FOUNDED)
    filed(reporting, "days", "20150630", {"QH-T1": {"guests": "20"}, "QH-T2": {"guests": "30"}})
    units, key = [Unit.objects.get(code="QH-T1").pk], Indicator.objects.get(code="guests").pk
    owner = reporting.district.standing("statistician", NEXT, 18)
    round_ = Form.objects.get(code="days").rounds.get()
    reporting.unlock(round_, "guests", day=VISITED, hour=10)
    reopen_sheet(
        reporting.district.standing("t1_liaison", VISITED, 11), round_, Unit.objects.get(code="QH-T1"), "更正"
    )
    reporting.file(round_, {"guests": "17"}, day=VISITED)
    reporting.verify_by("statistician", round_, day=VISITED, hour=17)
    told_of = qualities(owner, {"one": (units, key)}, 2015, 6, NEXT)["one"]
    assert (told_of.revisions, told_of.revised, told_of.cuts) == (1, 3, 0)
