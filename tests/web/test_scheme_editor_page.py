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
