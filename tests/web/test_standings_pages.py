"""Behind the league table: intervals and words beside the ranks, search, map, audit, record, files with the same figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from lxml import html
from lxml.html import HtmlElement
from pytest_django.fixtures import DjangoAssertNumQueries
from pytest_django.plugin import DjangoDbBlocker
from python_calamine import CalamineWorkbook

from assessing import Assessment
from assessment.test_record import publish
from cast import found_district
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.kept import Kept
from luoshi.assessment.models import Run
from reporting import Reporting
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db
MOST = 15


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Run]:
    """One published result for all of these tests, which write nothing; its people can sign in."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.DEMO", True)
        assessment = Assessment(Reporting(found_district()))
        yield publish_run(assessment.district.standing("leader"), assessment.frozen())
        transaction.set_rollback(True)


def page(address: str, who: str = "t1_liaison", language: str = "zh-hans") -> HtmlElement:
    client: Client = signed_in(who)
    client.cookies["django_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode()).get_element_by_id("main")


def row(main: HtmlElement, name: str) -> dict[str, str]:
    """The cells of a unit by their labels."""
    (found,) = main.xpath(f".//table[contains(@class, 'league')]//tr[th[contains(., '{name}')]]")
    return {c.get("data-label"): " ".join(c.text_content().split()) for c in found.xpath("td")}


def test_a_row_says_its_lead_and_its_interval(published: Run) -> None:
    main = page("/assessment/")
    # 108.00, 95.32 and 0.00: nothing a weighting turns round.
    assert row(main, "石桥镇")["与下一名分差"] == "12.68"
    assert row(main, "石桥镇")["敏感性区间"] == "1"
    assert row(main, "沙河镇")["与下一名分差"] == "—"
    assert "难分高下：" not in main.text_content()
    link = main.xpath(".//td[@data-label='敏感性区间']//a/@href")[0]
    assert link == reverse("assessment_robustness", args=[published.pk])


def test_on_paper_the_firmness_page_names_the_rules_and_goes_across(published: Run) -> None:
    """Without the bar of the screen nothing else says what was ranked."""
    main = page(reverse("assessment_robustness", args=[published.pk]))
    assert published.scheme.title in main.xpath(".//p[contains(@class, 'sentence')]")[0].text_content()
    assert main.xpath(
        ".//section[contains(@class, 'firmness') and contains(@class, 'print-landscape')]//figure"
    )


def test_a_search_leaves_ranks_as_they_are(published: Run) -> None:
    main = page("/assessment/?q=柳林")
    names = [n.strip() for n in main.xpath(".//table[contains(@class, 'league')]//tbody//th/a/text()")]
    assert names == ["柳林镇"]
    assert row(main, "柳林镇")["名次"] == "2"
    assert row(main, "柳林镇")["与下一名分差"] == "95.32"
    of_kind = page("/assessment/?kind=subdistrict")
    assert of_kind.xpath(".//table[contains(@class, 'league')]//tbody//th/a/text()") == ["北门街道"]


def test_the_map_says_in_numbers_and_words_where_points_are_lost(published: Run) -> None:
    main = page("/assessment/?view=lost&group=towns")
    (table,) = main.xpath(".//table[contains(@class, 'loss-map')]")
    items = [" ".join(th.text_content().split()) for th in table.xpath(".//thead//th")]
    cells = {
        " ".join(tr.xpath("th")[0].text_content().split()): [
            " ".join(td.text_content().split()) for td in tr.xpath("td")
        ]
        for tr in table.xpath(".//tbody/tr")
    }
    place = items.index("固定资产投资") - 1
    # 4.79 of 5: 95.8 points of a weight of 40.
    assert cells["柳林镇"][place] == "−1.68"
    assert cells["石桥镇"][place] == "+8.00"
    assert "未报" in cells["沙河镇"][place]
    assert cells["柳林镇"][items.index("督办事项按期办结率") - 1] == "不适用"
    assert "失分最多的是" in main.text_content()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_of_firmness_has_a_chart_and_its_table(published: Run, language: str) -> None:
    address = reverse("assessment_robustness", args=[published.pk]) + "?group=towns"
    main = page(address, language=language)
    (chart,) = main.xpath(".//figure[@data-chart='span-chart']")
    twin = [[c.text_content() for c in tr.xpath("th|td")] for tr in chart.xpath(".//tbody/tr")]
    assert [line[1:3] for line in twin] == [["1", "1"], ["2", "2"], ["3", "3"]]
    assert "10,000" in main.text_content()


def test_the_audit_speaks_of_the_newest_result_and_leaves_accidents_out(published: Run) -> None:
    main = page(reverse("assessment_audit", args=[published.scheme_id]))
    said = main.text_content()
    assert "不影响名次" in said
    assert "带有偶然性" in said
    assert "固定资产投资" in said


def test_one_year_is_no_record_yet(published: Run) -> None:
    main = page(reverse("assessment_record"))
    assert "从下一年度起计算" in main.text_content()
    unit = page(reverse("assessment_unit_record", args=["QH-T2"]))
    assert "95.32" in unit.text_content()
    assert signed_in("t1_liaison").get(reverse("assessment_unit_record", args=["QH-X"])).status_code == 404


def test_a_course_of_ranks_says_that_its_rules_may_have_been_others(published: Run) -> None:
    words, address = "历期名次为各年同期公布的名次", reverse("assessment")
    assert words not in page(address).text_content()
    earlier = publish(2014, {"QH-T1": "83", "QH-T2": "82"})
    Run.objects.filter(pk=earlier.pk).update(period="2014-H1")
    main = page(address)
    assert words in main.text_content() and main.xpath(".//*[contains(@class, 'sparkline')]")


def test_both_files_say_what_the_page_says(published: Run) -> None:
    client = signed_in("deputy_overseer")
    text = client.get(reverse("assessment_export", args=[published.pk])).content.decode("utf-8-sig")
    by_unit = {line[2]: line for line in csv.reader(io.StringIO(text)) if len(line) > 3}
    assert by_unit["石桥镇"][1:5] == ["1", "石桥镇", "108.00", "12.68"]
    assert by_unit["单位"][6] == "名次敏感性区间" and by_unit["石桥镇"][6] == "1"
    content = client.get(reverse("assessment_export_xlsx", args=[published.pk])).content
    (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()
    lines = {line[2]: line for line in rows}
    # Numbers are numbers, so that an office may count on with them.
    assert lines["石桥镇"][1:5] == [1, "石桥镇", 108, 12.68]
    assert lines["考核办"][1] == ""


def test_the_live_table_has_its_intervals_and_their_page(published: Run) -> None:
    asked = f"?scheme={published.scheme_id}&period=2015-H1&as_of=2015-06-12"
    main = page("/assessment/live/" + asked, "supervisor")
    assert row(main, "石桥镇")["敏感性区间"] == "1"
    assert page(reverse("assessment_live_robustness") + asked, "supervisor").xpath(".//figure")
    lost = reverse("assessment_live_robustness") + "?scheme=0&period=2015-H1&as_of=2015-06-12"
    assert signed_in("supervisor").get(lost).status_code == 404


def test_a_large_district_draws_its_live_intervals_when_asked(
    published: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luoshi.assessment.standings.AT_ONCE", 1)
    monkeypatch.setattr("luoshi.assessment.standings._ROBUST", Kept(4))
    asked = f"?scheme={published.scheme_id}&period=2015-H1&as_of=2015-06-12"
    assert "敏感性区间" not in row(page("/assessment/live/" + asked, "supervisor"), "石桥镇")
    assert row(page("/assessment/live/" + asked + "&firm=1", "supervisor"), "石桥镇")["敏感性区间"] == "1"
    # Once drawn it is kept.
    assert row(page("/assessment/live/" + asked, "supervisor"), "石桥镇")["敏感性区间"] == "1"


def test_what_ranks_depend_on_waits_to_be_asked_where_it_takes_long(
    published: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("luoshi.assessment.standings.DEPENDENCE_AT_ONCE", 1)
    monkeypatch.setattr("luoshi.assessment.standings._DEPEND", Kept(4))
    address = reverse("assessment_robustness", args=[published.pk]) + "?group=towns"
    assert "算完后供大家查看" in page(address).text_content()
    assert "算完后供大家查看" not in page(address + "&calculate=1").text_content()
    assert "算完后供大家查看" not in page(address).text_content()


@pytest.mark.parametrize("name", ["assessment", "assessment_record"])
def test_pages_stay_within_their_queries(
    published: Run, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("supervisor")
    client.get(reverse(name))
    with django_assert_max_num_queries(MOST):
        assert client.get(reverse(name)).status_code == 200


def test_pages_of_a_result_stay_within_their_queries(
    published: Run, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("supervisor")
    for address in (
        reverse("assessment_robustness", args=[published.pk]),
        reverse("assessment_audit", args=[published.scheme_id]),
        reverse("assessment_unit_record", args=["QH-T2"]),
    ):
        with django_assert_max_num_queries(MOST):
            assert client.get(address).status_code == 200
