"""A text too long to be kept is refused beside its field, and what was typed is still there."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from prepared import Prepared, prepared_district  # noqa: F401
from web.signed_in import signed_in

pytestmark = pytest.mark.django_db

LONG = "长" * 301


def refused(name: str, key: int, said: dict[str, str], who: str = "supervisor") -> str:
    answer = signed_in(who).post(reverse(name, args=[key]), said)
    assert answer.status_code == 422
    return str(answer.content.decode())


def test_money_tied_with_too_many_words(prepared: Prepared) -> None:
    said = {"amount": "30", "document": LONG, "condition": LONG}
    shown = refused("targets_tie_money", prepared.part.pk, said)
    beside = re.findall(
        r'name="(document|condition)"[^>]*>\s*<ul class="field-errors[^>]*>\s*<li>([^<]*)', shown
    )
    assert [(field, "200" in words, "300" in words) for field, words in beside] == [
        ("document", True, False),
        ("condition", False, True),
    ]
    assert f'value="{LONG}"' in shown


@pytest.mark.parametrize(
    ("name", "of", "field", "said"),
    [
        ("targets_step_done", "step", "evidence", {"done_on": "2015-06-15", "evidence": LONG}),
        (
            "targets_rank",
            "ranked",
            "source",
            {"period": "2015-Q1", "rank": "1", "published_on": "2015-07-01", "source": LONG},
        ),
    ],
)
def test_it_stands_beside_the_field(
    prepared: Prepared, name: str, of: str, field: str, said: dict[str, str]
) -> None:
    shown = refused(name, getattr(prepared, of).pk, said)
    assert re.search(rf'name="{field}"[^>]*>\s*<ul class="field-errors', shown)


def test_an_agreement_with_too_many_words(prepared: Prepared) -> None:
    answer = signed_in("supervisor").post(
        reverse("targets_quotas", args=[prepared.root.pk]),
        {"unit": "QH-T2", "act": "agree", "reason": LONG},
    )
    assert answer.status_code == 422 and "300" in answer.content.decode()
