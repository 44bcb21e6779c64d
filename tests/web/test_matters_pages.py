"""The pages of matters: what they show, whom they let act, and what they cost."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cast import District
from desk_work import accepted, closed, opened
from luoshi.identity.models import Account
from luoshi.matters.actions.ask_extension import ask_extension
from luoshi.matters.actions.assign import assign
from luoshi.matters.actions.report import report
from luoshi.matters.engine import load
from luoshi.matters.models import Matter
from luoshi.web.matter_verbs import ACTIONS


def as_(client: Client, person: str) -> Client:
    client.force_login(Account.objects.get(username=person))
    return client


def act(client: Client, matter: Matter, verb: str, **said: str) -> int:
    data = {f"{verb}-{name}": value for name, value in said.items()}
    return client.post(reverse("matters_act", args=[matter.pk, verb]), data).status_code


def test_a_matter_is_opened_and_brought_to_its_close_by_hand(client: Client, district: District) -> None:
    as_(client, "supervisor")
    said = {
        "title": "整治河道",
        "text": "清理石桥段",
        "lead": "QH-T1",
        "supporting": ["QH-T2"],
        "urgency": "urgent",
    }
    assert client.post(reverse("matters_new"), said).status_code == 302
    matter = Matter.objects.get()
    assert (matter.due_on, matter.supporting.count()) == (date(2015, 7, 13), 1)
    assert act(client, matter, "assign", due_on="2015-07-10") == 302
    as_(client, "t1_liaison")
    assert act(client, matter, "accept") == 302
    assert act(client, matter, "assign", unit="QH-T1-V1", due_on="2015-07-09") == 302
    assert act(client, matter, "report", result="已清理", evidence="照片三张") == 302
    as_(client, "supervisor")
    for verb in ("pass", "close"):
        assert act(client, matter, verb) == 302
    assert act(client, matter, "look_back", finding="河道畅通") == 302
    assert load(matter).stage.code == "looked_back"


def test_what_is_wrong_stands_beside_its_field(client: Client, district: District) -> None:
    as_(client, "supervisor")
    answer = client.post(
        reverse("matters_new"),
        {"title": "修路", "lead": "QH-T1", "urgency": "normal", "due_on": "2015-07-01"},
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["due_on"]
    matter = opened(district)
    assert act(client, matter, "assign", due_on="2015-09-30") == 422
    assert not matter.links.exists()


def test_whoever_may_not_act_is_turned_away(client: Client, district: District) -> None:
    matter = opened(district)
    assign(district.standing("supervisor"), matter)
    as_(client, "t2_head")
    assert client.get(reverse("matters_item", args=[matter.pk])).status_code == 403
    assert act(client, matter, "accept") in {403, 404}
    as_(client, "leader")
    assert client.get(reverse("matters_item", args=[matter.pk])).status_code == 200
    assert act(client, matter, "accept") == 403
    assert client.get(reverse("matters_new")).status_code == 403
    as_(client, "t1_head")
    assert act(client, matter, "sing") == 404
    assert client.get(reverse("matters_act", args=[matter.pk, "accept"])).status_code == 405
    assert client.get(reverse("matters_item", args=[matter.pk + 1])).status_code == 404


def test_the_page_of_an_earlier_day_offers_nothing(client: Client, district: District) -> None:
    matter = accepted(district, date(2015, 7, 1))
    as_(client, "t1_head")
    now = client.get(reverse("matters_item", args=[matter.pk]))
    then = client.get(reverse("matters_item", args=[matter.pk]), {"as_of": "2015-07-03"})
    assert [form.offered.verb.code for form in now.context["forms"]] == ["assign", "report", "ask_extension"]
    assert then.context["forms"] == []


def test_the_desk_opens_a_sheet_beside_the_list(client: Client, district: District) -> None:
    matter = accepted(district)
    as_(client, "supervisor")
    part = client.get(reverse("matters_item", args=[matter.pk]), headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert "整治河道" in part.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_drawn_in_both_languages(client: Client, district: District, language: str) -> None:
    matter = accepted(district, supporting=[district.unit("QH-T2")])
    ask_extension(district.standing("t1_head"), matter, date(2015, 8, 14), "汛期")
    closed(district)
    as_(client, "supervisor")
    for address in (
        reverse("matters"),
        reverse("matters") + "?words=没有",
        reverse("matters_new"),
        reverse("matters_item", args=[matter.pk]),
        reverse("matters_notice", args=[matter.pk]),
    ):
        answer = client.get(address, headers={"Accept-Language": language})
        assert answer.status_code == 200, address


def test_the_cost_of_a_page_does_not_grow_with_the_matters(
    client: Client, district: District, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    matter = accepted(district)
    for _more in range(6):
        report(district.standing("t1_head"), accepted(district), "已清理")
    for person in ("supervisor", "t1_head"):
        as_(client, person)
        for address in (reverse("matters"), reverse("matters_item", args=[matter.pk])):
            with django_assert_max_num_queries(19):
                client.get(address)


def test_every_verb_of_the_types_for_people_has_its_action(client: Client, district: District) -> None:
    from luoshi.matters.queries import types

    wanted = {
        verb.code
        for kind in types()
        for verb in kind.verbs.values()
        if any(step.who - {"calendar"} and step.sources != {kind.initial.code} for step in verb.steps)
    }
    assert wanted == set(ACTIONS)
