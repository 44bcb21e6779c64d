"""Settings, data exchange: a file is tried, then taken over whole, and files leave as known on a day."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import District
from luoshi.ledger.verify import verify
from luoshi.org.models import Unit
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db
UNITS = b'{"organisationUnits":[{"id":"O6uvpzGd5pu","name":"Clinic","openingDate":"2012-01-01"}]}'


def send(client: Client, content: bytes, **more: str) -> tuple[int, str]:
    said = {
        "file": SimpleUploadedFile("f.json", content),
        "source": "县卫健委",
        "part": "all",
        "under": "QH",
        "groups": "separate",
        **more,
    }
    answer = client.post(reverse("settings_exchange"), said, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_trial_then_the_real_thing(district: District) -> None:
    client = signed_in("admin")
    status, page = send(client, UNITS, trial="1")
    assert (status, Unit.objects.filter(code="O6uvpzGd5pu").exists()) == (200, False)
    assert 'id="told-title"' in page
    status, _page = send(client, UNITS)
    assert (status, Unit.objects.filter(code="O6uvpzGd5pu").exists()) == (200, True)
    assert verify().holds


def test_findings_stand_in_a_table(district: District) -> None:
    values = [{"dataElement": "nonEx1stin1", "orgUnit": "x", "period": "201401", "value": "1"}]
    status, page = send(signed_in("statistician"), json.dumps({"dataValues": values}).encode())
    assert status == 422
    assert "E7610" in page
    assert "nonEx1stin1" in page


@pytest.mark.parametrize("content", [b"{", b"<!DOCTYPE x><adx/>", b"<html/>"])
def test_what_cannot_be_read_is_told_beside_the_file(district: District, content: bytes) -> None:
    status, page = send(signed_in("statistician"), content)
    assert status == 422
    assert "field-errors" in page


def test_the_tab_stands_for_those_who_may(district: District) -> None:
    address = reverse("settings_exchange")
    assert address in signed_in("admin").get(reverse("settings_calendar")).content.decode()
    assert address not in signed_in("t1_head").get(reverse("settings_calendar")).content.decode()


@pytest.mark.parametrize("kind", ["json", "csv", "adx", "metadata", "sdmx"])
def test_every_kind_of_file_leaves(district: District, kind: str) -> None:
    client = signed_in("statistician")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse("settings_exchange_file"), {"kind": kind, "scheme": "uid"})
    assert answer.status_code == 200
    assert answer.content
    assert kind in answer.headers["Content-Disposition"]
    assert len(queries) <= 25
    wrong = client.get(reverse("settings_exchange_file"), {"kind": "exe", "scheme": "uid"})
    assert wrong.status_code == 422


def test_a_span_that_ends_before_it_begins_is_told(district: District) -> None:
    asked = {"kind": "json", "scheme": "uid", "first": "2015-06-01", "last": "2015-01-31"}
    answer = signed_in("statistician").get(reverse("settings_exchange_file"), asked)
    assert answer.status_code == 422
    assert "field-errors" in answer.content.decode()
