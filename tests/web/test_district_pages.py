"""The district on one page: the sentence, bars, what to decide, movers, units by targets."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.urls import reverse

from desk_work import opened
from luoshi.matters.actions.assign import assign
from steering import Steering, steering_district  # noqa: F401
from web.signed_in import signed_in


def cockpit(who: str = "leader", **query: str) -> str:
    response: Any = signed_in(who).get(reverse("district"), query)
    assert response.status_code == 200
    return str(response.content.decode())


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def sentence(page: str) -> str:
    found = re.search(r'<p class="page-sentence">(.*?)</p>', page, re.S)
    assert found is not None
    return found[1]


def test_an_empty_district_begins_with_the_plan(steering: Steering) -> None:
    page = cockpit()
    assert "empty-state" in page
    assert reverse("plan") in page


def test_the_sentence_counts_names_the_worst_and_links_its_figures(steering: Steering) -> None:
    root = steering.root()
    parts = steering.split(root, "equal_growth")
    steering.report({"QH-S1": "44.4", "QH-T1": "20", "QH-T2": "10.5"})
    said = sentence(cockpit())
    assert "4 项目标中 1 项" in words(said)
    assert "固定资产投资" in said
    # 石桥镇 misses 2.0 and 柳林镇 0.5; 沙河镇, silent, is counted apart.
    assert "100%" in said
    for address in (
        reverse("targets"),
        reverse("reports"),
        reverse("targets_item", args=[root.pk]),
        reverse("targets_item", args=[parts["QH-T1"].pk]),
        reverse("targets_item", args=[parts["QH-T2"].pk]),
    ):
        assert f'"{address}"' in said
    assert said.index("石桥镇") < said.index("柳林镇")


def test_the_matrix_names_its_cells_and_sums_rows_and_columns(steering: Steering) -> None:
    steering.split(steering.root(), "equal_growth")
    steering.report({"QH-S1": "44.4", "QH-T1": "20", "QH-T2": "10.5"})
    page = cockpit()
    table = page[page.index('<table class="data lights"') : page.index("</table>")]
    assert re.search(r'<span class="visually-hidden">石桥镇 固定资产投资</span>', table)
    foot = table[table.index("<tfoot>") :]
    assert [int(n) for n in re.findall(r'<td class="sum[^"]*">(\d+)</td>', foot)] == [2, 0, 1, 1]
    assert words(foot).count("2") >= 2


def test_movers_are_those_whose_gap_changed_in_a_week(steering: Steering) -> None:
    steering.split(steering.root())
    steering.report({"QH-T1": "25"}, "2015-05", day=date(2015, 6, 5))
    steering.report({"QH-T1": "33"})
    page = words(cockpit())
    assert "石桥镇 · 固定资产投资 +3.8" in page


def test_what_is_overdue_waits_for_a_decision(steering: Steering) -> None:
    steering.root()
    matter = opened(steering.district, date(2015, 6, 1), title="拆迁受阻", due_on=date(2015, 6, 26))
    assign(steering.district.standing("supervisor", date(2015, 6, 1)), matter)
    page = cockpit()
    assert reverse("matters_item", args=[matter.pk]) in page
    assert "逾期 6 个工作日" in page


def test_the_page_can_be_read_again_as_of_a_past_day(steering: Steering) -> None:
    part = steering.split(steering.root())["QH-T1"]
    steering.report({"QH-T1": "33"})
    page = cockpit(as_of="2015-05-10")
    assert 'name="as_of" value="2015-05-10"' in page
    assert "达到时序进度" in page
    assert f"{reverse('targets_item', args=[part.pk])}?as_of=2015-05-10" in page


def test_in_january_nothing_is_judged_and_nothing_breaks(steering: Steering) -> None:
    steering.split(steering.root())
    page = cockpit(as_of="2015-01-20")
    assert "0 项目标中 0 项" in words(sentence(page))


def test_simulated_figures_carry_the_mark(steering: Steering) -> None:
    steering.split(steering.root())
    steering.report({"QH-T1": "33"})
    assert cockpit().count('class="simulated"') >= 2
