"""Pages of panels and surveys: filling in a ballot, its draft and its end, what stands on a result, figures from a file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html
from pytest_django.fixtures import DjangoAssertNumQueries

from luoshi.api.snapshot import described
from luoshi.assessment.actions.run_trial import run_trial
from luoshi.assessment.panel_models import Ballot, Panel, Survey
from luoshi.exchange.plain_table import table_xlsx
from luoshi.ledger.models import Entry
from luoshi.ledger.verify import verify
from luoshi.workdays.periods import Period
from panelling import GIVEN, UNITS
from prepared import GIVEN_BY_T1, Prepared, prepared_district  # noqa: F401
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db

PAGE = 15
READERS = (
    "leader",
    "supervisor",
    "assessor",
    "statistician",
    "t1_head",
    "t1_liaison",
    "t2_liaison",
    "inspector",
)


@pytest.fixture(scope="module")
def browsers(prepared: Prepared) -> Iterator[dict[str, Client]]:
    yield {who: signed_in(who) for who in (*READERS, "admin", "v1_head")}


def rate(p: Prepared) -> str:
    return reverse("assessment_rate", args=[p.open_panel.pk])


def answers(**changes: str) -> dict[str, str]:
    """A whole ballot as a browser sends it."""
    return {"do": "submit", **{f"a-{unit}-0": "80" for unit in UNITS}, **changes}


def test_a_draft_is_there_again_for_its_rater_alone(prepared: Prepared, browsers: dict[str, Client]) -> None:
    mine = browsers["t1_head"].get(rate(prepared)).content.decode()
    assert f'value="{GIVEN_BY_T1}"' in mine
    other = browsers["admin"].get(rate(prepared)).content.decode()
    assert f'value="{GIVEN_BY_T1}"' not in other
    row = html.fromstring(mine).xpath("//table//tr[th[normalize-space()='石桥镇']]")[0]
    assert not row.xpath(".//input")


def test_today_tells_the_rater_until_it_is_submitted(prepared: Prepared, browsers: dict[str, Client]) -> None:
    client = browsers["t1_head"]
    assert rate(prepared) in client.get("/").content.decode()
    assert client.post(rate(prepared), answers()).status_code == 302
    assert rate(prepared) not in client.get("/").content.decode()
    assert rate(prepared) not in browsers["t2_liaison"].get("/").content.decode()


def test_what_is_wrong_stands_beside_the_unit_and_nothing_typed_is_lost(
    prepared: Prepared, browsers: dict[str, Client]
) -> None:
    sent = answers(**{"a-QH-S1-0": "101", "a-QH-S2-0": "", "a-QH-T2-0": "66"})
    page = browsers["admin"].post(rate(prepared), sent)
    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="101"' in text and 'value="66"' in text
    assert 'id="e-a-QH-S1-0"' in text and 'id="e-a-QH-S2-0"' in text
    assert text.count("data-server") == 2


def test_submit_twice_then_withdraw(prepared: Prepared, browsers: dict[str, Client]) -> None:
    client = browsers["v1_head"]
    for _time in range(2):
        assert client.post(rate(prepared), answers()).status_code == 302
    assert Ballot.objects.get(person__code="v1_head").state == "submitted"
    assert 'value="withdraw"' in client.get(rate(prepared)).content.decode()
    assert client.post(rate(prepared), answers(**{"a-QH-S1-0": "1"})).status_code == 422
    assert client.post(rate(prepared), {"do": "withdraw"}).status_code == 302
    assert Ballot.objects.get(person__code="v1_head").state == "draft"
    assert verify().holds


def test_the_pages_ask_few_queries(
    prepared: Prepared, browsers: dict[str, Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for who, address in (
        ("assessor", reverse("assessment_panels")),
        ("assessor", reverse("assessment_panel", args=[prepared.open_panel.pk])),
        ("leader", reverse("assessment_panel", args=[prepared.sealed_panel.pk])),
        ("t1_head", rate(prepared)),
        ("leader", reverse("assessment_survey", args=[prepared.survey.pk])),
        ("assessor", reverse("assessment_panel_new")),
    ):
        with django_assert_max_num_queries(PAGE):
            browsers[who].get(address)


def test_a_result_shows_score_and_counts_and_the_file_the_same(
    prepared: Prepared, browsers: dict[str, Client]
) -> None:
    page = (
        browsers["supervisor"]
        .get(reverse("assessment_panel", args=[prepared.sealed_panel.pk]))
        .content.decode()
    )
    file = browsers["supervisor"].get(reverse("assessment_panel_export", args=[prepared.sealed_panel.pk]))
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    line = next(row for row in rows if row[0] == "北门街道")
    assert line[1:6] == ["89.30", "10", "3", "4", "3"]
    assert "89.30" in page and "3 / 4 / 3" in page
    own = next(row for row in rows if row[0] == "石桥镇")
    assert own[2:6] == ["8", "", "", ""]


def test_everything_wrong_with_a_new_panel_is_said_at_once(
    prepared: Prepared, browsers: dict[str, Client]
) -> None:
    sent = {
        "code": "No Code",
        "period": "2015-H1",
        "name": "评议",
        "groups": ["towns"],
        "questions": "作风",
        "kind": "range",
        "low": "90",
        "high": "10",
        "class-name-0": "基层",
        "class-weight-0": "50",
        "post-liaison:towns": "0",
        "class-name-1": "基层",
        "class-weight-1": "30",
        "post-principal:towns": "1",
        "class-weight-2": "20",
        "opens_on": "2015-07-06",
        "closes_on": "never",
        "trim": "x",
        "least": "x",
    }
    answer = browsers["assessor"].post(reverse("assessment_panel_new"), sent)
    told = " ".join(html.fromstring(answer.content.decode()).xpath("//*[@class='field-errors']//text()"))
    assert answer.status_code == 422
    for words in (
        "“No Code”不是合格的代码",
        "截止数不大于起始数",
        "不是合格的日期",
        "不能去掉这个比例",
        "这不是数字",
        "已有同名的类别",
        "每类要有名称",
    ):
        assert words in told, (words, told)


def test_a_class_emptied_of_its_name_is_told_to_be_emptied_of_the_rest(
    prepared: Prepared, browsers: dict[str, Client]
) -> None:
    sent = {"class-weight-2": "20", "class-name-0": "基层", "class-weight-0": "80", "post-liaison:towns": "0"}
    answer = browsers["assessor"].post(reverse("assessment_panel_new"), sent)
    field = html.fromstring(answer.content.decode()).xpath("//input[@name='class-name-2']/..")[0]
    told = field.text_content()
    assert "清空整行" in told and "另选岗位" not in told


def test_after_the_last_day_nothing_is_said_of_withdrawing(
    prepared: Prepared, browsers: dict[str, Client]
) -> None:
    client, own = browsers["v1_head"], prepared.open_panel
    assert client.post(rate(prepared), answers()).status_code == 302
    words = "截止前可以撤回"
    assert words in client.get(rate(prepared)).content.decode()
    Panel.objects.filter(pk=own.pk).update(closes_on=own.opens_on)
    told = client.get(rate(prepared)).content.decode()
    assert words not in told and "评议已截止，您提交的评分计入结果" in told


def test_setting_a_panel_up_with_named_grades(prepared: Prepared, browsers: dict[str, Client]) -> None:
    address, client = reverse("assessment_panel_new"), browsers["assessor"]
    sent = {
        "code": "grades",
        "period": "2015-H1",
        "name": "等次评议",
        "groups": ["towns"],
        "questions": "作风 | Conduct\n实效 | Results",
        "kind": "grades",
        "grades": "好 100 Good\n差 50 Poor",
        "class-name-0": "基层",
        "class-weight-0": "100",
        "post-liaison:towns": "0",
        "post-principal:towns": "0",
        "opens_on": "2015-07-06",
        "closes_on": "2015-07-10",
        "trim": "0",
        "least": "3",
    }
    wrong = client.post(address, sent | {"grades": "好", "trim": "x"})
    assert wrong.status_code == 422
    assert wrong.content.decode().count('class="field-errors"') == 2
    assert not Panel.objects.filter(code="grades").exists()
    assert client.post(address, sent).status_code == 302
    panel = Panel.objects.get(code="grades")
    assert [q["text_en"] for q in panel.questions] == ["Conduct", "Results"]
    ballot = reverse("assessment_rate", args=[panel.pk])
    form = html.fromstring(browsers["t2_liaison"].get(ballot).content.decode())
    assert len(form.xpath("//fieldset[@class='grades']")) == 2 * 2
    assert browsers["t2_liaison"].post(ballot, {"do": "save", "a-QH-T1-0": "100"}).status_code == 302
    kept = html.fromstring(browsers["t2_liaison"].get(ballot).content.decode())
    assert kept.xpath("//input[@name='a-QH-T1-0' and @checked]/@value") == ["100"]


def test_figures_of_a_survey_come_from_a_file_after_a_look(
    prepared: Prepared, browsers: dict[str, Client]
) -> None:
    address, client = reverse("assessment_survey_enter", args=[prepared.survey.pk]), browsers["assessor"]
    before = Entry.objects.count()
    table = "单位,总人数,发出,答复,满意\n沙河镇,4000,100,90,60\nQH-T2,3000,100,80,x\n"
    file = SimpleUploadedFile("survey.csv", ("\ufeff" + table).encode())
    read = client.post(address, {"file": file})
    fields = {
        field.get("name"): field.get("value") or ""
        for field in html.fromstring(read.content.decode()).xpath("//table//input")
    }
    assert Entry.objects.count() == before
    assert (fields["QH-T3-answered"], fields["QH-T2-satisfied"]) == ("90", "x")
    wrong = client.post(address, {**fields, "source": "调查报告"})
    assert wrong.status_code == 422 and 'id="e-QH-T2-satisfied"' in wrong.content.decode()
    assert client.post(address, {**fields, "QH-T2-satisfied": "70", "source": "调查报告"}).status_code == 302
    page = client.get(reverse("assessment_survey", args=[prepared.survey.pk])).content.decode()
    assert "66.7%" in page and "87.5%" in page


def test_a_workbook_with_a_wrong_cell_leaves_everything_as_it_was(
    prepared: Prepared, browsers: dict[str, Client]
) -> None:
    address, client = reverse("assessment_survey_enter", args=[prepared.survey.pk]), browsers["assessor"]
    before = Entry.objects.count()

    def sent(*rows: list[str | int | None]) -> tuple[int, dict[str, str], str]:
        file = SimpleUploadedFile("survey.xlsx", table_xlsx(rows, "调查"))
        answer = client.post(address, {"file": file})
        page = html.fromstring(answer.content.decode())
        values = {field.get("name"): field.get("value") or "" for field in page.xpath("//table//input")}
        return answer.status_code, values, answer.content.decode()

    status, kept, _page = sent(["沙河镇", 4000, 100, 90, 60])
    assert (status, kept["QH-T3-answered"]) == (200, "90")
    status, values, page = sent(["单位"], ["沙河镇", 4000, 100, 90, 60], ["QH-T2", 3000, 100, 101, 80])
    assert (status, values["QH-T3-answered"], values["QH-T2-answered"]) == (422, "90", "101")
    assert 'id="e-QH-T2-answered"' in page and "D3" in page
    on_record = html.fromstring(client.get(address).content.decode()).xpath("//table//input/@value")
    status, values, page = sent(["沙河镇", 4000, 100, 95, 60], ["李家镇", 3000, 100, 80, 80])
    assert status == 422 and "A2" in page and "李家镇" in page
    assert list(values.values()) == on_record, "nothing of the file is taken"
    assert Entry.objects.count() == before


def test_a_survey_is_set_up_on_a_page(prepared: Prepared, browsers: dict[str, Client]) -> None:
    sent = {
        "name": "满意度",
        "code": "Bad Code",
        "period": "2015",
        "groups": ["towns"],
        "measured": "mean",
        "least": "30",
    }
    address, client = reverse("assessment_survey_new"), browsers["assessor"]
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"code": "mood"}).status_code == 302
    assert Survey.objects.get(code="mood").measured == "mean"


def test_a_small_sample_says_so(prepared: Prepared, browsers: dict[str, Client]) -> None:
    page = html.fromstring(
        browsers["leader"].get(reverse("assessment_survey", args=[prepared.survey.pk])).content.decode()
    )
    row = page.xpath("//table//tr[th[normalize-space()='柳林镇']]")[0].text_content()
    assert "样本不足" in row or "sample too small" in row
    assert not re.search(r"\b0\.0", row)


def test_the_trace_leads_to_the_panel(prepared: Prepared, browsers: dict[str, Client]) -> None:
    source = """\
code: what_people_say
year: 2015
name: 评议得分
groups: [towns]
digits: 2
rank_on: published
ties: shared
missing: zero
items:
  - {code: said, name: 评议, weight: 60, indicator: panel.service, score: {measure: value}}
  - {code: mood, name: 满意度, weight: 40, indicator: survey.service, score: {measure: value}}
"""
    assessment = prepared.assessment
    run = run_trial(
        prepared.district.standing("assessor"),
        assessment.scheme(source),
        Period.parse("2015-H1"),
        prepared.district.standing("assessor").today,
    )
    trace = browsers["assessor"].get(reverse("assessment_trace", args=[run.pk, "QH-T1"])).content.decode()
    assert reverse("assessment_panel", args=[prepared.sealed_panel.pk]) in trace
    assert reverse("assessment_survey", args=[prepared.survey.pk]) in trace


# Raters of all three classes, by name.
NAMES = {
    "leader": "高远",
    "deputy_overseer": "任民",
    "finance_head": "金守",
    "t2_head": "柳成",
    "v1_head": "湾生",
}


def opened(client: Client, p: Prepared) -> Iterator[tuple[str, str]]:
    """Every page and file about opinions, and every page and entry of the ledger that this reader may open."""
    for panel in (p.sealed_panel, p.open_panel, p.over_panel):
        for name in ("assessment_panel", "assessment_panel_export"):
            yield name, client.get(reverse(name, args=[panel.pk])).content.decode()
    yield "opinions", client.get(reverse("assessment_panels")).content.decode()
    for entry in Entry.objects.filter(verb__startswith="assessment.").order_by("pk"):
        if "ballot" in entry.verb or "panel" in entry.verb:
            answer = client.get(reverse("ledger_entry", args=[entry.pk]))
            if answer.status_code == 200:
                yield f"entry {entry.verb}", answer.content.decode()


@pytest.mark.parametrize("reader", [r for r in READERS if r != "assessor"])
def test_no_rater_is_named_to_whoever_reads(
    prepared: Prepared, browsers: dict[str, Client], reader: str
) -> None:
    own = prepared.district.person(reader).name
    named_there = {
        (where, name)
        for where, text in opened(browsers[reader], prepared)
        for name in NAMES.values()
        if name != own and name in html.fromstring(text).text_content()
    }
    assert named_there == set()


def test_the_ledger_holds_neither_who_rated_nor_what(prepared: Prepared) -> None:
    """Entries of ballots are signed by nobody, in nobody's post, and hold one salted digest."""
    entries = Entry.objects.filter(verb__in=["assessment.save_ballot", "assessment.submit_ballot"])
    assert entries.count() == len(GIVEN) + 1
    for entry in entries:
        assert (entry.actor, entry.post, entry.account_id, entry.detail) == ("评议人 rater", "", None, {})
        assert entry.chain.key == "QH"
        assert [row[0] for row in entry.rows] == ["assessment.ballot"]


def test_after_the_sealing_nothing_ties_a_rating_to_a_person(prepared: Prepared) -> None:
    assert not Ballot.objects.filter(rater__panel=prepared.sealed_panel).exists()
    for result in prepared.sealed_panel.results.all():
        for columns in result.ratings:
            for answers_in_order in columns:
                assert answers_in_order == sorted(answers_in_order, key=float)


def test_the_interface_for_programs_knows_nothing_of_ballots() -> None:
    assert not re.search(r"ballot|rater|assessment/panel", described(), re.IGNORECASE)
