"""Findings, rules and look-backs on their pages: whose turn it is, what was seen, what is refused and why."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from indicators.checking import ruled
from luoshi.indicators.actions.run_checks import run_checks
from luoshi.indicators.check_models import Finding, FindingEvent, Rule
from luoshi.indicators.look_back_models import Claim, LookBack
from luoshi.indicators.queries import FindingState
from luoshi.ledger.verify import verify
from luoshi.web.verification_words import saw, sentence
from reporting import FILERS, Reporting, reporting_district  # noqa: F401
from web.signed_in import signed_in

JUNE = "2015-06"
RULE = {
    "code": "within",
    "name": "财政收入不超过投资的一百倍",
    "check": "rule",
    "left": "revenue",
    "operator": "less_than",
    "right": "100 * invest",
    "left_missing": "skip_if_any",
    "right_missing": "skip_if_any",
    "tolerance": "0",
    "tolerance_percent": "0",
    "importance": "high",
    "instruction": "核对计量单位",
    "since": "2015-01-01",
}


@pytest.fixture
def fallen(reporting: Reporting) -> Finding:
    ruled(reporting)
    may = reporting.open("2015-05", date(2015, 6, 1))
    reporting.file(may, {"invest": "10", "revenue": "5"}, day=date(2015, 6, 2))
    reporting.file(reporting.open(), {"invest": "9", "revenue": "6", "output": "3"})
    run_checks(reporting.district.standing("supervisor"), JUNE)
    return Finding.objects.get()


def text(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def test_today_names_the_findings_that_wait(fallen: Finding) -> None:
    address = f"{reverse('reports_verification')}?period={JUNE}"
    liaison, owner, stranger = (signed_in(who) for who in ("t1_liaison", "statistician", "t2_liaison"))
    assert address in text(liaison, "today") and "1 条待说明或更正" in text(liaison, "today")
    assert address not in text(owner, "today") and address not in text(stranger, "today")
    liaison.post(reverse("reports_finding_explain", args=[fallen.pk]), {"text": "项目退库"})
    assert address not in text(liaison, "today") and address not in text(stranger, "today")
    assert "1 条说明待审" in text(owner, "today")


def test_the_unit_explains_and_the_owner_accepts(fallen: Finding) -> None:
    liaison, owner = signed_in("t1_liaison"), signed_in("statistician")
    listed = text(liaison, "reports_verification")
    assert "累计投资不减" in listed
    assert "9.00，正常应 ≥ 10.00" in listed
    empty = liaison.post(reverse("reports_finding_explain", args=[fallen.pk]), {"text": " "})
    assert empty.status_code == 422
    assert "说明为空" in empty.content.decode()
    assert (
        liaison.post(
            reverse("reports_finding_explain", args=[fallen.pk]), {"text": "退库一个项目"}
        ).status_code
        == 302
    )
    page = text(owner, "reports_finding", fallen.pk)
    assert "退库一个项目" in page
    assert "采纳说明" in page
    owner.post(reverse("reports_finding_decide", args=[fallen.pk]), {"decision": "accepted"})
    assert "说明已采纳" in text(liaison, "reports_verification")
    assert [e.kind for e in FindingEvent.objects.all()] == ["seen", "explained", "accepted"]
    assert verify().holds


def test_others_do_not_see_it(fallen: Finding) -> None:
    other = signed_in("t2_liaison")
    assert "累计投资不减" not in text(other, "reports_verification")
    assert other.get(reverse("reports_finding", args=[fallen.pk])).status_code == 404


def test_a_rule_that_cannot_be_read_is_told_beside_its_side(reporting: Reporting) -> None:
    office = signed_in("supervisor")
    refused = office.post(reverse("reports_rule_define"), RULE | {"left": "revenu", "right": "(invest"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "没有代码为“revenu”的指标" in page
    assert "是否指 revenue？" in page
    assert "括号没有闭合" in page
    assert Rule.objects.count() == 0
    assert office.post(reverse("reports_rule_define"), RULE).status_code == 302
    assert "100 * invest" in text(office, "reports_rules")


def test_the_sheet_warns_with_the_instruction(reporting: Reporting) -> None:
    signed_in("supervisor").post(reverse("reports_rule_define"), RULE)
    june = reporting.open()
    reporting.save(june, {"invest": "9", "revenue": "9000"}, notes={"revenue": "已核对"})
    page = text(signed_in("t1_liaison"), "reports_sheet", "monthly", JUNE, "QH-T1")
    assert "财政收入不超过投资的一百倍" in page
    assert "核对计量单位" in page


def test_drawn_visited_and_settled_on_the_pages(reporting: Reporting) -> None:
    # Verified the day before: the pages act at whatever hour of the business day the wall clock gives them.
    june, eve = reporting.open(), date(2015, 7, 3)
    for unit in FILERS:
        reporting.file(june, {"invest": "10", "revenue": "600", "output": "3"}, unit=unit, day=eve)
        reporting.verify(june, unit, eve)
    office, owner = signed_in("supervisor"), signed_in("statistician")
    sizes = {"period": JUNE, "random": "12", "by_risk": "0", "seed": ""}
    assert office.post(reverse("reports_look_back_draw"), sizes | {"period": "June"}).status_code == 422
    assert office.post(reverse("reports_look_back_draw"), sizes).status_code == 302
    assert LookBack.objects.get().claims.count() == 12
    claim = Claim.objects.get(observation__unit__code="QH-T1", observation__indicator__code="invest").pk
    assert office.post(reverse("reports_claim_visit", args=[claim]), {"amount": "x"}).status_code == 422
    office.post(reverse("reports_claim_visit", args=[claim]), {"amount": "8", "evidence": "台账与合同"})
    assert owner.post(reverse("reports_claim_settle", args=[claim])).status_code == 302
    page = text(signed_in("inspector"), "reports_look_back")
    assert "复核抽样：一致" in page
    assert "20.0%" in page
    assert "台账与合同" in text(owner, "reports_lineage", "QH-T1", "invest", JUNE)
    assert verify().holds


def found(
    kind: str, seen: dict[str, str], operator: str = "", state: FindingState = FindingState.REPORTER
) -> Any:
    """A finding as the words see it."""
    rule = SimpleNamespace(operator=operator, get_operator_display=lambda: "?") if operator else None
    finding = SimpleNamespace(check_kind=kind, rule=rule, indicator=SimpleNamespace(decimals=0))
    return SimpleNamespace(finding=finding, seen=seen, state=state)


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (
            found("rule", {"left": "3", "right": "5"}, "exclusive_pair"),
            "3 and 5 are both stated; only one of the two can be.",
        ),
        (
            found("rule", {"left": "3"}, "compulsory_pair"),
            "Of two figures that belong together only one is stated: 3, —.",
        ),
        (
            found("growth", {"growth": "30", "lowest": "7.61", "highest": "7.64"}),
            "Growth of 30.0% is stated; the levels give 7.6%.",
        ),
        (
            found("digits", {"figures": "66", "round_share": "12", "digit": "7", "digit_share": "60"}),
            "Of 66 figures 60.0% end in 7; chance gives 10%.",
        ),
        (
            found("elasticity", {"growth": "26", "companion": "5", "low": "-10", "high": "11"}),
            (
                "It changed by 26.0%, its companion by 5.0%: 20.0% against it; among comparable units −10.0% to "
                "11.0% are usual."
            ),
        ),
    ],
)
def test_what_was_seen_reads_as_what_it_is(view: Any, words: str) -> None:
    with translation.override("en"):
        assert saw(view) == words


def test_what_is_decided_is_not_counted_as_open() -> None:
    states = (FindingState.REPORTER, FindingState.OWNER, FindingState.ACCEPTED, FindingState.REFERRED)
    with translation.override("en"):
        told = sentence([found("smooth", {}, state=state) for state in states])
    assert told == (
        "2 findings are open: 1 wait for an explanation, 1 for a decision; 2 are decided, 0 are no longer found."
    )


def test_checking_a_past_month_stays_with_that_month(reporting: Reporting) -> None:
    reporting.open("2015-05", date(2015, 6, 1))
    office = signed_in("supervisor")
    office.post(reverse("reports_verification_run"), {"period": JUNE})
    done = office.post(reverse("reports_verification_run"), {"period": "2015-05"})
    assert done.headers["Location"].endswith("?period=2015-05")


def test_a_growth_rule_has_no_operator(fallen: Finding) -> None:
    Rule.objects.filter(pk=fallen.rule_id).update(check_kind="growth")
    page = text(signed_in("statistician"), "reports_finding", fallen.pk)
    assert "</code> ~ <code>" in page


def test_a_rule_has_an_english_name_where_english_is_read(reporting: Reporting) -> None:
    office = signed_in("supervisor")
    office.post(reverse("reports_rule_define"), RULE | {"name_en": "Revenue within a hundredfold"})
    assert "财政收入不超过投资的一百倍" in text(office, "reports_rules")
    office.cookies["django_language"] = "en"
    assert "Revenue within a hundredfold" in text(office, "reports_rules")
