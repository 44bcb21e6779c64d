"""The scheme form on the page: typed, tried, saved once, never past somebody else's version."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from assessing import SCHEME, changed
from luoshi.assessment.models import Scheme
from luoshi.assessment.panel_models import Panel, Survey
from luoshi.assessment.scheme_text import digest_of
from prepared import Prepared, prepared_district  # noqa: F401
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db

FORM = "/assessment/schemes/form/"
GROUNDS = {"number": "区考核办〔2015〕9号", "title": "调整通知", "reason": "统计制度调整"}


def send(client: Client, source: str = SCHEME, **fields: Any) -> tuple[int, str]:
    given = {"source": source, "drawn": digest_of(source), "node": "", **fields}
    page = client.post(reverse("assessment_form"), given)
    return page.status_code, page.content.decode()


def text_of(page: str) -> str:
    found = re.search(r'<textarea[^>]*name="source"[^>]*>(.*?)</textarea>', page, re.S)
    assert found is not None
    return html.unescape(found.group(1)).removeprefix("\n")


def test_the_form_shows_the_version_and_todays_table(prepared: Prepared) -> None:
    page = signed_in("assessor").get(FORM, {"from": prepared.scheme.pk, "open": "items[0].items[0]"})
    text = page.content.decode()
    assert page.status_code == 200
    assert text_of(text) == SCHEME
    assert 'name="f:score.cap" value="120"' in text and 'id="moves-towns"' in text
    assert '<option value="completion" selected>' in text and 'class="line"' in text


def test_what_is_typed_is_tried_and_nothing_is_kept(prepared: Prepared) -> None:
    client, count = signed_in("assessor"), Scheme.objects.count()
    status, page = send(client, node="items[0]", **{"f:weight": "20", "w:items[1]": "80"}, act="check")
    assert status == 200
    assert text_of(page) == SCHEME.replace("weight: 70", "weight: 20").replace(
        "weight: 30\n    items", "weight: 80\n    items"
    )
    assert 'id="moves-towns"' in page
    assert Scheme.objects.count() == count


def test_a_wrong_number_is_named_beside_its_field(prepared: Prepared) -> None:
    status, page = send(signed_in("assessor"), node="items[0].items[0]", **{"f:score.cap": "many"})
    assert status == 200
    assert re.search(
        r'name="f:score\.cap" value="many" aria-invalid="true">\s*<div[^>]*><ul class="field-errors">', page
    )
    assert 'id="moves-towns"' not in page and "scheme-wrong" in page


def test_the_tree_is_worked_by_buttons(prepared: Prepared) -> None:
    client = signed_in("assessor")
    _status, page = send(client, act="down:items[0]")
    assert text_of(page).index("code: work") < text_of(page).index("code: economy")
    assert re.search(r'value="up:items\[1\]"', page)
    _status, page = send(client, act="item:items[1]")
    assert "code: new_1" in text_of(page) and 'name="node" value="items[1].items[2]"' in page
    _status, page = send(client, text_of(page), act="remove:items[1].items[2]")
    assert text_of(page) == SCHEME
    _status, page = send(client, node="items[0].items[0]", recipe="ladder", recipe_drawn="completion")
    assert "ladder: {top: [100, 95, 90], between: 80}" in text_of(page)
    assert 'name="f:score.ladder.top" value="100, 95, 90"' in page


def test_an_item_moves_into_another_block(prepared: Prepared) -> None:
    client = signed_in("assessor")
    _status, page = send(client, node="items[0].items[1]")
    assert re.search(r'<option value="items\[1\]">', page) and 'value="into:items[0].items[1]"' in page
    _status, page = send(client, node="items[0].items[1]", act="into:items[0].items[1]", into="items[1]")
    assert text_of(page).index("code: closure") < text_of(page).index("code: income")
    assert 'name="node" value="items[1].items[2]"' in page and 'id="moves-towns"' in page


def test_other_methods_are_typed_and_what_is_wrong_stands_beside_them(prepared: Prepared) -> None:
    client, row = signed_in("assessor"), "t:alternatives.choices:0:"
    typed = {f"{row}0": "合成", f"{row}1": "几何平均", f"{row}2": "combine:geometric", f"{row}4": "economy"}
    _status, page = send(client, **{"f:alternatives.noise": "0.1"}, **typed)
    assert (
        "options:\n        - name: 几何平均\n          for: [economy]\n          combine: geometric\n"
        in text_of(page)
    )
    assert 'id="moves-towns"' in page
    _status, page = send(client, **{"f:alternatives.noise": "0.1"}, **{**typed, f"{row}4": "nowhere"})
    assert re.search(r"nowhere[^<]*</li>", page) and 'id="moves-towns"' not in page


def test_the_text_changed_by_hand_counts_over_the_form(prepared: Prepared) -> None:
    client = signed_in("assessor")
    by_hand = changed("weight: 70", "weight: 65")
    _status, page = send(client, by_hand, drawn=digest_of(SCHEME), node="items[0]", **{"f:weight": "70"})
    assert text_of(page) == by_hand
    assert 'class="flash"' in page


def test_a_draft_is_saved_once(prepared: Prepared) -> None:
    client, count = signed_in("assessor"), Scheme.objects.count()
    source = changed("code: trial", "code: fresh")
    given = {"source": source, "drawn": digest_of(source), "node": "", "seen": "", "act": "save"}
    first = client.post(FORM, given)
    again = client.post(FORM, given)
    assert (first.status_code, again.status_code) == (302, 302)
    assert first["Location"] == again["Location"]
    assert Scheme.objects.count() == count + 1


def test_a_version_saved_meanwhile_is_not_passed_over(prepared: Prepared) -> None:
    client = signed_in("assessor")
    source = changed("code: trial", "code: fresh")
    began = client.get(FORM, {"from": prepared.scheme_draft.pk}).content.decode()
    assert (
        f'name="seen" value="{Scheme.objects.filter(code=prepared.scheme_draft.code).latest("version").digest}"'
        in began
    )
    send(client, source, seen="", act="save")
    mine = source.replace("weight: 70", "weight: 60")
    status, page = send(client, mine, seen="", act="save")
    assert status == 422
    newest = Scheme.objects.get(code="fresh")
    assert f'name="seen" value="{newest.digest}"' in page and text_of(page) == mine
    assert send(client, mine, seen=newest.digest, act="save")[0] == 302
    assert Scheme.objects.filter(code="fresh").count() == 2


def test_a_locked_scheme_takes_a_document(prepared: Prepared) -> None:
    client, source = signed_in("assessor"), changed("weight: 70", "weight: 55")
    newest = Scheme.objects.filter(code="trial").latest("version")
    status, page = send(client, source, seen=newest.digest, act="save")
    assert status == 422 and page.count('<ul class="field-errors"') == 3
    status, _page = send(client, source, seen=newest.digest, act="save", **GROUNDS)
    assert status == 302
    assert Scheme.objects.latest("pk").replaces == prepared.scheme


@pytest.mark.parametrize(
    "source",
    [
        "a: &a [x, x]\nb: [*a, *a]\n",
        "name: !!python/object/apply:os.system [id]\n",
        "items: " + "[" * 100,
        "items:\n" + "- {code: a, name: A, weight: 1}\n" * 5000,
        "",
    ],
)
def test_a_hostile_text_is_refused_and_shown_again(prepared: Prepared, source: str) -> None:
    count = Scheme.objects.count()
    status, page = send(signed_in("assessor"), source, act="save")
    assert status == 422
    assert text_of(page) == source and "problem-list" in page
    assert Scheme.objects.count() == count


def test_a_hostile_form_changes_nothing_it_should_not(prepared: Prepared) -> None:
    client = signed_in("assessor")
    name = '"><script>alert(1)</script>'
    _status, page = send(client, node="items[0]", **{"f:name": name})
    assert "<script>alert" not in page and name.replace('"', '\\"') in text_of(page)
    deep = ".".join(["items[0]"] * 100)
    many = {f"w:items[{n}]": "1" for n in range(5000)}
    wild = {
        "f:": "x",
        "t:grades:0:99": "x",
        "t:a:b:c": "x",
        "t:vetoes:-1:0": "x",
        "f:score": "x",
        "recipe": "x",
    }
    for fields in (
        {"node": deep, **wild},
        many,
        {"act": f"remove:{deep}"},
        {"act": "up:items[999]"},
        {"act": "x:y"},
    ):
        status, page = send(client, **fields)
        assert status in (200, 400)
        if status == 200:
            assert text_of(page).startswith("code: trial")


def test_the_form_stays_within_its_queries(
    prepared: Prepared, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("assessor")
    send(client, node="items[0]", **{"f:weight": "20"})
    with django_assert_max_num_queries(15):
        assert send(client, node="items[0].items[0]", **{"f:weight": "25"})[0] == 200
    with django_assert_max_num_queries(15):
        assert send(client, node="items[0]", **{"f:weight": "25"})[0] == 200


AFTER = """
adjustments:
  bonus_cap: 5
  items: [{code: awards, name: 表彰加分, indicator: revenue, each: 2, most: 6, when: [{indicator: revenue, measure: growth, at_least: 0.05}]}]
vetoes:
  - {code: accident, name: 重大事故, basis: 安全生产法, indicator: invest, approver: 区安委会, term_months: 12, appeal_days: 15, opens: good}
grades:
  - {code: best, name: 优秀, share: 0.3}
  - {code: good, name: 良好, share: 0.3}
  - {code: fair, name: 一般}
quota: {places: nearest, border: all_in}
jumps:
  - code: extra
    name: 超额晋档
    when: [{indicator: invest, measure: completion, at_least: 1}, {indicator: revenue, measure: value, at_most: 900}]
"""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_of_the_rules_says_what_follows_the_sum(prepared: Prepared, language: str) -> None:
    client = signed_in("assessor")
    client.cookies["django_language"] = language
    source = changed("code: trial", "code: after").replace(
        "    weight: 70\n", "    weight: 70\n    weights: {by: equal}\n"
    )
    source = source.replace("        weight: 40\n", "").replace("        weight: 30\n", "") + AFTER
    status, page = send(client, source, act="save", seen="")
    assert status == 302, page
    text = client.get(f"/assessment/schemes/{Scheme.objects.get(code='after').pk}/").content.decode()
    for words in ("表彰加分", "安全生产法", "区安委会", "优秀"):
        assert words in text
    for words in (
        (
            "等权",
            "名额",
            "15天",
            "超额晋档",
            "增速不低于5%",
            "满足以下条件的，等次晋1档：",
            "完成率不低于100%",
            "不高于900",
        )
        if language == "zh-hans"
        else (
            *(
                "equal weights",
                "Quota",
                "within 15 days",
                "only where the growth of Fiscal revenue at least 5%",
            ),
            *(
                "1 grade up where completion of",
                "at least 100%",
                "at most 900; changes neither score nor rank",
            ),
        )
    ):
        assert words in text


def test_the_document_typed_stays_while_the_text_is_wrong(prepared: Prepared) -> None:
    status, page = send(signed_in("assessor"), changed("weight: 70", "weight: many"), act="save", **GROUNDS)
    assert status == 422
    assert GROUNDS["number"] in page and GROUNDS["reason"] in page


def test_members_are_judged_in_pairs_on_the_page(prepared: Prepared) -> None:
    client = signed_in("assessor")
    _status, page = send(client, **{"f:weights.by": "ahp", "w:items[0]": "70", "w:items[1]": "30"})
    text = text_of(page)
    assert "judgements: [[1, 2], [0.5, 1]]" in text and 'name="t:weights.judgements:0:1"' in page
    assert 'name="w:items[0]"' not in page and 'id="moves-towns"' in page
    assert "66.7%" in page
    _status, page = send(client, text, **{"f:weights.by": "ahp", "t:weights.judgements:0:1": "1/3"})
    assert "judgements: [[1, 0.3333], [3, 1]]" in text_of(page) and "25.0%" in page


def test_judgements_that_contradict_are_refused_beside_the_matrix(prepared: Prepared) -> None:
    client = signed_in("assessor")
    _status, page = send(client, act="item:")
    _status, page = send(client, text_of(page), act="item:")
    _status, page = send(client, text_of(page), **{"f:weights.by": "ahp"})
    typed = {"f:weights.by": "ahp", "t:weights.judgements:0:3": "1/9"}
    _status, page = send(client, text_of(page), **typed)
    assert re.search(r'id="pairs".*?<ul class="field-errors"><li>[^<]*</li>', page, re.S)
    assert re.search(r'<p class="scheme-wrong" role="status">.*?</p>', page, re.S)
    assert 'id="moves-towns"' not in page


def test_what_the_form_cannot_show_is_still_named_above(prepared: Prepared) -> None:
    source = changed("cap: 120", "cap: [1, 2]")
    _status, page = send(signed_in("assessor"), source, node="items[0].items[0]")
    assert 'name="f:score.cap"' not in page
    assert re.search(r"score\.cap", page[: page.index('id="text-title"')])


def test_an_item_may_score_events_panels_and_surveys(prepared: Prepared) -> None:
    page = signed_in("assessor").get(FORM, {"from": prepared.scheme.pk, "open": "items[0].items[0]"})
    text = page.content.decode()
    opinions = [code for table in (Panel, Survey) for code in table.objects.values_list("code", flat=True)]
    assert len(opinions) >= 2
    for code in (f"panel.{opinions[0]}", f"survey.{opinions[-1]}", "event.praise", "event.praise.city"):
        assert f'<option value="{code}">' in text
    _status, page = send(
        signed_in("assessor"), node="items[0].items[0]", **{"f:indicator": "event.praise.city"}
    )
    assert "indicator: event.praise.city" in text_of(page)
    assert '<option value="event.praise.city" selected>' in page and 'id="moves-towns"' in page
