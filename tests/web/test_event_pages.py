"""Pages of events: the list and its sentence, a form with its problems, one event, and the way from a score to it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from assessing import SCHEME
from luoshi.assessment.actions.confirm_event import confirm_event
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.event_models import UnitEvent
from luoshi.ledger.verify import verify
from luoshi.workdays.periods import Period
from prepared import Prepared, prepared_district  # noqa: F401
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db
BESIDE = """
adjustments:
  items:
    - {code: praise, name: 通报表扬, indicator: event.praise, each: 1}
"""
COUNTED = """\
  - code: praised
    name: 通报表扬
    weight: 10
    events: {points: 5, start: 0, counted: [{indicator: event.praise, each: 1, most: 5}]}
"""
SAID = {
    "unit": "QH-T2",
    "kind": "praise",
    "level": "city",
    "happened_on": "2015-06-08",
    "title": "获通报表扬",
    "document": "市府〔2015〕6号",
    "evidence": "通报原件",
}


@pytest.fixture(autouse=True)
def demonstration(settings: Any) -> None:
    settings.DEMO = True


def words(client: Client, address: str) -> str:
    answer = client.get(address, headers={"accept-language": "zh-hans"})
    assert answer.status_code == 200
    return " ".join(html.fromstring(answer.content.decode()).get_element_by_id("main").text_content().split())


def test_the_list_says_what_counts_and_what_waits(prepared: Prepared) -> None:
    client = signed_in("assessor")
    page = words(client, reverse("assessment_events"))
    assert "0 件计分" in page and "1 件待另一人确认" in page
    assert "防汛受到表扬" in page and "石桥镇" in page and "市级" in page
    assert "防汛受到表扬" not in words(client, reverse("assessment_events") + "?unit=QH-T2")
    own = reverse("assessment_event", args=[prepared.event.pk])
    client.get(own)
    for address, most in ((reverse("assessment_events"), 8), (own, 9)):
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) <= most, address


def test_a_form_says_what_is_wrong_beside_the_field(prepared: Prepared) -> None:
    client, address = signed_in("assessor"), reverse("assessment_event_new")
    wrong = client.post(address, SAID | {"happened_on": "2015-07-07", "evidence": " "})
    assert wrong.status_code == 422
    assert html.fromstring(wrong.content.decode()).xpath("//*[@id='id_evidence' and @aria-invalid='true']")
    assert not UnitEvent.objects.filter(unit__code="QH-T2").exists()
    assert client.post(address, SAID).status_code == 302
    made = UnitEvent.objects.get(unit__code="QH-T2")
    own = words(client, reverse("assessment_event", args=[made.pk]))
    assert "待确认" in own and "市府〔2015〕6号" in own
    tree = html.fromstring(client.get(reverse("assessment_event", args=[made.pk])).content.decode())
    acts = {form.get("action") for form in tree.xpath("//form")}
    assert reverse("assessment_event_withdraw", args=[made.pk]) in acts
    assert reverse("assessment_event_confirm", args=[made.pk]) not in acts, "who recorded does not confirm"


def test_the_account_of_a_score_leads_to_its_events(prepared: Prepared) -> None:
    office = prepared.district.standing("assessor")
    confirm_event(office, prepared.event)
    scheme = prepared.assessment.adopt(SCHEME.replace("code: trial", "code: beside", 1) + BESIDE)
    run = run_trial(office, scheme, Period.parse("2015-H1"), office.today)
    client = signed_in("assessor")
    rules = words(client, reverse("assessment_scheme", args=[scheme.pk]))
    assert "每次通报表扬（事项）记+1分" in rules, "a kind of events is told by its name"
    account = client.get(reverse("assessment_trace", args=[run.pk, "QH-T1"])).content.decode()
    assert reverse("assessment_event", args=[prepared.event.pk]) in account
    other = client.get(reverse("assessment_trace", args=[run.pk, "QH-T2"])).content.decode()
    assert reverse("assessment_event", args=[prepared.event.pk]) not in other
    figures = {u["code"]: u["figures"]["event.praise"]["actual"] for u in json.loads(run.inputs)["units"]}
    assert figures["QH-T1"] == "1" and figures["QH-T2"] == "0"


def test_an_item_of_events_names_what_it_counts(prepared: Prepared) -> None:
    text = SCHEME.replace("code: trial", "code: counted", 1) + COUNTED
    scheme = prepared.assessment.adopt(text)
    rules = words(signed_in("assessor"), reverse("assessment_scheme", args=[scheme.pk]))
    assert "每次通报表扬（事项）记+1分" in rules
    assert "每次event.praise" not in rules


def test_a_document_on_file_is_offered_and_opens_from_the_event(prepared: Prepared) -> None:
    client, filed = signed_in("assessor"), prepared.document
    cited = f"{filed.number}《{filed.title}》"
    form = html.fromstring(client.get(reverse("assessment_event_new")).content.decode())
    assert cited in form.xpath("//datalist[@id='papers']/option/@value")
    assert form.get_element_by_id("id_document").get("list") == "papers"
    assert client.post(reverse("assessment_event_new"), SAID | {"document": cited}).status_code == 302
    made = UnitEvent.objects.get(unit__code="QH-T2")
    page = html.fromstring(client.get(reverse("assessment_event", args=[made.pk])).content.decode())
    assert page.xpath(f"//dd/a[.='{cited}']/@href") == [reverse("plan_document", args=[filed.pk])]
    other = client.get(reverse("assessment_event", args=[prepared.event.pk])).content.decode()
    assert reverse("plan_document", args=[filed.pk]) not in other


def test_what_counts_is_withdrawn_by_two_on_the_page(prepared: Prepared) -> None:
    key = prepared.counted_event().pk
    asker, other = signed_in("supervisor"), signed_in("assessor")
    own = reverse("assessment_event", args=[key])
    ask, withdraw, decline = (
        reverse(f"assessment_event_{verb}", args=[key]) for verb in ("ask", "withdraw", "decline")
    )

    def offered(client: Client) -> set[str]:
        forms = html.fromstring(client.get(own).content.decode()).xpath("//main//form/@action")
        return {address for address in forms if address in (ask, withdraw, decline)}

    assert offered(asker) == offered(other) == {ask}
    assert asker.post(ask, {"reason": " "}).status_code == 422
    assert asker.post(ask, {"reason": "通报已撤销"}).status_code == 302
    assert (offered(asker), offered(other)) == (set(), {withdraw, decline})
    assert asker.post(withdraw).status_code == 403
    assert "决定是否撤销" in words(other, "/")
    assert "计分，申请撤销中" in words(other, own) and "通报已撤销" in words(other, own)
    assert other.post(decline, {"reason": ""}).status_code == 422
    assert other.post(decline, {"reason": "通报有效"}).status_code == 302
    assert asker.post(ask, {"reason": "附撤销文件"}).status_code == 302
    assert other.post(withdraw).status_code == 302
    said = words(signed_in("t1_liaison"), own)
    assert "附撤销文件" in said and offered(other) == set()
    assert verify().holds


def test_a_withdrawal_without_reason_is_told_beside_the_field(prepared: Prepared) -> None:
    client, address = signed_in("assessor"), reverse("assessment_event_withdraw", args=[prepared.event.pk])
    answer = client.post(address, {"reason": " "})
    assert answer.status_code == 422
    field = html.fromstring(answer.content.decode()).get_element_by_id("reason")
    assert field.get("aria-invalid") == "true"
    beside = html.fromstring(answer.content.decode()).get_element_by_id(field.get("aria-describedby"))
    assert beside.text_content().strip()


def test_the_list_of_a_unit_that_never_was_is_no_list_of_all(prepared: Prepared) -> None:
    client = signed_in("assessor")
    assert client.get(reverse("assessment_events") + "?unit=QH-NO").status_code == 404
    none_yet = words(client, reverse("assessment_events") + "?unit=QH-T3")
    assert "沙河镇" in none_yet and "防汛受到表扬" not in none_yet


def test_no_unit_and_no_kind_is_chosen_beforehand(prepared: Prepared) -> None:
    client, address = signed_in("assessor"), reverse("assessment_event_new")
    form = html.fromstring(client.get(address).content.decode())
    for field in ("unit", "kind"):
        chosen = form.xpath(f"//*[@id='id_{field}']/option[@selected]") or form.xpath(
            f"//*[@id='id_{field}']/option"
        )
        assert chosen[0].get("value") == "", field
    assert client.post(address, SAID | {"unit": ""}).status_code == 422
    assert not UnitEvent.objects.filter(unit__code="QH-T2").exists()
