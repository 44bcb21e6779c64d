"""As we knew it on a day: what is learnt later does not move a page or a file of that day, and nothing is offered on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html
from lxml.html import HtmlElement

from approval import approval
from cast import moment
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.briefing.actions.draft_bulletin import draft_bulletin
from luoshi.indicators.actions.explain_finding import explain_finding
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.actions.run_checks import run_checks
from luoshi.indicators.actions.settle_claim import settle_claim
from luoshi.indicators.actions.visit_claim import visit_claim
from luoshi.indicators.models import Round
from luoshi.ledger.models import Entry
from luoshi.ledger.record import Signature
from luoshi.ledger.verify import verify
from luoshi.matters.actions.review import review
from luoshi.org.actions.rename import rename
from luoshi.targets.actions.cascade import cascade
from luoshi.targets.actions.set_curve import set_curve
from luoshi.targets.models import Target
from luoshi.web.past import OF_TODAY
from luoshi.workdays.actions.set_clock import set_clock
from prepared import Prepared, prepared_district  # noqa: F401
from web.rights_table import routed
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db

DAY, LATER, NOW = "2015-07-06", date(2015, 7, 8), date(2015, 7, 10)
READERS = ("leader", "supervisor", "assessor", "statistician", "t1_liaison", "inspector")


def pages(p: Prepared) -> dict[str, str]:
    """Every page with figures, by name."""
    item = Target.objects.filter(unit__code="QH-T1", indicator__code="invest").earliest("pk")
    return {
        **{room: reverse(room) for room in ("district", "plan", "checks", "targets", "reports", "matters")},
        **{room: reverse(room) for room in ("assessment", "bulletins", "settings", "settings_indicators")},
        "plan_document": reverse("plan_document", args=[p.document.pk]),
        "plan_coverage": reverse("plan_coverage", args=[p.document.pk]),
        "targets_item": reverse("targets_item", args=[p.root.pk]),
        "targets_lineage": reverse("targets_lineage", args=[p.root.pk]),
        "targets_lineage of a part": reverse("targets_lineage", args=[item.pk]),
        "targets_item of a rank": reverse("targets_item", args=[p.ranked.pk]),
        "targets_lineage of a rank": reverse("targets_lineage", args=[p.ranked.pk]),
        "targets_item of a half-year": reverse("targets_item", args=[p.half_year.pk]),
        "targets_lineage of a half-year": reverse("targets_lineage", args=[p.half_year.pk]),
        "targets_milestones": reverse("targets_milestones", args=[p.milestones.pk]),
        "targets_milestones_lineage": reverse("targets_milestones_lineage", args=[p.milestones.pk]),
        "targets_unit": reverse("targets_unit", args=["QH-T1"]),
        "targets_accounts": reverse("targets_accounts", args=[p.root.pk]),
        "targets_unit_accounts": reverse("targets_unit_accounts", args=["QH-T1"]),
        "targets_levels": reverse("targets_levels", args=[p.root.pk]),
        "reports_sheet": reverse("reports_sheet", args=["monthly", "2015-06", "QH-S1"]),
        "reports_sheet verified": reverse("reports_sheet", args=["monthly", "2015-05", "QH-T1"]),
        "reports_lineage": reverse("reports_lineage", args=["QH-T1", "invest", "2015-05"]),
        "reports_lineage of a sum": reverse("reports_lineage", args=["QH", "invest", "2015-05"]),
        "reports_verification": reverse("reports_verification"),
        "reports_finding": reverse("reports_finding", args=[p.finding.pk]),
        "reports_look_back": reverse("reports_look_back"),
        "reports_claim": reverse("reports_claim", args=[p.claim.pk]),
        "matters_item": reverse("matters_item", args=[p.reported.pk]),
        "assessment_runs": reverse("assessment_runs"),
        "assessment_live": reverse("assessment_live") + f"?scheme={p.scheme.pk}&period=2015-H1",
        "assessment_run": reverse("assessment_run", args=[p.frozen_run.pk]),
        "assessment_robustness": reverse("assessment_robustness", args=[p.published_run.pk]),
        "assessment_live_robustness": reverse("assessment_live_robustness")
        + f"?scheme={p.scheme.pk}&period=2015-H1",
        "assessment_record": reverse("assessment_record"),
        "assessment_unit_record": reverse("assessment_unit_record", args=["QH-T1"]),
        "assessment map": reverse("assessment") + "?view=lost",
        "assessment_trace": reverse("assessment_trace", args=[p.published_run.pk, "QH-T2"]),
        "assessment_levers": reverse("assessment_levers", args=[p.published_run.pk, "QH-T2"]),
        "assessment_shift": reverse("assessment_shift", args=[p.published_run.pk, "QH-T2"]),
        "assessment_report": reverse("assessment_report", args=[p.published_run.pk, "QH-T2"]),
        "assessment_comparison": reverse("assessment_comparison", args=[p.published_run.pk, "QH-T2"]),
        "assessment_panels": reverse("assessment_panels"),
        "assessment_panel": reverse("assessment_panel", args=[p.sealed_panel.pk]),
        "assessment_survey": reverse("assessment_survey", args=[p.survey.pk]),
        "assessment_events": reverse("assessment_events"),
        "assessment_event": reverse("assessment_event", args=[p.event.pk]),
        "settings_unit": reverse("settings_unit", args=["QH-T1"]),
        "settings_indicator": reverse("settings_indicator", args=["invest"]),
        "settings_form_schedule": reverse("settings_form_schedule", args=["monthly"]),
    }


def files(p: Prepared) -> dict[str, str]:
    """Every file of figures, by name."""
    handed = reverse("settings_exchange_file")
    return {
        "round as csv": reverse("reports_export_csv", args=["monthly", "2015-06"]),
        "round as xlsx": reverse("reports_export_xlsx", args=["monthly", "2015-06"]),
        "league": reverse("assessment_export", args=[p.published_run.pk]),
        "panel": reverse("assessment_panel_export", args=[p.sealed_panel.pk]),
        "survey": reverse("assessment_survey_export", args=[p.survey.pk]),
        **{kind: f"{handed}?kind={kind}&scheme=code" for kind in ("json", "csv", "adx", "sdmx", "metadata")},
    }


def on_the_day(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}as_of={DAY}"


def told(client: Client, address: str) -> str:
    """What the page says, word for word; its status where it does not open."""
    answer = client.get(on_the_day(address))
    if answer.status_code != 200:
        return str(answer.status_code)
    main = html.fromstring(answer.content.decode()).get_element_by_id("main")
    return re.sub(r"\s+", " ", " ".join(main.text_content().split()))


Said = dict[tuple[str, str], str]
Kept = dict[tuple[str, str], bytes]
Read = tuple[tuple[Said, Kept], tuple[Said, Kept]]


def everything(p: Prepared) -> tuple[Said, Kept]:
    clients = {who: signed_in(who) for who in READERS}
    said = {(name, who): told(c, at) for name, at in pages(p).items() for who, c in clients.items()}
    kept = {}
    for name, at in files(p).items():
        answer = clients["supervisor"].get(on_the_day(at))
        assert answer.status_code == 200, name
        kept[name, "supervisor"] = answer.getvalue()
    bulletin = draft_bulletin(p.district.standing("supervisor", NOW), "2015-H1", date.fromisoformat(DAY))
    kept["bulletin", "supervisor"] = bulletin.content.encode()
    return said, kept


def learn(p: Prepared) -> None:
    """Two days later: verdicts, a correction, targets changed, a rename, answers, a result published."""
    as_person = p.district.standing
    june, may = Round.objects.get(period="2015-06"), Round.objects.get(period="2015-05")
    p.reporting.verify(june, "QH-S1", LATER)
    visit_claim(as_person("supervisor", LATER, 10), p.claim, Decimal("1.5"), "现场清点")
    settle_claim(as_person("statistician", LATER), p.claim)
    p.reporting.unlock(may, "invest", "revenue", day=LATER)
    reopen_sheet(as_person("t1_liaison", LATER), may, p.district.unit("QH-T1"), "漏报一笔")
    p.reporting.file(may, {"invest": "19.87", "revenue": "765"}, unit="QH-T1", day=LATER)
    p.reporting.verify(may, "QH-T1", LATER, 11)
    office = as_person("supervisor", LATER, 12)
    explain_finding(as_person("t1_liaison", LATER), p.finding, "已核对台账")
    run_checks(office, "2015-05")
    curve = [str(Decimal(n) / 20) for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)]
    asked = Target.objects.get(
        unit__code="QH", indicator__code="invest", period="2015", kind="growth", superseded_at=None
    )
    set_curve(office, asked, [*curve, "1"], authority=approval())
    root = Target.objects.get(unit__code="QH", indicator__code="output", superseded_at=None)
    cascade(office, root, "equal_growth", ["QH-T2", "QH-T3"])
    rename(as_person("admin", LATER), p.district.unit("QH-T1"), "新石桥镇", LATER, "区划调整")
    review(office, p.reported, passed=True)
    publish_run(as_person("leader", LATER), p.frozen_run, "更正")


@pytest.fixture(scope="module")
def read(prepared: Prepared, django_db_blocker: object) -> Iterator[Read]:
    """Every page and file of the day, read before and after something was learnt; today is four days later."""
    set_clock(Signature(at=moment(NOW), actor="founder"), NOW, chain="QH")
    before = everything(prepared)
    learn(prepared)
    yield before, everything(prepared)


def test_what_was_learnt_is_on_record(read: Read) -> None:
    assert verify().holds
    assert (
        "19.87"
        in signed_in("leader")
        .get(reverse("reports_lineage", args=["QH-T1", "invest", "2015-05"]))
        .content.decode()
    )


def test_pages_of_the_day_say_what_they_said(read: Read) -> None:
    (before, _kept), (after, _files) = read
    moved = {place: (said, after[place]) for place, said in before.items() if said != after[place]}
    assert moved == {}


def test_files_of_the_day_have_the_bytes_they_had(read: Read) -> None:
    (_said, before), (_pages, after) = read
    assert {place for place in before if before[place] != after[place]} == set()
    assert DAY in before["round as csv", "supervisor"].decode()


def past(who: str, address: str) -> HtmlElement:
    answer = signed_in(who).get(on_the_day(address))
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode())


def test_a_past_view_says_so_and_leads_back(prepared: Prepared, read: Read) -> None:
    for address in pages(prepared).values():
        page = past("supervisor", address)
        (banner,) = page.find_class("past-banner")
        assert "2015年7月6日" in banner.text_content()
        (back,) = banner.xpath(".//a/@href")
        assert back == address


def test_every_link_of_a_past_view_keeps_the_day(prepared: Prepared, read: Read) -> None:
    for address in pages(prepared).values():
        page = past("supervisor", address)
        kept_not = {
            link.get("href")
            for link in page.xpath("//a[starts-with(@href, '/') or starts-with(@href, '?')][not(@data-now)]")
            if "as_of=" not in link.get("href")
        }
        assert kept_not == set()
        for form in page.xpath("//form[@method='get']"):
            assert form.xpath(".//input[@name='as_of']")


def test_a_past_view_offers_nothing_to_do(prepared: Prepared, read: Read) -> None:
    for address in pages(prepared).values():
        for who in ("leader", "supervisor", "assessor", "statistician", "t1_liaison"):
            answer = signed_in(who).get(on_the_day(address))
            if answer.status_code != 200:
                continue
            main = html.fromstring(answer.content.decode()).get_element_by_id("main")
            assert not main.xpath(".//form[@method='post']"), (address, who)


def test_what_is_posted_out_of_a_past_view_is_not_taken(prepared: Prepared, read: Read) -> None:
    where = reverse("targets_owner", args=[prepared.root.pk])
    before = Entry.objects.count()
    answer = signed_in("leader").post(on_the_day(where), {"post": "1"})
    assert answer.status_code == 422
    assert Entry.objects.count() == before


def test_a_page_of_today_says_that_it_is(prepared: Prepared, read: Read) -> None:
    page = past("t1_liaison", reverse("today"))
    (banner,) = page.find_class("past-banner")
    assert "本页为今日情况" in banner.text_content()
    assert not page.find_class("day-choice")


def test_pages_of_today_are_pages() -> None:
    assert {name for name in OF_TODAY if name not in routed()} == set()


def test_the_day_is_chosen_in_the_header(prepared: Prepared, read: Read) -> None:
    page = html.fromstring(signed_in("leader").get(reverse("targets")).content.decode())
    (choice,) = page.find_class("day-choice")
    (field,) = choice.xpath(".//input[@type='date']")
    assert field.get("name") == "as_of"
    assert choice.xpath(f".//label[@for='{field.get('id')}']")
    assert not page.find_class("past-banner")
