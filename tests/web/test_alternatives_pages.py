"""Pages of a scheme that leaves methods open: told to the units, varied on the table, a factor beside the weights."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml
from django.db import transaction
from django.test import Client
from django.urls import reverse
from lxml import html
from pytest_django.plugin import DjangoDbBlocker

from assessing import SCHEME, Assessment
from cast import found_district
from luoshi.assessment.actions.adopt_scheme import adopt_scheme
from luoshi.assessment.actions.publish_run import publish_run
from luoshi.assessment.models import Run
from luoshi.org.queries import standing_of_code
from reporting import Reporting
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db
OPEN = (
    SCHEME
    + """\
alternatives:
  noise: 0.1
  choices:
    - code: mean
      name: 合成方法
      name_en: Way of combining
      options:
        - {name: 几何平均, name_en: Geometric mean, for: [economy], combine: geometric}
    - code: boards
      name: 板块合成
      name_en: Boards
      options:
        - {name: 调和平均, name_en: Harmonic mean, for: [trial], combine: harmonic}
"""
)


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Run]:
    """One published result for all of these tests, which write nothing; its people can sign in."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.DEMO", True)
        assessment = Assessment(Reporting(found_district()))
        run = assessment.frozen(assessment.scheme(OPEN))
        yield publish_run(assessment.district.standing("leader"), run)
        transaction.set_rollback(True)


def said(address: str, who: str = "t1_liaison") -> str:
    client: Client = signed_in(who)
    client.cookies["django_language"] = "en"
    answer = client.get(address)
    assert answer.status_code == 200, address
    words = html.fromstring(answer.content.decode()).get_element_by_id("main").text_content()
    return " ".join(words.split())


def test_the_units_read_what_could_have_been_decided_otherwise(published: Run) -> None:
    told = said(reverse("assessment_scheme", args=[published.scheme_id]))
    assert "Every weight is varied by ±10%. Also calculated with other methods" in told
    assert "Way of combiningGeometric mean50%geometric mean (Economic targets)" in told
    assert "Harmonic mean50%harmonic mean (the whole scheme)" in told
    assert "This changes no score" in told


def test_the_table_and_its_page_say_what_was_varied(published: Run) -> None:
    table = said(reverse("assessment"))
    assert "90% of 10,000 rankings. Every weight is varied by ±10%. Also calculated with" in table
    firm = said(reverse("assessment_robustness", args=[published.pk]) + "?group=towns&calculate=1")
    assert "Way of combining: Geometric mean" in firm
    assert "Weight of, or choice" in firm or "Nothing that is open moves the ranks" in firm


def test_the_report_to_a_unit_says_how_firm_its_rank_is(published: Run) -> None:
    told = said(reverse("assessment_report", args=[published.pk, "QH-T2"]), "t2_liaison")
    assert "How firm the rank is" in told
    assert "Every weight is varied by ±10%" in told


def test_a_draft_whose_alternatives_say_nothing_is_told_by_line(published: Run) -> None:
    twice = OPEN + "        - {name: 又一次, for: [trial], combine: harmonic}\n"
    client = signed_in("assessor")
    client.cookies["django_language"] = "en"
    twice, line = twice.replace("trial", "other"), twice.count("\n")
    text = client.post(reverse("assessment_adopt"), {"source": twice})
    form = client.post(reverse("assessment_form"), {"source": twice, "act": "save"})
    assert text.status_code == form.status_code == 422
    assert f"line {line}, alternatives.choices[1].options[1]" in text.content.decode()
    told = html.fromstring(form.content.decode()).xpath("//fieldset//ul[@class='field-errors']")
    assert ["says the same as" in one.text_content() for one in told] == [True]


def test_weights_that_a_block_finds_are_no_written_ones(published: Run) -> None:
    """A judged weight of 0.25 was printed as 0.3, and a share that the figures find as an equal one."""
    judged = yaml.safe_load(SCHEME) | {"code": "judged"}
    for block in judged["items"]:
        del block["weight"]
    judged["weights"] = {"by": "ahp", "judgements": [[1, "1/3"], [3, 1]]}
    judged["items"][0]["items"][0]["weight"] = 41.25
    work = judged["items"][1]
    work["weights"] = {"by": "entropy"}
    for item in work["items"]:
        del item["weight"]
    made = adopt_scheme(standing_of_code("assessor", published.created_at), yaml.safe_dump(judged))
    page = html.fromstring(
        signed_in("assessor").get(reverse("assessment_scheme", args=[made.pk])).content.decode()
    )
    rows = page.xpath("//tr[starts-with(@class, 'level-')]")
    told = [tuple(cell.text_content().strip() for cell in row.xpath("td")[:2]) for row in rows]
    assert told == [
        ("—", "25.0%"),
        ("41.25", "14.5%"),
        ("30", "10.5%"),
        ("—", "75.0%"),
        ("—", "—"),
        ("—", "—"),
    ]
