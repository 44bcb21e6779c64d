"""The catalogue's pages: found, read, defined, changed; a history is looked at before it is taken."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk_work import accepted
from luoshi.indicators.actions.define_indicator import NewIndicator, define_indicator
from luoshi.indicators.actions.define_version import NewVersion, define_version
from luoshi.indicators.models import Form, Indicator, Observation
from luoshi.ledger.verify import verify
from luoshi.matters.actions.record_measures import record_measures
from luoshi.workdays.actions.seed_days import seed_days
from reporting import Reporting, reporting_district  # noqa: F401
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db

FIRST = NewVersion("2010-01", "本年累计完成额", "报表制度")
INVEST = ["invest"]


def read(client: Client, name: str, *args: str, **asked: str) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, where: str, /, *args: str, **said: Any) -> HttpResponse:
    return client.post(reverse(where, args=args), said)  # type: ignore[return-value]


def derived(reporting: Reporting, formula: str = "invest / output * 100") -> None:
    office = reporting.district.standing("supervisor", date(2015, 1, 6))
    (share,) = define_indicator(office, [NewIndicator("share", "投资占比", "%", "rate", "QH-STAT")])
    ratio = replace(
        FIRST,
        formula=formula,
        aggregation="ratio",
        numerator="invest",
        denominator="output",
        scale=Decimal(100),
    )
    define_version(office, share, ratio)


def test_the_list_is_searched_and_narrowed(reporting: Reporting) -> None:
    derived(reporting)
    client = signed_in("t1_liaison")
    assert "固定资产投资" in read(client, "settings_indicators")
    found = read(client, "settings_indicators", q="Gross")
    assert ("生产总值" in found, "财政总收入" in found) == (True, False)
    assert "投资占比" in read(client, "settings_indicators", making="derived")
    assert "固定资产投资" not in read(client, "settings_indicators", making="derived")
    assert "投资占比" not in read(client, "settings_indicators", owner="QH-FIN")


def test_an_indicator_says_what_it_is_made_of(reporting: Reporting) -> None:
    derived(reporting)
    round_ = reporting.open()
    reporting.file(round_, {"invest": "6", "revenue": "600", "output": "30"})
    reporting.verify(round_)
    page = read(signed_in("t1_liaison"), "settings_indicator", "share", unit="QH-T1")
    assert "invest / output * 100" in page
    assert reverse("settings_indicator", args=["output"]) in page
    assert "20.00" in page
    assert reverse("reports_lineage", args=["QH-T1", "share", "2015-06"]) in page
    lineage = read(signed_in("t1_liaison"), "reports_lineage", "QH-T1", "share", "2015-06")
    assert reverse("reports_lineage", args=["QH-T1", "output", "2015-06"]) in lineage
    assert "由已核实数据推算" in lineage
    assert "公式所需的数据缺" in read(signed_in("t1_liaison"), "reports_lineage", "QH-T2", "share", "2015-06")


def test_the_page_asks_few_questions(reporting: Reporting) -> None:
    derived(reporting)
    client = signed_in("supervisor")
    for name, args in (
        ("settings_indicators", []),
        ("settings_indicator", ["share"]),
        ("settings_forms", []),
    ):
        client.get(reverse(name, args=args))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(name, args=args))
        assert len(asked) <= 15, name


def test_a_change_of_definition_is_marked(reporting: Reporting) -> None:
    round_ = reporting.open()
    reporting.file(round_, {"invest": "6", "revenue": "600", "output": "30"})
    reporting.verify(round_)
    may, filed = date(2015, 6, 1), date(2015, 6, 3)
    earlier = reporting.open("2015-05", may)
    reporting.file(earlier, {"invest": "5", "revenue": "500"}, day=filed)
    reporting.verify(earlier, day=filed)
    office = signed_in("supervisor")
    version = {
        "holds_from": "2010-01",
        "text": "本年累计完成额",
        "source": "报表制度",
        "price_basis": "current",
        "aggregation": "sum",
        "scale": "1",
        "over_time": "last",
    }
    assert send(office, "settings_definition", "invest", **version).status_code == 302
    later = version | {"holds_from": "2015-06", "text": "含农户投资"}
    refused = send(office, "settings_definition", "invest", **later)
    assert refused.status_code == 422
    assert "口径不能无故变更" in refused.content.decode()
    assert send(office, "settings_definition", "invest", **later, reason="改制度").status_code == 302
    page = read(office, "settings_indicator", "invest", unit="QH-T1")
    assert "口径变更（第 2 版）" in page
    assert "2015年6月起执行第 2 版口径" in page
    assert verify().holds


def test_a_wrong_formula_is_told_beside_its_field(reporting: Reporting) -> None:
    derived(reporting)
    said = {
        "holds_from": "2015-01",
        "text": "占比",
        "source": "计算",
        "price_basis": "none",
        "aggregation": "none",
        "scale": "1",
        "over_time": "none",
        "formula": "invest / output",
        "reason": "试",
    }
    page = send(signed_in("supervisor"), "settings_definition", "share", **said).content.decode()
    assert "请写明换算倍数" in page
    assert "乘以 100" in page


def test_an_indicator_is_defined_and_corrected(reporting: Reporting) -> None:
    office = signed_in("supervisor")
    said = {
        "code": "jobs",
        "name": "城镇新增就业",
        "nature": "cumulative",
        "unit_name": "人",
        "decimals": "0",
        "direction": "1",
        "data_owner": "QH-STAT",
        "synonyms": "新增就业，就业人数",
    }
    made = send(office, "settings_indicator_new", **said)
    assert made.headers["Location"] == reverse("settings_definition", args=["jobs"])
    row = Indicator.objects.get(code="jobs")
    assert row.synonyms == ["新增就业", "就业人数"]
    assert send(office, "settings_indicator_new", **said).status_code == 422
    assert "新增就业，就业人数" in read(office, "settings_indicator_edit", "jobs")
    changed = said | {"name": "新增就业人数"}
    assert send(office, "settings_indicator_edit", "jobs", **changed).status_code == 302
    row.refresh_from_db()
    assert row.name == "新增就业人数"


def test_a_form_is_drawn_up_and_changed(reporting: Reporting) -> None:
    office = signed_in("supervisor")
    asked = {"place-invest": "2", "months-invest": ["2", "3"], "place-output": "1", "months-output": ["3"]}
    made = send(office, "settings_form_new", code="short", name="快报", units=["QH-T1", "QH-T2"], **asked)
    assert made.headers["Location"] == reverse("settings_form", args=["short"])
    form = Form.objects.get(code="short")
    assert [(i.indicator.code, i.months) for i in form.items.all()] == [("output", [3]), ("invest", [2, 3])]
    page = read(office, "settings_form", "short")
    assert "1—2月合并" in page
    assert "石桥镇、柳林镇" in page
    without = send(
        office, "settings_form", "short", name="快报", **{"place-invest": "1", "months-invest": []}
    )
    assert without.status_code == 422
    assert "快报" in read(signed_in("t1_liaison"), "settings_forms")


@pytest.mark.parametrize("code", ["", "a b", "a/b", "年报", "٣"])
def test_the_code_of_a_form_can_stand_in_an_address(reporting: Reporting, code: str) -> None:
    office, forms = signed_in("supervisor"), Form.objects.count()
    asked = {"place-invest": "1", "months-invest": ["3"]}
    assert (
        send(office, "settings_form_new", code=code, name="快报", units=["QH-T1"], **asked).status_code == 422
    )
    assert Form.objects.count() == forms


def workbook(rows: list[list[Any]]) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    for n, row in enumerate(rows):
        sheet.write_row(n, 0, row)
    book.close()
    return SimpleUploadedFile("history.xlsx", buffer.getvalue())


def test_a_history_is_shown_before_it_is_written(reporting: Reporting) -> None:
    owner = signed_in("statistician")
    table = [["单位", "2013年1月", "2013-02"], ["石桥镇", 1.5, 2.25], ["QH-T2", "", 3]]
    shown = send(owner, "settings_history", *INVEST, file=workbook(table), source="年鉴")
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "新数据 3 个" in page
    assert not Observation.objects.exists()
    text = page.split('name="table" aria-label', 1)[1].split(">", 1)[1].split("<", 1)[0]
    taken = send(owner, "settings_history", *INVEST, table=text, source="年鉴", confirm="1")
    assert taken.status_code == 302
    values = {(o.unit.code, o.period): o.value for o in Observation.objects.select_related("unit")}
    assert values == {
        ("QH-T1", "2013-01"): Decimal("1.5"),
        ("QH-T1", "2013-02"): Decimal("2.25"),
        ("QH-T2", "2013-02"): 3,
    }
    again = send(owner, "settings_history", *INVEST, table=text, source="年鉴", confirm="1")
    assert "已在案 3 个" in again.content.decode()
    assert verify().holds


@pytest.mark.parametrize("pasted", [True, False])
def test_a_table_that_begins_with_an_empty_cell_does_not_slip(reporting: Reporting, pasted: bool) -> None:
    owner = signed_in("statistician")
    rows = [["", "2013-01", "2013-02"], ["QH-T1", 1.5, 2.25]]
    text = "\n".join("\t".join(map(str, row)) for row in rows)
    if not pasted:
        page = send(owner, "settings_history", *INVEST, file=workbook(rows), source="年鉴").content.decode()
        text = page.split('name="table" aria-label', 1)[1].split(">", 1)[1].split("<", 1)[0].lstrip("\n")
    assert send(owner, "settings_history", *INVEST, table=text, source="年鉴", confirm="1").status_code == 302
    assert dict(Observation.objects.values_list("period", "value")) == {
        "2013-01": Decimal("1.5"),
        "2013-02": Decimal("2.25"),
    }


@pytest.mark.parametrize("long", [True, False])
def test_a_title_a_gap_and_a_margin_do_no_harm_and_places_are_those_of_the_file(
    reporting: Reporting, long: bool
) -> None:
    head = ["单位", "期间", "数值"] if long else ["单位", "2013-01", "2013-02"]
    line = ["石桥镇", "2013-01", "二"] if long else ["石桥镇", 1.5, "二"]
    table = [["", "历年固定资产投资"], [], ["", *head], [], ["", *line]]
    page = send(signed_in("statistician"), "settings_history", *INVEST, file=workbook(table), source="年鉴")
    told = page.content.decode()
    assert '<th scope="row">D5</th>' in told
    assert told.count("有误") == 1


def test_a_history_in_per_cent_is_read_as_the_workbook_shows_it(reporting: Reporting) -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["单位", "2013-01"])
    sheet.write_row(1, 0, ["石桥镇", 0.125], book.add_format({"num_format": "0.0%"}))
    book.close()
    file = SimpleUploadedFile("history.xlsx", buffer.getvalue())
    page = send(signed_in("statistician"), "settings_history", *INVEST, file=file, source="年鉴")
    assert page.status_code == 422
    assert "12.5%" in page.content.decode()


def test_a_figure_outside_its_range_is_doubted_in_a_history_and_taken(reporting: Reporting) -> None:
    said = {"table": "单位\t2013-01\n石桥镇\t101", "source": "年鉴"}
    owner = signed_in("statistician")
    assert "合理范围" in send(owner, "settings_history", *INVEST, **said).content.decode()
    assert send(owner, "settings_history", *INVEST, **said, confirm="1").status_code == 302


def test_a_rate_is_not_added_up_unless_somebody_says_so(reporting: Reporting) -> None:
    office = signed_in("supervisor")
    asked = {"name": "增速", "nature": "rate", "unit_name": "%", "decimals": "1", "direction": "1"}
    send(office, "settings_indicator_new", code="speed", **asked)
    page = office.get(reverse("settings_definition", args=["speed"])).content.decode()
    for name in ("aggregation", "over_time"):
        box = page.split(f'name="{name}"', 1)[1].split("</select>", 1)[0]
        assert 'value="none" selected' in box


def test_wrong_cells_are_named_and_nothing_is_half_applied(reporting: Reporting) -> None:
    owner = signed_in("statistician")
    table = "unit,2013-01,2013-13\nQH-T1,abc,1\nQH-X,2,\nQH-T1,3,"
    page = send(owner, "settings_history", *INVEST, table=table, source="年鉴", confirm="1")
    assert page.status_code == 422
    told = page.content.decode()
    for word in ("B2", "C2", "B3", "没有", "abc", "2013-13", "QH-X"):
        assert word in told
    assert not Observation.objects.exists()
    long = "unit,period,value\nQH-T1,2013-01,4\n"
    assert send(owner, "settings_history", *INVEST, table=long, source="年鉴", confirm="1").status_code == 302
    other = "unit,period,value\nQH-T1,2013-01,5\n"
    assert (
        "已在案的是另一个数：4"
        in send(owner, "settings_history", *INVEST, table=other, source="年鉴", confirm="1").content.decode()
    )


def test_a_quote_left_open_is_told_and_nothing_is_written(reporting: Reporting) -> None:
    table = 'unit,2013-01\nQH-T1,"' + "1" * 200_000
    page = send(signed_in("statistician"), "settings_history", *INVEST, table=table, source="年鉴")
    assert page.status_code == 422
    assert not Observation.objects.exists()


@pytest.mark.parametrize("said", [{"table": ""}, {"table": "x"}, {"table": "unit,2013-01\n"}])
def test_an_empty_table_says_what_to_do(reporting: Reporting, said: dict[str, str]) -> None:
    assert (
        send(signed_in("statistician"), "settings_history", *INVEST, **said, source="年鉴").status_code == 422
    )


def test_a_computed_figure_leads_to_its_matters(reporting: Reporting) -> None:
    district = reporting.district
    seed_days(district.standing("admin"), [2015], chain="QH")
    accepted(district, date(2015, 5, 4), title="整治河道", due_on=date(2015, 5, 20))
    office = district.standing("supervisor", date(2015, 6, 2))
    (late,) = define_indicator(
        office, [NewIndicator("late", "逾期事项", "件", "cumulative", "QH-SO", decimals=0)]
    )
    define_version(office, late, replace(FIRST, measure="matters.overdue"))
    record_measures(office, "2015-05")
    page = read(signed_in("supervisor"), "reports_lineage", "QH-T1", "late", "2015-05")
    assert "整治河道" in page
    assert "由台账计算" in page
    other = read(signed_in("t2_liaison"), "reports_lineage", "QH-T1", "late", "2015-05")
    assert "整治河道" not in other
    assert "没有你可以查看的事项" in other
