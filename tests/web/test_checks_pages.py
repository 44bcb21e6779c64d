"""The pages of number checks: bring a bulletin in, decide findings beside the text, take the report."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document as Paper

from bulletin_document import (
    BULLETIN,
    SLIPS,
    SOUND,
    checked_bulletin,
    cut_off,
    import_bulletin,
    misfit,
    swapped,
)
from cast import TODAY, District
from luoshi.documents.actions.check_numbers import check_numbers
from luoshi.documents.models import Document, Finding, FindingDecision, NumberCheck
from luoshi.ledger.verify import verify
from reporting import Reporting, reporting_district  # noqa: F401
from web.signed_in import signed_in


@pytest.fixture
def office(district: District) -> Client:
    return signed_in("supervisor")


@pytest.fixture
def run(district: District) -> NumberCheck:
    return checked_bulletin(district)


def address(run: NumberCheck, name: str = "checks_document") -> str:
    return reverse(name, args=[run.document_id])


def settle(client: Client, finding: Finding, **said: str) -> Any:
    where = reverse("checks_settle", args=[finding.check_run.document_id, finding.fingerprint])
    return client.post(where, {"instead_of": "", **said})


def card(page: str, finding: Finding) -> str:
    return page[page.index(f'id="finding-{finding.pk}"') :].split("</article>", maxsplit=1)[0]


def decided(finding: Finding) -> FindingDecision:
    return FindingDecision.objects.filter(fingerprint=finding.fingerprint).latest("pk")


def test_the_empty_page_teaches_and_offers_the_form(office: Client) -> None:
    page = office.get(reverse("checks")).content.decode()
    assert 'name="text"' in page
    assert "<blockquote" in page
    assert 'name="text"' not in signed_in("t1_head").get(reverse("checks")).content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {"text": BULLETIN.replace("\n", "\r\n")},
        {"file": SimpleUploadedFile("上半年通报.txt", BULLETIN.encode("gb18030"))},
    ],
    ids=["pasted", "file"],
)
def test_a_bulletin_is_imported_and_checked_in_one_go(office: Client, sent: dict[str, Any]) -> None:
    response = office.post(reverse("checks_new"), {"unit": "QH", "year": "2015", **sent})
    run = NumberCheck.objects.get()
    assert response.headers["Location"] == address(run)
    assert run.document.title in ("青河区2015年上半年财政情况通报", "上半年通报")
    assert run.findings.filter(verdict="fail").count() == SLIPS
    assert verify().holds, verify().findings


@pytest.mark.parametrize(
    "sent",
    [
        {"text": ""},
        {"text": "收入", "year": "next"},
        {"text": "收入", "unit": "QH-NO"},
        {"text": "收入", "issued_on": "soon"},
        {"text": "收入\x07"},
        {"text": "收入", "file": SimpleUploadedFile("a.txt", b"x")},
        {"file": SimpleUploadedFile("a.exe", b"x")},
    ],
)
def test_what_cannot_be_checked_is_told_and_keeps_what_was_entered(
    office: Client, sent: dict[str, Any]
) -> None:
    entered = {"unit": "QH", "year": "2015", "title": "半年通报", "number": "青府〔2015〕9号", **sent}
    response = office.post(reverse("checks_new"), entered)
    assert response.status_code == 422
    page = response.content.decode()
    assert 'class="field-errors"' in page
    assert "青府〔2015〕9号" in page
    assert not Document.objects.exists()


def test_a_file_is_not_asked_for_by_its_title(office: Client) -> None:
    page = office.post(reverse("checks_new"), {"unit": "QH", "year": "2015", "text": " "}).content.decode()
    assert "既未选择文件，也未粘贴文本" in page
    assert "标题应为" not in page


def test_text_and_cards_name_the_same_numbers(office: Client, run: NumberCheck) -> None:
    page = office.get(address(run)).content.decode()
    total = swapped(run)
    opened = card(page, total)
    claim = re.search(r'data-claim="(s\d+)"', opened)
    numbers = re.search(r'data-sentences="([s\d ]+)"', opened)
    assert claim is not None
    assert numbers is not None
    assert claim[1] == f"s{total.start}"
    assert f'<span data-sentence="{claim[1]}"><mark class="plan-error">34096</mark></span>' in page
    assert '<mark class="plan-mend">21343</mark>' in page
    assert '<mark class="plan-operand">12762</mark>' in page
    for number in numbers[1].split():
        assert page.count(f'data-sentence="{number}"') == 1
    assert page.index(f'id="finding-{total.pk}"') < page.index('data-state="holds"')


def test_filters_show_one_state_each(office: Client, run: NumberCheck) -> None:
    settle(office, misfit(run), decision="reject", reason="口径不同")
    every, holding = run.findings.count(), run.findings.filter(verdict="pass").count()
    counts = {"all": every, "open": 2, "decided": 1, "holding": holding, "nonsense": every}
    for shown, count in counts.items():
        page = office.get(address(run), {"show": shown}).content.decode()
        assert page.count("data-card=") == count, shown


def test_accepting_leads_to_the_next_open_finding(office: Client, run: NumberCheck) -> None:
    proposed = {"correction": "21,334 万元", "wording": ""}
    response = settle(office, swapped(run), decision="accept", **proposed)
    assert response.headers["Location"].endswith(f"#finding-{misfit(run).pk}")
    assert (decided(swapped(run)).kind, decided(swapped(run)).correction) == ("accepted", "")


def test_accepting_with_another_correction_is_a_change(office: Client, run: NumberCheck) -> None:
    settle(office, cut_off(run), decision="accept", correction="7.37%", wording="")
    assert (decided(cut_off(run)).kind, decided(cut_off(run)).correction) == ("edited", "7.37%")
    assert "7.37%" in card(office.get(address(run)).content.decode(), cut_off(run))


def test_dismissing_needs_a_reason_and_what_was_entered_stays(office: Client, run: NumberCheck) -> None:
    refused = settle(office, misfit(run), decision="reject", reason=" ")
    assert refused.status_code == 422
    assert 'class="field-errors"' in card(refused.content.decode(), misfit(run))
    assert not FindingDecision.objects.exists()
    assert settle(office, misfit(run), decision="reject", reason="口径不同").status_code == 302
    page = card(office.get(address(run)).content.decode(), misfit(run))
    assert 'data-state="rejected"' in page
    assert "口径不同" in page


def test_a_decision_changes_only_for_who_saw_the_last_one(office: Client, run: NumberCheck) -> None:
    settle(office, misfit(run), decision="reject", reason="口径不同")
    assert settle(office, misfit(run), decision="accept").status_code == 422
    last = decided(misfit(run)).pk
    assert settle(office, misfit(run), decision="accept", instead_of=str(last)).status_code == 302
    page = card(office.get(address(run)).content.decode(), misfit(run))
    assert 'class="check-earlier"' in page
    assert "口径不同" in page


def test_a_document_is_checked_again_and_decisions_stay(office: Client, run: NumberCheck) -> None:
    settle(office, misfit(run), decision="reject", reason="口径不同")
    assert office.post(address(run, "checks_run")).status_code == 302
    assert NumberCheck.objects.count() == 2
    assert office.get(address(run)).content.decode().count('data-state="rejected"') == 1


def test_a_finding_of_another_document_is_not_found(
    office: Client, district: District, run: NumberCheck
) -> None:
    other = checked_bulletin(district, SOUND, "另一份")
    where = reverse("checks_settle", args=[other.document_id, misfit(run).fingerprint])
    assert office.post(where, {"decision": "accept"}).status_code == 404
    assert not FindingDecision.objects.exists()


def test_a_check_made_anew_meanwhile_does_not_lose_a_decision(office: Client, run: NumberCheck) -> None:
    opened = misfit(run)
    office.post(address(run, "checks_run"))
    response = settle(office, opened, decision="reject", reason="口径不同")
    assert response.status_code == 302
    assert decided(opened).finding.check_run != run
    assert verify().holds


def test_no_sign_of_a_title_steers_the_name_of_its_report(office: Client, district: District) -> None:
    odd = checked_bulletin(district, SOUND, "半年\u202e通报/../甲\r\n乙")
    assert odd.document.title == "半年\u202e通报/../甲 乙"
    told = unquote(office.get(address(odd, "checks_report"))["Content-Disposition"])
    assert told == "attachment; filename*=UTF-8''《半年通报_.._甲 乙》核数报告.docx"


def test_others_read_but_are_offered_nothing(district: District) -> None:
    own = checked_bulletin(district, unit="QH-T1")
    page = signed_in("t1_liaison").get(address(own)).content.decode()
    assert page.count("data-card=") == own.findings.count()
    assert "data-action" not in page
    assert "/run/" not in page


def test_nothing_wrong_is_said_plainly(office: Client, district: District) -> None:
    sound = checked_bulletin(district, SOUND)
    page = office.get(address(sound)).content.decode()
    assert 'class="empty' in page
    assert page.count('data-state="holds"') == sound.findings.count()
    assert "data-action" not in page


def test_an_unchecked_document_offers_its_check(office: Client, district: District) -> None:
    document = import_bulletin(district)
    page = office.get(reverse("checks_document", args=[document.pk])).content.decode()
    assert reverse("checks_run", args=[document.pk]) in page
    assert office.get(reverse("checks_report", args=[document.pk])).status_code == 404


def test_the_past_is_read_and_not_changed(office: Client, run: NumberCheck) -> None:
    yesterday = {"as_of": (TODAY - timedelta(days=1)).isoformat()}
    missing = office.get(address(run), yesterday)
    assert missing.status_code == 404
    assert f'href="{address(run)}"' in missing.content.decode()
    page = office.get(reverse("checks"), yesterday).content.decode()
    assert 'name="text"' not in page
    assert run.document.title not in page


def test_the_links_of_a_refused_page_lead_back_to_the_document(office: Client, run: NumberCheck) -> None:
    page = settle(office, misfit(run), decision="reject", reason=" ").content.decode()
    assert f'href="{address(run)}?show=open"' in page


def test_the_links_of_an_earlier_day_stay_on_it(office: Client, district: District) -> None:
    document = import_bulletin(district)
    day = TODAY - timedelta(days=7)
    before = district.standing("supervisor", day)
    Document.objects.filter(pk=document.pk).update(imported_at=before.at)
    run = check_numbers(before, document)
    page = office.get(address(run), {"as_of": day.isoformat()}).content.decode()
    assert f'href="{address(run, "checks_report")}?as_of={day.isoformat()}"' in page
    assert f'href="{address(run)}?as_of={day.isoformat()}&amp;show=open"' in page


def test_pages_cost_the_same_whatever_was_found(office: Client, district: District, run: NumberCheck) -> None:
    def asked(where: str) -> int:
        office.get(where)
        with CaptureQueriesContext(connection) as queries:
            assert office.get(where).status_code == 200
        return len(queries)

    before = asked(address(run)), asked(reverse("checks"))
    lines = "".join(f"{n}个街道受理{n + 7}00件，其中政策类{n}件，占比{n + 31}.3%。\n" for n in range(1, 40))
    longer = checked_bulletin(district, BULLETIN + lines, "长通报")
    assert longer.findings.count() > 40
    for finding in longer.findings.exclude(verdict="pass")[:10]:
        settle(office, finding, decision="reject", reason="口径不同")
    assert (asked(address(longer)), asked(reverse("checks"))) == before
    assert before[0] <= 13
    assert before[1] <= 10


def test_the_report_tells_findings_decisions_and_method(office: Client, run: NumberCheck) -> None:
    settle(office, swapped(run), decision="accept")
    settle(office, misfit(run), decision="reject", reason="占比按含专项的支出计算")
    response = office.get(address(run, "checks_report"))
    assert response.headers["Content-Type"].endswith("wordprocessingml.document")
    paper = Paper(BytesIO(response.content))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "核数报告" in text
    every = run.findings.count()
    assert f"共核对数量关系{every}处：相符{every - SLIPS}处，不符2处，提示1处。" in text
    assert run.text_digest in text.replace(" ", "")
    assert run.grammar in text
    (table,) = paper.tables
    head, total, share = ([cell.text for cell in row.cells] for row in table.rows)
    assert head == ["序号", "位置", "文中数字", "核算", "建议更正", "处理意见"]
    assert total[2] == "34,096 万元"
    assert "21,343 + 12,762 = 34,105 万元" in total[3]
    assert total[4] == "“21,343 万元”更正为“21,334 万元”"
    assert total[5] == "采纳"
    assert share[4:] == ["—", "不采纳：占比按含专项的支出计算"]
    assert "212 ÷ 2,877 × 100 = 7.369%" in text
    assert "待定" in text


def test_the_report_is_chinese_for_a_reader_of_english(office: Client, run: NumberCheck) -> None:
    office.post(reverse("set_language"), {"language": "en", "next": "/"})
    paper = Paper(BytesIO(office.get(address(run, "checks_report")).content))
    assert "占比应为" in "\n".join(cell.text for row in paper.tables[0].rows for cell in row.cells)


def test_a_report_without_findings_says_so(office: Client, district: District) -> None:
    sound = checked_bulletin(district, SOUND, title="通报" * 30)
    paper = Paper(BytesIO(office.get(address(sound, "checks_report")).content))
    assert not paper.tables
    assert "均相符" in "\n".join(paragraph.text for paragraph in paper.paragraphs)


def test_the_report_of_a_day_knows_no_later_check(office: Client, district: District) -> None:
    document = import_bulletin(district)
    document.imported_at = district.standing("supervisor", date(2015, 7, 1)).at
    document.save()
    check_numbers(district.standing("supervisor"), document)
    where = reverse("checks_report", args=[document.pk])
    assert office.get(where, {"as_of": "2015-07-02"}).status_code == 404
    assert office.get(where).status_code == 200


def test_the_report_tells_what_differs_from_the_record(office: Client, reporting: Reporting) -> None:
    june = reporting.open()
    for unit, invest in (("QH-T1", "10"), ("QH-T2", "6.5")):
        values = {"invest": invest, "revenue": "500", "output": "30"}
        reporting.file(june, values, unit=unit, day=date(2015, 7, 2))
    reporting.verify(june, day=date(2015, 7, 3))
    text = "青河区2015年上半年情况通报\n石桥镇固定资产投资10.6亿元，财政总收入500万元。\n"
    run = checked_bulletin(reporting.district, text)
    paper = Paper(BytesIO(office.get(address(run, "checks_report")).content))
    told = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "文中属于指标目录的数共2个：与已核实的在案数一致1个，不一致1个，为已更正的旧数0个。" in told
    assert (
        "石桥镇固定资产投资（2015年1-6月）：文中为10.6亿元，与在案数不一致，在案数为10.0亿元（舒准2015年7月3日核实）。"
        in told
    )
