"""Whose hands a figure went through, with those of the versions before it, and whose it did not."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import District
from luoshi.indicators.actions.reopen_sheet import reopen_sheet
from luoshi.indicators.hands import hands_on
from luoshi.indicators.models import Observation
from reporting import Reporting


def test_a_revision_went_through_the_hands_of_its_first_version_too(district: District) -> None:
    reporting = Reporting(district)
    june = reporting.open()
    first = {"invest": "5", "revenue": "600", "output": "30"}
    reporting.file(june, first, unit="QH-T1", day=date(2015, 7, 2))
    reporting.verify(june, unit="QH-T1", day=date(2015, 7, 3))
    reporting.unlock(june, "invest")
    reopen_sheet(district.standing("t1_liaison"), june, district.unit("QH-T1"), reason="漏报一个项目")
    reporting.file(june, {"invest": "6"})
    old, new = Observation.objects.filter(unit__code="QH-T1", indicator__code="invest").order_by("pk")
    untouched = Observation.objects.get(unit__code="QH-T1", indicator__code="revenue")
    assert new.supersedes == old
    with CaptureQueriesContext(connection) as asked:
        hands = hands_on([new.pk, untouched.pk])
    assert len(asked) == 1
    verified = set(old.verdicts.values_list("by", flat=True))
    assert len(verified) == 1
    assert hands[new.pk] == {old.reported_by_id, new.reported_by_id, *verified}
    assert hands_on([old.pk])[old.pk] == {old.reported_by_id, *verified}
    assert hands[untouched.pk] >= {untouched.reported_by_id}
    assert hands_on([]) == {}
