"""The district with its monthly form, June open; every test starts with fresh permits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from cast import District
from luoshi.api.rate import rate
from reporting import Reporting


@pytest.fixture(autouse=True)
def fresh_permits(settings: Settings) -> Iterator[None]:
    """Keys of earlier tests may have the same numbers; they belong to invented people, as in a demonstration."""
    settings.DEMO = True
    rate.forget()
    yield
    rate.forget()


@pytest.fixture
def reporting(district: District) -> Reporting:
    """The monthly form with its round of June."""
    made = Reporting(district)
    made.open("2015-06")
    return made
