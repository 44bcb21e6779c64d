"""Assessment pages: every state of them opens for those who may, within its number of queries."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from assessing import SCHEME, Assessment, assessed_district  # noqa: F401
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.models import Run, RunState, Scheme, SchemeState
from luoshi.ledger.verify import verify
from luoshi.workdays.actions.set_clock import set_clock
from reporting import reporting_district  # noqa: F401

PUBLISHED, LIVE = 15, 35

Visit = Callable[[str], Client]


@pytest.fixture
def visit(client: Client, assessment: Assessment) -> Visit:
    def as_person(code: str) -> Client:
        client.force_login(assessment.district.person(code).account)
        return client

    return as_person


@pytest.fixture
def published(assessment: Assessment) -> Run:
    return publish_run(assessment.district.standing("leader"), assessment.frozen())


def test_before_the_first_result_the_page_says_what_will_stand_there(visit: Visit) -> None:
    page = visit("t1_liaison").get("/assessment/")
    assert page.status_code == 200
    assert "assessment/none.html" in [t.name for t in page.templates]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_league_table_shows_rank_score_and_marks(visit: Visit, published: Run, language: str) -> None:
    client = visit("t1_liaison")
    client.cookies["django_language"] = language
    text = client.get("/assessment/").content.decode()
    assert "95.32" in text and "108.00" in text
    assert reverse("assessment_trace", args=[published.pk, "QH-T2"]) in text
    assert 'class="simulated"' in text
    assert ('data-light="not_reported"') in text


def test_one_group_has_a_chart_with_its_table(visit: Visit, published: Run) -> None:
    text = visit("t1_liaison").get("/assessment/?group=towns").content.decode()
    assert 'data-chart="league-chart"' in text
    assert "北门街道" not in text.split('data-chart="league-chart"')[1]


def test_a_score_opens_in_words_down_to_the_observation(visit: Visit, published: Run) -> None:
    text = visit("t2_liaison").get(reverse("assessment_trace", args=[published.pk, "QH-T2"])).content.decode()
    assert "95.8%" in text
    assert "4.79" in text
    assert "/reports/lineage/QH-T2/invest/2015-05/" in text


def test_whoever_sees_a_result_can_check_it(visit: Visit, published: Run) -> None:
    text = visit("deputy_overseer").get(f"/assessment/runs/{published.pk}/?replay").content.decode()
    assert published.result_digest in text
    assert 'data-tone="good"' in text
    assert "✗" not in text


def test_a_run_that_may_not_be_seen_does_not_exist(visit: Visit, assessment: Assessment) -> None:
    run = assessment.frozen()
    client = visit("t1_liaison")
    assert client.get(f"/assessment/runs/{run.pk}/").status_code == 404
    assert client.get(f"/assessment/runs/{run.pk}/table.csv").status_code == 404
    assert client.get(f"/assessment/runs/{run.pk}/units/QH-T1/").status_code == 404
    assert client.get("/assessment/runs/").status_code == 403
    assert client.get("/assessment/live/").status_code == 403
    assert client.get("/assessment/schemes/new/").status_code == 403


def test_from_text_to_published_result_through_the_pages(visit: Visit, assessment: Assessment) -> None:
    client = visit("assessor")
    assert client.get("/assessment/schemes/new/").status_code == 200
    assert client.post("/assessment/schemes/new/", {"source": SCHEME}).status_code == 302
    scheme = Scheme.objects.get()
    assert client.get(f"/assessment/schemes/{scheme.pk}/").status_code == 200
    form = {"scheme": scheme.pk, "period": "2015-H1", "as_of": "2015-06-12"}
    client.post("/assessment/runs/trial/", form)
    run = Run.objects.get()
    assert client.get("/assessment/runs/").status_code == 200
    decision = {"document": "区考核办〔2015〕3号", "reason": "沿用上年办法"}
    assert visit("leader").post(f"/assessment/schemes/{scheme.pk}/publish/").status_code == 422
    assert visit("leader").post(f"/assessment/schemes/{scheme.pk}/approve/", decision).status_code == 302
    assert visit("leader").post(f"/assessment/schemes/{scheme.pk}/publish/").status_code == 302
    assert Scheme.objects.get().state == SchemeState.PUBLISHED
    assert (
        visit("assessor").post(f"/assessment/runs/{run.pk}/freeze/", {"kind": "in_year"}).status_code == 302
    )
    assert visit("assessor").post(f"/assessment/runs/{run.pk}/publish/").status_code == 403
    assert visit("leader").post(f"/assessment/runs/{run.pk}/publish/").status_code == 302
    assert Run.objects.get().state == RunState.PUBLISHED
    assert verify().holds


def test_wrong_places_of_a_scheme_stand_beside_the_kept_text(visit: Visit) -> None:
    wrong = SCHEME.replace("cap: 120", "cap: much", 1)
    page = visit("assessor").post("/assessment/schemes/new/", {"source": wrong})
    assert page.status_code == 422
    assert "items[0].items[0].score.cap" in page.content.decode()
    assert "cap: much" in page.content.decode()
    assert not Scheme.objects.exists()


def test_a_wrong_day_is_named_and_nothing_is_calculated(visit: Visit, assessment: Assessment) -> None:
    scheme = assessment.scheme()
    form = {"scheme": scheme.pk, "period": "2015-H1", "as_of": "someday"}
    assert visit("assessor").post("/assessment/runs/trial/", form).status_code == 422
    assert (
        visit("assessor").post("/assessment/runs/trial/", {**form, "as_of": "2015-12-31"}).status_code == 422
    )
    assert not Run.objects.exists()


def test_the_export_carries_scores_and_the_simulated_mark(visit: Visit, published: Run) -> None:
    page = visit("deputy_overseer").get(f"/assessment/runs/{published.pk}/table.csv")
    rows = list(csv.reader(io.StringIO(page.content.decode("utf-8-sig"))))
    by_unit = {row[2]: row for row in rows if len(row) > 3}
    assert by_unit["柳林镇"][3] == "95.32"
    assert by_unit["沙河镇"][3] == "0.00"
    assert by_unit["考核办"][1] == "" and by_unit["考核办"][3] == ""
    assert rows[0] == ["演示数据"]


def test_no_name_in_the_export_is_a_formula(
    visit: Visit, published: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("league_view", "league_words"):
        monkeypatch.setattr(f"luoshi.web.{module}.named", lambda thing: f"=1+{thing.name}")
    page = visit("deputy_overseer").get(f"/assessment/runs/{published.pk}/table.csv")
    cells = [cell for row in csv.reader(io.StringIO(page.content.decode("utf-8-sig"))) for cell in row]
    assert any("=1+" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith("=")]


def test_the_live_table_refreshes_for_the_offices(visit: Visit, assessment: Assessment) -> None:
    scheme = assessment.scheme()
    page = visit("supervisor").get(f"/assessment/live/?scheme={scheme.pk}&period=2015-H1&as_of=2015-06-12")
    assert page.status_code == 200
    assert "95.32" in page.content.decode()
    assert not Run.objects.exists()


def test_in_january_the_year_just_over_is_shown(
    visit: Visit,
    published: Run,
    assessment: Assessment,
) -> None:
    set_clock(assessment.district.standing("admin").signature(), date(2016, 1, 12), chain="QH")
    assert "95.32" in visit("t1_liaison").get("/assessment/").content.decode()


@pytest.mark.parametrize(
    ("address", "most"),
    [("/assessment/", PUBLISHED), ("/assessment/runs/", PUBLISHED), ("/assessment/live/", LIVE)],
)
def test_pages_stay_within_their_queries(
    visit: Visit,
    published: Run,
    address: str,
    most: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = visit("supervisor")
    client.get(address)
    with django_assert_max_num_queries(most):
        assert client.get(address).status_code == 200
