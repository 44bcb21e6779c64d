"""Where a problem is, is said in the reader's language: names as English has them, periods by their names."""

from __future__ import annotations

import pytest
from django.utils import translation

from luoshi.indicators.actions.submit_sheet import submit_sheet
from luoshi.indicators.models import Form, Indicator
from luoshi.ledger.naming import named
from luoshi.ledger.refusal import Refused
from reporting import Reporting

pytestmark = pytest.mark.django_db


def refused_by_an_empty_sheet(reporting: Reporting) -> str:
    round_ = reporting.open()
    town = reporting.district.unit("QH-T1")
    with pytest.raises(Refused) as refused:
        submit_sheet(reporting.district.standing("t1_liaison"), round_, town, edition=0)
    return str(refused.value.problems[0].where)


def test_a_sheet_is_named_with_its_period(reporting: Reporting) -> None:
    assert refused_by_an_empty_sheet(reporting).endswith("2015年6月")


def test_a_sheet_is_named_in_english(reporting: Reporting) -> None:
    Form.objects.update(name_en="Monthly report")
    with translation.override("en"):
        assert refused_by_an_empty_sheet(reporting) == "Monthly report June 2015"


def test_what_has_no_english_name_keeps_its_own() -> None:
    with translation.override("en"):
        assert named(Indicator(name="投资")) == "投资"
        assert named(None) == ""
