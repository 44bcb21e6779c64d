"""Who draws cannot choose, who reported or visited does not settle, and a unit that is gone is still answered for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest

from cast import TODAY
from luoshi.indicators.actions.draw_look_back import draw_look_back
from luoshi.indicators.actions.merge_units import merge_units
from luoshi.indicators.actions.settle_claim import settle_claim
from luoshi.indicators.actions.visit_claim import visit_claim
from luoshi.indicators.look_back_models import Claim, LookBack
from luoshi.indicators.queries import claim_view, look_back_views, unit_deviations
from luoshi.indicators.succession_plan import Decree
from luoshi.ledger.models import Entry
from luoshi.ledger.refusal import Denied, Refused
from luoshi.ledger.seal import root
from luoshi.ledger.verify import verify
from luoshi.notices.models import Notice
from luoshi.notices.queries import inbox
from luoshi.org.actions.appoint import Appointment, appoint
from luoshi.org.actions.end_tenure import end_tenure
from luoshi.org.models import Tenure
from reporting import FILERS, Reporting

JUNE = "2015-06"
VISITED, GONE = TODAY + timedelta(days=10), TODAY + timedelta(days=12)


@pytest.fixture
def credited(reporting: Reporting) -> Reporting:
    """Four units with a verified June."""
    june = reporting.open()
    for unit in FILERS:
        reporting.file(june, {"invest": "10", "revenue": "600", "output": "3"}, unit=unit)
        reporting.verify(june, unit)
    return reporting


def draw(reporting: Reporting, seed: str = "公开摇号 37") -> LookBack:
    return draw_look_back(reporting.district.standing("supervisor", TODAY, 15), JUNE, 12, 0, seed=seed)


def claim_of(unit: str) -> Claim:
    return Claim.objects.get(observation__unit__code=unit, observation__indicator__code="invest")


def test_the_seed_of_the_ledger_cannot_be_known_before(credited: Reporting) -> None:
    before = root()
    made = draw(credited, "")
    said = Entry.objects.get(verb="indicators.draw_look_back").detail
    assert made.seed == sha256(f"{before}|{said['nonce']}".encode()).hexdigest() != before
    assert len(said["nonce"]) == 32 and said["seed_by"] == "ledger"
    assert look_back_views(credited.district.standing("inspector"))[0].by_ledger


@pytest.mark.parametrize("seed", ["9" * 101, "0f" * 32])
def test_a_stated_number_is_short_and_does_not_pass_for_the_ledgers(credited: Reporting, seed: str) -> None:
    with pytest.raises(Refused) as refused:
        draw(credited, seed)
    assert [p.code for p in refused.value.problems] == ["seed"]


def test_a_stated_number_is_told_as_stated(credited: Reporting) -> None:
    draw(credited)
    assert Entry.objects.get(verb="indicators.draw_look_back").detail["seed_by"] == "public draw"
    assert not look_back_views(credited.district.standing("inspector"))[0].by_ledger


def move_to_statistics(reporting: Reporting, person: str) -> None:
    """From the day of the visit on the reporter is a statistics owner of the same bureau that verifies."""
    admin = reporting.district.standing("admin", VISITED)
    end_tenure(admin, Tenure.objects.get(person__code=person), VISITED, "调任")
    post = Appointment("QH-STAT", "statistics_owner", "副股长", "Deputy", person, "石兰", order=9)
    appoint(admin, [post], VISITED)


def test_who_reported_does_not_settle_after_changing_his_post(credited: Reporting) -> None:
    draw(credited)
    claim = claim_of("QH-T1")
    visit_claim(credited.district.standing("supervisor", VISITED), claim, Decimal(8), "台账")
    move_to_statistics(credited, "t1_liaison")
    moved = credited.district.standing("t1_liaison", VISITED, 16)
    view = claim_view(moved, claim.pk)
    assert view is not None and not view.may_settle and not view.may_visit
    with pytest.raises(Denied):
        settle_claim(moved, claim)
    with pytest.raises(Denied):
        visit_claim(moved, claim, Decimal(10), "台账")


def test_who_visited_first_does_not_settle_on_a_later_visit(credited: Reporting) -> None:
    draw(credited)
    claim = claim_of("QH-T1")
    statistician = credited.district.standing("statistician", VISITED)
    visit_claim(statistician, claim, Decimal(8), "台账")
    visit_claim(credited.district.standing("supervisor", VISITED, 10), claim, Decimal(9), "合同")
    view = claim_view(statistician, claim.pk)
    assert view is not None and not view.may_settle
    assert [visit.amount for visit in (*view.earlier, view.visit) if visit] == [8, 9]
    with pytest.raises(Refused):
        settle_claim(statistician, claim)


def test_a_unit_that_is_gone_is_still_answered_for(credited: Reporting) -> None:
    draw(credited)
    claim = claim_of("QH-T3")
    visit_claim(credited.district.standing("supervisor", VISITED), claim, Decimal(8), "台账")
    decree = Decree(GONE, "青府〔2015〕9号", "区政府常务会议", "撤乡并镇")
    merge_units(credited.district.standing("admin", GONE), ["QH-T3"], "QH-T2", decree)
    for day in (GONE, GONE - timedelta(days=1)):
        office = credited.district.standing("inspector", GONE + timedelta(days=1))
        told = {view.unit.code for row in look_back_views(office, day) for view in row.claims}
        assert told == set(FILERS), day
    owner = credited.district.standing("statistician", GONE + timedelta(days=1))
    view = claim_view(owner, claim.pk)
    assert view is not None and view.may_settle and view.unit.name == "沙河镇"
    assert settle_claim(owner, claim).haircut is not None
    assert Notice.objects.filter(kind="report.cut").exists()
    assert [(d.unit.code, d.reduced) for d in unit_deviations(owner)] == [("QH-T3", 1)]
    assert verify().holds


def told() -> dict[str, str]:
    return dict(Notice.objects.filter(kind="report.cut").values_list("person__code", "about"))


def test_the_unit_and_the_data_owner_are_told_of_a_cut(credited: Reporting) -> None:
    draw(credited)
    claim = claim_of("QH-T1")
    visit_claim(credited.district.standing("supervisor", VISITED), claim, Decimal("8.5"), "台账")
    move_to_statistics(credited, "s1_liaison")
    settle_claim(credited.district.standing("statistician", VISITED, 16), claim)
    about = f"claim:{claim.pk}"
    # The colleague who now owns the data is told, the one who settled is not.
    assert told() == dict.fromkeys(["t1_head", "t1_deputy", "t1_liaison", "s1_liaison"], about)
    (line,) = [n for n in inbox(credited.district.standing("t1_head", VISITED, 17)) if n.kind == "report.cut"]
    assert "石桥镇" in line.words and "8.50" in line.words and "10.00" in line.words
    assert verify().holds


def test_a_claim_that_holds_is_nobodys_news(credited: Reporting) -> None:
    draw(credited)
    visit_claim(credited.district.standing("supervisor", VISITED), claim_of("QH-T1"), Decimal(10), "台账")
    settle_claim(credited.district.standing("statistician", VISITED, 16), claim_of("QH-T1"))
    assert told() == {}
