"""The unit of measure of an indicator in the reader's language."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from luoshi.indicators.models import Indicator
from luoshi.web.named import measured_in


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "english", "language", "shown"),
    [
        ("万人", "10,000 persons", "zh-hans", "万人"),
        ("万人", "10,000 persons", "en", "10,000 persons"),
        ("户", "", "en", "户"),
        ("万元", "ten thousand yuan", "en", "10k yuan"),
    ],
)
def test_a_unit_of_measure_is_in_the_readers_language(
    name: str, english: str, language: str, shown: str
) -> None:
    with override(language):
        assert measured_in(Indicator(unit_name=name, unit_name_en=english)) == shown
