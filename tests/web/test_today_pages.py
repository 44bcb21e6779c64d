"""Today: what I must do and what waits for me, in order of clock, done things folded away."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from cast import District
from desk_work import accepted, opened
from luoshi.matters.actions.assign import assign
from luoshi.matters.actions.report import report
from luoshi.notices.queries import inbox
from luoshi.targets.actions.propose_quota import propose_quota
from plan_document import catalogue, import_plan
from reporting import Reporting, reporting_district  # noqa: F401
from steering import Steering, steering_district  # noqa: F401
from web.signed_in import signed_in


def page(who: str) -> str:
    response: Any = signed_in(who).get(reverse("today"))
    assert response.status_code == 200
    return str(response.content.decode())


def lines(html: str, place: int) -> list[str]:
    """The lines of the first (what I must do) or second list, as words."""
    panels = re.findall(r'<section class="panel">(.*?)</section>', html, re.S)
    return [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", line)).strip()
        for line in re.findall(r"<li>(.*?)</li>", panels[place], re.S)
    ]


def test_nothing_to_do_is_said_and_teaches(district: District) -> None:
    html = page("inspector")
    assert lines(html, 0) == lines(html, 1) == []
    assert html.count("list-empty") == 3


def test_sheets_and_matters_stand_in_one_order_of_clock(reporting: Reporting) -> None:
    accepted(reporting.district, date(2015, 7, 1), title="整治河道", due_on=date(2015, 7, 3))
    accepted(reporting.district, date(2015, 7, 1), title="修缮水库", due_on=date(2015, 7, 31))
    reporting.open()
    found = lines(page("t1_liaison"), 0)
    assert [line.split(" ")[0] for line in found] == ["整治河道", "经济月报", "修缮水库"]
    assert "2015年6月" in found[1]
    assert "1 件已逾期" in re.sub(r"<[^>]+>", "", page("t1_liaison"))


def test_what_waits_for_an_answer_leads_to_it(reporting: Reporting) -> None:
    round_ = reporting.open()
    reporting.file(round_, {"invest": "12", "revenue": "3", "output": "20"})
    html = page("statistician")
    assert reverse("reports_sheet", args=["monthly", "2015-06", "QH-T1"]) in html
    assert "2 个数据待核实" in html
    assert lines(page("t1_liaison"), 0) == []


def test_reports_of_matters_and_drafts_wait_for_the_office(district: District) -> None:
    matter = accepted(district)
    report(district.standing("t1_liaison"), matter, "已清理", "照片三张")
    catalogue()
    document = import_plan(district)
    html = page("supervisor")
    assert reverse("matters_item", args=[matter.pk]) in html
    assert reverse("plan_document", args=[document.pk]) in html
    assert lines(html, 1)[-1].startswith("2015年工作安排")


def test_what_was_seen_folds_away(district: District) -> None:
    assign(district.standing("supervisor"), opened(district))
    client = signed_in("t1_liaison")
    (notice,) = [n for n in inbox(district.standing("t1_liaison")) if not n.is_read]
    assert "branch-parts" not in page("t1_liaison")
    response = client.post(reverse("today_read"), {"notice": [notice.id, "x"]})
    assert response.headers["Location"] == reverse("today")
    html = page("t1_liaison")
    assert notice.words in html
    assert "branch-parts" in html
    assert all(n.is_read for n in inbox(district.standing("t1_liaison")))


def test_a_long_list_is_folded(district: District) -> None:
    for number in range(10):
        accepted(district, title=f"事项{number}", due_on=date(2015, 7, 20 + number))
    html = page("t1_liaison")
    assert len(lines(html, 0)) == 10
    assert "另有 2 项" in html


def test_a_step_of_a_negotiation_leads_to_its_page(steering: Steering) -> None:
    root, town = steering.root(), steering.district.unit("QH-T1")
    propose_quota(steering.district.standing("t1_head"), root, town, Decimal(60), "测算")
    html = page("supervisor")
    address = reverse("targets_quotas", args=[root.pk])
    assert f'<a href="{address}">石桥镇就2015年' in html
    assert signed_in("supervisor").get(address).status_code == 200
    assert address not in page("t1_head")
